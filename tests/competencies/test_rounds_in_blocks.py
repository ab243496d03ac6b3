"""Opening and reporting a round in short transactions: unseen before the last, broken off and done once."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.cli import worker
from piawai.cli.background import rounds as background
from piawai.cli.tasks import Task
from piawai.competencies.models import Answer, Assessment, Competency, Ratee, Round, Sheet, Standing, Version
from piawai.competencies.queries import sheets as sheet_queries
from piawai.competencies.queries.rounds import pages
from piawai.competencies.services.evidence import new_assessment, record_assessments
from piawai.competencies.services.rounds import asking, drafting, opening, reporting, running
from piawai.competencies.services.rounds.moving import UnableToMoveRound
from piawai.competencies.services.standings import refresh
from piawai.competencies.terms import RoundState
from piawai.jobs.models import Job, Message
from piawai.jobs.services import send
from piawai.jobs.terms import JobState
from piawai.lib import clock
from piawai.people.models import Person
from tests import rounds, town

FEW = 4  # people in a block, of the nine of the section
DAY = dt.timedelta(days=1)
SAID: dict[str, Any] = {"by": town.BY, "at": town.NOW}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a few people at a time."""
    monkeypatch.setattr(opening, "PEOPLE_AT_ONCE", FEW)
    monkeypatch.setattr(reporting, "PEOPLE_AT_ONCE", FEW)


def planned(round_: Round) -> Any:
    return opening.plan_opening(round_=Round.objects.get(pk=round_.pk), sample="SEMUA", on=town.TODAY)


def broken_off(round_: Round, *, blocks: int) -> Round:
    """Begin to open a round, write some blocks, and go no further."""
    plan = planned(round_)
    begun = opening.begin_opening(opening=plan)
    for block in opening.blocks(opening=plan)[:blocks]:
        opening.write_sheets(round_=begun, block=block, at=town.NOW)
    return begun


def asked() -> Counter[tuple[Any, ...]]:
    """Return what is asked of whom about whom."""
    return Counter(Answer.objects.values_list("sheet__ratee", "sheet__rater", "sheet__source", "asked__competency"))


def evidence() -> Counter[tuple[Any, ...]]:
    return Counter(Assessment.objects.values_list("person", "competency", "source", "assessor", "level", "assessed_on"))


def standings() -> Collection[tuple[Any, ...]]:
    return set(Standing.objects.values_list("person", "competency", "required", "held", "gap", "source"))


def closed(**more: Any) -> Round:
    """Return a round that was answered and closed."""
    found = rounds.opened(**more)
    rounds.answered(found, lambda sheet: 2 + sheet.pk % 3)
    return rounds.closed(found)


@pytest.mark.django_db
class TestOpening:
    """A round that is being opened."""

    @pytest.fixture(autouse=True)
    def section(self) -> list[Person]:
        return rounds.section()

    @pytest.mark.parametrize("blocks", [0, 1, 2, 3])
    def test_broken_off_and_begun_once_more_it_comes_to_the_same(self, blocks: int) -> None:
        whole = rounds.opened()
        wanted = asked()
        Answer.objects.all().delete()
        Sheet.objects.all().delete()
        running.cancel_round(round_=whole, reason="Contoh", on=town.TODAY, **SAID)
        draft = rounds.drafted()
        Round.objects.filter(pk=draft.pk).update(seed=whole.seed)
        begun = broken_off(draft, blocks=blocks)

        found = opening.open_round(round_=begun, sample="SEMUA", link="/", on=town.TODAY, **SAID)

        assert asked() == wanted
        assert (found.state, found.ratees.count()) == ("TERBUKA", 9)
        assert Event.objects.filter(action="competencies.open_round", subject__contains=found.token).count() == 1

    def test_is_seen_by_nobody_before_the_end(self, section: list[Person]) -> None:
        User.objects.create_user(code=section[2].code, name="Sari", created_at=town.NOW)
        begun = broken_off(rounds.drafted(), blocks=3)

        assert begun.state == RoundState.OPENING
        assert Sheet.objects.exists()
        assert all(not sheet_queries.sheets_of(rater=person, account=person.code).exists() for person in section)
        assert all(not sheet_queries.due(rater=person, account="", on=town.TODAY) for person in section)
        assert not pages.rounds_begun().exists()
        assert not pages.round_begun(begun.token).exists()
        assert pages.all_rounds().get().asked == 0  # type: ignore[attr-defined]  # annotated
        assert not Message.objects.exists()
        assert not Event.objects.filter(action="competencies.open_round").exists()

    def test_an_attempt_that_was_taken_for_dead_writes_nothing_more(self) -> None:
        draft = rounds.drafted()
        plan = planned(draft)
        first = opening.begin_opening(opening=plan)
        block, *_rest = opening.blocks(opening=plan)
        opening.begin_opening(opening=planned(draft))

        with pytest.raises(UnableToMoveRound) as refusal:
            opening.write_sheets(round_=first, block=block, at=town.NOW)
        with pytest.raises(UnableToMoveRound):
            opening.finish_opening(round_=first, opening=plan, link="/", **SAID)

        assert refusal.value.code == "attempt"
        assert not Sheet.objects.exists()

    def test_cancelled_meanwhile_it_goes_no_further(self) -> None:
        draft = rounds.drafted()
        begun = broken_off(draft, blocks=1)
        written = Sheet.objects.count()
        running.cancel_round(round_=begun, reason="Salah sasaran", on=town.TODAY, **SAID)

        with pytest.raises(UnableToMoveRound) as refusal:
            opening.open_round(round_=begun, sample="SEMUA", link="/", on=town.TODAY, **SAID)

        assert refusal.value.code == "state"
        assert Sheet.objects.filter(state="DISISIHKAN").count() == written

    def test_is_not_changed_any_more(self) -> None:
        begun = broken_off(rounds.drafted(), blocks=1)

        with pytest.raises(drafting.UnableToChangeRound):
            drafting.change_round(round_=begun, wanted=rounds.wanted(), revision=1, on=town.TODAY, **SAID)

    def test_keeps_the_words_with_which_it_began(self) -> None:
        draft = rounds.drafted()
        competency = Competency.objects.get(code="M.1")
        plan = planned(draft)
        begun = opening.begin_opening(opening=plan)
        pinned = begun.competencies.get(competency=competency).version
        Version.objects.create(competency=competency, starts_on=town.TODAY, state="TERBIT")

        for block in opening.blocks(opening=plan):
            opening.write_sheets(round_=begun, block=block, at=town.NOW)
        found = opening.finish_opening(round_=begun, opening=plan, link="/", **SAID)

        assert found.competencies.get(competency=competency).version == pinned


@pytest.mark.django_db
class TestReport:
    """A round that is being reported."""

    @pytest.fixture(autouse=True)
    def section(self) -> list[Person]:
        return rounds.section()

    def broken_off(self, round_: Round, *, blocks: int) -> Round:
        begun = reporting.begin_report(round_=round_, on=rounds.LAST)
        for _block in range(blocks):
            part = reporting.next_part(round_=begun)
            reporting.write_evidence(round_=begun, part=part, on=rounds.LAST, **SAID)
        return begun

    @pytest.mark.parametrize("blocks", [0, 1, 2, 3])
    def test_broken_off_it_goes_on_and_comes_to_the_same(self, blocks: int) -> None:
        found = closed()
        begun = self.broken_off(found, blocks=blocks)

        reporting.report_round(round_=begun, on=rounds.LAST + DAY, by=town.BY, at=town.NOW + DAY)

        answers = Answer.objects.filter(level__isnull=False)
        said = answers.values_list("sheet__ratee", "asked__competency", "sheet__source", "sheet__rater__code", "level")
        assert evidence() == Counter((*row, rounds.LAST) for row in said)
        assert not Assessment.objects.filter(corrected=True).exists()
        assert Round.objects.get().reported_on == rounds.LAST
        assert Event.objects.get(action="competencies.report_round").details == {
            "answers": answers.count(),
            "new": answers.count(),
        }
        kept = standings()
        refresh(people_ids=None, on=rounds.LAST + DAY, at=town.NOW + DAY)
        assert standings() == kept

    def test_of_one_person_all_comes_at_once_with_the_standing(self) -> None:
        begun = self.broken_off(closed(), blocks=1)

        done = set(Ratee.objects.filter(reported=True).values_list("person", flat=True))
        assert begun.state == RoundState.REPORTING
        assert len(done) == FEW
        assert set(Assessment.objects.values_list("person", flat=True)) == done
        assert Assessment.objects.count() == Answer.objects.filter(sheet__ratee__in=done).count()
        held = set(Standing.objects.filter(held__isnull=False).values_list("person", flat=True))
        assert held
        assert held <= done
        assert pages.reported(round_=begun) == (FEW, 9)
        assert not Event.objects.filter(action="competencies.report_round").exists()

    def test_what_was_corrected_meanwhile_stays(self) -> None:
        begun = self.broken_off(closed(), blocks=1)
        row = Assessment.objects.filter(source="ATASAN").earliest("pk")
        other = 1 if row.level != 1 else 5
        correction = new_assessment(
            person_id=row.person_id,
            competency=row.competency,
            level=other,
            source=row.source,
            assessed_on=rounds.LAST,
            assessor=row.assessor,
        )
        record_assessments(assessments=[correction], on=rounds.LAST, **SAID)

        reporting.report_round(round_=begun, on=rounds.LAST, **SAID)

        now = Assessment.objects.current().get(
            person=row.person_id, competency=row.competency, source=row.source, assessor=row.assessor
        )
        assert now.level == other

    def test_its_day_is_taken_from_its_beginning_on(self) -> None:
        first, second = closed(), closed()
        self.broken_off(first, blocks=1)

        with pytest.raises(reporting.UnableToReportRound) as refusal:
            reporting.begin_report(round_=second, on=rounds.LAST)

        assert refusal.value.code == "another_today"
        assert Round.objects.get(pk=second.pk).state == "DITUTUP"

    def test_an_attempt_that_was_taken_for_dead_writes_nothing_more(self) -> None:
        found = closed()
        first = reporting.begin_report(round_=found, on=rounds.LAST)
        part = reporting.next_part(round_=first)
        reporting.begin_report(round_=found, on=rounds.LAST)

        with pytest.raises(UnableToMoveRound) as refusal:
            reporting.write_evidence(round_=first, part=part, on=rounds.LAST, **SAID)
        with pytest.raises(UnableToMoveRound):
            reporting.finish_report(round_=first, **SAID)

        assert refusal.value.code == "attempt"
        assert not Assessment.objects.exists()


class Killed(BaseException):
    """The worker died."""


@pytest.mark.django_db(transaction=True)
class TestJobs:
    """The jobs: their progress, others who write between the blocks, and a worker that dies."""

    @pytest.fixture(autouse=True)
    def section(self) -> list[Person]:
        return rounds.section()

    def draft(self) -> Round:
        on = clock.today()
        return rounds.drafted(on=on, opens_on=on, closes_on=on + 14 * DAY)

    def ask(self, round_: Round, name: str) -> Job:
        if name == "open":
            return asking.ask_to_open(
                round_=round_, revision=1, sample="SEMUA", on=clock.today(), by=town.BY, at=clock.now()
            )
        return asking.ask_to_report(round_=round_, by=town.BY, at=clock.now())

    def ready(self, name: str) -> Round:
        """Return a round that can be opened or reported."""
        draft = self.draft()
        if name == "open":
            return draft
        said: dict[str, Any] = {"on": clock.today(), "by": town.BY, "at": clock.now()}
        found = opening.open_round(round_=draft, sample="SEMUA", link="/", **said)
        rounds.answered(found, lambda _sheet: 3)
        return running.close_round(round_=found, **said)

    def between(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> list[int]:
        """Have something done after each block of a job, and return the numbers of the blocks."""
        seen: list[int] = []

        def pause() -> None:
            seen.append(len(seen) + 1)
            act(seen[-1])

        monkeypatch.setattr(background, "let_others_write", pause)
        return seen

    @pytest.mark.parametrize("name", ["open", "report"])
    def test_others_write_between_short_transactions(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.ready(name)
        rows = {"open": Ratee.objects.all(), "report": Ratee.objects.filter(reported=True)}[name]
        written = [0]

        def write(_block: int) -> None:
            assert not connection.in_atomic_block
            send(to=town.BY, subject="Di antara", body="Ada.", link="", at=clock.now())
            written.append(rows.count())

        blocks = self.between(monkeypatch, write)
        job = self.ask(found, name)
        worker.run_once()

        steps = [after - before for before, after in pairwise(written)]
        assert steps == [FEW, FEW, 1]
        assert max(steps) <= FEW
        assert Message.objects.filter(subject="Di antara").count() == len(blocks)
        assert Job.objects.get(pk=job.pk).state == JobState.DONE

    @pytest.mark.parametrize("block", [1, 2, 3])
    @pytest.mark.parametrize("name", ["open", "report"])
    def test_a_killed_worker_leaves_it_to_the_next(
        self, name: str, block: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = self.ready(name)

        def die(number: int) -> None:
            if number == block:
                raise Killed

        job = self.ask(found, name)
        with monkeypatch.context() as patched:
            self.between(patched, die)
            with pytest.raises(Killed):
                worker.run_once()
        assert Round.objects.get().state == {"open": "DIBUKA", "report": "PELAPORAN"}[name]
        Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - worker.LEASE_TIME - DAY)

        worker.run_once()

        assert Job.objects.get(pk=job.pk).state == JobState.DONE
        assert Round.objects.get().state == {"open": "TERBUKA", "report": "DILAPORKAN"}[name]
        assert Ratee.objects.count() == 9
        assert set(asked().values()) == {1}
        assert Event.objects.filter(action=f"competencies.{name}_round").count() == 1
        assert Message.objects.filter(to=town.BY).count() == 1
        if name == "report":
            assert Assessment.objects.count() == Answer.objects.count()
            assert not Assessment.objects.filter(corrected=True).exists()

    @pytest.mark.parametrize("name", ["open", "report"])
    def test_one_that_was_given_up_is_asked_for_again(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.ready(name)
        job = self.ask(found, name)
        with monkeypatch.context() as patched:
            self.between(patched, self.fail)
            worker.run_once()
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=clock.now())

        again = self.ask(Round.objects.get(), name)
        worker.run_once()

        assert again.pk != job.pk
        assert Round.objects.get().state == {"open": "TERBUKA", "report": "DILAPORKAN"}[name]

    def fail(self, _block: int) -> None:
        raise OSError

    def test_progress_moves_with_the_blocks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[tuple[int, int]] = []
        progress = Task.progress

        def tell(task: Any, *, done: int, total: int, words: str) -> None:
            told.append((done, total))
            progress(task, done=done, total=total, words=words)

        self.between(monkeypatch, lambda _block: None)
        monkeypatch.setattr(Task, "progress", tell)
        self.ask(self.ready("report"), "report")
        worker.run_once()

        assert told == [(0, 9), (4, 9), (8, 9), (9, 9)]
