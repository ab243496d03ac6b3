"""
A world in which every text that pages show is what an attacker wrote: a row for each text, in every field.

A text may hold `{m}`, a mark that says which field and which text it is: `pwx<field>x<text>`.
"""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import models
from django.utils import timezone

from piawai.access.models import RoleProposal, Sample, Viewed
from piawai.access.terms import ProposalKind, ProposalState, Role
from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.competencies.models import (
    Accreditation,
    Answer,
    Assessment,
    Competency,
    EvidenceFile,
    FormerCompetency,
    Indicator,
    JobForm,
    LevelText,
    Objection,
    Qualification,
    QualificationEvent,
    Round,
    Standard,
    Version,
)
from piawai.competencies.services.dictionary import record_standards
from piawai.competencies.services.jobs import SAYS
from piawai.development.models import AnnualPlan, Lock, PlanStep
from piawai.development.services.decisions import record_locks
from piawai.development.terms import PlanAction
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.terms import UploadState
from piawai.jobs.models import Message
from piawai.learning.models import Partner, Programme, Session
from piawai.lib import clock
from piawai.lib.text import name_key
from piawai.people.models import CorrectionRequest, Job, Person, Unit
from piawai.people.terms import CorrectionState, UnitRow
from tests import town
from tests.security import taught, underway
from tests.security.world import PEOPLE, World, world

MARK = re.compile(r"pwx(\d{2})x(\d{2})")
# Every text that a page shows, and the only places where there are as many rows as texts
FIELDS: tuple[tuple[type[models.Model], str], ...] = (
    (Person, "name"),
    (Person, "title_before"),
    (Person, "title_after"),
    (Person, "grade"),
    (Unit, "name"),
    (Unit, "kind"),
    (Job, "name"),
    (Programme, "name"),
    (Partner, "name"),
    (Session, "place"),
    (Session, "account_code"),
    (Competency, "name"),
    (Version, "definition"),
    (Version, "legal_basis"),
    (LevelText, "description"),
    (Indicator, "text"),
    (Standard, "legal_basis"),
    (Assessment, "agency"),
    (Assessment, "evidence"),
    (CorrectionRequest, "wrong"),
    (CorrectionRequest, "right"),
    (CorrectionRequest, "answer"),
    (Lock, "reason"),
    (Viewed, "viewer_name"),
    (Viewed, "what"),
    (Event, "actor"),
    (Event, "action"),
    (Event, "subject"),
    (Event, "details"),
    (User, "name"),
    (Message, "subject"),
    (Message, "body"),
    (PlanStep, "name"),
    (PlanStep, "reason"),
    (RoleProposal, "reason"),
    (RoleProposal, "answer"),
    (Sample, "reason"),
    (Upload, "file_name"),
    (Upload, "owner_name"),
    (Upload, "changed_by_name"),
    (Upload, "problem"),
    (Qualification, "title"),
    (Qualification, "issuer"),
    (QualificationEvent, "reason"),
    (Round, "name"),
    (Round, "reason"),
    (Accreditation, "name"),
    (Accreditation, "number"),
    (Accreditation, "agency"),
    (Answer, "note"),
    (EvidenceFile, "file_name"),
    (Objection, "reason"),
    (Objection, "answer"),
    (FormerCompetency, "name"),
    *((JobForm, name) for name in SAYS),
    *taught.FIELDS,
)
A_PAGE = 25  # faulty rows of a page
NO_FIELD = 95  # from here on places are of other texts: typed, of browsers, files, addresses and forms
IN_A_FILE = 97  # the place of a text that stands in a cell of an uploaded file
# Stored, but on no page yet
UNSEEN = frozenset({(Assessment, "evidence"), (Session, "account_code")})


def papered(texts: Sequence[str]) -> World:
    """Build the world with a person, unit, job, session, request … for each text, and write the texts everywhere."""
    assert len(texts) < 100
    assert len(FIELDS) <= NO_FIELD
    found = world()
    numbers = range(len(texts))
    town.units(
        UnitRow("DINAS", "Unit DINAS", "KOTA", "22", leader=town.nip(PEOPLE["head"][0])),
        *(UnitRow(f"U{number}", f"Unit {number}", "DINAS", kind="x") for number in numbers),
    )
    town.dictionary({f"T.X.{number}": "TEKNIS" for number in numbers})
    rows = [town.person_row(100 + number, unit=f"U{number}", job=f"Pekerjaan {number}") for number in numbers]
    people = town.people(*rows)
    _standards(len(texts))
    for person in people:
        town.assessed(person, "M.1", 1, on=dt.date(2026, 2, 2))
    sessions = _sessions(len(texts))
    _records(found, people)
    _under_way(found, people)
    taught.teach(people, sessions)
    _files(found, texts)
    for place, (model, field) in enumerate(FIELDS):
        write(model, field, texts, place)
    for user in found.users.values():
        user.refresh_from_db()
    return found


def _standards(count: int) -> None:
    jobs = {job.name_key: job for job in Job.objects.all()}
    wanted = Competency.objects.get(code="M.1")
    rows = [
        Standard(
            job=jobs[name_key(f"Pekerjaan {number}")],
            competency=wanted,
            level=3,
            weight=1,
            starts_on=dt.date(2019, 1, 1),
        )
        for number in range(count)
    ]
    record_standards(standards=rows, on=town.TODAY, by=town.BY, at=town.NOW)
    forms = [JobForm(job=job, changed_by="tests", changed_at=town.NOW) for job in jobs.values()]
    JobForm.objects.bulk_create(forms, ignore_conflicts=True)  # the world has written one


def _sessions(count: int) -> list[Session]:
    """Add sessions, each of a programme and a partner of its own."""
    begins = timezone.localdate() + dt.timedelta(days=60)
    own = [(f"X{number}", f"Pelatihan {number}", f"Lembaga {number}") for number in range(count)]
    town.sessions(*(town.session_row(code, begins, programme=name, partner=of, place="x") for code, name, of in own))
    return list(Session.objects.filter(code__in=[code for code, _name, _of in own]).select_related("partner"))


def _records(found: World, people: Sequence[Person]) -> None:
    at = clock.now()
    session = Session.objects.get(code="S1")
    locks = [Lock(person=person, session=session, decision="KELUAR", reason="x") for person in people]
    record_locks(locks=locks, by="tests", at=at)
    by = found.users["bkpsdm"].code
    for person in people:
        CorrectionRequest.objects.create(person=person, subject="KONTAK", wrong="1", right="2", made_at=at)
        CorrectionRequest.objects.create(
            person=person,
            subject="KONTAK",
            wrong="1",
            right="2",
            made_at=at,
            state=CorrectionState.REFUSED,
            answer="x",
            answered_by=by,
            answered_at=at,
        )
        Viewed.objects.create(person=found.people["staff"], viewer=by, viewer_name="x", what="x", at=at)
        User.objects.create_user(code=person.code, name="x", created_at=at)


def _under_way(found: World, people: Sequence[Person]) -> None:
    """Add a message, a step of the plan, a refused proposal, a sample and two imports for each person."""
    at, today, by = clock.now(), timezone.localdate(), found.users["bkpsdm"]
    plan = AnnualPlan.objects.latest("pk")
    for person in people:
        for user in (found.users["staff"], by):
            Message.objects.create(to=user.code, subject="x", body="x", made_at=at)
        PlanStep.objects.create(plan=plan, action=PlanAction.RETURN, by=by.code, at=at)
        RoleProposal.objects.create(
            kind=ProposalKind.GRANT,
            user=User.objects.get(code=person.code),
            role=Role.SECRETARY,
            effective_on=today,
            reason="x",
            answer="x",
            state=ProposalState.REFUSED,
            proposed_by=by.code,
            proposed_at=at,
            decided_by=found.users["bkpsdm_too"].code,
            decided_at=at,
        )
        underway.draw(people=[person], by=found.users["inspector"], ended=False)
        for state in (UploadState.STORED, UploadState.REFUSED):
            Upload.objects.create(
                kind="libur",
                holds_on=today,
                language="id",
                sha256="x" * 64,
                size=1,
                owner=by.code,
                made_at=at,
                state=state,
                problem="x" if state == UploadState.REFUSED else "",
                changed_by=by.code,
                changed_at=at,
            )


def _files(found: World, texts: Sequence[str]) -> None:
    """Upload files with faulty rows in which the texts stand, as many as one page shows of each."""
    told = [marked(text, place=IN_A_FILE, number=number) for number, text in enumerate(texts)]
    for first in range(0, len(told), A_PAGE):
        rows = [(town.nip(1), text, text) for text in told[first : first + A_PAGE]]
        content = underway.table(underway.EVENTS, *rows)
        underway.checked(kind="kejadian", content=content, name="kejadian.csv", by=found.users["bkpsdm"])


def write(model: type[models.Model], field: str, texts: Sequence[str], place: int) -> None:
    """Write the texts into a field, row by row, again and again while there are rows."""
    column = model._meta.get_field(field)
    rows: models.QuerySet[models.Model] = models.QuerySet(model)  # the log's own refuses to change
    if field == "answer":
        rows = rows.exclude(answer="")
    rows = rows.filter(taught.ONLY.get((model, field), models.Q()))
    longest = getattr(column, "max_length", None)
    for turn, pk in enumerate(rows.order_by("-pk").values_list("pk", flat=True)):
        number = turn % len(texts)
        text = marked(texts[number], place=place, number=number)[:longest]
        value = {"options": [text, text], "details": {text: text}}.get(field, text)
        rows.filter(pk=pk).update(**{field: value})


def marked(text: str, *, place: int, number: int) -> str:
    """Return a text with its mark."""
    return text.replace("{m}", f"pwx{place:02d}x{number:02d}")
