"""Results of competence tests that a round asks for: they come by file, and are its own by their day."""

from django.db.models import Exists, OuterRef, QuerySet

from piawai.competencies.models import Assessment, Ratee, Round, RoundCompetency
from piawai.competencies.terms import Source
from piawai.people.models import Person, Unit


def has_result(round_: Round) -> Exists:
    """
    Return whether a ratee has a test result of a round: in a competency that it asks about, dated on one of its days.

    The row it is asked of has the person as `person`.
    """
    asked = RoundCompetency.objects.filter(round=round_).values("competency")
    return Exists(
        Assessment.objects.current().filter(
            person=OuterRef("person"),
            competency__in=asked,
            source=Source.TEST,
            assessed_on__range=(round_.opens_on, round_.closes_on),
        )
    )


def tested(*, round_: Round, units: QuerySet[Unit]) -> dict[str, int]:
    """Return of the people of some units who are rated in a round, how many have a test result of it, and how many."""
    people = Ratee.objects.filter(round=round_, unit__in=units)
    return {"tested": people.filter(has_result(round_)).count(), "people": people.count()}


def untested(*, round_: Round, scope: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people of a scope who are rated in a round and have no test result of it."""
    waiting = Ratee.objects.filter(~has_result(round_), round=round_).values("person")
    return scope.filter(pk__in=waiting, post__isnull=False).select_related("post__unit", "post__job")
