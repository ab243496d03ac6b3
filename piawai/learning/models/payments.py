"""Tables of what was paid for sessions."""

from django.db import models
from django.db.models import Q

from piawai.learning.models.agreements import Agreement
from piawai.learning.models.catalogue import Session
from piawai.learning.models.partners import Partner
from piawai.lib.facts import Fact, FactQuerySet


class Payment(Fact):
    """
    Whole rupiah paid for a session by a document (SP2D, receipt). A correction is a new row; 0 says it was not paid.

    `partner` and `agreement` (None: without one) are those of the day it was recorded.
    """

    KEY = ("session_id", "document")
    VALUES = ("partner_id", "agreement_id", "amount", "paid_on", "note")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="payments")
    document = models.CharField(max_length=100)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="payments")
    amount = models.PositiveBigIntegerField()
    paid_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=100)

    objects = FactQuerySet["Payment"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["session", "document"], condition=Q(corrected=False), name="payment_once_a_document"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="payment_by_a_document"),
        )

    def __str__(self) -> str:
        return f"Rp {self.amount} for {self.session_id} by {self.document} ({self.pk})"
