"""Taking what participants think of a session."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.learning.models import Enrolment, Feedback
from piawai.learning.queries.presence import ATTENDING
from piawai.lib.errors import Refusal


class UnableToGiveFeedback(Refusal):
    """The session is not over, the reader was no participant, or has answered."""


@transaction.atomic
def give_feedback(
    *, enrolment: Enrolment, useful: int, taught: int, applied: int, said: str, on: dt.date, at: dt.datetime
) -> Feedback:
    """
    Answer the three questions after the end, once.

    :raises UnableToGiveFeedback: if the session is not over, or the questions were answered.
    """
    if enrolment.state not in ATTENDING:
        raise UnableToGiveFeedback(_("Only participants answer these questions."), code="not_enrolled")
    if on < enrolment.session.ends_on:
        raise UnableToGiveFeedback(_("These questions can be answered after the last day."), code="not_over")
    found, new = Feedback.objects.get_or_create(
        enrolment=enrolment,
        defaults={"useful": useful, "taught": taught, "applied": applied, "said": said.strip(), "made_at": at},
    )
    if not new:
        raise UnableToGiveFeedback(_("You have answered these questions. Thank you."), code="answered")
    log(action="learning.give_feedback", by=enrolment.person.code, at=at, subject=f"enrolment {enrolment.code}")
    return found
