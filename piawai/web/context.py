"""What every template knows."""

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of every page shows."""
    return {"holder": getattr(request, "holder", None)}
