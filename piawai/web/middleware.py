"""What holds for every request before any page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
