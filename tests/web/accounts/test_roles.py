"""Roles by two persons: proposing, deciding, and who may not."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from piawai.access import codes, queries
from piawai.access.holding import holder
from piawai.access.models import RoleGrant, RoleProposal
from piawai.access.services import proposals
from piawai.access.services.roles import grant_role
from piawai.accounts.models import User
from piawai.accounts.services import UnableToReset, choose_password, deactivate
from piawai.audit.models import Event
from piawai.jobs.models import Message
from piawai.lib import clock
from piawai.people.models import Person
from piawai.web.accounts import forms
from tests.cast import Cast, cast, protect

pytestmark = [pytest.mark.django_db]
GOOD = "kuda lumping biru"
DAY = dt.timedelta(days=1)


def second(people: Cast, name: str = "kedua") -> User:
    """Give BKPSDM one more account, under the name of a role of the cast."""
    user = User.objects.create_user(name=f"Akun {name}", email=f"{name}@example.id", created_at=clock.now())
    grant_role(user=user, role="bkpsdm", unit=None, on=clock.today() - DAY, by="tests", at=clock.now())
    protect(user)
    people.users[name] = user
    return user


@pytest.fixture
def people() -> Cast:
    found = cast()
    second(found)
    return found


def page(number: int) -> str:
    return reverse("role_proposal", args=[number])


def proposed(people: Cast, *, user: str = "staff", role: str = "bkpsdm", by: str = "bkpsdm") -> RoleProposal:
    """Return a proposal to give somebody a role from today on."""
    return proposals.propose_grant(
        user=people.users[user],
        role=role,
        unit=people.staff.post.unit if role == "operator" else None,
        on=clock.today(),
        reason="Surat tugas 12",
        by=people.users[by].code,
        at=clock.now(),
        page=page,
    )


def decide(people: Cast, role: str, row: RoleProposal, decision: str, answer: str = "") -> Any:
    address = reverse("role_proposal", args=[row.pk])
    return people.client(role).post(address, {"decision": decision, "answer": answer})


def held(people: Cast, user: str, role: str) -> bool:
    """Return whether an account holds a granted role today."""
    grants = queries.grants(on=clock.today()).filter(user=people.users[user], role=role)
    return grants.filter(starts_on__lte=clock.today()).exists()


class TestPropose:
    """One of BKPSDM proposes; nothing changes yet."""

    def send(self, client: Client, **more: str) -> Any:
        day = f"{clock.today():%d-%m-%Y}"
        return client.post("/akun/peran/usul/", {"role": "sekda", "on": day, "reason": "Surat tugas", **more})

    def test_waits_and_tells_the_others(self, people: Cast) -> None:
        self.send(people.client("bkpsdm"), who=people.staff.nip)

        row = RoleProposal.objects.get()
        assert (row.user, row.role, row.state) == (people.users["staff"], "sekda", "MENUNGGU")
        assert not held(people, "staff", "sekda")
        address = reverse("role_proposal", args=[RoleProposal.objects.get().pk])
        assert [(message.to, message.link) for message in Message.objects.all()] == [
            (people.users["kedua"].code, address)
        ]

    def test_opens_an_account_for_whoever_has_none(self, people: Cast) -> None:
        self.send(people.client("bkpsdm"), who=people.outsider.nip, role="operator", unit="LAIN")

        row = RoleProposal.objects.get()
        assert (row.user.code, row.unit and row.unit.siasn_id) == (people.outsider.code, "LAIN")
        assert not row.user.has_usable_password()

    def test_finds_whoever_has_no_account_by_name_and_tells_namesakes_apart(self, people: Cast) -> None:
        Person.objects.filter(pk__in=[people.outsider.pk, people.colleague.pk]).update(name="Budi Santoso")
        client = people.client("bkpsdm")

        asked = self.send(client, who="budi")
        chosen = self.send(client, who="budi", person=people.outsider.code)

        assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        page = asked.content.decode()
        assert ["Budi Santoso, Pengelola, Dinas Lain" in page, "Budi Santoso, Pengelola, Seksi Satu" in page] == [
            True
        ] * 2
        assert chosen.status_code == HTTPStatus.FOUND
        assert "budi" not in chosen["Location"].lower()
        assert RoleProposal.objects.get().user.code == people.outsider.code

    def test_of_one_who_has_the_name_is_confirmed_first(self, people: Cast) -> None:
        assert self.send(people.client("bkpsdm"), who="Orang Luar").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not User.objects.filter(code=people.outsider.code).exists()

    def test_takes_nobody_who_has_not_the_name(self, people: Cast) -> None:
        answer = self.send(people.client("bkpsdm"), who="Orang Luar", person=people.colleague.code)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not RoleProposal.objects.exists()

    def test_of_a_name_that_too_many_have_asks_for_more_of_it(
        self, people: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forms.GrantRole, "MOST_NAMESAKES", 1)

        page = self.send(people.client("bkpsdm"), who="Kepala").content.decode()

        assert "More than 1 people have this name" in page
        assert "Kepala Lain" not in page

    def test_is_made_once_by_two_taps(self, people: Cast) -> None:
        client = people.client("bkpsdm")

        first, again = (self.send(client, who="kedua@example.id")["Location"] for _tap in range(2))

        assert first == again
        assert RoleProposal.objects.count() == 1

    @pytest.mark.parametrize(
        ("reason", "said"), [("Surat tugas", "The proposal waits"), ("Lain", "An earlier proposal")]
    )
    def test_says_whether_an_earlier_one_waits_in_its_place(self, people: Cast, reason: str, said: str) -> None:
        client = people.client("bkpsdm")
        self.send(client, who="kedua@example.id")
        client.get("/akun/peran/")

        page = client.get(self.send(client, who="kedua@example.id", reason=reason)["Location"])

        assert [str(message)[: len(said)] for message in page.context["messages"]][-1] == said

    @pytest.mark.parametrize(
        "wrong",
        [
            {"who": "tidak-ada@example.id"},
            {"who": "Tidak Ada"},
            {"who": "operator@example.id", "role": "operator"},
            {"who": "operator@example.id", "unit": "LAIN"},
            {"who": "sekda@example.id"},
            {"who": "operator@example.id", "on": "1-1-2020"},
            {"who": "operator@example.id", "reason": " "},
            {"who": "operator@example.id", "role": "pimpinan"},
        ],
        ids=[
            "nobody",
            "nobody of the name",
            "operator of nothing",
            "unit without need",
            "held",
            "in the past",
            "no reason",
            "by post",
        ],
    )
    def test_is_refused(self, people: Cast, wrong: dict[str, str]) -> None:
        assert self.send(people.client("bkpsdm"), **wrong).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not RoleProposal.objects.exists()

    def test_is_refused_for_a_closed_account(self, people: Cast) -> None:
        deactivate(user=people.users["operator"], by="tests", at=clock.now())

        assert self.send(people.client("bkpsdm"), who="operator@example.id").status_code == 422

    def test_writes_messages_in_the_city_s_language(self, people: Cast, settings: Any) -> None:
        settings.LANGUAGE_CODE = "id"
        with translation.override("en"):
            proposed(people)

        with translation.override("id"):
            expected = translation.gettext("A proposal about a role waits")
        assert {message.subject for message in Message.objects.all()} == {expected}
        assert expected != "A proposal about a role waits"

    def test_keeps_the_nip_out_of_addresses_and_the_log(self, people: Cast) -> None:
        response = self.send(people.client("bkpsdm"), who=people.staff.nip)

        assert people.staff.nip not in response["Location"] + str(list(Event.objects.values()))


class TestDecide:
    """A second person decides, once."""

    def test_gives_the_role_at_once(self, people: Cast) -> None:
        row = proposed(people)

        decide(people, "kedua", row, "setujui")

        row.refresh_from_db()
        assert row.state == "DISETUJUI"
        assert held(people, "staff", "bkpsdm")
        assert row.grant is not None
        assert row.grant.granted_by == f"{people.users['bkpsdm'].code}, {people.users['kedua'].code}"

    def test_is_logged_and_told(self, people: Cast) -> None:
        row = proposed(people)

        decide(people, "kedua", row, "setujui")

        event = Event.objects.get(action="access.decide_proposal")
        assert (event.actor, event.details["state"]) == (people.users["kedua"].code, "DISETUJUI")
        told = set(Message.objects.values_list("to", flat=True))
        assert {people.users["staff"].code, people.users["bkpsdm"].code} <= told

    def test_is_not_the_proposer_s(self, people: Cast) -> None:
        row = proposed(people)

        for decision in ("setujui", "tolak"):
            assert decide(people, "bkpsdm", row, decision, "x").status_code == HTTPStatus.UNPROCESSABLE_ENTITY

        row.refresh_from_db()
        assert row.state == "MENUNGGU"
        assert not held(people, "staff", "bkpsdm")

    def test_is_not_about_the_own_account(self, people: Cast) -> None:
        row = proposed(people, user="kedua", role="inspektorat")

        answer = decide(people, "kedua", row, "setujui")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not held(people, "kedua", "inspektorat")

    def test_is_not_the_proposer_s_even_past_the_service(self, people: Cast) -> None:
        row = proposed(people)

        with pytest.raises(IntegrityError):
            RoleProposal.objects.filter(pk=row.pk).update(state="DISETUJUI", decided_by=row.proposed_by)

    def test_refuses_with_words_alone(self, people: Cast) -> None:
        row = proposed(people)
        assert decide(people, "kedua", row, "tolak").status_code == HTTPStatus.UNPROCESSABLE_ENTITY

        decide(people, "kedua", row, "tolak", "Bukan tugasnya")

        row.refresh_from_db()
        assert (row.state, row.answer) == ("DITOLAK", "Bukan tugasnya")
        assert not held(people, "staff", "bkpsdm")

    def test_is_withdrawn_by_the_proposer_alone(self, people: Cast) -> None:
        row = proposed(people)
        assert decide(people, "kedua", row, "tarik").status_code == HTTPStatus.UNPROCESSABLE_ENTITY

        decide(people, "bkpsdm", row, "tarik")

        row.refresh_from_db()
        assert row.state == "DITARIK"

    @pytest.mark.parametrize("first", ["setujui", "tolak", "tarik"])
    @pytest.mark.parametrize("then", ["setujui", "tolak", "tarik"])
    def test_happens_once(self, people: Cast, first: str, then: str) -> None:
        second(people, "ketiga")
        row = proposed(people)
        decide(people, "bkpsdm" if first == "tarik" else "kedua", row, first, "x")
        row.refresh_from_db()
        state = row.state

        answer = decide(people, "bkpsdm" if then == "tarik" else "ketiga", row, then, "y")

        row.refresh_from_db()
        assert state != "MENUNGGU"
        assert (answer.status_code, row.state) == (HTTPStatus.UNPROCESSABLE_ENTITY, state)
        assert held(people, "staff", "bkpsdm") == (first == "setujui")

    def test_of_a_day_that_has_passed_begins_today(self, people: Cast) -> None:
        row = proposed(people)
        RoleProposal.objects.filter(pk=row.pk).update(effective_on=clock.today() - 9 * DAY)

        decide(people, "kedua", row, "setujui")

        assert RoleGrant.objects.get(user=people.users["staff"]).starts_on == clock.today()


class TestOneIsNotTwo:
    """Whoever proposes a role never gets in as whoever holds it."""

    def code(self, people: Cast, *, by: str = "bkpsdm") -> str:
        """Return a code that somebody makes for the employee, "" where that is refused."""
        own = holder(user=people.users[by], on=clock.today(), at=clock.now())
        person = Person.objects.filter(pk=people.staff.pk)
        try:
            return codes.make_for(holder=own, people=person, on=clock.today(), at=clock.now())[0].code
        except codes.UnableToMakeCodes:
            return ""

    def reset(self, people: Cast, *, by: str = "bkpsdm") -> str:
        """Return the code of a reset, "" where that is refused."""
        own = holder(user=people.users[by], on=clock.today(), at=clock.now())
        try:
            return codes.reset(holder=own, person=people.staff, on=clock.today(), at=clock.now()).code
        except UnableToReset:
            return ""

    def enters(self, people: Cast, code: str) -> bool:
        """Return whether a code lets in as the employee."""
        answer = Client().post("/akun/masuk/", {"login": people.staff.nip, "password": code})
        return bool(answer.status_code == HTTPStatus.FOUND)

    @pytest.mark.parametrize("role", ["operator", "bkpsdm", "sekda"])
    @pytest.mark.parametrize("make", ["code", "reset"])
    def test_with_a_code_made_before(self, people: Cast, make: str, role: str) -> None:
        code = getattr(self, make)(people)
        decide(people, "kedua", proposed(people, role=role), "setujui")

        assert code
        assert not self.enters(people, code)

    @pytest.mark.parametrize("role", ["operator", "bkpsdm", "sekda"])
    @pytest.mark.parametrize("make", ["code", "reset"])
    @pytest.mark.parametrize("when", ["waiting", "granted"])
    def test_with_a_code_made_after(self, people: Cast, make: str, role: str, when: str) -> None:
        row = proposed(people, role=role)
        if when == "granted":
            decide(people, "kedua", row, "setujui")

        assert getattr(self, make)(people) == ""

    def test_with_a_session_a_password_or_a_passkey_of_before(self, people: Cast) -> None:
        user, phone = people.users["staff"], people.client("staff")
        choose_password(user=user, password=GOOD, by=user.code, at=clock.now())
        protect(user)
        phone.force_login(user)
        before = phone.get("/akun/").status_code

        decide(people, "kedua", proposed(people), "setujui")

        user.refresh_from_db()
        assert (before, phone.get("/akun/").status_code) == (HTTPStatus.OK, HTTPStatus.FOUND)
        assert not user.has_usable_password()
        assert not Authenticator.objects.filter(user=user).exists()

    @pytest.mark.parametrize("role", ["operator", "sekda"])
    def test_and_another_colleague_makes_the_new_code(self, people: Cast, role: str) -> None:
        decide(people, "kedua", proposed(people, role=role), "setujui")

        assert self.enters(people, self.code(people, by="kedua"))

    def test_and_a_refused_proposal_bars_nothing(self, people: Cast) -> None:
        decide(people, "kedua", proposed(people), "tolak", "Bukan")

        assert self.code(people)


class TestEnd:
    """A role is ended by two as well."""

    def test_ends_after_the_day(self, people: Cast) -> None:
        grant = RoleGrant.objects.get(user=people.users["operator"])
        address = reverse("role_end", args=[grant.pk])
        people.client("bkpsdm").post(address, {"on": f"{clock.today():%d-%m-%Y}", "reason": "Pindah"})
        row = RoleProposal.objects.get()
        assert RoleGrant.objects.get(pk=grant.pk).ends_on is None

        decide(people, "kedua", row, "setujui")

        assert RoleGrant.objects.get(pk=grant.pk).ends_on == clock.today()

    def test_ends_at_once_where_the_day_has_passed(self, people: Cast) -> None:
        grant = RoleGrant.objects.get(user=people.users["operator"])
        row = proposals.propose_end(
            grant=grant, on=clock.today(), reason="Pindah", by=people.users["bkpsdm"].code, at=clock.now(), page=page
        )
        RoleProposal.objects.filter(pk=row.pk).update(effective_on=clock.today() - 5 * DAY)

        decide(people, "kedua", row, "setujui")

        assert people.client("operator").get("/akun/kode/").status_code == HTTPStatus.FORBIDDEN

    def test_never_moves_the_end_later(self, people: Cast) -> None:
        grant = RoleGrant.objects.get(user=people.users["operator"])
        by = people.users["bkpsdm"].code
        row = proposals.propose_end(
            grant=grant, on=clock.today() + 9 * DAY, reason="x", by=by, at=clock.now(), page=page
        )
        RoleGrant.objects.filter(pk=grant.pk).update(ends_on=clock.today() - DAY)

        decide(people, "kedua", row, "setujui")

        assert RoleGrant.objects.get(pk=grant.pk).ends_on == clock.today() - DAY
        assert not Event.objects.filter(action="access.end_role").exists()

    @pytest.mark.parametrize("later", [0, 1])
    def test_is_not_proposed_after_the_end(self, people: Cast, later: int) -> None:
        grant = RoleGrant.objects.get(user=people.users["operator"])
        grant.ends_on = clock.today() + 3 * DAY

        with pytest.raises(proposals.UnableToProposeRole) as refusal:
            proposals.propose_end(
                grant=grant, on=grant.ends_on + later * DAY, reason="x", by="a", at=clock.now(), page=page
            )

        assert refusal.value.code == "later"

    def test_is_refused_once_over(self, people: Cast) -> None:
        grant = RoleGrant.objects.get(user=people.users["operator"])
        grant.ends_on = clock.today() - DAY

        with pytest.raises(proposals.UnableToProposeRole) as refusal:
            proposals.propose_end(grant=grant, on=clock.today(), reason="x", by="a", at=clock.now(), page=page)

        assert refusal.value.code == "ended"


class TestPages:
    """What BKPSDM sees."""

    def test_names_who_gave_a_role(self, people: Cast) -> None:
        decide(people, "kedua", proposed(people), "setujui")

        cells = people.client("bkpsdm").get("/akun/peran/").context["listing"].cells

        [given] = [row[5].text for row in cells if row[0].text == "Sari Staf"]
        assert given == "Akun bkpsdm, Akun kedua"

    def test_ask_only_whoever_may_decide(self, people: Cast) -> None:
        proposed(people)

        asked = {
            role: [task.detail for task in people.client(role).get("/").context["tasks"] if "peran" in task.url]
            for role in ("bkpsdm", "kedua", "operator")
        }

        assert asked == {"bkpsdm": [], "kedua": ["1 proposal waits"], "operator": []}

    def test_offers_each_what_may_be_done(self, people: Cast) -> None:
        address = reverse("role_proposal", args=[proposed(people).pk])

        own, other = (people.client(role).get(address).context for role in ("bkpsdm", "kedua"))

        assert (own["decidable"], own["withdrawable"]) == (False, True)
        assert (other["decidable"], other["withdrawable"]) == (True, False)

    @pytest.mark.parametrize("page", ["/akun/peran/", "/akun/peran/usulan/", "/akun/peran/usul/"])
    def test_take_few_queries(
        self, people: Cast, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for user in ("staff", "head", "operator"):
            proposed(people, user=user, role="inspektorat")
        client = people.client("bkpsdm")
        client.get(page)

        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == HTTPStatus.OK


@pytest.mark.django_db(transaction=True)
class TestRace:
    """Two approve, or one approves and the other refuses, at the same moment: one of them counts."""

    def test_is_decided_once(self) -> None:
        people = cast()
        deciders = [second(people, f"ke-{number}").code for number in range(6)]
        row = proposed(people)

        together = threading.Barrier(len(deciders))

        def decided(place: int) -> str:
            together.wait(timeout=10)
            try:
                while True:
                    try:
                        return decide_one(place)
                    except OperationalError:  # SQLite's shared test database, unlike its file, does not wait
                        continue
            finally:
                connection.close()

        def decide_one(place: int) -> str:
            mine = RoleProposal.objects.get(pk=row.pk)
            try:
                if place % 2:
                    proposals.refuse(proposal=mine, answer="Tidak", by=deciders[place], at=clock.now(), page=page)
                else:
                    proposals.approve(proposal=mine, by=deciders[place], at=clock.now(), page=page)
            except proposals.UnableToDecideRole as refusal:
                return refusal.code
            return "refused" if place % 2 else "approved"

        with ThreadPoolExecutor(len(deciders)) as pool:
            found = list(pool.map(decided, range(len(deciders))))

        assert found.count("decided") == len(deciders) - 1
        assert RoleGrant.objects.filter(user=people.users["staff"]).count() == found.count("approved")
        assert Event.objects.filter(action="access.decide_proposal").count() == 1
