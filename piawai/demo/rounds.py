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

from piawai.accounts.models import User
from piawai.competencies.models import Competency, Round, Sheet, Standing
from piawai.competencies.services import sheets
from piawai.competencies.services.accreditations import record_accreditation
from piawai.competencies.services.objections import make_objection
from piawai.competencies.services.rounds.drafting import Wanted, draft_round
from piawai.competencies.services.rounds.opening import open_round
from piawai.competencies.services.rounds.reporting import report_round
from piawai.competencies.services.rounds.running import assign_assessor, close_round
from piawai.competencies.terms import INTERNAL, RATED, Aspect, Level, RoundSample, Source
from piawai.people.models import Person, Post, Unit

ASKED = ("M.2", "M.3", "M.5", "SK.1")
LENIENCIES = (-0.6, -0.3, 0.0, 0.3, 0.6)  # levels by which raters differ; own ratings are kinder still
OWN_KINDNESS, NOISE = 0.4, 0.5
NOT_OBSERVED, NEVER = 0.06, 0.08  # shares of answers and of sheets
MOST_PEOPLE, FEW_PEOPLE = 60, 30  # of a round: enough to show everything, few enough for a demo
ASPECTS = (Aspect.KNOWLEDGE, Aspect.SKILL, Aspect.ATTITUDE)
SEEN_ALIKE = 0.75  # share of raters who name what is truly missing most; the others name anything
ANSWERED_SO_FAR = 0.4  # of the sheets of the open round


@dataclass(frozen=True, slots=True)
class Held:
    """A round of the demo: its name, days before the city's day on which it opened and was reported, whom it asks."""

    name: str
    opened: int
    reported: int
    sources: tuple[str, ...]
    people: int


ROUNDS = (
    Held("Pemetaan kompetensi semester pertama", 200, 180, (Source.SELF, Source.SUPERIOR), MOST_PEOPLE),
    Held("Pemetaan kompetensi semester kedua", 70, 50, RATED, FEW_PEOPLE),
)
RUNNING = "Pemetaan kompetensi akhir tahun"
BEGUN, REMAINS = dt.timedelta(days=4), dt.timedelta(days=17)  # of the open round


def hold(*, offices: Sequence[Unit], seed: int, on: dt.date, by: str, at: dt.datetime) -> int:
    """Hold the rounds that are over, each in one of some offices, and return how many sheets were sent."""
    sent = 0
    for number, held in enumerate(ROUNDS):
        unit = _unit(offices[number % len(offices)], most=held.people) if offices else None
        if unit is not None:
            sent += _hold(held, unit, random.Random(f"{seed} {held.name}"), on, by, at)
    return sent


@transaction.atomic
def open_one(*, seed: int, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Open a round where the demo's employee works, with an assessor's sheet about the employee, and answer part of it.

    The sheets of the demo's own accounts stay empty: they are for the visitor. The employee disputes a level, if one
    is known.
    """
    users = {user.code: user for user in User.objects.filter(demo=True)}
    employee = Person.objects.filter(code__in=users, post__isnull=False, leads__isnull=True).order_by("pk").first()
    assessor = next((user for user in users.values() if user.email.startswith("asesor@")), None)
    if employee is None or assessor is None:
        return
    begun, moment = on - BEGUN, at - BEGUN
    record_accreditation(
        account=assessor.code,
        name=assessor.name,
        number="AK-DEMO-1",
        agency="UPT Penilaian Kompetensi ASN Aceh",
        starts_on=on - dt.timedelta(days=400),
        ends_on=on + dt.timedelta(days=700),
        by=by,
        at=moment,
    )
    wanted = Wanted(
        name=RUNNING,
        opens_on=begun,
        closes_on=on + REMAINS,
        sources=(*RATED, Source.ASSESSMENT_CENTER),
        competencies=list(Competency.objects.filter(code__in=ASKED)),
        units=[_around(employee, most=FEW_PEOPLE)],
    )
    draft = draft_round(wanted=wanted, on=begun, by=by, at=moment)
    round_ = open_round(round_=draft, sample=RoundSample.EVERYTHING, link="/penilaian/", on=begun, by=by, at=moment)
    assign_assessor(
        round_=round_, person=employee, account=assessor.code, link="/penilaian/", on=begun, by=by, at=moment
    )
    _answer(round_, random.Random(f"{seed} {RUNNING}"), begun, moment, share=ANSWERED_SO_FAR, but=frozenset(users))
    disputed = Standing.objects.filter(person=employee, held__isnull=False, source__in=INTERNAL)
    standing = disputed.select_related("competency").order_by("held", "competency__code").first()
    if standing is not None:
        make_objection(
            person=employee,
            competency=standing.competency,
            reason="Sejak Maret saya memimpin tim loket dan menyusun panduan kerjanya; nilai ini belum memuatnya.",
            on=on,
            at=at,
        )


def _unit(office: Unit, *, most: int) -> Unit | None:
    """Return the largest unit of an office, itself or below it, in which no more people work than are asked."""
    inside = Unit.objects.filter(path__startswith=office.path)
    sizes = [(_size(unit), unit.path, unit) for unit in inside]
    fitting = [row for row in sizes if 0 < row[0] <= most]
    return max(fitting, key=lambda row: row[:2])[2] if fitting else None


def _around(person: Person, *, most: int) -> Unit:
    """Return the largest unit around a person in which no more people work than are asked, at least the own one."""
    unit = person.post.unit
    while unit.parent is not None and _size(unit.parent) <= most:
        unit = unit.parent
    return unit


def _size(unit: Unit) -> int:
    return Post.objects.filter(unit__path__startswith=unit.path).count()


@transaction.atomic
def _hold(held: Held, unit: Unit, rng: random.Random, on: dt.date, by: str, at: dt.datetime) -> int:
    opened, last = on - dt.timedelta(days=held.opened), on - dt.timedelta(days=held.reported)
    wanted = Wanted(
        name=held.name,
        opens_on=opened,
        closes_on=last,
        sources=held.sources,
        competencies=list(Competency.objects.filter(code__in=ASKED)),
        units=[unit],
    )
    moment = at - (on - opened)
    draft = draft_round(wanted=wanted, on=opened, by=by, at=moment)
    round_ = open_round(round_=draft, sample=RoundSample.EVERYTHING, link="", on=opened, by=by, at=moment)
    sent = _answer(round_, rng, opened, moment, share=1 - NEVER, but=frozenset())
    closed = close_round(round_=round_, on=last, by=by, at=at - (on - last))
    report_round(round_=closed, on=last, by=by, at=at - (on - last))
    return sent


def _answer(
    round_: Round, rng: random.Random, on: dt.date, at: dt.datetime, *, share: float, but: frozenset[str]
) -> int:
    """Answer and send a share of a round's sheets, but for those of some raters (by code); return how many."""
    rows = Sheet.objects.filter(round=round_, rater__isnull=False).select_related("rater", "ratee").order_by("pk")
    truth = _truth(round_)
    sent = 0
    for sheet in rows:
        if rng.random() > share or sheet.rater is None or sheet.rater.code in but:
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
        yield code, sheets.Given(min(5, max(1, round(seen))), lacks=_lacks(sheet, code))


def _lacks(sheet: Sheet, code: str) -> Aspect:
    """Return what a rater names as missing most where the level is too low: drawn from names, not from answers."""
    truly = random.Random(f"{sheet.ratee.name} {code}").choice(ASPECTS)
    rng = random.Random(f"{sheet.ratee.name} {code} {sheet.rater.name if sheet.rater else ''}")
    return truly if rng.random() < SEEN_ALIKE else rng.choice(ASPECTS)
