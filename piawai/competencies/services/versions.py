"""
The life of the dictionary's words: drafted, published, retired.

A published version is never edited: a new one is drafted beside it. Only drafts change, and of two who change the same
draft the second is told.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import (
    Competency,
    FormerCompetency,
    Indicator,
    LevelText,
    Relation,
    RoundCompetency,
    Version,
)
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.services.standings import ALL, refresh
from piawai.competencies.terms import RUNNING, Level, Said, VersionState
from piawai.lib.errors import Refusal


class UnableToChangeWords(Refusal):
    """The words are no draft, were changed meanwhile, or lack what publishing asks for."""


class UnableToRetire(Refusal):
    """The competency is retired already, or is being asked about."""


class UnableToRelate(Refusal):
    """The relation exists, or leads from a competency to itself."""


class UnableToMapFormer(Refusal):
    """Somebody else said meanwhile what the entry of the former list corresponds to."""


@transaction.atomic
def draft_version(*, competency: Competency, starts_on: dt.date, by: str, at: dt.datetime) -> Version:
    """
    Begin a new version of a competency's words, with the words of the newest one to start from.

    :raises UnableToChangeWords: if the competency is retired, or a version begins on that day or later.
    """
    competency = Competency.objects.select_for_update().get(pk=competency.pk)
    if competency.retired_on is not None:
        raise UnableToChangeWords(_("This competency is retired. Nobody is asked about it any more."), code="retired")
    newest = Version.objects.filter(competency=competency).order_by("-starts_on").first()
    if newest is not None and newest.starts_on >= starts_on:
        text = _("A version begins on %(day)s. Choose a later day, or edit that draft.")
        raise UnableToChangeWords(text % {"day": date_format(newest.starts_on, "DATE_FORMAT")}, code="not_later")
    version = Version.objects.create(
        competency=competency,
        starts_on=starts_on,
        definition=newest.definition if newest else "",
        legal_basis="",  # the new words rest on a decision of their own
    )
    if newest is not None:
        _write(version, queries.words_of(newest))
    log(action="competencies.draft_version", by=by, at=at, subject=f"competency {competency.code}")
    return version


@transaction.atomic
def write_words(
    *,
    version: Version,
    revision: int,
    definition: str,
    legal_basis: str,
    levels: Mapping[int, Said],
    by: str,
    at: dt.datetime,
) -> None:
    """
    Write the words of a draft anew. `revision` is the one that the writer had read.

    :raises UnableToChangeWords: if it is no draft, or somebody changed it since (`stale`).
    """
    before = {"definition": version.definition, "legal_basis": version.legal_basis}
    _claim(version, revision, definition=definition.strip(), legal_basis=legal_basis.strip())
    Indicator.objects.filter(level__version=version).delete()
    LevelText.objects.filter(version=version).delete()
    _write(version, levels)
    log(
        action="competencies.write_words",
        by=by,
        at=at,
        subject=f"competency {version.competency.code}",
        details={"starts_on": version.starts_on.isoformat(), "before": before},
    )


@transaction.atomic
def publish(*, version: Version, revision: int, by: str, at: dt.datetime) -> None:
    """
    Make a draft binding: from now on it stays as it is.

    :raises UnableToChangeWords: if it is no draft, was changed since, or a level has no words.
    """
    said = queries.words_of(version)
    lacking = [str(level.value) for level in Level if not said[level].description and not said[level].indicators]
    if lacking:
        text = _("Level %(levels)s has no words yet. Describe every level, then publish.")
        raise UnableToChangeWords(text % {"levels": ", ".join(lacking)}, code="words_missing")
    _claim(version, revision, state=VersionState.PUBLISHED, published_at=at)
    log(action="competencies.publish_version", by=by, at=at, **_about(version))


@transaction.atomic
def publish_all(*, codes: Sequence[str], by: str, at: dt.datetime) -> int:
    """Make binding the drafts of some competencies that are decided elsewhere, and return how many there were."""
    drafts = Version.objects.filter(competency__code__in=codes, state=VersionState.DRAFT)
    published = drafts.update(state=VersionState.PUBLISHED, published_at=at)
    if published:
        log(action="competencies.publish_version", by=by, at=at, details={"versions": published})
    return published


@transaction.atomic
def discard_draft(*, version: Version, revision: int, by: str, at: dt.datetime) -> None:
    """
    Throw a draft away.

    :raises UnableToChangeWords: if it is no draft, was changed since, or a round has begun with it.
    """
    if RoundCompetency.objects.filter(version=version).exists():
        text = _("A round has begun with these words. Publish them, or leave them as they are.")
        raise UnableToChangeWords(text, code="in_a_round")
    about = _about(version)
    _claim(version, revision)
    Indicator.objects.filter(level__version=version).delete()
    LevelText.objects.filter(version=version).delete()
    version.delete()
    log(action="competencies.discard_draft", by=by, at=at, **about)


@transaction.atomic
def retire(*, competency: Competency, retired_on: dt.date, reason: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Ask nobody about a competency any more, from a day on: no job demands it then. Old ratings stay readable.

    Until a day to come its words stay as they are: people are still required to hold it, and may be asked about it.

    :raises UnableToRetire: if it is retired already, no reason is given, or a round that has not ended asks about it.
    """
    if not reason.strip():
        raise UnableToRetire(_("Write why it is retired."), code="reason_missing")
    rounds = RoundCompetency.objects.filter(competency=competency, round__state__in=RUNNING)
    names = sorted(set(rounds.values_list("round__name", flat=True)))
    if names:
        text = _("A round that has not ended asks about it: %(rounds)s. Report or cancel it first.")
        raise UnableToRetire(text % {"rounds": ", ".join(names)}, code="in_a_round")
    open_ = Competency.objects.filter(pk=competency.pk, retired_on__isnull=True)
    if not open_.update(retired_on=retired_on, retired_at=at):
        raise UnableToRetire(_("This competency is retired already."), code="retired")
    if retired_on <= on:
        Version.objects.filter(competency=competency).update(state=VersionState.RETIRED, retired_at=at)
    log(
        action="competencies.retire",
        by=by,
        at=at,
        subject=f"competency {competency.code}",
        details={"retired_on": retired_on.isoformat(), "reason": reason.strip()},
    )
    refresh(people_ids=ALL, on=on, at=at)


@transaction.atomic
def relate(*, competency: Competency, kind: str, other: Competency, by: str, at: dt.datetime) -> None:
    """
    Record how one competency stands to another.

    :raises UnableToRelate: if it is the same one, or the relation is recorded already.
    """
    if competency.pk == other.pk:
        raise UnableToRelate(_("Choose another competency: nothing relates to itself."), code="itself")
    _relation, made = Relation.objects.get_or_create(competency=competency, kind=kind, other=other)
    if not made:
        raise UnableToRelate(_("This relation is recorded already."), code="known")
    details = {"kind": kind, "other": other.code}
    log(action="competencies.relate", by=by, at=at, subject=f"competency {competency.code}", details=details)


@transaction.atomic
def unrelate(*, relation: Relation, by: str, at: dt.datetime) -> None:
    """Take a relation back."""
    details = {"kind": relation.kind, "other": relation.other.code}
    subject = f"competency {relation.competency.code}"
    relation.delete()
    log(action="competencies.unrelate", by=by, at=at, subject=subject, details=details)


@transaction.atomic
def record_former(*, names: Mapping[str, tuple[str, str]], by: str, at: dt.datetime) -> int:
    """
    Record the entries of SIASN's old list by id: name, and the code of today's competency, "" for none.

    What somebody has decided here already stays. Return how many are new.
    """
    known = set(FormerCompetency.objects.values_list("siasn_id", flat=True))
    today = queries.competencies_by_code()
    rows = [
        FormerCompetency(siasn_id=key, name=name, competency=today.get(code))
        for key, (name, code) in names.items()
        if key not in known
    ]
    if rows:
        FormerCompetency.objects.bulk_create(rows)
        log(action="competencies.record_former", by=by, at=at, details={"new": len(rows)})
    return len(rows)


@transaction.atomic
def map_former(
    *, former: FormerCompetency, known: Competency | None, competency: Competency | None, by: str, at: dt.datetime
) -> None:
    """
    Say which competency of today an entry of SIASN's old list corresponds to, None for none.

    `known` is the one that the doer had read.

    :raises UnableToMapFormer: if somebody changed it since (`stale`).
    """
    if not FormerCompetency.objects.filter(pk=former.pk, competency=known).update(competency=competency):
        now = FormerCompetency.objects.select_related("competency").get(pk=former.pk).competency
        text = _("Somebody changed this in the meantime. Stored now is: %(now)s. Save again to replace it.")
        raise UnableToMapFormer(text % {"now": now or _("none fits")}, code="stale")
    details = {"former": former.siasn_id, "before": known.code if known else ""}
    subject = f"competency {competency.code}" if competency else ""
    log(action="competencies.map_former", by=by, at=at, subject=subject, details=details)


def _claim(version: Version, revision: int, **values: object) -> None:
    """Change a draft by one statement that also looks at what the writer had read."""
    drafts = Version.objects.filter(pk=version.pk, state=VersionState.DRAFT)
    if drafts.filter(revision=revision).update(revision=revision + 1, **values):
        return
    if drafts.exists():
        text = _("Somebody changed this draft in the meantime. Compare both, then choose.")
        raise UnableToChangeWords(text, code="stale")
    text = _("These words are published. They stay as they are: begin a new version instead.")
    raise UnableToChangeWords(text, code="published")


def _write(version: Version, levels: Mapping[int, Said]) -> None:
    rows = {
        level: LevelText.objects.create(version=version, level=level, description=said.description.strip())
        for level, said in sorted(levels.items())
    }
    Indicator.objects.bulk_create(
        Indicator(level=rows[level], number=number, text=text.strip(), aspect=aspect)
        for level, said in levels.items()
        for number, (aspect, text) in enumerate(said.indicators, start=1)
    )


def _about(version: Version) -> dict[str, Any]:
    """Return what the log says of a version."""
    return {"subject": f"competency {version.competency.code}", "details": {"starts_on": version.starts_on.isoformat()}}
