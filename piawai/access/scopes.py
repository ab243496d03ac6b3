"""Whom and what a reader may see under a permission: the rows that a page starts from."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from piawai.access.models import SampledPerson
from piawai.access.policy import OF_A_SAMPLE, POLICY
from piawai.access.terms import HeldRole, Holder, Permission, Reach, Role
from piawai.learning.models import Partner
from piawai.people.models import Person, Unit


def reaches(holder: Holder, permission: Permission) -> list[tuple[Reach, HeldRole]]:
    """Return how far a reader's roles carry a permission, one pair a role that carries it at all."""
    rules = POLICY[permission]
    found = [(rules[Role(held.role)], held) for held in holder.roles if Role(held.role) in rules]
    if holder.samples and permission in OF_A_SAMPLE:
        found += [(Reach.SAMPLE, held) for held in holder.roles if held.role == Role.INSPECTORATE]
    return found


def allowed(holder: Holder, permission: Permission) -> bool:
    """Return whether a reader holds a permission anywhere."""
    return bool(reaches(holder, permission))


def everywhere(holder: Holder, permission: Permission) -> bool:
    """Return whether a reader holds a permission for everybody."""
    return any(reach == Reach.ALL for reach, _held in reaches(holder, permission))


def people(holder: Holder, permission: Permission) -> QuerySet[Person]:
    """Return the persons to whom a reader's permission reaches. Whoever has left is reached by BKPSDM alone."""
    return Person.objects.filter(_reached(holder, permission))


def _reached(holder: Holder, permission: Permission) -> Q:
    """Return what is true of the persons to whom a reader's permission reaches."""
    found = reaches(holder, permission)
    if _leavers_too(found):
        return Q()
    if any(reach == Reach.ALL for reach, _held in found):
        return Q(post__isnull=False)
    reached = Q(pk__in=())
    for reach, held in found:
        if reach == Reach.UNIT:
            reached |= Q(post__unit__path__startswith=held.path)
        elif reach == Reach.SAMPLE:
            drawn = SampledPerson.objects.filter(sample__in=holder.samples)
            reached |= Q(pk__in=drawn.values("person"), post__isnull=False)
        elif holder.person is not None:
            reached |= Q(pk=holder.person.pk) if reach == Reach.OWN else Q(post__superior=holder.person)
    return reached


def _leavers_too(found: list[tuple[Reach, HeldRole]]) -> bool:
    """Return whether everybody is reached, with those who have left: only BKPSDM."""
    return any(reach == Reach.ALL and held.role == Role.BKPSDM for reach, held in found)


def people_led(holder: Holder) -> QuerySet[Person]:
    """Return the persons in the units that a reader leads, with those below, whatever other roles are held."""
    reached = Q(pk__in=())
    for held in holder.roles:
        if held.role == Role.HEAD:
            reached |= Q(post__unit__path__startswith=held.path)
    return Person.objects.filter(reached)


def units(holder: Holder, permission: Permission) -> QuerySet[Unit]:
    """Return the units to which a reader's permission reaches; one's own person or staff are no unit."""
    found = reaches(holder, permission)
    if any(reach == Reach.ALL for reach, _held in found):
        return Unit.objects.all()
    reached = Q(pk__in=())
    for reach, held in found:
        if reach == Reach.UNIT:
            reached |= Q(path__startswith=held.path)
    return Unit.objects.filter(reached)


def reaches_person(holder: Holder, permission: Permission, person: Person) -> bool:
    """Return whether a reader's permission reaches a person."""
    found = reaches(holder, permission)
    return _leavers_too(found) or people(holder, permission).filter(pk=person.pk).exists()


def reaching(holder: Holder, permissions: Collection[Permission], person: Person) -> frozenset[Permission]:
    """Return which permissions of a reader reach a person; at most one query."""
    everyone = {one for one in permissions if _leavers_too(reaches(holder, one))}
    asked = {one.name: _reached(holder, one) for one in permissions if one not in everyone and allowed(holder, one)}
    found: dict[str, Any] = {}
    if asked:
        found.update(Person.objects.filter(pk=person.pk).values(**asked).first() or {})
    return frozenset(everyone | {one for one in permissions if found.get(one.name)})


def covers(scope: QuerySet[Unit], unit: Unit) -> bool:
    """Return whether a unit is within a scope of units."""
    return scope.filter(pk=unit.pk).exists()


def partners(holder: Holder) -> QuerySet[Partner]:
    """Return the partners for whom a reader acts today: what stands under any other is not there for the reader."""
    if not allowed(holder, Permission.PARTNER_SESSIONS):
        return Partner.objects.none()
    return Partner.objects.filter(members__user__code=holder.code, members__ended_at__isnull=True)
