"""Tables of the catalogue: programmes, sessions and their meetings."""

from django.db import models
from django.db.models import F, Q

from piawai.competencies.models import Competency
from piawai.competencies.terms import Level
from piawai.learning.models.partners import Partner
from piawai.learning.terms import Mode, SessionState
from piawai.people.models import Unit
from piawai.people.terms import JobClass


class Programme(models.Model):
    """
    A course on offer, of which there may be several sessions. `form` is SIASN's jenisDiklatId, 1 to 25.

    `stems` are those of the words of its name and of the competencies it teaches: what a search looks into.
    """

    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, unique=True)
    form = models.PositiveSmallIntegerField()
    stems = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """
    One run of a programme: days inclusive, `hours` in JP, money in whole rupiah.

    Corrected in place while it is only on offer. It runs with `minimum` to `seats` people. Of the seats `reserved` are
    kept for units (`Reservation`), `taken` counts those of the others that somebody holds; `steps` is how many
    approve that somebody goes: the head, or the head and then BKPSDM.
    """

    code = models.CharField(max_length=40, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="sessions")
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    seats = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField(default=1)
    fixed_cost = models.PositiveBigIntegerField(default=0)
    participant_cost = models.PositiveBigIntegerField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    account_code = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=SessionState, default=SessionState.OFFERED)
    steps = models.PositiveSmallIntegerField(default=1)
    reserved = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(seats__gte=F("reserved") + F("taken")), name="session_seats_hold_those_taken"
            ),
            models.CheckConstraint(condition=Q(steps__range=(1, 2)), name="session_in_one_or_two_steps"),
            models.CheckConstraint(
                condition=Q(seats__gte=1) & Q(minimum__gte=1) & Q(minimum__lte=F("seats")),
                name="session_seats",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"


class Outcome(models.Model):
    """A level of a competency that a session brings its participants to."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="outcomes")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "competency"], name="outcome_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="outcome_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} to {self.competency_id} level {self.level}"


class Prerequisite(models.Model):
    """A level of a competency that a session asks of its participants."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="prerequisites")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "competency"], name="prerequisite_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="prerequisite_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} asks {self.competency_id} level {self.level}"


class Duty(models.Model):
    """A session is mandatory for a class of job."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="duties")
    job_class = models.CharField(max_length=20, choices=JobClass)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "job_class"], name="duty_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} for {self.job_class}"


class Meeting(models.Model):
    """A part of a session with its own time and place ("" for the session's): attendance is taken at each."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "number"], name="meeting_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"meeting {self.number} of {self.session_id}"


class Reservation(models.Model):
    """
    Seats of a session kept for the people of a unit and the units below, until a day (inclusive).

    `taken` counts those that somebody holds. After the day the seats that nobody took are everybody's.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reservations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    until = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "unit"], name="reservation_once_a_unit"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="reservation_holds_those_taken"),
        )

    def __str__(self) -> str:
        return f"{self.seats} of {self.session_id} for {self.unit_id}"
