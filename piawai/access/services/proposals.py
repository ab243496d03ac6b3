"""Roles by two persons: one proposes to grant or end a role, another decides."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.access.models import RoleGrant, RoleProposal
from piawai.access.recipients import accounts_with
from piawai.access.services.roles import end_role, grant_role
from piawai.access.sign_in import account_for, person_for
from piawai.access.terms import GRANTED, Permission, ProposalKind, ProposalState, Role
from piawai.accounts.models import User
from piawai.accounts.queries import account_by_code, in_language_of
from piawai.accounts.services import end_all_ways_in, open_accounts
from piawai.audit.services import log
from piawai.jobs.services import send
from piawai.learning.queries.partners import acts_for_a_partner
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell
from piawai.people.models import Person, Unit

Page = Callable[[int], str]  # the address of the page about the proposal of a number, for whoever is told of it

_DAY = dt.timedelta(days=1)


class UnableToProposeRole(Refusal):
    """Nobody is meant, the role is held already or over, or the proposal says too little."""


class UnableToDecideRole(Refusal):
    """The proposal is decided already, one's own, or about the own account."""


@transaction.atomic
def account_meant(*, typed: str, by: str, at: dt.datetime) -> User:
    """
    Return the account that a NIP or an e-mail address means; a person without one gets it, without a password.

    :raises UnableToProposeRole: if nobody is meant, or the account is closed.
    """
    if (person := person_for(typed)) is not None:
        return account_of(person=person, by=by, at=at)
    if (user := account_for(typed)) is None:
        raise UnableToProposeRole(_("Nobody has this name, NIP or e-mail address. Check it."), code="nobody")
    return _open(user)


@transaction.atomic
def account_of(*, person: Person, by: str, at: dt.datetime) -> User:
    """
    Return the account of a person; who has none gets it, without a password.

    :raises UnableToProposeRole: if the account is closed.
    """
    user = account_by_code(person.code)
    if user is None:
        [user] = open_accounts(names={person.code: person.name}, by=by, at=at)
    return _open(user)


@transaction.atomic
def propose_grant(
    *, user: User, role: str, unit: Unit | None, on: dt.date, reason: str, by: str, at: dt.datetime, page: Page
) -> RoleProposal:
    """
    Return a proposal to give an account a role from a day on; the same one that waits already is left as it is.

    :raises UnableToProposeRole: if the role does not fit, is held already, begins in the past, or no reason is given.
    """
    if role not in GRANTED:
        raise UnableToProposeRole(_("This role follows from the post. It cannot be granted."), code="not_granted")
    if (role == Role.OPERATOR) != (unit is not None):
        raise UnableToProposeRole(_("An operator works for a unit, and nobody else does."), code="unit")
    if role == Role.PARTNER and not acts_for_a_partner(user):
        text = _("This account acts for no partner. Invite it from the partner's page.")
        raise UnableToProposeRole(text, code="no_member")
    if on < timezone.localdate(at):
        raise UnableToProposeRole(_("A role begins today or later."), code="past")
    if _in_force(RoleGrant.objects.filter(user=user, role=role, unit=unit), on=on).exists():
        raise UnableToProposeRole(_("This account holds the role already."), code="held")
    proposal = RoleProposal(kind=ProposalKind.GRANT, user=user, role=role, unit=unit, effective_on=on)
    return _propose(proposal, reason=reason, by=by, at=at, page=page)


@transaction.atomic
def propose_end(*, grant: RoleGrant, on: dt.date, reason: str, by: str, at: dt.datetime, page: Page) -> RoleProposal:
    """
    Return a proposal to end a role, held until `on`; the same one that waits already is left as it is.

    :raises UnableToProposeRole: if the role has ended, the day lies in the past, or no reason is given.
    """
    today = timezone.localdate(at)
    if grant.ends_on is not None and grant.ends_on < today:
        raise UnableToProposeRole(_("This role has ended already."), code="ended")
    if on < today:
        raise UnableToProposeRole(_("A role ends today or later."), code="past")
    if grant.ends_on is not None and on >= grant.ends_on:
        raise UnableToProposeRole(_("This role ends by then already. Choose an earlier day."), code="later")
    proposal = RoleProposal(
        kind=ProposalKind.END, user=grant.user, role=grant.role, unit=grant.unit, grant=grant, effective_on=on
    )
    return _propose(proposal, reason=reason, by=by, at=at, page=page)


@transaction.atomic
def approve(*, proposal: RoleProposal, by: str, at: dt.datetime, page: Page) -> None:
    """
    Approve a proposal, and give or end the role at once. A day that has passed meanwhile becomes today.

    Whoever gets a role starts anew, with a code from somebody other than the proposer: all ways in that anybody may
    have had before end with the approval.

    :raises UnableToDecideRole: if it is decided already, one's own, or about the own account.
    """
    list(Person.objects.select_for_update().filter(code=proposal.user.code))  # whoever makes a code waits, or is over
    _decide(proposal, state=ProposalState.APPROVED, answer="", by=by, at=at, page=page)
    today = timezone.localdate(at)
    if proposal.grant is not None:
        end_role(grant=proposal.grant, on=max(proposal.effective_on, today - _DAY), by=by, at=at)
    else:
        proposal.grant = grant_role(
            user=proposal.user,
            role=proposal.role,
            unit=proposal.unit,
            on=max(proposal.effective_on, today),
            by=f"{proposal.proposed_by}, {by}",
            at=at,
        )
        proposal.save(update_fields=["grant"])
        end_all_ways_in(user=proposal.user, by=by, at=at)
    with in_language_of(proposal.user.code):
        subject = _("A role of yours has changed")
        body = _("Two colleagues of BKPSDM have decided on it. Your pages follow your roles.")
        if proposal.kind == ProposalKind.GRANT:
            body += " " + _("For your safety your password, second step and devices have ended. Ask for a new code.")
    send(to=proposal.user.code, subject=subject, body=body, link="", at=at)


@transaction.atomic
def refuse(*, proposal: RoleProposal, answer: str, by: str, at: dt.datetime, page: Page) -> None:
    """
    Refuse a proposal, with words for whoever made it.

    :raises UnableToDecideRole: if it is decided already, one's own, about the own account, or no words are given.
    """
    if not answer.strip():
        raise UnableToDecideRole(_("Write why you refuse: the proposer reads it."), code="answer_missing")
    _decide(proposal, state=ProposalState.REFUSED, answer=answer.strip(), by=by, at=at, page=page)


@transaction.atomic
def withdraw(*, proposal: RoleProposal, by: str, at: dt.datetime) -> None:
    """
    Withdraw one's own proposal.

    :raises UnableToDecideRole: if it is decided already, or somebody else's.
    """
    waiting = RoleProposal.objects.filter(pk=proposal.pk, state=ProposalState.WAITING, proposed_by=by)
    if not waiting.update(state=ProposalState.WITHDRAWN, decided_by=by, decided_at=at):
        text = _("Only a proposal of your own that still waits can be withdrawn.")
        raise UnableToDecideRole(text, code="not_withdrawable")
    log(action="access.withdraw_proposal", by=by, at=at, subject=_subject(proposal), details=_details(proposal))
    _tell("role_withdrawn", proposal, by, at)


def _open(user: User) -> User:
    if not user.is_active:
        raise UnableToProposeRole(_("This account is closed. Open it again first."), code="closed")
    return user


def _propose(proposal: RoleProposal, *, reason: str, by: str, at: dt.datetime, page: Page) -> RoleProposal:
    if not reason.strip():
        raise UnableToProposeRole(_("Write the reason: whoever decides reads it."), code="reason_missing")
    same = RoleProposal.objects.filter(
        kind=proposal.kind, user=proposal.user, role=proposal.role, unit=proposal.unit, state=ProposalState.WAITING
    )
    if (waiting := same.first()) is not None:
        return waiting
    proposal.reason, proposal.proposed_by, proposal.proposed_at = reason.strip(), by, at
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:  # a second tap at the same moment
        return same.get()
    log(action="access.propose_role", by=by, at=at, subject=_subject(proposal), details=_details(proposal))
    _tell("role_proposed", proposal, by, at)
    for account in accounts_with(permission=Permission.ROLES_CHANGE, on=timezone.localdate(at)):
        if account not in {by, proposal.user.code}:
            with in_language_of(account):
                subject = _("A proposal about a role waits")
                body = _("A colleague proposes to grant or end a role. It takes a second person to decide.")
            send(to=account, subject=subject, body=body, link=page(proposal.pk), at=at)
    return proposal


def _decide(proposal: RoleProposal, *, state: ProposalState, answer: str, by: str, at: dt.datetime, page: Page) -> None:
    """Change a proposal that waits, once, whoever else decides at the same moment."""
    if proposal.proposed_by == by:
        raise UnableToDecideRole(
            _("You made this proposal. Another colleague of BKPSDM decides on it."), code="own_proposal"
        )
    if proposal.user.code == by:
        raise UnableToDecideRole(_("This is about your own account. Another colleague decides on it."), code="own_role")
    # one table alone in the condition: with a join PostgreSQL would not look again at a row that another has changed
    waiting = RoleProposal.objects.filter(pk=proposal.pk, state=ProposalState.WAITING)
    if not waiting.update(state=state, decided_by=by, decided_at=at, answer=answer):
        raise UnableToDecideRole(_("This proposal has been decided already."), code="decided")
    proposal.refresh_from_db()
    details = {**_details(proposal), "state": state.value}
    log(action="access.decide_proposal", by=by, at=at, subject=_subject(proposal), details=details)
    _tell("role_decided", proposal, by, at)
    with in_language_of(proposal.proposed_by):
        subject = _("Your proposal about a role has been decided")
        body = _("Read the answer on the page of the proposal.")
    send(to=proposal.proposed_by, subject=subject, body=body, link=page(proposal.pk), at=at)


def _in_force(found: QuerySet[RoleGrant], *, on: dt.date) -> QuerySet[RoleGrant]:
    return found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def _tell(event: str, proposal: RoleProposal, by: str, at: dt.datetime) -> None:
    said = {"kind": proposal.kind, "role": proposal.role, "state": proposal.state, "by": by}
    tell(event=event, at=at, account=proposal.user.code, details=said)


def _subject(proposal: RoleProposal) -> str:
    return f"account {proposal.user.code}"


def _details(proposal: RoleProposal) -> dict[str, object]:
    unit = proposal.unit.siasn_id if proposal.unit else ""
    return {"proposal": proposal.pk, "kind": proposal.kind, "role": proposal.role, "unit": unit}
