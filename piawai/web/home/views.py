"""The home page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access.guards import Request, signed_in
from piawai.lib import clock
from piawai.web.home import tasks


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    """Show what the reader has to do."""
    shown = tasks.home(holder=request.holder, on=clock.today(), at=clock.now())
    context = {
        "title": _("What you have to do"),
        "tasks": shown.tasks,
        "others": shown.others,
        "count": len(shown.tasks) + len(shown.others),
        "standing": shown.standing,
    }
    return render(request, "home/home.html", context)
