"""Tables of what was agreed with partners, what was ordered under it, and who signs in for a partner."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from piawai.learning.models.catalogue import Programme, Session
from piawai.learning.models.partners import Partner
from piawai.learning.terms import AgreementKind, AgreementState
from piawai.people.models import public_code


class Agreement(models.Model):
    """
    What was agreed with a partner: days inclusive, at most `people` and `rupiah` (None: not limited).

    Corrected in place while it is a draft (`revision` counts), signed once, ended once. `ordered_*` is what the
    sessions under it ask for (`Order`): they move by conditional updates that also look at what is left. A PKS may
    stand `under` a MoU. `warned_at` is when BKPSDM was told that it ends.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=5, choices=AgreementKind)
    number = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=300)
    scope = models.TextField(blank=True)
    under = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    starts_on = models.DateField()
    ends_on = models.DateField()
    people = models.PositiveIntegerField(null=True)
    rupiah = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=15, choices=AgreementState, default=AgreementState.DRAFT)
    signed_on = models.DateField(null=True)
    signed_by = models.CharField(max_length=100, blank=True)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    ordered_people = models.PositiveIntegerField(default=0)
    ordered_rupiah = models.PositiveBigIntegerField(default=0)
    warned_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(people__gte=F("ordered_people")), name="agreement_holds_people"
            ),
            models.CheckConstraint(
                condition=Q(rupiah__isnull=True) | Q(rupiah__gte=F("ordered_rupiah")), name="agreement_holds_rupiah"
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.DRAFT) | (Q(signed_on__isnull=False) & ~Q(number="")),
                name="agreement_signed_with_day_and_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.ENDED) | Q(ended_on__isnull=False), name="agreement_ended_with_day"
            ),
            models.CheckConstraint(
                condition=Q(under__isnull=True) | Q(kind=AgreementKind.WORK), name="agreement_under_another_is_pks"
            ),
            models.UniqueConstraint(
                fields=["partner", "number"], condition=~Q(number=""), name="agreement_number_once_a_partner"
            ),
        )
        indexes = (models.Index(fields=["state", "ends_on"], name="agreement_ends"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.code})"


class AgreementPrice(models.Model):
    """What a programme may cost at most under an agreement, in whole rupiah."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="prices")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    participant_cost = models.PositiveBigIntegerField()
    fixed_cost = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agreement", "programme"], name="agreement_price_once"),)

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.programme_id}"


class AgreementFile(models.Model):
    """
    A document of an agreement: PDF, JPEG or PNG, written anew without what should not come along.

    It lies in the media folder under `stored_name`, a random one; "" when it was removed.
    """

    token = models.CharField(max_length=12, unique=True, default=public_code)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=100, blank=True)
    media_type = models.CharField(max_length=40)
    stored_name = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField()
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_name} ({self.token})"


class Order(models.Model):
    """A session is held under an agreement: how many people and rupiah of it that takes."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="order")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="orders")
    people = models.PositiveIntegerField()
    rupiah = models.PositiveBigIntegerField()
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.session_id} under {self.agreement_id}"


class PartnerMember(models.Model):
    """An account acts for a partner, until `ended_at` (None: still). The role comes apart from it, by two persons."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="member_of_one_partner_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} for {self.partner_id} ({self.pk})"
