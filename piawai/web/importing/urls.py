"""Addresses of imports."""

from django.urls import path

from piawai.web.importing import acts, views

urlpatterns = [
    path("impor/", views.imports, name="imports"),
    path("impor/baru/", views.import_new, name="import_new"),
    path("impor/templat/<slug:kind>/", views.import_template, name="import_template"),
    path("impor/<slug:token>/", views.import_page, name="import_page"),
    path("impor/<slug:token>/baris-bermasalah/", acts.import_faults, name="import_faults"),
    path("impor/<slug:token>/perbaiki/", acts.import_repair, name="import_repair"),
    path("impor/<slug:token>/ganti/", acts.import_replace, name="import_replace"),
    path("impor/<slug:token>/simpan/", acts.import_store, name="import_store"),
    path("impor/<slug:token>/ulangi/", acts.import_again, name="import_again"),
    path("impor/<slug:token>/buang/", acts.import_discard, name="import_discard"),
]
