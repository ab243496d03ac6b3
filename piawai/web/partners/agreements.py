"""Agreements: the list, one of them, its steps, prices, sessions and documents."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.services.stored_files import UnableToKeepFile
from piawai.formats.writing import Rupiah
from piawai.learning.queries import agreements as queries
from piawai.learning.queries import partners as partner_queries
from piawai.learning.rules.agreements import is_over
from piawai.learning.services import agreement_files as documents
from piawai.learning.services import agreements as services
from piawai.learning.terms import AgreementState, SessionState
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.web import lists
from piawai.web.partners import forms, shown
from piawai.web.partners.views import CONFLICT, REFUSED, sent_again

SOON, OVER = "segera", "habis"
FIELDS = (
    "revision",
    "kind",
    "number",
    "subject",
    "scope",
    "under",
    "starts_on",
    "ends_on",
    "people",
    "rupiah",
)


@require_safe
@require(Permission.PARTNERS_KEEP)
def agreements(request: Request) -> HttpResponse:
    """List all agreements, or those that end soon."""
    filters = forms.States(request.GET)
    state = filters.cleaned_data["keadaan"] if filters.is_valid() else ""
    rows: Any = queries.agreements()
    described: tuple[str, ...] = ()
    if state == SOON:
        rows, described = queries.ending(on=clock.today()), (_("ends soon"),)
    elif state == OVER:
        rows, described = queries.over(on=clock.today()), (_("over by itself"),)
    elif state == AgreementState.SIGNED:
        rows, described = queries.holding(on=clock.today()), (str(AgreementState(state).label),)
    elif state:
        rows, described = rows.filter(state=state), (str(AgreementState(state).label),)
    listing = lists.Listing(
        request=request,
        title=_("Agreements with partners"),
        columns=shown.agreement_columns("agreement", partner=True),
        rows=rows,
        source="Piawai",
        on=clock.today(),
        search=("number", "subject", "partner__name"),
        search_label=_("Number, subject or partner"),
        order=("-starts_on", "pk"),
        filters=filters,
        described=described,
        empty=_("There is no such agreement. Draft one from the page of its partner."),
    )
    ways = [{"url": reverse("partners"), "label": _("Partners")}]
    return lists.respond(request, listing, template="partners/list.html", context={"ways": ways})


@require_safe
@require(Permission.PARTNERS_KEEP)
def agreement(request: Request, code: str) -> HttpResponse:
    """Show an agreement: what it says, what is used of it, its prices, sessions and documents."""
    found = _agreement(code)
    draft, signed = found.state == AgreementState.DRAFT, found.state == AgreementState.SIGNED
    holds = signed and not is_over(state=found.state, ends_on=found.ends_on, on=clock.today())
    ways = (
        (draft, "agreement_edit", _("Change the draft")),
        (draft, "agreement_price", _("Set a price")),
        (draft, "agreement_sign", _("Record the signing")),
        (holds, "agreement_order", _("Put a session under it")),
        (holds, "agreement_end", _("End the agreement")),
        (True, "agreement_files", _("Documents")),
    )
    listing = sessions(request, found, link=True)
    context = {
        "page_title": f"{found.kind} {found.number or found.subject}",
        "facts": shown.agreement_facts(found),
        "figures": shown.agreement_figures(found, queries.used(found)),
        "prices": _prices(found) if draft or found.prices.exists() else [],
        "draft": draft,
        "agreement": found,
        "ways": [{"url": reverse(name, args=[code]), "label": label} for shown_, name, label in ways if shown_],
        "takes_back": [
            {"code": row.code, "number": row.order.pk}
            for row in queries.sessions_under(found)
            if signed and not row.paid and row.state != SessionState.HELD
        ],
        "on": clock.today(),
        "crumbs": [
            {"label": _("Agreements with partners"), "url": reverse("agreements")},
            {"label": found.partner.name, "url": reverse("partner", args=[found.partner.code])},
        ],
    }
    return lists.respond(request, listing, template="partners/agreement.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_add(request: Request, code: str) -> HttpResponse:
    """Draft an agreement with a partner."""
    partner = get_object_or_404(partner_queries.partners(), code=code)
    form = forms.Agreement(request.POST or None, above=queries.above(partner), initial={"kind": "PKS"})
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            made = services.draft_agreement(partner=partner, **said, by=request.holder.code, at=clock.now())
        except services.UnableToWriteAgreement as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft has been saved. It holds once you record its signing."))
            return redirect("agreement", code=made.code)
    context = {
        "title": _("Draft an agreement with %(partner)s") % {"partner": partner.name},
        "form": form,
        "button": _("Save the draft"),
        "crumbs": [{"label": partner.name, "url": reverse("partner", args=[code])}],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_edit(request: Request, code: str) -> HttpResponse:
    """Change a draft; of two who do so, the second is shown both and chooses."""
    found = _draft(code)
    above = queries.above(found.partner).exclude(pk=found.pk)
    initial = {name: getattr(found, name) for name in FIELDS}
    initial["under"] = found.under.code if found.under else ""
    form = forms.Agreement(request.POST or None, above=above, initial=initial)
    context: dict[str, Any] = {
        "title": _("Change the draft: %(subject)s") % {"subject": found.subject},
        "form": form,
        "button": _("Save the draft"),
        "crumbs": [_crumb(found)],
    }
    status = 200
    if form.is_valid():
        said = {**form.cleaned_data, "revision": form.cleaned_data["revision"] or 0}
        try:
            services.change_agreement(agreement=found, **said, by=request.holder.code, at=clock.now())
        except services.UnableToWriteAgreement as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "stale":
                status = CONFLICT
                found = _agreement(code)
                context["theirs"] = [
                    *shown.agreement_facts(found),
                    shown.fact(_("At most so many people"), found.people),
                    shown.fact(_("At most so much money"), None if found.rupiah is None else Rupiah(found.rupiah)),
                ]
                sent_again(request, form, found.revision)
        else:
            messages.success(request, _("The draft has been saved. It holds once you record its signing."))
            return redirect("agreement", code=code)
    return render(request, "partners/form.html", context, status=REFUSED if form.errors and status == 200 else status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_sign(request: Request, code: str) -> HttpResponse:
    """Record that both sides signed."""
    found = _draft(code)
    form = forms.Sign(request.POST or None, initial={"revision": found.revision, "signed_on": clock.today()})
    if form.is_valid():
        try:
            services.sign(
                agreement=found, **form.cleaned_data, on=clock.today(), by=request.holder.code, at=clock.now()
            )
        except services.UnableToSign as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The signing has been recorded. Sessions can be put under the agreement."))
            return redirect("agreement", code=code)
    context = {
        "title": _("Record the signing of %(number)s") % {"number": found.number or found.subject},
        "about": _("Read it once more: what is signed is not changed any more."),
        "facts": shown.agreement_facts(found),
        "form": form,
        "button": _("Record the signing"),
        "crumbs": [_crumb(found)],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_end(request: Request, code: str) -> HttpResponse:
    """End a signed agreement before its last day."""
    found = _agreement(code)
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        try:
            services.end_agreement(
                agreement=found,
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToEndAgreement as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agreement has been ended. What was ordered under it stays."))
            return redirect("agreement", code=code)
    context = {
        "title": _("End the agreement %(number)s") % {"number": found.number},
        "about": _("Nothing more is ordered under it. What was ordered stays."),
        "form": form,
        "button": _("End the agreement"),
        "crumbs": [_crumb(found)],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_price(request: Request, code: str) -> HttpResponse:
    """Say what a programme may cost at most under a draft."""
    found = _draft(code)
    form = forms.Price(request.POST or None, programmes=queries.programmes(), initial={"fixed_cost": 0})
    if form.is_valid():
        try:
            services.set_price(agreement=found, **form.cleaned_data, by=request.holder.code, at=clock.now())
        except services.UnableToWriteAgreement as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The price has been saved."))
            return redirect("agreement", code=code)
    context = {
        "title": _("Set a price"),
        "about": _("With prices, only these programmes can stand under the agreement, at most at these prices."),
        "form": form,
        "button": _("Save the price"),
        "crumbs": [_crumb(found)],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@require(Permission.PARTNERS_KEEP)
def price_remove(request: Request, code: str, number: int) -> HttpResponse:
    """Take a programme out of a draft."""
    found = _agreement(code)
    price = get_object_or_404(queries.prices(found), pk=number)
    _done(
        request,
        lambda: services.remove_price(price=price, by=request.holder.code, at=clock.now()),
        _("The price has been removed."),
    )
    return redirect("agreement", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_order(request: Request, code: str) -> HttpResponse:
    """Put a session under a signed agreement."""
    found = _agreement(code)
    form = forms.Order(request.POST or None, sessions=queries.may_stand_under(found))
    if form.is_valid():
        try:
            services.order(
                agreement=found, session=form.cleaned_data["session"], by=request.holder.code, at=clock.now()
            )
        except services.UnableToOrder as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session stands under the agreement."))
            return redirect("agreement", code=code)
    context = {
        "title": _("Put a session under %(number)s") % {"number": found.number},
        "about": _("It takes all its seats, and all they may cost, of what the agreement allows."),
        "facts": shown.agreement_figures(found, queries.used(found)),
        "form": form,
        "button": _("Put it under the agreement"),
        "crumbs": [_crumb(found)],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@require(Permission.PARTNERS_KEEP)
def order_remove(request: Request, code: str, number: int) -> HttpResponse:
    """Take a session from under its agreement."""
    order = get_object_or_404(queries.orders().filter(agreement=_agreement(code)), pk=number)
    _done(
        request,
        lambda: services.take_back_order(order=order, by=request.holder.code, at=clock.now()),
        _("The session stands under the agreement no more."),
    )
    return redirect("agreement", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def agreement_files(request: Request, code: str) -> HttpResponse:
    """Show the documents of an agreement, and take another one."""
    found = _agreement(code)
    form = forms.File(request.POST, request.FILES) if request.method == "POST" else forms.File()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            documents.add_file(
                agreement=found, name=file.name or "", content=file.read(), by=request.holder.code, at=clock.now()
            )
        except UnableToKeepFile as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The document has been saved."))
            return redirect("agreement_files", code=code)
    context = {
        "title": _("Documents of %(number)s") % {"number": found.number or found.subject},
        "files": list(queries.files(found)),
        "most": documents.MOST_FILES,
        "form": form,
        "crumbs": [_crumb(found)],
    }
    return render(request, "partners/files.html", context, status=REFUSED if form.errors else 200)


@require_safe
@require(Permission.PARTNERS_KEEP)
def agreement_file(request: Request, token: str) -> HttpResponse:  # noqa: ARG001 (a view)
    """Give out a document, to be kept, never to be shown inside the site."""
    file = queries.file(token)
    content = documents.content_of(file=file) if file is not None else None
    if file is None or content is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.file_name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=file.media_type, headers=headers)


@require_POST
@require(Permission.PARTNERS_KEEP)
def file_remove(request: Request, token: str) -> HttpResponse:
    """Remove a document."""
    file = queries.file(token)
    if file is None:
        raise Http404
    _done(
        request,
        lambda: documents.remove_file(file=file, by=request.holder.code, at=clock.now()),
        _("The file has been removed."),
    )
    return redirect("agreement_files", code=file.agreement.code)


def sessions(request: Any, found: Any, *, link: bool) -> lists.Listing:
    """Return the sessions under an agreement as a list, with what they cost."""
    return lists.Listing(
        request=request,
        title=_("Sessions under %(number)s") % {"number": found.number or found.subject},
        columns=(
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.programme.name,
                ("programme__name",),
                link=lambda row: reverse("session" if link else "own_session", args=[row.code]),
                header=True,
            ),
            lists.Column("kode", _("Session"), lambda row: row.code, ("code",)),
            lists.Column("mulai", _("First day"), lambda row: row.starts_on, ("starts_on",)),
            lists.Column(
                "dipesan", _("People ordered"), lambda row: row.order.people, ("order__people",), numeric=True
            ),
            lists.Column("terisi", _("Seats held"), lambda row: row.held, ("held",), numeric=True),
            lists.Column("komitmen", _("Committed"), lambda row: Rupiah(row.committed), ("committed",), numeric=True),
            lists.Column("dibayar", _("Paid"), lambda row: Rupiah(row.paid), ("paid",), numeric=True),
        ),
        rows=queries.sessions_under(found),
        source=_("agreement %(number)s, enrolments and payments") % {"number": found.number or found.code},
        on=clock.today(),
        search=("programme__name", "code"),
        search_label=_("Training or session"),
        order=("starts_on", "code"),
        empty=_("No session stands under it yet."),
    )


def _agreement(code: str) -> Any:
    return get_object_or_404(queries.agreements(), code=code)


def _draft(code: str) -> Any:
    return get_object_or_404(queries.agreements().filter(state=AgreementState.DRAFT), code=code)


def _crumb(found: Any) -> dict[str, str]:
    return {"label": found.number or found.subject, "url": reverse("agreement", args=[found.code])}


def _prices(found: Any) -> list[dict[str, object]]:
    return [
        {
            "number": row.pk,
            "programme": row.programme.name,
            "person": lists.rupiah(row.participant_cost),
            "fixed": lists.rupiah(row.fixed_cost),
        }
        for row in queries.prices(found)
    ]


def _done(request: Request, act: Any, words: str) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
