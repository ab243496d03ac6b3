"""Reading the dictionary and the standards of jobs."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from piawai.competencies.models import (
    Assessment,
    Competency,
    FormerCompetency,
    Indicator,
    JobForm,
    LevelText,
    Relation,
    RoundCompetency,
    ServiceNeed,
    Standard,
    Standing,
    Version,
)
from piawai.competencies.terms import RUNNING, Level, Said, Used, VersionState, Words
from piawai.people.models import Job


def published_versions() -> dict[tuple[str, dt.date], dt.date]:
    """Return since when each version that is no draft any more is published, by code and first day."""
    rows = Version.objects.exclude(state=VersionState.DRAFT)
    found = rows.values_list("competency__code", "starts_on", "published_at", "retired_at")
    return {
        (code, starts_on): timezone.localdate(published_at or retired_at)
        for code, starts_on, published_at, retired_at in found
    }


def words_of(version: Version) -> dict[int, Said]:
    """Return the words of a version by level, all five; a level without any is empty."""
    levels = LevelText.objects.filter(version=version)
    found = {
        row.level: Said(row.description, tuple((one.aspect, one.text) for one in row.indicators.all()))
        for row in levels.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("number")))
    }
    return {level.value: found.get(level.value, Said("", ())) for level in Level}


def competencies_by_code() -> dict[str, Competency]:
    """Return the whole dictionary by code."""
    return {competency.code: competency for competency in Competency.objects.all()}


def dictionary_words() -> list[Words]:
    """Return the dictionary row by row, as its file states it. A level without indicators is one row, number 1."""
    levels = LevelText.objects.select_related("version__competency").prefetch_related("indicators")
    return [
        Words(
            code=level.version.competency.code,
            kind=level.version.competency.kind,
            name=level.version.competency.name,
            definition=level.version.definition,
            level=level.level,
            description=level.description,
            number=number,
            indicator=text,
            aspect=aspect,
            legal_basis=level.version.legal_basis,
            starts_on=level.version.starts_on,
        )
        for level in levels
        for number, text, aspect in (
            [(row.number, row.text, row.aspect) for row in level.indicators.all()] or [(1, "", "")]
        )
    ]


def dictionary() -> QuerySet[Competency]:
    """Return all competencies."""
    return Competency.objects.all()


def dictionary_by_state(*, on: dt.date) -> QuerySet[Competency]:
    """
    Return all competencies with the `state` of their words on a day, a `VersionState`.

    Retired where the competency is; published where words that have begun are; else a draft.
    """
    binding = Version.objects.filter(competency=OuterRef("pk"), state=VersionState.PUBLISHED, starts_on__lte=on)
    retired = When(retired_on__lte=on, then=Value(VersionState.RETIRED.value))
    published = When(Exists(binding), then=Value(VersionState.PUBLISHED.value))
    return Competency.objects.annotate(state=Case(retired, published, default=Value(VersionState.DRAFT.value)))


def levels_of(competency: Competency) -> list[LevelText]:
    """Return the levels of all versions of a competency with their indicators, newest version first."""
    levels = LevelText.objects.filter(version__competency=competency).select_related("version")
    ordered = levels.order_by("-version__starts_on", "level")
    return list(ordered.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("number"))))


def standards_in_force(*, on: dt.date) -> QuerySet[Standard]:
    """
    Return what jobs demand on a day, each row with its competency, `named`, the job's name, and `of_job`, its id.

    A row stated by name only is for every job of that name. Demands of a job class by law are not among them.
    """
    begun = Standard.objects.current().filter(starts_on__lte=on)
    later = begun.filter(
        Q(job=OuterRef("job")) | Q(job__isnull=True, job_name=OuterRef("job_name"), job_name__gt=""),
        competency=OuterRef("competency"),
        starts_on__gt=OuterRef("starts_on"),
    )
    bearer = Job.objects.filter(name_key=OuterRef("job_name")).order_by("pk")
    named = Coalesce("job__name", Subquery(bearer.values("name")[:1]), "job_name")
    of_job = Coalesce("job_id", Subquery(bearer.values("pk")[:1]))
    held = Q(competency__retired_on__isnull=True) | Q(competency__retired_on__gt=on)
    found = begun.filter(held).exclude(Exists(later)).annotate(named=named, of_job=of_job)
    return found.select_related("competency")


def demands_of(*, job: Job, on: dt.date) -> list[Standard]:
    """
    Return the rows of one job's own standard in force on a day, by competency code.

    Rows stated for every job of its name are among them, but for the competencies it has rows of its own for.
    """
    rows = Standard.objects.current().filter(Q(job=job) | Q(job__isnull=True, job_name=job.name_key), starts_on__lte=on)
    found: dict[str, Standard] = {}
    for row in rows.select_related("competency").order_by("starts_on", "pk"):
        before = found.get(row.competency.code)
        if before is None or row.job_id is not None or before.job_id is None:
            found[row.competency.code] = row
    return [found[code] for code in sorted(found)]


def demand_in_force(*, job: Job, competency: Competency, on: dt.date) -> Standard | None:
    """Return the row by which a job demands a competency on a day, None where it has none of its own."""
    return next((row for row in demands_of(job=job, on=on) if row.competency_id == competency.pk), None)


def versions_of(competency: Competency) -> QuerySet[Version]:
    """Return the versions of a competency's words, newest first."""
    return Version.objects.filter(competency=competency).order_by("-starts_on")


def relations_of(competency: Competency) -> QuerySet[Relation]:
    """Return how a competency stands to others, from either side."""
    either = Q(competency=competency) | Q(other=competency)
    return Relation.objects.filter(either).select_related("competency", "other").order_by("kind", "other__code")


def former_competencies() -> QuerySet[FormerCompetency]:
    """Return SIASN's former list with the competency of today that each corresponds to."""
    return FormerCompetency.objects.select_related("competency")


def job_form(job: Job) -> JobForm | None:
    """Return what the form of a job says besides competencies, None where nothing is written yet."""
    return JobForm.objects.filter(job=job).first()


def jobs() -> QuerySet[Job]:
    """Return all jobs."""
    return Job.objects.all()


def where_used(competency: Competency, *, on: dt.date) -> Used:
    """Return what a competency is used for on a day. Six queries."""
    rounds = RoundCompetency.objects.filter(competency=competency)
    return Used(
        jobs=standards_in_force(on=on).filter(competency=competency).count(),
        people=Standing.objects.filter(competency=competency).count(),
        ratings=Assessment.objects.current().filter(competency=competency).count(),
        services=ServiceNeed.objects.current().filter(competency=competency, holders__gt=0).count(),
        rounds=rounds.count(),
        running_rounds=tuple(
            rounds.filter(round__state__in=RUNNING).order_by("round__name").values_list("round__name", flat=True)
        ),
    )


def levels_in_words(wanted: Sequence[tuple[int, int]], *, on: dt.date) -> dict[tuple[int, int], Said]:
    """
    Return what levels mean, by competency id and level, in the words that hold on a day.

    The newest published version that has begun comes first, else the newest draft that has. Two queries.
    """
    levels = LevelText.objects.filter(
        version__competency__in={competency for competency, _level in wanted}, version__starts_on__lte=on
    )
    found: dict[tuple[int, int], tuple[tuple[bool, dt.date], Said]] = {}
    for row in levels.select_related("version").prefetch_related(
        Prefetch("indicators", Indicator.objects.order_by("number"))
    ):
        key = (row.version.competency_id, row.level)
        rank = (row.version.state != VersionState.DRAFT, row.version.starts_on)
        if key not in found or found[key][0] < rank:
            texts = tuple((one.aspect, one.text) for one in row.indicators.all())
            found[key] = (rank, Said(row.description, texts))
    return {key: said for key, (_rank, said) in found.items() if key in set(wanted)}
