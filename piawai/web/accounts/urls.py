"""Addresses of sign-in and of one's own account. Pages of allauth that are not named here do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from piawai.web.accounts import code_views, role_views, views

urlpatterns = [
    path("", views.account, name="account"),
    path("kode/", code_views.sign_in_codes, name="sign_in_codes"),
    path("kode/<str:code>/", code_views.sign_in_code, name="sign_in_code"),
    path("peran/", role_views.roles, name="roles"),
    path("peran/usul/", role_views.role_propose, name="role_propose"),
    path("peran/usulan/", role_views.role_proposals, name="role_proposals"),
    path("peran/usulan/<int:number>/", role_views.role_proposal, name="role_proposal"),
    path("peran/<int:number>/akhiri/", role_views.role_end, name="role_end"),
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("lupa/", views.forgotten, name="account_reset_password"),
    path("lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path("lupa/selesai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("lupa/<str:uidb36>/<str:key>/", account.password_reset_from_key, name="account_reset_password_from_key"),
    path("kata-sandi/", views.password, name="account_change_password"),
    path("perangkat/", views.devices, name="usersessions_list"),
    path("pengaman/", factor.index, name="mfa_index"),
    path("pengaman/masuk/", factor.authenticate, name="mfa_authenticate"),
    path("pengaman/konfirmasi/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("pengaman/percayai/", factor.trust, name="mfa_trust"),
    path("pengaman/aplikasi/pasang/", app.activate_totp, name="mfa_activate_totp"),
    path("pengaman/aplikasi/lepas/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("pengaman/kode-cadangan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("pengaman/kode-cadangan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("pengaman/kunci/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("pengaman/kunci/tambah/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("pengaman/kunci/konfirmasi/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("pengaman/kunci/masuk/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("pengaman/kunci/<int:pk>/hapus/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("pengaman/kunci/<int:pk>/nama/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]
