"""Reading what is missing at gaps: knowledge, skill or attitude."""

import datetime as dt
from collections import defaultdict

from django.db.models import QuerySet

from piawai.competencies.models import Assessment, Competency, Standing
from piawai.competencies.queries.estimates import ratings
from piawai.competencies.rules.estimates import opinions
from piawai.competencies.rules.lacking import missing_most
from piawai.competencies.terms import ANSWERED_IN_ROUNDS, Missing, Rating
from piawai.regulations import values


def missing_in(*, standings: QuerySet[Standing], competency: Competency, on: dt.date) -> dict[int, Missing]:
    """
    Return what is missing most where some standings fall short in a competency, by person id. One query.

    Whoever is not in it has no gap there, or nobody who may answer in a round has rated the person.
    """
    short = standings.filter(competency=competency, gap__gt=0).order_by()
    rows = Assessment.objects.current().filter(
        person__in=short.values("person"), competency=competency, source__in=ANSWERED_IN_ROUNDS
    )
    given: dict[int, list[Rating]] = defaultdict(list)
    for row in ratings(rows):
        given[row.person_id].append(row)
    smallest = values.value("smallest_group_shown", on=on).whole
    return {person: missing_most(opinions(said, smallest=smallest), on=on) for person, said in given.items()}
