"""Studies for a degree: each refusal, and that an assignment is an absence where all absences stand."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.jobs.models import Message
from piawai.learning.models import Session, Study, StudyExtension
from piawai.learning.queries import enrolments
from piawai.learning.queries import study as queries
from piawai.learning.services import study as services
from piawai.learning.services.enrolments import UnableToEnrol
from piawai.learning.services.enrolments import ask as ask_for_a_seat
from piawai.learning.services.partners import add_partner
from piawai.learning.services.sessions import open_session
from piawai.learning.services.study import UnableToAskForStudy, UnableToDecideStudy
from piawai.learning.terms import Finding, StudyAsked, StudyKind, StudyLaw, StudyState, Written
from piawai.people.models import CareerEvent, Person
from piawai.people.terms import EventKind
from tests import town

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2027, 8, 2), dt.date(2029, 7, 31)
DURING = FIRST + 100 * DAY


@pytest.fixture
def person() -> Person:
    town.dictionary()
    town.units()
    return town.people(
        town.person_row(1, appointed_on=dt.date(2010, 1, 1)),
        town.person_row(2, unit="DINAS", job="Kepala Dinas", kind="1"),
    )[0]


def asked(**more: Any) -> StudyAsked:
    plain: dict[str, Any] = {
        "kind": StudyKind.ASSIGNMENT,
        "institution": "Universitas Syiah Kuala",
        "programme": "Magister Administrasi Publik",
        "degree": "45",
        "starts_on": FIRST,
        "ends_on": LAST,
        "funding": "APBD",
    }
    return StudyAsked(**{**plain, **more})


def ask(person: Person, *, predicate: str = "BAIK", **more: Any) -> Study:
    return services.ask(
        person=person,
        asked=asked(**more),
        predicate=predicate,
        on=town.TODAY,
        at=town.NOW,
        head=None,
        link="/",
    )


def supported(person: Person, **more: Any) -> Study:
    study = ask(person, **more)
    services.support(study=study, by="kepala", at=town.NOW, link="/")
    return study


def grant(study: Study, *, letter: str = "800/1", by: str = town.BY, predicate: str = "BAIK") -> None:
    services.grant(study=study, letter=letter, predicate=predicate, on=town.TODAY, by=by, at=town.NOW, link="/")


def granted(person: Person, **more: Any) -> Study:
    study = supported(person, **more)
    grant(study)
    return study


def extend(study: Study, ends_on: dt.date, **more: Any) -> StudyExtension:
    plain: dict[str, Any] = {"letter": "800/2", "reason": "Penelitian", "seen": LAST, "by": town.BY}
    said = {**plain, **more}
    return services.extend(study=study, ends_on=ends_on, on=town.TODAY, at=town.NOW, link="/", **said)


def end(study: Study, on: dt.date, *, reason: str = "Sakit", by: str = town.BY, today: dt.date = DURING) -> None:
    services.end(study=study, ended_on=on, reason=reason, on=today, by=by, at=town.NOW, link="/")


def finish(study: Study, on: dt.date, *, by: str = town.BY, today: dt.date = LAST) -> None:
    services.finish(study=study, ended_on=on, on=today, by=by, at=town.NOW, link="/")


def take_back(study: Study, *, reason: str = "Mundur", by: str = town.BY, today: dt.date = town.TODAY) -> None:
    services.take_back(study=study, reason=reason, on=today, by=by, at=town.NOW + DAY, link="/")


def absences(person: Person) -> list[tuple[dt.date, dt.date | None]]:
    rows = CareerEvent.objects.current().filter(person=person, kind=EventKind.STUDY_ASSIGNMENT)
    return list(rows.values_list("starts_on", "ends_on"))


def law_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = StudyLaw(
        Written(2, "UU", checked=True),
        Written(("BAIK",), "UU", checked=True),
        Written(("PNS",), "UU", checked=True),
        None,
    )
    monkeypatch.setattr(queries, "law", lambda **_asked: found)


class TestAsk:
    """One's own study."""

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"starts_on": town.TODAY}, "begun", id="begins today"),
            pytest.param({"ends_on": FIRST - DAY}, "days", id="ends before it begins"),
            pytest.param({"ends_on": dt.date(2047, 1, 1)}, "days", id="a lifetime"),
            pytest.param({"institution": " "}, "missing", id="no institution"),
            pytest.param({"programme": ""}, "missing", id="no programme"),
            pytest.param({"aims": ("X.9",)}, "unknown_competency", id="unknown competency"),
        ],
    )
    def test_refuses(self, person: Person, more: dict[str, Any], code: str) -> None:
        with pytest.raises(UnableToAskForStudy) as refusal:
            ask(person, **more)

        assert refusal.value.code == code
        assert not Study.objects.exists()

    def test_refuses_whoever_holds_no_post(self, person: Person) -> None:
        town.event(person, EventKind.RETIREMENT, town.TODAY - DAY)

        with pytest.raises(UnableToAskForStudy) as refusal:
            ask(person)

        assert refusal.value.code == "serving"

    def test_refuses_whoever_leaves_before_it_begins(self, person: Person) -> None:
        town.event(person, EventKind.RETIREMENT, FIRST - DAY)

        with pytest.raises(UnableToAskForStudy) as refusal:
            ask(person)

        assert refusal.value.code == "serving"

    def test_refuses_a_second_in_the_same_days(self, person: Person) -> None:
        ask(person)

        with pytest.raises(UnableToAskForStudy) as refusal:
            ask(person, starts_on=LAST, ends_on=LAST + DAY)

        assert refusal.value.code == "under_way"

    def test_takes_another_in_other_days(self, person: Person) -> None:
        ask(person)
        ask(person, starts_on=LAST + DAY, ends_on=LAST + 2 * DAY)

        assert Study.objects.count() == 2

    def test_refuses_where_a_file_reports_another_assignment(self, person: Person) -> None:
        town.event(person, EventKind.STUDY_ASSIGNMENT, FIRST + DAY, None)

        with pytest.raises(UnableToAskForStudy) as refusal:
            ask(person)

        assert refusal.value.code == "absence"

    def test_leave_of_some_days_keeps_nobody_from_it(self, person: Person) -> None:
        town.event(person, EventKind.LEAVE, FIRST + DAY, FIRST + 5 * DAY)

        assert ask(person).state == StudyState.ASKED

    def test_what_is_not_verified_warns_and_refuses_nobody(self, person: Person) -> None:
        found = queries.demands(person=person, asked=asked(), predicate="KURANG", on=town.TODAY, known_at=town.NOW)

        study = ask(person, predicate="KURANG")

        assert [row.code for row in found if row.finding == Finding.UNMET] == ["performance"]
        assert study.state == StudyState.ASKED

    @pytest.mark.parametrize(
        ("more", "predicate", "code"),
        [
            pytest.param({}, "KURANG", "performance", id="rated low"),
            pytest.param({"appointed_on": dt.date(2026, 1, 1)}, "BAIK", "service_years", id="too new"),
            pytest.param({"employment": "PPPK"}, "BAIK", "permanent", id="on contract"),
        ],
    )
    def test_what_is_verified_refuses(
        self, person: Person, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], predicate: str, code: str
    ) -> None:
        law_checked(monkeypatch)
        for name, value in more.items():
            setattr(person, name, value)

        with pytest.raises(UnableToAskForStudy) as refusal:
            ask(person, predicate=predicate)

        assert refusal.value.code == code
        assert "UU" in str(refusal.value)

    def test_knows_the_partner_by_its_name(self, person: Person) -> None:
        partner = add_partner(
            name="Universitas Syiah Kuala",
            kind="PERGURUAN_TINGGI",
            address="",
            contact="",
            email="",
            phone="",
            by=town.BY,
            at=town.NOW,
        )

        assert ask(person, institution="universitas  syiah kuala").partner == partner

    def test_keeps_what_it_is_for(self, person: Person) -> None:
        study = ask(person, aims=("M.1", "T.IT.1"))

        assert sorted(study.aims.values_list("competency__code", flat=True)) == ["M.1", "T.IT.1"]


class TestDecide:
    """By the head, then by BKPSDM."""

    def test_supported_then_granted(self, person: Person) -> None:
        study = granted(person)

        study.refresh_from_db()
        assert (study.state, study.letter, study.supported_by) == (StudyState.GRANTED, "800/1", "kepala")
        assert study.owed_days == 2 * ((LAST - FIRST).days + 1)
        assert Event.objects.filter(action__in=("learning.support_study", "learning.grant_study")).count() == 2

    def test_nobody_decides_on_the_own(self, person: Person) -> None:
        study = ask(person)
        acts: tuple[Callable[[], object], ...] = (
            lambda: services.support(study=study, by=person.code, at=town.NOW, link="/"),
            lambda: services.refuse(study=study, reason="x", by=person.code, at=town.NOW, link="/"),
            lambda: grant(study, by=person.code),
        )
        for act in acts:
            with pytest.raises(UnableToDecideStudy) as refusal:
                act()
            assert refusal.value.code == "own"

        granted_one = study
        services.support(study=study, by="kepala", at=town.NOW, link="/")
        grant(study)
        later: tuple[Callable[[], object], ...] = (
            lambda: extend(granted_one, LAST + DAY, by=person.code),
            lambda: end(granted_one, DURING, by=person.code),
            lambda: finish(granted_one, LAST, by=person.code),
        )
        for act in later:
            with pytest.raises(UnableToDecideStudy) as refusal:
                act()
            assert refusal.value.code == "own"

    def test_not_granted_before_the_head_answers(self, person: Person) -> None:
        study = ask(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            grant(study)

        assert refusal.value.code == "not_supported"

    def test_granted_alone_where_nobody_leads(self, person: Person) -> None:
        head = Person.objects.get(nip=town.nip(2))
        study = ask(head)
        waits = [row.pk for row in queries.to_grant(but=None)]

        grant(study)

        study.refresh_from_db()
        assert (waits, study.state) == ([study.pk], StudyState.GRANTED)

    def test_not_without_a_letter_or_a_reason(self, person: Person) -> None:
        study = supported(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            grant(study, letter=" ")
        assert refusal.value.code == "letter_missing"
        with pytest.raises(UnableToDecideStudy) as refusal:
            services.refuse(study=study, reason=" ", by=town.BY, at=town.NOW, link="/")
        assert refusal.value.code == "reason_missing"

    def test_what_is_verified_refuses_at_the_grant_too(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        study = supported(person)
        law_checked(monkeypatch)

        with pytest.raises(UnableToDecideStudy) as refusal:
            grant(study, predicate="KURANG")

        assert refusal.value.code == "performance"
        assert absences(person) == []

    def test_decided_once(self, person: Person) -> None:
        study = supported(person)
        services.refuse(study=study, reason="Kuota habis", by=town.BY, at=town.NOW, link="/")
        acts: tuple[Callable[[], object], ...] = (
            lambda: services.refuse(study=study, reason="x", by=town.BY, at=town.NOW, link="/"),
            lambda: services.support(study=study, by=town.BY, at=town.NOW, link="/"),
            lambda: services.withdraw(study=study, at=town.NOW),
            lambda: grant(study),
        )

        for act in acts:
            with pytest.raises(UnableToDecideStudy) as refusal:
                act()
            assert refusal.value.code == "decided"

    def test_withdrawn_while_it_waits(self, person: Person) -> None:
        study = supported(person)

        services.withdraw(study=study, at=town.NOW)

        study.refresh_from_db()
        assert study.state == StudyState.WITHDRAWN

    def test_tells_nothing_about_anybody_in_a_message(self, person: Person) -> None:
        User.objects.create_user(code=person.code, name=person.name, created_at=town.NOW)

        study = granted(person)

        told = [f"{row.subject} {row.body}" for row in Message.objects.filter(to=person.code)]
        assert len(told) == 2  # supported, granted
        for secret in (person.name, study.institution, study.programme):
            assert not [text for text in told if secret in text]


class TestAbsence:
    """An assignment takes the person from the post; a permission does not."""

    def opened(self) -> Session:
        town.sessions(town.session_row("S1", DURING, mode="DARING"))
        session = Session.objects.get(code="S1")
        return open_session(session=session, steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)

    def test_an_assignment_keeps_out_of_sessions(self, person: Person) -> None:
        granted(person)

        with pytest.raises(UnableToEnrol) as refusal:
            ask_for_a_seat(session=self.opened(), person=person, on=town.TODAY, at=town.NOW, head=None, link="/")

        assert refusal.value.code == "absent"
        assert absences(person) == [(FIRST, LAST)]

    def test_a_permission_does_not(self, person: Person) -> None:
        granted(person, kind=StudyKind.PERMISSION)

        ask_for_a_seat(session=self.opened(), person=person, on=town.TODAY, at=town.NOW, head=None, link="/")

        assert absences(person) == []

    def test_one_only_asked_for_is_none(self, person: Person) -> None:
        supported(person)

        assert absences(person) == []

    def test_what_a_file_reported_before_counts_once(self, person: Person) -> None:
        town.event(person, EventKind.STUDY_ASSIGNMENT, FIRST, None)

        granted(person)

        assert absences(person) == [(FIRST, LAST)]

    def test_seats_in_these_days_are_named(self, person: Person) -> None:
        session = self.opened()
        study = supported(person)
        ask_for_a_seat(session=session, person=person, on=town.TODAY, at=town.NOW, head=None, link="/")
        row = enrolments.of_session(session).get()
        type(row).objects.filter(pk=row.pk).update(state="DISETUJUI")

        assert queries.seats_in_these_days(study) == [session]


class TestExtend:
    """A later last day, by a letter."""

    def test_moves_the_absence_and_what_is_owed(self, person: Person) -> None:
        study = granted(person)

        made = extend(study, LAST + 180 * DAY)

        study.refresh_from_db()
        assert (made.was_on, study.ends_on) == (LAST, LAST + 180 * DAY)
        assert study.owed_days == 2 * ((study.ends_on - FIRST).days + 1)
        assert absences(person) == [(FIRST, LAST + 180 * DAY)]

    @pytest.mark.parametrize(
        ("ends_on", "more", "code"),
        [
            pytest.param(LAST, {}, "not_longer", id="no later"),
            pytest.param(dt.date(2047, 1, 1), {}, "days", id="a lifetime"),
            pytest.param(LAST + DAY, {"letter": ""}, "letter_missing", id="no letter"),
            pytest.param(LAST + DAY, {"reason": " "}, "letter_missing", id="no reason"),
            pytest.param(LAST + DAY, {"seen": LAST - DAY}, "decided", id="moved meanwhile"),
        ],
    )
    def test_refuses(self, person: Person, ends_on: dt.date, more: dict[str, Any], code: str) -> None:
        study = granted(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            extend(study, ends_on, **more)

        assert refusal.value.code == code
        assert absences(person) == [(FIRST, LAST)]

    def test_not_what_is_not_granted(self, person: Person) -> None:
        study = supported(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            extend(study, LAST + DAY)

        assert refusal.value.code == "decided"


class TestOver:
    """Finished with a degree, or ended without."""

    def test_finished_early_the_person_is_back(self, person: Person) -> None:
        study = granted(person)

        finish(study, LAST - 30 * DAY)

        study.refresh_from_db()
        assert (study.state, study.ended_on) == (StudyState.FINISHED, LAST - 30 * DAY)
        assert absences(person) == [(FIRST, LAST - 30 * DAY)]

    def test_ended_says_why(self, person: Person) -> None:
        study = granted(person)

        end(study, DURING)

        study.refresh_from_db()
        assert (study.state, study.reason, study.owed_days) == (StudyState.ENDED, "Sakit", 2 * 101)
        assert absences(person) == [(FIRST, DURING)]

    @pytest.mark.parametrize(
        "day",
        [
            pytest.param(FIRST - DAY, id="before it begins"),
            pytest.param(LAST + DAY, id="after its last day"),
            pytest.param(DURING + DAY, id="to come"),
        ],
    )
    def test_refuses_days_outside(self, person: Person, day: dt.date) -> None:
        study = granted(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            end(study, day, today=LAST + 5 * DAY if day > LAST else DURING)

        assert refusal.value.code == "days"

    def test_refuses_without_a_reason(self, person: Person) -> None:
        study = granted(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            end(study, DURING, reason="")

        assert refusal.value.code == "reason_missing"

    def test_not_twice(self, person: Person) -> None:
        study = granted(person)
        finish(study, LAST)

        with pytest.raises(UnableToDecideStudy) as refusal:
            end(study, LAST, today=LAST)

        assert refusal.value.code == "decided"

    def test_not_what_was_never_granted(self, person: Person) -> None:
        study = supported(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            finish(study, LAST)

        assert refusal.value.code == "decided"


class TestTakeBack:
    """Before it begins, a granted study is taken back; the absence that it was does not come."""

    def test_nobody_is_away_and_the_person_reads_why(self, person: Person) -> None:
        User.objects.create_user(code=person.code, name=person.name, created_at=town.NOW)
        study = granted(person)

        take_back(study)

        study.refresh_from_db()
        assert (study.state, study.reason, study.owed_days) == (StudyState.WITHDRAWN, "Mundur", None)
        assert absences(person) == []
        assert Message.objects.filter(to=person.code).latest("pk").subject == "Studi Anda dibatalkan sebelum dimulai"

    def test_what_was_known_before_stays_known(self, person: Person) -> None:
        study = granted(person)

        take_back(study)

        rows = CareerEvent.objects.known_at(town.NOW).filter(person=person)
        assert [row.ends_on for row in rows] == [LAST]
        assert not CareerEvent.objects.known_at(town.NOW + DAY).filter(person=person).exists()

    def test_what_a_file_reports_afterwards_comes(self, person: Person) -> None:
        take_back(granted(person))

        town.event(person, "TUGAS_BELAJAR", FIRST, LAST)

        assert absences(person) == [(FIRST, LAST)]

    def test_another_is_asked_for_and_granted_in_these_days(self, person: Person) -> None:
        take_back(granted(person))

        granted(person)

        assert absences(person) == [(FIRST, LAST)]

    def test_a_permission_is_taken_back_too(self, person: Person) -> None:
        study = granted(person, kind=StudyKind.PERMISSION)

        take_back(study)

        study.refresh_from_db()
        assert study.state == StudyState.WITHDRAWN

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"reason": " "}, "reason_missing", id="without a reason"),
            pytest.param({"today": FIRST}, "begun", id="on its first day"),
        ],
    )
    def test_refuses(self, person: Person, more: dict[str, Any], code: str) -> None:
        study = granted(person)

        with pytest.raises(UnableToDecideStudy) as refusal:
            take_back(study, **more)

        assert refusal.value.code == code
        assert absences(person) == [(FIRST, LAST)]

    def test_not_ones_own_and_not_twice(self, person: Person) -> None:
        study = granted(person)
        with pytest.raises(UnableToDecideStudy) as own:
            take_back(study, by=person.code)
        take_back(study)

        with pytest.raises(UnableToDecideStudy) as twice:
            take_back(study)

        assert (own.value.code, twice.value.code) == ("own", "decided")
