"""Needs that no session to come meets: how many people lack what, and for how many of them nobody offers it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from piawai.competencies.models import Competency, Standing
from piawai.learning.models import Call, Outcome
from piawai.learning.terms import CallState, SessionState
from piawai.people.models import Person


@dataclass(frozen=True, slots=True)
class Unmet:
    """
    People who hold less of a competency than `level`, which their jobs require; with the seats of sessions to come.

    `seats` are those of sessions that reach at least this level, after the people of higher levels have had theirs.
    `called` says whether the need is with partners already.
    """

    competency: str
    name: str
    level: int
    people: int
    seats: int
    called: bool

    @property
    def left(self) -> int:
        """For how many people nobody offers it."""
        return max(0, self.people - self.seats)


def unmet(*, scope: QuerySet[Person], on: dt.date) -> list[Unmet]:
    """
    Return the needs of people that the sessions to come do not meet, the largest first. Three queries.

    Needs are known gaps, as the read model has them: what is unknown is to be assessed first.
    """
    short = Standing.objects.filter(person__in=scope, gap__gt=0)
    needs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for competency, level, many in short.values_list("competency_id", "required").annotate(many=Count("pk")):
        needs[competency].append((level, many))
    to_come = Outcome.objects.filter(
        competency__in=needs,
        session__starts_on__gt=on,
        session__state__in=(SessionState.OFFERED, SessionState.OPEN),
    )
    seats: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for competency, level, many in to_come.values_list("competency_id", "level").annotate(many=Sum("session__seats")):
        seats[competency].append((level, many))
    called = set(Call.objects.filter(state=CallState.OPEN).values_list("competency_id", "level"))
    found = []
    for competency in Competency.objects.filter(pk__in=needs):
        used = 0
        for level, many in sorted(needs[competency.pk], reverse=True):
            reaching = sum(some for reached, some in seats[competency.pk] if reached >= level)
            free = max(0, reaching - used)
            used += min(many, free)
            row = Unmet(competency.code, competency.name, level, many, free, called=(competency.pk, level) in called)
            if row.left:
                found.append(row)
    return sorted(found, key=lambda row: (-row.left, row.competency, -row.level))
