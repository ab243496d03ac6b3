"""Reading roles, proposals about them, samples, who looked at whom, and who still lacks a second factor."""

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, StrIndex, Substr

from piawai.access.models import RoleGrant, RoleProposal, Sample, SampledPerson, Viewed
from piawai.access.terms import Holder, ProposalKind, ProposalState
from piawai.accounts.models import User
from piawai.accounts.queries import has_second_factor, needs_no_second_factor
from piawai.audit.models import Event
from piawai.people.models import Person


def viewed(*, person: Person) -> QuerySet[Viewed]:
    """Return who opened a person's pages, others than the person."""
    return Viewed.objects.filter(person=person)


def must_set_up_second_factor(*, user: User, holder: Holder) -> bool:
    """Return whether a reader holds a role of staff, but no app or passkey yet, and is not excepted."""
    return holder.is_staff and not needs_no_second_factor(user) and not has_second_factor(user)


def proposals() -> QuerySet[RoleProposal]:
    """Return all proposals with their accounts and units, and `proposer` and `decider` by name (None: not known)."""
    return RoleProposal.objects.select_related("user", "unit", "grant").annotate(
        proposer=_name_of("proposed_by"), decider=_name_of("decided_by")
    )


def waiting_for(*, account: str) -> QuerySet[RoleProposal]:
    """Return the proposals that wait on which an account may decide: neither its own nor about itself."""
    waiting = RoleProposal.objects.filter(state=ProposalState.WAITING)
    return waiting.exclude(proposed_by=account).exclude(user__code=account)


def grants(*, on: dt.date) -> QuerySet[RoleGrant]:
    """Return the roles held on a day or later, with `proposer` and `decider` by name (None: given by the command)."""
    given = RoleProposal.objects.filter(grant=OuterRef("pk"), kind=ProposalKind.GRANT)
    return (
        RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .select_related("user", "unit")
        .annotate(
            proposer=Subquery(given.annotate(name=_name_of("proposed_by")).values("name")[:1]),
            decider=Subquery(given.annotate(name=_name_of("decided_by")).values("name")[:1]),
        )
    )


def samples() -> QuerySet[Sample]:
    """Return all samples with their units, and `drawer`, the name of whoever drew them."""
    name = User.objects.filter(code=OuterRef("drawn_by")).values("name")[:1]
    return Sample.objects.select_related("unit").annotate(drawer=Subquery(name))


def sampled(*, sample: Sample, scope: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people of a sample who are within `scope`, with their posts."""
    found = scope.filter(pk__in=SampledPerson.objects.filter(sample=sample).values("person"))
    return found.select_related("post__unit", "post__job")


def named(events: QuerySet[Event]) -> QuerySet[Event]:
    """
    Return what was logged with names: `actor_name` of the doer, `subject_name` of the account or person acted on.

    The name is the account's or, where it has none, the person's; None for whoever has neither.
    """
    after = StrIndex(OuterRef("subject"), Value(" ")) + 1
    return events.annotate(
        actor_name=_name_behind(OuterRef("actor")), subject_name=_name_behind(Substr(OuterRef("subject"), after))
    )


def _name_behind(code: Combinable | OuterRef) -> Coalesce:
    accounts = User.objects.filter(code=code).exclude(name="").values("name")[:1]
    return Coalesce(Subquery(accounts), Subquery(Person.objects.filter(code=code).values("name")[:1]))


def _name_of(field: str) -> Subquery:
    return Subquery(User.objects.filter(code=OuterRef(field)).values("name")[:1])
