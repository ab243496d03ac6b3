"""The help page: whom to ask, and what the words mean. Open to all, also before signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from piawai.access.guards import open_to_all


@require_GET
@open_to_all
def help_page(request: HttpRequest) -> HttpResponse:
    """Show whom to ask and what the words mean."""
    return render(request, "help.html")
