"""Addresses of what shows at work after training: the questions, and the figures."""

from django.urls import path

from piawai.web.behaviour import answering, figures

urlpatterns = [
    path("perilaku/", answering.follow_ups, name="follow_ups"),
    path("perilaku/hasil/", figures.behaviour, name="behaviour"),
    path("perilaku/hasil/program/<int:number>/", figures.behaviour_programme, name="behaviour_programme"),
    path("perilaku/hasil/angkatan/<path:code>/", figures.behaviour_session, name="behaviour_session"),
    path("perilaku/<slug:code>/", answering.follow_up, name="follow_up"),
]
