"""Addresses of partners, agreements, money and hours."""

from django.urls import path

from piawai.web.partners import agreements, hours, members, money, own, reached, views

urlpatterns = [
    path("lembaga/", views.partners, name="partners"),
    path("lembaga/baru/", views.partner_add, name="partner_add"),
    path("lembaga/<slug:code>/", views.partner, name="partner"),
    path("lembaga/<slug:code>/ubah/", views.partner_edit, name="partner_edit"),
    path("lembaga/<slug:code>/undang/", members.member_invite, name="member_invite"),
    path("lembaga/<slug:code>/perjanjian-baru/", agreements.agreement_add, name="agreement_add"),
    path("lembaga/akun/<int:number>/akhiri/", members.member_end, name="member_end"),
    path("lembaga/akun/<int:number>/kode/", members.member_code, name="member_code"),
    path("perjanjian/", agreements.agreements, name="agreements"),
    path("perjanjian/<slug:code>/", agreements.agreement, name="agreement"),
    path("perjanjian/<slug:code>/ubah/", agreements.agreement_edit, name="agreement_edit"),
    path("perjanjian/<slug:code>/tanda-tangan/", agreements.agreement_sign, name="agreement_sign"),
    path("perjanjian/<slug:code>/akhiri/", agreements.agreement_end, name="agreement_end"),
    path("perjanjian/<slug:code>/harga/", agreements.agreement_price, name="agreement_price"),
    path("perjanjian/<slug:code>/harga/<int:number>/hapus/", agreements.price_remove, name="price_remove"),
    path("perjanjian/<slug:code>/sesi/", agreements.agreement_order, name="agreement_order"),
    path("perjanjian/<slug:code>/sesi/<int:number>/keluarkan/", agreements.order_remove, name="order_remove"),
    path("perjanjian/<slug:code>/berkas/", agreements.agreement_files, name="agreement_files"),
    path("perjanjian-berkas/<slug:token>/", agreements.agreement_file, name="agreement_file"),
    path("perjanjian-berkas/<slug:token>/hapus/", agreements.file_remove, name="agreement_file_remove"),
    path("uang-pelatihan/", money.training_money, name="training_money"),
    path("uang-pelatihan/hasil/", reached.training_reached, name="training_reached"),
    path("uang-pelatihan/pembayaran/", money.payments, name="payments"),
    path("uang-pelatihan/pembayaran/<int:number>/betulkan/", money.payment_correct, name="payment_correct"),
    path("uang-pelatihan/bayar/<path:code>/", money.payment_add, name="payment_add"),
    path("jam-pelatihan/", hours.learning_hours, name="learning_hours"),
    path("kelas-saya/", own.own_sessions, name="own_sessions"),
    path("kelas-saya/perjanjian/", own.own_agreements, name="own_agreements"),
    path("kelas-saya/perjanjian/<slug:code>/", own.own_agreement, name="own_agreement"),
    path("kelas-saya/sesi/<path:code>/", own.own_session, name="own_session"),
]
