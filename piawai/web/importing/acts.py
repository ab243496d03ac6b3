"""Imports: what is done on the page of one. Each act is one service, which refuses whoever comes too late."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.integrations.uploads import queries
from piawai.integrations.uploads.services import acts, files
from piawai.lib import clock
from piawai.people.queries import unit_ids_by_name
from piawai.web.importing import forms, shown
from piawai.web.importing.views import XLSX, actor, late, page


@require_safe
@require(Permission.IMPORTS_MAKE)
def import_faults(request: Request, token: str) -> HttpResponseBase:
    """Give the faulty rows as a spreadsheet, each problem marked in its cell."""
    upload = get_object_or_404(queries.uploads(), token=token)
    try:
        path = acts.take_faults(upload=upload, by=actor(request), at=clock.now())
    except acts.UnableToChangeUpload as refusal:
        return late(request, upload, refusal)
    name = f"{_('to-repair')}-{upload.kind}.xlsx"
    headers = {"Cache-Control": "no-store"}
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX, headers=headers)


@require_POST
@require(Permission.IMPORTS_MAKE)
def import_repair(request: Request, token: str) -> HttpResponse:
    """Write faulty cells anew and have the file checked again."""
    upload = get_object_or_404(queries.uploads(), token=token)
    typed = shown.Typed.of(request.POST.dict())
    number = request.POST.get("hal", "1")
    if "pakai" in request.POST:
        return page(request, upload, typed=typed, number=number)
    faults = shown.page_of(upload.report, number)
    cells, left_out = shown.changes(list(faults.object_list), typed, unit_ids=unit_ids_by_name())
    try:
        acts.repair(
            upload=upload,
            version=_version(request),
            cells=cells,
            left_out=left_out,
            by=actor(request),
            at=clock.now(),
        )
    except acts.UnableToChangeUpload as refusal:
        now = get_object_or_404(queries.uploads(), token=token)
        return page(request, now, typed=typed, number=number, problem=str(refusal))
    messages.success(request, _("Your corrections are kept. The file is being checked again."))
    return redirect("import_page", token=token)


@require_POST
@require(Permission.IMPORTS_MAKE)
def import_replace(request: Request, token: str) -> HttpResponse:
    """Take another file in the place of the one that waits."""
    upload = get_object_or_404(queries.uploads(), token=token)
    form = forms.Again(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, upload, replacing=form)
    file = form.cleaned_data["file"]
    try:
        acts.replace_file(
            upload=upload,
            version=_version(request),
            name=file.name or "",
            chunks=file.chunks(),
            language=get_language() or "id",
            by=actor(request),
            at=clock.now(),
        )
    except files.UnableToTakeFile as refusal:
        form.add_error("file", str(refusal))
        return page(request, upload, replacing=form)
    except acts.UnableToChangeUpload as refusal:
        return late(request, upload, refusal)
    return redirect("import_page", token=token)


@require_POST
@require(Permission.IMPORTS_MAKE)
def import_store(request: Request, token: str) -> HttpResponse:
    """Have the rows stored."""
    return _act(request, token, acts.ask_to_store)


@require_POST
@require(Permission.IMPORTS_MAKE)
def import_again(request: Request, token: str) -> HttpResponse:
    """Have a file checked again whose check was broken off."""
    return _act(request, token, acts.try_again)


@require_POST
@require(Permission.IMPORTS_MAKE)
def import_discard(request: Request, token: str) -> HttpResponse:
    """Throw the file away."""
    return _act(request, token, acts.discard)


def _act(request: Request, token: str, act: Any) -> HttpResponse:
    upload = get_object_or_404(queries.uploads(), token=token)
    try:
        act(upload=upload, version=_version(request), by=actor(request), at=clock.now())
    except acts.UnableToChangeUpload as refusal:
        return late(request, upload, refusal)
    return redirect("import_page", token=token)


def _version(request: Request) -> int:
    """Return the version of the page that was acted on; what is none matches none."""
    text = request.POST.get("versi", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
