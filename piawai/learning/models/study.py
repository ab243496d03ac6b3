"""Tables of studies for a degree, and of prior learning that somebody wants recognised."""

from django.db import models
from django.db.models import F, Q

from piawai.competencies.models import Competency
from piawai.competencies.terms import Level
from piawai.learning.models.partners import Partner
from piawai.learning.terms import PRIOR_OPEN, Degree, Funding, PriorState, StudyKind, StudyState
from piawai.people.models import Person, Unit, public_code


class Study(models.Model):
    """
    Somebody studies for a degree: asked for, supported by the head, granted by BKPSDM, then finished or ended.

    `unit` is where the person is placed when it is asked for. `institution` is its name, `partner` the partner that
    bears it, if one does. `ends_on` is the planned last day, `ended_on` the true one, both inclusive. The days of
    service owed (`owed_days`, from the day after the last) follow the rule of `owed_rule_from`; null before the grant.
    `supported_*` is the first of two approvals. Every change of state is one conditional update.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=StudyKind)
    institution = models.CharField(max_length=200)
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=200)
    degree = models.CharField(max_length=2, choices=Degree)
    starts_on = models.DateField()
    ends_on = models.DateField()
    funding = models.CharField(max_length=8, choices=Funding)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=StudyState, default=StudyState.ASKED)
    made_at = models.DateTimeField()
    supported_by = models.CharField(max_length=100, blank=True)
    supported_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    letter = models.CharField(max_length=100, blank=True)
    owed_days = models.PositiveIntegerField(null=True)
    owed_rule_from = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="study_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")), name="study_ended_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(StudyState.FINISHED, StudyState.ENDED)) ^ Q(ended_on__isnull=True),
                name="study_over_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(StudyState.GRANTED, StudyState.FINISHED, StudyState.ENDED))
                | ~Q(letter="") & Q(owed_days__isnull=False),
                name="study_granted_by_letter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(StudyState.REFUSED, StudyState.ENDED)) | ~Q(reason=""),
                name="study_refused_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=StudyState.SUPPORTED) | Q(supported_at__isnull=False), name="study_supported_by"
            ),
        )
        indexes = (
            models.Index(fields=["person", "state"], name="study_person"),
            models.Index(fields=["state", "made_at"], name="study_queue"),
        )

    def __str__(self) -> str:
        return f"study of {self.person_id}: {self.state} ({self.code})"


class StudyAim(models.Model):
    """A competency that a study is for."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="aims")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["study", "competency"], name="study_aim_once"),)

    def __str__(self) -> str:
        return f"{self.study_id} for {self.competency_id}"


class StudyExtension(models.Model):
    """The planned last day of a study was moved from `was_on` to a later one, by a letter."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="extensions")
    was_on = models.DateField()
    ends_on = models.DateField()
    letter = models.CharField(max_length=100)
    reason = models.TextField()
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("was_on")), name="study_extension_is_longer"),
            models.UniqueConstraint(fields=["study", "was_on"], name="study_extension_once"),
        )

    def __str__(self) -> str:
        return f"{self.study_id} until {self.ends_on}"


class PriorLearning(models.Model):
    """
    Somebody asks that what experience has taught be recognised as a level of a competency.

    `assessor` is the account of the accredited assessor who looks at it, "" while BKPSDM has it. What is recognised
    stands in a Qualification of the reference `rules.study.prior_reference`; `given` is the level.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    words = models.TextField()
    state = models.CharField(max_length=8, choices=PriorState, default=PriorState.ASKED)
    made_at = models.DateTimeField()
    assessor = models.CharField(max_length=12, blank=True)
    given = models.PositiveSmallIntegerField(choices=Level, null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "competency"], condition=Q(state__in=PRIOR_OPEN), name="prior_learning_open_once"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="prior_learning_on_scale"),
            models.CheckConstraint(
                condition=Q(state=PriorState.RECOGNISED) ^ Q(given__isnull=True), name="prior_learning_given_a_level"
            ),
            models.CheckConstraint(
                condition=Q(given__isnull=True) | Q(given__range=(1, 5)), name="prior_learning_given_on_scale"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PriorState.RECOGNISED, PriorState.REFUSED)) | ~Q(reason=""),
                name="prior_learning_decided_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=PriorState.ASSIGNED) | ~Q(assessor=""), name="prior_learning_with_an_assessor"
            ),
        )
        indexes = (
            models.Index(fields=["person", "state"], name="prior_learning_person"),
            models.Index(fields=["state", "made_at"], name="prior_learning_queue"),
            models.Index(fields=["assessor", "state"], name="prior_learning_assessor"),
        )

    def __str__(self) -> str:
        return f"prior learning of {self.person_id}: {self.state} ({self.code})"


class PriorFile(models.Model):
    """A file that shows what was learned. It lies under `stored_name`."""

    token = models.CharField(max_length=12, unique=True, default=public_code)
    prior = models.ForeignKey(PriorLearning, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    stored_name = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["prior", "sha256"], name="prior_file_once"),)

    def __str__(self) -> str:
        return f"file {self.token} of {self.prior_id}"
