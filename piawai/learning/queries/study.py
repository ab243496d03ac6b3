"""Reading studies for a degree, what they ask, and what prior learning people want recognised."""

import datetime as dt
from collections.abc import Collection

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from piawai.competencies.models import Standing
from piawai.competencies.queries.standings import dated_rows
from piawai.learning.models import Partner, PriorFile, PriorLearning, Session, Study
from piawai.learning.queries.enrolments import sessions_held_by
from piawai.learning.queries.joining import head_over
from piawai.learning.rules.study import study_demands
from piawai.learning.terms import (
    PRIOR_OPEN,
    STUDY_UNDER_WAY,
    Demand,
    PartnerKind,
    PriorState,
    StudyAsked,
    StudyFacts,
    StudyKind,
    StudyLaw,
    StudyState,
    Written,
)
from piawai.people.models import CareerEvent, Person, UnitHead
from piawai.people.rules import retires_on
from piawai.people.terms import EventKind
from piawai.regulations import values


def law(*, kind: str, on: dt.date) -> StudyLaw:
    """Return what the rules in force on a day ask of whoever studies in a way."""
    return StudyLaw(
        service_years=_of_kind("study_service_years", kind, on),
        predicates=_codes("study_predicates", on),
        employment=_codes("study_employment", on),
        remaining=_of_kind("study_remaining_service", kind, on),
    )


def _of_kind(name: str, kind: str, on: dt.date) -> Written | None:
    try:
        rule = values.mapping(name, on=on)
    except values.NotInForce:
        return None
    if kind not in rule:
        return None
    found = rule.at(kind)
    return Written(found.whole, found.source, found.checked)


def _codes(name: str, on: dt.date) -> Written | None:
    try:
        rule = values.value(name, on=on)
    except values.NotInForce:
        return None
    return Written(tuple(rule.codes), rule.source, rule.checked)


def demands(
    *,
    person: Person,
    asked: StudyAsked,
    predicate: str,
    on: dt.date,
    known_at: dt.datetime,
    besides: Collection[int] = (),
) -> list[Demand]:
    """
    Return what a study asks of a person and how it stands, as known at a moment.

    `predicate` is the last of the person's performance results, "" where none is known. `besides` are the studies
    (ids) that are being decided on, and stand in nobody's way.
    """
    scope = Person.objects.filter(pk=person.pk)
    dated = dated_rows(scope=scope, on=on, known_at=known_at)
    post = dated.careers[person.pk].on(asked.starts_on)
    found = dated.job_class(person.pk, post, asked.starts_on) if post is not None else ""
    ages = values.mapping("retirement_age", on=on)
    age = ages.at(found) if found and found in ages else None
    facts = StudyFacts(
        employment=person.employment,
        appointed_on=person.appointed_on,
        predicate=predicate,
        retires_on=retires_on(born_on=person.born_on, age=age.whole) if age is not None else None,
        serving=post is not None,
        under_way=_others(person, asked, besides).exists(),
        away=_away(person, asked, known_at),
        retires_checked=age is not None and age.checked,
    )
    return study_demands(asked=asked, facts=facts, law=law(kind=asked.kind, on=on))


def _others(person: Person, asked: StudyAsked, besides: Collection[int]) -> QuerySet[Study]:
    rows = Study.objects.filter(person=person, state__in=STUDY_UNDER_WAY).exclude(pk__in=besides)
    return rows.filter(starts_on__lte=asked.ends_on, ends_on__gte=asked.starts_on)


def _away(person: Person, asked: StudyAsked, known_at: dt.datetime) -> tuple[str, dt.date, dt.date | None] | None:
    """
    Return another study assignment in these days that a file has reported; one of the same first day is this one.

    Leave and journeys of some days keep nobody from a study of years.
    """
    rows = CareerEvent.objects.known_at(known_at).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=asked.starts_on),
        person=person,
        kind=EventKind.STUDY_ASSIGNMENT,
        starts_on__lte=asked.ends_on,
    )
    found = rows.exclude(starts_on=asked.starts_on).order_by("starts_on").first()
    return (str(EventKind(found.kind).label), found.starts_on, found.ends_on) if found is not None else None


def as_asked(study: Study) -> StudyAsked:
    """Return a study as it was asked for, with its planned last day of today."""
    return StudyAsked(
        kind=study.kind,
        institution=study.institution,
        programme=study.programme,
        degree=study.degree,
        starts_on=study.starts_on,
        ends_on=study.ends_on,
        funding=study.funding,
        words=study.words,
    )


def studies_of(scope: QuerySet[Person]) -> QuerySet[Study]:
    """Return the studies of some people, each with person, unit and partner."""
    return Study.objects.filter(person__in=scope).select_related("person", "unit", "partner")


def running(rows: QuerySet[Study], *, on: dt.date) -> QuerySet[Study]:
    """Return those of some studies that have begun and are not over (STUDY-03)."""
    return rows.filter(state=StudyState.GRANTED, starts_on__lte=on)


def to_support(*, scope: QuerySet[Person], but: Person | None) -> QuerySet[Study]:
    """Return the studies that people in `scope` ask for and no head has answered, but for those of one person."""
    return _but(Study.objects.filter(person__in=scope, state=StudyState.ASKED), but)


def to_grant(*, but: Person | None) -> QuerySet[Study]:
    """Return the studies that heads support, or that nobody leads who asks, but for those of one person."""
    own = ExpressionWrapper(OuterRef("person__post__unit__path"), output_field=CharField())
    heads = (
        UnitHead.objects.exclude(person=OuterRef("person")).annotate(own=own).filter(own__startswith=F("unit__path"))
    )
    alone = Q(state=StudyState.ASKED) & ~Exists(heads)
    return _but(Study.objects.filter(Q(state=StudyState.SUPPORTED) | alone), but)


def _but(rows: QuerySet[Study], but: Person | None) -> QuerySet[Study]:
    return rows if but is None else rows.exclude(person=but)


def needs_no_support(study: Study) -> bool:
    """Return whether BKPSDM decides alone, since nobody leads the person who asks."""
    return head_over(study.person) is None


def seats_in_these_days(study: Study) -> list[Session]:
    """Return the sessions in which a person holds a seat while an assignment takes the person away."""
    if study.kind != StudyKind.ASSIGNMENT:
        return []
    held = sessions_held_by(scope=Person.objects.filter(pk=study.person_id)).get(study.person_id, [])
    return [row for row in held if row.starts_on <= study.ends_on and row.ends_on >= study.starts_on]


def aims_to_choose(person: Person) -> list[tuple[str, str]]:
    """Return code and name of the competencies that a person's post demands, by code."""
    rows = Standing.objects.filter(person=person).order_by("competency__code")
    return list(rows.values_list("competency__code", "competency__name"))


def universities() -> QuerySet[Partner]:
    """Return the partners at which a degree can be earned, by name."""
    return Partner.objects.filter(kind=PartnerKind.UNIVERSITY).order_by("name")


def priors_of(scope: QuerySet[Person]) -> QuerySet[PriorLearning]:
    """Return what prior learning some people want recognised, each with person and competency."""
    return _with_details(PriorLearning.objects.filter(person__in=scope))


def priors_reached(*, people: QuerySet[Person], account: str) -> QuerySet[PriorLearning]:
    """Return what some people want recognised, and what an assessor ("" for none) was given to look at."""
    reached = Q(person__in=people)
    if account:
        reached |= Q(assessor=account) & ~Q(state=PriorState.WITHDRAWN)
    return _with_details(PriorLearning.objects.filter(reached))


def _with_details(rows: QuerySet[PriorLearning]) -> QuerySet[PriorLearning]:
    return rows.select_related("person", "competency")


def to_recognise(*, but: Person | None) -> QuerySet[PriorLearning]:
    """Return what waits for BKPSDM: without an assessor yet, but for what is about one person."""
    rows = PriorLearning.objects.filter(state=PriorState.ASKED)
    return rows if but is None else rows.exclude(person=but)


def to_assess(*, account: str) -> QuerySet[PriorLearning]:
    """Return what waits for an assessor."""
    return PriorLearning.objects.filter(state=PriorState.ASSIGNED, assessor=account)


def is_open(prior: PriorLearning) -> bool:
    """Return whether a request for recognition is not decided yet."""
    return prior.state in PRIOR_OPEN


def file_by_token(token: str, *, priors: QuerySet[PriorLearning]) -> PriorFile | None:
    """Return a file of one of some requests, None where there is none."""
    return PriorFile.objects.filter(token=token, prior__in=priors.values("pk")).first()


def files_of(prior: PriorLearning) -> QuerySet[PriorFile]:
    """Return the files of a request, in the order in which they came."""
    return PriorFile.objects.filter(prior=prior).order_by("pk")


def owed_rule(study: Study) -> Written:
    """Return the rule by which service is owed after a study: that under which it was granted."""
    if study.owed_rule_from is None:
        raise ValueError("not granted")
    found = values.mapping("study_service_owed", on=study.owed_rule_from).at(study.kind)
    return Written(found.whole, found.source, found.checked)


def basis(written: Demand | Written) -> str:
    """Return in words where something is written, and that nobody has checked it there where nobody has."""
    if written.checked:
        return written.source
    return _("%(source)s: not yet verified") % {"source": written.source}
