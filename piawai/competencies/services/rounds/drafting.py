"""Writing down what a round is to ask, and changing it while it is a draft."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Competency, Round, RoundClass, RoundCompetency, RoundUnit
from piawai.competencies.terms import ASKED_IN_ROUNDS, RoundState
from piawai.lib.errors import Refusal
from piawai.people.models import Unit
from piawai.people.terms import JobClass
from piawai.regulations import values

Row = TypeVar("Row", Unit, Competency)

MOST_SEEDS = 2**31 - 1
LONGEST = dt.timedelta(days=184)  # of a round: half a year, past which answers are of different times


class UnableToDraftRound(Refusal):
    """What a round is to ask makes no sense."""


class UnableToChangeRound(UnableToDraftRound):
    """A round is no draft any more, or somebody else has changed it meanwhile (code `stale`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a round is to ask. No unit means everybody, no job class all; `sources` are values of `Source`."""

    name: str
    opens_on: dt.date
    closes_on: dt.date
    sources: Sequence[str]
    competencies: Sequence[Competency]
    units: Sequence[Unit] = ()
    classes: Sequence[str] = ()


@transaction.atomic
def draft_round(*, wanted: Wanted, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Keep a new round as a draft: nobody is asked anything yet.

    :raises UnableToDraftRound: if it asks nothing, or its days make no sense.
    """
    _check(wanted, on)
    round_ = Round.objects.create(
        name=wanted.name,
        opens_on=wanted.opens_on,
        closes_on=wanted.closes_on,
        sources=_sources(wanted),
        most_minutes=values.value("most_rating_minutes", on=on).whole,
        seed=secrets.randbelow(MOST_SEEDS),
        made_by=by,
        made_at=at,
    )
    _keep_parts(round_, wanted)
    log(action="competencies.draft_round", by=by, at=at, subject=f"round {round_.token}", details=_details(wanted))
    return round_


@transaction.atomic
def change_round(*, round_: Round, wanted: Wanted, revision: int, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Change a draft that was read at a `revision`, and return it as it is now.

    Of two editors the second is told (code `stale`) and nothing is overwritten.

    :raises UnableToDraftRound: as `draft_round`.
    :raises UnableToChangeRound: if it is no draft, or has been changed since.
    """
    _check(wanted, on)
    draft = Round.objects.filter(pk=round_.pk, state=RoundState.DRAFT)
    changed = draft.filter(revision=revision).update(
        name=wanted.name,
        opens_on=wanted.opens_on,
        closes_on=wanted.closes_on,
        sources=_sources(wanted),
        most_minutes=values.value("most_rating_minutes", on=on).whole,
        revision=F("revision") + 1,
    )
    if not changed:
        if draft.exists():
            text = _("Somebody else has changed this round since you opened it. Choose which version holds.")
            raise UnableToChangeRound(text, code="stale")
        raise UnableToChangeRound(_("Only a draft is changed. This round has gone on."), code="no_draft")
    for part in (round_.units, round_.classes, round_.competencies):
        part.all().delete()
    _keep_parts(round_, wanted)
    log(action="competencies.change_round", by=by, at=at, subject=f"round {round_.token}", details=_details(wanted))
    return Round.objects.get(pk=round_.pk)


def _check(wanted: Wanted, on: dt.date) -> None:
    if not wanted.name.strip():
        raise UnableToDraftRound(_("Give the round a name by which people recognise it."), code="no_name")
    if wanted.closes_on < wanted.opens_on:
        raise UnableToDraftRound(_("The last day must not come before the first."), code="days_turned")
    if wanted.closes_on < on:
        raise UnableToDraftRound(_("The last day has passed. Choose a later one."), code="days_passed")
    if wanted.closes_on - wanted.opens_on > LONGEST:
        raise UnableToDraftRound(_("A round lasts at most half a year. Choose an earlier last day."), code="too_long")
    if not wanted.sources:
        raise UnableToDraftRound(_("Choose at least one source that is asked."), code="no_sources")
    if any(source not in ASKED_IN_ROUNDS for source in wanted.sources):
        raise UnableToDraftRound(
            _("A round cannot ask this source. Import its results instead."), code="no_such_source"
        )
    if not wanted.competencies:
        raise UnableToDraftRound(_("Choose at least one competency."), code="no_competencies")
    retired = [row.name for row in wanted.competencies if row.retired_on is not None and row.retired_on <= on]
    if retired:
        text = _("Retired competencies are not asked about: %(names)s. Leave them out.")
        raise UnableToDraftRound(text % {"names": ", ".join(retired)}, code="retired")
    if any(one not in JobClass.values for one in wanted.classes):
        raise UnableToDraftRound(_("Choose the job classes from the list."), code="no_such_class")


def _sources(wanted: Wanted) -> list[str]:
    return [source.value for source in ASKED_IN_ROUNDS if source in wanted.sources]


def _keep_parts(round_: Round, wanted: Wanted) -> None:
    RoundUnit.objects.bulk_create(RoundUnit(round=round_, unit=unit) for unit in _once(wanted.units))
    RoundClass.objects.bulk_create(RoundClass(round=round_, job_class=one) for one in sorted(set(wanted.classes)))
    RoundCompetency.objects.bulk_create(
        RoundCompetency(round=round_, competency=one) for one in _once(wanted.competencies)
    )


def _once(rows: Sequence[Row]) -> list[Row]:
    return list({row.pk: row for row in rows}.values())


def _details(wanted: Wanted) -> dict[str, object]:
    return {
        "units": [unit.siasn_id for unit in wanted.units],
        "competencies": sorted(row.code for row in wanted.competencies),
        "sources": _sources(wanted),
        "opens_on": wanted.opens_on.isoformat(),
        "closes_on": wanted.closes_on.isoformat(),
    }
