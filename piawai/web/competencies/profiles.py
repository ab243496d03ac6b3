"""A person's competencies as a page shows them: required, held, gap or unknown, how we know, until when."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from piawai.competencies.queries import qualifications
from piawai.competencies.rules import levels as rules
from piawai.competencies.terms import FORMAL_RANK, NINE, Jpm, Origin, Source
from piawai.formats import reports
from piawai.insight import queries
from piawai.lib import clock
from piawai.regulations import values
from piawai.web.competencies.forms import Lacking
from piawai.web.lists import words

if TYPE_CHECKING:
    from piawai.competencies.models import Standing as StandingRow
    from piawai.people.models import Person
else:
    StandingRow = Person = object


@dataclass(frozen=True)
class EvidenceShown:
    """One piece of evidence: what was found, by whom, until when, and whether it decides."""

    source: str
    level: int
    assessed_on: dt.date
    valid_until: dt.date
    agency: str
    why: str


@dataclass(frozen=True)
class Line:
    """One required competency. `state` is met, short or unknown; `why` says in a sentence what decides."""

    code: str
    name: str
    required: int
    held: int | None
    gap: int | None
    state: str
    according: str
    assessed_on: dt.date | None
    valid_until: dt.date | None
    origin: str
    official: bool
    evidence: tuple[EvidenceShown, ...]


@dataclass(frozen=True)
class Profile:
    """A whole person: lines, how many are met, short and unknown, and the job person match."""

    name: str
    lines: tuple[Line, ...]
    met: int
    short: int
    unknown: int
    jpm: Jpm
    category: str
    jpm_source: str
    jpm_checked: bool


def profile(person: Person, *, on: dt.date) -> Profile:
    """Return a person's competencies on the day of the read models. Three queries."""
    evidence = queries.evidence_of(person)
    out = qualifications.out_on(person=person, on=on, known_at=clock.now())
    standings = list(queries.standings_of(person))
    lines = tuple(_line(row, evidence.get(row.competency_id, ()), on, out) for row in standings)
    jpm = rules.jpm(
        required={row.competency.code: row.required for row in standings},
        official={row.competency.code: row.official_level for row in standings},
        nine=NINE,
    )
    bands = values.bands("jpm_mapping", on=on)
    figure = values.value("jpm_categorised_on", on=on).text
    percent = jpm.capped if figure == "capped" else jpm.raw
    return Profile(
        name=person.name,
        lines=lines,
        met=sum(line.state == "met" for line in lines),
        short=sum(line.state == "short" for line in lines),
        unknown=sum(line.state == "unknown" for line in lines),
        jpm=jpm,
        category="" if percent is None else bands.category(percent),
        jpm_source=bands.source,
        jpm_checked=bands.checked,
    )


def _line(row: StandingRow, evidence: Any, on: dt.date, out: Collection[tuple[str, str]]) -> Line:
    state = "unknown" if row.held is None else "short" if row.gap else "met"
    origin = _("default of the job class") if row.origin == Origin.CLASS else _("standard of the job")
    shown = tuple(
        EvidenceShown(
            str(Source(piece.source).label), piece.level, piece.assessed_on, piece.valid_until, piece.agency, why
        )
        for piece in evidence
        for why in [_why(row, piece, on, out)]
    )
    return Line(
        code=row.competency.code,
        name=row.competency.name,
        required=row.required,
        held=row.held,
        gap=row.gap,
        state=state,
        according=according_to(row),
        assessed_on=row.assessed_on,
        valid_until=row.valid_until,
        origin=origin,
        official=row.official,
        evidence=shown,
    )


def _why(row: StandingRow, piece: Any, on: dt.date, out: Collection[tuple[str, str]]) -> str:
    """Return in words whether a piece of evidence decides, and if not, why not."""
    if piece.valid_until < on:
        return _("no longer valid")
    if piece.assessed_on > on:
        return _("not yet")
    if (row.competency.code, piece.assessor) in out:
        return _("suspended or revoked: it does not count")
    if (piece.source, piece.assessed_on, piece.level) == (row.source, row.assessed_on, row.held):
        return _("this one decides")
    if piece.source not in FORMAL_RANK and piece.source != Source.SUPERIOR:
        return _("shown, does not count yet")
    return _("a newer or more formal result decides")


def according_to(row: StandingRow) -> str:
    """Return where the held level comes from, in words."""
    return str(Source(row.source).label) if row.source else _("not yet assessed")


def narrowed(rows: "QuerySet[StandingRow]", shows: str) -> "QuerySet[StandingRow]":
    """Return the standings that a reader wants to see: lacking or unknown unless another view is chosen."""
    if shows == Lacking.LACKING:
        return rows.filter(gap__gt=0)
    if shows == Lacking.UNKNOWN:
        return rows.filter(held__isnull=True)
    if shows == Lacking.EVERYBODY:
        return rows
    return rows.filter(Q(gap__gt=0) | Q(held__isnull=True))


def report(profile: Profile, *, on: dt.date) -> reports.Report:
    """Return a person's competencies as plain data, for a file."""
    labels = (
        _("Competency"),
        _("Required"),
        _("Held"),
        _("Gap"),
        _("According to"),
        _("Assessed on"),
        _("Valid until"),
    )
    numeric = {1, 2, 3}
    head = (
        _("As on %(day)s") % {"day": words(on)},
        _("Source: %(source)s") % {"source": _("standards, assessments and training recorded until that day")},
    )
    return reports.Report(
        title=_("Competencies of %(name)s") % {"name": profile.name},
        head=head,
        columns=tuple(reports.ReportColumn(label, place in numeric) for place, label in enumerate(labels)),
        rows=tuple(
            (line.name, line.required, line.held, line.gap, line.according, line.assessed_on, line.valid_until)
            for line in profile.lines
        ),
    )
