"""Addresses of rounds of ratings."""

from django.urls import path

from piawai.web.rounds import acts, cost, drafting, progress, views

urlpatterns = [
    path("putaran/", views.rounds, name="rounds"),
    path("putaran/baru/", drafting.round_new, name="round_new"),
    path("putaran/pekerjaan/<slug:token>/", cost.round_job, name="round_job"),
    path("putaran/<slug:token>/", views.round_page, name="round"),
    path("putaran/<slug:token>/ubah/", drafting.round_change, name="round_change"),
    path("putaran/<slug:token>/biaya/", cost.round_cost, name="round_cost"),
    path("putaran/<slug:token>/usulan/", acts.round_nominate, name="round_nominate"),
    path("putaran/<slug:token>/buka/", acts.round_open, name="round_open"),
    path("putaran/<slug:token>/kemajuan/", progress.round_progress, name="round_progress"),
    path("putaran/<slug:token>/belum/", progress.round_missing, name="round_missing"),
    path("putaran/<slug:token>/belum-diuji/", progress.round_untested, name="round_untested"),
    path("putaran/<slug:token>/ingatkan/", acts.round_remind, name="round_remind"),
    path("putaran/<slug:token>/asesor/", acts.round_assessors, name="round_assessors"),
    path("putaran/<slug:token>/tutup/", acts.round_close, name="round_close"),
    path("putaran/<slug:token>/laporkan/", acts.round_finish, name="round_finish"),
    path("putaran/<slug:token>/batalkan/", acts.round_cancel, name="round_cancel"),
    path("putaran/<slug:token>/laporan/", views.round_report, name="round_report"),
]
