"""Addresses of the home page."""

from django.urls import path

from piawai.web.home import views

urlpatterns = [path("", views.home, name="home")]
