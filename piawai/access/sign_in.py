"""Signing in: who is meant by what was typed, and whether the password is theirs."""

import datetime as dt

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils.translation import gettext as _

from piawai.accounts import services
from piawai.accounts.models import User
from piawai.accounts.queries import account_behind, account_by_code, account_by_email, may_sign_in
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell
from piawai.lib.text import nip_in
from piawai.people.models import Person
from piawai.people.queries import people_by_number

_SEPARATORS = str.maketrans("", "", " .-\t\u00a0")


class UnableToSignIn(Refusal):
    """The account is unknown, closed, or the password is not its own: the answer does not say which."""


def account_for(typed: str) -> User | None:
    """Return the account that a NIP (with blanks, dots or hyphens) or an e-mail address means, else None."""
    if _digits(typed):
        person = person_for(typed)
        return account_by_code(person.code if person else "")
    return account_by_email(typed.strip())


def person_for(typed: str) -> Person | None:
    """Return the person whom a NIP (with blanks, dots or hyphens) means, else None."""
    digits = _digits(typed)
    person = people_by_number({digits}).get(digits) if digits else None
    return person if person and person.nip == digits else None


def sign_in(*, typed: str, password: str, device: str, known_as: frozenset[str], at: dt.datetime) -> User:
    """
    Return the account that a NIP or e-mail address and a password, or a one-time code, let in.

    `device` is the random name of the device, `known_as` the codes of the accounts that signed in on it
    before: for those the device has a limit of its own, so that strangers who guess lock nobody out. The
    password is hashed once whatever comes out.

    :raises UnableToSignIn: if they do not; it does not say why.
    :raises piawai.accounts.services.UnableToTry: if too many tries failed.
    """
    user = account_for(typed)
    if user is None:
        bucket = services.identifier("unknown", typed.translate(_SEPARATORS).lower())
    elif user.code in known_as:
        bucket = services.identifier("device", f"{device} {user.code}")
    else:
        bucket = services.identifier("account", user.code)
    number = services.begin_try(identifier=bucket, account=user.code if user else "", at=at)
    if not _is_theirs(user, password, at=at):
        tell(event="sign_in_failed", at=at, account=user.code if user else "")
        text = _("NIP, e-mail address or password is not right. Check both, or ask your unit's operator for a code.")
        raise UnableToSignIn(text, code="wrong")
    services.forget_try(number)
    assert user is not None  # noqa: S101 (nobody's password fits no account)
    return user


def confirm(*, user: User, password: str, at: dt.datetime) -> bool:
    """
    Return whether a password is that of whoever is signed in already.

    :raises piawai.accounts.services.UnableToTry: if too many tries failed.
    """
    number = services.begin_try(identifier=services.identifier("confirm", user.code), account=user.code, at=at)
    if not user.check_password(password):
        tell(event="confirmation_failed", at=at, account=user.code)
        return False
    services.forget_try(number)
    return True


def _is_theirs(user: User | None, password: str, *, at: dt.datetime) -> bool:
    if user is None:
        User().set_password(password)  # the same work as for an account that exists
        return False
    fits = user.check_password(password)
    if not may_sign_in(user):
        return False
    return fits or services.use_code(user=user, typed=password, at=at)


def _digits(typed: str) -> str:
    return "" if "@" in typed else nip_in(text=typed)


class Backend(BaseBackend):
    """Django's way to ask who signs in, and who is behind a session."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,  # noqa: ARG002 (Django's signature)
        username: str | None = None,
        password: str | None = None,
    ) -> User | None:
        """Return the account that lets in, else None; a device that nobody knows is assumed."""
        if username is None or password is None:
            return None
        try:
            return sign_in(typed=username, password=password, device="", known_as=frozenset(), at=clock.now())
        except Refusal:
            return None

    def get_user(self, user_id: int) -> User | None:
        """Return the account behind a session, unless it has been closed."""
        user = account_behind(user_id)
        return user if user is not None and may_sign_in(user) else None
