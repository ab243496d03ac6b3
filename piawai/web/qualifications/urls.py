"""Addresses of what people hold and until when."""

from django.urls import path

from piawai.web.qualifications import acts, views

urlpatterns = [
    path("masa-berlaku/", views.running_out, name="running_out"),
    path("pegawai/<slug:code>/masa-berlaku/", views.person_currency, name="person_currency"),
    path("pegawai/<slug:code>/masa-berlaku/tambah/", acts.add, name="qualification_add"),
    path("masa-berlaku/<int:number>/", acts.qualification, name="qualification"),
    path("masa-berlaku/<int:number>/perpanjang/", acts.renew, name="qualification_renew"),
    path("masa-berlaku/<int:number>/bekukan/", acts.suspend, name="qualification_suspend"),
    path("masa-berlaku/<int:number>/pulihkan/", acts.restore, name="qualification_restore"),
    path("masa-berlaku/<int:number>/cabut/", acts.revoke, name="qualification_revoke"),
]
