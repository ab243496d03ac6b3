"""Level 3: who is asked what shows at work, the answers, and the figures."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.competencies.models import Competency
from piawai.jobs.models import Message
from piawai.learning.models import Certificate, Enrolment, FollowUp, FollowUpAnswer, Partner, Session
from piawai.learning.queries import behaviour as queries
from piawai.learning.services.behaviour import UnableToAnswerFollowUp, answer_follow_up
from piawai.learning.terms import Share
from piawai.people.models import Person
from piawai.people.terms import UnitRow
from piawai.regulations import values
from tests import graduates, town
from tests.followed import DUE, LATER, answered, invited, passed

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
OWN, ABOVE = (3, "DIRI"), (3, "ATASAN")


@pytest.fixture
def staff() -> list[Person]:
    """Give six people of a section; the seventh leads it."""
    town.dictionary()
    town.units(
        UnitRow("KOTA", "Kota"),
        UnitRow("DINAS", "Dinas", "KOTA", "22"),
        UnitRow("SEKSI", "Seksi", "DINAS", "41", leader=town.nip(7)),
    )
    return town.people(*[town.person_row(number) for number in range(1, 8)])


def of(person: Person, source: str, months: int = 3) -> FollowUp:
    return FollowUp.objects.get(enrolment__person=person, source=source, months=months)


def told(person: Person) -> list[str]:
    return list(Message.objects.filter(to=person.code).order_by("pk").values_list("subject", flat=True))


class TestInvite:
    """Asked once, on the day it is due, of whoever passed and the superior of that day."""

    def test_asks_the_participant_and_the_superior(self, staff: list[Person]) -> None:
        for person in (staff[0], staff[6]):
            User.objects.create_user(code=person.code, name=person.name, created_at=town.NOW)
        passed(staff[0], staff[1])

        assert invited() == 2

        own, above = of(staff[0], "DIRI"), of(staff[0], "ATASAN")
        assert (own.rater, above.rater) == (staff[0], staff[6])
        assert (own.due_on, own.until) == (DUE, DUE + 21 * DAY)
        assert told(staff[0])[-1:] == ["Apa yang Anda gunakan dari Program S1 di tempat kerja?"]
        assert told(staff[6]) == ["Apa yang Anda lihat dari Program S1 di tempat kerja?"]
        event = Event.objects.get(action="learning.invite_follow_ups")
        assert event.details == {"people": 2, "questions": 4}

    def test_a_second_time_there_is_nobody_to_ask(self, staff: list[Person]) -> None:
        passed(staff[0])
        invited()

        assert invited() == invited(on=DUE + DAY) == 0
        assert FollowUp.objects.count() == 2
        assert Event.objects.filter(action="learning.invite_follow_ups").count() == 1

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            pytest.param(DUE - DAY, 0, id="a day early"),
            pytest.param(DUE + 21 * DAY, 1, id="made up for while the days last"),
            pytest.param(DUE + 22 * DAY, 0, id="then no more"),
        ],
    )
    def test_on_which_days(self, staff: list[Person], on: dt.date, expected: int) -> None:
        passed(staff[0])

        assert invited(on=on) == expected

    def test_not_of_whoever_failed_is_not_locked_was_revoked_or_has_left(self, staff: list[Person]) -> None:
        session = graduates.held(*staff[:5])
        graduates.scored(session, {staff[0]: 60, staff[1]: 90, staff[2]: 90, staff[3]: 90})
        graduates.locked(session)
        graduates.scored(session, {staff[4]: 90})
        revoked = Certificate.objects.filter(enrolment__person=staff[1])
        revoked.update(revoked_at=town.NOW, revoked_reason="Keliru")
        town.event(staff[2], "PENSIUN", DUE)

        assert invited() == 1

        assert of(staff[3], "DIRI")

    def test_not_after_a_session_that_reaches_no_competency(self, staff: list[Person]) -> None:
        passed(staff[0], teaches={})

        assert invited() == 0

    def test_at_most_so_many_of_a_programme_and_a_month(
        self, staff: list[Person], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few(monkeypatch, 4)
        passed(*staff[:3], programme="Sama")
        passed(*staff[3:6], code="S2", programme="Sama")

        assert invited() == 4
        assert invited(on=DUE + DAY) == 0

        first = set(FollowUp.objects.values_list("enrolment", flat=True))
        assert invited(on=LATER) == 4
        assert set(FollowUp.objects.filter(months=6).values_list("enrolment", flat=True)) == first

    def test_who_is_nobodys_staff_is_asked_alone(self, staff: list[Person]) -> None:
        passed(staff[6])

        invited()

        assert list(FollowUp.objects.values_list("source", flat=True)) == ["DIRI"]

    def test_the_superior_of_the_day_it_was_due_answers(self, staff: list[Person]) -> None:
        passed(staff[0])
        town.event(staff[1], "PLT", DUE + DAY, DUE + 40 * DAY, unit_id=staff[0].post.unit_id)

        invited(on=DUE + 2 * DAY)

        assert of(staff[0], "ATASAN").rater == staff[6]


def few(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Let the sample be smaller."""
    real = values.value

    def smaller(name: str, *, on: dt.date) -> object:
        found = real(name, on=on)
        return replace(found, value=most) if name == "follow_up_sample" else found

    monkeypatch.setattr(values, "value", smaller)


class TestAnswer:
    """Once, by whom it is asked of, on the scale."""

    def test_keeps_what_was_seen(self, staff: list[Person]) -> None:
        passed(staff[0], teaches={"M.1": 3, "M.2": 2})
        invited()
        row = of(staff[0], "ATASAN")
        first, second = (Competency.objects.get(code=code).pk for code in ("M.1", "M.2"))

        answer(row, seen={first: 4, second: None}, helps=["WAKTU", "ATASAN"], hinders=["ATURAN"], said=" Baik ")

        row.refresh_from_db()
        assert (row.helps, row.hinders, row.said, row.answered_at) == (
            ["ATASAN", "WAKTU"],
            ["ATURAN"],
            "Baik",
            town.NOW,
        )
        assert list(FollowUpAnswer.objects.values_list("competency", "frequency")) == [(first, 4)]
        assert Event.objects.filter(action="learning.answer_follow_up", subject=f"follow-up {row.code}").count() == 1

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            pytest.param({"seen": {}}, "lacks", id="nothing said of a competency"),
            pytest.param({"seen": {0: 3}}, "lacks", id="of another competency"),
            pytest.param({"frequency": 6}, "scale", id="more than always"),
            pytest.param({"frequency": 0}, "scale", id="less than never"),
            pytest.param({"helps": ["CUACA"]}, "unknown", id="not on the list"),
            pytest.param({"on": DUE + 22 * DAY}, "over", id="after the last day"),
        ],
    )
    def test_refuses(self, staff: list[Person], said: dict[str, Any], code: str) -> None:
        passed(staff[0])
        invited()

        with pytest.raises(UnableToAnswerFollowUp) as refused:
            answer(of(staff[0], "DIRI"), **said)

        assert refused.value.code == code
        assert not FollowUpAnswer.objects.exists()
        assert FollowUp.objects.filter(answered_at__isnull=False).count() == 0

    def test_refuses_whoever_is_not_asked(self, staff: list[Person]) -> None:
        passed(staff[0])
        invited()

        with pytest.raises(UnableToAnswerFollowUp) as refused:
            answer(of(staff[0], "ATASAN"), person=staff[1])

        assert refused.value.code == "another"

    def test_refuses_a_second_time(self, staff: list[Person]) -> None:
        passed(staff[0])
        invited()
        row = of(staff[0], "DIRI")
        stale = of(staff[0], "DIRI")
        answer(row, frequency=2)

        with pytest.raises(UnableToAnswerFollowUp) as refused:
            answer(stale, frequency=5)

        assert refused.value.code == "answered"
        assert FollowUpAnswer.objects.get().frequency == 2

    def test_on_the_last_day(self, staff: list[Person]) -> None:
        passed(staff[0])
        invited()

        assert answer(of(staff[0], "DIRI"), on=DUE + 21 * DAY).answered_at


def answer(row: FollowUp, *, frequency: int = 4, **more: object) -> FollowUp:
    plain: dict[str, object] = {
        "follow_up": row,
        "person": row.rater,
        "seen": {Competency.objects.get(code="M.1").pk: frequency},
        "helps": [],
        "hinders": [],
        "said": "",
        "on": DUE,
        "at": town.NOW,
    }
    return answer_follow_up(**{**plain, **more})  # type: ignore[arg-type]


class TestReading:
    """What waits for whom, and what is asked."""

    def test_what_waits(self, staff: list[Person]) -> None:
        passed(staff[0], staff[1])
        invited()
        answered(of(staff[0], "ATASAN"))

        waits = queries.to_answer(person=staff[6], on=DUE)

        assert [row.enrolment.person for row in waits] == [staff[1]]
        assert not queries.to_answer(person=staff[6], on=DUE + 22 * DAY).exists()
        assert not queries.to_answer(person=staff[2], on=DUE).exists()

    def test_what_is_asked_about(self, staff: list[Person]) -> None:
        passed(staff[0], teaches={"M.2": 1, "M.1": 3})
        invited()

        found = queries.behaviours(of(staff[0], "DIRI"))

        assert [(one.name, one.level, one.signs) for one in found] == [
            ("Kompetensi M.1", 3, ()),
            ("Kompetensi M.2", 1, ("Menunjukkan",)),
        ]


class TestFigures:
    """Means of five or more, and no way to work out those of fewer."""

    def test_of_a_session(self, staff: list[Person]) -> None:
        session = passed(*staff[:6])
        invited()
        for number, person in enumerate(staff[:6]):
            answered(of(person, "ATASAN"), 3 if number else None, hinders=("ATURAN",))
            answered(of(person, "DIRI"), 5) if number < 4 else None

        [row] = queries.followed(queries.sessions_followed(), on=DUE)
        [seen] = queries.seen(Session.objects.filter(pk=session.pk), on=DUE)

        assert (row.asked, row.answered) == ({OWN: 6, ABOVE: 6}, {OWN: 4, ABOVE: 6})
        assert row.means == seen.means == {ABOVE: 3.0}
        assert seen.people == {OWN: 4, ABOVE: 5}

    def test_of_a_programme_hide_what_would_tell_of_few(self, staff: list[Person]) -> None:
        passed(*staff[:5], programme="Sama")
        passed(staff[5], code="S2", programme="Sama")
        invited()
        for person in staff[:5]:
            answered(of(person, "DIRI"), 4)

        [before] = queries.programmes_followed(queries.sessions_followed(), on=DUE)
        answered(of(staff[5], "DIRI"), 1)
        [after] = queries.programmes_followed(queries.sessions_followed(), on=DUE)

        assert before.means == {OWN: 4.0}
        assert after.means == {}
        assert (after.asked[OWN], after.answered[OWN]) == (6, 6)

    def test_a_constant_number_of_queries(self, staff: list[Person], django_assert_num_queries: object) -> None:
        passed(*staff[:3])
        passed(*staff[3:6], code="S2")
        invited()

        with django_assert_num_queries(3):  # type: ignore[operator]
            queries.followed(queries.sessions_followed(), on=DUE)

    def test_what_hinders_from_five_on(self, staff: list[Person]) -> None:
        session = Session.objects.filter(pk=passed(*staff[:6]).pk)
        invited()
        for person in staff[:5]:
            answered(of(person, "DIRI"), said=f"Kata {person.name}", hinders=("WAKTU",))
        for person in staff[:6]:
            answered(of(person, "ATASAN"), said="Satu atasan")  # of one superior: told by nobody else

        own, above = queries.hindrances(session, on=DUE)

        assert (own.raters, own.shown, own.hinders, own.helps) == (5, True, {"WAKTU": 5}, {"ATASAN": 5})
        assert len(own.said) == 5
        assert (above.raters, above.shown, above.hinders, above.said) == (1, False, {}, ())

    def test_of_a_partner(self, staff: list[Person]) -> None:
        passed(*staff[:3])
        invited()
        for person, frequency in zip(staff, (5, 4, 3), strict=False):
            answered(of(person, "ATASAN"), frequency)
            answered(of(person, "DIRI"), 5)

        assert queries.seen_often(Partner.objects.get(), on=DUE) == Share(2, 3)


class TestStored:
    """The tables have the last word."""

    def test_the_same_is_asked_once(self, staff: list[Person]) -> None:
        passed(staff[0])
        invited()
        row = of(staff[0], "DIRI")

        made = FollowUp.objects.bulk_create(
            [
                FollowUp(
                    enrolment=row.enrolment,
                    months=3,
                    source="DIRI",
                    rater=row.rater,
                    due_on=DUE,
                    until=DUE,
                    made_at=town.NOW,
                )
            ],
            ignore_conflicts=True,
        )

        assert len(made) == 1
        assert FollowUp.objects.filter(source="DIRI").count() == 1
        assert Enrolment.objects.count() == 1
