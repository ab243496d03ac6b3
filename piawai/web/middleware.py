"""What holds for every request before any page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponse]


def no_nul(answer: Answer) -> Answer:
    """Let an address with a NUL in it be an address of nothing: PostgreSQL takes none in a text."""

    def answered(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            request.path_info = request.path_info.replace("\0", "\ufffd")
        return answer(request)

    return answered


def kept_nowhere(answer: Answer) -> Answer:
    """Let no browser or proxy keep a page: machines are shared, and Back must not show who sat there before."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        return response

    return answered


def wrong_way_in_words(answer: Answer) -> Answer:
    """Let whoever opens an address that only takes what a button sends read so, with a way back."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return answered
