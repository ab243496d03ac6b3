"""`piawai gaps`: who lacks what."""

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.cli import show
from piawai.cli.options import SheetForm, day
from piawai.cli.show import Column
from piawai.competencies.queries import dictionary as words_of
from piawai.competencies.queries import standings as queries
from piawai.competencies.services import standings
from piawai.competencies.terms import GapRow
from piawai.formats.writing import Sheet, write_csv, write_xlsx
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.lib.text import nearest
from piawai.people import queries as people

KEYS = (
    "nip",
    "unit",
    "job",
    "competency",
    "required",
    "held",
    "gap",
    "assessed_on",
    "valid_until",
    "source",
    "official",
)
NAMES = ("name", "unit_name", "competency_name")  # beside the keys in CSV
SHEET = (  # twelve columns: each costs a tenth of a second for 10,000 rows
    ("nip", 20),
    ("name", 28),
    ("unit", 14),
    ("unit_name", 34),
    ("job", 34),
    ("competency", 12),
    ("required", 9),
    ("held", 9),
    ("gap", 9),
    ("valid_until", 12),
    ("source", 18),
    ("official", 9),
)


class UnableToListGaps(Refusal):
    """The unit or the competency asked for is not known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `unit` and `competency` may be "" for all; `everything` includes what is met."""

    unit: str
    competency: str
    on: dt.date
    everything: bool


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""

    @app.command(name="gaps", help=_("Who lacks what: required levels beside those held, per person."))
    def gaps(
        unit: Annotated[
            str, typer.Option(metavar="ID", help=_("Only this unit (UNOR ID) and the units below it."))
        ] = "",
        competency: Annotated[str, typer.Option(metavar=_("CODE"), help=_("Only this competency, by its code."))] = "",
        on: Annotated[
            dt.date | None, typer.Option(parser=day, metavar=_("DATE"), help=_("As on this day; today if left out."))
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=_("Also the requirements that are met."))] = False,
        form: Annotated[SheetForm, typer.Option("--format", help=_("How it is shown."))] = SheetForm.TABLE,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write it to this file; needed for xlsx."))
        ] = None,
    ) -> None:
        if form == SheetForm.XLSX and output is None:
            raise typer.BadParameter(_("xlsx needs a file, such as --output gaps.xlsx"), param_hint="--output")
        asked = Asked(unit, competency.strip().upper(), on or clock.today(), everything)
        at = clock.now()
        if asked.on == clock.today():
            standings.refresh_due(on=asked.on, at=at)
        _show(listed(asked, at=at), asked, form, output, at=at)


def listed(asked: Asked, *, at: dt.datetime) -> list[GapRow]:
    """
    Return the rows asked for, as known at a moment, ordered by unit, NIP and competency.

    :raises UnableToListGaps: if the unit or the competency is not known.
    """
    _check_competency(asked.competency)
    scope, wanted = people.everybody(), units_asked(asked.unit)
    if wanted is not None:  # whoever was ever placed there; the post of the day decides below
        scope = scope.filter(pk__in=scope.filter(placements__unit__siasn_id__in=wanted).values("pk"))
    rows = queries.gap_rows(scope=scope, on=asked.on, known_at=at, competency=asked.competency)
    return [
        row
        for row in rows
        if (asked.everything or row.gap is None or row.gap > 0) and (wanted is None or row.unit in wanted)
    ]


def _check_competency(code: str) -> None:
    if not code:
        return
    known = words_of.competencies_by_code()
    if code not in known:
        by_name = {competency.name: key for key, competency in known.items()}
        near = nearest(code, [*known, *by_name])
        raise UnableToListGaps(
            _("There is no competency %(code)s.") % {"code": code} + _similar(by_name.get(near, near), known),
            code="unknown_competency",
        )


def units_asked(unit_id: str) -> frozenset[str] | None:
    """
    Return the ids of a unit and of those below it; None, for all units, where none is asked for.

    :raises UnableToListGaps: if the unit is not known.
    """
    if not unit_id:
        return None
    known = people.units_by_id()
    unit = known.get(unit_id)
    if unit is None:
        by_name = {found.name: key for key, found in known.items()}
        near = nearest(unit_id, [*known, *by_name])
        raise UnableToListGaps(
            _("There is no unit %(unit)s.") % {"unit": unit_id} + _similar(by_name.get(near, near), known),
            code="unknown_unit",
        )
    return frozenset(people.units_below(unit).values_list("siasn_id", flat=True))


def _similar(key: str, known: Mapping[str, object]) -> str:
    found = known.get(key)
    return _(" Nearest: %(key)s (%(name)s).") % {"key": key, "name": getattr(found, "name", "")} if found else ""


def _show(rows: Sequence[GapRow], asked: Asked, form: SheetForm, output: Path | None, *, at: dt.datetime) -> None:
    if form == SheetForm.JSON:
        show.write_json([{key: getattr(row, key) for key in KEYS} for row in rows], output=output)
    elif form == SheetForm.CSV:
        _write_csv(rows, output)
    elif form == SheetForm.XLSX and output is not None:
        write_gaps_xlsx(rows, target=output)
    else:
        _write_table(rows, asked, output, at=at)


def _write_csv(rows: Sequence[GapRow], output: Path | None) -> None:
    keys = (*KEYS, *NAMES)
    sys.stdout.flush()
    cells = ([getattr(row, key) for key in keys] for row in rows)
    write_csv(target=sys.stdout.buffer if output is None else output, headers=keys, rows=cells)


def write_gaps_xlsx(rows: Sequence[GapRow], *, target: Path) -> None:
    """Write rows to a spreadsheet, with headers in the active language."""
    titles = _titles()
    official = {True: _("yes"), False: _("no")}
    keys = [key for key, _width in SHEET]
    cells = ([official[row.official] if key == "official" else getattr(row, key) for key in keys] for row in rows)
    widths = [width for _key, width in SHEET]
    sheet = Sheet(name=_("Gaps"), headers=[titles[key] for key in keys], rows=cells, widths=widths)
    write_xlsx(target=target, sheets=[sheet])


def _titles() -> dict[str, str]:
    return {
        "nip": "NIP",
        "unit": "UNOR ID",
        "job": _("Job"),
        "competency": _("Code"),
        "required": _("Required"),
        "held": _("Held"),
        "gap": _("Gap"),
        "valid_until": _("Valid until"),
        "source": _("Source"),
        "official": _("Official"),
        "name": _("Name"),
        "unit_name": _("Unit"),
    }


def _write_table(rows: Sequence[GapRow], asked: Asked, output: Path | None, *, at: dt.datetime) -> None:
    titles = _titles()
    numeric = {"required", "held", "gap"}
    keys = ("unit_name", "nip", "name", "competency", "required", "held", "gap", "valid_until", "source")
    columns = [Column(titles[key], right=key in numeric) for key in keys]
    left_out = show.write_table(columns, [[_cell(row, key) for key in keys] for row in rows], output=output)
    if left_out:
        hint = _("… and %(count)s more rows. All of them: --format xlsx --output FILE, or | less")
        show.say(hint % {"count": show.number(left_out)})
    if output is None:
        show.say(*_summary(rows, asked, at))


def _cell(row: GapRow, key: str) -> str:
    value = getattr(row, key)
    if key == "source" and not value:
        return _("unknown")
    if value is None:
        return "–"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _summary(rows: Sequence[GapRow], asked: Asked, at: dt.datetime) -> list[str]:
    known = sum(bool(row.gap) for row in rows)
    unknown = sum(row.gap is None for row in rows)
    counts = _("People: %(people)s. Known gaps: %(known)s. Unknown (no valid evidence): %(unknown)s. Day: %(day)s.")
    source = _("Source: standards and assessments recorded by %(moment)s. Unknown is not low.")
    return [
        counts
        % {
            "people": show.number(len({row.nip for row in rows})),
            "known": show.number(known),
            "unknown": show.number(unknown),
            "day": show.day(asked.on),
        },
        source % {"moment": show.moment(timezone.localtime(at))},
    ]
