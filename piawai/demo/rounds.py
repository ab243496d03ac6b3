"""
Rounds of ratings in the demo city: two that were held and one that is open, answered as people would.

Everything goes through the services that the site uses. A rater's leniency follows from the rater's name alone, so that
the model of raters has something to find.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from piawai.competencies.models import Competency, Round, Sheet, Standing
from piawai.competencies.services import sheets
from piawai.competencies.services.rounds.drafting import Wanted, draft_round
from piawai.competencies.services.rounds.opening import open_round
from piawai.competencies.services.rounds.reporting import report_round
from piawai.competencies.services.rounds.running import close_round
from piawai.competencies.terms import RATED, Level, RoundSample, Source
from piawai.people.models import Post, Unit

ASKED = ("M.2", "M.3", "M.5", "SK.1")
LENIENCIES = (-0.6, -0.3, 0.0, 0.3, 0.6)  # levels by which raters differ; own ratings are kinder still
OWN_KINDNESS, NOISE = 0.4, 0.5
NOT_OBSERVED, NEVER = 0.06, 0.08  # shares of answers and of sheets
MOST_PEOPLE, FEW_PEOPLE = 60, 30  # of a round: enough to show everything, few enough for a demo
ANSWERED_SO_FAR = 0.4  # of the sheets of the open round


@dataclass(frozen=True, slots=True)
class Held:
    """A round of the demo: its name, days before the city's day on which it opened and was reported, whom it asks."""

    name: str
    opened: int
    reported: int | None
    sources: tuple[str, ...]
    people: int


ROUNDS = (
    Held("Pemetaan kompetensi semester pertama", 200, 180, (Source.SELF, Source.SUPERIOR), MOST_PEOPLE),
    Held("Pemetaan kompetensi semester kedua", 70, 50, RATED, FEW_PEOPLE),
    Held("Pemetaan kompetensi akhir tahun", 4, None, RATED, FEW_PEOPLE),
)


def hold(*, offices: Sequence[Unit], seed: int, on: dt.date, by: str, at: dt.datetime) -> int:
    """Hold the rounds of the demo, each in one of some offices, and return how many sheets were sent."""
    sent = 0
    for number, held in enumerate(ROUNDS):
        unit = _unit(offices[number % len(offices)], most=held.people)
        if unit is not None:
            sent += _hold(held, unit, random.Random(f"{seed} {held.name}"), on, by, at)
    return sent


def _unit(office: Unit, *, most: int) -> Unit | None:
    """Return the largest unit of an office, itself or below it, in which no more people work than are asked."""
    inside = Unit.objects.filter(path__startswith=office.path)
    sizes = [(Post.objects.filter(unit__path__startswith=unit.path).count(), unit.path, unit) for unit in inside]
    fitting = [row for row in sizes if 0 < row[0] <= most]
    return max(fitting, key=lambda row: (row[0], row[1]))[2] if fitting else None


@transaction.atomic
def _hold(held: Held, unit: Unit, rng: random.Random, on: dt.date, by: str, at: dt.datetime) -> int:
    opened = on - dt.timedelta(days=held.opened)
    closes = on + dt.timedelta(days=17) if held.reported is None else opened + dt.timedelta(days=14)
    wanted = Wanted(
        name=held.name,
        opens_on=opened,
        closes_on=closes,
        sources=held.sources,
        competencies=list(Competency.objects.filter(code__in=ASKED)),
        units=[unit],
    )
    moment = at - (on - opened)
    draft = draft_round(wanted=wanted, on=opened, by=by, at=moment)
    round_ = open_round(round_=draft, sample=RoundSample.EVERYTHING, link="", on=opened, by=by, at=moment)
    sent = _answer(round_, rng, opened, moment, share=1 - NEVER if held.reported else ANSWERED_SO_FAR)
    if held.reported is not None:
        last = on - dt.timedelta(days=held.reported)
        close_round(round_=round_, on=last, by=by, at=at - (on - last))
        round_.refresh_from_db()
        report_round(round_=round_, on=last, by=by, at=at - (on - last))
    return sent


def _answer(round_: Round, rng: random.Random, on: dt.date, at: dt.datetime, *, share: float) -> int:
    """Answer and send a share of a round's sheets."""
    rows = Sheet.objects.filter(round=round_, rater__isnull=False).select_related("rater", "ratee").order_by("pk")
    truth = _truth(round_)
    sent = 0
    for sheet in rows:
        if rng.random() > share or sheet.rater is None:
            continue
        code = sheet.rater.code
        if sheet.source != Source.SELF:
            sheets.say_related(sheet=sheet, related=False, by=code, on=on, at=at)
        given = dict(_given(sheet, truth, rng))
        sheet.refresh_from_db()
        sheets.save_answers(sheet=sheet, given=given, revision=sheet.revision, by=code, on=on, at=at)
        sheets.send_sheet(sheet=sheet, by=code, on=on, at=at)
        sent += 1
    return sent


def _truth(round_: Round) -> dict[tuple[int, str], int]:
    """Return what each person asked about is thought to hold: what is known, else what is required."""
    rows = Standing.objects.filter(person__in=round_.ratees.values("person"), competency__code__in=ASKED)
    found = rows.values_list("person_id", "competency__code", "held", "required")
    return {(person, code): held if held is not None else required for person, code, held, required in found}


def _given(sheet: Sheet, truth: dict[tuple[int, str], int], rng: random.Random) -> Iterator[tuple[str, sheets.Given]]:
    leniency = random.Random(sheet.rater.name if sheet.rater else "").choice(LENIENCIES)
    kindness = OWN_KINDNESS if sheet.source == Source.SELF else 0.0
    for answer in sheet.answers.select_related("asked__competency").order_by("pk"):
        code = answer.asked.competency.code
        if sheet.source != Source.SELF and rng.random() < NOT_OBSERVED:
            yield code, sheets.Given(None)
            continue
        seen = truth.get((sheet.ratee_id, code), Level.BASIC) + leniency + kindness + rng.gauss(0, NOISE)
        yield code, sheets.Given(min(5, max(1, round(seen))))
