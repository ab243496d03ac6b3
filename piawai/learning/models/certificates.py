"""Tables of results, of the certificates we issue, and of those that others issued."""

import secrets

from django.db import models
from django.db.models import Q

from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.terms import ExternalState
from piawai.people.models import Person, public_code

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # no signs that look alike on paper
_LONG = 26  # signs of a code: 128 bits, not to be guessed


def certificate_code() -> str:
    """Return a fresh random code by which anybody who has it can check a certificate."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LONG))


class Result(models.Model):
    """
    What became of somebody's training: `score` from 0 to 100 (null where there was no test), `hours` in JP.

    Corrected in place until it is locked; what follows from it (`Certificate`, `CompletedTraining`) is written then.
    `pass_mark` is the mark it was decided under.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="result")
    passed = models.BooleanField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    pass_mark = models.DecimalField(max_digits=5, decimal_places=2)
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    recorded_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    locked_by = models.CharField(max_length=100, blank=True)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 100)), name="result_score_on_scale"
            ),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(score__isnull=True) | Q(score__gte=models.F("pass_mark")),
                name="result_passed_by_score",
            ),
            models.CheckConstraint(condition=Q(hours__gte=0), name="result_hours_not_negative"),
        )

    def __str__(self) -> str:
        return f"result of enrolment {self.enrolment_id}"


class Counter(models.Model):
    """The last number drawn of a series: the certificates of a year, the places of the status list."""

    name = models.CharField(max_length=20, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to {self.last}"


class Certificate(models.Model):
    """
    The document we issue to whoever passed. What it says stands in enrolment, session and result, locked by then.

    `code` lets anybody check it; `status_index` is its place in the list of what was revoked. `valid_until` null: it
    does not run out.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=26, unique=True, default=certificate_code)
    status_index = models.PositiveBigIntegerField(unique=True)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=100)
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=100, blank=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_reason=""),
                name="certificate_revoked_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.number


class ExternalCertificate(models.Model):
    """
    A certificate that somebody else issued, uploaded once by its holder and checked by BKPSDM.

    What the holder states is corrected by whoever accepts it; `training` is what it counts as. The file lies under
    `stored_name`.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    provider = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    file_name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    stored_name = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ExternalState, default=ExternalState.WAITING)
    made_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    training = models.ForeignKey(CompletedTraining, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "sha256"],
                condition=~Q(state=ExternalState.REFUSED),
                name="external_certificate_file_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="external_certificate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExternalState.REFUSED) | ~Q(reason=""), name="external_certificate_refused_why"
            ),
        )
        indexes = (models.Index(fields=["state", "made_at"], name="external_certificate_queue"),)

    def __str__(self) -> str:
        return f"external certificate {self.code} ({self.state})"
