"""
One-time codes for others: whose account stands how, who may make codes for whom, and making them.

A code lets in whoever holds it, so nobody makes one for an account that may do more or the same, for one whose role
one has proposed, or for oneself.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from piawai.access import scopes
from piawai.access.models import RoleGrant, RoleProposal
from piawai.access.policy import POLICY, SECONDED
from piawai.access.terms import GRANTED, Holder, Permission, ProposalKind, ProposalState, Reach, Role
from piawai.accounts import services
from piawai.accounts.models import OneTimeCode, User
from piawai.accounts.queries import account_by_code
from piawai.accounts.terms import CODE_LASTS, AccountState
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell
from piawai.people.models import Person, UnitHead

MOST_AT_ONCE = 1_000  # slips of one sheet: more would take longer than a reader waits
NEED_A_CODE = (AccountState.NONE, AccountState.INVITED)
MAY_GET_A_CODE = (*NEED_A_CODE, AccountState.CODE)


class UnableToMakeCodes(Refusal):
    """Nobody is left to make a code for, or too many are."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A code to hand to someone, with the moment until which it works. It is kept nowhere."""

    name: str
    unit: str
    code: str
    until: dt.datetime


def with_accounts(people: QuerySet[Person], *, at: dt.datetime) -> QuerySet[Any]:
    """Return people with `account` (an AccountState) and `code_until` (None where no code waits)."""
    accounts = User.objects.filter(code=OuterRef("code"))
    codes = OneTimeCode.objects.filter(user__code=OuterRef("code"), used_at=None, expires_at__gt=at)
    return people.annotate(
        code_until=Subquery(codes.order_by("-expires_at").values("expires_at")[:1]),
        account=Case(
            When(Exists(accounts.filter(is_active=False)), then=Value(AccountState.CLOSED.value)),
            When(Exists(codes), then=Value(AccountState.CODE.value)),
            When(Exists(accounts.filter(last_login__isnull=False)), then=Value(AccountState.SIGNED_IN.value)),
            When(Exists(accounts), then=Value(AccountState.INVITED.value)),
            default=Value(AccountState.NONE.value),
            output_field=CharField(),
        ),
    )


def listed(*, holder: Holder, people: QuerySet[Person], on: dt.date, at: dt.datetime) -> QuerySet[Any]:
    """Return those with a post as `with_accounts` does, with `receives`: whether the reader may make them codes."""
    own = receivers(holder=holder, people=Person.objects.filter(pk=OuterRef("pk")), on=on)
    found: QuerySet[Any] = with_accounts(people.filter(post__isnull=False), at=at).annotate(receives=Exists(own))
    return found


def lacking(*, holder: Holder, on: dt.date, at: dt.datetime) -> QuerySet[Any]:
    """Return the people for whom a reader may make a code who never signed in and hold none."""
    people = scopes.people(holder, Permission.ACCOUNTS_RESET)
    return listed(holder=holder, people=people, on=on, at=at).filter(account__in=NEED_A_CODE, receives=True)


def receivers(*, holder: Holder, people: QuerySet[Person], on: dt.date) -> QuerySet[Person]:
    """
    Return those for whom a reader may make codes: not oneself, and nobody whose role may do more or the same.

    Nor somebody whose role the reader has proposed, waiting or in force: one person would act as two.
    """
    beyond = not_less(holder)
    in_force = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    granted = in_force.filter(user__code=OuterRef("code"), role__in=beyond)
    proposed = RoleProposal.objects.filter(
        Q(state=ProposalState.WAITING) | Q(state=ProposalState.APPROVED, grant__in=in_force),
        kind=ProposalKind.GRANT,
        user__code=OuterRef("code"),
        proposed_by=holder.code,
    )
    found = people.filter(~Exists(granted), ~Exists(proposed), post__isnull=False).exclude(code=holder.code)
    return found.exclude(Exists(UnitHead.objects.filter(person=OuterRef("pk")))) if Role.HEAD in beyond else found


def not_less(holder: Holder) -> set[Role]:
    """
    Return the roles that may do something a reader may not, or just the same; what reaches oneself alone is left out.

    Only the roles by which the reader makes codes count: who leads one unit is no head where the operator works.
    """
    own = _reaches({Role(held.role) for held in holder.roles if held.role in POLICY[Permission.ACCOUNTS_RESET]})
    others = {role: _reaches({role}) for role in (*GRANTED, Role.HEAD)}
    return {
        role for role, reach in others.items() if reach == own or any(reach[one] > own.get(one, 0) for one in reach)
    }


def _reaches(roles: set[Role]) -> dict[Permission, int]:
    """
    Return how far roles carry each permission, beyond oneself.

    What is `SECONDED` counts as none: heads would be above BKPSDM, and nobody could help them in.
    """
    found = {
        permission: max((reach for role, reach in rules.items() if role in roles), default=Reach.NONE)
        for permission, rules in POLICY.items()
        if permission not in SECONDED
    }
    return {permission: reach for permission, reach in found.items() if reach > Reach.OWN}


@transaction.atomic
def make_missing(*, holder: Holder, people: QuerySet[Person], on: dt.date, at: dt.datetime) -> list[Handed]:
    """
    Return a code for everybody among `people` who never signed in and holds none, in the order of units and names.

    :raises UnableToMakeCodes: if that is nobody, or more than fit on one sheet.
    """
    _lock(people)
    lacking = with_accounts(people, at=at).filter(account__in=NEED_A_CODE)
    return _make(holder=holder, people=lacking, on=on, at=at)


@transaction.atomic
def make_for(*, holder: Holder, people: QuerySet[Person], on: dt.date, at: dt.datetime) -> list[Handed]:
    """
    Return a fresh code for each of `people` who is not closed and has no password yet; earlier codes end.

    Whoever has signed in gets a new code by `reset` alone, which tells the account's owner.

    :raises UnableToMakeCodes: if that is nobody, or more than fit on one sheet.
    """
    _lock(people)
    chosen = with_accounts(people, at=at).filter(account__in=MAY_GET_A_CODE)
    return _make(holder=holder, people=chosen, on=on, at=at)


@transaction.atomic
def reset(*, holder: Holder, person: Person, on: dt.date, at: dt.datetime) -> Handed:
    """
    Return a fresh code for someone whose password, second factor and sessions end at once.

    :raises piawai.accounts.services.UnableToReset: if it is the reader's own account, one that may do more, closed,
        or if there is none.
    """
    _lock(Person.objects.filter(pk=person.pk))
    if person.code == holder.code:
        raise services.UnableToReset(_("You cannot reset your own account. Change your password instead."), code="own")
    if not receivers(holder=holder, people=Person.objects.filter(pk=person.pk), on=on).exists():
        raise services.UnableToReset(
            _("This account holds a role that you may not reset. Ask BKPSDM or the administrator."), code="above"
        )
    user = account_by_code(person.code)
    if user is None:
        raise services.UnableToReset(_("There is no account yet. Make a code instead."), code="none")
    plain = services.reset(user=user, by=holder.code, at=at)
    return Handed(person.name, person.post.unit.name, plain, at + CODE_LASTS)


def _lock(people: QuerySet[Person]) -> None:
    """Let a second tap wait for the first, and then see what that has made."""
    list(Person.objects.select_for_update().filter(pk__in=people.values("pk")).order_by("pk").values_list("pk"))


def _make(*, holder: Holder, people: QuerySet[Person], on: dt.date, at: dt.datetime) -> list[Handed]:
    ordered = receivers(holder=holder, people=people, on=on).select_related("post__unit")
    chosen = list(ordered.order_by("post__unit__path", "name", "pk")[: MOST_AT_ONCE + 1])
    if not chosen:
        text = _("Nobody here can get a code from you: all have one, have signed in, or hold a role above yours.")
        raise UnableToMakeCodes(text, code="nobody")
    if len(chosen) > MOST_AT_ONCE:
        text = _("These are more than %(most)s people. Choose a smaller unit.")
        raise UnableToMakeCodes(text % {"most": MOST_AT_ONCE}, code="too_many")
    names = {person.code: person.name for person in chosen}
    accounts = services.open_accounts(names=names, by=holder.code, at=at)
    plain = services.new_codes(users=accounts, by=holder.code, at=at)
    codes = {user.code: plain[user.pk] for user in accounts}
    for code in codes:
        tell(event="code_made", at=at, account=code, details={"by": holder.code})
    until = at + CODE_LASTS
    return [Handed(person.name, person.post.unit.name, codes[person.code], until) for person in chosen]
