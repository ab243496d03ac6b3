"""One's own account: the password, and the way to the other pages."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, open_to_all, signed_in
from piawai.access.sign_in import confirm
from piawai.access.terms import Permission
from piawai.accounts import services
from piawai.accounts.services import UnableToTry
from piawai.integrations import mail
from piawai.lib import clock
from piawai.web.accounts import forms
from piawai.web.accounts.device import device_of


@require_safe
@signed_in
def account(request: Request) -> HttpResponse:
    """Show what can be changed about one's own account, and the ways to the accounts of others."""
    ways = [
        {"label": label, "url": reverse(name)}
        for permission, label, name in (
            (Permission.ACCOUNTS_LIST, _("Accounts and sign-in codes"), "sign_in_codes"),
            (Permission.ROLES_CHANGE, _("Granted roles"), "roles"),
        )
        if scopes.allowed(request.holder, permission)
    ]
    return render(request, "accounts/account.html", {"ways": ways})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def forgotten(request: HttpRequest) -> HttpResponse:
    """Have a link mailed; the answer is the same whether or not the address is known."""
    form = forms.Forgotten(request.POST or None) if mail.switched_on() and mail.site_address() else None
    if form is not None and form.is_valid():
        device = device_of(request)
        services.ask_reset_link(
            email=form.cleaned_data["email"],
            device=device.name if device.known_as else "",
            language=get_language() or "id",
            at=clock.now(),
        )
        return redirect("account_reset_password_done")
    status = 422 if form is not None and form.errors else 200
    return render(request, "account/password_reset.html", {"form": form}, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
def password(request: Request) -> HttpResponse:
    """Let the reader choose a new password; after a one-time code without the present one."""
    user = request.user
    assert not user.is_anonymous  # noqa: S101 (the guard has looked)
    first = user.code_only
    form = (forms.FirstPassword if first else forms.Password)(request.POST or None)
    if form.is_valid():
        try:
            if not first and not confirm(user=user, password=form.cleaned_data["present"], at=clock.now()):
                form.add_error("present", _("This is not your present password. Write it again."))
            else:
                services.choose_password(
                    user=user, password=form.cleaned_data["password"], by=user.code, at=clock.now()
                )
        except UnableToTry as refusal:
            form.add_error(None, str(refusal))
        except services.UnableToChoosePassword as refusal:
            form.add_error("password", str(refusal))
        if form.is_valid():
            update_session_auth_hash(request, user)
            UserSession.objects.create_from_request(request)  # its key has changed
            messages.success(request, _("Your password is changed. On other devices you are signed out."))
            return redirect("home")
    status = 200 if request.method == "GET" or not form.errors else 422
    return render(request, "accounts/password.html", {"form": form, "first": first}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def devices(request: Request) -> HttpResponse:
    """Show where the reader is signed in; end one of these sessions, or all but the present one."""
    user = request.user
    assert not user.is_anonymous  # noqa: S101 (the guard has looked)
    if request.method == "POST":
        number = request.POST.get("session", "")
        try:
            if number.isascii() and number.isdigit():
                services.end_session(user=user, number=int(number[:18]), by=user.code, at=clock.now())
            else:
                key = request.session.session_key or ""
                services.end_other_sessions(user=user, session_key=key, by=user.code, at=clock.now())
        except services.UnableToEndSession as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Signed out there."))
        return redirect("usersessions_list")
    found = sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.created_at, reverse=True)
    here = [row for row in found if row.is_current()]
    others = [row for row in found if not row.is_current()]
    return render(request, "usersessions/usersession_list.html", {"sessions": [*here, *others], "others": len(others)})
