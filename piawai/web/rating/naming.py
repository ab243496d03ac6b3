"""Naming raters: by whoever is rated, confirmed by the superior or by BKPSDM."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries import sheets as queries
from piawai.competencies.services import nominations as services
from piawai.competencies.terms import NominationState, Source
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import columns, lists
from piawai.web.rating import forms

COLOURS: dict[str, str] = {
    NominationState.PROPOSED: "yellow",
    NominationState.CONFIRMED: "green",
    NominationState.REFUSED: "red",
}


@require_safe
@require(Permission.SHEETS_ANSWER)
def nominations(request: Request) -> HttpResponse:
    """Show the rounds in which the reader names raters now; where there is only one, that one."""
    rounds = list(queries.nominating(ratee=_person(request), on=clock.today()))
    if len(rounds) == 1:
        return redirect("nominate", token=rounds[0].token)
    return render(request, "rating/nominations.html", {"title": _("Name your raters"), "rounds": rounds})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SHEETS_ANSWER)
def nominate(request: Request, token: str) -> HttpResponse:
    """Show whom the reader named, and those who can be named; name one of them."""
    ratee = _person(request)
    round_ = get_object_or_404(queries.nominating(ratee=ratee, on=clock.today()), token=token)
    asked = [source for source in (Source.PEER, Source.SUBORDINATE) if source in round_.sources]
    if not request.holder.leads:
        asked = [source for source in asked if source != Source.SUBORDINATE]
    if request.method == "POST":
        _name(request, ratee, round_)
        return redirect(request.get_full_path())
    filters = forms.Which(request.GET, sources=[(one.value, one.label) for one in asked])
    source = (filters.cleaned_data["sebagai"] if filters.is_valid() else "") or (asked[0].value if asked else "")
    named = list(queries.nominations_by(ratee=ratee, round_=round_))
    taken = [row.rater_id for row in named if row.source == source]
    listing = lists.Listing(
        request=request,
        title=_("Name your raters: %(round)s") % {"round": round_.name},
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.name, sort=("name",), header=True, choose=_code),
            columns.job(),
            columns.unit(),
        ),
        rows=queries.may_be_named(ratee=ratee, source=source).exclude(pk__in=taken),
        source="Piawai",
        on=clock.today(),
        search=("name",),
        search_label=_("Name"),
        order=("name", "pk"),
        filters=filters if len(asked) > 1 else None,
        exportable=False,
        empty=_("Nobody else can be named here. You need to do nothing more."),
    )
    context = {
        "named": [_shown(row) for row in named],
        "round": round_,
        "wanted": source,
        "asked": bool(asked),
        "most": services.MOST_NAMED,
        "fewest": values.value("smallest_group_shown", on=clock.today()).whole,
    }
    return lists.respond(request, listing, template="rating/nominate.html", context=context)


def _name(request: Request, ratee: Any, round_: Any) -> None:
    source = request.POST.get("source", "")
    chosen = request.POST.getlist("chosen")[: services.MOST_NAMED]
    people = list(queries.may_be_named(ratee=ratee, source=source).filter(code__in=chosen))
    if not people:
        messages.error(request, _("Choose at least one person, then name them."))
        return
    try:
        for person in people:
            services.nominate(round_=round_, ratee=ratee, rater=person, source=source, on=clock.today(), at=clock.now())
    except services.UnableToNominate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. Your superior or BKPSDM confirms the names."))


@require_POST
@require(Permission.SHEETS_ANSWER)
def nomination_withdraw(request: Request, number: int) -> HttpResponse:
    """Take back a name that still waits."""
    row = get_object_or_404(queries.nominations_to_decide(scope=_own(request), but=None), pk=number)
    try:
        services.withdraw_nomination(nomination=row, at=clock.now())
    except services.UnableToNominate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The name has been taken back."))
    return redirect("nominate", token=row.round.token)


@require_safe
@require(Permission.NOMINATIONS_CONFIRM)
def nominations_waiting(request: Request) -> HttpResponse:
    """Show the names that wait for a decision by the reader."""
    listing = lists.Listing(
        request=request,
        title=_("Raters to confirm"),
        columns=(
            lists.Column(
                "dinilai",
                _("Who is rated"),
                lambda row: row.ratee.name,
                sort=("ratee__name",),
                header=True,
                link=lambda row: reverse("nomination_decide", args=[row.pk]),
            ),
            lists.Column("penilai", _("Who is named"), lambda row: row.rater.name, sort=("rater__name",)),
            lists.Column("sebagai", _("Named as"), lambda row: _as(row.source), sort=("source",)),
            columns.unit(about="rater."),
            lists.Column("penilaian", _("Round"), lambda row: row.round.name, sort=("round__name",)),
        ),
        rows=_waiting(request),
        source="Piawai",
        on=clock.today(),
        search=("ratee__name", "rater__name"),
        search_label=_("Name"),
        order=("round__opens_on", "ratee__name", "rater__name", "pk"),
        empty=_("No names wait for you. There is nothing to do."),
    )
    return lists.respond(request, listing, template="rating/nominations_waiting.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.NOMINATIONS_CONFIRM)
def nomination_decide(request: Request, number: int) -> HttpResponse:
    """Confirm or refuse one name."""
    row = get_object_or_404(_waiting(request), pk=number)
    form = forms.Decide(request.POST if request.method == "POST" else None)
    if form.is_valid():
        confirmed = form.cleaned_data["decision"] == "setujui"
        state = NominationState.CONFIRMED if confirmed else NominationState.REFUSED
        try:
            services.decide_nomination(
                nomination=row, state=state, by=request.holder.code, at=clock.now(), link=reverse("nominations")
            )
        except services.UnableToDecideNomination as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your decision has been recorded."))
            return redirect("nominations_waiting")
    facts = [
        (_("Who is rated"), row.ratee.name),
        (_("Who is named"), row.rater.name),
        (_("Named as"), _as(row.source)),
        (_("Job"), row.rater.post.job.name if hasattr(row.rater, "post") else ""),
        (_("Unit"), row.rater.post.unit.name if hasattr(row.rater, "post") else ""),
        (_("Round"), row.round.name),
    ]
    context = {
        "title": _("Confirm a rater: %(name)s") % {"name": row.rater.name},
        "facts": [{"label": label, "text": lists.words(text)} for label, text in facts],
        "form": form,
    }
    return render(request, "rating/nomination.html", context, status=422 if form.errors else 200)


def _waiting(request: Request) -> Any:
    scope = scopes.people(request.holder, Permission.NOMINATIONS_CONFIRM)
    return queries.nominations_to_decide(scope=scope, but=request.holder.person)


def _own(request: Request) -> Any:
    return scopes.people(request.holder, Permission.SHEETS_ANSWER)


def _person(request: Request) -> Any:
    return get_object_or_404(_own(request).select_related("post__unit"))


def _shown(row: Any) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "name": row.rater.name,
        "source": _as(row.source),
        "state": str(NominationState(row.state).label),
        "colour": COLOURS[row.state],
        "waits": row.state == NominationState.PROPOSED,
    }


def _as(source: str) -> str:
    return _("colleague") if source == Source.PEER else _("staff")


def _code(row: Any) -> str:
    return str(row.code)
