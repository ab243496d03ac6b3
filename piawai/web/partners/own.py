"""What a partner's people see: their own sessions, participants by name and unit, and their own agreements."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.organising import organised
from piawai.access.terms import Permission
from piawai.learning.queries import agreements as agreement_queries
from piawai.learning.queries import partners as queries
from piawai.lib import clock
from piawai.web import lists
from piawai.web.partners import agreements, shown


@require_safe
@require(Permission.PARTNER_SESSIONS)
def own_sessions(request: Request) -> HttpResponse:
    """List the sessions of the reader's partner."""
    listing = lists.Listing(
        request=request,
        title=_("Our sessions"),
        columns=(
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.programme.name,
                ("programme__name",),
                link=lambda row: reverse("own_session", args=[row.code]),
                header=True,
            ),
            lists.Column("kode", _("Session"), lambda row: row.code, ("code",)),
            lists.Column("mulai", _("First day"), lambda row: row.starts_on, ("starts_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.ends_on, ("ends_on",)),
            lists.Column("tempat", _("Place"), lambda row: row.place),
            lists.Column("terisi", _("Seats held"), lambda row: row.held, ("held",), numeric=True),
            lists.Column("kursi", _("Seats"), lambda row: row.seats, ("seats",), numeric=True),
            lists.Column("keadaan", _("State"), lambda row: str(row.get_state_display()), ("state",)),
        ),
        rows=queries.in_turn(queries.sessions_of(scopes.partners(request.holder)), on=clock.today()),
        source=_("catalogue (katalog) and enrolments"),
        on=clock.today(),
        search=("programme__name", "code", "place"),
        search_label=_("Training, session or place"),
        order=("over", "starts_on", "code"),
        empty=_("No session of yours is open yet. BKPSDM opens them."),
    )
    ways = [{"url": reverse("own_agreements"), "label": _("Our agreements")}]
    return lists.respond(request, listing, template="partners/list.html", context={"ways": ways})


@require_safe
@require(Permission.PARTNER_SESSIONS)
def own_session(request: Request, code: str) -> HttpResponse:
    """Show a session of the reader's partner, and who holds a seat: names and units, nothing more."""
    found: Any = get_object_or_404(queries.sessions_of(scopes.partners(request.holder)), code=code)
    listing = lists.Listing(
        request=request,
        title=_("Participants of %(session)s") % {"session": found.code},
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.person.name, ("person__name",), header=True),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, ("unit__name",)),
        ),
        rows=queries.participants(found),
        source=_("enrolments"),
        on=clock.today(),
        search=("person__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("person__name", "pk"),
        empty=_("Nobody holds a seat yet."),
    )
    days = _("%(first)s to %(last)s") % {"first": lists.words(found.starts_on), "last": lists.words(found.ends_on)}
    context: dict[str, object] = {
        "facts": [
            shown.fact(_("Training"), found.programme.name),
            shown.fact(_("Days"), days),
            shown.fact(_("Place"), found.place),
            shown.fact(_("State"), str(found.get_state_display())),
            shown.fact(
                _("Seats held"),
                _("%(used)s of %(most)s") % {"used": lists.words(found.held), "most": lists.words(found.seats)},
            ),
        ],
        "ways": _ways(request, found.code),
        "note": _("You see names and units only."),
        "crumbs": [{"label": _("Our sessions"), "url": reverse("own_sessions")}],
    }
    return lists.respond(request, listing, template="partners/list.html", context=context)


def _ways(request: Request, code: str) -> list[dict[str, str]]:
    """Return what the reader may do in a session: nothing where it is not open."""
    if not organised(request.holder).filter(code=code).exists():
        return []
    return [
        {"url": reverse("session_attendance", args=[code]), "label": _("Take attendance")},
        {"url": reverse("results", args=[code]), "label": _("Write down results")},
    ]


@require_safe
@require(Permission.PARTNER_SESSIONS)
def own_agreements(request: Request) -> HttpResponse:
    """List the signed agreements of the reader's partner."""
    listing = lists.Listing(
        request=request,
        title=_("Our agreements"),
        columns=shown.agreement_columns("own_agreement", partner=False),
        rows=agreement_queries.of_partners(scopes.partners(request.holder)),
        source="Piawai",
        on=clock.today(),
        search=("number", "subject"),
        search_label=_("Number or subject"),
        order=("-starts_on", "pk"),
        empty=_("There is no signed agreement with you yet."),
    )
    crumbs = [{"label": _("Our sessions"), "url": reverse("own_sessions")}]
    return lists.respond(request, listing, template="partners/list.html", context={"crumbs": crumbs})


@require_safe
@require(Permission.PARTNER_SESSIONS)
def own_agreement(request: Request, code: str) -> HttpResponse:
    """Show an agreement of the reader's partner: what it says, and what is used of it."""
    found = get_object_or_404(agreement_queries.of_partners(scopes.partners(request.holder)), code=code)
    context: dict[str, object] = {
        "facts": shown.agreement_facts(found),
        "figures": shown.agreement_figures(found, agreement_queries.used(found)),
        "crumbs": [{"label": _("Our agreements"), "url": reverse("own_agreements")}],
    }
    listing = agreements.sessions(request, found, link=False)
    return lists.respond(request, listing, template="partners/list.html", context=context)
