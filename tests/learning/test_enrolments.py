"""Getting people into sessions, and out again."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.jobs.models import Message
from piawai.learning.models import Enrolment, Reservation, Session
from piawai.learning.queries import enrolments as queries
from piawai.learning.services import enrolments as services
from piawai.learning.services import seats
from piawai.learning.services.enrolments import (
    UnableToCancelEnrolment,
    UnableToDecideEnrolment,
    UnableToEnrol,
    UnableToSubstitute,
)
from piawai.learning.services.sessions import (
    UnableToCancelSession,
    UnableToOpenSession,
    UnableToSetMeetings,
    cancel_session,
    open_session,
    set_meetings,
)
from piawai.learning.terms import Enrolled, EnrolmentState, Entry, MeetingRow, SessionState
from piawai.people.models import Person, Unit
from piawai.people.terms import EventKind
from tests import town

pytestmark = pytest.mark.django_db

FIRST = dt.date(2027, 3, 1)  # a Monday
DAY = dt.timedelta(days=1)
LATER = town.NOW + dt.timedelta(hours=1)


@pytest.fixture
def team() -> list[Person]:
    """Twenty people of the section and ten of the office: two, and one besides, may be away at once."""
    town.dictionary()
    town.units()
    section = [town.person_row(number) for number in range(1, 21)]
    office = [town.person_row(number, unit="DINAS") for number in range(21, 31)]
    return town.people(*section, *office)


def opened(code: str = "S1", *, steps: int = 1, kept: dict[str, int] | None = None, **more: object) -> Session:
    """Return a session that is open, online unless `more` says otherwise: then nobody is away for it."""
    town.sessions(town.session_row(code, FIRST, **{"mode": "DARING", "seats": 2, **more}))
    units = {Unit.objects.get(siasn_id=unit).pk: many for unit, many in (kept or {}).items()}
    session = Session.objects.get(code=code)
    return open_session(session=session, steps=steps, kept=units, on=town.TODAY, by=town.BY, at=town.NOW)


def scope(*people: Person) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")


def invited(session: Session, *people: Person, entry: Entry = Entry.INVITED) -> Enrolled:
    return services.invite(
        session=session, scope=scope(*people), entry=entry, on=town.TODAY, by=town.BY, at=town.NOW, link="/"
    )


def nominated(session: Session, *people: Person) -> Enrolled:
    return services.nominate(session=session, scope=scope(*people), on=town.TODAY, by="kepala", at=town.NOW, link="/")


def asked(session: Session, person: Person) -> Enrolment:
    return services.ask(session=session, person=person, on=town.TODAY, at=town.NOW, head=None, link="/")


def one(person: Person) -> Enrolment:
    return Enrolment.objects.get(person=person)


def counts(session: Session) -> tuple[int, int]:
    session.refresh_from_db()
    return session.taken, session.reserved


class TestInvite:
    """Many at once, each with a seat or a place on the waiting list."""

    def test_seats_go_in_order_and_the_rest_waits(self, team: list[Person]) -> None:
        session = opened()

        done = invited(session, *team[:4])

        assert done == Enrolled(seated=(team[0].pk, team[1].pk), waiting=(team[2].pk, team[3].pk))
        assert counts(session) == (2, 0)
        assert one(team[0]).answer_due_at == town.NOW + 3 * DAY
        assert [row.person_id for row in queries.waiting(session)] == [team[2].pk, team[3].pk]

    def test_a_second_time_writes_nothing(self, team: list[Person]) -> None:
        session = opened()
        invited(session, team[0])

        done = invited(session, team[0])

        assert [str(found) for found in done.refused.values()] == ["Sudah terdaftar di sini: Diundang."]
        assert counts(session) == (1, 0)

    def test_tells_those_with_an_account_in_their_language(self, team: list[Person]) -> None:
        User.objects.create(
            name=team[0].name, email="a@example.id", created_at=town.NOW, code=team[0].code, language="en"
        )

        invited(opened(), *team[:3])

        assert Message.objects.get().subject == "You are invited to Program S1"

    def test_says_so_in_the_log_once(self, team: list[Person]) -> None:
        invited(opened(), *team[:3])

        assert Event.objects.get(action="learning.invite").details == {
            "seated": 2,
            "waiting": 1,
            "proposed": 0,
            "refused": 0,
        }

    def test_queries_do_not_grow(self, team: list[Person]) -> None:
        first, second = opened("S1", seats=50), opened("S2", seats=50)
        with CaptureQueriesContext(connection) as few:
            invited(first, *team[:2])
        with CaptureQueriesContext(connection) as many:
            invited(second, *team[2:28])

        assert len(many) == len(few)


class TestObstacles:
    """Whoever cannot come is told why."""

    def why(self, session: Session, person: Person) -> str:
        found = invited(session, person).refused.get(person.pk)
        return found.code if found else ""

    def test_session_not_open(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", FIRST))

        assert self.why(Session.objects.get(), team[0]) == "not_open"

    def test_session_begun(self, team: list[Person]) -> None:
        session = opened()
        Session.objects.update(starts_on=town.TODAY)

        assert self.why(session, team[0]) == "begun"

    def test_contract_ends_before(self, team: list[Person]) -> None:
        session = opened()
        town.event(team[0], EventKind.CONTRACT_END, FIRST)

        assert self.why(session, team[0]) == "not_serving"

    @pytest.mark.parametrize("kind", ["CUTI", "TUGAS_BELAJAR", "DINAS_LUAR", "JAGA"])
    def test_away(self, team: list[Person], kind: str) -> None:
        session = opened()
        town.event(team[0], kind, FIRST + DAY, FIRST + 3 * DAY)

        assert self.why(session, team[0]) == "absent"

    def test_away_before_and_after(self, team: list[Person]) -> None:
        session = opened()
        town.event(team[0], EventKind.LEAVE, FIRST - 3 * DAY, FIRST - DAY)
        town.event(team[0], EventKind.TRAVEL, FIRST + 2 * DAY, FIRST + 3 * DAY)

        assert self.why(session, team[0]) == ""

    def test_another_session_on_the_same_days(self, team: list[Person]) -> None:
        first, second = opened("S1"), opened("S2")
        invited(first, team[0])

        assert self.why(second, team[0]) == "overlap"

    def test_another_session_declined(self, team: list[Person]) -> None:
        first, second = opened("S1"), opened("S2")
        invited(first, team[0])
        services.decline(enrolment=one(team[0]), reason="", on=town.TODAY, at=LATER, link="/")

        assert self.why(second, team[0]) == ""

    def test_same_programme_under_way(self, team: list[Person]) -> None:
        first = opened("S1", programme="Pelayanan")
        town.sessions(town.session_row("S2", FIRST + 30 * DAY, programme="pelayanan", mode="DARING"))
        second = Session.objects.get(code="S2")
        open_session(session=second, steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)
        invited(first, team[0])

        assert self.why(second, team[0]) == "same_programme"

    @pytest.mark.parametrize(("level", "expected"), [(None, "prerequisite"), (1, "prerequisite"), (2, ""), (3, "")])
    def test_prerequisite(self, team: list[Person], level: int | None, expected: str) -> None:
        if level is not None:
            town.assessed(team[0], "M.1", level, on=dt.date(2026, 3, 1))

        assert self.why(opened(asks={"M.1": 2}), team[0]) == expected

    def test_prerequisite_that_runs_out_before(self, team: list[Person]) -> None:
        town.assessed(team[0], "M.1", 3, on=FIRST.replace(year=2024) - 2 * DAY)

        assert self.why(opened(asks={"M.1": 2}), team[0]) == "prerequisite"

    def test_unit_has_nobody_more_to_spare(self, team: list[Person]) -> None:
        done = invited(opened(mode="LURING", seats=9), *team[:4])

        assert done.seated == (team[0].pk, team[1].pk)
        assert {found.code for found in done.refused.values()} == {"ceiling"}
        assert str(done.refused[team[2].pk]) == (
            "Pada 1 Maret 2027 Seksi tidak dapat melepas pegawai lagi:"
            " paling banyak 2 dari 20 orang boleh tidak di tempat."
        )

    def test_those_away_in_another_session_count(self, team: list[Person]) -> None:
        invited(opened("S1", mode="LURING"), *team[:2])

        done = invited(opened("S2", mode="LURING"), team[2], team[20])

        assert done.seated == (team[20].pk,)
        assert done.refused[team[2].pk].code == "ceiling"

    def test_the_office_counts_too(self, team: list[Person]) -> None:
        invited(opened("S1", mode="LURING", seats=9), team[0], team[1], team[20])

        done = invited(opened("S2", mode="LURING"), team[21])

        assert done.refused[team[21].pk].code == "ceiling"


class TestReservations:
    """Seats kept for a unit and those below."""

    def test_own_people_take_them_first(self, team: list[Person]) -> None:
        session = opened(kept={"SEKSI": 1})

        done = invited(session, team[0], team[1], team[2])

        assert done.seated == (team[0].pk, team[1].pk)
        assert counts(session) == (1, 1)
        assert Reservation.objects.get().taken == 1
        assert [one(team[0]).reservation is not None, one(team[1]).reservation is not None] == [True, False]

    def test_others_do_not_get_them(self, team: list[Person]) -> None:
        session = opened(kept={"SEKSI": 2})

        assert invited(session, team[20]).waiting == (team[20].pk,)

    def test_become_everybody_s_after_the_day(self, team: list[Person]) -> None:
        session = opened(kept={"SEKSI": 2})
        invited(session, team[20])

        called = services.call_the_next(session=session, on=FIRST - 6 * DAY, at=LATER, link="/")

        assert (called, counts(session)) == (1, (1, 0))
        assert one(team[20]).state == EnrolmentState.INVITED

    def test_given_back_late_becomes_everybody_s(self, team: list[Person]) -> None:
        session = opened(kept={"SEKSI": 2})
        invited(session, team[0], team[20])

        services.cancel(enrolment=one(team[0]), reason="Sakit", on=FIRST - DAY, by=town.BY, at=LATER, link="/")

        assert one(team[20]).state == EnrolmentState.INVITED


class TestNominate:
    """By the head: approved at once, or for BKPSDM to decide."""

    def test_in_one_step(self, team: list[Person]) -> None:
        done = nominated(opened(seats=1, minimum=1), *team[:2])

        assert (done.seated, done.waiting) == ((team[0].pk,), (team[1].pk,))
        assert [one(team[0]).state, one(team[1]).state] == ["DISETUJUI", "DAFTAR_TUNGGU"]

    def test_in_two_steps(self, team: list[Person]) -> None:
        session = opened(steps=2)

        assert nominated(session, team[0]).proposed == (team[0].pk,)
        assert counts(session) == (0, 0)

        approved = services.approve(enrolment=one(team[0]), on=town.TODAY, by="b", at=LATER, link="/")
        assert (approved.state, counts(session)) == ("DISETUJUI", (1, 0))


class TestAsk:
    """One's own request."""

    def test_refused_with_the_reason(self, team: list[Person]) -> None:
        town.event(team[0], EventKind.LEAVE, FIRST, FIRST)

        with pytest.raises(UnableToEnrol, match="Tidak di tempat"):
            asked(opened(), team[0])

    def test_agreed_in_one_step_holds_a_seat(self, team: list[Person]) -> None:
        session = opened()

        agreed = services.agree(enrolment=asked(session, team[0]), on=town.TODAY, by="kepala", at=LATER, link="/")

        assert (agreed.state, counts(session)) == ("DISETUJUI", (1, 0))

    def test_agreed_in_two_steps_waits_for_the_second(self, team: list[Person]) -> None:
        session = opened(steps=2)

        agreed = services.agree(enrolment=asked(session, team[0]), on=town.TODAY, by="kepala", at=LATER, link="/")

        assert (agreed.state, agreed.agreed_by, counts(session)) == ("DIMINTA", "kepala", (0, 0))
        approved = services.approve(enrolment=agreed, on=town.TODAY, by="b", at=LATER, link="/")
        assert approved.state == "DISETUJUI"

    def test_not_approved_before_the_head_agrees(self, team: list[Person]) -> None:
        made = asked(opened(steps=2), team[0])

        with pytest.raises(UnableToDecideEnrolment, match="Pimpinan unit belum"):
            services.approve(enrolment=made, on=town.TODAY, by="b", at=LATER, link="/")

    def test_full_leads_to_the_waiting_list(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1)
        made = asked(session, team[1])
        invited(session, team[0])

        agreed = services.agree(enrolment=made, on=town.TODAY, by="kepala", at=LATER, link="/")

        assert (agreed.state, agreed.queued_at) == ("DAFTAR_TUNGGU", LATER)

    def test_nobody_decides_on_oneself(self, team: list[Person]) -> None:
        made = asked(opened(), team[0])

        with pytest.raises(UnableToDecideEnrolment, match="diri Anda"):
            services.agree(enrolment=made, on=town.TODAY, by=team[0].code, at=LATER, link="/")
        with pytest.raises(UnableToDecideEnrolment, match="diri Anda"):
            services.approve(enrolment=made, on=town.TODAY, by=team[0].code, at=LATER, link="/")
        with pytest.raises(UnableToDecideEnrolment, match="diri Anda"):
            services.refuse(enrolment=made, reason="x", by=team[0].code, at=LATER, link="/")

    def test_decided_once(self, team: list[Person]) -> None:
        made = asked(opened(), team[0])
        services.refuse(enrolment=made, reason="Belum perlu", by="kepala", at=LATER, link="/")

        with pytest.raises(UnableToDecideEnrolment, match="sementara itu"):
            services.agree(enrolment=made, on=town.TODAY, by="kepala", at=LATER, link="/")

    def test_refused_needs_a_reason(self, team: list[Person]) -> None:
        with pytest.raises(UnableToDecideEnrolment, match="alasan"):
            services.refuse(enrolment=asked(opened(), team[0]), reason=" ", by="kepala", at=LATER, link="/")

    def test_obstacle_that_came_up_since(self, team: list[Person]) -> None:
        made = asked(opened(), team[0])
        town.event(team[0], EventKind.LEAVE, FIRST, FIRST)

        with pytest.raises(UnableToEnrol, match="Tidak di tempat"):
            services.agree(enrolment=made, on=town.TODAY, by="kepala", at=town.NOW, link="/")


class TestAnswer:
    """Yes, no, or no answer."""

    def test_yes(self, team: list[Person]) -> None:
        session = opened()
        invited(session, team[0])

        services.accept(enrolment=one(team[0]), on=town.TODAY, at=LATER)

        assert (one(team[0]).state, counts(session)) == ("DISETUJUI", (1, 0))

    def test_yes_too_late(self, team: list[Person]) -> None:
        invited(opened(), team[0])

        with pytest.raises(UnableToDecideEnrolment, match="Waktu menjawab"):
            services.accept(enrolment=one(team[0]), on=town.TODAY, at=town.NOW + 3 * DAY)

    def test_yes_said_elsewhere_is_recorded_of_those_who_may_still_answer(self, team: list[Person]) -> None:
        session = opened(seats=2, minimum=1)
        invited(session, *team[:3])  # the third waits

        done = services.accept_for(
            session=session, scope=scope(team[0], team[2], team[3]), on=town.TODAY, by="bkpsdm", at=LATER, link="/"
        )

        assert done.seated == (team[0].pk,)
        assert [one(person).state for person in team[:3]] == ["DISETUJUI", "DIUNDANG", "DAFTAR_TUNGGU"]
        assert (one(team[0]).decided_by, one(team[0]).decided_at) == ("bkpsdm", LATER)
        assert Event.objects.get(action="learning.accept_for").details == {"people": 1}

    def test_yes_said_elsewhere_too_late_is_not_recorded(self, team: list[Person]) -> None:
        session = opened()
        invited(session, team[0])

        late = town.NOW + 3 * DAY
        done = services.accept_for(session=session, scope=scope(team[0]), on=town.TODAY, by="bk", at=late, link="/")

        assert (done.seated, one(team[0]).state) == ((), "DIUNDANG")

    def test_yes_is_refused_where_leave_stands_against_it_by_now(self, team: list[Person]) -> None:
        session = opened()
        invited(session, *team[:2])
        town.event(team[0], EventKind.LEAVE, FIRST, FIRST)

        with pytest.raises(UnableToEnrol) as refusal:
            services.accept(enrolment=one(team[0]), on=town.TODAY, at=LATER)
        done = services.accept_for(session=session, scope=scope(*team), on=town.TODAY, by="bk", at=LATER, link="/")

        assert refusal.value.code == "absent"
        assert (done.seated, list(done.refused)) == ((team[1].pk,), [team[0].pk])
        assert [one(person).state for person in team[:2]] == ["DIUNDANG", "DISETUJUI"]

    def test_ones_own_seat_does_not_stand_in_the_way(self, team: list[Person]) -> None:
        invited(opened(mode="LURING"), team[0])  # of these few one may be away: the one who answers

        services.accept(enrolment=one(team[0]), on=town.TODAY, at=LATER)

        assert one(team[0]).state == "DISETUJUI"

    def test_no_calls_the_next(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1)
        invited(session, team[0], team[1], team[2])

        services.decline(enrolment=one(team[0]), reason="Acara keluarga", on=town.TODAY, at=LATER, link="/")

        assert [one(person).state for person in team[:3]] == ["TIDAK_HADIR", "DIUNDANG", "DAFTAR_TUNGGU"]
        assert (one(team[1]).answer_due_at, counts(session)) == (LATER + 3 * DAY, (1, 0))

    def test_no_answer_calls_the_next(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1)
        invited(session, team[0], team[1])

        ended = services.expire(session=session, on=town.TODAY + 4 * DAY, at=town.NOW + 4 * DAY, link="/")

        assert (ended, [one(person).state for person in team[:2]]) == (1, ["KEDALUWARSA", "DIUNDANG"])

    def test_the_next_who_cannot_come_is_passed_over(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1)
        invited(session, *team[:3])
        town.event(team[1], EventKind.LEAVE, FIRST, FIRST)

        services.decline(enrolment=one(team[0]), reason="", on=town.TODAY, at=LATER, link="/")

        assert [one(person).state for person in team[1:3]] == ["DAFTAR_TUNGGU", "DIUNDANG"]


class TestCancel:
    """Out again, and somebody else in."""

    def test_own_in_time_calls_the_next(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1)
        invited(session, team[0], team[1])

        services.cancel_own(enrolment=one(team[0]), reason="Sakit", on=FIRST - 3 * DAY, at=LATER, link="/")

        assert [one(person).state for person in team[:2]] == ["DIBATALKAN", "DIUNDANG"]

    def test_own_too_late(self, team: list[Person]) -> None:
        invited(opened(), team[0])

        with pytest.raises(UnableToCancelEnrolment, match="kurang dari 3 hari"):
            services.cancel_own(enrolment=one(team[0]), reason="Sakit", on=FIRST - 2 * DAY, at=LATER, link="/")

    def test_without_a_reason(self, team: list[Person]) -> None:
        invited(opened(), team[0])

        with pytest.raises(UnableToCancelEnrolment, match="alasan"):
            services.cancel_own(enrolment=one(team[0]), reason="", on=town.TODAY, at=LATER, link="/")

    def test_twice(self, team: list[Person]) -> None:
        session = opened()
        invited(session, team[0])
        services.cancel(enrolment=one(team[0]), reason="Sakit", on=town.TODAY, by=town.BY, at=LATER, link="/")

        with pytest.raises(UnableToCancelEnrolment, match="sudah berakhir"):
            services.cancel(enrolment=one(team[0]), reason="Sakit", on=town.TODAY, by=town.BY, at=LATER, link="/")
        assert counts(session) == (0, 0)

    def test_may_come_again_afterwards(self, team: list[Person]) -> None:
        session = opened()
        invited(session, team[0])
        services.cancel(enrolment=one(team[0]), reason="Sakit", on=town.TODAY, by=town.BY, at=LATER, link="/")

        assert invited(session, team[0]).seated == (team[0].pk,)

    def test_substitute_takes_the_seat(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1, mode="LURING")
        invited(session, team[0], team[1])

        made = services.substitute(
            enrolment=one(team[0]), person=team[2], reason="Sakit", on=town.TODAY, by=town.BY, at=LATER, link="/"
        )

        assert (made.state, made.replaces, counts(session)) == ("DISETUJUI", one(team[0]), (1, 0))
        assert [one(person).state for person in team[:2]] == ["DIBATALKAN", "DAFTAR_TUNGGU"]

    def test_substitute_who_cannot_come_changes_nothing(self, team: list[Person]) -> None:
        invited(opened(), team[0])
        town.event(team[2], EventKind.LEAVE, FIRST, FIRST)

        with pytest.raises(UnableToSubstitute, match="Tidak di tempat"):
            services.substitute(
                enrolment=one(team[0]), person=team[2], reason="Sakit", on=town.TODAY, by=town.BY, at=LATER, link="/"
            )
        assert one(team[0]).state == "DIUNDANG"

    def test_no_substitute_for_a_seat_that_is_not_held(self, team: list[Person]) -> None:
        made = asked(opened(), team[0])

        with pytest.raises(UnableToSubstitute, match="tidak lagi"):
            services.substitute(
                enrolment=made, person=team[2], reason="Sakit", on=town.TODAY, by=town.BY, at=LATER, link="/"
            )


class TestSession:
    """Opened, cancelled, and its meetings."""

    def test_opens_once(self, team: list[Person]) -> None:
        session = opened()

        with pytest.raises(UnableToOpenSession, match="tidak lagi ditawarkan"):
            open_session(session=session, steps=1, kept={}, on=town.TODAY, by=town.BY, at=LATER)

    def test_does_not_keep_more_than_there_are(self, team: list[Person]) -> None:
        with pytest.raises(UnableToOpenSession, match="Hanya ada 2"):
            opened(kept={"SEKSI": 3})

    def test_does_not_open_when_begun(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", town.TODAY))

        with pytest.raises(UnableToOpenSession, match="sudah dimulai"):
            open_session(session=Session.objects.get(), steps=1, kept={}, on=town.TODAY, by=town.BY, at=LATER)

    def test_cancelled_ends_every_enrolment(self, team: list[Person]) -> None:
        session = opened()
        invited(session, *team[:3])

        told = cancel_session(session=session, reason="Pengajar sakit", by=town.BY, at=LATER, link="/")

        assert told == 3
        assert set(Enrolment.objects.values_list("state", "reason")) == {("DIBATALKAN", "Pengajar sakit")}
        assert Session.objects.get().state == SessionState.CANCELLED
        with pytest.raises(UnableToCancelSession, match="sudah selesai atau dibatalkan"):
            cancel_session(session=session, reason="Pengajar sakit", by=town.BY, at=LATER, link="/")

    def test_cancelled_needs_a_reason(self, team: list[Person]) -> None:
        with pytest.raises(UnableToCancelSession, match="alasan"):
            cancel_session(session=opened(), reason="", by=town.BY, at=LATER, link="/")

    def meeting(self, day: dt.date, first: int, last: int) -> MeetingRow:
        at = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
        return MeetingRow(at + dt.timedelta(hours=first), at + dt.timedelta(hours=last), day)

    def test_meetings_are_numbered_in_time(self, team: list[Person]) -> None:
        session = opened()
        rows = [self.meeting(FIRST + DAY, 2, 5), self.meeting(FIRST, 2, 5)]

        set_meetings(session=session, meetings=rows, by=town.BY, at=LATER)

        found = session.meetings.order_by("number").values_list("number", "starts_at")
        assert list(found) == [(1, rows[1].starts_at), (2, rows[0].starts_at)]

    @pytest.mark.parametrize("meetings", [((2, 2, 5),), ((-1, 2, 5),), ((0, 5, 5),), ((0, 2, 5), (0, 4, 6))])
    def test_meetings_within_the_days_and_one_at_a_time(
        self, team: list[Person], meetings: tuple[tuple[int, int, int], ...]
    ) -> None:
        rows = [self.meeting(FIRST + days * DAY, first, last) for days, first, last in meetings]

        with pytest.raises(UnableToSetMeetings):
            set_meetings(session=opened(), meetings=rows, by=town.BY, at=LATER)


class TestSeats:
    """The counts that nobody may get around."""

    def test_a_count_that_changed_behind_our_back_is_refused(self, team: list[Person]) -> None:
        session = opened(seats=1, minimum=1)
        held = seats.lock(session)
        Session.objects.update(taken=1)

        with pytest.raises(seats.UnableToTakeSeats):
            seats.take(session=held, people=[team[0].pk], units={team[0].pk: 1}, on=town.TODAY)
