"""Pages of partners, agreements, money and hours."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from piawai.access.models import RoleProposal
from piawai.accounts.models import User
from piawai.cli.background import agreements
from piawai.learning.models import Agreement, Partner, PartnerMember, Payment, Session
from piawai.learning.services import partners as services
from piawai.learning.terms import SessionState
from piawai.lib import clock
from tests import town
from tests.agreed import Agreed, agreed, pdf
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
WORDS = {"kind": "BALAI", "address": "", "contact": "Rina", "email": "", "phone": ""}


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return cast()


@pytest.fixture
def ours(people: Cast) -> Agreed:
    return agreed(people, code="S1", role="partner", person=people.staff, partner="BPSDM", price=1_234_567)


@pytest.fixture
def theirs(people: Cast) -> Agreed:
    return agreed(people, code="S/2", role="other_partner", person=people.outsider, partner="Lain", price=7_654_321)


@pytest.fixture
def bkpsdm(people: Cast) -> Client:
    return people.client("bkpsdm")


def text(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def sheet(client: Client, name: str, *args: object, **query: str) -> list[tuple[Any, ...]]:
    answer = client.get(reverse(name, args=args), {"format": "xlsx", **query})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.active is not None
    return list(book.active.iter_rows(values_only=True))


class TestPartner:
    """The list and a partner's page."""

    def test_is_added_and_listed(self, bkpsdm: Client) -> None:
        answer = bkpsdm.post(reverse("partner_add"), {"name": "Balai Baru", **WORDS})

        assert answer.status_code == 302
        assert "Balai Baru" in text(bkpsdm, "partners", jenis="BALAI", q="rina")

    def test_a_name_in_use_is_refused(self, bkpsdm: Client, ours: Agreed) -> None:
        answer = bkpsdm.post(reverse("partner_add"), {"name": "bpsdm", **WORDS})

        assert answer.status_code == 422

    def test_of_two_editors_the_second_sees_both_and_chooses(self, bkpsdm: Client, ours: Agreed) -> None:
        address = reverse("partner_edit", args=[ours.partner.code])
        services.change_partner(
            partner=ours.partner, revision=1, name="Nama Mereka", **WORDS, by="lain", at=clock.now()
        )

        second = bkpsdm.post(address, {"revision": "1", "name": "Nama Saya", **WORDS})

        assert second.status_code == 409
        page = second.content.decode()
        assert "Nama Mereka" in page
        assert "Nama Saya" in page
        assert 'name="revision" value="2"' in page
        assert bkpsdm.post(address, {"revision": "2", "name": "Nama Saya", **WORDS}).status_code == 302
        assert Partner.objects.get(pk=ours.partner.pk).name == "Nama Saya"

    def test_shows_what_too_few_cases_do_not_say(self, bkpsdm: Client, ours: Agreed) -> None:
        page = text(bkpsdm, "partner", ours.partner.code)

        assert "not enough yet: 0 of at least 10 cases" in page
        assert "Results locked within 14 days" in page


class TestAgreement:
    """One agreement, its steps and figures."""

    def test_shows_ordered_held_and_paid(self, bkpsdm: Client, ours: Agreed) -> None:
        page = text(bkpsdm, "agreement", ours.agreement.code)

        assert "30 of 40" in page
        assert "1 of 40" in page
        assert "Rp1,234,567 of not limited" in page

    def test_is_drafted_and_signed(self, bkpsdm: Client, ours: Agreed) -> None:
        words = {"kind": "PKS", "number": "9", "subject": "Baru", "starts_on": "01-01-2027", "ends_on": "31-12-2027"}
        bkpsdm.post(reverse("agreement_add", args=[ours.partner.code]), words)
        made = Agreement.objects.get(number="9")

        answer = bkpsdm.post(
            reverse("agreement_sign", args=[made.code]),
            {"revision": "1", "signed_on": f"{timezone.localdate():%d-%m-%Y}"},
        )

        assert answer.status_code == 302
        made.refresh_from_db()
        assert made.state == "DITANDATANGANI"

    def test_of_two_editors_the_second_sees_both(self, bkpsdm: Client, ours: Agreed) -> None:
        words = {"kind": "PKS", "number": "9", "subject": "Baru", "starts_on": "01-01-2027", "ends_on": "31-12-2027"}

        answer = bkpsdm.post(reverse("agreement_edit", args=[ours.draft.code]), {"revision": "1", **words})

        assert answer.status_code == 409
        assert "Kerja sama BPSDM" in answer.content.decode()

    def test_refuses_in_words(self, bkpsdm: Client, ours: Agreed, theirs: Agreed) -> None:
        Agreement.objects.filter(pk=ours.agreement.pk).update(people=30)
        ours.session.seats = 31
        ours.session.save()

        answer = bkpsdm.post(reverse("agreement_order", args=[ours.agreement.code]), {"session": "S1"})
        other = bkpsdm.post(reverse("agreement_order", args=[ours.agreement.code]), {"session": "S/2"})

        assert "The agreement leaves 30 places; the session has 31." in answer.content.decode()
        assert other.status_code == 422

    def test_is_over_by_itself_after_its_last_day(self, bkpsdm: Client, ours: Agreed) -> None:
        day = clock.today()
        Agreement.objects.filter(pk=ours.agreement.pk).update(
            starts_on=day - dt.timedelta(days=9), ends_on=day - dt.timedelta(days=1)
        )

        page = text(bkpsdm, "agreement", ours.agreement.code)

        assert "Over: its last day has passed" in page
        assert "Put a session under it" not in page
        assert "End the agreement" not in page
        assert ours.agreement.number in text(bkpsdm, "agreements", keadaan="habis")
        assert ours.agreement.number not in text(bkpsdm, "agreements", keadaan="DITANDATANGANI")

    def test_ends_soon(self, bkpsdm: Client, ours: Agreed) -> None:
        assert "P-S1" in text(bkpsdm, "agreements", keadaan="segera")
        assert "Renew 1 agreement" in text(bkpsdm, "home")

    def test_ends_with_a_reason(self, bkpsdm: Client, ours: Agreed) -> None:
        address = reverse("agreement_end", args=[ours.agreement.code])

        assert bkpsdm.post(address, {"reason": ""}).status_code == 422
        assert bkpsdm.post(address, {"reason": "Selesai"}).status_code == 302

    def test_takes_documents_and_gives_them_out_to_keep(self, bkpsdm: Client, ours: Agreed) -> None:
        address = reverse("agreement_files", args=[ours.agreement.code])

        refused = bkpsdm.post(address, {"file": SimpleUploadedFile("x.pdf", b"<svg/>")})
        bkpsdm.post(address, {"file": SimpleUploadedFile("lampiran.pdf", pdf())})
        file = ours.agreement.files.latest("pk")
        answer = bkpsdm.get(reverse("agreement_file", args=[file.token]))

        assert refused.status_code == 422
        assert answer["Content-Disposition"] == 'attachment; filename="lampiran.pdf"'
        assert answer.content.startswith(b"%PDF")
        bkpsdm.post(reverse("agreement_file_remove", args=[file.token]))
        assert bkpsdm.get(reverse("agreement_file", args=[file.token])).status_code == 404

    def test_is_taken_away_as_a_file(self, bkpsdm: Client, ours: Agreed) -> None:
        assert any("S1" in row for row in sheet(bkpsdm, "agreement", ours.agreement.code))
        assert bkpsdm.get(reverse("agreements"), {"format": "pdf"}).content.startswith(b"%PDF")


class TestMoney:
    """The totals are the same however the year is cut."""

    @pytest.mark.parametrize("by", ["", "unit", "lembaga"])
    def test_adds_up(self, bkpsdm: Client, ours: Agreed, theirs: Agreed, by: str) -> None:
        year = str(ours.session.starts_on.year)

        rows = sheet(bkpsdm, "training_money", tahun=year, menurut=by)
        page = text(bkpsdm, "training_money", tahun=year, menurut=by)

        head = next(number for number, row in enumerate(rows) if "Committed" in row)
        for name in ("Committed", "Paid"):
            column = rows[head].index(name)
            assert sum(row[column] for row in rows[head + 1 :]) == 1_234_567 + 7_654_321
        assert "Committed in all: Rp8,888,888" in page
        assert "Paid in all: Rp8,888,888" in page

    def test_a_payment_above_what_is_committed_is_refused(self, bkpsdm: Client, ours: Agreed) -> None:
        today = f"{timezone.localdate():%d-%m-%Y}"
        said = {"document": "SP2D-9", "amount": "1", "paid_on": today, "note": ""}

        answer = bkpsdm.post(reverse("payment_add", args=["S1"]), said)

        assert answer.status_code == 422
        assert "At most Rp0 is left to pay" in answer.content.decode()

    def test_a_correction_replaces(self, bkpsdm: Client, ours: Agreed) -> None:
        today = f"{timezone.localdate():%d-%m-%Y}"
        address = reverse("payment_correct", args=[ours.payment.pk])

        answer = bkpsdm.post(address, {"amount": "5", "paid_on": today, "note": "Salah ketik"})

        assert answer.status_code == 302
        assert "Rp5" in text(bkpsdm, "payments")
        assert bkpsdm.get(address).status_code == 404
        assert Payment.objects.count() == 2


class TestReached:
    """What an hour and a closed gap cost."""

    @pytest.mark.parametrize("by", ["", "unit", "lembaga"])
    def test_adds_up_with_the_money(self, bkpsdm: Client, ours: Agreed, theirs: Agreed, by: str) -> None:
        rows = sheet(bkpsdm, "training_reached", tahun=str(ours.session.starts_on.year), menurut=by)

        head = next(number for number, row in enumerate(rows) if "Committed" in row)
        column = rows[head].index("Committed")
        assert sum(row[column] for row in rows[head + 1 :]) == 1_234_567 + 7_654_321
        assert "Paid for each closed gap" in rows[head]

    def test_a_reader_of_groups_is_not_told_who_passed(self, people: Cast, ours: Agreed) -> None:
        year = str(ours.session.starts_on.year)

        page = text(people.client("mayor"), "training_reached", tahun=year)

        assert "fewer than 5 people passed" in page
        assert "Passed" not in page
        assert "Cost of an hour and of a closed gap" in text(people.client("mayor"), "training_money", tahun=year)

    @pytest.mark.parametrize("kind", ["cetak", "pdf"])
    def test_is_printed_and_taken_away(self, bkpsdm: Client, ours: Agreed, kind: str) -> None:
        assert bkpsdm.get(reverse("training_reached"), {"format": kind}).status_code == 200


class TestHours:
    """Who is short, by how much."""

    def test_stand_on_the_own_page_and_for_the_head(self, people: Cast) -> None:
        year = timezone.localdate().year
        missing = f"20 JP are missing, to be reached by 31 December {year}"

        for role in ("staff", "head", "bkpsdm"):
            assert missing in text(people.client(role), "person", people.staff.code)
        assert "JP are missing" not in text(people.client("sekda"), "person", people.staff.code)

    def test_each_row_says_by_when(self, people: Cast) -> None:
        rows = sheet(people.client("head"), "learning_hours", kurang="ya")

        head = next(number for number, row in enumerate(rows) if "To be reached by" in row)
        column = rows[head].index("To be reached by")
        year = timezone.localdate().year
        assert {row[column].date() for row in rows[head + 1 :]} == {dt.date(year, 12, 31)}

    def test_a_head_sees_the_own_people(self, people: Cast) -> None:
        page = text(people.client("head"), "learning_hours", kurang="ya")

        assert "Sari Staf" in page
        assert "Orang Luar" not in page
        assert "To be reached by 31 December" in page

    def test_an_employee_sees_the_own_figure_alone(self, people: Cast) -> None:
        page = text(people.client("staff"), "learning_hours")

        assert "Sari Staf" in page
        assert "Kolega Kedua" not in page


class TestPartnersOwn:
    """A partner sees its own, by name and unit, and nothing of another."""

    def test_sees_names_and_units_and_no_number(self, people: Cast, ours: Agreed) -> None:
        page = text(people.client("partner"), "own_session", "S1")

        assert people.staff.name in page
        assert "Seksi Satu" in page
        assert people.staff.nip not in page
        assert people.staff.code not in page

    def test_sees_nothing_of_another(self, people: Cast, ours: Agreed, theirs: Agreed) -> None:
        client = people.client("partner")
        pages = [
            text(client, "own_sessions"),
            text(client, "own_session", "S1"),
            text(client, "own_agreements"),
            text(client, "own_agreement", ours.agreement.code),
            text(client, "home"),
        ]

        for page in pages:
            for foreign in (people.outsider.name, "S/2", "Program S/2", "7,654,321", "P-S/2", "Lain"):
                assert foreign not in page
        assert client.get(reverse("own_session", args=["S/2"])).status_code == 404
        assert client.get(reverse("own_agreement", args=[theirs.agreement.code])).status_code == 404

    def test_sees_what_comes_next_first_and_what_is_over_last(self, people: Cast, ours: Agreed) -> None:
        for code, days in (("OVER", -30), ("NEXT", 2), ("LATER", 300)):
            town.sessions(town.session_row(code, clock.today() + dt.timedelta(days=days), partner=ours.partner.name))
        Session.objects.filter(partner=ours.partner).update(state=SessionState.OPEN)

        rows = people.client("partner").get(reverse("own_sessions")).context["listing"].found

        codes = [row.code for row in rows]
        assert (codes[0], codes[-2], codes[-1]) == ("NEXT", "LATER", "OVER")

    def test_sees_the_figures_of_its_agreement(self, people: Cast, ours: Agreed) -> None:
        assert "30 of 40" in text(people.client("partner"), "own_agreement", ours.agreement.code)

    def test_sees_nothing_once_it_acts_for_nobody(self, people: Cast, ours: Agreed) -> None:
        services.end_member(member=ours.member, by="tests", at=clock.now())
        client = people.client("partner")

        assert client.get(reverse("own_session", args=["S1"])).status_code == 404
        assert "S1" not in text(client, "own_sessions")


class TestMembers:
    """Inviting the people of a partner."""

    def test_waits_for_a_second_colleague(self, bkpsdm: Client, ours: Agreed) -> None:
        said = {"name": "Mira Mitra", "email": "mira@example.id", "reason": "Mengisi kehadiran"}
        bkpsdm.post(reverse("member_invite", args=[ours.partner.code]), said)
        member = PartnerMember.objects.get(user__email="mira@example.id")

        answer = bkpsdm.post(reverse("member_code", args=[member.pk]), follow=True)

        assert RoleProposal.objects.get().role == "mitra"
        assert "A second colleague of BKPSDM decides on the role first." in answer.content.decode()

    def test_a_code_is_shown_once(self, bkpsdm: Client, ours: Agreed) -> None:
        answer = bkpsdm.post(reverse("member_code", args=[ours.member.pk]))

        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"

    def test_an_employee_is_refused(self, bkpsdm: Client, people: Cast, ours: Agreed) -> None:
        User.objects.filter(pk=people.users["staff"].pk).update(email="sari@example.id")
        said = {"name": "Sari", "email": "sari@example.id", "reason": "x"}

        answer = bkpsdm.post(reverse("member_invite", args=[ours.partner.code]), said)

        assert answer.status_code == 422

    def test_ends_at_once(self, bkpsdm: Client, ours: Agreed) -> None:
        bkpsdm.post(reverse("member_end", args=[ours.member.pk]))

        assert PartnerMember.objects.get().ended_at is not None
        assert bkpsdm.post(reverse("member_end", args=[ours.member.pk])).status_code == 404


class TestWarnings:
    """The night tells of ends once."""

    def test_tells_bkpsdm(self, people: Cast, ours: Agreed) -> None:
        first = agreements.look_after(None)  # type: ignore[arg-type]
        again = agreements.look_after(None)  # type: ignore[arg-type]

        assert (first["agreements"], again["agreements"]) == (1, 0)
        assert ours.agreement.ends_on == timezone.localdate() + dt.timedelta(days=50)
