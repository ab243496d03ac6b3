"""Naming jobs, part of whatever names them."""

from collections.abc import Iterable

from piawai.lib.text import name_key
from piawai.people.models import Job
from piawai.people.terms import JobRow


def name_jobs(rows: Iterable[JobRow]) -> tuple[dict[JobRow, Job], list[Job]]:
    """
    Return the job of each row, made where it is named for the first time, and the list of those made.

    By SIASN id; else by name, and a job known by name only takes on the id. A row without id means the first
    job of that name. Part of the caller's transaction: a job is never made for its own sake.
    """
    by_id: dict[str, Job] = {}
    by_name: dict[str, list[Job]] = {}
    for job in Job.objects.order_by("pk"):
        by_id.update({job.siasn_id: job} if job.siasn_id else {})
        by_name.setdefault(job.name_key, []).append(job)
    found: dict[JobRow, Job] = {}
    made: list[Job] = []
    renewed: dict[int, Job] = {}
    for row in sorted(set(rows), key=_id_first):
        key = name_key(row.name)
        same_name = by_name.setdefault(key, [])
        known = by_id.get(row.siasn_id) if row.siasn_id else next(iter(same_name), None)
        if known is None:
            known = next((job for job in same_name if not job.siasn_id), None)
        if known is None:
            known = Job.objects.create(
                siasn_id=row.siasn_id, name=row.name, name_key=key, kind=row.kind, group=row.group
            )
            made.append(known)
            same_name.append(known)
        elif _renew_job(known, row):
            renewed[known.pk] = known
            _move_name(by_name, known)
        if known.siasn_id:
            by_id[known.siasn_id] = known
        found[row] = known
    Job.objects.bulk_update(list(renewed.values()), ["siasn_id", "name", "name_key", "kind", "group"], batch_size=500)
    return found, made


def _move_name(by_name: dict[str, list[Job]], job: Job) -> None:
    for same_name in by_name.values():
        if job in same_name and same_name is not by_name.get(job.name_key):
            same_name.remove(job)
            break
    if job not in by_name.setdefault(job.name_key, []):
        by_name[job.name_key].append(job)


def _id_first(row: JobRow) -> tuple[bool, str, str, str, str]:
    return (not row.siasn_id, row.siasn_id, row.name, row.kind, row.group)  # all of it: the order must not be chance


def _renew_job(job: Job, row: JobRow) -> bool:
    before = (job.siasn_id, job.name, job.kind, job.group)
    job.siasn_id = job.siasn_id or row.siasn_id
    if row.siasn_id and row.name:
        job.name, job.name_key = row.name, name_key(row.name)
    job.kind = row.kind or job.kind
    job.group = row.group or job.group
    return before != (job.siasn_id, job.name, job.kind, job.group)
