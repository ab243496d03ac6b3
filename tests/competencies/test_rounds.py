"""The life of a round: every step and every refusal, what opening makes, what reporting lets out."""

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

import pytest

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.competencies.models import (
    Accreditation,
    Answer,
    Assessment,
    Competency,
    Nomination,
    Ratee,
    Round,
    Sheet,
    Standing,
    Version,
)
from piawai.competencies.queries.rounds import people as asked_people
from piawai.competencies.queries.rounds import planning, results
from piawai.competencies.queries.rounds.waiting import to_move_on
from piawai.competencies.rules import rounds as rules
from piawai.competencies.services.rounds import drafting, opening, reporting, running
from piawai.competencies.services.rounds.moving import UnableToMoveRound
from piawai.competencies.terms import ASKED_IN_ROUNDS, RATED, RoundSample, RoundState, SheetState, Source
from piawai.jobs.models import Message
from piawai.people.models import Person, Unit
from tests import rounds, town

DAY = dt.timedelta(days=1)
GROUPS = ("REKAN", "BAWAHAN")


class TestRules:
    """COMP-50, COMP-51, COMP-52, COMP-53, COMP-54 and COMP-55."""

    STEPS = frozenset(
        {
            ("KONSEP", "USULAN"),
            ("KONSEP", "DIBUKA"),
            ("KONSEP", "DIBATALKAN"),
            ("USULAN", "DIBUKA"),
            ("USULAN", "DIBATALKAN"),
            ("DIBUKA", "DIBUKA"),
            ("DIBUKA", "TERBUKA"),
            ("DIBUKA", "DIBATALKAN"),
            ("TERBUKA", "DITUTUP"),
            ("TERBUKA", "DIBATALKAN"),
            ("DITUTUP", "PELAPORAN"),
            ("PELAPORAN", "PELAPORAN"),
            ("PELAPORAN", "DILAPORKAN"),
        }
    )

    @pytest.mark.parametrize("then", RoundState.values)
    @pytest.mark.parametrize("now", RoundState.values)
    def test_no_step_is_left_out(self, now: str, then: str) -> None:
        assert rules.round_may_become(now=now, then=then) == ((now, then) in self.STEPS)

    def test_a_sheet_costs_its_questions(self) -> None:
        assert rules.sheet_minutes(source="ATASAN", questions=9, minutes={"ATASAN": 0.5}) == 4.5

    @pytest.mark.parametrize(("day", "late"), [(0, False), (1, True)])
    def test_the_last_day_is_in_time(self, day: int, late: bool) -> None:
        assert rules.is_late(closes_on=town.TODAY, on=town.TODAY + day * DAY) == late

    @pytest.mark.parametrize(("days", "closes"), [(0, False), (7, False), (8, True)])
    def test_closes_after_the_days_of_late_answers(self, days: int, closes: bool) -> None:
        on = town.TODAY + days * DAY

        assert rules.closes_by_itself(closes_on=town.TODAY, late_days=7, on=on) == closes

    @pytest.mark.parametrize(
        ("source", "raters", "counts"),
        [("REKAN", 4, False), ("REKAN", 5, True), ("BAWAHAN", 4, False), ("ATASAN", 1, True), ("DIRI", 1, True)],
    )
    def test_groups_count_whole(self, source: str, raters: int, counts: bool) -> None:
        assert rules.is_reported(source=source, raters=raters, smallest=5) == counts

    @pytest.mark.parametrize(
        ("day", "first", "last"),
        [
            (dt.date(2026, 11, 24), dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
            (dt.date(2028, 2, 29), dt.date(2028, 1, 1), dt.date(2028, 3, 31)),
            (dt.date(2026, 6, 30), dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ],
    )
    def test_quarters_are_those_of_the_calendar(self, day: dt.date, first: dt.date, last: dt.date) -> None:
        assert rules.quarter(day) == (first, last)


@pytest.fixture
def section(db: None) -> list[Person]:
    """The head of an office, the head of a section, and seven who work in it."""
    return rounds.section()


class TestDraft:
    """Writing a round down, and two editors."""

    def test_is_kept_with_its_parts(self, section: list[Person]) -> None:
        unit = Unit.objects.get(siasn_id="SEKSI")

        found = rounds.drafted(units=[unit, unit], classes=["PELAKSANA"])

        assert (found.state, found.revision, found.most_minutes) == ("KONSEP", 1, 30)
        assert [row.unit for row in found.units.all()] == [unit]
        assert [row.job_class for row in found.classes.all()] == ["PELAKSANA"]
        assert found.competencies.count() == 2
        assert Event.objects.get(action="competencies.draft_round").subject == f"round {found.token}"

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"name": "  "}, "no_name"),
            ({"closes_on": rounds.FIRST - DAY}, "days_turned"),
            ({"opens_on": town.TODAY - 9 * DAY, "closes_on": town.TODAY - DAY}, "days_passed"),
            ({"closes_on": rounds.FIRST + 185 * DAY}, "too_long"),
            ({"sources": ()}, "no_sources"),
            ({"sources": ("CACT",)}, "no_such_source"),
            ({"competencies": ()}, "no_competencies"),
            ({"classes": ("RAJA",)}, "no_such_class"),
        ],
    )
    def test_is_refused(self, section: list[Person], more: dict[str, Any], code: str) -> None:
        with pytest.raises(drafting.UnableToDraftRound) as refusal:
            rounds.drafted(**more)

        assert refusal.value.code == code
        assert not Round.objects.exists()

    def test_a_retired_competency_is_refused(self, section: list[Person]) -> None:
        Competency.objects.filter(code="M.1").update(retired_on=town.TODAY)

        with pytest.raises(drafting.UnableToDraftRound) as refusal:
            rounds.drafted()

        assert refusal.value.code == "retired"

    def test_of_two_editors_the_second_is_told(self, section: list[Person]) -> None:
        found = rounds.drafted()
        again: dict[str, Any] = {"on": town.TODAY, "by": town.BY, "at": town.NOW, "revision": 1}

        drafting.change_round(round_=found, wanted=rounds.wanted(name="Pertama"), **again)
        with pytest.raises(drafting.UnableToChangeRound) as refusal:
            drafting.change_round(round_=found, wanted=rounds.wanted(name="Kedua"), **again)

        assert refusal.value.code == "stale"
        found.refresh_from_db()
        assert (found.name, found.revision) == ("Pertama", 2)

    def test_only_a_draft_is_changed(self, section: list[Person]) -> None:
        found = rounds.opened()

        with pytest.raises(drafting.UnableToChangeRound) as refusal:
            drafting.change_round(
                round_=found, wanted=rounds.wanted(), revision=1, on=town.TODAY, by=town.BY, at=town.NOW
            )

        assert refusal.value.code == "no_draft"


class TestSteps:
    """Every act in every state."""

    ACTS = ("nominate", "open", "close", "report", "cancel")
    LEADS = {
        "nominate": "USULAN",
        "open": "TERBUKA",
        "close": "DITUTUP",
        "report": "DILAPORKAN",
        "cancel": "DIBATALKAN",
    }
    BEGINS = {**LEADS, "open": "DIBUKA", "report": "PELAPORAN"}

    def act(self, round_: Round, act: str) -> None:
        said: dict[str, Any] = {"round_": round_, "on": town.TODAY, "by": town.BY, "at": town.NOW}
        if act == "nominate":
            opening.begin_nominations(**said)
        elif act == "open":
            opening.open_round(sample="SEMUA", link="/", **said)
        elif act == "close":
            running.close_round(**said)
        elif act == "report":
            reporting.report_round(**said)
        else:
            running.cancel_round(reason="Salah sasaran", **said)

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("state", RoundState.values)
    def test_follows_the_table(self, section: list[Person], state: str, act: str) -> None:
        found = rounds.drafted()
        Round.objects.filter(pk=found.pk).update(state=state)
        found.refresh_from_db()
        events = Event.objects.count()

        if (state, self.BEGINS[act]) in TestRules.STEPS:
            self.act(found, act)
            assert Round.objects.get(pk=found.pk).state == self.LEADS[act]
        else:
            with pytest.raises(UnableToMoveRound) as refusal:
                self.act(found, act)
            assert refusal.value.code == "state"
            assert Round.objects.get(pk=found.pk).state == state
            assert Event.objects.count() == events

    def test_cancelling_needs_a_reason(self, section: list[Person]) -> None:
        with pytest.raises(UnableToMoveRound) as refusal:
            running.cancel_round(round_=rounds.drafted(), reason=" ", on=town.TODAY, by=town.BY, at=town.NOW)

        assert refusal.value.code == "no_reason"

    @pytest.mark.parametrize(("days", "code"), [(-1, "too_early"), (15, "too_late")])
    def test_opens_on_its_days_only(self, section: list[Person], days: int, code: str) -> None:
        found = rounds.drafted()

        with pytest.raises(UnableToMoveRound) as refusal:
            opening.open_round(
                round_=found, sample="SEMUA", link="/", on=town.TODAY + days * DAY, by=town.BY, at=town.NOW
            )

        assert refusal.value.code == code


class TestOpening:
    """Who is asked what about whom."""

    def test_asks_every_source_about_those_chosen(self, section: list[Person]) -> None:
        found = rounds.opened()

        office, head, *staff = section
        pairs = set(found.sheets.values_list("source", "ratee", "rater"))
        assert found.opened_on == town.TODAY
        assert set(Ratee.objects.values_list("person", flat=True)) == {person.pk for person in section}
        assert {("DIRI", person.pk, person.pk) for person in section} <= pairs
        assert {("ATASAN", person.pk, head.pk) for person in staff} | {("ATASAN", head.pk, office.pk)} <= pairs
        assert len([1 for source, _ratee, _rater in pairs if source == "ATASAN"]) == 8
        assert {ratee for source, ratee, _rater in pairs if source == "BAWAHAN"} == {head.pk}

    def test_groups_are_whole_or_not_asked(self, section: list[Person]) -> None:
        rounds.opened()

        sizes = Counter(
            Answer.objects.filter(sheet__source__in=GROUPS).values_list("sheet__ratee", "sheet__source", "asked")
        )

        assert set(sizes.values()) == {6, 7}  # in the section everybody has six peers, its head has seven staff

    def test_a_group_that_is_too_small_is_not_asked(self, db: None) -> None:
        rounds.section(4)

        rounds.opened()

        assert not Sheet.objects.filter(source__in=GROUPS).exists()

    def test_nobody_is_asked_for_more_than_the_quarter_allows(self, section: list[Person]) -> None:
        rounds.opened(competencies=list(Competency.objects.all()))
        second = rounds.opened(competencies=list(Competency.objects.all()))

        used: dict[int, float] = defaultdict(float)
        for rater, minutes in Sheet.objects.values_list("rater", "minutes"):
            used[rater] += minutes
        assert max(used.values()) <= 30
        assert second.sheets.exists()

    def test_minutes_of_another_quarter_do_not_count(self, section: list[Person]) -> None:
        first = rounds.opened()
        Round.objects.filter(pk=first.pk).update(opened_on=dt.date(2026, 9, 30))

        assert asked_people.spent(round_=rounds.drafted(), on=town.TODAY) == {}

    def test_what_was_never_sent_was_not_given(self, section: list[Person]) -> None:
        first = rounds.opened()
        before = asked_people.spent(round_=rounds.drafted(), on=town.TODAY)

        rounds.closed(first)

        assert before
        assert asked_people.spent(round_=rounds.drafted(), on=town.TODAY) == {}

    def test_the_quarter_is_that_of_the_day_on_which_a_round_opens(self, section: list[Person]) -> None:
        rounds.opened()
        draft = rounds.drafted()
        Round.objects.filter(pk=draft.pk).update(opens_on=dt.date(2026, 9, 30))
        draft.refresh_from_db()

        assert planning.facts(round_=draft, on=town.TODAY).spent

    def test_what_was_sent_in_a_cancelled_round_was_given(self, section: list[Person]) -> None:
        first = rounds.opened()
        sheet = first.sheets.filter(source="DIRI")[0]
        rounds.answered(first, lambda _sheet: 3, sheets=[sheet])

        running.cancel_round(round_=first, reason="Salah sasaran", on=town.TODAY, by=town.BY, at=town.NOW)

        assert asked_people.spent(round_=rounds.drafted(), on=town.TODAY) == {sheet.rater_id: sheet.minutes}

    def test_asks_only_what_the_post_demands(self, section: list[Person]) -> None:
        Standing.objects.filter(person=section[3], competency__code="M.1").delete()

        rounds.opened()

        about = Answer.objects.filter(sheet__ratee=section[3]).values_list("asked__competency__code", flat=True)
        assert set(about) == {"T.IT.1"}

    def test_units_take_those_below_and_classes_narrow(self, section: list[Person]) -> None:
        dinas = Unit.objects.get(siasn_id="DINAS")

        found = rounds.opened(units=[dinas], classes=["PELAKSANA"])

        assert found.ratees.count() == 7

    def test_named_and_confirmed_colleagues_come_first(self, db: None) -> None:
        section = rounds.section(12)
        ratee, *others = section[2:]
        found = rounds.drafted(competencies=[Competency.objects.get(code="M.1")])
        named, outsider = others[-1], section[0]
        for rater, state in ((named, "DISETUJUI"), (outsider, "DISETUJUI"), (others[0], "DITOLAK")):
            Nomination.objects.create(
                round=found, ratee=ratee, rater=rater, source="REKAN", state=state, made_at=town.NOW
            )

        opening.open_round(round_=found, sample="SEMUA", link="/", on=town.TODAY, by=town.BY, at=town.NOW)

        raters = set(Sheet.objects.filter(ratee=ratee, source="REKAN").values_list("rater", flat=True))
        assert {named.pk, outsider.pk} <= raters
        assert len(raters) == 5 + 2  # assessment.toml: the smallest group shown, and spares

    def test_a_head_is_rated_by_those_further_below_who_were_named(self, section: list[Person]) -> None:
        office, _head, *staff = section
        found = rounds.drafted(sources=("BAWAHAN",), units=[Unit.objects.get(siasn_id="DINAS")])
        for rater in staff[:6]:
            Nomination.objects.create(
                round=found, ratee=office, rater=rater, source="BAWAHAN", state="DISETUJUI", made_at=town.NOW
            )

        opening.open_round(round_=found, sample="SEMUA", link="/", on=town.TODAY, by=town.BY, at=town.NOW)

        raters = set(Sheet.objects.filter(ratee=office, source="BAWAHAN").values_list("rater", flat=True))
        assert len(raters) >= 5
        assert raters <= {person.pk for person in section[1:8]}

    def test_pins_the_published_words_else_the_newest(self, section: list[Person]) -> None:
        competency = Competency.objects.get(code="M.1")
        published = Version.objects.create(competency=competency, starts_on=dt.date(2019, 1, 1), state="TERBIT")
        Version.objects.create(competency=competency, starts_on=dt.date(2020, 1, 1))
        Version.objects.create(competency=competency, starts_on=town.TODAY + DAY, state="TERBIT")

        found = rounds.opened()

        assert found.competencies.get(competency=competency).version == published
        assert found.competencies.get(competency__code="T.IT.1").version is not None

    def test_refuses_a_competency_without_words(self, section: list[Person]) -> None:
        bare = Competency.objects.create(code="M.2X", kind="TEKNIS", name="Tanpa kata")

        with pytest.raises(opening.UnableToOpenRound) as refusal:
            rounds.opened(competencies=[Competency.objects.get(code="M.1"), bare])

        assert refusal.value.code == "no_words"
        assert not Sheet.objects.exists()
        assert Round.objects.get().state == "KONSEP"

    def test_refuses_to_ask_nobody(self, section: list[Person]) -> None:
        with pytest.raises(opening.UnableToOpenRound) as refusal:
            rounds.opened(classes=["JF_AHLI_UTAMA"])

        assert refusal.value.code == "nobody"

    def test_of_two_who_open_at_once_one_does(self, section: list[Person]) -> None:
        found = rounds.drafted()
        first, second = (
            opening.plan_opening(round_=Round.objects.get(pk=found.pk), sample="SEMUA", on=town.TODAY)
            for _who in range(2)
        )

        begun = opening.begin_opening(opening=first)
        for block in opening.blocks(opening=first):
            opening.write_sheets(round_=begun, block=block, at=town.NOW)
        opening.finish_opening(round_=begun, opening=first, link="/", by="a", at=town.NOW)
        with pytest.raises(UnableToMoveRound):
            opening.begin_opening(opening=second)

        assert Sheet.objects.count() == first.cost.sheets
        assert Event.objects.filter(action="competencies.open_round").count() == 1

    def test_refuses_what_was_changed_meanwhile(self, section: list[Person]) -> None:
        found = rounds.drafted()
        planned = opening.plan_opening(round_=found, sample="SEMUA", on=town.TODAY)
        drafting.change_round(
            round_=found, wanted=rounds.wanted(name="Lain"), revision=1, on=town.TODAY, by=town.BY, at=town.NOW
        )

        with pytest.raises(opening.UnableToOpenRound) as refusal:
            opening.begin_opening(opening=planned)

        assert refusal.value.code == "stale"
        assert Round.objects.get().state == "KONSEP"

    def test_tells_the_accounts_of_raters(self, section: list[Person]) -> None:
        for person in section[:3]:
            User.objects.create_user(code=person.code, name=person.name, created_at=town.NOW)
        User.objects.create_user(name="Lain", email="lain@example.id", created_at=town.NOW)

        rounds.opened()

        assert set(Message.objects.values_list("to", flat=True)) == {person.code for person in section[:3]}


class TestCost:
    """The price before, and what is opened."""

    @pytest.mark.parametrize("sample", RoundSample.values)
    def test_is_what_is_opened(self, section: list[Person], sample: str) -> None:
        town.assessed(section[2], "M.1", 3, on=dt.date(2026, 2, 2))
        draft = rounds.drafted()
        before = planning.cost(round_=draft, sample=sample, on=town.TODAY)

        found = opening.open_round(round_=draft, sample=sample, link="/", on=town.TODAY, by=town.BY, at=town.NOW)

        used: dict[int, float] = defaultdict(float)
        for rater, minutes in found.sheets.values_list("rater", "minutes"):
            used[rater] += minutes
        assert before.sheets == found.sheets.count()
        assert before.total_minutes == pytest.approx(sum(used.values()))
        assert before.longest == pytest.approx(max(used.values()))
        assert before.raters == len(used)
        assert before.people == found.ratees.count()
        for row in before.by_source:
            assert row.questions == Answer.objects.filter(sheet__source=row.source).count()
        assert found.planned["sheets"] == before.sheets

    def test_says_who_has_no_rater_and_where_no_group_is_possible(self, db: None) -> None:
        office, *_rest = rounds.section(3)

        found = planning.cost(round_=rounds.drafted(), sample="SEMUA", on=town.TODAY)

        assert found.without_rater == (office.code,)
        assert (found.alone, found.groups_too_small) == (1, 5)

    def test_says_what_an_assessor_needs_for_one_person(self, section: list[Person]) -> None:
        asked = rounds.drafted(sources=[*rounds.drafted().sources, Source.ASSESSMENT_CENTER])

        found = planning.cost(round_=asked, sample="SEMUA", on=town.TODAY)

        assert found.assessor_minutes == pytest.approx(3.0 * found.questions / found.people)  # assessment.toml
        assert planning.cost(round_=rounds.drafted(), sample="SEMUA", on=town.TODAY).assessor_minutes == 0

    def test_says_what_a_test_takes_one_person_beside_the_ratings(self, section: list[Person]) -> None:
        asked = rounds.drafted(sources=[*rounds.drafted().sources, Source.TEST])

        found = planning.cost(round_=asked, sample="SEMUA", on=town.TODAY)
        without = planning.cost(round_=rounds.drafted(), sample="SEMUA", on=town.TODAY)

        assert found.test_minutes == pytest.approx(20.0 * found.questions / found.people)  # ratings.toml
        assert (found.total_minutes, without.test_minutes) == (without.total_minutes, 0)

    def test_telling_sample_leaves_out_what_formal_evidence_decides(self, section: list[Person]) -> None:
        for code in ("M.1", "T.IT.1"):
            town.assessed(section[2], code, 3, on=dt.date(2026, 2, 2))

        found = planning.cost(round_=rounds.drafted(), sample="PENTING", on=town.TODAY)

        assert (found.people, found.questions) == (8, 16)

    def test_evidence_that_runs_out_in_the_round_counts_as_unknown(self, section: list[Person]) -> None:
        town.assessed(section[2], "M.1", 3, on=dt.date(2023, 12, 1))

        known = planning.facts(round_=rounds.drafted(), on=town.TODAY)

        assert known.telling[section[2].pk]["M.1"] == 1.0

    def test_the_random_sample_holds_a_group_of_each_class_and_office(self, section: list[Person]) -> None:
        found = planning.cost(round_=rounds.drafted(), sample="ACAK", on=town.TODAY)

        assert found.people == 5 + 1 + 1

    def test_proposes_the_fullest_sample_that_time_allows(self, section: list[Person]) -> None:
        draft = rounds.drafted()
        assert planning.proposed(planning.costs(round_=draft, on=town.TODAY)) == "SEMUA"

        Round.objects.filter(pk=draft.pk).update(most_minutes=1)
        draft.refresh_from_db()

        assert planning.proposed(planning.costs(round_=draft, on=town.TODAY)) == "ACAK"


class TestRunning:
    """Reminders, assessors, closing."""

    def test_reminds_each_once_in_some_days(self, section: list[Person]) -> None:
        found = rounds.opened()
        User.objects.create_user(code=section[2].code, name="Sari", created_at=town.NOW)
        three = town.NOW + 3 * DAY
        said: dict[str, Any] = {"round_": found, "link": "/", "on": town.TODAY, "by": town.BY}

        with pytest.raises(running.UnableToRemind):
            running.remind(at=town.NOW + 2 * DAY, **said)
        people = running.remind(at=three, **said)
        with pytest.raises(running.UnableToRemind):
            running.remind(at=three + DAY, **said)

        assert people == 1  # of nine raters the one who has an account
        assert Message.objects.filter(to=section[2].code).count() == 1
        assert not Sheet.objects.filter(reminded_at__isnull=True).exists()

    def test_whoever_sent_all_is_not_reminded(self, section: list[Person]) -> None:
        found = rounds.opened()
        rounds.answered(found, lambda _sheet: 3)

        with pytest.raises(running.UnableToRemind):
            running.remind(round_=found, link="/", on=town.TODAY, by=town.BY, at=town.NOW + 9 * DAY)

    def test_closing_sets_aside_what_was_not_sent(self, section: list[Person]) -> None:
        found = rounds.opened()
        sent = list(found.sheets.filter(source="DIRI"))
        rounds.answered(found, lambda _sheet: 3, sheets=sent)

        rounds.closed(found)

        states = Counter(found.sheets.values_list("state", flat=True))
        assert set(states) == {SheetState.SENT, SheetState.SET_ASIDE}
        assert states[SheetState.SENT] == len(sent)

    def test_the_night_closes_what_is_over_and_reminds_in_the_rest(self, section: list[Person]) -> None:
        User.objects.create_user(code=section[2].code, name="Sari", created_at=town.NOW)
        over = rounds.opened()
        running_ = rounds.opened(closes_on=rounds.LAST + 9 * DAY)

        done = running.look_after(link="/", on=rounds.LAST + 8 * DAY, at=town.NOW + 22 * DAY)

        assert done["closed"] == 1
        assert done["reminded"] == 1  # of all raters the one who has an account
        assert Round.objects.get(pk=over.pk).state == "DITUTUP"
        assert Round.objects.get(pk=running_.pk).state == "TERBUKA"

    def test_what_waits_for_bkpsdm(self, section: list[Person]) -> None:
        draft, open_ = rounds.drafted(), rounds.opened()
        closed = rounds.closed(rounds.opened())

        assert set(to_move_on(on=town.TODAY)) == {draft, closed}
        assert set(to_move_on(on=rounds.LAST + DAY)) == {open_, closed}


class TestAssessors:
    """Assessor sheets are assigned by hand."""

    @pytest.fixture
    def assessor(self, section: list[Person]) -> User:
        user = User.objects.create_user(name="Asesor", email="asesor@example.id", created_at=town.NOW)
        self.accredit(user.code)
        return user

    def accredit(self, account: str, **more: object) -> None:
        plain: dict[str, object] = {"starts_on": town.TODAY - DAY, "ends_on": town.TODAY + DAY, **more}
        Accreditation.objects.create(
            account=account, name="Asesor", number="1", agency="BKN", recorded_by="x", recorded_at=town.NOW, **plain
        )

    def assign(self, round_: Round, person: Person, account: str) -> Sheet:
        return running.assign_assessor(
            round_=round_, person=person, account=account, link="/", on=town.TODAY, by=town.BY, at=town.NOW
        )

    def test_get_a_sheet_with_all_that_is_asked(self, section: list[Person], assessor: User) -> None:
        found = rounds.opened(sources=ASKED_IN_ROUNDS)

        sheet = self.assign(found, section[2], assessor.code)

        assert (sheet.source, sheet.rater, sheet.minutes) == ("ASSESSMENT_CENTER", None, 6.0)
        assert sheet.answers.count() == 2
        assert Message.objects.filter(to=assessor.code).count() == 1

    @pytest.mark.parametrize(
        "case", ["not_open", "no_source", "not_rated", "not_accredited", "over", "withdrawn", "closed", "already"]
    )
    def test_is_refused(self, section: list[Person], assessor: User, case: str) -> None:
        sources = RATED if case == "no_source" else ASKED_IN_ROUNDS
        found = rounds.drafted(sources=sources) if case == "not_open" else rounds.opened(sources=sources)
        if case == "not_rated":
            Ratee.objects.filter(person=section[2]).delete()
        elif case == "not_accredited":
            Accreditation.objects.all().delete()
        elif case == "over":
            Accreditation.objects.update(ends_on=town.TODAY - DAY)
        elif case == "withdrawn":
            Accreditation.objects.update(withdrawn_on=town.TODAY)
        elif case == "closed":
            User.objects.update(is_active=False)
        elif case == "already":
            self.assign(found, section[2], assessor.code)

        with pytest.raises(running.UnableToAssignAssessor) as refusal:
            self.assign(found, section[2], assessor.code)

        assert refusal.value.code == {
            "over": "not_accredited",
            "withdrawn": "not_accredited",
            "closed": "not_accredited",
        }.get(case, case)

    @pytest.mark.parametrize("who", [0, 1, 2], ids=["the person", "the superior", "one of the staff"])
    def test_nobody_near_assesses(self, section: list[Person], who: int) -> None:
        person, superior, other = section[1], section[0], section[4]
        account = (person, superior, other)[who]
        User.objects.create_user(code=account.code, name=account.name, created_at=town.NOW)
        self.accredit(account.code)
        found = rounds.opened(sources=ASKED_IN_ROUNDS)

        with pytest.raises(running.UnableToAssignAssessor) as refusal:
            self.assign(found, person, account.code)

        assert refusal.value.code == "conflict"


class TestReport:
    """What becomes evidence, and what stays in the sheets."""

    def evidence(self) -> Counter[str]:
        return Counter(Assessment.objects.values_list("source", flat=True))

    def test_sent_answers_become_evidence_of_the_day(self, section: list[Person]) -> None:
        found = rounds.opened()
        rounds.answered(found, lambda _sheet: 3)

        rounds.reported(rounds.closed(found), on=rounds.LAST)

        asked = Counter(Answer.objects.values_list("sheet__source", flat=True))
        assert self.evidence() == asked
        assert set(Assessment.objects.values_list("assessed_on", flat=True)) == {rounds.LAST}
        codes = {person.code for person in section}
        assert set(Assessment.objects.values_list("assessor", flat=True)) <= codes

    def test_groups_that_are_too_small_stay_in_the_sheets(self, section: list[Person]) -> None:
        found = rounds.opened()
        peer, *others = found.sheets.filter(source="REKAN")
        silent = [peer, *(sheet for sheet in others if sheet.ratee_id == peer.ratee_id)][:2]
        rounds.answered(found, lambda sheet: None if sheet in silent else 3)

        rounds.reported(rounds.closed(found))

        sizes = Counter(Assessment.objects.filter(source__in=GROUPS).values_list("person", "competency", "source"))
        assert min(sizes.values()) >= 5
        competencies = set(peer.answers.values_list("asked__competency", flat=True))
        assert not Assessment.objects.filter(source="REKAN", person=peer.ratee, competency__in=competencies).exists()

    def test_peers_and_subordinates_leave_no_words(self, section: list[Person]) -> None:
        found = rounds.opened()
        rounds.answered(found, lambda _sheet: 3)

        rounds.reported(rounds.closed(found))

        assert set(Assessment.objects.filter(source__in=GROUPS).values_list("evidence", flat=True)) == {""}
        others = Assessment.objects.exclude(source__in=GROUPS).values_list("evidence", flat=True)
        assert set(others) == {"Putaran 2026: Terlihat sendiri"}

    def test_kin_unsent_and_not_observed_count_nothing(self, section: list[Person]) -> None:
        found = rounds.opened(sources=("DIRI", "ATASAN"))
        superior = list(found.sheets.filter(source="ATASAN"))
        rounds.answered(found, lambda sheet: None if sheet == superior[0] else 3, sheets=superior)
        Sheet.objects.filter(pk=superior[1].pk).update(related=True)

        rounds.reported(rounds.closed(found))

        assert self.evidence() == {"ATASAN": 2 * (len(superior) - 2)}

    def test_official_answers_name_the_agency(self, section: list[Person]) -> None:
        user = User.objects.create_user(name="Asesor", email="asesor@example.id", created_at=town.NOW)
        TestAssessors().accredit(user.code)
        found = rounds.opened(sources=ASKED_IN_ROUNDS)
        sheet = TestAssessors().assign(found, section[2], user.code)
        rounds.answered(found, lambda _sheet: 4, sheets=[sheet])

        rounds.reported(rounds.closed(found))

        rows = Assessment.objects.filter(source=Source.ASSESSMENT_CENTER)
        assert set(rows.values_list("person", "assessor", "agency")) == {(section[2].pk, user.code, "BKN")}
        assert Standing.objects.get(person=section[2], competency__code="M.1").official_level == 4

    def test_of_one_day_one_round_is_reported(self, section: list[Person]) -> None:
        first, second = rounds.closed(rounds.opened()), rounds.closed(rounds.opened())
        rounds.reported(first)

        with pytest.raises(reporting.UnableToReportRound) as refusal:
            rounds.reported(second)

        assert refusal.value.code == "another_today"
        assert Round.objects.get(pk=second.pk).state == "DITUTUP"
        rounds.reported(second, on=rounds.LAST + DAY)

    def test_is_told_in_counts(self, section: list[Person]) -> None:
        found = rounds.opened()
        sheets = list(found.sheets.filter(source="REKAN").order_by("ratee", "pk"))
        assert sheets[-2].ratee == sheets[-1].ratee
        rounds.answered(found, lambda _sheet: 3, sheets=sheets[:-2])
        Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets[-2:]]).update(related=True, state="DISISIHKAN")
        rounds.reported(rounds.closed(found))

        by_source = {row.source: row for row in results.by_source(round_=found, smallest=5)}

        peers = by_source["REKAN"]
        assert (peers.asked, peers.sent, peers.kin, peers.unsent) == (len(sheets), len(sheets) - 2, 2, 0)
        assert peers.counted + peers.too_few == peers.answered
        assert peers.too_few == 4 * sheets[-1].answers.count()
        assert peers.counted == self.evidence()["REKAN"]
        assert by_source["DIRI"].unsent == by_source["DIRI"].asked
