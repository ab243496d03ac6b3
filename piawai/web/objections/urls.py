"""Addresses of requests to look at a level again."""

from django.urls import path

from piawai.web.objections import views

urlpatterns = [
    path("tinjau-ulang/", views.objections, name="objections"),
    path("tinjau-ulang/menunggu/", views.objections_waiting, name="objections_waiting"),
    path("tinjau-ulang/minta/<str:competency>/", views.objection_make, name="objection_make"),
    path("tinjau-ulang/<slug:token>/", views.objection, name="objection"),
    path("tinjau-ulang/<slug:token>/batal/", views.objection_withdraw, name="objection_withdraw"),
]
