"""
Taking and giving back seats: the one place where the counts of a session change.

A seat is common, or kept for a unit (`Reservation`). Each count moves by one conditional update that also looks at
what is left, and the constraints of the tables are the last word, so that the last seat goes to exactly one person
on any database.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from piawai.learning.models import Reservation, Session
from piawai.lib.errors import Refusal
from piawai.people.models import Unit


class UnableToTakeSeats(Refusal):
    """Somebody who did not wait for the session has taken the seats."""


def lock(session: Session) -> Session:
    """Return a session as it stands now; whoever else would change its seats waits for this transaction's end."""
    return Session.objects.select_for_update().select_related("programme", "partner").get(pk=session.pk)


def take(
    *, session: Session, people: Sequence[int], units: Mapping[int, int], on: dt.date
) -> dict[int, Reservation | None]:
    """
    Take seats for people in their order, and return for whom there was one: kept for the unit (`units`), or common.

    Part of a transaction that holds the session (`lock`).

    :raises UnableToTakeSeats: if the counts are not what they were: the caller's transaction rolls back.
    """
    kept = list(Reservation.objects.filter(session=session, until__gte=on).select_related("unit").order_by("pk"))
    paths = dict(Unit.objects.filter(pk__in=set(units.values())).values_list("pk", "path")) if kept else {}
    free = {row.pk: row.seats - row.taken for row in kept}
    common = session.seats - session.reserved - session.taken
    found: dict[int, Reservation | None] = {}
    for person_id in people:
        own = next((row for row in kept if free[row.pk] and paths[units[person_id]].startswith(row.unit.path)), None)
        if own is not None:
            free[own.pk] -= 1
            found[person_id] = own
        elif common > 0:
            common -= 1
            found[person_id] = None
    wanted = Counter(row.pk if row is not None else None for row in found.values())
    for pk, many in wanted.items():
        if not _take(session, pk, many):
            text = _("Seats of this session have been taken in the meantime. Please try again.")
            raise UnableToTakeSeats(text, code="taken")
    session.taken += wanted[None]
    return found


def _take(session: Session, reservation: int | None, many: int) -> bool:
    if reservation is not None:
        kept = Reservation.objects.filter(pk=reservation, taken__lte=F("seats") - many)
        return bool(kept.update(taken=F("taken") + many))
    left = Session.objects.filter(pk=session.pk, taken__lte=F("seats") - F("reserved") - many)
    return bool(left.update(taken=F("taken") + many))


def give_back(*, session: Session, reservation: Reservation | None, on: dt.date) -> None:
    """Give a seat back, in a transaction that holds the session; one kept until a day that is over becomes common."""
    if reservation is None:
        Session.objects.filter(pk=session.pk, taken__gte=1).update(taken=F("taken") - 1)
        session.taken -= 1
        return
    Reservation.objects.filter(pk=reservation.pk, taken__gte=1).update(taken=F("taken") - 1)
    if reservation.until < on:
        release(session=session, on=on)


def release(*, session: Session, on: dt.date) -> int:
    """Make common what was kept until a day that is over and nobody took, and return how many seats."""
    freed = 0
    for row in Reservation.objects.filter(session=session, until__lt=on, seats__gt=F("taken")):
        many = row.seats - row.taken
        Reservation.objects.filter(pk=row.pk).update(seats=F("seats") - many)
        Session.objects.filter(pk=session.pk).update(reserved=F("reserved") - many)
        session.reserved -= many
        freed += many
    return freed
