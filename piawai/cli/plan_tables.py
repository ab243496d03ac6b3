"""The plan as tables for people and as JSON for programs."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from piawai.cli import show
from piawai.cli.show import Column
from piawai.development.terms import AllocationRow, AssessFirst, Coaching, PlanReport, SessionReason, SolverStatus
from piawai.performance.terms import Predicate

FIRST_ROWS = 10


def report_content(report: PlanReport) -> dict[str, object]:
    """Return a plan as its JSON holds it; `conflicts` only where the rules cannot all hold."""
    content: dict[str, object] = {
        "plan": report.plan,
        "status": str(report.status),
        "objective": report.objective,
        "bound": report.bound,
        "gap": report.gap,
        "seconds": report.seconds,
        "greedy_objective": report.greedy_objective,
        "people": report.people,
        "sessions": report.sessions,
        "budget": {"limit": report.budget_limit, "used": report.budget_used},
        "allocations": [
            {
                "nip": row.nip,
                "session": row.session,
                "closes": [{"competency": code, "levels": levels} for code, levels in row.closes],
            }
            for row in report.allocations
        ],
        "warnings": list(report.warnings),
    }
    if report.status == SolverStatus.INFEASIBLE:
        content["conflicts"] = list(report.conflicts)
    return content


def assess_first_content(rows: Sequence[AssessFirst]) -> list[dict[str, object]]:
    """Return as JSON whom to assess first."""
    keys = ("nip", "job", "unknown", "worth", "reason")
    return [{key: getattr(row, key) for key in keys} for row in rows]


def figures(report: PlanReport) -> list[str]:
    """Return a plan's figures, a line each."""
    greedy = "–" if report.greedy_objective is None else show.number(report.greedy_objective, decimals=1)
    gain = _("Gain: %(gain)s of at most %(bound)s (proven); short of the bound by %(gap)s; greedy choice: %(greedy)s")
    money = _("Money: %(used)s of %(limit)s (%(share)s)")
    share = report.budget_used / report.budget_limit if report.budget_limit else 0.0
    return [
        _("Plan %(plan)s for %(year)s: %(status)s, %(seconds)s")
        % {
            "plan": report.plan,
            "year": report.year,
            "status": SolverStatus(report.status).label,
            "seconds": show.seconds(report.seconds),
        },
        gain
        % {
            "gain": show.number(report.objective, decimals=1),
            "bound": show.number(report.bound, decimals=1),
            "gap": show.percent(report.gap, decimals=2),
            "greedy": greedy,
        },
        _("People: %(people)s. Sessions that run: %(sessions)s. Seats taken: %(seats)s.")
        % {
            "people": show.number(report.people),
            "sessions": show.number(report.sessions),
            "seats": show.number(len(report.allocations)),
        },
        money
        % {
            "used": show.rupiah(report.budget_used),
            "limit": show.rupiah(report.budget_limit),
            "share": show.percent(share),
        },
        *(_("Attention: %(warning)s") % {"warning": warning} for warning in report.warnings),
    ]


def write_report(report: PlanReport) -> None:
    """Print a plan: its figures, and who goes where, the first rows."""
    show.say(*figures(report), "", _("Who goes where"))
    columns = [
        Column("NIP"),
        Column(_("Name")),
        Column(_("Unit")),
        Column(_("Session")),
        Column(_("Programme")),
        Column(_("Days")),
        Column(_("Closes")),
    ]
    show.write_table(columns, [_allocation(row) for row in report.allocations[:FIRST_ROWS]])
    left_out = len(report.allocations) - FIRST_ROWS
    if left_out > 0:
        show.say(_("… and %(count)s more; all of them: --format json") % {"count": show.number(left_out)})


def _allocation(row: AllocationRow) -> list[str]:
    closes = ", ".join(f"{code} +{levels}" for code, levels in row.closes) or _("learning hours")
    return [row.nip, row.name, row.unit_name, row.session, row.programme, _days(row.starts_on, row.ends_on), closes]


def _days(first: dt.date, last: dt.date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def write_reasons(reasons: Sequence[SessionReason]) -> None:
    """Print what decided about each session, the chosen ones first."""
    rows = [
        [_("yes") if row.chosen else _("no"), row.session, row.programme, row.reason]
        for row in sorted(reasons, key=lambda row: not row.chosen)
    ]
    columns = [Column(_("Chosen")), Column(_("Session")), Column(_("Programme")), Column(_("Reason"))]
    show.write_table(columns, rows)


def write_assess_first(rows: Sequence[AssessFirst]) -> None:
    """Print whom to assess first."""
    if not rows:
        show.say(_("Nothing required is unknown."))
        return
    columns = [
        Column("NIP"),
        Column(_("Name")),
        Column(_("Unit")),
        Column(_("Unknown"), right=True),
        Column(_("Gain it may show"), right=True),
    ]
    cells = [
        [row.nip, row.name, row.unit_name, show.number(row.unknown), show.number(row.worth, decimals=1)] for row in rows
    ]
    show.write_table(columns, cells)


def write_coaching(rows: Sequence[Coaching]) -> None:
    """Print who is to be coached and by whom, the first rows."""
    if not rows:
        return
    columns = [Column("NIP"), Column(_("Name")), Column(_("Unit")), Column(_("Predicate")), Column(_("Superior"))]
    cells = [
        [row.nip, row.name, row.unit_name, str(Predicate(row.predicate).label), row.superior_name or "–"]
        for row in rows[:FIRST_ROWS]
    ]
    show.write_table(columns, cells)
    if len(rows) > FIRST_ROWS:
        show.say(_("… and %(count)s more") % {"count": show.number(len(rows) - FIRST_ROWS)})
