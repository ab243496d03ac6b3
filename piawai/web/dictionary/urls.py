"""Addresses of the dictionary and of the standards of jobs."""

from django.urls import path

from piawai.web.dictionary import views

urlpatterns = [
    path("kamus/", views.dictionary, name="dictionary"),
    path("kamus/<str:code>/", views.competency, name="competency"),
    path("standar/", views.standards, name="standards"),
]
