"""Addresses of the dictionary and of the standards of jobs."""

from django.urls import path

from piawai.web.dictionary import changes, jobs, views

urlpatterns = [
    path("kamus/", views.dictionary, name="dictionary"),
    path("kamus/<str:code>/", views.competency, name="competency"),
    path("kamus/<str:code>/versi/", changes.version_add, name="version_add"),
    path("kamus/<str:code>/versi/<int:number>/", changes.version_edit, name="version_edit"),
    path("kamus/<str:code>/versi/<int:number>/terbit/", changes.version_publish, name="version_publish"),
    path("kamus/<str:code>/versi/<int:number>/buang/", changes.version_discard, name="version_discard"),
    path("kamus/<str:code>/tarik/", changes.competency_retire, name="competency_retire"),
    path("kamus/<str:code>/hubungan/", changes.relation_add, name="relation_add"),
    path("kamus/<str:code>/hubungan/<int:number>/hapus/", changes.relation_remove, name="relation_remove"),
    path("kamus-lama/", changes.former, name="former"),
    path("kamus-lama/<str:siasn_id>/", changes.former_edit, name="former_edit"),
    path("standar/", views.standards, name="standards"),
    path("standar/<int:number>/", jobs.job, name="job"),
    path("standar/<int:number>/tuntutan/", jobs.demand_edit, name="demand_edit"),
    path("standar/<int:number>/salin/", jobs.standards_copy, name="standards_copy"),
    path("standar/<int:number>/formulir/", jobs.job_form, name="job_form"),
]
