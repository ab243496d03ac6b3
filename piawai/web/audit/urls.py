"""Addresses of the log."""

from django.urls import path

from piawai.web.audit import sample_views, views

urlpatterns = [
    path("log/", views.audit_log, name="audit_log"),
    path("log/sampel/", sample_views.samples, name="samples"),
    path("log/sampel/baru/", sample_views.sample_draw, name="sample_draw"),
    path("log/sampel/<int:number>/", sample_views.sample, name="sample"),
]
