"""What a round came to: its answers as they become evidence, and its report in counts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from piawai.competencies.models import Accreditation, Answer, Round, Sheet
from piawai.competencies.rules.rounds import is_reported
from piawai.competencies.terms import SheetState


@dataclass(frozen=True, slots=True)
class Given:
    """
    A level that was answered on a sheet that was sent, and what is missing most, "" where that was not said.

    `rater` is a public code: of the person or the account.
    """

    person: int
    competency: int
    source: str
    level: int
    lacks: str
    rater: str
    agency: str
    note: str


def answers_given(*, round_: Round, about: Collection[int]) -> Iterator[Given]:
    """
    Give what was answered in a round about some people (ids) on sheets that were sent.

    "Not observed" is nothing, kin do not count.
    """
    agencies = dict(Accreditation.objects.order_by("starts_on", "pk").values_list("account", "agency"))
    rows = (
        _sent_levels(round_)
        .filter(sheet__ratee__in=about)
        .values_list(
            "sheet__ratee_id",
            "asked__competency_id",
            "sheet__source",
            "level",
            "lacks",
            "sheet__rater__code",
            "sheet__assessor",
            "note",
        )
    )
    for person, competency, source, level, lacks, rater, assessor, note in rows:
        if level is not None:
            yield Given(person, competency, source, level, lacks, rater or assessor, agencies.get(assessor, ""), note)


def _sent_levels(round_: Round) -> QuerySet[Answer]:
    sent = Answer.objects.filter(sheet__round=round_, sheet__state=SheetState.SENT, level__isnull=False)
    return sent.exclude(sheet__related=True)


@dataclass(frozen=True, slots=True)
class SourceResult:
    """
    One source of a round in counts: sheets asked and sent, of kin, never sent; questions answered with a level, late
    ones among them, "not observed"; and what became evidence, or was left out because the group was too small.
    """

    source: str
    asked: int
    sent: int
    kin: int
    unsent: int
    answered: int
    late: int
    not_observed: int
    counted: int
    too_few: int


def by_source(*, round_: Round, smallest: int) -> list[SourceResult]:
    """Return a round in counts, source by source."""
    kin, sent = Q(related=True), Q(state=SheetState.SENT)
    sheets = Sheet.objects.filter(round=round_).values("source")
    counted = sheets.annotate(asked=Count("pk"), sent=Count("pk", filter=sent), kin=Count("pk", filter=kin))
    answers = Answer.objects.filter(sheet__round=round_, sheet__state=SheetState.SENT).values("sheet__source")
    said: dict[str, Mapping[str, Any]] = {
        row["sheet__source"]: row
        for row in answers.annotate(
            answered=Count("pk", filter=Q(level__isnull=False)),
            late=Count("pk", filter=Q(late=True, level__isnull=False)),
            not_observed=Count("pk", filter=Q(level__isnull=True)),
        )
    }
    groups: dict[str, Counter[bool]] = defaultdict(Counter)
    sizes = _sent_levels(round_).values("sheet__source", "sheet__ratee", "asked").annotate(raters=Count("pk"))
    for source, raters in sizes.values_list("sheet__source", "raters"):
        groups[source][is_reported(source=source, raters=raters, smallest=smallest)] += raters
    return [
        SourceResult(
            source=row["source"],
            asked=row["asked"],
            sent=row["sent"],
            kin=row["kin"],
            unsent=row["asked"] - row["sent"] - row["kin"],
            answered=said.get(row["source"], {}).get("answered", 0),
            late=said.get(row["source"], {}).get("late", 0),
            not_observed=said.get(row["source"], {}).get("not_observed", 0),
            counted=groups[row["source"]][True],
            too_few=groups[row["source"]][False],
        )
        for row in counted.order_by("source")
    ]
