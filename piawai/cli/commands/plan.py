"""`piawai plan`: the year's training plan, why someone goes where, and whom to assess first."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.text import Text

from piawai.cli import plan_tables, show
from piawai.cli.options import Form, actor, day, figure, rupiah, whole
from piawai.cli.words import Program
from piawai.competencies.services import standings
from piawai.development.queries import plans, priorities
from piawai.development.services import planning
from piawai.development.terms import PlanReport, SessionReason, SolverStatus
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.people import queries as people
from piawai.regulations import values


class UnableToExplain(Refusal):
    """There is no such plan or person, or the person was not in the plan."""


def register(app: typer.Typer) -> None:
    """Add the group of commands; the language is known by now."""
    plan = Program(help=_("The year's training plan: solve it, explain it, see whom to assess first."))
    _register_solve(plan)
    _register_explain(plan)
    _register_assess_first(plan)
    app.add_typer(plan, name="plan")


def _register_solve(plan: typer.Typer) -> None:
    @plan.command(name="solve", help=_("Find who should go to which session, within the budget; kept as a draft."))
    def solve(
        year: Annotated[int, typer.Option(parser=whole, metavar=_("YEAR"), help=_("Year of the sessions."))],
        budget: Annotated[
            int, typer.Option(parser=rupiah, metavar="RP", help=_("Total budget, such as Rp1.500.000.000."))
        ],
        max_away: Annotated[
            float | None,
            typer.Option(parser=figure, metavar=_("SHARE"), help=_("Largest share of a unit away on one working day.")),
        ] = None,
        gap: Annotated[
            float,
            typer.Option(parser=figure, metavar=_("SHARE"), help=_("Stop within this share of the proven bound.")),
        ] = 0.01,
        time_limit: Annotated[
            float, typer.Option(parser=figure, metavar=_("SECONDS"), help=_("Stop after so many seconds."))
        ] = 60.0,
        on: Annotated[
            dt.date | None, typer.Option(parser=day, metavar=_("DATE"), help=_("As on this day; today if left out."))
        ] = None,
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write here what would be printed."))
        ] = None,
    ) -> None:
        today = on or clock.today()
        share = values.value("away_share", on=today).number if max_away is None else max_away
        report = solved(year=year, budget=budget, max_away=share, gap=gap, time_limit=time_limit, on=today)
        with show.into(output):
            status = _show_report(report, form)
        raise typer.Exit(status)


def _register_explain(plan: typer.Typer) -> None:
    @plan.command(name="explain", help=_("Say for one person why each session was chosen, or what stood in the way."))
    def explain(
        nip: Annotated[str, typer.Option(metavar="NIP", help=_("NIP of the person."))],
        number: Annotated[
            int | None,
            typer.Option("--plan", parser=whole, metavar="ID", help=_("Number of the plan; the last if left out.")),
        ] = None,
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write here what would be printed."))
        ] = None,
    ) -> None:
        plan_number, name, reasons = explained(nip=nip, number=number)
        with show.into(output):
            if form == Form.JSON:
                rows = [{key: getattr(row, key) for key in ("session", "chosen", "code", "reason")} for row in reasons]
                show.write_json({"nip": nip, "plan": plan_number, "sessions": rows})
            else:
                title = _("Plan %(plan)s for %(name)s (%(nip)s)")
                show.say(title % {"plan": plan_number, "name": name, "nip": nip}, "")
                plan_tables.write_reasons(reasons)


def _register_assess_first(plan: typer.Typer) -> None:
    @plan.command(name="assess-first", help=_("Whose assessment would tell most: the best order for assessing people."))
    def assess_first(
        year: Annotated[int, typer.Option(parser=whole, metavar=_("YEAR"), help=_("Year of the sessions."))],
        limit: Annotated[int, typer.Option(parser=whole, metavar=_("NUMBER"), help=_("How many people to list."))] = 20,
        on: Annotated[
            dt.date | None, typer.Option(parser=day, metavar=_("DATE"), help=_("As on this day; today if left out."))
        ] = None,
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write here what would be printed."))
        ] = None,
    ) -> None:
        today, at = clock.today(), clock.now()
        if on in (None, today):
            standings.refresh_due(on=today, at=at)
        rows = priorities.assess_first(scope=people.everybody(), year=year, on=on or today, known_at=at, limit=limit)
        with show.into(output):
            if form == Form.JSON:
                show.write_json(plan_tables.assess_first_content(rows))
            else:
                plan_tables.write_assess_first(rows)


def solved(*, year: int, budget: int, max_away: float, gap: float, time_limit: float, on: dt.date) -> PlanReport:
    """Solve the plan, showing on a terminal that it lasts, and return it in figures and words."""
    at = clock.now()
    if on == clock.today():
        standings.refresh_due(on=on, at=at)
    title = _("Looking for the best plan, at most %(time)s") % {"time": show.seconds(time_limit)}
    try:
        with Console(stderr=True).status(Text(title)), show.quiet_libraries():
            plan = planning.solve_plan(
                year=year,
                budget=budget,
                max_away=max_away,
                gap=gap,
                time_limit=time_limit,
                on=on,
                by=actor(),
                at=at,
            )
    except planning.UnableToPlan as refusal:
        if refusal.code.endswith("_range"):  # an option was wrong, not the city's data
            option = refusal.code.removesuffix("_range").replace("_", "-")
            raise typer.BadParameter(str(refusal), param_hint=f"--{option}") from refusal
        raise
    return plans.plan_report(plan)


def _show_report(report: PlanReport, form: Form) -> int:
    """Show a plan and return the exit status: 1 where the rules cannot all hold."""
    failed = report.status == SolverStatus.INFEASIBLE
    if form == Form.JSON:
        show.write_json(plan_tables.report_content(report))
    elif not failed:
        plan_tables.write_report(report)
        _show_beside(report)
    if failed:
        show.note(_("No plan: these rules cannot all hold. Relax one of them:"), *report.conflicts)
    return int(failed)


def _show_beside(report: PlanReport) -> None:
    on, at = report.as_of, clock.now()
    first = priorities.assess_first(
        scope=people.everybody(), year=report.year, on=on, known_at=at, limit=plan_tables.FIRST_ROWS
    )
    show.say("", _("Whom to assess first (all: piawai plan assess-first --year %(year)s)") % {"year": report.year})
    plan_tables.write_assess_first(first)
    coached = priorities.coaching(scope=people.everybody(), on=on, known_at=at)
    show.say("", _("To be coached, last predicate below Baik: %(count)s") % {"count": show.number(len(coached))})
    plan_tables.write_coaching(coached)


def explained(*, nip: str, number: int | None) -> tuple[int, str, list[SessionReason]]:
    """
    Return a plan's number, a person's name, and for each session what decided about it. Number None: the last plan.

    :raises UnableToExplain: if there is no such plan or person, or the person was not in the plan.
    """
    plan = plans.latest_plan() if number is None else plans.plan(number)
    if plan is None:
        if number is not None:
            raise UnableToExplain(_("There is no plan %(plan)s.") % {"plan": number}, code="unknown_plan")
        raise UnableToExplain(_("There is no plan yet. Run: piawai plan solve --year YEAR --budget RP"), code="no_plan")
    if plan.status == SolverStatus.INFEASIBLE:
        text = _("Plan %(plan)s has nobody to explain, for these rules cannot all hold: %(rules)s.")
        rules = "; ".join(plans.plan_report(plan).conflicts)
        raise UnableToExplain(text % {"plan": plan.pk, "rules": rules}, code="no_solution")
    person = people.people_by_number({nip}).get(nip)
    if person is None:
        raise UnableToExplain(_("Nobody has the NIP %(nip)s.") % {"nip": nip}, code="unknown_person")
    reasons = plans.explain(plan, person)
    if reasons is None:
        text = _("%(name)s was not among the people of plan %(plan)s: no post on its day.")
        raise UnableToExplain(text % {"name": person.name, "plan": plan.pk}, code="not_in_plan")
    return plan.pk, person.name, reasons
