"""Reading objections to levels."""

from django.db.models import Case, QuerySet, When

from piawai.competencies.models import Objection
from piawai.competencies.terms import ObjectionState
from piawai.people.models import Person


def objections(*, scope: QuerySet[Person]) -> QuerySet[Objection]:
    """Return the objections of everybody in `scope`, with person and competency; `answered` is 0 for waiting."""
    waits = Case(When(state=ObjectionState.WAITING, then=0), default=1)
    found = Objection.objects.filter(person__in=scope).select_related("person__post__unit", "competency")
    return found.annotate(answered=waits)


def waiting(*, except_of: Person | None) -> QuerySet[Objection]:
    """Return the objections that wait for whoever answers them: those of others."""
    found = Objection.objects.filter(state=ObjectionState.WAITING)
    return found if except_of is None else found.exclude(person=except_of)
