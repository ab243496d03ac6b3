"""Writing the dictionary and the standards of jobs."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from piawai.audit.services import log, log_recorded
from piawai.competencies.models import Competency, Indicator, LevelText, Standard, Version
from piawai.competencies.queries import dictionary as words_of
from piawai.competencies.queries import standings as queries
from piawai.competencies.services.standings import ALL, refresh
from piawai.competencies.terms import NINE, VersionState, Words
from piawai.lib import facts
from piawai.lib.errors import Refusal


class UnableToRecordWords(Refusal):
    """The words of a published version would change."""


@transaction.atomic
def record_words(*, words: Sequence[Words], on: dt.date, by: str, at: dt.datetime) -> facts.Counts:
    """
    Add to the dictionary and update its drafts in place, a row of a dictionary file at a time.

    Rows of one competency agree on its kind, name, definition and legal basis, rows of one level on its
    description. A row with an empty indicator only describes its level. Where one of the nine is named for
    the first time, or a competency is of another kind now, other defaults hold and everybody is refreshed.

    :raises UnableToRecordWords: if a row would change a version that is published or retired.
    """
    before = {word.key: word for word in words_of.dictionary_words()}
    words = [kept_indicator(word, before.get(word.key)) for word in words]
    new = [word for word in words if word.key not in before]
    changed = [word for word in words if word.key in before and before[word.key] != word]
    if not new and not changed:
        return facts.Counts(unchanged=len(words))
    fixed = words_of.published_versions()
    if any((word.code, word.starts_on) in fixed for word in (*new, *changed)):
        text = _("Published words stay as they are. Write the changed ones as a version that begins later.")
        raise UnableToRecordWords(text, code="published")
    known = {code: competency.kind for code, competency in words_of.competencies_by_code().items()}
    _raise_revisions({(word.code, word.starts_on) for word in (*new, *changed)})
    competencies = _write_competencies(words)
    levels = _write_levels(words, _write_versions(words, competencies))
    _write_indicators(words, levels)
    details = {
        "new": len(new),
        "changed": len(changed),
        "codes": sorted({word.code for word in (*new, *changed)}),
    }
    log(action="competencies.record_words", by=by, at=at, details=details)
    kinds = {code: competency.kind for code, competency in competencies.items()}
    if (kinds.keys() - known) & set(NINE) or any(kinds[code] != kind for code, kind in known.items()):
        refresh(people_ids=ALL, on=on, at=at)
    return facts.Counts(len(new), len(changed), len(words) - len(new) - len(changed))


def kept_indicator(word: Words, known: Words | None) -> Words:
    """Return a row that only describes its level with the indicator already known: it does not take it away."""
    if word.indicator or known is None:
        return word
    return replace(word, indicator=known.indicator, aspect=known.aspect)


def _raise_revisions(keys: Collection[tuple[str, dt.date]]) -> None:
    """Let whoever has a draft open, that a file changes now, be told before replacing it."""
    drafts = Version.objects.filter(state=VersionState.DRAFT).select_related("competency")
    touched = [row.pk for row in drafts if (row.competency.code, row.starts_on) in keys]
    Version.objects.filter(pk__in=touched).update(revision=F("revision") + 1)


def _write_competencies(words: Sequence[Words]) -> dict[str, Competency]:
    rows = {word.code: Competency(code=word.code, kind=word.kind, name=word.name) for word in words}
    Competency.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["code"], update_fields=["kind", "name"]
    )
    return words_of.competencies_by_code()


def _write_versions(words: Sequence[Words], competencies: dict[str, Competency]) -> dict[tuple[str, dt.date], Version]:
    rows = {
        (word.code, word.starts_on): Version(
            competency=competencies[word.code],
            starts_on=word.starts_on,
            definition=word.definition,
            legal_basis=word.legal_basis,
        )
        for word in words
    }
    Version.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["competency", "starts_on"],
        update_fields=["definition", "legal_basis"],
    )
    return {(row.competency.code, row.starts_on): row for row in Version.objects.select_related("competency")}


def _write_levels(
    words: Sequence[Words], versions: dict[tuple[str, dt.date], Version]
) -> dict[tuple[str, dt.date, int], LevelText]:
    rows = {
        (word.code, word.starts_on, word.level): LevelText(
            version=versions[word.code, word.starts_on], level=word.level, description=word.description
        )
        for word in words
    }
    LevelText.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["version", "level"],
        update_fields=["description"],
    )
    return {
        (row.version.competency.code, row.version.starts_on, row.level): row
        for row in LevelText.objects.select_related("version__competency")
    }


def _write_indicators(words: Sequence[Words], levels: dict[tuple[str, dt.date, int], LevelText]) -> None:
    rows = [
        Indicator(
            level=levels[word.code, word.starts_on, word.level],
            number=word.number,
            text=word.indicator,
            aspect=word.aspect,
        )
        for word in words
        if word.indicator
    ]
    Indicator.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["level", "number"], update_fields=["text", "aspect"]
    )


@transaction.atomic
def record_standards(
    *, standards: Sequence[Standard], on: dt.date, by: str, at: dt.datetime, renewed: Collection[int] = ()
) -> facts.Recorded[Standard]:
    """
    Record what jobs demand, and refresh the standing of whoever holds them.

    `renewed` are ids of jobs that got another name or class with the same file.
    """
    recorded = facts.record(Standard, standards, at=at)
    log_recorded("competencies.record_standards", recorded, by=by, at=at)
    if renewed:
        log(action="competencies.renew_jobs", by=by, at=at, details={"jobs": len(renewed)})
    jobs = {row.job_id for row in recorded.written if row.job_id is not None} | set(renewed)
    names = {row.job_name for row in recorded.written if row.job_id is None}
    if jobs or names:
        refresh(people_ids=queries.people_holding_jobs(jobs, names=names), on=on, at=at)
    return recorded
