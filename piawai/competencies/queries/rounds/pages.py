"""Lists of rounds and of their progress, as pages show them."""

import datetime as dt
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from piawai.competencies.models import Competency, Ratee, Round, Sheet
from piawai.competencies.queries.rounds.tested import has_result
from piawai.competencies.queries.rounds.waiting import COUNTED, OWED
from piawai.competencies.terms import RoundState, SheetState
from piawai.people.models import Person, Unit

OVER = (RoundState.CLOSED, RoundState.REPORTING, RoundState.REPORTED)  # states in which no answer is taken any more
BEGUN = (RoundState.OPEN, *OVER)  # states in which progress can be seen


def all_rounds() -> QuerySet[Round]:
    """Return every round with its sheets asked and sent."""
    return _counted(Round.objects.all())


def rounds_begun() -> QuerySet[Round]:
    """Return the rounds that are or were open, with their sheets asked and sent, as `totals` counts them."""
    return _counted(Round.objects.filter(state__in=BEGUN))


def round_of(token: str) -> QuerySet[Round]:
    """Return the round of a token, or nothing."""
    return Round.objects.filter(token=token)


def round_begun(token: str) -> QuerySet[Round]:
    """Return the round of a token where it is or was open, or nothing."""
    return Round.objects.filter(token=token, state__in=BEGUN)


def _counted(rounds: QuerySet[Round]) -> QuerySet[Round]:
    unseen = Q(round__state=RoundState.OPENING)
    mine = Sheet.objects.filter(COUNTED, round=OuterRef("pk")).exclude(related=True).exclude(unseen)
    return rounds.annotate(asked=_number(mine, "round"), sent=_number(mine.filter(state=SheetState.SENT), "round"))


def _number(rows: QuerySet[Sheet], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def progress(*, round_: Round, units: QuerySet[Unit], on: dt.date) -> QuerySet[Any, Any]:
    """
    Return a row for each unit of a scope whose people are rated in a round (`unit__name`, `unit__path`): `rated`
    people, of these `tested`, and the sheets about them: `asked` without those set aside for kinship and those not sent
    by whoever is the superior no longer, `sent`, `missing` (the rest), and of these `late` after the last day.

    People count in the unit where they worked when the round opened.
    """
    about = Sheet.objects.filter(COUNTED, round=round_, ratee=OuterRef("person")).exclude(related=True)
    missing = about.filter(OWED | Q(state=SheetState.SET_ASIDE))
    people = Ratee.objects.filter(round=round_, unit__in=units).annotate(
        own_asked=_number(about, "ratee"),
        own_sent=_number(about.filter(state=SheetState.SENT), "ratee"),
        own_missing=_number(missing, "ratee"),
    )
    by_unit = people.values("unit__siasn_id", "unit__name", "unit__path")
    return by_unit.annotate(
        rated=Count("pk"),
        tested=Count("pk", filter=has_result(round_)),
        asked=Sum("own_asked"),
        sent=Sum("own_sent"),
        missing=Sum("own_missing"),
        late=Sum("own_missing") if on > round_.closes_on else Value(0),
    )


def totals(*, round_: Round, units: QuerySet[Unit]) -> dict[str, int]:
    """Return the sheets about people of some units: `asked` and `sent`, as `progress` counts them."""
    people = Ratee.objects.filter(round=round_, unit__in=units).values("person")
    sheets = Sheet.objects.filter(COUNTED, round=round_, ratee__in=people).exclude(related=True)
    return sheets.aggregate(asked=Count("pk"), sent=Count("pk", filter=Q(state=SheetState.SENT)))


def unsent(*, round_: Round, scope: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people of a scope who have not sent all sheets, with how many are `missing`, and the minutes."""
    mine = Sheet.objects.filter(round=round_, rater=OuterRef("pk")).filter(OWED).order_by().values("rater")
    missing = mine.annotate(number=Count("pk")).values("number")
    minutes = mine.annotate(total=Sum("minutes")).values("total")
    waiting = Sheet.objects.filter(OWED, round=round_, rater__isnull=False).values("rater")
    people = scope.filter(pk__in=waiting, post__isnull=False).select_related("post__unit", "post__job")
    return people.annotate(
        missing=Coalesce(Subquery(missing, output_field=IntegerField()), 0), minutes=Subquery(minutes)
    )


def assessor_sheets(*, round_: Round) -> QuerySet[Sheet]:
    """Return the sheets of assessors in a round, with the person of each."""
    return Sheet.objects.filter(round=round_, rater__isnull=True).select_related("ratee")


def reported(*, round_: Round) -> tuple[int, int]:
    """Return of how many people of a round the answers have become evidence, and how many are rated in it."""
    counted = Ratee.objects.filter(round=round_).aggregate(done=Count("pk", filter=Q(reported=True)), all=Count("pk"))
    return counted["done"], counted["all"]


def being_reported() -> tuple[int, int]:
    """Return how many people of all rounds being reported now are worked out, of how many; 0 of 0 where none is."""
    rated = Ratee.objects.filter(round__state=RoundState.REPORTING)
    counted = rated.aggregate(done=Count("pk", filter=Q(reported=True)), all=Count("pk"))
    return counted["done"], counted["all"]


def people_rated(*, round_: Round) -> QuerySet[Person]:
    """Return the people who are rated in an open round, with their posts."""
    rated = Ratee.objects.filter(round=round_).values("person")
    return Person.objects.filter(pk__in=rated).select_related("post__unit")


def people_by_code(codes: list[str]) -> list[Person]:
    """Return people by public codes, by name."""
    return list(Person.objects.filter(code__in=codes).select_related("post__unit").order_by("name", "pk"))


def competencies_to_ask() -> QuerySet[Competency]:
    """Return the competencies that can be asked about, by code."""
    return Competency.objects.filter(retired_on__isnull=True).order_by("code")


def all_units() -> QuerySet[Unit]:
    """Return all units."""
    return Unit.objects.all()
