"""
What of past trainings of the demo city shows at work: asked after three and six months, mostly answered.

Everything goes through the services that the site uses, after whatever sessions have locked results. Where the days to
answer would be over, people were asked as late as may be, so that some questions still wait; those of the demo's own
accounts wait as long as they can, for the visitor.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from piawai.accounts.models import User
from piawai.competencies.terms import Source
from piawai.learning.models import FollowUp, Session
from piawai.learning.queries import behaviour as queries
from piawai.learning.rules.behaviour import follow_up_due
from piawai.learning.services.behaviour import answer_follow_up, invite_follow_ups
from piawai.learning.terms import Surrounding
from piawai.regulations import values

LINK = "/perilaku/"
UNANSWERED, UNSEEN, WAITING = 5, 7, 3  # one of so many does not answer, could not see it, still has time
HINDERS = (Surrounding.TIME, Surrounding.TOOLS, Surrounding.RULES, Surrounding.CHANCE)
HELPS = (Surrounding.SUPERIOR, Surrounding.COLLEAGUES, Surrounding.TRAINING)
SAID = (
    "Beri kesempatan memakainya dalam tugas sehari-hari.",
    "",
    "Data dari bidang lain sering terlambat.",
    "",
    "Rapat mingguan membantu kami berlatih.",
    "Aplikasi kantor belum mendukung cara kerja yang baru.",
)


@transaction.atomic
def follow(*, on: dt.date, by: str, at: dt.datetime) -> int:
    """Ask after all that is over, let most answer, and return how many questions there are."""
    lasts = dt.timedelta(days=values.value("follow_up_days", on=on).whole)
    for day in _days(on, lasts):
        invite_follow_ups(on=day, at=at, by=by, link=LINK)
    visitors = frozenset(User.objects.filter(demo=True).values_list("code", flat=True))
    for place, row in enumerate(FollowUp.objects.select_related("rater", "enrolment__session").order_by("pk")):
        waits = row.until >= on and (row.rater.code in visitors or place // 2 % WAITING == 0)
        if place % UNANSWERED and not waits:
            _answer(row, place, lasts=lasts, on=on, at=at)
    return FollowUp.objects.count()


def _days(on: dt.date, lasts: dt.timedelta) -> list[dt.date]:
    """Return the days on which people were asked: when it was due, or later where only so the questions still wait."""
    found = set()
    for ends_on in Session.objects.filter(ends_on__lt=on).values_list("ends_on", flat=True):
        for months in queries.months_asked(on=on):
            due = follow_up_due(ends_on=ends_on, months=months)
            if due <= on:
                found.add(min(on, due + lasts) if due + lasts < on <= due + 2 * lasts else due)
    return sorted(found)


def _answer(row: FollowUp, place: int, *, lasts: dt.timedelta, on: dt.date, at: dt.datetime) -> None:
    """Answer a few days after being asked: oneself a little higher than the superior, less often after six months."""
    day = min(on, row.until - lasts + dt.timedelta(days=1 + place % 9))
    pair = place // 2  # of both who are asked about somebody
    base = 4 if row.source == Source.SELF else 3
    seen: dict[int, int | None] = {}
    for number, one in enumerate(queries.behaviours(row)):
        known = (place + number) % UNSEEN or row.source == Source.SELF
        seen[one.competency] = min(5, max(1, base + (place + number) % 3 - row.months // 4)) if known else None
    answer_follow_up(
        follow_up=row,
        person=row.rater,
        seen=seen,
        helps=[HELPS[pair % len(HELPS)]],
        hinders=[HINDERS[pair % len(HINDERS)]] if place % 3 else [],
        said=SAID[pair] if pair < len(SAID) else "",
        on=day,
        at=min(at, timezone.make_aware(dt.datetime.combine(day, dt.time(11)))),
    )
