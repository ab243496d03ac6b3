"""Pages of studies and prior learning: what each role sees and does."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from piawai.access.models import Viewed
from piawai.competencies.models import Assessment, Competency
from piawai.learning.models import PriorFile, PriorLearning, Study
from piawai.learning.services import prior as priors
from piawai.learning.services import study as services
from piawai.learning.terms import HandedIn, PriorState, StudyAsked, StudyKind, StudyState
from piawai.lib import clock
from piawai.people.models import CareerEvent, Person
from tests.cast import Cast, cast
from tests.pictures import png
from tests.sheets import accredited

pytestmark = pytest.mark.django_db


@pytest.fixture
def town_cast(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return cast()


def first() -> dt.date:
    return clock.today() + dt.timedelta(days=60)


def asked(person: Person, *, starts_on: dt.date | None = None) -> Study:
    begins = starts_on or first()
    said = StudyAsked(StudyKind.ASSIGNMENT, "USK", "Magister", "45", begins, begins + dt.timedelta(days=700), "APBD")
    return services.ask(person=person, asked=said, predicate="", on=clock.today(), at=clock.now(), head=None, link="/")


def granted(person: Person) -> Study:
    study = asked(person)
    services.support(study=study, by="kepala", at=clock.now(), link="/")
    services.grant(study=study, letter="800/1", predicate="", on=clock.today(), by="tests", at=clock.now(), link="/")
    study.refresh_from_db()
    return study


def wanted(person: Person, colour: str = "white") -> PriorLearning:
    return priors.ask(
        person=person,
        competency=Competency.objects.get(code="M.1"),
        level=3,
        words="Memimpin loket lima tahun",
        files=[HandedIn("bukti.png", png(colour))],
        at=clock.now(),
    )


def page(town_cast: Cast, role: str, name: str, *args: Any, **more: Any) -> str:
    answer = town_cast.client(role).get(reverse(name, args=args), more)
    assert answer.status_code == 200, (role, name, answer.status_code)
    return answer.content.decode()


def post(town_cast: Cast, role: str, name: str, *args: Any, **said: Any) -> Any:
    return town_cast.client(role).post(reverse(name, args=args), said)


class TestOwn:
    """Ask, follow, withdraw."""

    def test_asks_and_reads_what_it_asks(self, town_cast: Cast) -> None:
        begins = first()
        said = {
            "kind": "TUGAS",
            "degree": "45",
            "programme": "Magister",
            "institution": "USK",
            "starts_on": f"{begins:%d-%m-%Y}",
            "ends_on": f"{begins + dt.timedelta(days=700):%d-%m-%Y}",
            "funding": "APBD",
            "aims": ["M.1"],
            "words": "Untuk layanan",
        }

        answer = post(town_cast, "staff", "study_ask", **said)

        study = Study.objects.get()
        assert answer.status_code == 302
        assert [aim.competency.code for aim in study.aims.all()] == ["M.1"]
        text = page(town_cast, "staff", "study", study.code)
        assert "not yet verified" in text
        assert "not known" in text
        assert "Withdraw" in text
        assert "Magister, USK" in page(town_cast, "staff", "my_studies")

    def test_an_empty_form_says_what_is_missing(self, town_cast: Cast) -> None:
        for name in ("study_ask", "prior_ask"):
            answer = post(town_cast, "staff", name)

            assert answer.status_code == 422
            assert "govuk-error-summary" in answer.content.decode()

    def test_a_refusal_stands_at_its_field(self, town_cast: Cast) -> None:
        said = {"kind": "IZIN", "degree": "40", "programme": "S", "institution": "U", "funding": "MANDIRI"}
        days = {"starts_on": "01-01-2020", "ends_on": "01-01-2021"}

        answer = post(town_cast, "staff", "study_ask", **said, **days)

        assert answer.status_code == 422
        assert "Choose a day to come" in answer.content.decode()

    def test_withdraws(self, town_cast: Cast) -> None:
        study, prior = asked(town_cast.staff), wanted(town_cast.staff)

        post(town_cast, "staff", "study_withdraw", study.code)
        post(town_cast, "staff", "prior_withdraw", prior.code)

        assert Study.objects.get().state == StudyState.WITHDRAWN
        assert PriorLearning.objects.get().state == PriorState.WITHDRAWN

    def test_uploads_what_shows_it(self, town_cast: Cast) -> None:
        file = SimpleUploadedFile("a.png", png())
        said = {"competency": "M.1", "level": "2", "words": "Memimpin", "file_1": file}

        answer = post(town_cast, "staff", "prior_ask", **said)

        row = PriorFile.objects.get()
        taken = town_cast.client("staff").get(reverse("prior_file", args=[row.token]))
        assert answer.status_code == 302
        assert taken["Content-Disposition"].startswith("attachment")
        assert taken["X-Content-Type-Options"] == "nosniff"

    def test_refuses_svg_in_words(self, town_cast: Cast) -> None:
        file = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        said = {"competency": "M.1", "level": "2", "words": "Memimpin", "file_1": file}

        answer = post(town_cast, "staff", "prior_ask", **said)

        assert answer.status_code == 422
        assert not PriorLearning.objects.exists()


class TestHead:
    """Supports, or refuses with a reason; decides nothing more."""

    def test_supports(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)
        home = page(town_cast, "head", "home")

        post(town_cast, "head", "study_support", study.code)

        assert "Say whether you support studies" in home
        assert Study.objects.get().state == StudyState.SUPPORTED
        assert Viewed.objects.count() == 0

    def test_refuses_with_a_reason(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)

        without = post(town_cast, "head", "study_refuse", study.code)
        post(town_cast, "head", "study_refuse", study.code, reason="Loket kosong")

        assert without.status_code == 422
        assert "Loket kosong" in page(town_cast, "staff", "study", study.code)

    def test_reaches_the_own_unit_alone(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)

        assert post(town_cast, "other_head", "study_support", study.code).status_code == 404
        assert post(town_cast, "head", "study_grant", study.code, letter="1").status_code == 403
        assert study.person.name not in page(town_cast, "other_head", "studies")
        assert study.person.name in page(town_cast, "head", "studies")

    def test_refuses_nothing_that_is_bkpsdms(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)
        services.support(study=study, by="kepala", at=clock.now(), link="/")

        assert post(town_cast, "head", "study_refuse", study.code, reason="x").status_code == 404

    def test_reads_no_prior_learning(self, town_cast: Cast) -> None:
        prior = wanted(town_cast.staff)

        client = town_cast.client("head")
        assert client.get(reverse("prior", args=[prior.code])).status_code == 404
        assert client.get(reverse("prior_file", args=[PriorFile.objects.get().token])).status_code == 404


class TestBkpsdm:
    """Lists, grants, extends, finishes, ends; recognises or gives to an assessor."""

    def test_grants_and_the_absence_stands(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)
        services.support(study=study, by="kepala", at=clock.now(), link="/")
        home = page(town_cast, "bkpsdm", "home")

        answer = post(town_cast, "bkpsdm", "study_grant", study.code, letter="800/1")

        assert "Decide on studies for a degree" in home
        assert answer.status_code == 302
        assert CareerEvent.objects.current().filter(person=town_cast.staff, kind="TUGAS_BELAJAR").exists()
        text = page(town_cast, "bkpsdm", "study", study.code)
        assert "800/1" in text
        assert "Service owed afterwards" in text
        assert Viewed.objects.filter(what="study").exists()

    def test_reads_why_not(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)

        answer = post(town_cast, "bkpsdm", "study_grant", study.code, letter="800/1")

        assert answer.status_code == 422
        assert "The head has not answered yet" in answer.content.decode()

    def test_extends_once_of_two_windows(self, town_cast: Cast) -> None:
        study = granted(town_cast.staff)
        later = f"{study.ends_on + dt.timedelta(days=90):%d-%m-%Y}"
        said = {"letter": "800/2", "reason": "Penelitian", "ends_on": later, "seen": study.ends_on.isoformat()}

        first_, second = (post(town_cast, "bkpsdm", "study_extend", study.code, **said) for _window in range(2))

        assert (first_.status_code, second.status_code) == (302, 422)
        assert "800/2" in page(town_cast, "bkpsdm", "study", study.code)

    def test_finishes_and_ends(self, town_cast: Cast) -> None:
        day = clock.today()
        for person, name, more in (
            (town_cast.staff, "study_finish", {}),
            (town_cast.colleague, "study_end", {"reason": "Sakit"}),
        ):
            study = granted(person)
            Study.objects.filter(pk=study.pk).update(starts_on=day - dt.timedelta(days=400))
            post(town_cast, "bkpsdm", name, study.code, ended_on=f"{day:%d-%m-%Y}", **more)

        assert set(Study.objects.values_list("state", flat=True)) == {StudyState.FINISHED, StudyState.ENDED}

    def test_takes_back_what_has_not_begun(self, town_cast: Cast) -> None:
        study = granted(town_cast.staff)
        before = page(town_cast, "bkpsdm", "study", study.code)

        asks = page(town_cast, "bkpsdm", "study_end", study.code)
        post(town_cast, "bkpsdm", "study_end", study.code, reason="Mundur")

        study.refresh_from_db()
        assert "Take back before it begins" in before
        assert "ended_on" not in asks
        assert (study.state, study.reason) == (StudyState.WITHDRAWN, "Mundur")
        assert "Mundur" in page(town_cast, "staff", "study", study.code)

    def test_lists_searches_and_takes_away(self, town_cast: Cast) -> None:
        study = asked(town_cast.staff)
        client = town_cast.client("bkpsdm")
        address = reverse("studies")

        assert study.person.name in page(town_cast, "bkpsdm", "studies", q="Magister", keadaan="DIMINTA")
        assert study.person.name not in page(town_cast, "bkpsdm", "studies", keadaan="DITOLAK")
        for kind in ("pdf", "xlsx"):
            assert client.get(address, {"format": kind})["Content-Disposition"].startswith("attachment")
        sheet = town_cast.client("head").get(address, {"format": "xlsx"})
        assert not sheet.has_header("Content-Disposition")

    def test_recognises(self, town_cast: Cast) -> None:
        prior = wanted(town_cast.staff)

        answer = post(town_cast, "bkpsdm", "prior_recognise", prior.code, level="2", reason="Terbukti")

        assert answer.status_code == 302
        assert Assessment.objects.filter(person=town_cast.staff, source="PEMETAAN", level=2).exists()
        assert "Rekognisi pembelajaran lampau (RPL)" in page(
            town_cast, "bkpsdm", "person_currency", town_cast.staff.code
        )
        assert "internal mapping" in page(town_cast, "staff", "person", town_cast.staff.code).lower()
        assert Viewed.objects.count() >= 1

    def test_refuses_and_takes_back(self, town_cast: Cast) -> None:
        prior = wanted(town_cast.staff)
        code = town_cast.users["assessor"].code
        accredited(code, on=clock.today())
        post(town_cast, "bkpsdm", "prior_assign", prior.code, account=code)
        early = post(town_cast, "bkpsdm", "prior_refuse", prior.code, reason="x")
        post(town_cast, "bkpsdm", "prior_take_back", prior.code)
        post(town_cast, "bkpsdm", "prior_refuse", prior.code, reason="Belum terbukti")

        assert early.status_code == 422
        assert "Belum terbukti" in page(town_cast, "staff", "prior", prior.code)


class TestAssessor:
    """Reads and decides what was given to the own account, and nothing else."""

    def test_decides_what_was_given(self, town_cast: Cast) -> None:
        prior, other = wanted(town_cast.staff), wanted(town_cast.colleague, "red")
        code = town_cast.users["assessor"].code
        client = town_cast.client("assessor")
        before = client.get(reverse("prior", args=[prior.code])).status_code
        accredited(code, on=clock.today())
        priors.assign(prior=prior, account=code, on=clock.today(), by="tests", at=clock.now())

        assert before == 404
        assert "Assess prior learning" in page(town_cast, "assessor", "home")
        listed = page(town_cast, "assessor", "priors")
        assert prior.person.name in listed
        assert other.person.name not in listed
        file = PriorFile.objects.get(prior=prior)
        assert client.get(reverse("prior_file", args=[file.token])).status_code == 200
        assert client.get(reverse("prior_recognise", args=[other.code])).status_code == 404
        answer = post(town_cast, "assessor", "prior_recognise", prior.code, level="3", reason="Terbukti")
        assert answer.status_code == 302
        assert PriorLearning.objects.get(pk=prior.pk).state == PriorState.RECOGNISED
