"""Addresses of certificates."""

from django.urls import path

from piawai.web.certificates import external, public, results, views

urlpatterns = [
    path("sertifikat/", views.certificates, name="certificates"),
    path("sertifikat/cetak/<str:token>/", views.certificates_job, name="certificates_job"),
    path("sertifikat/cetak/<str:token>/berkas/", views.certificates_file, name="certificates_file"),
    path("sertifikat/<slug:code>/", public.certificate, name="certificate"),
    path("sertifikat/<slug:code>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("sertifikat/<slug:code>/kredensial/", views.certificate_credential, name="certificate_credential"),
    path("sertifikat/<slug:code>/cabut/", views.certificate_revoke, name="certificate_revoke"),
    path("penerbit/did.json", public.issuer, name="issuer"),
    path("kredensial/status/<int:number>/", public.status_list, name="status_list"),
    path("hasil/<path:code>/kunci/", results.results_lock, name="results_lock"),
    path("hasil/<path:code>/cetak/", results.results_print, name="results_print"),
    path("hasil/<path:code>/", results.results, name="results"),
    path("sertifikat-luar/", external.external, name="external"),
    path("sertifikat-luar/unggah/", external.external_upload, name="external_upload"),
    path("sertifikat-luar/periksa/", external.external_waiting, name="external_waiting"),
    path("sertifikat-luar/<slug:code>/", external.external_decide, name="external_decide"),
    path("sertifikat-luar/<slug:code>/berkas/", external.external_file, name="external_file"),
    path("sertifikat-luar/<slug:code>/tolak/", external.external_refuse, name="external_refuse"),
]
