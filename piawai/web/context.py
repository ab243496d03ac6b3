"""What every template knows."""

from django.http import HttpRequest

from piawai.web.navigation import navigation


def site(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of every page shows: the reader, if known, and the places to go to."""
    holder = getattr(request, "holder", None)
    return {"holder": holder, "navigation": navigation(holder, path=request.path) if holder else []}
