"""`piawai currency`: what people hold from any source, and whether it counts on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.cli import show
from piawai.cli.commands.gaps import units_asked
from piawai.cli.options import Form, day
from piawai.cli.show import Column
from piawai.competencies.queries import qualifications as queries
from piawai.competencies.terms import Currency, Holding, Source
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.people import queries as people


class UnableToListCurrency(Refusal):
    """Nobody has the NIP that was asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person and competency: whether anything counts on the day, until when, and why or why not."""

    nip: str
    competency: str
    current: bool
    valid_until: dt.date | None
    reason: str
    state: str
    name: str


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""

    @app.command(name="currency", help=_("What people hold, whether it counts on a day, and until when."))
    def currency(
        unit: Annotated[
            str, typer.Option(metavar="ID", help=_("Only this unit (UNOR ID) and the units below it."))
        ] = "",
        nip: Annotated[str, typer.Option(metavar="NIP", help=_("Only the person with this NIP."))] = "",
        on: Annotated[
            dt.date | None, typer.Option(parser=day, metavar=_("DATE"), help=_("As on this day; today if left out."))
        ] = None,
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[Path | None, typer.Option(metavar=_("FILE"), help=_("Write it to this file."))] = None,
    ) -> None:
        at, asked = clock.now(), on or clock.today()
        rows = listed(unit, nip=nip, on=asked, at=at)
        if form == Form.JSON:
            keys = ("nip", "competency", "current", "valid_until", "reason", "state")
            show.write_json([{key: getattr(row, key) for key in keys} for row in rows], output=output)
        else:
            _write_table(rows, output, on=asked, at=at)


def listed(unit: str, *, nip: str, on: dt.date, at: dt.datetime) -> list[Row]:
    """
    Return what everybody who holds a post on a day, of a unit ("" for all), was found to hold, by NIP and competency.

    Only of the person with `nip`, "" for all. Of several pieces the one that counts longest speaks.

    :raises UnableToListGaps: if the unit is not known.
    :raises UnableToListCurrency: if nobody has the NIP.
    """
    wanted = units_asked(unit)
    scope = people.everybody()
    if nip:
        person = people.people_by_number({nip}).get(nip)
        if person is None:
            raise UnableToListCurrency(_("Nobody has the NIP %(nip)s.") % {"nip": nip}, code="unknown_person")
        scope = scope.filter(pk=person.pk)
    careers = people.careers(scope=scope, on=on, known_at=at)
    ids = {pk: known.siasn_id for known in people.units_by_id().values() for pk in (known.pk,)}
    present = {
        person_id
        for person_id, career in careers.items()
        if (post := career.on(on)) is not None and (wanted is None or ids.get(post.unit_id) in wanted)
    }
    known = dict(scope.values_list("pk", "nip"))
    names = dict(scope.values_list("pk", "name"))
    rows = queries.best(queries.holdings(scope=scope, on=on, known_at=at))
    found = [_row(row, known[row.person_id], names[row.person_id]) for row in rows if row.person_id in present]
    return sorted(found, key=lambda row: (row.nip, row.competency))


def _row(row: Holding, nip: str, name: str) -> Row:
    return Row(nip, row.competency, row.counts, row.until, reason(row), row.state.value, name)


def reason(row: Holding) -> str:
    """Return in words why something counts or does not."""
    if row.state == Currency.CURRENT:
        return _("valid, according to: %(source)s") % {"source": row.title or Source(row.source).label}
    if row.state == Currency.GRACE:
        return _("ran out on %(day)s, counts in its grace period") % {"day": _day(row.valid_until)}
    if row.state == Currency.NOT_YET:
        return _("valid only from %(day)s") % {"day": _day(row.valid_from)}
    if row.state == Currency.EXPIRED:
        return _("ran out on %(day)s") % {"day": _day(row.valid_until)}
    return f"{row.state.label}: {row.reason}" if row.reason else str(row.state.label)


def _day(value: dt.date | None) -> str:
    return "–" if value is None else show.day(value)


def _write_table(rows: Sequence[Row], output: Path | None, *, on: dt.date, at: dt.datetime) -> None:
    columns = [
        Column("NIP"),
        Column(_("Name")),
        Column(_("Code")),
        Column(_("Counts")),
        Column(_("Valid until")),
        Column(_("Reason")),
    ]
    counts = {True: _("yes"), False: _("no")}
    cells = [
        [row.nip, row.name, row.competency, counts[row.current], _iso(row.valid_until), row.reason] for row in rows
    ]
    left_out = show.write_table(columns, cells, output=output)
    if left_out:
        hint = _("… and %(count)s more rows. All of them: --format json --output FILE, or | less")
        show.say(hint % {"count": show.number(left_out)})
    if output is None:
        text = _("People: %(people)s. Held and valid: %(valid)s. No longer or not yet valid: %(other)s. Day: %(day)s.")
        valid = sum(row.current for row in rows)
        details = {
            "people": show.number(len({row.nip for row in rows})),
            "valid": show.number(valid),
            "other": show.number(len(rows) - valid),
            "day": show.day(on),
        }
        source = _("Source: assessments and certificates recorded by %(moment)s.")
        show.say(text % details, source % {"moment": show.moment(timezone.localtime(at))})


def _iso(value: dt.date | None) -> str:
    return "–" if value is None else value.isoformat()
