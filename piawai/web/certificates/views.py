"""Certificates we issued: one's own, those of one's unit, all; taken away, printed together, revoked."""

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.formats.certificates import Printer
from piawai.formats.credentials import MEDIA_TYPE
from piawai.integrations import badges
from piawai.jobs import queries as jobs
from piawai.jobs.terms import JobState
from piawai.learning.queries import certificates as queries
from piawai.learning.queries import documents
from piawai.learning.rules.results import certificate_state
from piawai.learning.services import certificates as services
from piawai.learning.services import printing
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.certificates import forms
from piawai.web.certificates.public import COLOURS, site


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CERTIFICATES_READ)
def certificates(request: Request) -> HttpResponse:
    """List the certificates of the reader's people: one's own, those of the units led, or all."""
    today = clock.today()

    def state(row: Any) -> Any:
        return certificate_state(revoked=row.revoked_at is not None, valid_until=row.valid_until, on=today)

    exports = scopes.allowed(request.holder, Permission.CERTIFICATES_EXPORT)
    taken = scopes.people(request.holder, Permission.CERTIFICATES_EXPORT)
    own = set(taken.values_list("pk", flat=True)) if exports and not _all(request) else None

    def link(name: str, row: Any) -> str:
        mine = exports and (own is None or row.enrolment.person_id in own)
        return reverse(name, args=[row.code]) if mine else ""

    made = [
        columns.person(about="enrolment.person."),
        lists.Column(
            "pelatihan",
            _("Training"),
            lambda row: row.enrolment.session.programme.name,
            ("enrolment__session__programme__name",),
        ),
        lists.Column(
            "nomor",
            _("Number"),
            lambda row: row.number,
            ("number",),
            link=lambda row: reverse("certificate", args=[row.code]),
        ),
        lists.Column("terbit", _("Issued on"), lambda row: row.issued_on, ("issued_on",)),
        lists.Column("sampai", _("Valid until"), lambda row: row.valid_until, ("valid_until",)),
        lists.Column(
            "status",
            _("State"),
            lambda row: str(state(row).label),
            ("revoked_at",),
            tag=lambda row: COLOURS[state(row)],
        ),
        lists.Column("alasan", _("Reason"), lambda row: row.revoked_reason, most=140),
        lists.Column(
            "pdf",
            "PDF",
            lambda row: "PDF" if link("certificate_pdf", row) else "",
            link=lambda row: link("certificate_pdf", row),
        ),
        lists.Column(
            "kredensial",
            _("Credential"),
            lambda row: "JSON" if link("certificate_credential", row) else "",
            link=lambda row: link("certificate_credential", row),
        ),
    ]
    if scopes.allowed(request.holder, Permission.QUALIFICATIONS_CHANGE):
        made.append(
            lists.Column(
                "cabut",
                _("Revoke"),
                lambda row: _("Revoke") if row.revoked_at is None else "",
                link=lambda row: reverse("certificate_revoke", args=[row.code]) if row.revoked_at is None else "",
            )
        )
    listing = lists.Listing(
        request=request,
        title=_("Certificates"),
        rows=queries.certificates_of(scopes.people(request.holder, Permission.CERTIFICATES_READ)),
        columns=made,
        search=("enrolment__person__name", "number", "enrolment__session__programme__name", "enrolment__session__code"),
        search_label=_("Name, NIP, training or number"),
        nip="enrolment__person__nip",
        order=("-issued_on", "number"),
        source=_("certificates issued by us"),
        on=today,
        exportable=_all(request) or (exports and not request.holder.leads),  # a head reads, and takes nothing away
        empty=_("There is no certificate yet. It is made when the results of a training are locked."),
    )
    return lists.respond(request, listing, template="certificates/list.html")


def _all(request: Request) -> bool:
    return scopes.everywhere(request.holder, Permission.CERTIFICATES_EXPORT)


def _found(request: Request, code: str, permission: Permission) -> Any:
    return get_object_or_404(queries.certificates_of(scopes.people(request.holder, permission)), code=code)


@require_safe
@require(Permission.CERTIFICATES_EXPORT)
def certificate_pdf(request: Request, code: str) -> HttpResponse:
    """Give a certificate as PDF."""
    row = _found(request, code, Permission.CERTIFICATES_EXPORT)
    sheet = documents.sheet(
        certificate=row,
        address=badges.address_of(row.code, site=site(request)),
        issuer=queries.issuer_name(),
        language=request.LANGUAGE_CODE or "id",
    )
    return _attached(Printer().pdf(sheet), "application/pdf", printing.file_name(row, ending="pdf"))


@require_safe
@require(Permission.CERTIFICATES_EXPORT)
def certificate_credential(request: Request, code: str) -> HttpResponse:
    """Give a certificate as a credential that others verify without asking us."""
    row = _found(request, code, Permission.CERTIFICATES_EXPORT)
    document = badges.credential(certificate=row, site=site(request), name=queries.issuer_name())
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _attached(text.encode(), MEDIA_TYPE, printing.file_name(row, ending="json"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def certificate_revoke(request: Request, code: str) -> HttpResponse:
    """Revoke a certificate, with the reason."""
    row = _found(request, code, Permission.QUALIFICATIONS_CHANGE)
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        try:
            services.revoke_certificate(
                certificate=row,
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
                link=reverse("certificates"),
            )
        except services.UnableToRevokeCertificate as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate has been revoked."))
            return redirect("certificates")
    session = row.enrolment.session
    context = {
        "title": _("Revoke the certificate of %(name)s") % {"name": row.enrolment.person.name},
        "about": f"{row.number}, {session.programme.name}",
        "hint": _("The competencies it attests end with it. This cannot be undone. The hours of the training stay."),
        "form": form,
        "button": _("Revoke the certificate"),
        "crumbs": [{"label": _("Certificates"), "url": reverse("certificates")}],
    }
    return render(request, "qualifications/act.html", context)


@require_safe
@require(Permission.RESULTS_LOCK)
def certificates_job(request: Request, token: str) -> HttpResponse:
    """Show how far the printing of a session's certificates is; at its end give the file."""
    job = get_object_or_404(jobs.job_named(name=services.PRINT, token=token))
    ended = job.state in {JobState.DONE, JobState.FAILED}
    if ended and request.htmx:
        return HttpResponseClientRefresh()
    there = job.state == JobState.DONE and printing.packed(token=token).exists()
    context = {
        "title": _("The certificates are printed") if ended else _("The certificates are being printed"),
        "job": job,
        "ended": ended,
        "failed": job.state == JobState.FAILED,
        "waiting": job.state == JobState.WAITING,
        "file": reverse("certificates_file", args=[token]) if there else "",
        "crumbs": [{"label": _("Certificates"), "url": reverse("certificates")}],
    }
    return render(request, "certificates/job_state.html" if request.htmx else "certificates/job.html", context)


@require_safe
@require(Permission.RESULTS_LOCK)
def certificates_file(_request: Request, token: str) -> HttpResponseBase:
    """Give the certificates of a session in one file."""
    job = get_object_or_404(jobs.job_named(name=services.PRINT, token=token), state=JobState.DONE)
    path = printing.packed(token=job.token)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=_("certificates.zip"), headers={"Cache-Control": "no-store"}
    )


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
