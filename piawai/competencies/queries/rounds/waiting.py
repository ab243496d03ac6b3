"""What still waits in rounds: sheets to remind of, assessors to choose from, rounds for BKPSDM to move on."""

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from piawai.competencies.models import Accreditation, Round, Sheet
from piawai.competencies.terms import RoundState, SheetState, Source
from piawai.regulations import values

NOT_SENT = (SheetState.NOT_BEGUN, SheetState.BEGUN)
# Sheets that still can be sent: whoever is the superior no longer does not find the sheet any more
OWED = Q(state__in=NOT_SENT) & (~Q(source=Source.SUPERIOR) | Q(ratee__post__superior=F("rater")))
COUNTED = ~Q(state__in=NOT_SENT) | OWED  # what progress counts as asked


def remindable(*, round_: Round, on: dt.date, at: dt.datetime) -> QuerySet[Sheet]:
    """Return the sheets of an open round that are owed and of which the rater was not told lately."""
    since = at - dt.timedelta(days=values.value("days_between_reminders", on=on).whole)
    waiting = Sheet.objects.filter(OWED, round=round_, round__state=RoundState.OPEN)
    return waiting.annotate(told_at=Coalesce("reminded_at", "made_at")).filter(told_at__lte=since)


def accredited(*, on: dt.date) -> QuerySet[Accreditation]:
    """Return the accreditations that hold on a day."""
    holding = Accreditation.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return holding.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on))


def to_move_on(*, on: dt.date) -> QuerySet[Round]:
    """
    Return the rounds that wait for BKPSDM on a day: to be opened, closed or reported, the earliest first.

    One whose opening or report has begun waits too: it may have been broken off.
    """
    opens = Q(state__in=(RoundState.DRAFT, RoundState.NOMINATING), opens_on__lte=on, closes_on__gte=on)
    closes = Q(state=RoundState.OPEN, closes_on__lt=on)
    begun = Q(state__in=(RoundState.OPENING, RoundState.CLOSED, RoundState.REPORTING))
    return Round.objects.filter(opens | closes | begun).order_by("closes_on", "pk")
