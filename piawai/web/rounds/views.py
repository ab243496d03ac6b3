"""The rounds, one of them, and what it came to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries.rounds import pages, results, tested
from piawai.competencies.rules.rounds import round_may_become
from piawai.competencies.terms import ANSWERED_IN_ROUNDS, RoundState, Source
from piawai.formats import reports
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import lists
from piawai.web.rounds import forms, shown


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUND_PROGRESS)
def rounds(request: Request) -> HttpResponse:
    """List the rounds: all of them to BKPSDM, to others those that are or were open."""
    keeps = scopes.allowed(request.holder, Permission.ROUNDS_READ)
    form = forms.Which(request.GET)
    rows = pages.all_rounds() if keeps else pages.rounds_begun()
    wanted = form.cleaned_data["keadaan"] if form.is_valid() else ""
    page = "round" if keeps else "round_progress"
    counts = (
        lists.Column("diminta", _("Sheets"), lambda row: row.asked, sort=("asked",), numeric=True),
        lists.Column("terkirim", _("Sent"), lambda row: row.sent, sort=("sent",), numeric=True),
    )
    listing = lists.Listing(
        request=request,
        title=_("Rounds of ratings"),
        rows=rows.filter(state=wanted) if wanted else rows,
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.name,
                sort=("name",),
                link=lambda row: reverse(page, args=[row.token]),
                header=True,
            ),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: row.get_state_display(),
                sort=("state",),
                tag=lambda row: shown.COLOURS[row.state],
            ),
            lists.Column("mulai", _("First day"), lambda row: row.opens_on, sort=("opens_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.closes_on, sort=("closes_on",)),
            *(counts if scopes.everywhere(request.holder, Permission.ROUND_PROGRESS) else ()),
        ),
        search=("name",),
        search_label=_("Name of the round"),
        order=("-closes_on", "-pk"),
        filters=form,
        source="Piawai",
        on=clock.today(),
        empty=_("There is no round of ratings yet. BKPSDM drafts one and opens it."),
    )
    context: dict[str, object] = {"keeps": scopes.allowed(request.holder, Permission.ROUNDS_MANAGE)}
    return lists.respond(request, listing, template="rounds/rounds.html", context=context)


@require_safe
@require(Permission.ROUNDS_READ)
def round_page(request: Request, token: str) -> HttpResponse:
    """Show a round: its phase, what it asks, how far it is, and what can be done now."""
    found = get_object_or_404(pages.round_of(token))
    units = scopes.units(request.holder, Permission.ROUND_PROGRESS)
    context = {
        "title": found.name,
        "round": found,
        "colour": shown.COLOURS[found.state],
        "phase": shown.phase(found),
        "facts": [*shown.facts(found), *_counted(found, units)],
        "actions": _actions(found) if scopes.allowed(request.holder, Permission.ROUNDS_MANAGE) else [],
        "crumbs": shown.crumbs(),
    }
    return render(request, "rounds/round.html", context)


@require_safe
@require(Permission.ROUNDS_READ)
def round_report(request: Request, token: str) -> HttpResponse:
    """Show a closed or reported round in counts: by source what was asked, answered, late, left out, and why."""
    found = get_object_or_404(pages.round_of(token).filter(state__in=pages.OVER))
    smallest = values.value("smallest_group_shown", on=found.reported_on or clock.today()).whole
    rows: list[tuple[lists.Value, ...]] = [
        (
            str(Source(row.source).label),
            row.asked,
            row.sent,
            row.unsent,
            row.kin,
            row.answered,
            row.late,
            row.not_observed,
            row.counted,
            row.too_few,
        )
        for row in results.by_source(round_=found, smallest=smallest)
    ]
    tests = _tests(found, scopes.units(request.holder, Permission.ROUND_PROGRESS))
    labels = _report_labels()
    title = _("Report of the round: %(name)s") % {"name": found.name}
    kind = request.GET.get("format", "")
    if kind in {"pdf", "xlsx"}:
        columns = tuple(reports.ReportColumn(label, numeric=number > 0) for number, label in enumerate(labels))
        who = {"moment": lists.moment(clock.now()), "who": request.holder.name}
        head = (shown.phase(found), *tests, *_planned(found), _("Made %(moment)s by %(who)s") % who)
        report = reports.Report(title=title, head=head, columns=columns, rows=tuple(rows))
        return lists.file(report, kind=kind, language=request.LANGUAGE_CODE)
    context = {
        "title": title,
        "round": found,
        "phase": shown.phase(found),
        "tests": tests,
        "planned": _planned(found),
        "labels": labels,
        "cells": [[(label, lists.words(value)) for label, value in zip(labels, row, strict=True)] for row in rows],
        "smallest": smallest,
        "printing": kind == "cetak",
        "ways": [(_("Print"), "cetak"), ("PDF", "pdf"), ("Excel", "xlsx")],
        "by_unit": reverse("round_progress", args=[found.token]),
        "gaps": _gaps(request, found),
        "crumbs": shown.crumbs(found),
    }
    return render(request, "rounds/report.html", context)


def _gaps(request: Request, round_: Any) -> str:
    """Return where the levels are seen to which the round led, "" for who may not see them."""
    units = [row.unit for row in round_.units.select_related("unit")[:2]]
    if len(units) == 1 and scopes.units(request.holder, Permission.SCORES_LIST).filter(pk=units[0].pk).exists():
        return reverse("unit", args=[units[0].siasn_id])
    return reverse("city") if scopes.everywhere(request.holder, Permission.AGGREGATES_READ) else ""


def _report_labels() -> list[str]:
    return [
        _("Source"),
        _("Sheets"),
        _("Sent"),
        _("Not sent"),
        _("Set aside for kinship"),
        _("Answers"),
        _("Of these late"),
        _("Not observed"),
        _("Count as evidence"),
        _("Left out: group too small"),
    ]


def _planned(round_: Any) -> list[str]:
    """Return what opening had to leave out, a line each."""
    planned = round_.planned
    if not planned:
        return []
    lines = (
        (_("Questions that nobody but the person was asked, for lack of time: %(count)s."), planned["no_time"]),
        (_("Questions that nobody but the person can answer: %(count)s."), planned["nobody"]),
        (_("People of whom no group of peers could be made: %(count)s."), planned["groups_too_small"]),
    )
    return [text % {"count": lists.words(count)} for text, count in lines if count]


def _tests(round_: Any, units: Any) -> list[str]:
    """Return of how many people a round that asks for tests has results, in words; nothing for another round."""
    if Source.TEST not in round_.sources:
        return []
    counts = shown.counts(tested.tested(round_=round_, units=units))
    return [_("Of %(people)s people rated, %(tested)s have a test result of these days.") % counts]


def _counted(round_: Any, units: Any) -> list[shown.Fact]:
    if round_.state not in pages.BEGUN:
        return []
    found = []
    if round_.planned:
        found.append(shown.Fact(_("People rated"), lists.words(round_.planned["people"])))
    if set(round_.sources) & set(ANSWERED_IN_ROUNDS):
        words = _("%(sent)s of %(asked)s sheets") % shown.counts(pages.totals(round_=round_, units=units))
        found.append(shown.Fact(_("Sent"), words, reverse("round_progress", args=[round_.token])))
    if Source.TEST in round_.sources:
        words = _("%(tested)s of %(people)s people") % shown.counts(tested.tested(round_=round_, units=units))
        found.append(shown.Fact(_("Test results"), words, reverse("round_untested", args=[round_.token])))
    return found


def _actions(round_: Any) -> list[dict[str, str]]:
    """Return what BKPSDM can do with a round now, the next step first."""
    state, offered = round_.state, []
    if round_may_become(now=state, then=RoundState.OPENING):
        offered.append((_("See the price and open"), "round_cost"))
    if state == RoundState.DRAFT:
        offered.append((_("Change the draft"), "round_change"))
    if round_may_become(now=state, then=RoundState.NOMINATING):
        offered.append((_("Let raters be named"), "round_nominate"))
    if state in pages.BEGUN:
        offered.append((_("See the progress"), "round_progress"))
    if state == RoundState.OPEN:
        offered.append((_("Remind"), "round_remind"))
        if Source.ASSESSMENT_CENTER in round_.sources:
            offered.append((_("Assign assessors"), "round_assessors"))
        offered.append((_("Close the round"), "round_close"))
    if round_may_become(now=state, then=RoundState.REPORTING):
        offered.insert(0, (_("Report the round"), "round_finish"))
    if state in pages.OVER:
        offered.append((_("See the report"), "round_report"))
    if round_may_become(now=state, then=RoundState.CANCELLED):
        offered.append((_("Cancel the round"), "round_cancel"))
    found = [{"label": label, "url": reverse(name, args=[round_.token])} for label, name in offered]
    if Source.TEST in round_.sources and state in pages.BEGUN:
        results_file = {"label": _("Take in test results"), "url": f"{reverse('import_new')}?jenis=penilaian"}
        found.insert(1, results_file)
    return found
