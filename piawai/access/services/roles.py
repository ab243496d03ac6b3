"""Granting and ending roles. Two persons decide on them by proposals; the command grants the first."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from piawai.access.models import RoleGrant
from piawai.access.terms import GRANTED, Role
from piawai.accounts.models import User
from piawai.audit.services import log
from piawai.lib.errors import Refusal
from piawai.people.models import Unit


class UnableToGrantRole(Refusal):
    """A role that follows from posts cannot be granted."""


@transaction.atomic
def grant_role(*, user: User, role: str, unit: Unit | None, on: dt.date, by: str, at: dt.datetime) -> RoleGrant:
    """
    Give an account a role from a day on, for a unit with all below it or, without one, for everything.

    The same role held already is left as it is.

    :raises UnableToGrantRole: if the role follows from a post, or an operator is given no unit.
    """
    if role not in GRANTED:
        text = _("%(role)s cannot be granted: it follows from the post. These can be granted: %(roles)s.")
        details = {"role": role, "roles": ", ".join(GRANTED)}
        raise UnableToGrantRole(text % details, code="not_granted")
    if role == Role.OPERATOR and unit is None:
        raise UnableToGrantRole(_("An operator works for a unit. Name the unit."), code="unit_missing")
    held = RoleGrant.objects.filter(user=user, role=role, unit=unit, starts_on__lte=on, ends_on__isnull=True).first()
    if held is not None:
        return held
    grant = RoleGrant.objects.create(user=user, role=role, unit=unit, starts_on=on, granted_by=by, recorded_at=at)
    details = {"role": role, "unit": unit.siasn_id if unit else ""}
    log(action="access.grant_role", by=by, at=at, subject=f"account {user.code}", details=details)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, on: dt.date, by: str, at: dt.datetime) -> None:
    """End a role: `on` is the last day it is held. One that ends by then already is left as it is."""
    last = max(on, grant.starts_on)
    later = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last), pk=grant.pk)
    if not later.update(ends_on=last):
        return
    grant.ends_on = last
    log(action="access.end_role", by=by, at=at, subject=f"account {grant.user.code}", details={"role": grant.role})
