"""Addresses of one's own data: requests for correction, and who looked."""

from django.urls import path

from piawai.web.people import views

urlpatterns = [
    path("koreksi/", views.corrections, name="corrections"),
    path("koreksi/baru/", views.correction_ask, name="correction_ask"),
    path("koreksi/menunggu/", views.corrections_waiting, name="corrections_waiting"),
    path("koreksi/<int:number>/", views.correction, name="correction"),
    path("koreksi/<int:number>/batal/", views.correction_withdraw, name="correction_withdraw"),
    path("data-saya/dilihat/", views.viewers, name="viewers"),
]
