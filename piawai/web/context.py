"""What every template knows."""

from django.http import HttpRequest

from piawai.web.navigation import navigation


def site(request: HttpRequest) -> dict[str, object]:
    """
    Return what the frame of every page shows: the reader, if known, the places to go to, how many messages wait.

    A page to be printed has no menu, but the way back to the page that it was.
    """
    holder = getattr(request, "holder", None)
    if holder is None:
        return {"holder": None, "navigation": []}
    if request.GET.get("format") == "cetak":
        return {"holder": holder, "navigation": [], "printing": True, "unprinted": _unprinted(request)}
    return {
        "holder": holder,
        "navigation": navigation(holder, path=request.path),
        "unread": holder.unread,
    }


def _unprinted(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("format", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
