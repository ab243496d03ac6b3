"""Imports: the list, a new one, and the page of one."""

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.audit.terms import Actor
from piawai.formats import reports
from piawai.integrations.files.importing import KINDS, write_template
from piawai.integrations.uploads import queries
from piawai.integrations.uploads.services import acts, files
from piawai.integrations.uploads.terms import RUNNING, UploadState
from piawai.lib import clock
from piawai.people.queries import units_by_id
from piawai.web import lists
from piawai.web.importing import forms, shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONG_WAIT = 20  # seconds after which the page says that the worker may not be running


@require_safe
@require(Permission.IMPORTS_READ)
def imports(request: Request) -> HttpResponse:
    """Show everybody's imports, newest first."""
    filters = forms.Which(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    rows = queries.uploads().defer("report", "corrections")
    if said.get("keadaan"):
        rows = rows.filter(state=said["keadaan"])
    if said.get("milik"):
        rows = rows.filter(owner=request.holder.code)
    listing = lists.Listing(
        request=request,
        title=_("Imports"),
        columns=(
            lists.Column("berkas", _("File"), lambda row: row.file_name, ("file_name",), header=True, link=_page_of),
            lists.Column("jenis", _("What is in it"), lambda row: forms.label(row.kind), ("kind",)),
            lists.Column("keadaan", _("State"), _state, ("state",), tag=lambda row: shown.COLOURS[row.state]),
            lists.Column("baris", _("Rows"), lambda row: row.row_count, ("row_count",), numeric=True),
            lists.Column("cacat", _("To repair"), lambda row: row.fault_count, ("fault_count",), numeric=True),
            lists.Column("siapa", _("By"), lambda row: row.owner_name, ("owner_name",)),
            lists.Column("waktu", _("Uploaded"), _made, ("made_at",)),
        ),
        rows=rows,
        source="Piawai",
        on=clock.today(),
        search=("file_name", "owner_name", "kind"),
        search_label=_("File, kind or name"),
        order=("-made_at", "-pk"),
        filters=filters,
        described=(str(UploadState(said["keadaan"]).label),) if said.get("keadaan") else (),
        empty=_("No imports here yet. Upload a file to begin."),
    )
    return lists.respond(request, listing, template="importing/imports.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORTS_MAKE)
def import_new(request: Request) -> HttpResponse:
    """Upload a file: it is checked, and nothing is stored yet."""
    first = {"holds_on": clock.today(), "kind": request.GET.get("jenis", "")}
    form = forms.New(request.POST, request.FILES) if request.method == "POST" else forms.New(initial=first)
    if form.is_valid():
        said = form.cleaned_data
        try:
            upload = acts.upload_file(
                kind=said["kind"],
                holds_on=said["holds_on"],
                name=said["file"].name or "",
                chunks=said["file"].chunks(),
                language=get_language() or "id",
                by=actor(request),
                at=clock.now(),
            )
        except files.UnableToTakeFile as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_page", token=upload.token)
    templates = [(forms.label(kind), reverse("import_template", args=[kind])) for kind in KINDS]
    context = {"title": _("Import a file"), "form": form, "templates": templates}
    return render(request, "importing/new.html", context)


@require_safe
@require(Permission.IMPORTS_MAKE)
def import_template(_request: Request, kind: str) -> HttpResponse:
    """Give an empty sheet of a kind."""
    if kind not in KINDS:
        raise Http404
    target = io.BytesIO()
    write_template(kind=kind, target=target)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    return HttpResponse(target.getvalue(), content_type=XLSX, headers=headers)


@require_safe
@require(Permission.IMPORTS_READ)
def import_page(request: Request, token: str) -> HttpResponse:
    """Show one import: how far it is, what is to be repaired or stored, or the receipt."""
    upload = get_object_or_404(queries.uploads(), token=token)
    if request.GET.get("format") == "pdf" and upload.state == UploadState.STORED:
        return _receipt_file(upload)
    if request.htmx:
        if upload.state not in RUNNING or queries.broken_off(upload=upload):
            return HttpResponseClientRefresh()
        return _no_store(render(request, "importing/progress.html", progress(upload)))
    return page(request, upload)


def page(
    request: Request,
    upload: Any,
    *,
    typed: shown.Typed = shown.Typed(),  # noqa: B008 (frozen)
    number: str = "",
    problem: str = "",
    replacing: forms.Again | None = None,
) -> HttpResponse:
    """Return the page of an import, with what was typed and why it was refused."""
    faults = shown.page_of(upload.report, number or request.GET.get("hal"))
    address = reverse("import_page", args=[upload.token])
    rows = shown.rows(list(faults.object_list), typed)
    turns = {}
    if faults.has_previous():
        turns["previous"] = f"{address}?hal={faults.previous_page_number()}"
    if faults.has_next():
        turns["next"] = f"{address}?hal={faults.next_page_number()}"
    state = UploadState(upload.state)
    context = {
        "title": _("Import: %(file)s") % {"file": upload.file_name},
        "upload": upload,
        "state": state.value,
        "stage": shown.stage(state),
        "colour": shown.COLOURS[state],
        "facts": shown.receipt(upload) if state == UploadState.STORED else shown.about(upload),
        "figures": shown.figures(upload.report),
        "to_repair": shown.rows_to_repair(upload.fault_count or 0),
        "rows": rows,
        "units": units_by_id().values() if any(cell.asks_unit for row in rows for cell in row.cells) else (),
        "repairable": any(row.cells or row.removable for row in rows),
        "page": faults,
        "urls": turns,
        "kept_rows": len(upload.report.get("faults", ())),
        "warnings": list(shown.warnings(upload.report)),
        "has_file": files.faults_path(upload=upload).is_file(),
        "problem": problem,
        "replacing": replacing or forms.Again(),
        "form": replacing,
        "running": state in RUNNING and not queries.broken_off(upload=upload),
        "broken_off": queries.broken_off(upload=upload),
        **progress(upload),
    }
    return _no_store(render(request, "importing/import.html", context))


def progress(upload: Any) -> dict[str, object]:
    """Return how far the work on an import is."""
    waits = (clock.now() - upload.changed_at).total_seconds()
    told = files.progress(token=upload.token)
    return {"upload": upload, "progress": told, "waits_long": told is None and waits > LONG_WAIT}


def actor(request: Request) -> Actor:
    """Return who acts."""
    return Actor(request.holder.code, request.holder.name)


def late(request: Request, upload: Any, refusal: Exception) -> HttpResponse:
    """Lead back to the page of an import as it is now, and say why nothing was done."""
    messages.error(request, str(refusal))
    return redirect("import_page", token=upload.token)


def _receipt_file(upload: Any) -> HttpResponse:
    report = reports.Report(
        title=_("Receipt of an import"),
        head=(_("Source: %(source)s") % {"source": "Piawai"},),
        columns=(reports.ReportColumn(_("What")), reports.ReportColumn(_("Value"))),
        rows=tuple((fact.label, fact.text) for fact in shown.receipt(upload)),
    )
    return lists.file(report, kind="pdf", language=get_language() or "id")


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _page_of(row: Any) -> str:
    return reverse("import_page", args=[row.token])


def _state(row: Any) -> str:
    return str(UploadState(row.state).label)


def _made(row: Any) -> str:
    return lists.moment(row.made_at)
