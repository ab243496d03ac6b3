"""Tables of granted roles, of proposals about them, of samples drawn, and of who looked at whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from piawai.access.terms import GRANTED, MOST_SAMPLED, ProposalKind, ProposalState, Role
from piawai.people.models import Person, Unit


class RoleGrant(models.Model):
    """A role given to an account, for a unit with all below it or (no unit) for everything; `ends_on` inclusive."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    granted_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=GRANTED), name="grant_of_a_role_that_is_granted"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="grant_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} from {self.starts_on} ({self.pk})"


class RoleProposal(models.Model):
    """
    One of BKPSDM proposes to grant or end a role; another decides.

    `effective_on` is the first day of a role to grant, the last of one to end. `grant` is the role to end or,
    once approved, the one that was given.
    """

    kind = models.CharField(max_length=10, choices=ProposalKind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    grant = models.ForeignKey(RoleGrant, null=True, on_delete=models.PROTECT, related_name="proposals")
    effective_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=GRANTED), name="proposal_of_a_role_that_is_granted"),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.APPROVED) | ~Q(decided_by=F("proposed_by")),
                name="proposal_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["kind", "user", "role", "unit"],
                condition=Q(state=ProposalState.WAITING, unit__isnull=False),
                name="proposal_waits_once_for_a_unit",
            ),
            models.UniqueConstraint(
                fields=["kind", "user", "role"],
                condition=Q(state=ProposalState.WAITING, unit__isnull=True),
                name="proposal_waits_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.role} of {self.user_id} ({self.pk})"


class Sample(models.Model):
    """
    People drawn at random whom the inspectorate may read from a day to a day, both inclusive.

    `pool` is how many they were drawn from, `pool_digest` stands for their codes in order: with `seed` the draw can
    be repeated.
    """

    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    size = models.PositiveSmallIntegerField()
    pool = models.PositiveIntegerField()
    pool_digest = models.CharField(max_length=64)
    seed = models.CharField(max_length=32)
    starts_on = models.DateField()
    ends_on = models.DateField()
    drawn_by = models.CharField(max_length=100)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(size__range=(1, MOST_SAMPLED)), name="sample_of_few"),
            models.CheckConstraint(condition=Q(size__lte=F("pool")), name="sample_from_more"),
        )

    def __str__(self) -> str:
        return f"sample {self.pk} of {self.size} from {self.starts_on}"


class SampledPerson(models.Model):
    """Someone who was drawn."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sample", "person"], name="sampled_person_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} in sample {self.sample_id}"


class Viewed(models.Model):
    """Someone opened another person's page. `viewer` is the account's code, `what` the page's name."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    viewer = models.CharField(max_length=12)
    viewer_name = models.CharField(max_length=200)
    what = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["person", "at"], name="viewed_person"),)

    def __str__(self) -> str:
        return f"{self.viewer} looked at {self.person_id} ({self.pk})"
