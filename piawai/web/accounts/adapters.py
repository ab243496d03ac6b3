"""What django-allauth asks of a project, answered the way sign-in works here."""

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from piawai.access.holding import holder
from piawai.access.sign_in import confirm
from piawai.accounts.queries import may_sign_in
from piawai.accounts.services import UnableToTry
from piawai.lib import clock
from piawai.lib.security_log import tell
from piawai.web import language
from piawai.web.accounts import device, sessions

if TYPE_CHECKING:
    from piawai.accounts.models import User

_NO_ADDRESS = "0.0.0.0"  # noqa: S104 (behind a local socket there is no address to keep)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation; nothing is verified or sent by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Return that nobody makes an account alone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address for the list of one's own devices."""
        return request.META.get("REMOTE_ADDR") or _NO_ADDRESS

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,  # noqa: ARG002 (allauth's signature)
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 (allauth's signature)
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what went wrong; say nothing where the next page shows that it worked."""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def pre_login(self, request: HttpRequest, user: "User", **kwargs: Any) -> HttpResponse | None:  # noqa: ARG002 (allauth's signature)
        """Refuse closed accounts and those of a demo, however they signed in."""
        if may_sign_in(user):
            return None
        tell(event="sign_in_failed", at=clock.now(), account=user.code)
        messages.error(request, _("This account cannot be used. Ask your unit's operator."))
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: "User", **kwargs: Any) -> HttpResponse:
        """Set the length of the session, let the device be known, and go on."""
        now = clock.now()
        response: HttpResponse = super().post_login(request, user, **kwargs)
        staff = holder(user=user, on=clock.today(), at=now).is_staff
        sessions.begin(request, staff=staff)
        device.remember(request, response, account=user.code)
        language.begin(request, response, language=user.language)
        tell(event="signed_in", at=now, account=user.code)
        return response

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        if not request.user.is_anonymous:
            tell(event="signed_out", at=clock.now(), account=request.user.code)
        super().logout(request)

    def reauthenticate(self, user: "User", password: str) -> bool:
        """Return whether the password is that of whoever is signed in."""
        try:
            return confirm(user=user, password=password, at=clock.now())
        except UnableToTry as refusal:
            raise self.validation_error("too_many_login_attempts") from refusal

    def send_notification_mail(self, template_prefix: str, user: "User", *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Write the security log where allauth would send a mail: most people here have no address."""
        tell(event=template_prefix.rpartition("/")[2], at=clock.now(), account=user.code)


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps, recovery codes and passkeys; their secrets are stored encrypted."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret as it is."""
        return _sealer().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that the authenticator app shows."""
        return "Piawai"

    def _get_user_identifier(self, user: "User") -> str:
        return user.email or user.name or user.code


def _sealer() -> Fernet:
    key = hashlib.sha256(b"piawai.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
