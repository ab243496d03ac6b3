"""Tables of budgets, locks and plans."""

from django.db import models
from django.db.models import Q

from piawai.development.terms import Decision, PlanAction, PlanState, SolverStatus
from piawai.learning.models import Session
from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Person, Unit


class UnitBudget(Fact):
    """What a unit (with those below it that have no budget of their own) may spend on its participants in a year."""

    KEY = ("unit_id", "year")
    VALUES = ("rupiah",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    rupiah = models.PositiveBigIntegerField()

    objects = FactQuerySet["UnitBudget"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "year"], condition=Q(corrected=False), name="budget_once_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}: Rp {self.rupiah} ({self.pk})"


class Lock(Fact):
    """A decision by hand that a person must, or must not, go to a session."""

    KEY = ("person_id", "session_id")
    VALUES = ("decision", "reason")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField(blank=True)

    objects = FactQuerySet["Lock"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "session"], condition=Q(corrected=False), name="lock_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.decision} {self.session_id} ({self.pk})"


class AnnualPlan(models.Model):
    """
    A solved plan for a year. Only its state moves, by steps that are kept: solving again makes another plan.

    Of a year at most one plan waits for a decision, and at most one is approved.

    `bound` is proven: no plan under the same rules gains more than it. `problem` is the packed problem as the
    solver saw it, so that the plan can always explain itself. `seconds` is the wall clock by stage. `conflicts`
    and `warnings` hold codes with their details; `queries` puts them into words.
    """

    year = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    budget = models.PositiveBigIntegerField()
    max_away = models.FloatField()
    asked_gap = models.FloatField()
    status = models.CharField(max_length=12, choices=SolverStatus)
    objective = models.FloatField()
    bound = models.FloatField()
    greedy_objective = models.FloatField(null=True)
    cost = models.PositiveBigIntegerField()
    seconds = models.JSONField(default=dict)
    conflicts = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    problem = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=PlanState.PROPOSED), name="plan_proposed_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=PlanState.APPROVED), name="plan_approved_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} #{self.pk}"

    @property
    def short(self) -> float:
        """How far the plan is at most from the best possible, as a fraction of the bound."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


class PlanStep(models.Model):
    """What was done with a plan: who proposed, approved or returned it, and why. `by` is the account's code."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=12, choices=PlanAction)
    by = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.action} ({self.pk})"


class Allocation(models.Model):
    """A person goes to a session in a plan. `closes` maps competency codes to the levels of gap it closes."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="allocations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    closes = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "person", "session"], name="allocation_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.person_id} to {self.session_id}"
