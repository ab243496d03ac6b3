"""
The world that is attacked: two offices with two readers of every role and scope, and something of everybody in it.

Who may reach whom is told here a second time, from the policy's table and from plain facts, so that the site's own
scopes are not their own judge.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from piawai.access.models import RoleGrant, Viewed
from piawai.access.policy import OF_A_SAMPLE, POLICY
from piawai.access.services.roles import grant_role
from piawai.access.terms import Permission, Reach, Role
from piawai.accounts.models import FailedSignIn, OneTimeCode, UsedCode, User
from piawai.competencies.models import Competency, Qualification, QualificationEvent
from piawai.competencies.terms import QualificationChange, Source
from piawai.development.models import Lock
from piawai.development.services import planning
from piawai.development.services.decisions import record_locks
from piawai.jobs import services as jobs
from piawai.jobs.models import Message
from piawai.learning.models import CompletedTraining, Partner, Session
from piawai.lib import clock
from piawai.people.models import CorrectionRequest, Person, Unit
from piawai.people.services.corrections import answer_correction, ask_correction
from piawai.people.terms import CorrectionState, UnitRow
from piawai.performance.models import Result
from tests import town
from tests.offers import offered
from tests.security import learned, rated, underway

PARENTS = {"KOTA": "", "DINAS": "KOTA", "SEKSI": "DINAS", "LAIN": "KOTA", "REGU": "LAIN"}
# name: number of the NIP, unit, units led
PEOPLE = {
    "staff": (1, "SEKSI", ()),
    "colleague": (2, "SEKSI", ()),
    "chief": (3, "SEKSI", ("SEKSI",)),
    "head": (4, "DINAS", ("DINAS",)),
    "outsider": (5, "REGU", ()),
    "outsider_too": (6, "REGU", ()),
    "other_chief": (7, "REGU", ("REGU",)),
    "other_head": (8, "LAIN", ("LAIN",)),
    "leaver": (9, "SEKSI", ()),
}
GRANTS = {
    "operator": (Role.OPERATOR, "DINAS"),
    "other_operator": (Role.OPERATOR, "LAIN"),
    "bkpsdm": (Role.BKPSDM, ""),
    "bkpsdm_too": (Role.BKPSDM, ""),
    "sekda": (Role.SECRETARY, ""),
    "sekda_too": (Role.SECRETARY, ""),
    "mayor": (Role.MAYOR, ""),
    "mayor_too": (Role.MAYOR, ""),
    "inspector": (Role.INSPECTORATE, ""),
    "inspector_too": (Role.INSPECTORATE, ""),
    "nobody": (None, ""),
    "nobody_too": (None, ""),
    "assessor": (Role.ASSESSOR, ""),
    "assessor_too": (Role.ASSESSOR, ""),
    "partner": (Role.PARTNER, ""),
    "partner_too": (Role.PARTNER, ""),
}
READERS = (*PEOPLE, *GRANTS)
SAMPLED = ("outsider",)  # whom the inspectorate may read; those of the other sample no longer
SAMPLED_BEFORE = ("staff",)


@dataclass
class World:
    """People and accounts by name, in the order of `READERS`."""

    people: dict[str, Person]
    users: dict[str, User]
    locks: dict[str, Lock] = field(default_factory=dict)
    requests: dict[str, CorrectionRequest] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)  # by the reader who acts for it
    calendar: str = ""  # the secret of staff's

    def client(self, reader: str) -> Client:
        """Return a browser in which a reader is signed in."""
        client = Client(headers={"accept-language": "en"})
        client.force_login(self.users[reader])
        return client


def below(unit: str, top: str) -> bool:
    """Return whether a unit is another one, or lies below it."""
    while unit:
        if unit == top:
            return True
        unit = PARENTS[unit]
    return False


def superior_of(name: str) -> str:
    """Return who leads a person's unit or, for a head, the one above; "" for nobody."""
    unit = PEOPLE[name][1]
    leads = {unit: head for head, (_number, _unit, led) in PEOPLE.items() for unit in led}
    found = leads.get(unit, "")
    return leads.get(PARENTS[unit], "") if found == name else found


def roles_of(reader: str) -> list[tuple[Role, str]]:
    """Return the roles of a reader, each with the unit for which it is held, "" for everything."""
    if reader in GRANTS:
        role, unit = GRANTS[reader]
        return [(role, unit)] if role is not None else []
    if reader == "leaver":
        return []
    led = PEOPLE[reader][2]
    return [(Role.EMPLOYEE, ""), *((role, unit) for unit in led for role in (Role.SUPERIOR, Role.HEAD))]


def holds(reader: str, permission: Permission) -> bool:
    """Return whether a reader holds a permission anywhere."""
    return any(role in POLICY[permission] for role, _unit in roles_of(reader)) or by_sample(reader, permission)


def by_sample(reader: str, permission: Permission) -> bool:
    """Return whether a reader holds a permission for the people of a sample."""
    return permission in OF_A_SAMPLE and any(role == Role.INSPECTORATE for role, _unit in roles_of(reader))


def reaches(reader: str, permission: Permission, subject: str) -> bool:
    """Return whether a reader's permission reaches a person of `PEOPLE`."""
    if by_sample(reader, permission) and subject in SAMPLED:
        return True
    return any(
        _reach(reader, role, unit, POLICY[permission].get(role, Reach.NONE), subject) for role, unit in roles_of(reader)
    )


def _reach(reader: str, role: Role, unit: str, reach: Reach, subject: str) -> bool:
    if reach == Reach.ALL:
        return subject != "leaver" or role == Role.BKPSDM
    if reach == Reach.OWN:
        return reader == subject
    if subject == "leaver":
        return False
    if reach == Reach.STAFF:
        return superior_of(subject) == reader
    return reach == Reach.UNIT and below(PEOPLE[subject][1], unit)


def reaches_unit(reader: str, permission: Permission, unit: str) -> bool:
    """Return whether a reader's permission reaches a unit."""
    found = [(POLICY[permission].get(role), held) for role, held in roles_of(reader)]
    return any(reach == Reach.ALL or (reach == Reach.UNIT and below(unit, held)) for reach, held in found)


def people_only() -> World:
    """Build units, people, levels and accounts."""
    today = timezone.localdate()
    town.units(*_units())
    town.dictionary()
    rows = [
        town.person_row(
            number,
            unit=unit,
            job=f"Kepala {led[0]}" if led else "Pengelola",
            kind="1" if led else "4",
            name=f"Orang {name}",
            nik=f"117201010185{number:04d}",
        )
        for name, (number, unit, led) in PEOPLE.items()
    ]
    people = dict(zip(PEOPLE, town.people(*rows, on=dt.date(2020, 1, 1)), strict=True))
    for job in ("Pengelola", "Kepala SEKSI", "Kepala DINAS", "Kepala REGU", "Kepala LAIN"):
        town.standard(job, "M.1", 3)
        town.standard(job, "T.IT.1", 2)
    for person in people.values():
        town.assessed(person, "M.1", 1, on=dt.date(2026, 2, 2))
        town.event(person, "CUTI", today + dt.timedelta(days=200), today + dt.timedelta(days=201))
    town.event(people["leaver"], "PENSIUN", dt.date(2025, 1, 1))
    return World(people, _accounts(people))


def world() -> World:
    """Build everything."""
    found = people_only()
    _plan(found, timezone.localdate())
    offered(on=timezone.localdate(), at=clock.now())
    for names, ended in ((SAMPLED, False), (SAMPLED_BEFORE, True)):
        underway.draw(people=[found.people[name] for name in names], by=found.users["inspector"], ended=ended)
    rated.rate(found.people, found.users)
    found.partners, found.calendar = learned.learn(found.people, found.users)
    underway.propose(found.users)
    underway.upload_in_every_state(by=found.users["bkpsdm"], nip=found.people["staff"].nip)
    _records(found)
    return found


def _units() -> Iterable[UnitRow]:
    leads = {unit: number for number, _unit, led in PEOPLE.values() for unit in led}
    echelons = {"DINAS": "22", "LAIN": "22", "SEKSI": "41", "REGU": "41"}
    for unit, parent in PARENTS.items():
        leader = town.nip(leads[unit]) if unit in leads else ""
        yield UnitRow(unit, f"Unit {unit}", parent, echelons.get(unit, ""), leader=leader)


def _accounts(people: dict[str, Person]) -> dict[str, User]:
    at = clock.now()
    users = {
        name: User.objects.create_user(
            code=person.code, name=person.name, email=f"{name}@example.id", created_at=at, password=None
        )
        for name, person in people.items()
    }
    for name, (role, unit) in GRANTS.items():
        users[name] = User.objects.create_user(name=f"Akun {name}", email=f"{name}@example.id", created_at=at)
        if role is not None:
            where = Unit.objects.get(siasn_id=unit) if unit else None
            day = timezone.localdate() - dt.timedelta(days=1)
            grant_role(user=users[name], role=role, unit=where, on=day, by="tests", at=at)
            TOTP.activate(users[name], generate_totp_secret())
    return users


def _plan(found: World, today: dt.date) -> None:
    begins = today + dt.timedelta(days=40)
    town.sessions(
        town.session_row("S1", begins, programme="Integritas", teaches={"M.1": 3}, participant_cost=1000),
        town.session_row("S2", begins, programme="Digital", teaches={"T.IT.1": 2}, seats=2),
    )
    session = Session.objects.get(code="S2")
    for name in ("staff", "outsider"):
        lock = Lock(person=found.people[name], session=session, decision="MASUK", reason=f"Alasan {name}")
        record_locks(locks=[lock], by="tests", at=clock.now())
        found.locks[name] = lock
    planning.solve_plan(
        year=begins.year,
        budget=10_000_000,
        max_away=1.0,
        gap=0.0,
        time_limit=20,
        on=today,
        by=town.BY,
        at=clock.now(),
    )


def _records(found: World) -> None:
    """Give everybody a request, an answered one, a training, a result, a look at their page, a message and a job."""
    at = clock.now()
    for name, person in found.people.items():
        found.requests[name] = ask_correction(person=person, subject="JABATAN", wrong="Staf", right="Analis", at=at)
        answered = ask_correction(person=person, subject="KONTAK", wrong="1", right="2", at=at)
        by = found.users["bkpsdm"].code
        answer_correction(request=answered, state=CorrectionState.REFUSED, answer="Belum ada bukti", by=by, at=at)
        training = CompletedTraining(person=person, reference=name, name="Kursus", form=3, hours=8, recorded_at=at)
        training.starts_on = training.ends_on = dt.date(2026, 1, 5)
        training.save()
        certificate = Qualification(person=person, competency=Competency.objects.get(code="T.IT.1"), reference=name)
        certificate.level, certificate.title, certificate.source = 2, "Sertifikat", Source.TRAINING
        certificate.valid_from, certificate.valid_until = dt.date(2026, 1, 5), dt.date(2029, 1, 5)
        certificate.recorded_at = at
        certificate.save()
        QualificationEvent.objects.create(
            person=person,
            competency=certificate.competency,
            reference=name,
            evidence="training-none",
            kind=QualificationChange.SUSPENDED,
            starts_on=dt.date(2026, 2, 1),
            reason="Keputusan",
            by="tests",
            recorded_at=at,
        )
        result = Result(person=person, year=2025, period="TAHUNAN", ends_on=dt.date(2025, 12, 31), recorded_at=at)
        result.work = result.behaviour = 2
        result.predicate, result.rule_from = "BAIK", dt.date(2022, 1, 1)
        if name == "outsider_too":  # who is to be coached; nobody who wants to study
            result.work, result.behaviour, result.predicate = 1, 1, "SANGAT_KURANG"
        result.save()
        Viewed.objects.create(person=person, viewer=by, viewer_name="Akun bkpsdm", what="person", at=at)
    for user in found.users.values():
        Message.objects.create(to=user.code, subject="Ada pesan", body="Ada sesuatu.", link="/", made_at=at)
        jobs.enqueue(name="tests.work", arguments={}, owner=user.code, at=at)
        OneTimeCode.objects.create(
            user=user, hash=f"hash {user.code}", made_at=at, expires_at=at - dt.timedelta(days=1), made_by="tests"
        )
        UsedCode.objects.create(user=user, hash="hash", at=at)
        FailedSignIn.objects.create(identifier=f"tried {user.code}", at=at - dt.timedelta(hours=2))
    RoleGrant.objects.update(granted_by="tests")
