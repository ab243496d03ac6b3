"""The accounts of a partner's people: invited by one of BKPSDM, let in by a second."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.access.models import RoleGrant, RoleProposal
from piawai.access.services.proposals import Page, account_meant, propose_grant
from piawai.access.terms import ProposalKind, Role
from piawai.accounts import services as accounts
from piawai.accounts.queries import account_by_email
from piawai.learning.models import Partner, PartnerMember
from piawai.learning.services.partners import name_member
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell


class UnableToLetPartnerIn(Refusal):
    """The role is not decided yet, or was proposed by whoever asks."""


@transaction.atomic
def invite_member(
    *, partner: Partner, name: str, email: str, reason: str, by: str, at: dt.datetime, page: Page
) -> RoleProposal | None:
    """
    Let an address act for a partner, and propose the role to a second person of BKPSDM; None where it is held already.

    A new account lets nobody in before that: the approval ends the code that it begins with.

    :raises UnableToNameMember: if the account is an employee's, or acts for another partner.
    :raises UnableToProposeRole: if the account is closed, or no reason is given.
    """
    if account_by_email(email) is None:
        user, _unseen = accounts.invite(code="", name=name.strip(), email=email.strip(), by=by, at=at)
    else:
        user = account_meant(typed=email, by=by, at=at)
    name_member(partner=partner, user=user, by=by, at=at)
    today = timezone.localdate(at)
    if _holds_it_alone(user.pk, today):
        return None
    return propose_grant(user=user, role=Role.PARTNER, unit=None, on=today, reason=reason, by=by, at=at, page=page)


@transaction.atomic
def new_code(*, member: PartnerMember, by: str, at: dt.datetime) -> str:
    """
    Return a one-time code with which a partner's account signs in; its password, devices and earlier codes end.

    :raises UnableToLetPartnerIn: if the role is not held yet, or was proposed by whoever asks: it takes a second.
    :raises UnableToReset: if the account is closed.
    """
    today = timezone.localdate(at)
    if not _holds_it_alone(member.user_id, today):
        text = _("A second colleague of BKPSDM decides on the role first. Then make the code.")
        raise UnableToLetPartnerIn(text, code="not_decided")
    proposed = RoleProposal.objects.filter(user=member.user, kind=ProposalKind.GRANT, role=Role.PARTNER)
    if proposed.filter(proposed_by=by).exists():
        text = _("You proposed this role. Another colleague of BKPSDM makes the code.")
        raise UnableToLetPartnerIn(text, code="own_proposal")
    plain = accounts.reset(user=member.user, by=by, at=at)
    tell(event="code_made", at=at, account=member.user.code, details={"by": by})
    return plain


def _holds_it_alone(user: int, on: dt.date) -> bool:
    rows = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=user, starts_on__lte=on)
    return rows.filter(role=Role.PARTNER).exists() and not rows.exclude(role=Role.PARTNER).exists()
