"""An open round: reminding, assigning assessors, closing; and cancelling one."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.accounts.models import User
from piawai.audit.services import log
from piawai.competencies.models import Answer, Ratee, Round, RoundCompetency, Sheet, Standing
from piawai.competencies.queries.rounds.waiting import NOT_SENT, accredited, remindable
from piawai.competencies.rules import rounds as rules
from piawai.competencies.services.rounds.messages import tell
from piawai.competencies.services.rounds.moving import UnableToMoveRound, move
from piawai.competencies.terms import RoundState, SheetState, Source
from piawai.jobs.services import send
from piawai.lib.errors import Refusal
from piawai.people.models import Person, Post
from piawai.regulations import values

BY_ITSELF = ""  # who closes and reminds in the night


class UnableToRemind(Refusal):
    """Nobody is to be reminded: everything is sent, or everybody was told lately."""


class UnableToAssignAssessor(Refusal):
    """An account cannot assess a person in a round: not accredited, too near, or not asked for."""


@transaction.atomic
def remind(*, round_: Round, link: str, on: dt.date, by: str, at: dt.datetime) -> int:
    """
    Remind everybody whose sheets are not sent, once for all of them, and return how many got the note.

    Whoever has no account gets none.

    :raises UnableToRemind: if the round is not open, or nobody is due.
    """
    sheets = list(remindable(round_=round_, on=on, at=at).values_list("pk", "rater_id", "assessor"))
    if not sheets:
        days = values.value("days_between_reminders", on=on).whole
        text = ngettext(
            "Nobody is reminded: all is sent, the round is not open, or the last note is not %(count)s day old.",
            "Nobody is reminded: all is sent, the round is not open, or the last note is not %(count)s days old.",
            days,
        )
        raise UnableToRemind(text % {"count": days}, code="nobody_due")
    Sheet.objects.filter(pk__in=remindable(round_=round_, on=on, at=at).values("pk")).update(reminded_at=at)
    raters = {rater for _pk, rater, _assessor in sheets if rater is not None}
    assessors = {assessor for _pk, _rater, assessor in sheets if assessor}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Ratings still wait for you: %(name)s") % {"name": round_.name}
        body = _("The last day is %(day)s. What comes later counts until the round is closed, and is marked late.")
        body %= {"day": formats.date_format(round_.closes_on, "DATE_FORMAT")}
    told = tell(people=raters, subject=subject, body=body, link=link, at=at)
    for account in sorted(assessors):
        send(to=account, subject=subject[:200], body=body, link=link, at=at)
    told += len(assessors)
    log(
        action="competencies.remind_raters",
        by=by,
        at=at,
        subject=f"round {round_.token}",
        details={"size": told, "sheets": len(sheets)},
    )
    return told


@transaction.atomic
def assign_assessor(
    *, round_: Round, person: Person, account: str, link: str, on: dt.date, by: str, at: dt.datetime
) -> Sheet:
    """
    Give an accredited assessor a sheet about a person who is rated in an open round, and tell the assessor.

    The sheet asks for all competencies of the round that the person's post demands.

    :raises UnableToAssignAssessor: if the round is not open or asks no assessor, the person is not rated in it, the
        account is not in use or not accredited on the day, it belongs to the person, the superior or the staff, or
        the sheet is there already.
    """
    _check_assessor(round_, person, account, on)
    codes = Standing.objects.filter(person=person).values("competency")
    asked = list(RoundCompetency.objects.filter(round=round_, competency__in=codes))
    minutes = {key: float(row.number) for key, row in values.mapping("rating_minutes", on=on).values.items()}
    sheet, made = Sheet.objects.get_or_create(
        round=round_,
        ratee=person,
        rater=None,
        assessor=account,
        source=Source.ASSESSMENT_CENTER,
        defaults={
            "minutes": rules.sheet_minutes(source=Source.ASSESSMENT_CENTER, questions=len(asked), minutes=minutes),
            "made_at": at,
        },
    )
    if not made:
        raise UnableToAssignAssessor(_("This assessor has a sheet about this person already."), code="already")
    Answer.objects.bulk_create(Answer(sheet=sheet, asked=one) for one in asked)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("You are asked to assess somebody: %(name)s") % {"name": round_.name}
        body = _("Please send the sheet by %(day)s.")
        body %= {"day": formats.date_format(round_.closes_on, "DATE_FORMAT")}
    send(to=account, subject=subject[:200], body=body, link=link, at=at)
    details = {"of": person.code, "assessor": account}
    log(action="competencies.assign_assessor", by=by, at=at, subject=f"round {round_.token}", details=details)
    return sheet


def _check_assessor(round_: Round, person: Person, account: str, on: dt.date) -> None:
    state = Round.objects.select_for_update().get(pk=round_.pk).state
    if state != RoundState.OPEN:
        raise UnableToAssignAssessor(_("Assessors are assigned while a round is open."), code="not_open")
    if Source.ASSESSMENT_CENTER not in round_.sources:
        raise UnableToAssignAssessor(_("This round asks no assessors."), code="no_source")
    if not Ratee.objects.filter(round=round_, person=person).exists():
        raise UnableToAssignAssessor(_("This person is not rated in this round."), code="not_rated")
    in_use = User.objects.filter(code=account, is_active=True).exists()
    if not in_use or not accredited(on=on).filter(account=account).exists():
        text = _("This account has no accreditation that holds today. Record it first, under Assessors.")
        raise UnableToAssignAssessor(text, code="not_accredited")
    near = Q(person=person, superior__code=account) | Q(person__code=account, superior=person)
    if account == person.code or Post.objects.filter(near).exists():
        text = _("Nobody assesses themselves, their superior or their staff. Choose another assessor.")
        raise UnableToAssignAssessor(text, code="conflict")


@transaction.atomic
def close_round(*, round_: Round, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Close an open round: no answer is taken any more, and sheets that were not sent are set aside.

    It may be closed before its last day too.

    :raises UnableToMoveRound: if it is not open.
    """
    found = move(round_=round_, then=RoundState.CLOSED, closed_on=on)
    ended = _end_sheets(found)
    log(action="competencies.close_round", by=by, at=at, subject=f"round {found.token}", details={"ended": ended})
    return found


@transaction.atomic
def cancel_round(*, round_: Round, reason: str, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Cancel a round that is not closed, with a reason: nothing that was answered in it counts.

    :raises UnableToMoveRound: without a reason, or if the round is closed, reported or cancelled.
    """
    if not reason.strip():
        raise UnableToMoveRound(_("Write why the round is cancelled."), code="no_reason")
    found = move(round_=round_, then=RoundState.CANCELLED, cancelled_on=on, reason=reason.strip())
    ended = _end_sheets(found)
    details = {"reason": reason.strip(), "ended": ended}
    log(action="competencies.cancel_round", by=by, at=at, subject=f"round {found.token}", details=details)
    return found


def _end_sheets(round_: Round) -> int:
    return Sheet.objects.filter(round=round_, state__in=NOT_SENT).update(state=SheetState.SET_ASIDE)


def look_after(*, link: str, on: dt.date, at: dt.datetime) -> dict[str, int]:
    """Close the open rounds whose days of late answers are over, remind in the others; return how many of each."""
    late_days = values.value("late_answer_days", on=on).whole
    done = {"closed": 0, "reminded": 0}
    for round_ in Round.objects.filter(state=RoundState.OPEN).order_by("pk"):
        if rules.closes_by_itself(closes_on=round_.closes_on, late_days=late_days, on=on):
            close_round(round_=round_, on=on, by=BY_ITSELF, at=at)
            done["closed"] += 1
        elif remindable(round_=round_, on=on, at=at).exists():
            done["reminded"] += remind(round_=round_, link=link, on=on, by=BY_ITSELF, at=at)
    return done
