"""Addresses of messages."""

from django.urls import path

from piawai.web.messages import views

urlpatterns = [
    path("pesan/", views.messages, name="messages"),
    path("pesan/<int:number>/", views.message, name="message"),
    path("pesan/<int:number>/buka/", views.message_open, name="message_open"),
]
