"""Which sessions a reader organises: where attendance is taken and results are typed in."""

import datetime as dt

from django.db.models import QuerySet

from piawai.access import holding, scopes
from piawai.access.terms import Holder, Permission
from piawai.accounts.queries import account_by_code
from piawai.learning.models import Meeting, Session
from piawai.learning.terms import SessionState


def organised(holder: Holder) -> QuerySet[Session]:
    """
    Return the sessions a reader organises: BKPSDM all. The one place that says so.

    A partner organises its own that are open: once all results are locked, nothing of them changes any more.
    """
    rows = _theirs(holder)
    return rows if scopes.everywhere(holder, Permission.ATTENDANCE_TAKE) else rows.filter(state=SessionState.OPEN)


def organises(*, account: str, meeting: Meeting, on: dt.date, at: dt.datetime) -> bool:
    """
    Return whether an account (code) organises the session of a meeting today: what its phone sends is then taken.

    Also what a partner's phone still holds once all results are locked: it is kept, and BKPSDM decides on it.
    """
    user = account_by_code(account)
    if user is None or not user.is_active:
        return False
    return _theirs(holding.holder(user=user, on=on, at=at)).filter(pk=meeting.session_id).exists()


def _theirs(holder: Holder) -> QuerySet[Session]:
    rows = Session.objects.select_related("programme", "partner")
    if scopes.everywhere(holder, Permission.ATTENDANCE_TAKE):
        return rows
    return rows.filter(partner__in=scopes.partners(holder))
