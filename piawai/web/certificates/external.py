"""Certificates that others issued: uploaded by their holders, checked by BKPSDM."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import certificates as queries
from piawai.learning.services import external as services
from piawai.learning.terms import ExternalState
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import columns, law, lists
from piawai.web.certificates import forms
from piawai.web.fields import set_choices

COLOURS: dict[str, str] = {
    ExternalState.WAITING: "yellow",
    ExternalState.ACCEPTED: "green",
    ExternalState.REFUSED: "red",
}


@require_safe
@require(Permission.CERTIFICATE_UPLOAD)
def external(request: Request) -> HttpResponse:
    """Show one's own uploaded certificates, and how each stands."""
    listing = lists.Listing(
        request=request,
        title=_("My certificates from elsewhere"),
        rows=queries.external_of(scopes.people(request.holder, Permission.CERTIFICATE_UPLOAD)),
        columns=(
            *_columns(),
            lists.Column(
                "status",
                _("State"),
                lambda row: str(row.get_state_display()),
                ("state",),
                tag=lambda row: COLOURS[row.state],
            ),
            lists.Column("alasan", _("Answer"), lambda row: row.reason, most=140),
        ),
        search=("name", "provider"),
        search_label=_("Training or who issued it"),
        order=("-made_at", "-pk"),
        source="Piawai",
        on=clock.today(),
        empty=_("You have uploaded none. Upload a certificate once, and it counts everywhere."),
    )
    return lists.respond(request, listing, template="certificates/external.html")


def _columns() -> tuple[lists.Column, ...]:
    return (
        lists.Column(
            "pelatihan",
            _("Training"),
            lambda row: row.name,
            ("name",),
            link=lambda row: reverse("external_file", args=[row.code]),
        ),
        lists.Column("lembaga", _("Issued by"), lambda row: row.provider, ("provider",)),
        lists.Column("nomor", _("Number"), lambda row: row.number, ("number",)),
        lists.Column("mulai", _("First day"), lambda row: row.starts_on, ("starts_on",)),
        lists.Column("selesai", _("Last day"), lambda row: row.ends_on, ("ends_on",)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CERTIFICATE_UPLOAD)
def external_upload(request: Request) -> HttpResponse:
    """Upload a certificate of one's own."""
    person = get_object_or_404(scopes.people(request.holder, Permission.CERTIFICATE_UPLOAD))
    form = forms.Upload(request.POST, request.FILES) if request.method == "POST" else forms.Upload()
    if form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            services.upload(
                **said,
                person=person,
                file_name=file.name or "",
                content=file.read(),
                on=clock.today(),
                at=clock.now(),
            )
        except services.UnableToUploadCertificate as refusal:
            form.add_error("ends_on" if refusal.code == "days" else "file", str(refusal))
        else:
            messages.success(request, _("The certificate has been uploaded. BKPSDM checks it and answers you."))
            return redirect("external")
    context = {
        "title": _("Upload a certificate from elsewhere"),
        "form": form,
        "crumbs": [{"label": _("My certificates from elsewhere"), "url": reverse("external")}],
    }
    return render(request, "certificates/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def external_waiting(request: Request) -> HttpResponse:
    """List the uploaded certificates that wait to be checked, the longest first."""
    listing = lists.Listing(
        request=request,
        title=_("Certificates to check"),
        rows=queries.external_waiting(scopes.people(request.holder, Permission.QUALIFICATIONS_CHANGE)),
        columns=(
            columns.person(about="person."),
            *_columns(),
            lists.Column(
                "periksa",
                _("Check"),
                lambda _row: _("Check"),
                link=lambda row: reverse("external_decide", args=[row.code]),
            ),
        ),
        search=("person__name", "name", "provider"),
        search_label=_("Name, NIP, training or who issued it"),
        nip="person__nip",
        order=("made_at", "pk"),
        source="Piawai",
        on=clock.today(),
        empty=_(
            "No certificate waits to be checked. Whoever has one from elsewhere uploads it under My certificates from "
            "elsewhere."
        ),
    )
    return lists.respond(request, listing, template="certificates/waiting.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def external_decide(request: Request, code: str) -> HttpResponse:
    """Accept an uploaded certificate as what it is."""
    row = _waiting(request, code)
    fields = ("name", "provider", "number", "starts_on", "ends_on")
    form = forms.Accepted(request.POST or None, initial={field: getattr(row, field) for field in fields})
    known = values.mapping("training_forms", on=clock.today())
    choices = [(key, f"{key} {one.record['name']}") for key, one in known.values.items()]
    set_choices(form, "form", [("", "–"), *choices])
    if form.is_valid():
        try:
            made = services.accept(
                **form.cleaned_data,
                certificate=row,
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
                link=reverse("external"),
            )
        except services.UnableToDecideCertificate as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("The certificate has been accepted. It counts %(hours)s JP.")
            messages.success(request, text % {"hours": lists.words(_hours(made.hours))})
            return redirect("external_waiting")
    context = {
        "title": _("Check the certificate of %(name)s") % {"name": row.person.name},
        "row": row,
        "form": form,
        "hours_source": _hours_source(),
        "crumbs": [{"label": _("Certificates to check"), "url": reverse("external_waiting")}],
    }
    return render(request, "certificates/check.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def external_refuse(request: Request, code: str) -> HttpResponse:
    """Refuse an uploaded certificate, with the reason."""
    row = _waiting(request, code)
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        try:
            services.refuse(
                certificate=row,
                reason=form.cleaned_data["reason"],
                by=request.holder.code,
                at=clock.now(),
                link=reverse("external"),
            )
        except services.UnableToDecideCertificate as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate has been refused."))
            return redirect("external_waiting")
    context = {
        "title": _("Refuse the certificate of %(name)s") % {"name": row.person.name},
        "about": row.name,
        "form": form,
        "button": _("Refuse the certificate"),
        "crumbs": [{"label": _("Certificates to check"), "url": reverse("external_waiting")}],
    }
    return render(request, "qualifications/act.html", context, status=422 if form.errors else 200)


def _waiting(request: Request, code: str) -> Any:
    scope = scopes.people(request.holder, Permission.QUALIFICATIONS_CHANGE)
    return get_object_or_404(queries.external_waiting(scope), code=code)


@require_safe
@require(Permission.CERTIFICATES_EXPORT)
def external_file(request: Request, code: str) -> HttpResponse:
    """Give an uploaded file to its holder and to whoever checks it: to be kept, never to be shown inside the site."""
    row = queries.external_by_code(code, scope=scopes.people(request.holder, Permission.CERTIFICATES_EXPORT))
    content = services.content_of(certificate=row) if row is not None else None
    if row is None or content is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=row.file_name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=row.media_type, headers=headers)


def _hours_source() -> str:
    """Return where the rule comes from by which hours count, in words."""
    found = values.mapping("hours_conversion", on=clock.today())
    words = _("Hours that count by the form of training: %(source)s") % {"source": law.source(found)}
    return law.doubted(words, checked=found.checked)


def _hours(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
