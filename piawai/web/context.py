"""What every template knows."""

from django.http import HttpRequest

from piawai.web.navigation import navigation


def site(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of every page shows: the reader, if known, the places to go to, how many messages wait."""
    holder = getattr(request, "holder", None)
    if holder is None:
        return {"holder": None, "navigation": []}
    return {
        "holder": holder,
        "navigation": navigation(holder, path=request.path),
        "unread": holder.unread,
    }
