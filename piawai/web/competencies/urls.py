"""Addresses of people, units and the city."""

from django.urls import path

from piawai.web.competencies import assess, views

urlpatterns = [
    path("pegawai/", views.people, name="people"),
    path("pegawai/cari/", views.people_find, name="people_find"),
    path("pegawai/<slug:code>/", views.person, name="person"),
    path("unit/", views.units, name="units"),
    path("unit/<str:siasn_id>/", views.unit, name="unit"),
    path("unit/<str:siasn_id>/perlu-dinilai/", assess.unit_assess, name="unit_assess"),
    path("unit/<str:siasn_id>/<str:competency>/", views.unit_competency, name="unit_competency"),
    path("kota/", views.city, name="city"),
]
