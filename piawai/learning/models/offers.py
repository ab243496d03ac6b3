"""Tables of needs that are sent to partners, and of what they offer."""

from django.db import models
from django.db.models import F, Q

from piawai.competencies.models import Competency
from piawai.competencies.terms import Level
from piawai.learning.models.catalogue import Session
from piawai.learning.models.partners import Partner
from piawai.learning.terms import CallState, Mode, OfferState
from piawai.people.models import public_code


class Call(models.Model):
    """
    A need that no session on offer meets, sent to partners: they answer with offers until a day (inclusive).

    `people` are to reach `level` of the competency between two days, for at most `most` rupiah in all (none: not said).
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    people = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    most = models.PositiveBigIntegerField(null=True)
    words = models.TextField(blank=True)
    answers_until = models.DateField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.OPEN)
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="call_ends_after_start"),
            models.CheckConstraint(condition=Q(people__gte=1), name="call_for_people"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="call_on_scale"),
        )

    def __str__(self) -> str:
        return f"call for {self.competency_id} level {self.level} ({self.code})"


class CallPartner(models.Model):
    """A partner to whom a need was sent: no other sees it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="asked")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["call", "partner"], name="call_partner_once"),)

    def __str__(self) -> str:
        return f"{self.call_id} to {self.partner_id}"


class Offer(models.Model):
    """
    What a partner offers for a need: one session, with its days, hours (JP), seats and prices (rupiah).

    One a partner and need; changed while the need is open, then taken or not. Taken, it makes `session`.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offers")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=300)
    form = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    seats = models.PositiveIntegerField()
    fixed_cost = models.PositiveBigIntegerField(default=0)
    participant_cost = models.PositiveBigIntegerField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=14, choices=OfferState, default=OfferState.MADE)
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    session = models.OneToOneField(Session, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["call", "partner"], name="offer_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="offer_ends_after_start"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="offer_has_seats"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="offer_on_scale"),
            models.CheckConstraint(
                condition=Q(state=OfferState.TAKEN) ^ Q(session__isnull=True), name="offer_taken_makes_a_session"
            ),
        )

    def __str__(self) -> str:
        return f"offer of {self.partner_id} for {self.call_id} ({self.code})"
