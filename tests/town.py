"""A small town for tests, built through the services that imports use."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from piawai.competencies.models import Assessment, Competency, Estimate, Qualification, Standard, Version
from piawai.competencies.services import posts
from piawai.competencies.services.dictionary import record_standards, record_words
from piawai.competencies.services.evidence import new_assessment, record_assessments
from piawai.competencies.services.qualifications import add_qualification
from piawai.competencies.services.standings import refresh
from piawai.competencies.terms import VersionState, Words
from piawai.learning.services.catalogue import record_sessions
from piawai.learning.terms import SessionRow
from piawai.lib import facts
from piawai.lib.text import name_key
from piawai.people.models import CareerEvent, Job, Person, Unit
from piawai.people.terms import JobRow, PersonRow, UnitRow

TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
BY = "tests"
CODES = {"M.1": "MANAJERIAL", "M.2": "MANAJERIAL", "SK.1": "SOSIAL_KULTURAL", "T.IT.1": "TEKNIS"}


def nip(number: int, *, born_on: dt.date = dt.date(1985, 3, 9), sex: str = "1") -> str:
    """Return the NIP of a PNS who was appointed in 2010."""
    return f"{born_on:%Y%m%d}201001{sex}{number:03d}"


def units(*rows: UnitRow) -> None:
    """Record units; without rows a city (KOTA) with an office (DINAS, echelon 22) and a section in it (SEKSI, 41)."""
    tree = (UnitRow("KOTA", "Kota"), UnitRow("DINAS", "Dinas", "KOTA", "22"), UnitRow("SEKSI", "Seksi", "DINAS", "41"))
    posts.record_units(units=rows or tree, on=TODAY, by=BY, at=NOW)


def person_row(number: int, *, unit: str = "SEKSI", job: str = "Pengelola", **more: object) -> PersonRow:
    """Return someone as an export states it; `more` are columns, `kind`, `job_id` and `job_since_on`."""
    own = {name: more.pop(name, default) for name, default in (("kind", "4"), ("job_id", ""), ("job_since_on", None))}
    fields = {
        "nip": nip(number),
        "name": f"Pegawai {number}",
        "born_on": dt.date(1985, 3, 9),
        "sex": "M",
        "employment": "PNS",
        "legal_status": "01",
        **more,
    }
    since = own["job_since_on"]
    return PersonRow(
        fields=fields,
        unit_id=Unit.objects.get(siasn_id=unit).pk,
        job=JobRow(str(own["job_id"]), job, str(own["kind"])),
        job_since_on=since if isinstance(since, dt.date) else None,
    )


def people(*rows: PersonRow, on: dt.date = dt.date(2020, 1, 1), at: dt.datetime = NOW) -> list[Person]:
    """Record people whose posts begin on `on`, and return them in the same order."""
    posts.record_people(rows=rows, on=on, by=BY, at=at)
    known = {person.nip: person for person in Person.objects.all()}
    return [known[row.nip] for row in rows]


def dictionary(codes: Mapping[str, str] = CODES) -> dict[str, Competency]:
    """
    Record competencies (code to kind) with one level in words each, and return them by code.

    Where words of the shipped dictionary are published already, these begin a day later.
    """
    first = dt.date(2018, 1, 2 if Version.objects.exclude(state=VersionState.DRAFT).exists() else 1)
    words = [
        Words(code, kind, f"Kompetensi {code}", "", 1, "", 1, "Menunjukkan", "SIKAP", "", first)
        for code, kind in codes.items()
    ]
    record_words(words=words, on=TODAY, by=BY, at=NOW)
    return {competency.code: competency for competency in Competency.objects.all()}


def standard(
    job: str, code: str, level: int, *, weight: int = 1, on: dt.date = dt.date(2019, 1, 1), at: dt.datetime = NOW
) -> None:
    """Record that a job demands a competency from a day on."""
    row = Standard(
        job=Job.objects.get(name_key=name_key(job)),
        competency=Competency.objects.get(code=code),
        level=level,
        weight=weight,
        starts_on=on,
    )
    record_standards(standards=[row], on=TODAY, by=BY, at=at)


def assessed(
    person: Person,
    code: str,
    level: int,
    *,
    on: dt.date,
    source: str = "ASSESSMENT_CENTER",
    at: dt.datetime = NOW,
) -> Assessment:
    """Record a level someone was found to hold, and return the row."""
    row = new_assessment(
        person_id=person.pk,
        competency=Competency.objects.get(code=code),
        level=level,
        source=source,
        assessed_on=on,
    )
    record_assessments(assessments=[row], on=TODAY, by=BY, at=at)
    return row


def rated(
    person: Person,
    code: str,
    levels: Sequence[int],
    *,
    on: dt.date,
    source: str = "REKAN",
    lacks: Sequence[str] = (),
    at: dt.datetime = NOW,
) -> None:
    """Record what raters of one source said on a day, each of them another, in one go; `lacks` is what they miss."""
    rows = [
        new_assessment(
            person_id=person.pk,
            competency=Competency.objects.get(code=code),
            level=level,
            source=source,
            assessed_on=on,
            assessor=f"kode-{number}",
            lacks=named,
        )
        for number, (level, named) in enumerate(zip(levels, (*lacks, *[""] * len(levels)), strict=False))
    ]
    record_assessments(assessments=rows, on=TODAY, by=BY, at=at)


def estimated(
    person: Person,
    code: str,
    level: int,
    *,
    on: dt.date,
    low: int | None = None,
    high: int | None = None,
    until: dt.date = dt.date(2027, 6, 1),
    at: dt.datetime = NOW,
) -> None:
    """Record an estimate as a fit would, and refresh the standing."""
    row = Estimate(
        person=person,
        competency=Competency.objects.get(code=code),
        estimated_on=on,
        level=level,
        low=low or level,
        high=high or level,
        mean=float(level),
        spread=0.4,
        age=0.5,
        raters=2,
        agreement=0.9,
        shares={"ATASAN": 0.8, "DIRI": 0.2},
        valid_until=until,
    )
    with transaction.atomic():
        facts.record(Estimate, [row], at=at)
        refresh(people_ids={person.pk}, on=TODAY, at=at)


def certified(person: Person, code: str, level: int, *, on: dt.date, at: dt.datetime = NOW) -> Qualification:
    """Record a certificate of a training that someone showed, valid as long as the rule says, and return it."""
    return add_qualification(
        person=person,
        competency=Competency.objects.get(code=code),
        level=level,
        title="Sertifikat",
        number=f"S-{code}",
        source="PELATIHAN",
        valid_from=on,
        valid_until=None,
        issuer="BPSDM",
        on=TODAY,
        by=BY,
        at=at,
    )


def event(person: Person, kind: str, starts_on: dt.date, ends_on: dt.date | None = None, **more: object) -> None:
    """Record what befalls a person's post."""
    row = CareerEvent(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, **more)
    posts.record_events(events=[row], on=TODAY, by=BY, at=NOW)


def session_row(code: str, first: dt.date, **more: object) -> SessionRow:
    """Return a session of two days, 8 JP and 30 seats, free of charge, unless `more` says otherwise."""
    plain: dict[str, object] = {
        "code": code,
        "programme": f"Program {code}",
        "form": 3,
        "partner": "BPSDM",
        "starts_on": first,
        "ends_on": first + dt.timedelta(days=1),
        "hours": 8,
        "seats": 30,
        "participant_cost": 0,
    }
    return SessionRow(**{**plain, **more})  # type: ignore[arg-type]


def sessions(*rows: SessionRow) -> None:
    """Record sessions on offer."""
    competencies = {competency.code: competency for competency in Competency.objects.all()}
    record_sessions(sessions=rows, competencies=competencies, by=BY, at=NOW)
