"""Rounds of ratings: who is rated in what, by whom, what was answered, and what the person objects to."""

from django.db import models
from django.db.models import Q

from piawai.competencies.models.dictionary import Competency, Version
from piawai.competencies.terms import (
    Aspect,
    Level,
    NominationState,
    ObjectionState,
    RoundState,
    SheetState,
    Source,
)
from piawai.people.models import Person, Unit, public_code
from piawai.people.terms import JobClass


class Round(models.Model):
    """
    A round of ratings. Only a draft is edited; `revision` counts the edits, so that of two editors the second is told.

    `sources` are the values of `Source` that are asked. People answer from `opens_on` to `closes_on`, inclusive;
    what comes later, until the round is closed, counts and is marked late. Nobody gives more than `most_minutes` in
    a quarter. `seed` breaks ties between colleagues. `opened_on` is the day its sheets were made; `planned` is what was
    counted then: the sample, what is asked and what had to be left out, by why. `attempt` counts how often its opening
    or report was begun, so that one that was taken for dead writes nothing any more.
    """

    token = models.CharField(max_length=12, unique=True, default=public_code)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.DRAFT)
    sources = models.JSONField(default=list)
    opens_on = models.DateField()
    closes_on = models.DateField()
    most_minutes = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    opened_on = models.DateField(null=True)
    planned = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    reason = models.TextField(blank=True)  # why it was cancelled

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=models.F("opens_on")), name="round_closes_after_opening"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.token})"


class RoundUnit(models.Model):
    """A unit whose people, with those of all units below, are rated in a round. A round without any rates everybody."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "unit"], name="round_unit_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} in {self.unit_id}"


class RoundClass(models.Model):
    """A class of job that is rated in a round. A round without any rates all classes."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="classes")
    job_class = models.CharField(max_length=20, choices=JobClass)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "job_class"], name="round_class_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} for {self.job_class}"


class RoundCompetency(models.Model):
    """A competency that is rated in a round, in the words of the version it began with (null in a draft)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "competency"], name="round_competency_once"),)

    def __str__(self) -> str:
        return f"{self.competency_id} in {self.round_id}"


class Ratee(models.Model):
    """
    A person rated in a round, and the unit at its opening, by which progress is counted.

    `reported` says whether what was answered about the person has become evidence.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ratees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reported = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="ratee_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.round_id}"


class Nomination(models.Model):
    """A ratee names a colleague or a subordinate as rater; the ratee's superior, or BKPSDM, confirms or refuses."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="nominations")
    ratee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=Source)
    state = models.CharField(max_length=10, choices=NominationState, default=NominationState.PROPOSED)
    made_at = models.DateTimeField()
    decided_by = models.CharField(max_length=12, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "ratee", "rater", "source"], name="nomination_once"),
            models.CheckConstraint(condition=~Q(ratee=models.F("rater")), name="nomination_of_another"),
        )

    def __str__(self) -> str:
        return f"{self.ratee_id} names {self.rater_id} in {self.round_id}"


class Accreditation(models.Model):
    """An account may assess officially, from a day to another, inclusive: it belongs to an accredited assessor."""

    account = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=100)
    agency = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.CharField(max_length=12)
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "number"], name="accreditation_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="accreditation_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} of {self.account}"


class Sheet(models.Model):
    """
    One rater's answers about one person by one source. The rater is a person, or an assessor by account.

    `minutes` is what answering it is thought to take. `related` is what the rater said when asked about kinship: then
    it is set aside. `revision` counts the changes, so that two windows do not overwrite each other.
    """

    token = models.CharField(max_length=12, unique=True, default=public_code)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sheets")
    ratee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    assessor = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=20, choices=Source)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.NOT_BEGUN)
    minutes = models.FloatField(default=0)
    related = models.BooleanField(null=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["round", "ratee", "rater", "source"],
                condition=Q(rater__isnull=False),
                name="sheet_once_a_rater",
            ),
            models.UniqueConstraint(
                fields=["round", "ratee", "assessor", "source"],
                condition=~Q(assessor=""),
                name="sheet_once_an_assessor",
            ),
            models.CheckConstraint(condition=Q(rater__isnull=True) ^ Q(assessor=""), name="sheet_has_one_rater"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_known"),
        )
        indexes = (
            models.Index(fields=["rater", "state"], name="sheet_of_rater"),
            models.Index(fields=["round", "ratee", "state"], name="sheet_of_ratee"),
            models.Index(fields=["assessor", "state"], name="sheet_of_assessor"),
        )

    def __str__(self) -> str:
        return f"{self.source} about {self.ratee_id} in {self.round_id} ({self.token})"


class Answer(models.Model):
    """
    A question of a sheet, and the answer once there is one: a level; null for "not observed" counts as nothing.

    `lacks` is what is missing most where the level is below what the post asks for; `note` is what was seen.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="answers")
    asked = models.ForeignKey(RoundCompetency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, null=True)
    lacks = models.CharField(max_length=20, choices=Aspect, blank=True)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sheet", "asked"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 5), answered_at__isnull=False),
                name="answer_on_scale",
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_id} on {self.sheet_id}: {self.level}"


class EvidenceFile(models.Model):
    """
    A file put to an answer: PDF, JPEG or PNG, written anew without what the camera or author left in it.

    It lies in the media folder under `stored_name`, a random one; "" when it was removed.
    """

    token = models.CharField(max_length=12, unique=True, default=public_code)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    stored_name = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_name} ({self.token})"


class Objection(models.Model):
    """
    A person asks to have a level looked at again, and the reply. One waits at a time for a person and competency.

    `level`, `source` and `found_on` say what was disputed. The reply is due on `due_on`, inclusive. `set_aside` are the
    values of `Source` whose ratings count no more since it was upheld.
    """

    token = models.CharField(max_length=12, unique=True, default=public_code)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    source = models.CharField(max_length=20, choices=Source)
    found_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.WAITING)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    set_aside = models.JSONField(default=list)
    answered_by = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "competency"],
                condition=Q(state=ObjectionState.WAITING),
                name="objection_waits_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ObjectionState.values), name="objection_state_known"),
        )

    def __str__(self) -> str:
        return f"objection of {self.person_id} to {self.competency_id} ({self.token})"
