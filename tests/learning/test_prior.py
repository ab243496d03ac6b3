"""Recognition of prior learning: each refusal, and that what is recognised counts and is never official."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from piawai.accounts.models import User
from piawai.competencies.models import Assessment, Competency, Qualification, Standing
from piawai.competencies.queries.qualifications import last_change
from piawai.competencies.services.accreditations import withdraw_accreditation
from piawai.competencies.services.qualifications import revoke
from piawai.learning.models import PriorFile, PriorLearning
from piawai.learning.services import prior as services
from piawai.learning.services.prior import UnableToAskForRecognition, UnableToDecideRecognition
from piawai.learning.terms import HandedIn, PriorState
from piawai.people.models import Person
from piawai.people.terms import UnitRow
from tests import town
from tests.pictures import png
from tests.sheets import accredited

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody whose job asks for M.1 at level 3, and the head of the office."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    town.units(
        UnitRow("KOTA", "Kota"),
        UnitRow("DINAS", "Dinas", "KOTA", "22", leader=town.nip(2)),
    )
    town.dictionary()
    found = town.people(
        town.person_row(1, unit="DINAS"),
        town.person_row(2, unit="DINAS", job="Kepala Dinas", kind="1"),
        town.person_row(3, unit="KOTA", job="Lain"),
    )
    town.standard("Pengelola", "M.1", 3)
    return found[0]


def account(person: Person | None = None, *, valid: bool = True) -> str:
    more: dict[str, Any] = {"code": person.code} if person is not None else {}
    number = User.objects.count()
    user = User.objects.create(name="Asesor", email=f"a{number}@example.id", created_at=town.NOW, **more)
    if valid:
        accredited(user.code)
    return str(user.code)


def ask(
    person: Person, *, competency: str = "M.1", files: tuple[HandedIn, ...] | None = None, **more: Any
) -> PriorLearning:
    plain: dict[str, Any] = {"level": 3, "words": "Memimpin tim pelayanan 2019-2024"}
    return services.ask(
        person=person,
        competency=Competency.objects.get(code=competency),
        files=(HandedIn("bukti.png", png()),) if files is None else files,
        at=town.NOW,
        **{**plain, **more},
    )


def recognise(prior: PriorLearning, *, level: int = 3, reason: str = "Terbukti", by: str = town.BY) -> None:
    services.recognise(prior=prior, level=level, reason=reason, on=town.TODAY, by=by, at=town.NOW, link="/")


def refuse(prior: PriorLearning, *, reason: str = "Belum terbukti", by: str = town.BY) -> None:
    services.refuse(prior=prior, reason=reason, on=town.TODAY, by=by, at=town.NOW, link="/")


def assign(prior: PriorLearning, to: str, *, by: str = town.BY) -> None:
    services.assign(prior=prior, account=to, on=town.TODAY, by=by, at=town.NOW)


class TestAsk:
    """One's own, with files that show it."""

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"words": " "}, "words_missing", id="nothing described"),
            pytest.param({"files": ()}, "files", id="no file"),
            pytest.param({"files": (HandedIn("a.svg", b"<svg/>"),)}, "not_taken", id="SVG"),
            pytest.param({"files": (HandedIn("a.png", png()), HandedIn("b", b""))}, "empty", id="the second is empty"),
            pytest.param({"files": (HandedIn("a.png", png()), HandedIn("b.png", png()))}, "twice", id="one twice"),
            pytest.param({"files": tuple(HandedIn(f"{n}", png()) for n in range(6))}, "files", id="too many files"),
        ],
    )
    def test_refuses_and_leaves_nothing(self, person: Person, more: dict[str, Any], code: str) -> None:
        with pytest.raises(UnableToAskForRecognition) as refusal:
            ask(person, **more)

        assert refusal.value.code == code
        assert not list(services.folder().glob("*"))
        assert not PriorLearning.objects.exists()

    def test_not_the_same_twice_while_it_waits(self, person: Person) -> None:
        first = ask(person)

        with pytest.raises(UnableToAskForRecognition) as refusal:
            ask(person)
        services.withdraw(prior=first, at=town.NOW)
        ask(person)

        assert refusal.value.code == "known"
        assert PriorLearning.objects.count() == 2

    def test_not_more_than_can_be_looked_at(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services, "MOST_OPEN", 1)
        ask(person)

        with pytest.raises(UnableToAskForRecognition) as refusal:
            ask(person, competency="M.2")

        assert refusal.value.code == "too_many"

    def test_not_for_a_retired_competency(self, person: Person) -> None:
        Competency.objects.filter(code="M.1").update(retired_on=town.TODAY)

        with pytest.raises(UnableToAskForRecognition) as refusal:
            ask(person)

        assert refusal.value.code == "retired"

    def test_names_are_random_and_strays_are_swept(self, person: Person) -> None:
        ask(person, files=(HandedIn("../../jahat.php", png()),))
        file = PriorFile.objects.get()

        assert file.file_name == "jahat.png"
        assert file.stored_name.endswith(".png")
        assert "jahat" not in file.stored_name
        assert services.content_of(file=file) is not None
        (services.folder() / "stray.png").write_bytes(b"x")
        assert services.sweep(at=town.NOW.replace(year=2036)) == 1


class TestRecognise:
    """A level that counts, and says where it comes from."""

    def test_counts_as_internal_mapping_and_never_as_official(self, person: Person) -> None:
        recognise(ask(person), level=2)

        row, evidence = Qualification.objects.get(), Assessment.objects.get()
        standing = Standing.objects.get(person=person, competency__code="M.1")
        assert (row.source, evidence.source, row.level) == ("PEMETAAN", "PEMETAAN", 2)
        assert (standing.held, standing.source, standing.official) == (2, "PEMETAAN", False)
        assert row.valid_until == town.TODAY.replace(year=town.TODAY.year + 3)

    def test_an_official_result_stays_above_it(self, person: Person) -> None:
        town.assessed(person, "M.1", 1, on=town.TODAY.replace(month=1))

        recognise(ask(person), level=4)

        assert Standing.objects.get(person=person, competency__code="M.1").held == 1

    def test_revoked_it_counts_no_more_and_what_was_before_does(self, person: Person) -> None:
        town.estimated(person, "M.1", 2, on=town.TODAY.replace(day=1))
        recognise(ask(person), level=4)
        row = Qualification.objects.get()

        revoke(
            qualification=row,
            starts_on=town.TODAY,
            reason="Bukti palsu",
            seen=last_change(row),
            on=town.TODAY,
            by=town.BY,
            at=town.NOW,
        )

        assert Standing.objects.get(person=person, competency__code="M.1").held == 2

    def test_by_the_assessor_it_lies_with(self, person: Person) -> None:
        prior, assessor = ask(person), account()
        assign(prior, assessor)

        recognise(prior, by=assessor)

        prior.refresh_from_db()
        assert (prior.state, prior.decided_by) == (PriorState.RECOGNISED, assessor)
        assert Assessment.objects.get().source == "PEMETAAN"

    def test_not_by_bkpsdm_while_an_assessor_looks_at_it(self, person: Person) -> None:
        prior = ask(person)
        assign(prior, account())

        for act in (recognise, refuse):
            with pytest.raises(UnableToDecideRecognition) as refusal:
                act(prior)
            assert refusal.value.code == "with_assessor"
        services.take_back(prior=prior, by=town.BY, at=town.NOW)
        recognise(prior)

    def test_not_by_whose_accreditation_ended(self, person: Person) -> None:
        prior, user = ask(person), User.objects.create(name="A", email="x@example.id", created_at=town.NOW)
        found = accredited(user.code)
        assign(prior, user.code)
        withdraw_accreditation(accreditation=found, by=town.BY, on=town.TODAY, at=town.NOW)

        with pytest.raises(UnableToDecideRecognition) as refusal:
            recognise(prior, by=user.code)

        assert refusal.value.code == "not_accredited"

    def test_nobody_decides_on_the_own(self, person: Person) -> None:
        prior = ask(person)

        for act in (recognise, refuse):
            with pytest.raises(UnableToDecideRecognition) as refusal:
                act(prior, by=person.code)
            assert refusal.value.code == "own"

    def test_nobody_decides_on_staff_or_superior(self, person: Person) -> None:
        head = Person.objects.get(nip=town.nip(2))
        of_staff, of_head = ask(person), ask(head, files=(HandedIn("a.png", png("red")),))

        for prior, by in ((of_staff, head), (of_head, person)):
            with pytest.raises(UnableToDecideRecognition) as refusal:
                recognise(prior, by=by.code)
            assert refusal.value.code == "near"

    def test_no_reason_no_answer(self, person: Person) -> None:
        prior = ask(person)

        for act in (recognise, refuse):
            with pytest.raises(UnableToDecideRecognition) as refusal:
                act(prior, reason=" ")
            assert refusal.value.code == "reason_missing"

    def test_decided_once(self, person: Person) -> None:
        prior = ask(person)
        refuse(prior)
        acts: tuple[Callable[[], object], ...] = (
            lambda: recognise(prior),
            lambda: refuse(prior),
            lambda: services.withdraw(prior=prior, at=town.NOW),
            lambda: assign(prior, account()),
            lambda: services.take_back(prior=prior, by=town.BY, at=town.NOW),
        )

        for act in acts:
            with pytest.raises(UnableToDecideRecognition) as refusal:
                act()
            assert refusal.value.code == "decided"
        assert not Qualification.objects.exists()


class TestAssign:
    """To an accredited assessor who is not near."""

    def test_not_to_whoever_is_not_accredited(self, person: Person) -> None:
        with pytest.raises(UnableToDecideRecognition) as refusal:
            assign(ask(person), account(valid=False))

        assert refusal.value.code == "not_accredited"

    def test_not_to_the_person_or_the_superior(self, person: Person) -> None:
        head, prior = Person.objects.get(nip=town.nip(2)), ask(person)

        for one, code in ((person, "own"), (head, "near")):
            with pytest.raises(UnableToDecideRecognition) as refusal:
                assign(prior, account(one))
            assert refusal.value.code == code

    def test_to_another(self, person: Person) -> None:
        prior, second = ask(person), account()
        assign(prior, account())
        assign(prior, second)

        prior.refresh_from_db()
        assert (prior.state, prior.assessor) == (PriorState.ASSIGNED, second)
