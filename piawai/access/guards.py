"""What stands before every page: signed in, the permission held, and the reader known."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from piawai.access.holding import holder
from piawai.access.scopes import allowed
from piawai.access.terms import Holder, Permission
from piawai.accounts.models import User
from piawai.lib import clock

Rest = ParamSpec("Rest")
View = Callable[Concatenate["Request", Rest], HttpResponseBase]
Wrapped = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


class Request(HttpRequest):
    """A request of someone signed in."""

    holder: Holder


def require(permission: Permission) -> Callable[[View[Rest]], Wrapped[Rest]]:
    """Let only readers in who hold a permission somewhere; whoever is not signed in is sent to sign in."""

    def guard(view: View[Rest]) -> Wrapped[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if (away := _sent_away(request)) is not None:
                return away
            if not allowed(request.holder, permission):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.guarded_by = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def signed_in(view: View[Rest]) -> Wrapped[Rest]:
    """Let everybody in who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        return _sent_away(request) or view(request, *args, **kwargs)  # type: ignore[arg-type]

    guarded.guarded_by = "signed in"  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View[Rest]) -> Wrapped[Rest]:
    """Let everybody in; a reader who is signed in is known to the page's frame."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        _sent_away(request)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    guarded.guarded_by = "open to all"  # type: ignore[attr-defined]
    return guarded


def _sent_away(request: HttpRequest) -> HttpResponse | None:
    """Return the way to sign-in for whoever is not signed in; else let the request know its reader."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    request.holder = holder(user=request.user, on=clock.today(), at=clock.now())  # type: ignore[attr-defined]
    return None
