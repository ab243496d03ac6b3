"""Tables of who takes part in which session."""

from django.db import models
from django.db.models import Q

from piawai.learning.models.catalogue import Reservation, Session
from piawai.learning.terms import LIVE, EnrolmentState, Entry
from piawai.people.models import Person, Unit, public_code


class Enrolment(models.Model):
    """
    Somebody's way into a session: proposed, asked for or invited, then approved, and in the end done.

    `unit` is where the person is placed on the first day: what this takes from its people and its budget counts
    there. `reservation` is the kept seat that is held, none where it is one of the common seats. `agreed_*` is the
    first of two approvals. `made_by` and the like are codes of accounts. Every change of state is one conditional
    update.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entry = models.CharField(max_length=12, choices=Entry)
    state = models.CharField(max_length=14, choices=EnrolmentState)
    reservation = models.ForeignKey(Reservation, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=100, blank=True)
    agreed_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=(*LIVE, EnrolmentState.DONE, EnrolmentState.NOT_PASSED)),
                name="enrolment_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.INVITED) | Q(answer_due_at__isnull=False),
                name="enrolment_invited_until",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.WAITING) | Q(queued_at__isnull=False), name="enrolment_waits_since"
            ),
        )
        indexes = (
            models.Index(fields=["person", "state"], name="enrolment_person"),
            models.Index(fields=["session", "state"], name="enrolment_session"),
            models.Index(fields=["state", "answer_due_at"], name="enrolment_due"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} in {self.session_id}: {self.state} ({self.code})"
