"""Tables of the tests before and after a session."""

from django.db import models
from django.db.models import F, Q

from piawai.competencies.models import Competency
from piawai.learning.models.catalogue import Programme, Session
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.terms import ItemKind, ItemState, QuizKind
from piawai.people.models import public_code


class Item(models.Model):
    """
    A question of a programme's bank: `options` in order, `right` the place of the right one (0 first).

    Corrected in place only while it is a draft; a published one is replaced by a new version, which names it.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=8, choices=ItemKind, default=ItemKind.CHOICE)
    text = models.TextField()
    options = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField()
    competency = models.ForeignKey(Competency, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.DRAFT)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["programme", "state"], name="item_of_programme"),)

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.code})"


class Quiz(models.Model):
    """A test of a session: `count` items in `minutes`, between two days (inclusive); `pass_mark` in percent."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="quizzes")
    kind = models.CharField(max_length=6, choices=QuizKind)
    count = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "kind"], name="quiz_once_a_kind"),
            models.CheckConstraint(condition=Q(pass_mark__range=(1, 100)), name="quiz_pass_mark_in_percent"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="quiz_closes_after_opening"),
            models.CheckConstraint(condition=Q(count__gte=1) & Q(minutes__gte=1), name="quiz_has_items_and_time"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.session_id}"


class Attempt(models.Model):
    """
    Somebody's one attempt at a test: the `items` (ids) drawn by the `seed`, `answers` from item id to option.

    `right` counts the right answers so far: what is reached when the time is up is there without anybody sending it.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    seed = models.PositiveIntegerField()
    items = models.JSONField()
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["quiz", "enrolment"], name="attempt_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="attempt_has_time"),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.quiz_id} ({self.code})"
