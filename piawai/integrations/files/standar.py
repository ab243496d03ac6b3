"""What jobs demand (standar)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from piawai.competencies.models import Competency, Standard
from piawai.competencies.services.dictionary import record_standards
from piawai.formats import cells
from piawai.formats.headers import canonical
from piawai.integrations.files.columns import Column, competency_code, identifier_up_to, level, text_up_to
from piawai.integrations.files.jobnames import JobKey, KnownJobs, job_key
from piawai.integrations.files.reading import Agreement, Kind, Line, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import Competencies
from piawai.lib.text import name_key
from piawai.people.models import Job
from piawai.people.queries import jobs_named
from piawai.people.services.jobs import name_jobs
from piawai.people.terms import JobClass, JobRow
from piawai.regulations import values

_CLASSES = {canonical(header=writing): found.value for found in JobClass for writing in (found.value, str(found.label))}

COLUMNS = (
    Column(
        name="JABATAN ID",
        read=identifier_up_to(most=36),
        note=_("The job's id in SIASN; without it the name counts, for every job of that name."),
        as_text=True,
    ),
    Column(
        name="JABATAN NAMA",
        read=text_up_to(most=300),
        note=_("The job's name; needed where the id is empty or not yet known."),
        example="ANALIS SUMBER DAYA MANUSIA APARATUR AHLI MUDA",
    ),
    Column(
        name="KODE KOMPETENSI",
        read=competency_code,
        required=True,
        note=_("Code from the dictionary (kamus)."),
        example="M.1",
        as_text=True,
    ),
    Column(
        name="LEVEL",
        read=level,
        required=True,
        note=_("The level demanded, 1 to 5."),
        choices=tuple("12345"),
        example=3,
    ),
    Column(name="BOBOT", read=level, note=_("Weight from 1 to 5; empty: 1."), choices=tuple("12345"), example=1),
    Column(
        name="KRITIS",
        read=cells.yes_no,
        note=_("YA where nobody can do the job without it; empty: TIDAK."),
        choices=("YA", "TIDAK"),
        example="TIDAK",
    ),
    Column(
        name="KELOMPOK JABATAN",
        read=text_up_to(most=60),
        note=_("Class of the job, used where it cannot be told from kind, echelon and name."),
        example="JF_AHLI_MUDA",
    ),
    Column(name="DASAR HUKUM", read=text_up_to(most=300), note=_("The decision it rests on.")),
    Column(
        name="BERLAKU MULAI",
        read=cells.day,
        required=True,
        note=_("From which day it is demanded."),
        example=dt.date(2026, 1, 1),
    ),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The lines with the competency each names, and what the file says of each job."""

    lines: Sequence[tuple[Line, Competency]]
    jobs: Mapping[JobKey, JobRow]
    known: KnownJobs


def check(reading: Reading) -> Checked:
    """Check competencies and jobs, and that no row is stated twice."""
    competencies, known = Competencies(reading), KnownJobs(reading)
    keys = Seen(reading, "KODE KOMPETENSI", "JABATAN + KODE KOMPETENSI + BERLAKU MULAI")
    groups = Agreement(reading, "KELOMPOK JABATAN", "JABATAN")
    names = {line["JABATAN ID"]: line["JABATAN NAMA"] for line in reversed(reading.lines) if line["JABATAN NAMA"]}
    found = []
    for line in reading.lines:
        competency = competencies.of(line)
        siasn_id, name = line["JABATAN ID"], line["JABATAN NAMA"]
        if siasn_id and siasn_id not in known.ids and siasn_id not in names:
            reading.refuse(line, "JABATAN ID", "unknown_job")
        known.mention(line, siasn_id, name)
        groups.add(line, _key(line), _group(line))
        if competency is not None and line["BERLAKU MULAI"] and (siasn_id or name):
            keys.add(line, (_key(line), competency.pk, line["BERLAKU MULAI"]))
        if line["KELOMPOK JABATAN"] and _group(line) not in JobClass.values:
            reading.doubt(line, "KELOMPOK JABATAN", "unknown_group", {"choices": tuple(JobClass.values)})
        if competency is not None and not line.faulty:
            found.append((line, competency))
    jobs = {
        _key(line): JobRow(
            line["JABATAN ID"],
            names.get(line["JABATAN ID"], "") if line["JABATAN ID"] else line["JABATAN NAMA"],
            group=groups.says(_key(line), ""),
        )
        for line in reversed(reading.sound)
    }
    return Checked([(line, competency) for line, competency in found if not line.faulty], jobs, known)


def _key(line: Line) -> JobKey:
    return job_key(siasn_id=line["JABATAN ID"], name=line["JABATAN NAMA"])


def _group(line: Line) -> str:
    text: str = line["KELOMPOK JABATAN"]
    return _CLASSES.get(canonical(header=text), text)


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"BOBOT": "weight", "KRITIS": "critical", "DASAR HUKUM": "legal_basis"}


def store(reading: Reading, checked: Checked) -> Stored:
    """Make the jobs that are new, and record what each job, or every job of a name, demands."""
    jobs, renewed = _jobs(checked)
    weight = values.value("default_standard_weight", on=reading.on).whole
    standards: list[Standard] = []
    for line, competency in checked.lines:
        by_id = bool(line["JABATAN ID"])
        standards.append(
            Standard(
                job=jobs[_key(line)][0] if by_id else None,
                job_name="" if by_id else name_key(line["JABATAN NAMA"]),
                competency=competency,
                level=line["LEVEL"],
                weight=line["BOBOT"] or weight,
                critical=bool(line["KRITIS"]),
                legal_basis=line["DASAR HUKUM"],
                starts_on=line["BERLAKU MULAI"],
            )
        )
    leave_unstated(reading, standards, _OPTIONAL)
    recorded = record_standards(standards=standards, renewed=renewed, on=reading.on, by=reading.by, at=reading.at)
    new = {row.key for row in recorded.written if not row.corrects_id}
    changed = {row.key for row in recorded.written if row.corrects_id}
    changed |= {
        standard.key
        for standard, (line, _competency) in zip(standards, checked.lines, strict=True)
        if renewed & {job.pk for job in jobs[_key(line)]}
    }
    return Stored(len(new), len(changed - new), len(checked.lines) - len(changed | new))


def _jobs(checked: Checked) -> tuple[dict[JobKey, list[Job]], set[int]]:
    """Return the jobs that each mention means, and the ids of those whose name or class changed."""
    with_id = {key: row for key, row in checked.jobs.items() if row.siasn_id}
    named = {key: row for key, row in checked.jobs.items() if not row.siasn_id}
    found, made = name_jobs(with_id.values())
    jobs = {key: [found[row]] for key, row in with_id.items()}
    alike = jobs_named(name_key(row.name) for row in named.values())
    jobs |= {key: alike.get(name_key(row.name), []) for key, row in named.items()}
    more = {row: key for key, row in named.items() if not jobs[key]}
    classed = [
        JobRow(job.siasn_id, job.name, group=row.group)
        for key, row in named.items()
        for job in jobs[key]
        if row.group and row.group != job.group
    ]
    found_later, made_later = name_jobs([*more, *classed])
    jobs |= {key: [found_later[row]] for row, key in more.items()}
    checked.known.doubt_new([*made, *made_later])
    return jobs, checked.known.renewed([*found.values(), *found_later.values()])


KIND = Kind(name="standar", order=3, columns=COLUMNS, check=check, store=store, one_of=("JABATAN ID", "JABATAN NAMA"))
