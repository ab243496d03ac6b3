"""Who the reader is today: the person behind the account, and the roles held."""

import datetime as dt

from django.db.models import Exists, Q

from piawai.access.models import RoleGrant, Sample
from piawai.access.terms import HeldRole, Holder, Role
from piawai.accounts.models import User
from piawai.competencies.services.standings import refresh_due
from piawai.jobs.queries import count_unread
from piawai.people.models import Person, UnitHead
from piawai.people.queries import posts_day


def holder(*, user: User, on: dt.date, at: dt.datetime) -> Holder:
    """
    Return who an account is on a day. Roles from posts follow the read models, renewed here on a new day.

    Takes three queries, whatever the number of people; one more for an account without a person, and one for the
    inspectorate.
    """
    person, posts_hold, unread = _person(user, on)
    if not posts_hold:
        refresh_due(on=on, at=at)
        person, _posts_hold, unread = _person(user, on)
    roles: list[HeldRole] = []
    if person is not None and hasattr(person, "post"):
        roles.append(HeldRole(Role.EMPLOYEE))
        for head in UnitHead.objects.filter(person=person).select_related("unit").order_by("unit__path"):
            roles += [
                HeldRole(Role.SUPERIOR, head.unit.path, head.unit.name, head.unit.siasn_id),
                HeldRole(Role.HEAD, head.unit.path, head.unit.name, head.unit.siasn_id),
            ]
    elif person is not None:  # who has left holds no granted role either
        return Holder(user.code, person.name, person, (), unread=unread)
    grants = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=user, starts_on__lte=on)
    roles += [
        HeldRole(grant.role, grant.unit.path if grant.unit else "", grant.unit.name if grant.unit else "")
        for grant in grants.select_related("unit").order_by("pk")
    ]
    inspects = any(held.role == Role.INSPECTORATE for held in roles)
    samples = (
        Sample.objects.filter(starts_on__lte=on, ends_on__gte=on).order_by("pk") if inspects else Sample.objects.none()
    )
    return Holder(
        code=user.code,
        name=person.name if person else user.name or user.email,
        person=person,
        roles=tuple(roles),
        samples=tuple(samples.values_list("pk", flat=True)),
        unread=unread,
    )


def _person(user: User, on: dt.date) -> tuple[Person | None, bool, int]:
    """Return who is behind an account, whether the read models of posts hold for a day, and how many messages wait."""
    unread = count_unread(to=user.code)
    people = Person.objects.select_related("post__unit", "post__office", "post__job").filter(code=user.code)
    person = people.annotate(posts_hold=Exists(posts_day(on)), unread=unread).first()
    if person is not None:
        return person, person.posts_hold, person.unread
    day = posts_day(on).annotate(unread=unread).first()
    return None, day is not None, day.unread if day is not None else 0
