"""Taking attendance."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piawai.audit.models import Event
from piawai.learning.models import Enrolment, Meeting, Presence, Session
from piawai.learning.queries import presence as queries
from piawai.learning.services import presence as services
from piawai.learning.services.presence import UnableToCloseList, UnableToDecideScan, UnableToTakeScan
from piawai.learning.services.sessions import UnableToSetMeetings, open_session, set_daily_meetings, set_meetings
from piawai.learning.terms import Attended, Doubt, EnrolmentState, Means, MeetingRow, Scan
from tests import presence as made
from tests import town

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 11, 23)  # a Monday
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def session() -> Session:
    town.dictionary()
    town.units()
    people = town.people(*(town.person_row(number) for number in (1, 2, 3)))
    return made.under_way(*people, first=FIRST)


@pytest.fixture
def meeting(session: Session) -> Meeting:
    return Meeting.objects.get(session=session, number=1)


@pytest.fixture
def own(session: Session) -> Enrolment:
    return queries.participants(session)[0]


def during(meeting: Meeting) -> dt.datetime:
    return meeting.starts_at + HOUR


def take(scan: Scan, at: dt.datetime) -> tuple[Presence, bool]:
    return services.take_scan(scan=scan, at=at)


def ticked(meeting: Meeting, *, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> int:
    return services.record_list(
        meeting=meeting, before=before, after=after, means=Means.PAPER, by=town.BY, at=during(meeting)
    )


class TestTakeScan:
    """What a phone sends, whenever it has a network."""

    def test_is_new_the_first_time_only(self, meeting: Meeting, own: Enrolment) -> None:
        scan = made.scan(meeting, own, during(meeting))

        found = [take(scan, during(meeting)) for _time in range(3)]

        assert [new for _row, new in found] == [True, False, False]
        assert Presence.objects.get().key == scan.key
        assert Event.objects.filter(action="learning.take_scan").count() == 1

    def test_keeps_both_clocks_and_corrects(self, meeting: Meeting, own: Enrolment) -> None:
        phone = during(meeting) - 3 * HOUR
        scan = made.scan(meeting, own, phone, sent_at=phone + 5 * HOUR)

        row, _new = take(scan, during(meeting) + 5 * HOUR)

        assert (row.scanned_at, row.sent_at, row.made_at) == (phone, phone + 5 * HOUR, during(meeting))

    def test_late_for_a_closed_list_is_kept_and_decided(self, meeting: Meeting, own: Enrolment) -> None:
        at = during(meeting)
        services.close_list(meeting=meeting, by=town.BY, at=at)
        row, _new = take(made.scan(meeting, own, at, sent_at=at + HOUR), at + HOUR)

        assert row.doubt == Doubt.LATE
        assert queries.present_at(meeting) == {}
        assert list(queries.doubtful(meeting.session)) == [row]

        services.accept_scan(scan=row, by=town.BY, at=at + 2 * HOUR)

        assert queries.present_at(meeting)[own.pk].made_at == at
        assert list(queries.doubtful(meeting.session)) == []
        with pytest.raises(UnableToDecideScan):
            services.refuse_scan(scan=row, by=town.BY, at=at)

    def test_refused_by_the_organiser_counts_no_more(self, meeting: Meeting, own: Enrolment) -> None:
        at = meeting.ends_at + 2 * HOUR
        row, _new = take(made.scan(meeting, own, at), at)

        services.refuse_scan(scan=row, by=town.BY, at=at)

        assert row.doubt == Doubt.OUTDATED
        assert list(queries.doubtful(meeting.session)) == []
        assert queries.present_at(meeting) == {}

    def test_whose_seat_is_gone_is_kept(self, meeting: Meeting, own: Enrolment) -> None:
        Enrolment.objects.filter(pk=own.pk).update(state=EnrolmentState.CANCELLED)

        row, _new = take(made.scan(meeting, own, during(meeting)), during(meeting))

        assert row.doubt == Doubt.NO_SEAT

    @pytest.mark.parametrize(
        ("changed", "code"), [({"meeting": "1.1.1~x"}, "code"), ({"participant": "x"}, "participant")]
    )
    def test_of_something_else_is_refused(
        self, meeting: Meeting, own: Enrolment, changed: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(UnableToTakeScan) as refused:
            take(replace(made.scan(meeting, own, during(meeting)), **changed), during(meeting))

        assert refused.value.code == code

    def test_of_another_session_is_refused(self, meeting: Meeting, own: Enrolment) -> None:
        other = made.under_way(code="S2", first=FIRST)
        there = Meeting.objects.get(session=other, number=1)

        with pytest.raises(UnableToTakeScan) as refused:
            take(made.scan(there, own, during(meeting)), during(meeting))

        assert refused.value.code == "other_session"

    def test_with_a_key_of_another_is_refused(self, meeting: Meeting, session: Session) -> None:
        one, other = queries.participants(session)[:2]
        key = uuid4()
        take(made.scan(meeting, one, during(meeting), key=key), during(meeting))

        with pytest.raises(UnableToTakeScan) as refused:
            take(made.scan(meeting, other, during(meeting), key=key), during(meeting))

        assert refused.value.code == "key"

    def test_no_text_holds_a_nip(self, meeting: Meeting, own: Enrolment) -> None:
        texts = queries.meeting_text(meeting) + queries.participant_text(own)

        assert own.person.nip not in texts

    def test_the_organiser_may_scan_the_participant(self, meeting: Meeting, own: Enrolment) -> None:
        at = during(meeting)

        row, _new = services.take_scan_for(scan=made.scan(meeting, own, at), meeting=meeting, by="bkpsdm", at=at)

        assert (row.by, row.doubt, list(queries.present_at(meeting))) == ("bkpsdm", Doubt.NONE, [own.pk])
        with pytest.raises(UnableToTakeScan):
            services.take_scan_for(
                scan=replace(made.scan(meeting, own, at), participant="x"), meeting=meeting, by="b", at=at
            )


class TestFaultyNetwork:
    """Whatever the network does, the scans made are stored, each once."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(
        who=st.lists(st.integers(0, 2), max_size=5),
        faults=st.lists(st.sampled_from(["ok", "lost before", "lost after", "twice", "delayed"]), max_size=25),
        seed=st.integers(0, 1000),
    )
    def test_ends_with_the_scans_made(
        self, session: Session, meeting: Meeting, who: list[int], faults: list[str], seed: int
    ) -> None:
        Presence.objects.all().delete()
        rows, chance, at = list(queries.participants(session)), random.Random(seed), during(meeting)
        scans = [made.scan(meeting, rows[number], at) for number in who]
        kept: list[Scan] = list(scans)
        under_way: list[Scan] = []
        answered: set[UUID] = set()
        for step, fault in enumerate(faults):
            if not kept:
                break
            scan, now = chance.choice(kept), at + dt.timedelta(minutes=step)
            if fault == "delayed":
                under_way.append(scan)
            elif fault != "lost before":
                for _time in range(2 if fault == "twice" else 1):
                    row, new = take(scan, now)
                    assert new is (row.key not in answered)
                    answered.add(row.key)
                if fault != "lost after":
                    kept.remove(scan)
        for scan in chance.sample([*kept, *under_way], len(kept) + len(under_way)):
            take(scan, at + HOUR)

        assert set(Presence.objects.values_list("key", flat=True)) == {scan.key for scan in scans}
        assert set(queries.present_at(meeting)) == {rows[number].pk for number in who}


class TestRecordList:
    """What the organiser ticks, or types in from paper."""

    def test_adds_and_withdraws_and_forgets_nothing(self, meeting: Meeting, session: Session) -> None:
        one, other, _third = queries.participants(session)

        written = [ticked(meeting, after=(one.code, other.code)), ticked(meeting, before=(one.code,), after=())]

        assert written == [2, 1]
        assert list(queries.present_at(meeting)) == [other.pk]
        assert Presence.objects.count() == 3

    def test_leaves_alone_what_came_in_between(self, meeting: Meeting, own: Enrolment) -> None:
        take(made.scan(meeting, own, during(meeting)), during(meeting))

        assert ticked(meeting, before=(), after=()) == 0
        assert list(queries.present_at(meeting)) == [own.pk]

    def test_twice_writes_once(self, meeting: Meeting, own: Enrolment) -> None:
        assert [ticked(meeting, after=(own.code,)) for _time in range(2)] == [1, 0]

    def test_scanned_again_after_a_withdrawal_counts(self, meeting: Meeting, own: Enrolment) -> None:
        ticked(meeting, after=(own.code,))
        ticked(meeting, before=(own.code,))
        take(made.scan(meeting, own, during(meeting)), during(meeting))

        assert list(queries.present_at(meeting)) == [own.pk]

    def test_knows_nobody_of_another_session(self, meeting: Meeting) -> None:
        assert ticked(meeting, after=("unknown",)) == 0


class TestCloseList:
    """Closing a list."""

    def test_once(self, meeting: Meeting) -> None:
        services.close_list(meeting=meeting, by=town.BY, at=during(meeting))

        with pytest.raises(UnableToCloseList) as refused:
            services.close_list(meeting=meeting, by=town.BY, at=during(meeting))

        assert refused.value.code == "closed"

    def test_not_before_the_meeting(self, meeting: Meeting) -> None:
        with pytest.raises(UnableToCloseList) as refused:
            services.close_list(meeting=meeting, by=town.BY, at=meeting.starts_at - HOUR)

        assert refused.value.code == "not_begun"


class TestAttended:
    """The share of the meetings."""

    def test_counts_meetings_not_rows(self, session: Session, meeting: Meeting, own: Enrolment) -> None:
        for _time in range(2):
            take(made.scan(meeting, own, during(meeting)), during(meeting))
        rest = [row.pk for row in queries.participants(session) if row != own]

        found = queries.attended(enrolments=[own.pk, *rest], on=FIRST)

        assert found == {own.pk: Attended(1, 2, False), **dict.fromkeys(rest, Attended(0, 2, False))}

    def test_all_of_them_are_enough(self, session: Session, own: Enrolment) -> None:
        for one in Meeting.objects.filter(session=session):
            ticked(one, after=(own.code,))

        assert queries.attended(enrolments=[own.pk], on=FIRST)[own.pk].enough


class TestMeetings:
    """The meetings at which attendance is taken."""

    def test_opening_a_session_gives_one_a_working_day(self, session: Session) -> None:
        friday = dt.date(2027, 3, 5)
        town.sessions(town.session_row("S9", friday, ends_on=friday + dt.timedelta(days=3)))
        opened = open_session(
            session=Session.objects.get(code="S9"), steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW
        )

        assert [row.starts_at.date().day for row in opened.meetings.order_by("number")] == [5, 8]

    def test_are_given_to_a_session_without_any(self, session: Session) -> None:
        saturday = dt.date(2027, 3, 6)
        town.sessions(town.session_row("S9", saturday))
        weekend = Session.objects.get(code="S9")

        set_daily_meetings(session=weekend, by=town.BY, at=town.NOW)

        assert weekend.meetings.count() == 2
        with pytest.raises(UnableToSetMeetings):
            set_daily_meetings(session=weekend, by=town.BY, at=town.NOW)

    def test_stay_themselves_when_they_move(self, session: Session, meeting: Meeting) -> None:
        printed, day = queries.meeting_text(meeting), timezone.localdate(meeting.starts_at)
        row = MeetingRow(meeting.starts_at, meeting.ends_at, day, "Aula lain")

        set_meetings(session=session, meetings=[row], by=town.BY, at=town.NOW)

        [kept] = session.meetings.all()
        assert (kept.pk, kept.place) == (meeting.pk, "Aula lain")
        assert queries.meeting_of(printed) is not None

    def test_stay_once_a_list_was_closed_with_nobody_on_it(self, session: Session, meeting: Meeting) -> None:
        services.close_list(meeting=meeting, by=town.BY, at=during(meeting))

        with pytest.raises(UnableToSetMeetings) as refused:
            set_meetings(session=session, meetings=[], by=town.BY, at=town.NOW)

        assert refused.value.code == "taken"

    def test_stay_once_attendance_is_taken(self, session: Session, meeting: Meeting, own: Enrolment) -> None:
        take(made.scan(meeting, own, during(meeting)), during(meeting))

        with pytest.raises(UnableToSetMeetings) as refused:
            set_meetings(session=session, meetings=[], by=town.BY, at=town.NOW)

        assert refused.value.code == "taken"
