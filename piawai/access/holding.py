"""
Who the reader is today: the person behind the account, and the roles held.

Every request asks this before anything else, so it is written in SQL: Django takes ten times as long to word these
questions as the database takes to answer them.
"""

import datetime as dt
from typing import Any

from django.db import connection

from piawai.access.models import Sample
from piawai.access.terms import HeldRole, Holder, Role
from piawai.accounts.models import User
from piawai.competencies.services.standings import refresh_due
from piawai.people.models import Person
from piawai.people.queries import law_of_presence

# One row in any case; without a person its columns are empty.
_PERSON = """
    SELECT person.*,
        post.id IS NOT NULL AS placed,
        EXISTS (SELECT 1 FROM people_postsday WHERE as_of = %s AND law = %s) AS posts_hold,
        (SELECT COUNT(*) FROM jobs_message WHERE "to" = %s AND read_at IS NULL) AS unread
    FROM (SELECT 1) AS always
    LEFT JOIN people_person AS person ON person.code = %s
    LEFT JOIN people_post AS post ON post.person_id = person.id
"""
# Units led by path, then what was granted, in the order in which it was.
_ROLES = """
    SELECT 0 AS place, unit.path AS path, unit.name, unit.siasn_id, %s
    FROM people_unithead AS head JOIN people_unit AS unit ON unit.id = head.unit_id
    WHERE head.person_id = %s
    UNION ALL
    SELECT given.id, COALESCE(unit.path, ''), COALESCE(unit.name, ''), '', given.role
    FROM access_rolegrant AS given LEFT JOIN people_unit AS unit ON unit.id = given.unit_id
    WHERE given.user_id = %s AND given.starts_on <= %s AND (given.ends_on IS NULL OR given.ends_on >= %s)
    ORDER BY place, path
"""


def holder(*, user: User, on: dt.date, at: dt.datetime) -> Holder:
    """
    Return who an account is on a day. Roles from posts follow the read models, renewed here on a new day.

    Takes two queries, whatever the number of people; one more for the inspectorate.
    """
    found = _person(user, on)
    if not found.posts_hold:
        refresh_due(on=on, at=at)
        found = _person(user, on)
    person = None if found.pk is None else found
    if person is not None and not found.placed:  # who has left holds no granted role either
        return Holder(user.code, person.name, person, (), unread=found.unread)
    roles = _roles(user, person, on)
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
        unread=found.unread,
    )


def _person(user: User, on: dt.date) -> Any:
    """
    Return who is behind an account, with no id where nobody is.

    With it come `placed`, whether a post is held; `posts_hold`, whether the read models of posts hold for the day;
    and `unread`, how many messages wait.
    """
    return Person.objects.raw(_PERSON, [on, law_of_presence(), user.code, user.code])[0]


def _roles(user: User, person: Person | None, on: dt.date) -> list[HeldRole]:
    """Return the roles of an account; of a person who holds a post, those that come with it first."""
    roles = [] if person is None else [HeldRole(Role.EMPLOYEE)]
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [Role.HEAD.value, person.pk if person else None, user.pk, day, day])
        for _place, path, name, siasn_id, role in cursor.fetchall():
            if role == Role.HEAD:
                roles.append(HeldRole(Role.SUPERIOR, path, name, siasn_id))
            roles.append(HeldRole(role, path, name, siasn_id))
    return roles
