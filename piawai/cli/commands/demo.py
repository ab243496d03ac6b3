"""`piawai demo`: an invented city, from its spreadsheets to the year's training plan."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from piawai.audit.queries import others_have
from piawai.audit.services import log
from piawai.cli import database, demo_summary, options, serving, show
from piawai.cli.options import day, whole
from piawai.competencies.queries import standings as competencies
from piawai.competencies.services import estimates, standings
from piawai.demo import accounts, attendance, behaviour, joining, outside, partnerships, past, rounds, studies
from piawai.demo.city import plan_budget, write_files
from piawai.development.queries import plans, priorities
from piawai.development.services import planning
from piawai.formats.tables import read
from piawai.formats.writing import Sheet, write_xlsx
from piawai.integrations.files.importing import Report, import_file
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.lib.home import home
from piawai.people import queries as people
from piawai.regulations import values

MADE = "demo.written"
MAKER = "demo"  # whoever else has recorded people or units, recorded real ones
RECORDING = ("people.record_people", "people.record_units")
FEWEST = 20
SOLVER_SECONDS = 30.0
ASSESS_FIRST = 5


class UnableToMakeDemo(Refusal):
    """The database holds people who are not the demo's, or a spreadsheet of the demo was refused."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The demo city asked for."""

    people: int
    seed: int
    on: dt.date


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""

    @app.command(name="demo", help=_("Make an invented city: its files, their import, the gaps and the year's plan."))
    def demo(
        people: Annotated[
            int, typer.Option(parser=whole, metavar=_("NUMBER"), help=_("How many people it has."))
        ] = 2500,
        seed: Annotated[
            int, typer.Option(parser=whole, metavar=_("NUMBER"), help=_("Another number makes another city."))
        ] = 1,
        on: Annotated[
            dt.date | None, typer.Option(parser=day, metavar=_("DATE"), help=_("As on this day; today if left out."))
        ] = None,
        port: Annotated[
            int, typer.Option(parser=options.port, metavar=_("NUMBER"), help=_("Port of the site."))
        ] = 8000,
        no_serve: Annotated[bool, typer.Option("--no-serve", help=_("Do not run the site afterwards."))] = False,
    ) -> None:
        if people < FEWEST:
            problem = _("A city has at least %(count)s people.") % {"count": FEWEST}
            raise typer.BadParameter(problem, param_hint="--people")
        make(Asked(people, seed, on or clock.today()))
        if not no_serve:
            show.say("")
            raise typer.Exit(serving.serve(host=serving.LOCAL, port=port))


def make(asked: Asked) -> None:
    """
    Make the demo city and print what came of it.

    :raises UnableToMakeDemo: if the database holds other people, or a spreadsheet is refused.
    """
    steps = show.Steps()
    show.note(
        _("Demo city: %(people)s people, as on %(day)s")
        % {"people": show.number(asked.people), "day": show.day(asked.on)}
    )
    with steps.step(_("Preparing an empty database")):
        empty()
        database.prepare()
        details = {"people": asked.people, "seed": asked.seed, "on": asked.on.isoformat()}
        log(action=MADE, by=MAKER, at=clock.now(), details=details)
    folder = home() / "files"
    with steps.step(_("Writing the spreadsheets")):
        files = write_files(folder=folder, people=asked.people, seed=asked.seed, on=asked.on)
        files = {"kamus": write_dictionary(folder / "kamus.xlsx"), **files}
    results = read_in(files, steps, on=asked.on)
    database.complete_dictionary(by=MAKER, at=clock.now())
    with steps.step(_("Agreeing with partner institutions")):
        partnerships.agree(on=asked.on, by=MAKER, at=clock.now())
    with steps.step(_("Holding trainings that are over")):
        past.hold(on=asked.on, by=MAKER, at=clock.now())
    with steps.step(_("Holding rounds of ratings")):
        rounds.hold(offices=accounts.offices(), seed=asked.seed, on=asked.on, by=MAKER, at=clock.now())
    with steps.step(_("Estimating levels from ratings")):
        estimates.fit_everybody(on=asked.on, by=MAKER, at=clock.now())
    with steps.step(_("Computing who lacks what")):
        standings.refresh_due(on=asked.on, at=clock.now())
        gaps = competencies.gap_rows(scope=people.everybody(), on=asked.on, known_at=clock.now())
        matches = competencies.matches(scope=people.everybody(), on=asked.on, known_at=clock.now())
    year = asked.on.year + 1
    with steps.step(_("Solving the training plan of %(year)s") % {"year": year}), show.quiet_libraries():
        plan = planning.solve_plan(
            year=year,
            budget=plan_budget(people=asked.people),
            max_away=values.value("away_share", on=asked.on).number,
            gap=0.01,
            time_limit=SOLVER_SECONDS,
            on=asked.on,
            by=MAKER,
            at=clock.now(),
        )
    with steps.step(_("Looking whom to assess and whom to coach")):
        now = clock.now()
        first = priorities.assess_first(
            scope=people.everybody(), year=year, on=asked.on, known_at=now, limit=ASSESS_FIRST
        )
        coached = priorities.coaching(scope=people.everybody(), on=asked.on, known_at=now)
        sign_ins = accounts.open_accounts(on=asked.on, by=MAKER, at=now)
        rounds.open_one(seed=asked.seed, on=asked.on, by=MAKER, at=now)
        member = accounts.member()
        if member is not None:
            partnerships.let_in(member=member, by=MAKER, at=now)
    with steps.step(_("Opening sessions and enrolling people")):
        joining.enrol(on=asked.on, by=MAKER, at=clock.now())
        attendance.hold(on=asked.on, by=MAKER, at=now)
        outside.upload(on=asked.on, by=MAKER, at=clock.now())
        behaviour.follow(on=asked.on, by=MAKER, at=clock.now())
    with steps.step(_("Asking for studies and for recognition")):
        studies.ask(on=asked.on, by=MAKER, at=clock.now())
    demo_summary.write(
        demo_summary.Made(
            asked.on,
            folder,
            results,
            gaps,
            list(matches.values()),
            plans.plan_report(plan),
            first,
            coached,
            steps.taken,
            sign_ins,
        )
    )


def write_dictionary(path: Path) -> Path:
    """Write the shipped dictionary as the spreadsheet a city would have, and return where."""
    table = read(path=database.DICTIONARY)
    rows = [list(row.cells.values()) for row in table.rows]
    write_xlsx(target=path, sheets=[Sheet(name="kamus", headers=table.headers, rows=rows)])
    return path


def read_in(files: dict[str, Path], steps: show.Steps, *, on: dt.date) -> dict[str, Report]:
    """
    Import files by kind, in their order, and return what became of each.

    :raises UnableToMakeDemo: if one is refused; its problems are named.
    """
    results = {}
    for kind, path in files.items():
        with steps.step(_("Importing %(kind)s") % {"kind": kind}) as tell:
            result = import_file(kind=kind, path=path, on=on, by=MAKER, at=clock.now(), progress=tell)
        if not result.committed:
            problems = "\n".join(str(problem) for problem in result.errors)
            raise UnableToMakeDemo(f"{path.name}:\n{problems}", code="file_refused")
        results[kind] = result
    return results


def empty() -> None:
    """
    Leave an empty database: what an earlier demo left is removed.

    :raises UnableToMakeDemo: if the database holds people or units that no demo has made.
    """
    file = database.sqlite_file()
    if file is not None and not file.exists():
        return
    if _holds_others():
        text = _(
            "%(database)s holds people or units that are not from the demo, and stays as it is. Let PIAWAI_HOME or "
            "DATABASE_URL name another place."
        )
        raise UnableToMakeDemo(text % {"database": file or "DATABASE_URL"}, code="other_people")
    if file is None:
        if people_table_exists():
            call_command("flush", interactive=False, verbosity=0)
        return
    connection.close()
    for name in (file.name, *(f"{file.name}-{part}" for part in ("wal", "shm", "journal"))):
        file.with_name(name).unlink(missing_ok=True)


def _holds_others() -> bool:
    try:
        if not people_table_exists() or not (people.everybody().exists() or people.units_by_id()):
            return False
        return others_have(actions=RECORDING, actor=MAKER)
    except DatabaseError:
        if connection.vendor != "sqlite":
            raise
        return True  # a file that is no database, or one of another version: not ours to remove


def people_table_exists() -> bool:
    """Return whether the database has been prepared before."""
    return people.everybody().model._meta.db_table in connection.introspection.table_names()
