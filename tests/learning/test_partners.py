"""Partners, agreements, what is ordered under them, and what is paid."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from piawai.access.models import RoleGrant, RoleProposal
from piawai.access.services import partners as members
from piawai.access.services import proposals
from piawai.access.services.roles import grant_role
from piawai.accounts.models import User
from piawai.accounts.services import use_code
from piawai.audit.models import Event
from piawai.competencies.services.stored_files import UnableToKeepFile
from piawai.development.models import UnitBudget
from piawai.development.queries.money import UnitMoney, by_unit
from piawai.development.services.decisions import record_budgets
from piawai.jobs.models import Message
from piawai.learning.models import (
    Agreement,
    AgreementPrice,
    CompletedTraining,
    Enrolment,
    Order,
    Partner,
    PartnerMember,
    Payment,
    Session,
)
from piawai.learning.queries import agreements as queries
from piawai.learning.queries import hours, money
from piawai.learning.queries import partners as partner_queries
from piawai.learning.rules.agreements import Asked, Terms, commitment, is_over, left_to_pay, why_not_under
from piawai.learning.services import agreement_files, agreements, partners, payments
from piawai.learning.services.completed import record_trainings
from piawai.learning.services.enrolments import invite
from piawai.learning.services.sessions import cancel_session, open_session
from piawai.learning.terms import EnrolmentState, Entry, SessionState, Share
from piawai.people.models import Person, Unit
from tests import town
from tests.agreed import pdf

pytestmark = pytest.mark.django_db

FIRST = dt.date(2027, 3, 1)
BY: dict[str, Any] = {"by": town.BY, "at": town.NOW}
DAY = dt.timedelta(days=1)


def session(code: str = "S1", **more: object) -> Session:
    """Return a session on offer, online: nobody is away for it."""
    town.sessions(town.session_row(code, FIRST, **{"mode": "DARING", "seats": 10, "participant_cost": 100, **more}))
    return Session.objects.get(code=code)


def opened(code: str = "S1", **more: object) -> Session:
    return open_session(session=session(code, **more), steps=1, kept={}, on=town.TODAY, **BY)


def drafted(partner: Partner, **more: Any) -> Agreement:
    plain: dict[str, Any] = {
        "kind": "PKS",
        "number": "1/PKS/2027",
        "subject": "Pelatihan",
        "scope": "",
        "under": None,
        "starts_on": dt.date(2027, 1, 1),
        "ends_on": dt.date(2027, 12, 31),
        "people": None,
        "rupiah": None,
    }
    return agreements.draft_agreement(partner=partner, **{**plain, **more}, **BY)


def signed(partner: Partner, **more: Any) -> Agreement:
    made = drafted(partner, **more)
    agreements.sign(agreement=made, revision=1, signed_on=town.TODAY, on=town.TODAY, **BY)
    made.refresh_from_db()
    return made


def people_of(many: int) -> list[Person]:
    town.dictionary()
    town.units()
    return town.people(*[town.person_row(number) for number in range(1, many + 1)])


def seated(found: Session, *people: Person) -> None:
    scope = Person.objects.filter(pk__in=[one.pk for one in people]).order_by("pk")
    invite(session=found, scope=scope, entry=Entry.INVITED, on=town.TODAY, **BY, link="/")


class TestWhyNotUnder:
    """AGREE-01: days, then programme, then price."""

    @pytest.mark.parametrize(
        ("prices", "asked", "expected"),
        [
            pytest.param({}, (FIRST, FIRST, 1, 10**9, 0), "", id="without prices every programme fits"),
            pytest.param({}, (FIRST, dt.date(2028, 1, 1), 1, 0, 0), "days", id="a day too late"),
            pytest.param({2: (5, 5)}, (FIRST, FIRST, 1, 0, 0), "programme", id="no price for it"),
            pytest.param({1: (5, 5)}, (FIRST, FIRST, 1, 5, 5), "", id="just the price"),
            pytest.param({1: (5, 5)}, (FIRST, FIRST, 1, 6, 0), "price", id="a person costs more"),
            pytest.param({1: (5, 5)}, (FIRST, FIRST, 1, 0, 6), "price", id="the fixed cost is more"),
        ],
    )
    def test_returns(self, prices: dict[int, tuple[int, int]], asked: Any, expected: str) -> None:
        terms = Terms(dt.date(2027, 1, 1), dt.date(2027, 12, 31), prices)

        assert why_not_under(terms=terms, asked=Asked(*asked)) == expected


class TestCommitment:
    """AGREE-02: the fixed cost, and so much for everybody who holds a seat."""

    def test_counts_who_holds_a_seat(self) -> None:
        assert commitment(runs=True, fixed_cost=1000, participant_cost=100, people=3) == 1300

    def test_is_nothing_where_the_session_does_not_run(self) -> None:
        assert commitment(runs=False, fixed_cost=1000, participant_cost=100, people=3) == 0


class TestLeftToPay:
    """AGREE-03: the smaller of what is committed and what is agreed."""

    @pytest.mark.parametrize(
        ("ceiling", "under", "expected"),
        [(None, 0, 70), (500, 480, 20), (500, 100, 70), (500, 600, 0)],
    )
    def test_returns(self, ceiling: int | None, under: int, expected: int) -> None:
        assert left_to_pay(committed=100, paid=30, ceiling=ceiling, paid_under=under) == expected


class TestIsOver:
    """AGREE-04: over by itself once the last day has passed."""

    @pytest.mark.parametrize(
        ("state", "on", "expected"),
        [
            pytest.param("DITANDATANGANI", FIRST, False, id="on its last day"),
            pytest.param("DITANDATANGANI", FIRST + DAY, True, id="the day after"),
            pytest.param("KONSEP", FIRST + DAY, False, id="a draft never held"),
            pytest.param("DIAKHIRI", FIRST + DAY, False, id="somebody ended it"),
        ],
    )
    def test_returns(self, state: str, on: dt.date, expected: bool) -> None:
        assert is_over(state=state, ends_on=FIRST, on=on) is expected


class TestPartners:
    """Who they are; of two editors the second is told."""

    WORDS: dict[str, Any] = {"kind": "BALAI", "address": "", "contact": "", "email": "", "phone": ""}

    def test_the_second_editor_is_told(self) -> None:
        made = partners.add_partner(name="BPSDM Aceh", **self.WORDS, **BY)
        partners.change_partner(partner=made, revision=1, name="BPSDM Aceh Satu", **self.WORDS, **BY)

        with pytest.raises(partners.UnableToWritePartner) as refusal:
            partners.change_partner(partner=made, revision=1, name="BPSDM Dua", **self.WORDS, **BY)

        assert refusal.value.code == "stale"
        assert Partner.objects.get().name == "BPSDM Aceh Satu"

    def test_a_name_is_one_partners(self) -> None:
        partners.add_partner(name="BPSDM Aceh", **self.WORDS, **BY)
        other = partners.add_partner(name="Lain", **self.WORDS, **BY)

        with pytest.raises(partners.UnableToWritePartner):
            partners.add_partner(name="bpsdm  aceh", **self.WORDS, **BY)
        with pytest.raises(partners.UnableToWritePartner):
            partners.change_partner(partner=other, revision=1, name="BPSDM ACEH", **self.WORDS, **BY)


class TestAgreements:
    """Drafted, signed, ended."""

    def test_of_two_editors_the_second_is_told(self) -> None:
        partner = session().partner
        made = drafted(partner)
        words: dict[str, Any] = {
            "kind": "PKS", "number": "2", "subject": "Baru", "scope": "", "under": None, "people": 3, "rupiah": None,
            "starts_on": FIRST, "ends_on": FIRST,
        }  # fmt: skip
        agreements.change_agreement(agreement=made, revision=1, **words, **BY)

        with pytest.raises(agreements.UnableToWriteAgreement) as refusal:
            agreements.change_agreement(agreement=made, revision=1, **words, **BY)

        assert refusal.value.code == "stale"

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"ends_on": dt.date(2026, 1, 1)}, "days", id="ends before it begins"),
            pytest.param({"number": "MOU-1"}, "number_used", id="the number is used"),
            pytest.param({"kind": "MOU", "above": True}, "above", id="a MoU stands under none"),
        ],
    )
    def test_a_draft_is_refused(self, more: dict[str, Any], code: str) -> None:
        partner = session().partner
        above = drafted(partner, kind="MOU", number="MOU-1")
        if more.pop("above", False):
            more["under"] = above

        with pytest.raises(agreements.UnableToWriteAgreement) as refusal:
            drafted(partner, **more)

        assert refusal.value.code == code

    @pytest.mark.parametrize(
        ("draft", "revision", "signed_on", "code"),
        [
            pytest.param({"number": ""}, 1, town.TODAY, "number_missing", id="without a number"),
            pytest.param({}, 2, town.TODAY, "stale", id="another draft than was read"),
            pytest.param({}, 1, town.TODAY + DAY, "ahead", id="a day to come"),
        ],
    )
    def test_signing_is_refused(self, draft: dict[str, Any], revision: int, signed_on: dt.date, code: str) -> None:
        made = drafted(session().partner, **draft)

        with pytest.raises(agreements.UnableToSign) as refusal:
            agreements.sign(agreement=made, revision=revision, signed_on=signed_on, on=town.TODAY, **BY)

        assert refusal.value.code == code

    def test_a_pks_keeps_to_the_days_of_its_mou(self) -> None:
        partner = session().partner
        above = signed(partner, kind="MOU", number="MOU-1", ends_on=dt.date(2027, 6, 30))

        with pytest.raises(agreements.UnableToSign) as refusal:
            signed(partner, under=above)

        assert refusal.value.code == "above"
        assert signed(partner, number="2", under=above, ends_on=dt.date(2027, 6, 30)).state == "DITANDATANGANI"

    def test_a_signed_one_is_not_changed(self) -> None:
        made = signed(session().partner)

        with pytest.raises(agreements.UnableToSign):
            agreements.sign(agreement=made, revision=1, signed_on=town.TODAY, on=town.TODAY, **BY)
        with pytest.raises(agreements.UnableToWriteAgreement):
            agreements.set_price(
                agreement=made, programme=Session.objects.get().programme, participant_cost=1, fixed_cost=0, **BY
            )

    def test_prices_of_a_draft_come_and_go(self) -> None:
        made = drafted(session().partner)
        programme = Session.objects.get().programme
        for cost in (1, 2):
            agreements.set_price(agreement=made, programme=programme, participant_cost=cost, fixed_cost=0, **BY)
        price = AgreementPrice.objects.get()

        agreements.remove_price(price=price, **BY)

        assert price.participant_cost == 2
        assert not AgreementPrice.objects.exists()
        assert Agreement.objects.get().revision == 4

    def test_ends_once_with_a_reason(self) -> None:
        made = signed(session().partner)
        with pytest.raises(agreements.UnableToEndAgreement):
            agreements.end_agreement(agreement=made, reason=" ", on=town.TODAY, **BY)

        agreements.end_agreement(agreement=made, reason="Selesai", on=town.TODAY, **BY)

        with pytest.raises(agreements.UnableToEndAgreement):
            agreements.end_agreement(agreement=made, reason="Lagi", on=town.TODAY, **BY)

    def test_is_not_ended_once_it_is_over(self) -> None:
        made = signed(session().partner)

        with pytest.raises(agreements.UnableToEndAgreement) as refusal:
            agreements.end_agreement(agreement=made, reason="Selesai", on=made.ends_on + DAY, **BY)

        assert refusal.value.code == "over"

    def test_warns_of_each_end_once(self) -> None:
        partner = session().partner
        signed(partner, ends_on=dt.date(2027, 2, 1))
        ask: dict[str, Any] = {"to": ["akun"], "page": "/perjanjian/", "at": town.NOW}

        early = agreements.warn_of_ends(on=dt.date(2026, 12, 2), **ask)
        first = agreements.warn_of_ends(on=dt.date(2026, 12, 3), **ask)
        again = agreements.warn_of_ends(on=dt.date(2026, 12, 4), **ask)

        assert (early, first, again) == (0, 1, 0)
        assert Message.objects.get().to == "akun"


class TestOrder:
    """A session under an agreement takes of its quota and money."""

    def test_takes_places_and_money(self) -> None:
        found = session(fixed_cost=500)
        made = signed(found.partner, people=10, rupiah=1500)

        agreements.order(agreement=made, session=found, **BY)

        made.refresh_from_db()
        assert (made.ordered_people, made.ordered_rupiah) == (10, 1500)

    def test_once_more_takes_what_is_asked_now(self) -> None:
        found = session()
        made = signed(found.partner, people=10)
        agreements.order(agreement=made, session=found, **BY)
        Session.objects.update(seats=8)

        agreements.order(agreement=made, session=found, **BY)

        made.refresh_from_db()
        assert (made.ordered_people, made.ordered_rupiah) == (8, 800)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"people": 9}, "people", id="one place short"),
            pytest.param({"rupiah": 999}, "rupiah", id="one rupiah short"),
            pytest.param({"starts_on": dt.date(2027, 3, 2)}, "days", id="begins a day late"),
        ],
    )
    def test_is_refused(self, more: dict[str, Any], code: str) -> None:
        found = session()
        made = signed(found.partner, **more)

        with pytest.raises(agreements.UnableToOrder) as refusal:
            agreements.order(agreement=made, session=found, **BY)

        assert refusal.value.code == code
        assert not Order.objects.exists()

    def test_is_refused_under_a_draft_or_an_ended_one(self) -> None:
        found = session()
        draft = drafted(found.partner)
        ended = signed(found.partner, number="2")
        agreements.end_agreement(agreement=ended, reason="Selesai", on=town.TODAY, **BY)

        for one in (draft, ended):
            with pytest.raises(agreements.UnableToOrder) as refusal:
                agreements.order(agreement=one, session=found, **BY)
            assert refusal.value.code == "not_signed"

    def test_is_refused_for_another_partner_a_second_agreement_or_a_cancelled_session(self) -> None:
        found, other = session(), session("S2", partner="Lain")
        made = signed(found.partner)
        agreements.order(agreement=made, session=found, **BY)
        codes = []
        Session.objects.filter(code="S2").update(state=SessionState.CANCELLED)
        gone = Session.objects.get(code="S2")

        for agreement, asked in (
            (signed(other.partner), found),
            (signed(found.partner, number="2"), found),
            (signed(other.partner, number="3"), gone),
        ):
            with pytest.raises(agreements.UnableToOrder) as refusal:
                agreements.order(agreement=agreement, session=asked, **BY)
            codes.append(refusal.value.code)

        assert codes == ["partner", "elsewhere", "over"]

    def test_is_refused_beyond_programme_and_price(self) -> None:
        found, other = session(), session("S2")
        draft = drafted(found.partner)
        agreements.set_price(agreement=draft, programme=found.programme, participant_cost=99, fixed_cost=0, **BY)
        agreements.sign(agreement=draft, revision=2, signed_on=town.TODAY, on=town.TODAY, **BY)
        codes = []

        for asked in (found, other):
            with pytest.raises(agreements.UnableToOrder) as refusal:
                agreements.order(agreement=draft, session=asked, **BY)
            codes.append(refusal.value.code)

        assert codes == ["price", "programme"]

    def test_a_cancelled_session_gives_back(self) -> None:
        found = opened()
        made = signed(found.partner, people=10)
        agreements.order(agreement=made, session=found, **BY)

        cancel_session(session=found, reason="Banjir", **BY, link="/")

        made.refresh_from_db()
        assert (made.ordered_people, made.ordered_rupiah) == (0, 0)
        assert not Order.objects.exists()

    def test_is_not_taken_back_once_it_was_held(self) -> None:
        found = opened()
        held = agreements.order(agreement=signed(found.partner), session=found, **BY)
        Session.objects.update(state=SessionState.HELD)

        with pytest.raises(agreements.UnableToOrder) as refusal:
            agreements.take_back_order(order=held, **BY)

        assert refusal.value.code == "held"
        assert Order.objects.exists()

    def test_is_taken_back_unless_something_was_paid(self) -> None:
        found = opened()
        made = signed(found.partner)
        held = agreements.order(agreement=made, session=found, **BY)
        seated(found, *people_of(2))
        payment = paid(found, 200)

        with pytest.raises(agreements.UnableToOrder):
            agreements.take_back_order(order=held, **BY)
        payments.correct_payment(payment=payment, amount=0, paid_on=town.TODAY, note="", on=town.TODAY, **BY)
        agreements.take_back_order(order=held, **BY)

        made.refresh_from_db()
        assert made.ordered_people == 0

    def test_the_table_has_the_last_word(self) -> None:
        made = signed(session().partner, people=5)

        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=made.pk).update(ordered_people=6)


def paid(found: Session, amount: int, document: str = "SP2D-1", on: dt.date = town.TODAY) -> Payment:
    return payments.record_payment(
        session=found, document=document, amount=amount, paid_on=on, note="", on=town.TODAY, **BY
    )


class TestPayments:
    """At most what is committed and agreed."""

    def test_at_most_what_is_committed(self) -> None:
        found = opened(fixed_cost=50)
        seated(found, *people_of(2))
        paid(found, 200)

        with pytest.raises(payments.UnableToRecordPayment) as refusal:
            paid(found, 51, "SP2D-2")

        assert refusal.value.code == "too_much"
        assert "Rp50" in str(refusal.value)
        assert paid(found, 50, "SP2D-2").amount == 50

    def test_at_most_what_is_agreed(self) -> None:
        found = opened(seats=2)
        agreements.order(agreement=signed(found.partner, rupiah=200), session=found, **BY)
        seated(found, *people_of(2))
        Agreement.objects.update(ordered_rupiah=0, rupiah=150)

        with pytest.raises(payments.UnableToRecordPayment):
            paid(found, 151)

        assert paid(found, 150).agreement == Agreement.objects.get()

    def test_the_same_once_more_changes_nothing(self) -> None:
        found = opened()
        seated(found, *people_of(2))

        assert paid(found, 100) == paid(found, 100)
        assert Event.objects.filter(action="learning.record_payment").count() == 1

    @pytest.mark.parametrize(
        ("amount", "on", "code"),
        [
            pytest.param(50, town.TODAY, "known", id="the document is known with another amount"),
            pytest.param(100, town.TODAY - DAY, "known", id="the document is known with another day"),
        ],
    )
    def test_a_known_document_is_corrected_instead(self, amount: int, on: dt.date, code: str) -> None:
        found = opened()
        seated(found, *people_of(2))
        paid(found, 100)

        with pytest.raises(payments.UnableToRecordPayment) as refusal:
            paid(found, amount, on=on)

        assert refusal.value.code == code

    def test_nothing_and_a_day_to_come_are_refused(self) -> None:
        found = opened()
        seated(found, *people_of(2))

        with pytest.raises(payments.UnableToRecordPayment):
            paid(found, 0)
        with pytest.raises(payments.UnableToRecordPayment):
            paid(found, 1, on=town.TODAY + DAY)

    def test_a_correction_is_a_new_row(self) -> None:
        found = opened()
        seated(found, *people_of(2))
        wrong = paid(found, 100)

        right = payments.correct_payment(payment=wrong, amount=200, paid_on=town.TODAY, note="x", on=town.TODAY, **BY)

        assert right.corrects_id == wrong.pk
        assert money.money_of(found).paid == 200
        with pytest.raises(payments.UnableToRecordPayment):
            payments.correct_payment(payment=wrong, amount=1, paid_on=town.TODAY, note="", on=town.TODAY, **BY)


class TestMoney:
    """The same total by session, by partner and by unit."""

    def test_adds_up(self) -> None:
        people = people_of(3)
        outsider = town.people(town.person_row(9, unit="KOTA"))[0]
        first = opened("S1", fixed_cost=1000)
        second = opened("S2", partner="Lain", participant_cost=7)
        session("S3", fixed_cost=5)  # on offer only: it commits nothing
        seated(first, *people[:2], outsider)
        seated(second, people[2])
        paid(first, 1000)
        budget = UnitBudget(unit=Unit.objects.get(siasn_id="DINAS"), year=2027, rupiah=10_000)
        record_budgets(budgets=[budget], **BY)

        rows = money.money_of_year(year=2027)
        units = by_unit(year=2027, known_at=town.NOW + DAY)

        assert [(row.code, row.people, row.committed) for row in rows] == [("S1", 3, 1300), ("S2", 1, 7)]
        assert [row.committed for row in rows] == [row.committed for row in money.sessions_of_year(year=2027)]
        assert units.units == (UnitMoney("Dinas", 3, 207, 154, 10_000), UnitMoney(None, 1, 100, 76, None))
        assert sum(row.committed for row in units.units) + units.fixed == sum(row.committed for row in rows)
        assert sum(row.paid for row in units.units) + units.fixed_paid == sum(row.paid for row in rows) == 1000

    def test_of_an_agreement(self) -> None:
        found = opened()
        made = signed(found.partner)
        agreements.order(agreement=made, session=found, **BY)
        seated(found, *people_of(2))
        paid(found, 150)
        made.refresh_from_db()

        used = queries.used(made)

        assert (used.ordered_people, used.ordered_rupiah) == (10, 1000)
        assert (used.held_people, used.committed, used.paid) == (2, 200, 150)


class TestHours:
    """Against the right of the year."""

    def test_who_is_short_and_by_how_much(self) -> None:
        people = people_of(2)
        row = CompletedTraining(person=people[0], reference="A", name="Kursus", form=3, hours=15)
        row.starts_on = row.ends_on = dt.date(2026, 5, 4)
        record_trainings(trainings=[row], competencies={}, on=town.TODAY, **BY)

        found = hours.hours_of_year(scope=Person.objects.all(), year=2026, on=town.TODAY).order_by("pk")

        assert [(one.hours, one.right, one.short) for one in found] == [(15, 20, 5), (0, 20, 20)]

    def test_a_pppk_has_another_right(self) -> None:
        people_of(1)
        Person.objects.update(employment="PPPK")

        found = hours.hours_of_year(scope=Person.objects.all(), year=2026, on=town.TODAY).get()

        assert found.right == 24


class TestResults:
    """From records, with the number of cases."""

    def test_counts_cases(self) -> None:
        people = people_of(3)
        found = opened("S1")
        seated(found, *people)
        rows = list(Enrolment.objects.order_by("pk"))
        late = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
        soon = dt.datetime(2027, 3, 5, tzinfo=dt.UTC)
        for row, state, at in zip(rows, ("SELESAI", "SELESAI", "TIDAK_LULUS"), (soon, late, soon), strict=True):
            Enrolment.objects.filter(pk=row.pk).update(state=EnrolmentState(state), decided_at=at)
        Session.objects.update(state=SessionState.HELD)
        session("S2")
        Session.objects.filter(code="S2").update(state=SessionState.CANCELLED)

        results = partner_queries.results(found.partner, on=dt.date(2027, 5, 1))

        assert results.passed == Share(2, 3)
        assert (results.on_time, results.days) == (Share(2, 3), 14)
        assert results.cancelled == Share(1, 2)
        assert results.reached == Share(0, 0)

    def test_reached_is_what_is_held_today(self) -> None:
        people = people_of(3)
        town.standard("Pengelola", "M.1", 2)
        found = opened("S1", teaches={"M.1": 2})
        seated(found, *people)
        for person, level in zip(people, (2, 1, 3), strict=True):
            town.assessed(person, "M.1", level, on=dt.date(2026, 2, 2))
        Enrolment.objects.update(state=EnrolmentState.DONE, decided_at=town.NOW)
        Enrolment.objects.filter(person=people[2]).update(state=EnrolmentState.NOT_PASSED)

        results = partner_queries.results(found.partner, on=dt.date(2027, 5, 1))

        assert results.reached == Share(1, 2)


class TestFiles:
    """Documents: told by their content, under random names."""

    def test_come_and_go(self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
        made = drafted(session().partner)

        file = agreement_files.add_file(agreement=made, name="C:\\PKS.exe", content=pdf(), **BY)

        assert file.file_name == "PKS.pdf"
        assert "PKS" not in file.stored_name
        assert (agreement_files.content_of(file=file) or b"").startswith(b"%PDF")
        agreement_files.remove_file(file=file, **BY)
        with pytest.raises(UnableToKeepFile):
            agreement_files.remove_file(file=file, **BY)

    def test_svg_is_refused(self, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
        made = drafted(session().partner)

        with pytest.raises(UnableToKeepFile):
            agreement_files.add_file(agreement=made, name="x.pdf", content=b"<svg/>", **BY)

        assert not agreement_files.folder().exists()


def invited(partner: Partner, email: str = "mitra@example.id") -> PartnerMember:
    members.invite_member(
        partner=partner, name="Mitra", email=email, reason="Kelas", by="satu", at=town.NOW, page=lambda _pk: "/"
    )
    return PartnerMember.objects.get(user__email=email, ended_at__isnull=True)


class TestMembers:
    """Invited by one, let in by a second."""

    def test_two_let_a_partner_in(self) -> None:
        member = invited(session().partner)
        with pytest.raises(members.UnableToLetPartnerIn) as early:
            members.new_code(member=member, by="dua", at=town.NOW)
        proposals.approve(proposal=RoleProposal.objects.get(), by="dua", at=town.NOW, page=lambda _pk: "/")
        with pytest.raises(members.UnableToLetPartnerIn) as own:
            members.new_code(member=member, by="satu", at=town.NOW)

        code = members.new_code(member=member, by="dua", at=town.NOW)

        assert (early.value.code, own.value.code) == ("not_decided", "own_proposal")
        assert RoleGrant.objects.get().role == "mitra"
        assert use_code(user=member.user, typed=code, at=town.NOW)

    def test_the_same_again_asks_nothing_new(self) -> None:
        partner = session().partner
        first = invited(partner)

        assert invited(partner) == first
        assert RoleProposal.objects.count() == 1

    def test_an_employee_and_anothers_account_are_refused(self) -> None:
        partner, other = session().partner, session("S2", partner="Lain").partner
        invited(partner)
        [person] = people_of(1)
        user = User.objects.create(name="x", email="x@example.id", code=person.code, created_at=town.NOW)

        with pytest.raises(partners.UnableToNameMember) as elsewhere:
            invited(other)
        with pytest.raises(partners.UnableToNameMember) as employee:
            partners.name_member(partner=partner, user=user, **BY)

        assert (elsewhere.value.code, employee.value.code) == ("elsewhere", "employee")

    def test_the_role_is_for_accounts_of_a_partner_only(self) -> None:
        user = User.objects.create(name="x", email="x@example.id", created_at=town.NOW)

        with pytest.raises(proposals.UnableToProposeRole) as refusal:
            proposals.propose_grant(
                user=user, role="mitra", unit=None, on=town.TODAY, reason="x", **BY, page=lambda _pk: "/"
            )

        assert refusal.value.code == "no_member"

    def test_an_account_with_another_role_gets_no_code(self) -> None:
        member = invited(session().partner)
        for role in ("mitra", "bkpsdm"):
            grant_role(user=member.user, role=role, unit=None, on=town.TODAY, **BY)

        with pytest.raises(members.UnableToLetPartnerIn):
            members.new_code(member=member, by="dua", at=town.NOW)

    def test_ends_at_once(self) -> None:
        member = invited(session().partner)

        partners.end_member(member=member, **BY)

        assert not partner_queries.acts_for_a_partner(member.user)
