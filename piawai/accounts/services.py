"""Inviting, letting in with a code, choosing passwords, closing accounts; counting the tries to sign in."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from piawai.accounts.models import FailedSignIn, OneTimeCode, UsedCode, User
from piawai.accounts.queries import account_by_code, account_by_email, in_language_of, tries
from piawai.accounts.terms import APP_CODE_LASTS, CODE_LASTS, LINKS_OF_STRANGERS, TRIES
from piawai.audit.services import log
from piawai.jobs.services import enqueue, send
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike on paper
_GROUPS, _GROUP = 3, 4
_KEPT = dt.timedelta(days=1)  # failed tries older than this say nothing any more


class UnableToInvite(Refusal):
    """The account is closed, its address is another's, or neither a person nor an address says whose it is."""


class UnableToChoosePassword(Refusal):
    """The password is too short, too common or too like the account, or the account was changed meanwhile."""


class UnableToChooseLanguage(Refusal):
    """The site does not speak the language."""


class UnableToReset(Refusal):
    """The account is closed."""


class UnableToEndSession(Refusal):
    """The account has no such session."""


class UnableToTry(Refusal):
    """Too many tries failed within a short time."""


@transaction.atomic
def invite(*, code: str, name: str, email: str, by: str, at: dt.datetime) -> tuple[User, str]:
    """
    Return the account of a person (by public `code`) or of an e-mail address, and a one-time code for it.

    The account is made where there is none, and bears the address from then on. The code is shown here and never
    again.

    :raises UnableToInvite: if the account is closed, both `code` and `email` are empty, or another account has the
        address.
    """
    if not (code or email):
        raise UnableToInvite(_("Say whose account it is: by person or by e-mail address."), code="nobody")
    user = account_by_code(code) if code else account_by_email(email)
    owner = account_by_email(email)
    if owner is not None and owner != user:
        raise UnableToInvite(_("Another account has this e-mail address. Give a different one."), code="used")
    if user is None:
        user = User(name=name, email=email.lower(), created_at=at)
        user.code = code or user.code
        user.set_unusable_password()
        user.save()
        log(action="accounts.invite", by=by, at=at, subject=f"account {user.code}")
    elif email and user.email != email.lower():
        user.email = email.lower()
        user.save(update_fields=["email"])
        log(action="accounts.change_email", by=by, at=at, subject=f"account {user.code}")
    if not user.is_active:
        raise UnableToInvite(_("This account is closed. Open it again first."), code="closed")
    return user, new_codes(users=[user], by=by, at=at)[user.pk]


@transaction.atomic
def open_accounts(*, names: Mapping[str, str], by: str, at: dt.datetime) -> list[User]:
    """Return the accounts of persons (public code to name), opened without a password where there was none."""
    known = set(User.objects.filter(code__in=names).values_list("code", flat=True))
    missing = [code for code in names if code not in known]
    rows = [User(code=code, name=names[code], password=make_password(None), created_at=at) for code in missing]
    User.objects.bulk_create(rows, ignore_conflicts=True)
    if missing:
        log(action="accounts.open_accounts", by=by, at=at, details={"accounts": missing})
    return list(User.objects.filter(code__in=names).order_by("pk"))


@transaction.atomic
def new_codes(*, users: Iterable[User], by: str, at: dt.datetime) -> dict[int, str]:
    """
    Return a fresh one-time code for each account, by the account's id; earlier codes end.

    The codes are shown here and never again. A password that an account has goes on until its code is used.
    """
    accounts = list(users)
    plain = {user.pk: _fresh_code() for user in accounts}
    OneTimeCode.objects.filter(user__in=plain, used_at=None, expires_at__gt=at).update(expires_at=at)
    rows = [
        OneTimeCode(user=user, hash=_hash(plain[user.pk]), made_at=at, expires_at=at + CODE_LASTS, made_by=by)
        for user in accounts
    ]
    OneTimeCode.objects.bulk_create(rows)
    log(action="accounts.new_codes", by=by, at=at, details={"accounts": [user.code for user in accounts]})
    return plain


@transaction.atomic
def use_code(*, user: User, typed: str, at: dt.datetime) -> bool:
    """
    Return whether `typed` is a code of the account that was still good; it is used up then.

    The old password ends with it: all other sessions are over, and a new password must be chosen first.
    """
    good = OneTimeCode.objects.filter(user=user, hash=_hash(typed), used_at=None, expires_at__gt=at)
    if good.update(used_at=at) == 0:
        return False
    user.set_unusable_password()
    user.code_only = True
    user.save(update_fields=["password", "code_only"])
    log(action="accounts.use_code", by=user.code, at=at, subject=f"account {user.code}")
    tell(event="code_used", at=at, account=user.code)
    return True


@transaction.atomic
def end_all_ways_in(*, user: User, by: str, at: dt.datetime) -> None:
    """End the password, the second factor, all sessions and the codes that wait: only a new code lets in again."""
    user.set_unusable_password()
    user.code_only = False
    user.save(update_fields=["password", "code_only"])
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    OneTimeCode.objects.filter(user=user, used_at=None, expires_at__gt=at).update(expires_at=at)
    log(action="accounts.end_all_ways_in", by=by, at=at, subject=f"account {user.code}")
    tell(event="account_reset", at=at, account=user.code)


@transaction.atomic
def reset(*, user: User, by: str, at: dt.datetime) -> str:
    """
    Return a fresh one-time code for an account that starts anew: password, second factor and sessions end at once.

    The account's owner is told by a message.

    :raises UnableToReset: if the account is closed.
    """
    if not user.is_active:
        raise UnableToReset(_("This account is closed. Open it again first."), code="closed")
    end_all_ways_in(user=user, by=by, at=at)
    plain = new_codes(users=[user], by=by, at=at)[user.pk]
    log(action="accounts.reset", by=by, at=at, subject=f"account {user.code}")
    with in_language_of(user.code):
        subject = _("Your account was reset")
        body = _(
            "The old password, the second step and all devices have ended. If you did not ask for it, tell BKPSDM."
        )
    send(to=user.code, subject=subject, body=body, link="", at=at)
    return plain


@transaction.atomic
def choose_password(*, user: User, password: str, by: str, at: dt.datetime) -> None:
    """
    Give an account a new password; all its other sessions end.

    :raises UnableToChoosePassword: if the password is too weak, or if the account was reset or got another password
        since `user` was read.
    """
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        raise UnableToChoosePassword(" ".join(weak.messages), code="weak") from weak
    as_read = User.objects.filter(pk=user.pk, password=user.password)
    user.set_password(password)
    user.code_only = False
    if not as_read.update(password=user.password, code_only=False):
        text = _("This account was changed meanwhile. Sign in again, then choose a password.")
        raise UnableToChoosePassword(text, code="changed")
    OneTimeCode.objects.filter(user=user, used_at=None, expires_at__gt=at).update(expires_at=at)
    log(action="accounts.choose_password", by=by, at=at, subject=f"account {user.code}")
    tell(event="password_changed", at=at, account=user.code)


@transaction.atomic
def choose_language(*, user: User, language: str, at: dt.datetime) -> None:
    """
    Remember in which language an account is written to. The same one again changes nothing.

    :raises UnableToChooseLanguage: if the site does not speak it.
    """
    if language not in dict(settings.LANGUAGES):
        raise UnableToChooseLanguage(_("Piawai speaks Indonesian (id) and English (en)."), code="unknown_language")
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        log(action="accounts.choose_language", by=user.code, at=at, subject=f"account {user.code}")


@transaction.atomic
def deactivate(*, user: User, by: str, at: dt.datetime) -> None:
    """Close an account: nobody signs in with it, and its sessions end with their next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    OneTimeCode.objects.filter(user=user, used_at=None, expires_at__gt=at).update(expires_at=at)
    log(action="accounts.deactivate", by=by, at=at, subject=f"account {user.code}")
    tell(event="account_closed", at=at, account=user.code)


@transaction.atomic
def end_other_sessions(*, user: User, session_key: str, by: str, at: dt.datetime) -> int:
    """End all sessions of an account but the one with `session_key` ("" for really all), and return how many."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
    for session in others:
        session.end()
    log(action="accounts.end_other_sessions", by=by, at=at, subject=f"account {user.code}")
    tell(event="sessions_ended", at=at, account=user.code)
    return len(others)


@transaction.atomic
def end_session(*, user: User, number: int, by: str, at: dt.datetime) -> None:
    """
    End one session of an account, by its number in the list of devices.

    :raises UnableToEndSession: if the account has no such session, or no longer.
    """
    session = UserSession.objects.filter(user=user, pk=number).first()
    if session is None:
        raise UnableToEndSession(_("This device is no longer signed in."), code="ended")
    session.end()
    log(action="accounts.end_session", by=by, at=at, subject=f"account {user.code}")
    tell(event="session_ended", at=at, account=user.code)


def begin_try(*, identifier: str, account: str, at: dt.datetime) -> int:
    """
    Count a try to sign in as failed until `forget_try` takes it back, and return its number.

    It is counted before the password is looked at, so that tries side by side cannot slip past the limit.

    :raises UnableToTry: if too many failed already; such a try is not counted, so that a lock ends.
    """
    return _count_try(identifier=identifier, account=account, most=TRIES, at=at)


def _count_try(*, identifier: str, account: str, most: int, at: dt.datetime) -> int:
    FailedSignIn.objects.filter(at__lt=at - _KEPT).delete()
    row = FailedSignIn.objects.create(identifier=identifier, at=at)
    if tries(identifier=identifier, at=at) > most:
        row.delete()
        tell(event="locked", at=at, account=account)
        raise UnableToTry(_("Too many tries. Wait 15 minutes, then try again."), code="too_many")
    return row.pk


def forget_try(number: int) -> None:
    """Take a try back: it did not fail."""
    FailedSignIn.objects.filter(pk=number).delete()


@transaction.atomic
def ask_reset_link(*, email: str, device: str, language: str, at: dt.datetime) -> None:
    """
    Have a link mailed to an address with which its owner chooses a new password; unknown ones get none.

    The same is done and written whether or not the address is known, so that nobody learns it from here. Beyond
    the limits, for the address and for the device, nothing is mailed. `device` is the name of a device on which
    somebody signed in before, "" for all others, which share one limit.
    """
    user = account_by_email(email)
    known = user is not None and user.is_active and not user.demo
    account = user.code if user is not None and known else ""
    try:
        most = TRIES if device else LINKS_OF_STRANGERS
        _count_try(identifier=identifier("reset_device", device), account="", most=most, at=at)
        begin_try(identifier=identifier("reset", email.strip().lower()), account=account, at=at)
    except UnableToTry:
        return
    tell(event="reset_asked", at=at, account=account)
    arguments = {"account": account, "language": language}
    enqueue(name="accounts.reset_link", arguments=arguments, owner="", at=at)


def use_app_code(*, user: User, typed: str, at: dt.datetime) -> bool:
    """Return whether a code of an authenticator app has not counted before; from now on it has."""
    UsedCode.objects.filter(at__lt=at - APP_CODE_LASTS).delete()
    try:
        with transaction.atomic():
            UsedCode.objects.create(user=user, hash=_hash(typed), at=at)
    except IntegrityError:
        return False
    return True


def identifier(kind: str, text: str) -> str:
    """Return a keyed hash that stands for who is tried, from which nobody reads who it is."""
    return salted_hmac(f"piawai.accounts.{kind}", text, algorithm="sha256").hexdigest()


def _fresh_code() -> str:
    return "-".join("".join(secrets.choice(_SIGNS) for _sign in range(_GROUP)) for _group in range(_GROUPS))


def _hash(typed: str) -> str:
    plain = "".join(typed.split()).replace("-", "").lower()
    return salted_hmac("piawai.accounts.code", plain, algorithm="sha256").hexdigest()
