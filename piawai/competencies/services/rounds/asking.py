"""Asking for what takes long: the price of a round, its opening and its report, each done in the background."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Round
from piawai.competencies.services.rounds.moving import check_days, check_may
from piawai.competencies.services.rounds.opening import UnableToOpenRound
from piawai.competencies.terms import RoundSample, RoundState
from piawai.jobs import queries as jobs
from piawai.jobs.models import Job
from piawai.jobs.services import enqueue

COST, OPEN, REPORT = "rounds.cost", "rounds.open", "rounds.report"


@transaction.atomic
def ask_cost(*, round_: Round, by: str, at: dt.datetime) -> Job:
    """
    Ask for the price of a round by each sample, and return the job: the same one until it is worked out.

    :raises UnableToMoveRound: if the round cannot be opened any more.
    """
    check_may(round_=round_, then=RoundState.OPENING)
    effect = cost_effect(round_)
    arguments = {"round": round_.token, "revision": round_.revision}
    return enqueue(name=COST, arguments=arguments, owner=by, at=at, effect_key=_again(effect))


def cost_effect(round_: Round) -> str:
    """Return how the effect keys of the prices of a round begin."""
    return f"{COST}:{round_.token}:"


@transaction.atomic
def ask_to_open(*, round_: Round, revision: int, sample: str, on: dt.date, by: str, at: dt.datetime) -> Job:
    """
    Ask for a round to be opened by a sample, as it was at a `revision`, and return the job: one, whoever asks.

    Where its opening was broken off for good, it is begun once more.

    :raises UnableToMoveRound: if the round is not before its opening, or the day is not one of its days.
    :raises UnableToOpenRound: if it has been changed since its price was shown.
    """
    check_may(round_=round_, then=RoundState.OPENING)
    check_days(round_=round_, on=on)
    if round_.revision != revision:
        text = _("The round has been changed since its price was worked out. Look at it again, then open it.")
        raise UnableToOpenRound(text, code="stale")
    arguments = {"round": round_.token, "revision": revision, "sample": RoundSample(sample).value}
    job = enqueue(name=OPEN, arguments=arguments, owner=by, at=at, effect_key=f"{OPEN}:{round_.token}")
    if _asked_now(job, by, at):
        log(action="competencies.ask_to_open_round", by=by, at=at, subject=f"round {round_.token}", details=arguments)
    return job


@transaction.atomic
def ask_to_report(*, round_: Round, by: str, at: dt.datetime) -> Job:
    """
    Ask for a closed round to be reported, and return the job: one, whoever asks.

    Where its report was broken off for good, it goes on.

    :raises UnableToMoveRound: if it is not closed.
    """
    check_may(round_=round_, then=RoundState.REPORTING)
    arguments = {"round": round_.token}
    job = enqueue(name=REPORT, arguments=arguments, owner=by, at=at, effect_key=f"{REPORT}:{round_.token}")
    if _asked_now(job, by, at):
        log(action="competencies.ask_to_report_round", by=by, at=at, subject=f"round {round_.token}")
    return job


def _again(effect: str) -> str:
    return f"{effect}{jobs.times_done(effect=effect)}"


def _asked_now(job: Job, by: str, at: dt.datetime) -> bool:
    return job.owner == by and job.made_at == at
