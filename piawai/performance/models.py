"""Table of performance results."""

from django.db import models
from django.db.models import Q

from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Person
from piawai.performance.terms import Predicate, Rating


class Result(Fact):
    """
    What a person's evaluation of one period said.

    `predicate` is what the matrix makes of work and behaviour, `stated` what the file says (may be ""): they
    can differ, which is warned of. `rule_from` is the day from which that matrix applies, `ends_on` the
    period's last day. `values` holds BerAKHLAK ratings by name.
    """

    KEY = ("person_id", "year", "period")
    VALUES = ("work", "behaviour", "stated", "assessor", "values", "note")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=10)
    ends_on = models.DateField()
    work = models.PositiveSmallIntegerField(choices=Rating)
    behaviour = models.PositiveSmallIntegerField(choices=Rating)
    predicate = models.CharField(max_length=20, choices=Predicate)
    rule_from = models.DateField()
    stated = models.CharField(max_length=20, choices=Predicate, blank=True)
    assessor = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    objects = FactQuerySet["Result"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "year", "period"], condition=Q(corrected=False), name="result_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(work__range=(1, 3)) & Q(behaviour__range=(1, 3)), name="result_ratings_on_scale"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.year} {self.period}: {self.predicate} ({self.pk})"
