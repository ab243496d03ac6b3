"""Reading accounts and the tries to sign in."""

import datetime as dt
from contextlib import AbstractContextManager

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from piawai.accounts.models import FailedSignIn, User
from piawai.accounts.terms import TRIES_WITHIN
from piawai.audit.queries import ever_done
from piawai.lib.home import home

_DEMO_WRITTEN = "demo.written"
_SECOND_FACTORS = (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value)
_ACCOUNT = """
    SELECT account.*,
        EXISTS (
            SELECT 1 FROM mfa_authenticator AS factor WHERE factor.user_id = account.id AND factor.type IN (%s, %s)
        ) AS second_factor
    FROM accounts_user AS account WHERE account.id = %s
"""


def account_by_code(code: str) -> User | None:
    """Return the account that belongs to a public code, None where there is none."""
    return User.objects.filter(code=code).first() if code else None


def account_by_email(email: str) -> User | None:
    """Return the account with an e-mail address, whatever its case, None where there is none."""
    return User.objects.filter(email__iexact=email).first() if email else None


def language_of(code: str) -> str:
    """Return the language in which an account is written to: the one it last chose, else the installation's."""
    chosen = User.objects.filter(code=code).values_list("language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def in_language_of(code: str) -> AbstractContextManager[None]:
    """Speak the language of an account while a message to it is worded, whoever causes it."""
    return translation.override(language_of(code))


def tries(*, identifier: str, at: dt.datetime) -> int:
    """Return how many tries failed, or are under way, within the time that counts."""
    return FailedSignIn.objects.filter(identifier=identifier, at__gt=at - TRIES_WITHIN).count()


def demo_city() -> bool:
    """Return whether this database is the demo's: made by `piawai demo`, in the demo's own folder."""
    return home().name == "demo" and ever_done(_DEMO_WRITTEN)


def demo_accounts_outside_demo() -> bool:
    """Return whether accounts of the demo are in use in a database that is not the demo's."""
    return User.objects.filter(demo=True, is_active=True).exists() and not demo_city()


def may_sign_in(user: User) -> bool:
    """Return whether an account is in use; accounts of the demo are only in the demo city."""
    return user.is_active and (not user.demo or demo_city())


def with_address() -> QuerySet[User]:
    """Return the accounts that may sign in (see `may_sign_in`) and have an e-mail address."""
    used = User.objects.filter(is_active=True).exclude(email="")
    return used if demo_city() else used.filter(demo=False)


def account_behind(pk: int) -> User | None:
    """
    Return the account of an id; whether it has a second factor is read with it (`has_second_factor`).

    In SQL, since every request asks it and Django takes longer to word it than the database to answer it.
    """
    return next(iter(User.objects.raw(_ACCOUNT, [*_SECOND_FACTORS, pk])), None)


def has_second_factor(user: User) -> bool:
    """Return whether signing in takes more than a password: an app or a passkey. Recovery codes alone do not count."""
    known = getattr(user, "second_factor", None)
    if known is not None:
        return bool(known)
    return bool(Authenticator.objects.filter(user=user, type__in=_SECOND_FACTORS).exists())


def needs_no_second_factor(user: User) -> bool:
    """
    Return whether an account that is signed in is excepted from having a second factor: those of the demo.

    The demo's people are invented and its password is printed for its visitors. This is the only exception, and it
    holds in the demo city only: elsewhere `may_sign_in` lets no such account in, at any request.
    """
    return user.demo
