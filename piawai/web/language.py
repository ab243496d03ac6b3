"""The language of the site: chosen by a button, kept by the browser, remembered with the account."""

import contextlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import i18n

from piawai.accounts.services import UnableToChooseLanguage, choose_language
from piawai.lib import clock


def set_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from the next page on, and remember it with the account of whoever is signed in."""
    if request.method == "POST" and request.user.is_authenticated:
        with contextlib.suppress(UnableToChooseLanguage):  # nor does the browser keep it: the page stays as it is
            choose_language(user=request.user, language=request.POST.get("language", ""), at=clock.now())
    return i18n.set_language(request)


def begin(request: HttpRequest, response: HttpResponse, *, language: str) -> None:
    """Let a browser that has chosen no language yet speak the account's."""
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
