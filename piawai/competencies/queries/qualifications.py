"""Reading what people hold, how it stands on a day, what runs out and what that opens."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from piawai.competencies.models import Assessment, Qualification, QualificationEvent
from piawai.competencies.queries.standings import dated_rows
from piawai.competencies.rules import currency as rules
from piawai.competencies.terms import (
    CERTIFIED,
    FORMAL_RANK,
    Change,
    Currency,
    Holding,
    Opening,
    QualificationChange,
    Source,
    Validity,
)
from piawai.people.models import Person

_DAY = dt.timedelta(days=1)
_COUNTS_FIRST = {Currency.CURRENT: 0, Currency.GRACE: 1}  # what counts comes first


def validity(row: Qualification) -> Validity:
    """Return for which days a qualification was given."""
    return Validity(row.valid_from, row.valid_until, row.grace_until, row.passed)


def holdings(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> list[Holding]:
    """
    Return all that everybody in `scope` was ever found to hold, and how it stands on a day, as known at a moment.

    Certificates, and formal results that no certificate attests; by person and competency, what counts longest first.
    Three queries.
    """
    found = _certificates(scope, on, known_at) + _results(scope, on, known_at)
    return sorted(
        found,
        key=lambda row: (
            row.person_id,
            row.competency,
            _COUNTS_FIRST.get(row.state, 2),
            -(row.until or dt.date.max).toordinal(),
            -row.valid_from.toordinal(),
            row.title,
        ),
    )


def _certificates(scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> list[Holding]:
    befell: dict[tuple[int, int, str], list[QualificationEvent]] = defaultdict(list)
    events = QualificationEvent.objects.filter(person__in=scope, recorded_at__lte=known_at)
    for event in events.order_by("pk"):
        befell[event.person_id, event.competency_id, event.reference].append(event)
    rows = Qualification.objects.known_at(known_at).filter(person__in=scope).select_related("competency")
    return [_holding(row, befell.get(row.key, []), on) for row in rows]


def _holding(row: Qualification, events: list[QualificationEvent], on: dt.date) -> Holding:
    changes = [Change(event.kind, event.starts_on, event.ends_on) for event in events]
    state = rules.current_on(validity(row), changes, on=on)
    kind = {Currency.SUSPENDED: QualificationChange.SUSPENDED, Currency.REVOKED: QualificationChange.REVOKED}.get(state)
    reasons = [event.reason for event in events if event.kind == kind and event.starts_on <= on]
    ends = [change.starts_on - _DAY for change in changes if change.kind == QualificationChange.REVOKED]
    last = validity(row).last_day
    return Holding(
        person_id=row.person_id,
        competency=row.competency.code,
        competency_name=row.competency.name,
        level=row.level,
        title=row.title,
        source=row.source,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        until=min([*ends, *([last] if last else [])], default=None),
        state=state,
        reason=reasons[-1] if reasons else "",
        number=row.pk,
    )


def _results(scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> list[Holding]:
    rows = Assessment.objects.known_at(known_at).filter(person__in=scope, source__in=FORMAL_RANK)
    return [
        Holding(
            person_id=row.person_id,
            competency=row.competency.code,
            competency_name=row.competency.name,
            level=row.level,
            title="",
            source=row.source,
            issuer=row.agency,
            valid_from=row.assessed_on,
            valid_until=row.valid_until,
            until=row.valid_until,
            state=rules.current_on(Validity(row.assessed_on, row.valid_until), (), on=on),
        )
        for row in rows.exclude(assessor__startswith=rules.CERTIFICATE).select_related("competency")
    ]


def best(rows: Iterable[Holding]) -> list[Holding]:
    """Return of each person and competency the one that says most: what counts, and of it what counts longest."""
    found: dict[tuple[int, str], Holding] = {}
    for row in rows:
        found.setdefault((row.person_id, row.competency), row)
    return list(found.values())


def running_out(*, scope: QuerySet[Person], on: dt.date, until: dt.date) -> QuerySet[Assessment]:
    """
    Return the formal evidence of people who hold a post that counts on a day, and no more after a day to `until`.

    Left out is what is suspended or revoked that day, and what other evidence of at least that level outlasts: nobody
    has to renew it. What is suspended or revoked on the day after outlasts nothing.
    """
    formal = Assessment.objects.current().filter(source__in=FORMAL_RANK, assessed_on__lte=on)
    held = formal.filter(person__in=scope, person__post__isnull=False, valid_until__range=(on, until))
    outlasting = formal.filter(
        person=OuterRef("person"),
        competency=OuterRef("competency"),
        level__gte=OuterRef("level"),
        valid_until__gt=OuterRef("valid_until"),
    )
    counting = outlasting.exclude(Exists(_taking_out(OuterRef(OuterRef("day_after")))))
    days = held.alias(day_after=F("valid_until") + _DAY)
    return days.exclude(Exists(_taking_out(Value(on)))).exclude(Exists(counting))


def _taking_out(day: Combinable) -> QuerySet[QualificationEvent]:
    """Return what befell the outer evidence so that it does not count on a day: `rules.days_out`, for the database."""
    restored = QualificationEvent.objects.filter(
        person=OuterRef("person"),
        competency=OuterRef("competency"),
        evidence=OuterRef("evidence"),
        kind=QualificationChange.RESTORED,
        starts_on__lte=OuterRef("day"),
        pk__gt=OuterRef("pk"),
    )
    befell = QualificationEvent.objects.filter(
        person=OuterRef("person"), competency=OuterRef("competency"), evidence=OuterRef("assessor")
    ).alias(day=ExpressionWrapper(day, output_field=DateField()))
    suspended = Q(kind=QualificationChange.SUSPENDED) & (Q(ends_on__isnull=True) | Q(ends_on__gte=F("day")))
    revoked = Q(kind=QualificationChange.REVOKED)
    return befell.filter(revoked | suspended & ~Exists(restored), starts_on__lte=F("day"))


def with_details(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Return the same evidence with person, post and competency read at once."""
    return rows.select_related("competency", "person__post__unit", "person__post__job")


def openings(rows: Iterable[Assessment], *, known_at: dt.datetime) -> dict[int, Opening]:
    """
    Return what the end of each piece of evidence means for the holder's post, by its id, the day after.

    Nothing where the post does not require the competency that day. A fixed number of queries.
    """
    listed = list(rows)
    if not listed:
        return {}
    scope = Person.objects.filter(pk__in={row.person_id for row in listed})
    dated = dated_rows(scope=scope, on=max(row.valid_until for row in listed), known_at=known_at)
    found = {}
    for row in listed:
        code = row.competency.code
        after = dated.stands(row.person_id, row.valid_until + _DAY).get(code)
        if after is None:
            continue
        before = dated.stands(row.person_id, row.valid_until).get(code)
        found[row.pk] = Opening(
            required=after.requirement.level,
            before=before.held.level if before and before.held else None,
            after=after.held.level if after.held else None,
        )
    return found


def certificates(*, scope: QuerySet[Person]) -> QuerySet[Qualification]:
    """Return the certificates of everybody in `scope`, with the versions that were corrected."""
    return Qualification.objects.filter(person__in=scope).select_related("person", "competency")


def holding(row: Qualification, *, on: dt.date) -> Holding:
    """Return how a certificate stands on a day, as known now."""
    return _holding(row, changes_of(row), on)


def changes_of(row: Qualification) -> list[QualificationEvent]:
    """Return what befell a qualification, in the order in which it was recorded."""
    return list(
        QualificationEvent.objects.filter(
            person=row.person_id, competency=row.competency_id, reference=row.reference
        ).order_by("pk")
    )


def last_change(row: Qualification) -> int:
    """Return the id of the newest record of what befell a qualification, 0 for none."""
    return max((event.pk for event in changes_of(row)), default=0)


def versions_of(row: Qualification) -> list[Qualification]:
    """Return every version of a qualification, the newest first."""
    return list(
        Qualification.objects.filter(
            person=row.person_id, competency=row.competency_id, reference=row.reference
        ).order_by("-pk")
    )


def known_certificates(*, people: Iterable[int]) -> dict[tuple[int, str, str], Validity]:
    """Return for which days the known certificates of some people were given, by person, code and reference."""
    wanted = set(people)
    rows = Qualification.objects.current().values_list(
        "person_id", "competency__code", "reference", "valid_from", "valid_until", "grace_until", "passed"
    )
    return {
        (person_id, code, reference): Validity(first, last, grace, passed)
        for person_id, code, reference, first, last, grace, passed in rows.iterator()
        if person_id in wanted
    }


def is_renewed_by_training(source: str) -> bool:
    """Return whether a session may renew evidence of a source; an official result takes an assessment."""
    return Source(source) in CERTIFIED
