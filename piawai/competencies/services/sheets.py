"""Answering the sheets of a round: kinship first, each answer saved at once, sent once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Answer, Sheet
from piawai.competencies.queries import sheets as queries
from piawai.competencies.rules import sheets as rules
from piawai.competencies.terms import OFFICIAL, Aspect, Level, RoundState, SheetState, Source
from piawai.lib.errors import Refusal

LONGEST_NOTE = 2_000  # signs: as long as a text about one behaviour is read


class UnableToAnswer(Refusal):
    """A sheet takes no answer, or not this one."""


class UnableToSend(UnableToAnswer):
    """A sheet is not complete."""


class StaleAnswer(UnableToAnswer):
    """What is to be saved was changed in the meantime; `stored` is what stands there now, by competency code."""

    def __init__(self, message: object, *, stored: Mapping[str, Answer]) -> None:
        super().__init__(message, code="stale")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: a level, or None for not observed; `lacks` counts only where the level is below what is required."""

    level: int | None
    lacks: str = ""
    note: str = ""


@transaction.atomic
def say_related(*, sheet: Sheet, related: bool, by: str, on: dt.date, at: dt.datetime) -> None:
    """
    Note what a rater says when asked about kinship, the first question about somebody else. Yes sets the sheet aside.

    `by` is the code of the account that answers.

    :raises UnableToAnswer: if the sheet takes no answers from whoever asks.
    """
    current = _opened(sheet, by=by, on=on)
    if current.source == Source.SELF:
        raise UnableToAnswer(_("This sheet is about yourself. Kinship is not asked."), code="self")
    if current.related == related:
        return
    state = SheetState.SET_ASIDE if related else SheetState.BEGUN
    _move(current, state, related=related, at=at)
    log(action="competencies.say_related", by=by, at=at, subject=f"sheet {current.token}")


def save_answer(
    *,
    sheet: Sheet,
    asked: str,
    level: int | None,
    lacks: str,
    note: str,
    revision: int,
    by: str,
    on: dt.date,
    at: dt.datetime,
) -> None:
    """Save one answer, to the competency with the code `asked` (see `save_answers`)."""
    save_answers(sheet=sheet, given={asked: Given(level, lacks, note)}, revision=revision, by=by, on=on, at=at)


@transaction.atomic
def save_answers(
    *, sheet: Sheet, given: Mapping[str, Given], revision: int, by: str, on: dt.date, at: dt.datetime
) -> None:
    """
    Save answers by competency code. The same answer once more changes nothing.

    `revision` is that of the sheet as the rater saw it: whoever would change an answer that was changed since then
    is told. After the last day, until the round is closed, answers are marked late.

    :raises StaleAnswer: if an answer that would be lost was saved in the meantime.
    :raises UnableToAnswer: if the sheet takes no answers from whoever asks, or one is not on the scale.
    """
    current = _opened(sheet, by=by, on=on)
    if current.source != Source.SELF and current.related is None:
        raise UnableToAnswer(_("Say first whether you are related to the person."), code="related_first")
    rows = {row.asked.competency.code: row for row in current.answers.select_related("asked__competency")}
    required = queries.required_levels(people=[current.ratee_id])
    changed, lost = [], {}
    for code, said in given.items():
        row = rows.get(code)
        if row is None:
            raise UnableToAnswer(_("The sheet does not ask about %(code)s.") % {"code": code}, code="not_asked")
        _refuse_off_scale(said)
        demanded = required.get((current.ratee_id, code))
        below = said.level is not None and demanded is not None and said.level < demanded
        new = (said.level, said.lacks if below else "", said.note.strip())
        if row.answered_at is not None and new == (row.level, row.lacks, row.note):
            continue
        if row.answered_at is not None and revision != current.revision:
            lost[code] = row
        row.level, row.lacks, row.note = new
        row.answered_at, row.late = at, on > current.round.closes_on
        changed.append(row)
    if lost:
        text = _("This was changed in another window in the meantime. Compare both, then choose.")
        stored = Answer.objects.filter(pk__in=[row.pk for row in lost.values()]).select_related("asked__competency")
        raise StaleAnswer(text, stored={row.asked.competency.code: row for row in stored})
    if not changed:
        return
    Answer.objects.bulk_update(changed, ["level", "lacks", "note", "answered_at", "late"])
    _move(current, SheetState.BEGUN, related=current.related, at=at)
    codes = [row.asked.competency.code for row in changed]
    details = {"competencies": codes}
    log(action="competencies.save_answers", by=by, at=at, subject=f"sheet {current.token}", details=details)


@transaction.atomic
def send_sheet(*, sheet: Sheet, by: str, on: dt.date, at: dt.datetime) -> None:
    """
    Send a sheet. It can no longer be changed then.

    :raises UnableToSend: if questions are not answered; they are named.
    :raises UnableToAnswer: if the sheet takes no answers from whoever asks.
    """
    current = _opened(sheet, by=by, on=on)
    empty = current.answers.filter(answered_at__isnull=True).order_by("asked__competency__code")
    names = list(empty.values_list("asked__competency__name", flat=True))
    if names:
        text = _("You cannot send the sheet yet. These questions are not answered: %(names)s.")
        raise UnableToSend(text % {"names": ", ".join(names)}, code="unanswered")
    if not rules.sheet_may_become(state=current.state, wanted=SheetState.SENT):
        raise UnableToSend(_("You cannot send the sheet yet. Nothing is answered."), code="unanswered")
    Sheet.objects.filter(pk=current.pk).update(state=SheetState.SENT, sent_at=at, revision=current.revision + 1)
    log(action="competencies.send_sheet", by=by, at=at, subject=f"sheet {current.token}")


def opened(*, sheet: Sheet, by: str, on: dt.date) -> Sheet:
    """
    Return a sheet locked for the rest of the transaction, with round, ratee and rater, where it takes answers.

    :raises UnableToAnswer: if it takes none from whoever asks, or none on this day.
    """
    return _opened(sheet, by=by, on=on)


def _opened(sheet: Sheet, *, by: str, on: dt.date) -> Sheet:
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("round", "ratee", "rater")
    current = rows.get(pk=sheet.pk)
    if by != (current.rater.code if current.rater is not None else current.assessor):
        raise UnableToAnswer(_("This sheet belongs to somebody else. You fill in only your own."), code="not_own")
    if current.state == SheetState.SENT:
        raise UnableToAnswer(_("This sheet has been sent. It can no longer be changed."), code="sent")
    if current.state == SheetState.SET_ASIDE:
        if current.related:
            text = _("This sheet was set aside, since you are related. You have nothing to do.")
            raise UnableToAnswer(text, code="set_aside")
        text = _("The round ended before this sheet was sent. It counts nowhere, and you have nothing to do.")
        raise UnableToAnswer(text, code="not_sent")
    if current.round.state != RoundState.OPEN:
        raise UnableToAnswer(_("The round is not open. It takes no answers."), code="not_open")
    if on < current.round.opens_on:
        raise UnableToAnswer(_("The round has not begun yet. Come back on its first day."), code="not_begun")
    if code := queries.conflict_of(sheet=current):
        raise UnableToAnswer(_words_of(code), code=code)
    if current.assessor and current.source in OFFICIAL and not queries.accredited(account=current.assessor, on=on):
        text = _("Your accreditation is not valid today. Ask BKPSDM to renew it.")
        raise UnableToAnswer(text, code="not_accredited")
    return current


def _words_of(code: str) -> str:
    return {
        "not_self": _("Only the person rates the own competencies here."),
        "self": _("You cannot rate yourself here. Nobody is asked instead; what others answer counts."),
        "no_longer_superior": _(
            "You are no longer the superior of this person. Nobody is asked instead; what others answer counts."
        ),
        "own_staff": _("This person works under you. You rate own staff as superior only."),
        "own_superior": _("This person is your superior. You cannot rate your own superior here."),
    }[code]


def _refuse_off_scale(said: Given) -> None:
    if said.level is not None and said.level not in Level.values:
        raise UnableToAnswer(_("Choose a level from 1 to 5, or not observed."), code="off_scale")
    if said.lacks not in Aspect.values:
        raise UnableToAnswer(_("Choose knowledge, skill or attitude."), code="off_scale")
    if len(said.note) > LONGEST_NOTE:
        text = _("The example is too long. Write at most %(most)s letters.")
        raise UnableToAnswer(text % {"most": LONGEST_NOTE}, code="too_long")


def _move(current: Sheet, state: SheetState, *, related: bool | None, at: dt.datetime) -> None:
    """Bring a locked sheet to a state, and count the change."""
    if not rules.sheet_may_become(state=current.state, wanted=state):
        raise UnableToAnswer(_("This sheet can no longer be changed."), code="ended")
    Sheet.objects.filter(pk=current.pk).update(
        state=state, related=related, begun_at=current.begun_at or at, revision=current.revision + 1
    )
