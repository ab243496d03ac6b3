"""Letting raters be named, and opening a round: sheets for everybody who is asked, and a note to each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Answer, Ratee, Round, RoundCompetency, Sheet, Version
from piawai.competencies.queries.rounds import planning
from piawai.competencies.rules.rounds import sheet_minutes
from piawai.competencies.services.rounds.messages import tell
from piawai.competencies.services.rounds.moving import UnableToMoveRound, check_days, check_may, move
from piawai.competencies.terms import RoundSample, RoundState, VersionState
from piawai.lib import bulk
from piawai.people.models import public_code


class UnableToOpenRound(UnableToMoveRound):
    """A round would ask nobody anything, a competency has no words yet, or the draft has been changed meanwhile."""


@transaction.atomic
def begin_nominations(*, round_: Round, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Let those who will be rated name colleagues, before the round opens.

    :raises UnableToMoveRound: if it is no draft, or its last day is over.
    """
    if on > round_.closes_on:
        check_days(round_=round_, on=on)
    found = move(round_=round_, then=RoundState.NOMINATING)
    log(action="competencies.begin_nominations", by=by, at=at, subject=f"round {round_.token}")
    return found


def open_round(*, round_: Round, sample: str, link: str, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Open a round: plan it and keep the plan. For many people that takes a while; see `plan_opening`.

    :raises UnableToMoveRound: as `plan_opening` and `keep_opening`.
    """
    return keep_opening(opening=plan_opening(round_=round_, sample=sample, on=on), link=link, by=by, at=at)


def plan_opening(*, round_: Round, sample: str, on: dt.date) -> planning.Opening:
    """
    Return what opening a round on a day would make, and keep nothing. It holds no transaction.

    :raises UnableToMoveRound: if the round is not before its opening, or the day is not one of its days.
    :raises UnableToOpenRound: if nobody would be asked anything.
    """
    check_may(round_=round_, then=RoundState.OPEN)
    check_days(round_=round_, on=on)
    found = planning.opening(known=planning.facts(round_=round_, on=on), sample=RoundSample(sample))
    if not found.ratees:
        text = _("Nobody is asked: the posts of these people demand none of the competencies, or the sample is empty.")
        raise UnableToOpenRound(text, code="nobody")
    return replace(found, tokens=tuple(public_code() for _sheet in found.plan.sheets))


@transaction.atomic
def keep_opening(*, opening: planning.Opening, link: str, by: str, at: dt.datetime) -> Round:
    """
    Open a round as it was planned: pin the words of its competencies, make the sheets, and tell the raters.

    `link` is the page of the site that their message leads to. Of two who open it at once, one does.

    :raises UnableToMoveRound: if it was opened or cancelled meanwhile.
    :raises UnableToOpenRound: if the draft was changed meanwhile, or a competency has no words yet.
    """
    round_ = opening.round
    found = move(round_=round_, then=RoundState.OPEN, opened_on=opening.on, planned=opening.cost.figures())
    if found.revision != round_.revision:
        text = _("The round has been changed since its price was worked out. Look at it again, then open it.")
        raise UnableToOpenRound(text, code="stale")
    asked = _pin_words(found, on=opening.on)
    bulk.insert(Ratee, [Ratee(round=found, person_id=one, unit_id=unit) for one, unit in opening.ratees.items()])
    _make_sheets(found, opening, asked, at)
    raters = {sheet.rater for sheet in opening.plan.sheets}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("You are asked for ratings: %(name)s") % {"name": found.name}
        body = _("Please answer by %(day)s. Each answer is saved at once, and you may go on later.")
        body %= {"day": formats.date_format(found.closes_on, "DATE_FORMAT")}
    told = tell(people=raters, subject=subject, body=body, link=link, at=at)
    details = {
        "sample": opening.sample,
        "size": len(opening.ratees),
        "sheets": len(opening.plan.sheets),
        "told": told,
    }
    log(action="competencies.open_round", by=by, at=at, subject=f"round {found.token}", details=details)
    return found


def _pin_words(round_: Round, *, on: dt.date) -> dict[str, int]:
    """Pin the words in force of each competency, and return the ids of what is asked by code."""
    found = {}
    for row in RoundCompetency.objects.filter(round=round_).select_related("competency"):
        row.version = words_in_force(row, on=on)
        row.save(update_fields=("version",))
        found[row.competency.code] = row.pk
    return found


def words_in_force(row: RoundCompetency, *, on: dt.date) -> Version:
    """
    Return the newest published words of a competency that began by a day; where none are published, the newest.

    :raises UnableToOpenRound: if it has no words.
    """
    begun = Version.objects.filter(competency=row.competency_id, starts_on__lte=on).order_by("-starts_on", "-pk")
    found = begun.filter(state=VersionState.PUBLISHED).first() or begun.exclude(state=VersionState.RETIRED).first()
    if found is None:
        text = _("%(name)s has no words in the dictionary yet, so nobody can answer. Write them, or leave it out.")
        raise UnableToOpenRound(text % {"name": row.competency.name}, code="no_words")
    return found


def _make_sheets(round_: Round, opening: planning.Opening, asked: Mapping[str, int], at: dt.datetime) -> None:
    planned = dict(zip(opening.tokens, opening.plan.sheets, strict=True))
    sheets = [
        Sheet(
            token=token,
            round=round_,
            ratee_id=sheet.ratee,
            rater_id=sheet.rater,
            source=sheet.source,
            minutes=sheet_minutes(source=sheet.source, questions=len(sheet.competencies), minutes=opening.minutes),
            made_at=at,
        )
        for token, sheet in planned.items()
    ]
    bulk.insert(Sheet, sheets)
    ids = dict(Sheet.objects.filter(round=round_).values_list("token", "pk"))
    questions = [(ids[token], asked[code]) for token, sheet in planned.items() for code in sheet.competencies]
    bulk.insert_alike(Answer(), names=("sheet_id", "asked_id"), rows=questions)
