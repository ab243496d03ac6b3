"""What the pages of the plan share: which plan is shown, and its state and figures in words."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from piawai.access import scopes
from piawai.access.guards import Request
from piawai.access.terms import Permission, Reach
from piawai.development.queries import pages, plans
from piawai.development.terms import PlanState
from piawai.formats import reports
from piawai.lib import clock
from piawai.web import lists
from piawai.web.development import forms

PARAMETER = "rencana"  # names the plan in an address; without it the page chooses
MOST_DIGITS = 9
COLOURS: dict[str, str] = {
    PlanState.DRAFT: "grey",
    PlanState.PROPOSED: "yellow",
    PlanState.APPROVED: "green",
    PlanState.RETURNED: "orange",
    PlanState.SUPERSEDED: "purple",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: its name, its words, and its value for a file."""

    label: str
    text: str
    value: lists.Value


def fact(label: str, value: lists.Value) -> Fact:
    """Return a figure in words, with its value."""
    return Fact(label, lists.words(value), value)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plan that is shown, None where there is none, and the ways to those of other years."""

    plan: Any
    years: list[dict[str, Any]]


def chosen(request: Request) -> Chosen:
    """
    Return the plan that an address names, else the one in force, and the ways to those of other years.

    Whom a plan concerns, and who does not read its figures, is shown of a year the plan that holds, and no other.
    """
    held = list(pages.that_hold().order_by("year"))
    asked = request.GET.get(PARAMETER) or request.POST.get(PARAMETER, "")
    if not asked:
        plan = pages.in_force(among=held, on=clock.today())
    elif not (asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS):
        raise Http404
    else:
        plan = next((row for row in held if row.pk == int(asked)), None)
        if plan is None:
            _figures_only(request)
            plan = get_object_or_404(pages.plan_numbered(int(asked)))
    return Chosen(plan, _years(request, held, plan))


def _figures_only(request: Request) -> None:
    if not scopes.allowed(request.holder, Permission.PLAN_FIGURES):
        raise Http404


def _years(request: Request, held: list[Any], plan: Any) -> list[dict[str, Any]]:
    """Return the plan that holds for each year, the one that is shown without a way to it; one plan is no choice."""
    if all(row == plan for row in held):
        return []
    return [
        {
            "label": _("%(year)s (%(state)s)") % {"year": row.year, "state": row.get_state_display()},
            "url": "" if row == plan else f"{request.path}?{PARAMETER}={row.pk}",
        }
        for row in held
    ]


def address(name: str, plan: Any, *args: str) -> str:
    """Return the address of a page for a certain plan."""
    return f"{reverse(name, args=args)}?{PARAMETER}={plan.pk}"


def state_words(plan: Any) -> str:
    """Return whether what a plan says is decided."""
    words = {
        PlanState.DRAFT: _("Draft: nothing in it is decided yet."),
        PlanState.PROPOSED: _("Proposed: it waits for a decision, nothing in it is decided yet."),
        PlanState.APPROVED: _("Approved: what it says is decided."),
        PlanState.RETURNED: _("Returned with a reason: nothing in it is decided."),
        PlanState.SUPERSEDED: _("Replaced by a newer approved plan: it no longer holds."),
    }
    return words[plan.state]


def source(plan: Any) -> str:
    """Return where figures of a plan come from."""
    made = lists.moment(plan.made_at)
    details = {"number": plan.pk, "year": plan.year, "state": plan.get_state_display(), "moment": made}
    return _("plan %(number)s for %(year)s (%(state)s), made %(moment)s") % details


def percent(fraction: float) -> str:
    """Return a fraction in percent, two decimals."""
    return _("%(figure)s percent") % {"figure": plans.number(fraction * 100)}


def share(fraction: float) -> str:
    """Return a share that somebody chose in percent, as it was typed."""
    return _("%(figure)s percent") % {"figure": forms.percent_words(fraction)}


def reads_units(request: Request) -> bool:
    """Return whether a reader reads more of the plan than the own part."""
    found = scopes.reaches(request.holder, Permission.PLAN_READ)
    return any(reach >= Reach.UNIT for reach, _held in found)


def crumbs(plan: Any = None) -> list[dict[str, str]]:
    """Return the way back to the plan."""
    return [{"label": _("Training plan"), "url": address("plan", plan) if plan is not None else reverse("plan")}]


def made_by(request: Request) -> str:
    """Return who takes a page away, and when."""
    return _("Made %(moment)s by %(who)s") % {"moment": lists.moment(clock.now()), "who": request.holder.name}


def ways_to_take(request: Request, *, files: bool) -> list[dict[str, str]]:
    """Return the ways to take a page away: print for every reader, `files` where they are allowed."""
    kinds = [(_("Print"), "cetak"), *((("PDF", "pdf"), ("Excel", "xlsx")) if files else ())]
    found = []
    for label, kind in kinds:
        query = request.GET.copy()
        query["format"] = kind
        found.append({"label": label, "url": f"?{query.urlencode()}"})
    return found


def taken(request: Request) -> str:
    """Return as which file a reader takes a page away: pdf, xlsx, or "" for the page itself."""
    wanted = request.GET.get("format", "")
    return wanted if wanted in {"pdf", "xlsx"} else ""


def table(*, title: str, head: tuple[str, ...], labels: tuple[str, ...], rows: Any) -> reports.Report:
    """Return rows of a page as plain data, for a file."""
    columns = tuple(reports.ReportColumn(label) for label in labels)
    return reports.Report(title=title, head=head, columns=columns, rows=tuple(rows))


def person_column(plan: Any = None) -> lists.Column:
    """Return the column of a person's name, which leads to the reasons, of a certain plan where one is given."""

    def link(row: Any) -> str:
        if plan is None:
            return reverse("plan_why", args=[row.person.code])
        return address("plan_why", plan, row.person.code)

    return lists.Column("nama", _("Name"), lambda row: row.person.name, sort=("person__name",), link=link, header=True)
