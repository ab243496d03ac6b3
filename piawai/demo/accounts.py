"""The demo city's accounts: one a role, so that a visitor can look through everybody's eyes."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from piawai.access.services.roles import grant_role
from piawai.access.terms import Role
from piawai.accounts.models import User
from piawai.audit.services import log
from piawai.development.models import Allocation
from piawai.learning.models import Certificate
from piawai.people.models import Person, Post, Unit, UnitHead

PASSWORD = "mencoba-piawai"  # noqa: S105 (the demo's own, printed for its visitors; refused outside the demo)
DOMAIN = "demo.example"
MEMBER = "mitra"  # signs in for a partner
OFFICE = "Kependudukan"  # the office whose head and employee are shown, where the city has it
PERSONNEL, _SECRETARIAT, _INSPECTORATE = "Kepegawaian", "Sekretariat Daerah", "Inspektorat"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a visitor types to become somebody."""

    role: str
    name: str
    login: str
    password: str


@transaction.atomic
def open_accounts(*, on: dt.date, by: str, at: dt.datetime) -> list[SignIn]:
    """Open the demo's accounts, and return what a visitor types. Only for a database that the demo has made."""
    shown = office(OFFICE)
    cast = [
        (Role.EMPLOYEE, "pegawai", _employee(shown), None),
        (Role.HEAD, "kepala", _head(shown), None),
        (Role.OPERATOR, "operator", None, shown),
        (Role.BKPSDM, "bkpsdm", _head(office(PERSONNEL)), None),
        (Role.SECRETARY, "sekda", _head(office(_SECRETARIAT)), None),
        (Role.MAYOR, "walikota", None, None),
        (Role.INSPECTORATE, "inspektorat", _head(office(_INSPECTORATE)), None),
        (Role.ASSESSOR, "asesor", None, None),
        (Role.PARTNER, MEMBER, None, None),
    ]
    found = []
    taken: set[str] = set()
    for role, login, person, unit in cast:
        code = person.code if person is not None and person.code not in taken else ""
        taken.add(code)
        name = person.name if person is not None and code else str(role.label)
        email = f"{login}@{DOMAIN}"
        user = User.objects.create_user(code, PASSWORD, name=name, email=email, demo=True, created_at=at)
        if role not in {Role.EMPLOYEE, Role.HEAD} and (role != Role.OPERATOR or unit is not None):
            grant_role(user=user, role=role, unit=unit, on=on, by=by, at=at)
        found.append(SignIn(str(role.label), name, email, PASSWORD))
    log(action="demo.open_accounts", by=by, at=at, details={"accounts": len(found)})
    return found


def member() -> User | None:
    """Return the account that acts for a partner, None before it is opened."""
    return User.objects.filter(email=f"{MEMBER}@{DOMAIN}").first()


def offices() -> list[Unit]:
    """Return the offices whose people were rated before: the one of personnel, and the one that is shown."""
    return [unit for word in (PERSONNEL, OFFICE) if (unit := office(word)) is not None]


def office(word: str) -> Unit | None:
    """Return the office with a word in its name, else any; one that has a head."""
    offices = Unit.objects.filter(pk__in=Post.objects.values("office"), head__isnull=False).order_by("path")
    return offices.filter(name__icontains=word).first() or offices.filter(parent__isnull=False).first()


def _head(office: Unit | None) -> Person | None:
    head = UnitHead.objects.filter(unit=office).select_related("person").first() if office else None
    return head.person if head else None


def _employee(office: Unit | None) -> Person | None:
    """Return someone of the office who lacks something, holds a certificate of ours and goes somewhere in the plan."""
    if office is None:
        return None
    posts = Post.objects.filter(office=office).exclude(person__leads__isnull=False).select_related("person")
    lacking = posts.filter(person__standings__gap__gt=0).order_by("pk")
    going = lacking.filter(person__in=Allocation.objects.values("person"))
    certified = Certificate.objects.filter(revoked_at__isnull=True).values("enrolment__person")
    shown = (going.filter(person__in=certified), lacking.filter(person__in=certified), going, lacking, posts)
    post = next((found for rows in shown if (found := rows.first()) is not None), None)
    return post.person if post else None
