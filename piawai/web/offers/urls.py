"""Addresses of needs that go out to partners."""

from django.urls import path

from piawai.web.offers import own, views

urlpatterns = [
    path("kebutuhan/", views.unmet_needs, name="unmet_needs"),
    path("kebutuhan/terkirim/", views.calls, name="calls"),
    path("kebutuhan/terkirim/<slug:code>/", views.call, name="call"),
    path("kebutuhan/terkirim/<slug:code>/tutup/", views.call_close, name="call_close"),
    path("kebutuhan/terkirim/<slug:code>/pilih/<slug:offer>/", views.offer_take, name="offer_take"),
    path("kebutuhan/kirim/<str:competency>/<int:level>/", views.need_send, name="need_send"),
    path("kelas-saya/kebutuhan/", own.own_calls, name="own_calls"),
    path("kelas-saya/kebutuhan/<slug:code>/", own.own_call, name="own_call"),
    path("kelas-saya/kebutuhan/<slug:code>/tarik/", own.own_offer_withdraw, name="own_offer_withdraw"),
]
