"""The cookie by which a device is known on which someone signed in before."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "piawai_device"
_SALT = "piawai.web.accounts.device"
_LASTS = 180 * 24 * 60 * 60  # seconds; local policy: long enough for rare users, short enough for devices given away
_ACCOUNTS = 8  # a shared office machine


@dataclass(frozen=True, slots=True)
class Device:
    """A device: its random name, and the codes of the accounts that signed in on it, the latest last."""

    name: str
    known_as: tuple[str, ...] = ()


def device_of(request: HttpRequest) -> Device:
    """Return the device that a request comes from, a fresh one where it does not say or was tampered with."""
    try:
        held = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        held = None
    if not isinstance(held, Mapping):
        return Device(secrets.token_hex(8))
    return Device(str(held["name"]), tuple(map(str, held["known_as"])))


def remember(request: HttpRequest, response: HttpResponse, *, account: str) -> None:
    """Let the device keep that an account has signed in on it."""
    device = device_of(request)
    known_as = (*(code for code in device.known_as if code != account), account)[-_ACCOUNTS:]
    response.set_cookie(
        COOKIE,
        signing.dumps({"name": device.name, "known_as": known_as}, salt=_SALT),
        max_age=_LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
