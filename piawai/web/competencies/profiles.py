"""A person's competencies as a page shows them: required, held, gap or unknown, how we know, until when."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.competencies.queries import estimates
from piawai.competencies.queries.standings import also_from
from piawai.competencies.rules import estimates as rating_rules
from piawai.competencies.rules import levels as rules
from piawai.competencies.rules.lacking import missing_most
from piawai.competencies.terms import NINE, Jpm, Opinion, Origin, Proposal, Source
from piawai.formats import reports
from piawai.insight import queries
from piawai.regulations import values
from piawai.web.competencies import forms
from piawai.web.competencies.lacking import Lacking, lacking
from piawai.web.lists import words

if TYPE_CHECKING:
    from piawai.competencies.models import Estimate
    from piawai.competencies.models import Standing as StandingRow
    from piawai.people.models import Person
else:
    Estimate = StandingRow = Person = object

_ALIKE, _HALF_ALIKE = 0.75, 0.5  # agreement from which raters see it much, or somewhat, alike: a way to show


@dataclass(frozen=True)
class EvidenceShown:
    """One piece of evidence: what was found, by whom (a group: by how many), until when, and whether it decides."""

    source: str
    level: float
    people: int
    assessed_on: dt.date
    valid_until: dt.date
    agency: str
    why: str


@dataclass(frozen=True)
class Certainty:
    """
    How sure an estimated level is: `sure` where all levels from `low` to `high` lie on one side of what is required.

    `months` is the age of the evidence, `shares` what each source accounts for, in percent.
    """

    sure: bool
    low: int
    high: int
    months: int
    raters: int
    alike: str
    shares: tuple[tuple[str, int], ...]
    estimated_on: dt.date


@dataclass(frozen=True)
class Line:
    """
    One required competency. `state` is met, short or unknown; `why` says in a sentence what decides.

    `lacking` is what is missing most and what fits, None where nothing is short.
    """

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
    critical: bool
    also: tuple[tuple[str, int], ...]
    official: bool
    official_level: int | None
    evidence: tuple[EvidenceShown, ...]
    certainty: Certainty | None
    next_step: str
    lacking: Lacking | None


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
    """Return a person's competencies on the day of the read models. Five queries."""
    seen = estimates.opinions(person, on=on)
    mapped = estimates.estimates_of(person, on=on)
    standings = list(estimates.with_estimates(queries.standings_of(person), on=on))
    undecided = [row for row in standings if _undecided(row)]
    post = getattr(person, "post", None)
    asked = estimates.next_asked_of(post, on=on) if undecided and post is not None else None
    steps = {row.pk: step_words(asked.proposal(row, post)) for row in undecided if asked is not None}
    lines = tuple(
        _line(row, seen.get(row.competency_id, ()), mapped.get(row.competency_id), steps.get(row.pk, ""), on)
        for row in standings
    )
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


def _line(row: StandingRow, seen: Sequence[Opinion], estimate: Estimate | None, step: str, on: dt.date) -> Line:
    state = "unknown" if row.held is None else "short" if row.gap else "met"
    origin = str(Origin(row.origin).label)
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
        critical=row.critical,
        also=tuple((str(Origin(name).label), level) for name, level in also_from(row.also)),
        official=row.official,
        official_level=row.official_level,
        evidence=tuple(
            EvidenceShown(
                str(Source(piece.source).label),
                piece.level,
                piece.people or 1,
                piece.assessed_on,
                piece.valid_until,
                piece.agency,
                _why(row, piece, estimate, on),
            )
            for piece in seen
            if piece.level is not None
        ),
        certainty=_certainty(row, estimate),
        next_step=step,
        lacking=lacking(missing_most(seen, on=on), on=on) if row.gap else None,
    )


def _why(row: StandingRow, piece: Opinion, estimate: Estimate | None, on: dt.date) -> str:
    """Return in words whether a piece of evidence decides, and if not, why not."""
    decides = None if row.held is None or row.assessed_on is None else (row.source, row.assessed_on, row.held)
    found = rating_rules.weight(
        piece,
        on=on,
        decides=decides,
        estimated_on=estimate.estimated_on if estimate else None,
        shares=estimate.shares if estimate else {},
    )
    return str(found.label)


def _undecided(row: StandingRow) -> bool:
    return rating_rules.is_undecided(required=row.required, held=row.held, low=row.low, high=row.high)


def _certainty(row: StandingRow, estimate: Estimate | None) -> Certainty | None:
    """Return how sure a level is that an estimate decides; None where it is stated or unknown."""
    if estimate is None or row.source != Source.MAPPING or row.low is None or row.high is None:
        return None
    shares = sorted(estimate.shares.items(), key=lambda pair: -pair[1])
    return Certainty(
        sure=not _undecided(row),
        low=row.low,
        high=row.high,
        months=round(estimate.age * 12),
        raters=estimate.raters,
        alike=_alike(estimate.agreement),
        shares=tuple((str(Source(source).label), round(100 * share)) for source, share in shares),
        estimated_on=estimate.estimated_on,
    )


def _alike(agreement: float | None) -> str:
    """Return in words how alike raters see it: figures would tell more about single ones than may be told."""
    if agreement is None:
        return _("only one rater")
    if agreement >= _ALIKE:
        return _("they see it much alike")
    return _("they see it somewhat differently") if agreement >= _HALF_ALIKE else _("they see it very differently")


def step_words(proposal: Proposal | None) -> str:
    """Return in words which assessment to ask for next, "" for none."""
    if proposal is None:
        return ""
    return _("%(what)s, about %(minutes)s") % {"what": asked_words(proposal), "minutes": minutes_words(proposal)}


def asked_words(proposal: Proposal) -> str:
    """Return in words whom to ask."""
    label = str(Source(proposal.source).label)
    if proposal.raters == 1:
        return label
    return _("%(source)s of %(count)s people") % {"source": label, "count": proposal.raters}


def minutes_words(proposal: Proposal) -> str:
    """Return how many minutes of people an assessment takes, rounded up."""
    minutes = math.ceil(proposal.minutes)
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}


def chance_words(proposal: Proposal) -> str:
    """Return how likely an assessment changes whether the requirement is met."""
    if proposal.chance is None:
        return _("nothing is known yet")
    return _("%(percent)s %% likely to change it") % {"percent": round(100 * proposal.chance)}


def may_be(certainty: Certainty | None) -> str:
    """Return the levels that an estimated one may be, "" where it is stated."""
    if certainty is None:
        return ""
    return str(certainty.low) if certainty.low == certainty.high else f"{certainty.low}–{certainty.high}"


def according_to(row: StandingRow) -> str:
    """Return where the held level comes from, in words."""
    return str(Source(row.source).label) if row.source else _("not yet assessed")


def narrowed(rows: "QuerySet[StandingRow]", shows: str) -> "QuerySet[StandingRow]":
    """Return the standings that a reader wants to see: lacking or unknown unless another view is chosen."""
    if shows == forms.LACKING:
        return rows.filter(gap__gt=0)
    if shows == forms.UNKNOWN:
        return rows.filter(held__isnull=True)
    if shows == forms.EVERYBODY:
        return rows
    return rows.filter(Q(gap__gt=0) | Q(held__isnull=True))


def report(profile: Profile, *, on: dt.date) -> reports.Report:
    """Return a person's competencies as plain data, for a file."""
    labels = (
        _("Competency"),
        _("Required"),
        _("Held"),
        _("Gap"),
        _("Missing most"),
        _("What fits"),
        _("May be"),
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
            (
                line.name,
                line.required,
                line.held,
                line.gap,
                line.lacking.said if line.lacking else None,
                line.lacking.fits if line.lacking else None,
                may_be(line.certainty),
                line.according,
                line.assessed_on,
                line.valid_until,
            )
            for line in profile.lines
        ),
    )
