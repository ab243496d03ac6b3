"""Addresses of the annual plan."""

from django.urls import path

from piawai.web.development import approval, coaching, locks, solving, views

urlpatterns = [
    path("rencana/", views.plan, name="plan"),
    path("rencana/peserta/", views.plan_people, name="plan_people"),
    path("rencana/mengapa/<slug:code>/", views.plan_why, name="plan_why"),
    path("rencana/asesmen/", views.plan_assess, name="plan_assess"),
    path("rencana/pembinaan/", coaching.coaching, name="coaching"),
    path("rencana/baru/", solving.plan_new, name="plan_new"),
    path("rencana/pekerjaan/<slug:token>/", solving.plan_job, name="plan_job"),
    path("rencana/daftar/", approval.plan_list, name="plan_list"),
    path("rencana/banding/", approval.plan_compare, name="plan_compare"),
    path("rencana/<int:number>/usulkan/", approval.plan_propose, name="plan_propose"),
    path("rencana/<int:number>/setujui/", approval.plan_approve, name="plan_approve"),
    path("rencana/<int:number>/kembalikan/", approval.plan_return, name="plan_return"),
    path("rencana/kunci/", locks.locks, name="locks"),
    path("rencana/kunci/baru/", locks.lock_add, name="lock_add"),
    path("rencana/kunci/<int:number>/", locks.lock_change, name="lock_change"),
    path("rencana/kunci/<int:number>/cabut/", locks.lock_lift, name="lock_lift"),
]
