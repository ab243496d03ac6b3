"""
The cast of the tests of pages and access: a town of two offices, and an account for each role.

Two people work in the section of the first office (staff, colleague), one leads the office (head), one works in
the other office (outsider). The others hold granted roles.
"""

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from piawai.access.services.roles import grant_role
from piawai.accounts.models import User
from piawai.lib import clock
from piawai.people.models import Person, Unit
from piawai.people.terms import UnitRow
from tests import town

ROLES = ("staff", "head", "other_head", "operator", "bkpsdm", "sekda", "mayor", "inspector", "nobody", "assessor")


@dataclass(frozen=True)
class Cast:
    """The people by what they are, and the accounts by role."""

    staff: Person
    colleague: Person
    head: Person
    outsider: Person
    other_head: Person
    users: dict[str, User]

    def client(self, role: str) -> Client:
        """Return a browser in which the account of a role is signed in."""
        client = Client(headers={"accept-language": "en"})
        client.force_login(self.users[role])
        return client


def cast() -> Cast:
    """Build the town and return its cast. Two competencies are required of everybody's job in the sections."""
    town.units(
        UnitRow("KOTA", "Kota"),
        UnitRow("DINAS", "Dinas Satu", "KOTA", "22", leader=town.nip(3)),
        UnitRow("SEKSI", "Seksi Satu", "DINAS", "41"),
        UnitRow("LAIN", "Dinas Lain", "KOTA", "22", leader=town.nip(5)),
    )
    town.dictionary()
    people = town.people(
        town.person_row(1, name="Sari Staf"),
        town.person_row(2, name="Kolega Kedua"),
        town.person_row(3, name="Hadi Kepala", unit="DINAS", job="Kepala Dinas", kind="1"),
        town.person_row(4, name="Orang Luar", unit="LAIN"),
        town.person_row(5, name="Kepala Lain", unit="LAIN", job="Kepala Dinas Lain", kind="1"),
        on=dt.date(2020, 1, 1),
    )
    staff, colleague, head, outsider, other_head = people
    town.standard("Pengelola", "M.1", 3)
    town.standard("Pengelola", "T.IT.1", 2)
    for person, level in ((staff, 1), (outsider, 3)):
        town.assessed(person, "M.1", level, on=dt.date(2026, 2, 2))
    users = {
        role: User.objects.create_user(code=person.code, name=person.name, created_at=clock.now())
        for role, person in (("staff", staff), ("head", head), ("other_head", other_head))
    }
    for role in ("operator", "bkpsdm", "sekda", "mayor", "inspector", "nobody", "assessor"):
        users[role] = User.objects.create_user(name=f"Akun {role}", email=f"{role}@example.id", created_at=clock.now())
    dinas = Unit.objects.get(siasn_id="DINAS")
    granted: tuple[tuple[str, str, Unit | None], ...]
    granted = (("operator", "operator", dinas), ("bkpsdm", "bkpsdm", None), ("sekda", "sekda", None))
    granted += (("mayor", "wali_kota", None), ("inspector", "inspektorat", None), ("assessor", "asesor", None))
    for role, name, unit in granted:
        day = timezone.localdate() - dt.timedelta(days=1)
        grant_role(user=users[role], role=name, unit=unit, on=day, by="tests", at=clock.now())
        protect(users[role])
    return Cast(staff, colleague, head, outsider, other_head, users)


def protect(user: User) -> None:
    """Give an account what staff must have before any page opens: an app. Nobody signs in with it in these tests."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
