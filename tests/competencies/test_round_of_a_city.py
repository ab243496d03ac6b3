"""A round of 2,500 people with five sources: opened, answered as people answer, closed and reported."""

import datetime as dt
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from piawai.accounts.models import User
from piawai.competencies.models import Accreditation, Answer, Assessment, Competency, Round, Sheet
from piawai.competencies.queries.rounds import planning, results
from piawai.competencies.services import sheets
from piawai.competencies.services.rounds import opening, reporting, running
from piawai.competencies.terms import ASKED_IN_ROUNDS, IN_GROUPS, RoundSample, SheetState, Source
from piawai.lib import bulk
from piawai.people.models import Person
from piawai.people.terms import UnitRow
from tests import rounds, town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECTIONS, IN_EACH = 125, 20  # the first of each section leads it
ON = rounds.FIRST


def nip(number: int) -> str:
    """Return one of up to 9,000 NIPs of people who were born on different days."""
    return town.nip(number % 900 + 1, born_on=dt.date(1980, 1, 1) + dt.timedelta(days=number // 900))


@pytest.fixture
def city(db: None) -> list[Person]:
    """2,500 people in 125 sections of five offices."""
    offices = [UnitRow(f"O{number}", f"Dinas {number}", "KOTA", "22") for number in range(5)]
    sections = [
        UnitRow(f"S{number}", f"Seksi {number}", f"O{number % 5}", "41", leader=nip(number * IN_EACH))
        for number in range(SECTIONS)
    ]
    town.units(UnitRow("KOTA", "Kota"), *offices, *sections)
    town.dictionary()
    base = [town.person_row(1, unit=f"S{number}") for number in range(SECTIONS)]
    rows = []
    for number in range(SECTIONS * IN_EACH):
        leads = number % IN_EACH == 0
        row = base[number // IN_EACH]
        fields = {**row.fields, "nip": nip(number), "name": f"Pegawai {number}"}
        fields["born_on"] = dt.date(1980, 1, 1) + dt.timedelta(days=number // 900)
        job = type(row.job)("", "Kepala Seksi", "1") if leads else row.job
        rows.append(type(row)(fields=fields, unit_id=row.unit_id, job=job, job_since_on=None))
    found = town.people(*rows)
    for name in ("Pengelola", "Kepala Seksi"):
        town.standard(name, "T.IT.1", 2)
    return found


WRITING = {  # what writes, each in a transaction of its own
    opening: ("begin_opening", "clear_sheets", "write_sheets", "finish_opening"),
    reporting: ("begin_report", "write_evidence", "finish_report"),
}


@pytest.fixture
def took(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[float]]:
    """Return how long each transaction of an opening and a report takes, in seconds, by what it does."""
    found: dict[str, list[float]] = defaultdict(list)

    def timed(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def timing(**said: Any) -> Any:
            began = time.perf_counter()
            try:
                return act(**said)
            finally:
                found[name].append(time.perf_counter() - began)

        return timing

    for module, names in WRITING.items():
        for name in names:
            monkeypatch.setattr(module, name, timed(name, getattr(module, name)))
    return found


def answer_one_by_one(round_: Round) -> Counter[str]:
    """Answer every hundredth sheet by the services, as the pages do; one in ten raters is kin. Return what was done."""
    done: Counter[str] = Counter()
    for number, sheet in enumerate(round_.sheets.select_related("rater").order_by("pk")[::100]):
        said: dict[str, Any] = {
            "sheet": sheet,
            "by": sheet.rater.code if sheet.rater is not None else sheet.assessor,
            "on": ON,
            "at": town.NOW,
        }
        if sheet.source != Source.SELF:
            kin = number % 10 == 0
            sheets.say_related(related=kin, **said)
            if kin:
                done["kin"] += 1
                continue
        for code in sheet.answers.values_list("asked__competency__code", flat=True):
            sheets.save_answer(asked=code, level=3, lacks="", note="Terlihat", revision=sheet.revision, **said)
        sheets.send_sheet(**said)
        done["sent"] += 1
    return done


def answer(round_: Round, *, share_late: float, share_never: float, share_unseen: float) -> None:
    """Answer what is left as people do: some send late, some never, some of what is asked was not observed."""
    dice = random.Random(1)
    late_at = dt.datetime.combine(round_.closes_on + dt.timedelta(days=2), dt.time(3), tzinfo=dt.UTC)
    left = round_.sheets.filter(state=SheetState.NOT_BEGUN)
    chosen = {}
    for pk, source in left.values_list("pk", "source"):
        if source != "ASSESSMENT_CENTER" and dice.random() < share_never:
            continue
        chosen[pk] = dice.random() < share_late
    rows = []
    for row in Answer.objects.filter(sheet__in=left):
        if row.sheet_id in chosen:
            row.late = chosen[row.sheet_id]
            row.answered_at = late_at if row.late else town.NOW
            row.level = None if dice.random() < share_unseen else dice.choice((1, 2, 2, 3, 3, 3, 4, 5))
            row.note = "Terlihat"
        rows.append(row)
    Answer.objects.filter(sheet__in=left).delete()
    bulk.insert(Answer, rows)
    for late, at in ((False, town.NOW), (True, late_at)):
        pks = [pk for pk, was_late in chosen.items() if was_late == late]
        Sheet.objects.filter(pk__in=pks).update(state=SheetState.SENT, sent_at=at)


class TestCity:
    """The whole life of a round, at the size of a city."""

    def test_is_opened_answered_closed_and_reported(self, city: list[Person], took: dict[str, list[float]]) -> None:
        asked = list(Competency.objects.all())
        draft = rounds.drafted(sources=ASKED_IN_ROUNDS, competencies=asked)
        began = time.perf_counter()
        price = planning.cost(round_=draft, sample=RoundSample.EVERYTHING, on=ON)
        priced = time.perf_counter()
        said: dict[str, Any] = {"on": ON, "by": town.BY, "at": town.NOW}

        found = opening.open_round(round_=draft, sample=RoundSample.EVERYTHING, link="/", **said)
        opened = time.perf_counter()
        user = User.objects.create_user(name="Asesor", email="asesor@example.id", created_at=town.NOW)
        Accreditation.objects.create(
            account=user.code,
            name="Asesor",
            number="1",
            agency="BKN",
            starts_on=ON,
            ends_on=ON,
            recorded_by="x",
            recorded_at=town.NOW,
        )
        for person in city[1:26]:
            running.assign_assessor(round_=found, person=person, account=user.code, link="/", **said)
        done = answer_one_by_one(found)
        answer(found, share_late=0.1, share_never=0.1, share_unseen=0.1)
        running.close_round(round_=found, on=rounds.LAST, by=town.BY, at=town.NOW)
        closed = time.perf_counter()
        reporting.report_round(round_=found, on=rounds.LAST, by=town.BY, at=town.NOW)
        reported = time.perf_counter()

        print(  # noqa: T201 (figures for whoever measures)
            f"price {priced - began:.1f} s, open {opened - priced:.1f} s, report {reported - closed:.1f} s, "
            f"{Sheet.objects.count()} sheets, {Answer.objects.count()} answers, {Assessment.objects.count()} evidence"
        )
        for name, seconds in took.items():
            print(f"{name}: {len(seconds)} transactions, the longest {max(seconds):.2f} s")  # noqa: T201 (as above)
        assert len(took["write_sheets"]) == len(city) / opening.PEOPLE_AT_ONCE
        assert len(took["write_evidence"]) == len(city) / reporting.PEOPLE_AT_ONCE
        assert found.ratees.count() == len(city) == SECTIONS * IN_EACH
        assert price.sheets == found.sheets.exclude(rater=None).count()
        used: dict[int, float] = defaultdict(float)
        for rater, minutes in found.sheets.exclude(rater=None).values_list("rater", "minutes"):
            used[rater] += minutes
        assert max(used.values()) <= found.most_minutes
        groups = Counter(
            Assessment.objects.filter(source__in=IN_GROUPS).values_list("person", "competency", "source", "assessed_on")
        )
        assert groups
        assert min(groups.values()) >= 5
        assert not Assessment.objects.filter(source__in=IN_GROUPS).exclude(evidence="").exists()
        told = {row.source: row for row in results.by_source(round_=found, smallest=5)}
        assert {row.source: row.counted for row in told.values()} == dict(
            Counter(Assessment.objects.values_list("source", flat=True))
        )
        assert all(row.late for row in told.values() if row.source != "ASSESSMENT_CENTER")
        assert all(row.not_observed for row in told.values())
        assert told["ASSESSMENT_CENTER"].sent == 25
        assert done["sent"] > 100
        assert sum(row.kin for row in told.values()) == done["kin"] > 10
        assert Round.objects.get().state == "DILAPORKAN"
