"""Inviting whom the approved plan of a year sends to its sessions."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.development.models import Allocation
from piawai.development.terms import PlanState
from piawai.learning.models import Session
from piawai.learning.services.enrolments import invite
from piawai.learning.terms import Enrolled, Entry
from piawai.lib.errors import Refusal
from piawai.people.models import Person


class UnableToInvitePlanned(Refusal):
    """No plan of the year is approved, or it sends nobody to the session."""


@transaction.atomic
def invite_planned(*, session: Session, on: dt.date, by: str, at: dt.datetime, link: str) -> Enrolled:
    """
    Invite whom the approved plan of a session's year sends there. A second time only those are invited who are missing.

    :raises UnableToInvitePlanned: if no plan of the year is approved, or it sends nobody to the session.
    """
    year = session.starts_on.year
    planned = Allocation.objects.filter(session=session, plan__year=year, plan__state=PlanState.APPROVED)
    people = Person.objects.filter(pk__in=planned.values("person")).order_by("pk")
    if not people.exists():
        text = _("No approved plan for %(year)s sends anybody to this session. Have one approved, or choose people.")
        raise UnableToInvitePlanned(text % {"year": year}, code="nobody_planned")
    return invite(session=session, scope=people, entry=Entry.PLAN, on=on, by=by, at=at, link=link)
