"""What one job demands, changed by hand: a demand, the demands of a similar job, and the rest of the form (SKJ)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Competency, JobForm, Standard
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.services.dictionary import record_standards
from piawai.lib.errors import Refusal
from piawai.people.models import Job

SAYS = ("summary", "affairs", "rank", "education", "training", "experience", "indicators")


class UnableToDemand(Refusal):
    """The demand was changed meanwhile, or names a retired competency."""


class UnableToCopyStandards(Refusal):
    """The jobs are the same, or the other one demands nothing of its own."""


class UnableToWriteJobForm(Refusal):
    """The form was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a job demands of a competency from a day on."""

    competency: Competency
    level: int
    weight: int
    critical: bool
    legal_basis: str
    starts_on: dt.date


@transaction.atomic
def demand(*, job: Job, demand: Demand, known: int | None, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Record what a job demands of a competency. `known` is the row in force that the writer had read, None for none.

    The same day as that of an earlier row corrects it; the earlier one stays readable in the records.

    :raises UnableToDemand: if another row is in force by now (`stale`), or the competency is retired by then.
    """
    Job.objects.select_for_update().get(pk=job.pk)  # two editors of a job take turns
    retired_on = demand.competency.retired_on
    if retired_on is not None and retired_on <= demand.starts_on:
        text = _("%(competency)s is retired. Choose another competency.")
        raise UnableToDemand(text % {"competency": demand.competency.name}, code="retired")
    row = queries.demand_in_force(job=job, competency=demand.competency, on=on)
    if (row.pk if row else None) != known:
        text = _("Somebody changed this demand in the meantime. Compare both, then choose.")
        raise UnableToDemand(text, code="stale")
    record_standards(standards=[_standard(job, demand)], on=on, by=by, at=at)


@transaction.atomic
def copy_standards(
    *, source: Job, job: Job, starts_on: dt.date, legal_basis: str, on: dt.date, by: str, at: dt.datetime
) -> int:
    """
    Let a job demand from a day on what a similar one demands today, and return how many demands were written.

    What the job demands already of other competencies stays.

    :raises UnableToCopyStandards: if it is the same job, or the other one demands nothing of its own.
    """
    if source.pk == job.pk:
        raise UnableToCopyStandards(_("Choose another job to copy from."), code="same_job")
    rows = [
        Standard(
            job=job,
            competency_id=row.competency_id,
            level=row.level,
            weight=row.weight,
            critical=row.critical,
            legal_basis=legal_basis,
            starts_on=starts_on,
        )
        for row in queries.demands_of(job=source, on=on)
        if row.competency.retired_on is None or starts_on < row.competency.retired_on
    ]
    if not rows:
        text = _("%(job)s has no standard of its own that could be copied.")
        raise UnableToCopyStandards(text % {"job": source.name}, code="nothing")
    return len(record_standards(standards=rows, on=on, by=by, at=at).written)


@transaction.atomic
def write_job_form(*, job: Job, revision: int, says: Mapping[str, str], by: str, at: dt.datetime) -> None:
    """
    Write what the form of a job says besides competencies: by the names in `SAYS`. `revision` is 0 for a first one.

    :raises UnableToWriteJobForm: if somebody changed it since (`stale`).
    """
    said = {name: says.get(name, "").strip() for name in SAYS}
    form = JobForm.objects.filter(job=job).first()
    before = {name: getattr(form, name) for name in SAYS} if form else {}
    if form is None and revision == 0:
        _form, written = JobForm.objects.get_or_create(job=job, defaults={**said, "changed_by": by, "changed_at": at})
    else:
        stored = JobForm.objects.filter(job=job, revision=revision)
        written = bool(stored.update(**said, revision=revision + 1, changed_by=by, changed_at=at))
    if not written:
        text = _("Somebody changed this form in the meantime. Compare both, then choose.")
        raise UnableToWriteJobForm(text, code="stale")
    changed = sorted(name for name in SAYS if said[name] != before.get(name, ""))
    details = {"fields": changed, "before": {name: before.get(name, "") for name in changed}}
    log(action="competencies.write_job_form", by=by, at=at, details={"job": job.name, **details})


def _standard(job: Job, demand: Demand) -> Standard:
    return Standard(
        job=job,
        competency=demand.competency,
        level=demand.level,
        weight=demand.weight,
        critical=demand.critical,
        legal_basis=demand.legal_basis,
        starts_on=demand.starts_on,
    )
