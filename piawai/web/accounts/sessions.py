"""How long someone stays signed in; that a password, and for staff a second factor, comes before all else."""

import datetime as dt
from collections.abc import Callable
from typing import cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from piawai.access.guards import Request
from piawai.access.holding import holder
from piawai.access.queries import must_set_up_second_factor
from piawai.lib import clock
from piawai.lib.security_log import tell

Answer = Callable[[HttpRequest], HttpResponse]

# Local policy: staff see many people's data, so their screens close soon; an employee's own phone stays in.
STAFF_IDLE = dt.timedelta(minutes=30)
OWN_DEVICE = dt.timedelta(days=30)
WORKING_DAY = dt.timedelta(hours=12)  # however much it is used, a session elsewhere, or of staff, is over then
_STAFF_SECONDS = int(STAFF_IDLE.total_seconds())  # a number counts from the last use, a timedelta from now
_SEEN_EVERY = dt.timedelta(minutes=1)  # a session is written at most so often

OWN = "own_device"
_STAFF = "staff"
_SEEN = "seen_at"
_BEGAN = "began_at"
_LASTS = "lasts"  # seconds from the beginning
_WITHOUT_PASSWORD = frozenset({"account_change_password", "account_logout"})
_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_reauthenticate",  # asked for before the pages above
        "account_logout",
        "help",
        "set_language",
    }
)


def begin(request: HttpRequest, *, staff: bool) -> None:
    """Set how long the session of whoever has just signed in lasts."""
    request.session[_SEEN] = request.session[_BEGAN] = clock.now().timestamp()
    own = request.session.get(OWN, False) and not staff
    request.session[_LASTS] = (OWN_DEVICE if own else WORKING_DAY).total_seconds()
    if staff:
        request.session[_STAFF] = True
        request.session.set_expiry(_STAFF_SECONDS)
    elif request.session.pop(OWN, False):
        request.session.set_expiry(OWN_DEVICE)
    else:
        request.session.set_expiry(0)


def sessions(answer: Answer) -> Answer:
    """
    Keep sessions alive while they are used, but not for ever, and shorten those of staff.

    Who has no password is led to choosing one; who holds a role of staff without a second factor to setting one
    up. Both are looked at with every request, so that a role granted meanwhile counts from the next one on.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_anonymous:
            return answer(request)
        if _is_over(request):
            tell(event="session_over", at=clock.now(), account=user.code)
            logout(request)
            return answer(request)
        if user.code_only:
            allowed = _name(request) in _WITHOUT_PASSWORD
            return answer(request) if allowed else redirect("account_change_password")
        _touch(request)
        known = holder(user=user, on=clock.today(), at=clock.now())
        if known.is_staff and _STAFF not in request.session:
            request.session[_STAFF] = True  # a role that came after signing in
            request.session[_LASTS] = WORKING_DAY.total_seconds()
            request.session.set_expiry(_STAFF_SECONDS)
        if must_set_up_second_factor(user=user, holder=known):
            if _name(request) not in _WITHOUT_SECOND_FACTOR:
                return redirect("mfa_index")
            cast("Request", request).lacks_second_factor = True
            return answer(request)
        cast("Request", request).holder = known
        return answer(request)

    return answered


def _is_over(request: HttpRequest) -> bool:
    """Return whether a session has lasted as long as it may; one that is not known to have begun begins now."""
    now = clock.now().timestamp()
    began = request.session.get(_BEGAN)
    if began is None:
        request.session[_BEGAN] = began = now
    return bool(now - began >= request.session.get(_LASTS, WORKING_DAY.total_seconds()))


def _touch(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    if now - request.session.get(_SEEN, 0) >= _SEEN_EVERY.total_seconds():
        request.session[_SEEN] = now


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
