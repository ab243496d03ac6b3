"""What one job demands, changed by hand."""

import datetime as dt

import pytest

from piawai.competencies.models import JobForm, Standard
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.services import jobs
from piawai.people.models import Job
from tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    town.units()
    town.dictionary()
    town.people(town.person_row(1), town.person_row(2, job="Analis"))
    town.standard("Pengelola", "M.1", 3)
    return Job.objects.get(name="Pengelola")


def demand(code: str, level: int, *, critical: bool = False, starts_on: dt.date = town.TODAY) -> jobs.Demand:
    competency = queries.competencies_by_code()[code]
    return jobs.Demand(competency, level, 1, critical, "Keputusan 1", starts_on)


class TestDemand:
    """A demand is a new dated row; of two editors the second is told."""

    def test_holds_from_its_day(self, job: Job) -> None:
        row = queries.demands_of(job=job, on=town.TODAY)[0]

        jobs.demand(
            job=job, demand=demand("M.1", 4, critical=True), known=row.pk, on=town.TODAY, by=town.BY, at=town.NOW
        )

        now = queries.demands_of(job=job, on=town.TODAY)[0]
        before = queries.demands_of(job=job, on=town.TODAY - dt.timedelta(days=1))[0]
        assert (now.level, now.critical, before.level) == (4, True, 3)

    def test_is_refused_where_another_row_is_in_force_by_now(self, job: Job) -> None:
        row = queries.demands_of(job=job, on=town.TODAY)[0]
        jobs.demand(job=job, demand=demand("M.1", 4), known=row.pk, on=town.TODAY, by=town.BY, at=town.NOW)

        with pytest.raises(jobs.UnableToDemand) as refusal:
            jobs.demand(job=job, demand=demand("M.1", 2), known=row.pk, on=town.TODAY, by=town.BY, at=town.NOW)

        assert refusal.value.code == "stale"
        assert queries.demands_of(job=job, on=town.TODAY)[0].level == 4

    def test_is_refused_for_a_retired_competency(self, job: Job) -> None:
        wanted = demand("M.2", 2)
        wanted.competency.retired_on = town.TODAY

        with pytest.raises(jobs.UnableToDemand) as refusal:
            jobs.demand(job=job, demand=wanted, known=None, on=town.TODAY, by=town.BY, at=town.NOW)

        assert refusal.value.code == "retired"


class TestCopyStandards:
    """A job takes over what a similar one demands."""

    def test_copies_each_demand_and_leaves_the_others(self, job: Job) -> None:
        other = Job.objects.get(name="Analis")
        town.standard("Analis", "M.2", 2)

        count = jobs.copy_standards(
            source=job, job=other, starts_on=town.TODAY, legal_basis="", on=town.TODAY, by=town.BY, at=town.NOW
        )

        levels = {row.competency.code: row.level for row in queries.demands_of(job=other, on=town.TODAY)}
        assert (count, levels) == (1, {"M.1": 3, "M.2": 2})

    @pytest.mark.parametrize(("source", "code"), [("Pengelola", "same_job"), ("Analis", "nothing")])
    def test_is_refused_from_itself_and_from_a_job_without_demands(self, job: Job, source: str, code: str) -> None:
        with pytest.raises(jobs.UnableToCopyStandards) as refusal:
            jobs.copy_standards(
                source=Job.objects.get(name=source),
                job=job,
                starts_on=town.TODAY,
                legal_basis="",
                on=town.TODAY,
                by=town.BY,
                at=town.NOW,
            )

        assert refusal.value.code == code
        assert Standard.objects.count() == 1


class TestWriteJobForm:
    """The rest of the form."""

    def test_tells_the_second_of_two_writers(self, job: Job) -> None:
        jobs.write_job_form(job=job, revision=0, says={"summary": "Mengelola"}, by=town.BY, at=town.NOW)

        with pytest.raises(jobs.UnableToWriteJobForm):
            jobs.write_job_form(job=job, revision=0, says={"summary": "Lain"}, by=town.BY, at=town.NOW)
        jobs.write_job_form(job=job, revision=1, says={"summary": "Mengelola arsip"}, by=town.BY, at=town.NOW)

        assert JobForm.objects.get().summary == "Mengelola arsip"
