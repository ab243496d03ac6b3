"""Addresses of the log."""

from django.urls import path

from piawai.web.audit import views

urlpatterns = [path("log/", views.audit_log, name="audit_log")]
