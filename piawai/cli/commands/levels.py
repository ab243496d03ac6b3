"""`piawai levels`: what one person holds, how sure that is, and what it rests on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.cli import show
from piawai.cli.options import Form, day
from piawai.cli.show import Column
from piawai.competencies.queries import dictionary as words_of
from piawai.competencies.queries import estimates as queries
from piawai.competencies.queries import standings as stands_of
from piawai.competencies.rules import estimates as rules
from piawai.competencies.services import standings
from piawai.competencies.terms import Opinion, Source, Stand, Weight
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.people import queries as people

COUNTING = (Weight.DECIDES, Weight.COUNTS)


class UnableToShowLevels(Refusal):
    """Nobody has the NIP that was asked for."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence. A group that may not be shown has neither level nor day."""

    source: str
    level: float | None
    date: dt.date | None
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One required competency; `low` to `high` are the levels that it may be, None where the level is stated."""

    competency: str
    required: int
    level: int | None
    low: int | None
    high: int | None
    official_level: int | None
    evidence: Sequence[EvidenceRow]
    source: str


KEYS = ("competency", "required", "level", "low", "high", "official_level")


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""

    @app.command(name="levels", help=_("What a person holds, how sure that is, and which evidence it rests on."))
    def levels(
        nip: Annotated[str, typer.Option(metavar="NIP", help=_("NIP of the person."))],
        on: Annotated[
            dt.date | None, typer.Option(parser=day, metavar=_("DATE"), help=_("As on this day; today if left out."))
        ] = None,
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write here what would be printed."))
        ] = None,
    ) -> None:
        asked, at = on or clock.today(), clock.now()
        if asked == clock.today():
            standings.refresh_due(on=asked, at=at)
        name, rows = listed(nip=nip, on=asked, at=at)
        with show.into(output):
            if form == Form.JSON:
                show.write_json([_content(row) for row in rows])
            else:
                _write_table(name, rows, on=asked, at=at)


def listed(*, nip: str, on: dt.date, at: dt.datetime) -> tuple[str, list[LevelRow]]:
    """
    Return a person's name, and each required competency on a day, ordered by code.

    :raises UnableToShowLevels: if nobody has the NIP.
    """
    person = people.people_by_number({nip}).get(nip)
    if person is None:
        raise UnableToShowLevels(_("Nobody has the NIP %(nip)s.") % {"nip": nip}, code="unknown_person")
    scope = people.everybody().filter(pk=person.pk)
    ids = {code: row.pk for code, row in words_of.competencies_by_code().items()}
    seen = queries.opinions(person, on=on)
    estimates = queries.estimates_of(person, on=on)
    found = []
    for code, stand in sorted(stands_of.stands(scope=scope, on=on, known_at=at).get(person.pk, {}).items()):
        estimate = estimates.get(ids[code])
        valid = estimate is not None and estimate.valid_until >= on
        estimated_on, shares = (estimate.estimated_on, estimate.shares) if estimate and valid else (None, {})
        evidence = [
            _evidence(opinion, stand, on, estimated_on, shares)
            for opinion in seen.get(ids[code], ())
            if opinion.assessed_on <= on
        ]
        held = stand.held
        found.append(
            LevelRow(
                competency=code,
                required=stand.requirement.level,
                level=held.level if held else None,
                low=held.low if held else None,
                high=held.high if held else None,
                official_level=held.official_level if held else None,
                evidence=list(dict.fromkeys(evidence)),
                source=held.source if held else "",
            )
        )
    return person.name, found


def _evidence(
    opinion: Opinion, stand: Stand, on: dt.date, estimated_on: dt.date | None, shares: dict[str, float]
) -> EvidenceRow:
    held = stand.held
    decides = (held.source, held.assessed_on, held.level) if held else None
    weight = rules.weight(opinion, on=on, decides=decides, estimated_on=estimated_on, shares=shares)
    return EvidenceRow(
        source=opinion.source,
        level=opinion.level,
        date=None if opinion.level is None else opinion.assessed_on,
        counts=weight in COUNTING,
        why=str(weight.label),
    )


def _content(row: LevelRow) -> dict[str, object]:
    keys = EvidenceRow.__slots__
    evidence = [{key: getattr(piece, key) for key in keys} for piece in row.evidence]
    return {**{key: getattr(row, key) for key in KEYS}, "evidence": evidence}


def _write_table(name: str, rows: Sequence[LevelRow], *, on: dt.date, at: dt.datetime) -> None:
    show.say(_("Levels of %(name)s on %(day)s") % {"name": name, "day": show.day(on)}, "")
    columns = [
        Column(_("Code")),
        Column(_("Required"), right=True),
        Column(_("Held"), right=True),
        Column(_("May be")),
        Column(_("Official"), right=True),
        Column(_("Source")),
        Column(_("Counts")),
    ]
    show.write_table(columns, [_cells(row) for row in rows])
    source = _("Source: standards and assessments recorded by %(moment)s. Unknown is not low.")
    show.say(source % {"moment": show.moment(timezone.localtime(at))})


def _cells(row: LevelRow) -> list[str]:
    counted = sorted({str(Source(piece.source).label) for piece in row.evidence if piece.counts})
    may_be = "–" if row.low is None else str(row.low) if row.low == row.high else f"{row.low}–{row.high}"
    return [
        row.competency,
        str(row.required),
        "–" if row.level is None else str(row.level),
        may_be,
        "–" if row.official_level is None else str(row.official_level),
        str(Source(row.source).label) if row.source else _("unknown"),
        ", ".join(counted) or "–",
    ]
