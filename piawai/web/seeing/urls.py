"""Addresses of what is seen across units, jobs and services."""

from django.urls import path

from piawai.web.seeing import fitting, views

urlpatterns = [
    path("kota/pensiun/", views.leaving, name="leaving"),
    path("kota/kompetensi/<str:code>/", views.across, name="across"),
    path("keberlangsungan/", views.continuity, name="continuity"),
    path("standar/<int:number>/cocok/", fitting.fit, name="fit"),
    path("pegawai/<slug:code>/jabatan-lain/", fitting.other_job, name="other_job"),
]
