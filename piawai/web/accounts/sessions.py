"""How long someone stays signed in, and that a password is chosen before all else."""

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from piawai.lib import clock

Answer = Callable[[HttpRequest], HttpResponse]

# Local policy: staff see many people's data, so their screens close soon; an employee's own phone stays in.
STAFF_IDLE = dt.timedelta(minutes=30)
OWN_DEVICE = dt.timedelta(days=30)
_STAFF_SECONDS = int(STAFF_IDLE.total_seconds())  # a number counts from the last use, a timedelta from now
_SEEN_EVERY = dt.timedelta(minutes=1)  # a session is written at most so often

OWN = "own_device"
_STAFF = "staff"
_SEEN = "seen_at"
_WITHOUT_PASSWORD = frozenset({"account_change_password", "account_logout"})


def begin(request: HttpRequest, *, staff: bool) -> None:
    """Set how long the session of whoever has just signed in lasts."""
    request.session[_SEEN] = clock.now().timestamp()
    if staff:
        request.session[_STAFF] = True
        request.session.set_expiry(_STAFF_SECONDS)
    elif request.session.pop(OWN, False):
        request.session.set_expiry(OWN_DEVICE)
    else:
        request.session.set_expiry(0)


def sessions(answer: Answer) -> Answer:
    """Keep sessions alive while they are used, shorten those of staff, and ask for a password where none is."""

    def answered(request: HttpRequest) -> HttpResponse:
        if not request.user.is_anonymous:
            if request.user.code_only and _name(request) not in _WITHOUT_PASSWORD:
                return redirect("account_change_password")
            _touch(request)
        response = answer(request)
        holder = getattr(request, "holder", None)
        if holder is not None and holder.is_staff and _STAFF not in request.session:
            request.session[_STAFF] = True  # a role that came after signing in
            request.session.set_expiry(_STAFF_SECONDS)
        return response

    return answered


def _touch(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    if now - request.session.get(_SEEN, 0) >= _SEEN_EVERY.total_seconds():
        request.session[_SEEN] = now


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
