"""Addresses of ratings: one's own sheets, naming raters, evidence, accreditations."""

from django.urls import path

from piawai.web.rating import assessors, files, naming, tables, views

urlpatterns = [
    path("penilaian/", views.ratings, name="ratings"),
    path("penilaian/bawahan/<slug:token>/", tables.rating_staff, name="rating_staff"),
    path("penilaian/bawahan/<slug:token>/kerabat/", tables.rating_staff_related, name="rating_staff_related"),
    path("penilaian/usulan/", naming.nominations, name="nominations"),
    path("penilaian/usulan/menunggu/", naming.nominations_waiting, name="nominations_waiting"),
    path("penilaian/usulan/<int:number>/batal/", naming.nomination_withdraw, name="nomination_withdraw"),
    path("penilaian/usulan/<int:number>/putusan/", naming.nomination_decide, name="nomination_decide"),
    path("penilaian/usulan/<slug:token>/", naming.nominate, name="nominate"),
    path("penilaian/asesor/", assessors.accreditations, name="accreditations"),
    path("penilaian/asesor/baru/", assessors.accreditation_new, name="accreditation_new"),
    path("penilaian/asesor/<int:number>/cabut/", assessors.accreditation_withdraw, name="accreditation_withdraw"),
    path("penilaian/berkas/<slug:token>/", files.evidence_file, name="evidence_file"),
    path("penilaian/berkas/<slug:token>/hapus/", files.evidence_remove, name="evidence_remove"),
    path("penilaian/<slug:token>/", views.rating, name="rating"),
    path("penilaian/<slug:token>/kerabat/", views.rating_related, name="rating_related"),
    path("penilaian/<slug:token>/lembar/", tables.rating_table, name="rating_table"),
    path("penilaian/<slug:token>/periksa/", views.rating_check, name="rating_check"),
    path("penilaian/<slug:token>/terkirim/", views.rating_sent, name="rating_sent"),
    path("penilaian/<slug:token>/<int:number>/", views.rating_question, name="rating_question"),
    path("penilaian/<slug:token>/<int:number>/bukti/", files.rating_evidence, name="rating_evidence"),
]
