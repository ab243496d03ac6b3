"""
Forms that came too late: the session had ended, or the form's token was of an earlier one.

What was typed is not lost and is stored nowhere: the answer is a page that holds it, to be sent once more after
signing in (in another tab). Pages of one's own account are left out, and so are secrets and files.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

Answer = Callable[[HttpRequest], HttpResponse]

SECRET = ("password", "code", "otp", "credential", "token", "sandi")
OWN = frozenset({"csrfmiddlewaretoken", "next"})


@dataclass(frozen=True)
class Said:
    """One field as it was sent."""

    name: str
    value: str


def after_the_session(answer: Answer) -> Answer:
    """Keep what was typed where a form comes from someone who is no longer signed in."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.method != "POST" or not request.user.is_anonymous or response.status_code != HTTPStatus.FOUND:
            return response
        if not response["Location"].startswith(reverse("account_login")):
            return response
        said = list(_said(request))
        return _page(request, said, template="signed_out.html", status=HTTPStatus.UNAUTHORIZED) if said else response

    return answered


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Refuse a form without a valid token; one of our own pages may be sent again as it was."""
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return _page(request, list(_said(request)) if ours else [], template="403_csrf.html", status=HTTPStatus.FORBIDDEN)


def _said(request: HttpRequest) -> Iterator[Said]:
    """Give what was typed and may be kept: nothing of one's account, nothing where a secret is among it."""
    secret = any(part in name.lower() for name in request.POST for part in SECRET if name not in OWN)
    if secret or request.path.startswith(reverse("account")):
        return
    for name, values in request.POST.lists():
        if name not in OWN:
            yield from (Said(name, str(value)) for value in values)


def _page(request: HttpRequest, said: list[Said], *, template: str, status: int) -> HttpResponse:
    context = {"said": said, "files": bool(request.FILES), "action": request.get_full_path()}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
