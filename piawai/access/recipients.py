"""Whose work something is: the accounts that are told of it."""

import datetime as dt

from django.db.models import Q

from piawai.access.models import RoleGrant
from piawai.access.policy import POLICY
from piawai.access.terms import Permission, Reach


def accounts_with(*, permission: Permission, on: dt.date) -> list[str]:
    """Return the codes of the accounts in use whose granted roles carry a permission for everybody on a day."""
    roles = [role.value for role, reach in POLICY[permission].items() if reach == Reach.ALL]
    grants = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, role__in=roles)
    codes = grants.filter(user__is_active=True).values_list("user__code", flat=True)
    return sorted(set(codes))
