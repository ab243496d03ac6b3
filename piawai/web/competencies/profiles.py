"""A person's competencies as a page shows them: required, held, gap or unknown, how we know, until when."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.template.defaultfilters import floatformat
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
from piawai.web import law
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
class Certainty:
    """How sure an estimated level is: `sure` where all levels it may be lie on one side of what is required."""

    sure: bool
    low: int
    high: int


@dataclass(frozen=True)
class Line:
    """
    One required competency. `state` is met, short or unknown, `shortfall` how far short in words.

    `says` has a text a paragraph, `evidence` a sentence a piece: worded here, since in a template they took most of
    the page's time. `lacking` is what is missing most and what fits, None where nothing is short.
    """

    code: str
    name: str
    required: int
    held: int | None
    gap: int | None
    state: str
    shortfall: str
    according: str
    until: str
    assessed_on: dt.date | None
    valid_until: dt.date | None
    critical: bool
    says: tuple[str, ...]
    evidence: tuple[str, ...]
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
    """Return a person's competencies on the day of the read models. Four queries."""
    seen = estimates.opinions(person, on=on)
    newest = estimates.estimates_of(person, on=on)
    valid = {competency: row for competency, row in newest.items() if row.valid_until >= on}
    standings = list(queries.standings_of(person))
    undecided = [row for row in standings if _undecided(row)]
    post = getattr(person, "post", None)
    asked = estimates.next_asked_of(post, on=on) if undecided and post is not None else None
    steps = (
        {row.pk: step_words(asked.proposal(row, post, newest.get(row.competency_id))) for row in undecided}
        if asked is not None
        else {}
    )
    lines = tuple(
        _line(row, seen.get(row.competency_id, ()), valid.get(row.competency_id), steps.get(row.pk, ""), on)
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
        jpm_source=law.source(bands),
        jpm_checked=bands.checked,
    )


def _line(row: StandingRow, seen: Sequence[Opinion], estimate: Estimate | None, step: str, on: dt.date) -> Line:
    state = "unknown" if row.held is None else "short" if row.gap else "met"
    shortfall = ngettext("%(gap)s level short", "%(gap)s levels short", row.gap) % {"gap": row.gap} if row.gap else ""
    certainty = _certainty(row, estimate)
    return Line(
        code=row.competency.code,
        name=row.competency.name,
        required=row.required,
        held=row.held,
        gap=row.gap,
        state=state,
        shortfall=shortfall,
        according=according_to(row),
        until=_("valid until %(day)s") % {"day": words(row.valid_until)} if row.valid_until else "",
        assessed_on=row.assessed_on,
        valid_until=row.valid_until,
        critical=row.critical,
        says=_says(row, estimate, certainty),
        evidence=tuple(
            _evidence(piece, piece.level, _why(row, piece, estimate, on)) for piece in seen if piece.level is not None
        ),
        certainty=certainty,
        next_step=step,
        lacking=lacking(missing_most(seen, on=on), on=on) if row.gap else None,
    )


def _says(row: StandingRow, estimate: Estimate | None, certainty: Certainty | None) -> tuple[str, ...]:
    """Return by what a level is required, what an estimate rests on, and the official level: a text a paragraph."""
    required = [
        _("Level %(level)s is required by: %(origin)s.") % {"level": row.required, "origin": Origin(row.origin).label}
    ]
    required += [
        _("%(origin)s requires level %(level)s.") % {"origin": Origin(name).label, "level": level}
        for name, level in also_from(row.also)
    ]
    found = [" ".join(required)]
    if certainty is not None and estimate is not None:
        found += _rests_on(certainty, estimate)
    if row.official_level is not None:
        found.append(_("Official level: %(level)s.") % {"level": row.official_level})
    elif row.held is not None:
        found.append(_("There is no valid official level."))
    return tuple(found)


def _rests_on(certainty: Certainty, estimate: Estimate) -> tuple[str, str]:
    """Return in two paragraphs how sure an estimated level is and how old, and what counts how much in it."""
    low, high = certainty.low, certainty.high
    sure = (
        _("With 80 percent certainty it is level %(level)s.") % {"level": low}
        if low == high
        else _("With 80 percent certainty it is level %(low)s to %(high)s.") % {"low": low, "high": high}
    )
    months, raters = round(estimate.age * 12), estimate.raters
    age = ngettext(
        "What it rests on is %(months)s month old on the whole.",
        "What it rests on is %(months)s months old on the whole.",
        months,
    ) % {"months": words(months)}
    alike = ngettext("%(raters)s rater: %(alike)s.", "%(raters)s raters: %(alike)s.", raters) % {
        "raters": words(raters),
        "alike": _alike(estimate.agreement),
    }
    shares = sorted(estimate.shares.items(), key=lambda pair: -pair[1])
    parts = ", ".join(f"{Source(source).label} {round(100 * share)} %" for source, share in shares)
    counting = _("What counts how much:")
    return f"{sure} {age}", f"{alike} {counting} {parts}."


def _evidence(piece: Opinion, level: float, why: str) -> str:
    """Return in a sentence what was found, by whom (a group: by how many), until when, and whether it decides."""
    said = {
        "source": Source(piece.source).label,
        "day": words(piece.assessed_on),
        "until": words(piece.valid_until),
        "why": why,
    }
    if (piece.people or 1) > 1:
        said |= {"level": floatformat(level, 1), "people": words(piece.people)}
        sentence = _(
            "%(source)s, %(day)s: level %(level)s on the mean of %(people)s people, valid until %(until)s (%(why)s)"
        )
    else:
        said |= {"level": words(level)}
        sentence = _("%(source)s, %(day)s: level %(level)s, valid until %(until)s (%(why)s)")
    return f"{sentence % said}, {piece.agency}" if piece.agency else sentence % said


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
    return Certainty(sure=not _undecided(row), low=row.low, high=row.high)


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
