"""What stands before every page: signed in, the permission held, and the reader known."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from piawai.access.holding import holder
from piawai.access.scopes import allowed
from piawai.access.terms import Holder, Permission
from piawai.accounts.models import User
from piawai.lib import clock
from piawai.lib.security_log import tell

Rest = ParamSpec("Rest")
View = Callable[Concatenate["Request", Rest], HttpResponseBase]
Wrapped = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


class Request(HttpRequest):
    """A request of someone signed in."""

    holder: Holder
    htmx: HtmxDetails  # set by its middleware; true where a part of the page is asked for
    lacks_second_factor: bool = False  # must set one up before any other page


def require(permission: Permission) -> Callable[[View[Rest]], Wrapped[Rest]]:
    """Let only readers in who hold a permission somewhere; whoever is not signed in is sent to sign in."""

    def guard(view: View[Rest]) -> Wrapped[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            reading = _recognised(request)
            if reading is None:
                return redirect_to_login(request.get_full_path())
            if not allowed(reading.holder, permission):
                tell(event="refused", at=clock.now(), account=reading.holder.code, details={"permission": permission})
                raise PermissionDenied
            return view(reading, *args, **kwargs)

        return guarded

    return guard


def signed_in(view: View[Rest]) -> Wrapped[Rest]:
    """Let everybody in who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        reading = _recognised(request)
        return redirect_to_login(request.get_full_path()) if reading is None else view(reading, *args, **kwargs)

    return guarded


def open_to_all(view: Wrapped[Rest]) -> Wrapped[Rest]:
    """Let everybody in; a reader who is signed in is known to the page's frame."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        return view(_recognised(request) or request, *args, **kwargs)

    return guarded


def _recognised(request: HttpRequest) -> Request | None:
    """Return the request with its reader known, None where nobody is signed in."""
    if not isinstance(request.user, User):
        return None
    reading = cast("Request", request)
    if not hasattr(reading, "holder"):  # known already where something before the page has asked
        reading.holder = holder(user=request.user, on=clock.today(), at=clock.now())
    return reading
