"""
Letting raters be named, and opening a round: sheets for everybody who is asked, and a note to each.

Opening a round of a whole city is work for many short transactions, so that others can write between them:
`plan_opening` computes, `begin_opening` moves the round where nobody sees its sheets, `write_sheets` writes them block
by block, `finish_opening` opens it. Broken off, all is done once more, after `clear_sheets` took away what was written.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import formats, translation
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Answer, Ratee, Round, RoundCompetency, Sheet, Version
from piawai.competencies.queries.rounds import planning
from piawai.competencies.rules.rounds import sheet_minutes
from piawai.competencies.services.rounds.messages import tell
from piawai.competencies.services.rounds.moving import UnableToMoveRound, check_days, check_held, check_may, move
from piawai.competencies.terms import RoundSample, RoundState, VersionState
from piawai.lib import bulk
from piawai.people.models import public_code
from piawai.solvers.rating.planning import Sheet as PlannedSheet

PEOPLE_AT_ONCE = 50  # whose sheets are written in one transaction: a fraction of a second


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
    Open a round, step by step as a background job does it. For many people that takes a while.

    :raises UnableToMoveRound: as the steps.
    """
    planned = plan_opening(round_=round_, sample=sample, on=on)
    begun = begin_opening(opening=planned)
    while clear_sheets(round_=begun):
        pass
    for block in blocks(opening=planned):
        write_sheets(round_=begun, block=block, at=at)
    return finish_opening(round_=begun, opening=planned, link=link, by=by, at=at)


def plan_opening(*, round_: Round, sample: str, on: dt.date) -> planning.Opening:
    """
    Return what opening a round on a day would make, and keep nothing. It holds no transaction.

    :raises UnableToMoveRound: if the round is not before its opening, or the day is not one of its days.
    :raises UnableToOpenRound: if nobody would be asked anything.
    """
    check_may(round_=round_, then=RoundState.OPENING)
    check_days(round_=round_, on=on)
    found = planning.opening(known=planning.facts(round_=round_, on=on), sample=RoundSample(sample))
    if not found.ratees:
        text = _("Nobody is asked: the posts of these people demand none of the competencies, or the sample is empty.")
        raise UnableToOpenRound(text, code="nobody")
    return replace(found, tokens=tuple(public_code() for _sheet in found.plan.sheets))


@dataclass(frozen=True, slots=True)
class Block:
    """Some people who are rated, each with the unit, and the sheets about them, each with its public code."""

    units: Mapping[int, int]
    sheets: Mapping[str, PlannedSheet]
    minutes: Mapping[str, float]


def blocks(*, opening: planning.Opening) -> list[Block]:
    """Return what an opening writes, so many people in each as one transaction takes."""
    about: dict[int, dict[str, PlannedSheet]] = defaultdict(dict)
    for token, sheet in zip(opening.tokens, opening.plan.sheets, strict=True):
        about[sheet.ratee][token] = sheet
    people, found = list(opening.ratees), []
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        some = people[start : start + PEOPLE_AT_ONCE]
        sheets = {token: sheet for person in some for token, sheet in about[person].items()}
        found.append(Block({person: opening.ratees[person] for person in some}, sheets, opening.minutes))
    return found


@transaction.atomic
def begin_opening(*, opening: planning.Opening) -> Round:
    """
    Begin to open a round as it was planned: pin the words of its competencies, and return it as it is then.

    Nobody is asked anything yet. An opening that was begun before writes nothing any more.

    :raises UnableToMoveRound: if it was opened or cancelled meanwhile.
    :raises UnableToOpenRound: if the draft was changed meanwhile, or a competency has no words yet.
    """
    figures = opening.cost.figures()
    found = move(
        round_=opening.round,
        then=RoundState.OPENING,
        opened_on=opening.on,
        planned=figures,
        attempt=F("attempt") + 1,
    )
    if found.revision != opening.round.revision:
        text = _("The round has been changed since its price was worked out. Look at it again, then open it.")
        raise UnableToOpenRound(text, code="stale")
    _pin_words(found, on=opening.on)
    return found


@transaction.atomic
def clear_sheets(*, round_: Round) -> int:
    """
    Take away sheets of an opening that was broken off, some people's at a time, and return of how many people.

    :raises UnableToMoveRound: if the opening is no longer that of `round_`.
    """
    check_held(round_=round_, state=RoundState.OPENING)
    people = list(Ratee.objects.filter(round=round_).order_by("pk").values_list("person", flat=True)[:PEOPLE_AT_ONCE])
    Answer.objects.filter(sheet__round=round_, sheet__ratee__in=people).delete()
    Sheet.objects.filter(round=round_, ratee__in=people).delete()
    Ratee.objects.filter(round=round_, person__in=people).delete()
    return len(people)


@transaction.atomic
def write_sheets(*, round_: Round, block: Block, at: dt.datetime) -> None:
    """
    Write the sheets about some people, which nobody sees before the round is open.

    :raises UnableToMoveRound: if the opening is no longer that of `round_`.
    """
    check_held(round_=round_, state=RoundState.OPENING)
    bulk.insert(Ratee, [Ratee(round=round_, person_id=one, unit_id=unit) for one, unit in block.units.items()])
    sheets = [
        Sheet(
            token=token,
            round=round_,
            ratee_id=sheet.ratee,
            rater_id=sheet.rater,
            source=sheet.source,
            minutes=sheet_minutes(source=sheet.source, questions=len(sheet.competencies), minutes=block.minutes),
            made_at=at,
        )
        for token, sheet in block.sheets.items()
    ]
    bulk.insert(Sheet, sheets)
    asked = dict(RoundCompetency.objects.filter(round=round_).values_list("competency__code", "pk"))
    ids = dict(Sheet.objects.filter(round=round_, ratee__in=block.units).values_list("token", "pk"))
    questions = [(ids[token], asked[code]) for token, sheet in block.sheets.items() for code in sheet.competencies]
    bulk.insert_alike(Answer(), names=("sheet_id", "asked_id"), rows=questions)


@transaction.atomic
def finish_opening(*, round_: Round, opening: planning.Opening, link: str, by: str, at: dt.datetime) -> Round:
    """
    Open a round whose sheets are all written, and tell the raters. Of two who open it at once, one does.

    `link` is the page of the site that their message leads to.

    :raises UnableToMoveRound: if the opening is no longer that of `round_`.
    """
    check_held(round_=round_, state=RoundState.OPENING)
    found = move(round_=round_, then=RoundState.OPEN)
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


def _pin_words(round_: Round, *, on: dt.date) -> None:
    """Pin the words in force of each competency."""
    for row in RoundCompetency.objects.filter(round=round_).select_related("competency"):
        row.version = words_in_force(row, on=on)
        row.save(update_fields=("version",))


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
