"""Searching a list by a form that is sent by POST, so that nothing personal stands in an address."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from piawai.access.guards import Request, signed_in
from piawai.lib.text import may_hold_nip, nip_in
from piawai.web.lists import LIST, not_a_nip


@require_POST
@signed_in
def search(request: Request) -> HttpResponse:
    """Lead to the list that a search form asked for; what may be a NIP is left out, and said to be."""
    path = request.POST.get(LIST, "")
    if not path.startswith("/") or "?" in path or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return redirect("home")
    others = {"csrfmiddlewaretoken", LIST}
    asked = {name: str(value) for name, value in request.POST.items() if value and name not in others}
    kept = {name: value for name, value in asked.items() if not may_hold_nip(text=value)}
    if len(kept) < len(asked):
        whole = any(nip_in(text=value) for value in asked.values())
        messages.error(
            request, _("A NIP is never written in an address. Search for the name.") if whole else not_a_nip()
        )
    return redirect(f"{path}?{urlencode(kept)}" if kept else path)
