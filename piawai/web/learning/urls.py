"""Addresses of the catalogue."""

from django.urls import path

from piawai.web.learning import views

urlpatterns = [
    path("katalog/", views.catalogue, name="catalogue"),
    path("katalog/<path:code>/", views.session, name="session"),
]
