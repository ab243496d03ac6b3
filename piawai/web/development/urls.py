"""Addresses of the annual plan."""

from django.urls import path

from piawai.web.development import views

urlpatterns = [
    path("rencana/", views.plan, name="plan"),
    path("rencana/peserta/", views.plan_people, name="plan_people"),
    path("rencana/mengapa/<slug:code>/", views.plan_why, name="plan_why"),
    path("rencana/asesmen/", views.plan_assess, name="plan_assess"),
    path("rencana/kunci/", views.locks, name="locks"),
    path("rencana/kunci/baru/", views.lock_add, name="lock_add"),
    path("rencana/kunci/<int:number>/", views.lock_change, name="lock_change"),
]
