"""Reading the dictionary and the standards of jobs."""

import datetime as dt

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from piawai.competencies.models import Competency, Indicator, LevelText, Standard
from piawai.competencies.terms import Words
from piawai.people.models import Job


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


def levels_of(competency: Competency) -> list[LevelText]:
    """Return the levels of all versions of a competency with their indicators, newest version first."""
    levels = LevelText.objects.filter(version__competency=competency).select_related("version")
    ordered = levels.order_by("-version__starts_on", "level")
    return list(ordered.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("number"))))


def standards_in_force(*, on: dt.date) -> QuerySet[Standard]:
    """
    Return what jobs demand on a day, each row with its competency and `named`, the job's name.

    A row stated by name only is for every job of that name. Demands of a job class by law are not among them.
    """
    begun = Standard.objects.current().filter(starts_on__lte=on)
    later = begun.filter(
        Q(job=OuterRef("job")) | Q(job__isnull=True, job_name=OuterRef("job_name"), job_name__gt=""),
        competency=OuterRef("competency"),
        starts_on__gt=OuterRef("starts_on"),
    )
    written = Job.objects.filter(name_key=OuterRef("job_name")).order_by("pk").values("name")[:1]
    named = Coalesce("job__name", Subquery(written), "job_name")
    return begun.exclude(Exists(later)).annotate(named=named).select_related("competency")
