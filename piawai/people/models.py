"""Tables of persons, units, jobs and placements."""

import datetime as dt
import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.terms import (
    CorrectionState,
    CorrectionSubject,
    Employment,
    EventKind,
    HolidayKind,
    JobKind,
    Sex,
)

_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no signs that look alike when read aloud


def public_code() -> str:
    """Return a fresh random code that may stand in an address, where a NIP may not."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(12))


class Unit(models.Model):
    """
    An organisational unit (unor), a node of a tree of any depth.

    `path` is the ids from the root down to this unit, each eight digits and a dot, so that everything below
    a unit is one prefix search. `leader` is what the file names as PEMIMPIN: a NIP or SIASN id, which may
    belong to someone not yet imported.
    """

    siasn_id = models.CharField(max_length=36, unique=True)
    name = models.CharField(max_length=300)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=2000, default="")
    echelon = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    leader = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = (models.Index(fields=["path"], name="unit_path", opclasses=["text_pattern_ops"]),)

    def __str__(self) -> str:
        return f"{self.name} ({self.siasn_id})"


class Job(models.Model):
    """
    A job (jabatan). Its identity is SIASN's id where that is known, else its name.

    `name_key` is the name without regard to case and blanks. `group` is the class of job as the
    standards file states it; it is used only where the class cannot be derived.
    """

    siasn_id = models.CharField(max_length=36, blank=True)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, db_index=True)
    kind = models.CharField(max_length=1, choices=JobKind, blank=True)
    group = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["siasn_id"], condition=~Q(siasn_id=""), name="job_siasn_id_once"),
            models.UniqueConstraint(fields=["name_key"], condition=Q(siasn_id=""), name="job_name_once_without_id"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.siasn_id or self.pk})"


class Person(models.Model):
    """
    A civil servant. `code` is the public id; the NIP is personal data and never stands in an address.

    The fields are the present ones of SIASN, corrected in place (the audit log names the fields);
    what changes with time stands in `Placement`, `LegalStatus` and `CareerEvent`; `legal_status` is the newest.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    siasn_id = models.CharField(max_length=36, blank=True)
    nip = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    title_before = models.CharField(max_length=60, blank=True)
    title_after = models.CharField(max_length=100, blank=True)
    birth_place = models.CharField(max_length=100, blank=True)
    born_on = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    nik = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    office_email = models.CharField(max_length=200, blank=True)
    employment = models.CharField(max_length=20, choices=Employment, blank=True)
    legal_status = models.CharField(max_length=3, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    grade_since_on = models.DateField(null=True)
    appointed_on = models.DateField(null=True)
    education_level = models.CharField(max_length=3, blank=True)
    education = models.CharField(max_length=200, blank=True)
    graduated_in = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["siasn_id"], condition=~Q(siasn_id=""), name="person_siasn_id_once"),
            models.CheckConstraint(condition=Exact(Length("nip"), 18), name="person_nip_18_digits"),
        )
        indexes = (models.Index(fields=["name", "id"], name="person_by_name"),)  # the order of every list of people

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class LegalStatus(Fact):
    """
    From a day on, a person has a legal status (kedudukan hukum, SIASN's code), until the next one.

    Before the first known one it is taken to have been the same.
    """

    KEY = ("person_id", "starts_on")
    VALUES = ("code",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_statuses")
    starts_on = models.DateField()
    code = models.CharField(max_length=3, blank=True)

    objects = FactQuerySet["LegalStatus"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "starts_on"], condition=Q(corrected=False), name="legal_status_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.code} from {self.starts_on} ({self.pk})"


class Placement(Fact):
    """From a day on, a person holds a job in a unit: until the next placement, retirement or end of contract."""

    KEY = ("person_id", "starts_on")
    VALUES = ("unit_id", "job_id")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    decree = models.CharField(max_length=100, blank=True)

    objects = FactQuerySet["Placement"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "starts_on"], condition=Q(corrected=False), name="placement_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id} from {self.starts_on} ({self.pk})"


class CareerEventQuerySet(FactQuerySet["CareerEvent"]):
    """Events as known now, or as known at a moment; what was taken back before it came is none of them."""

    def current(self) -> Self:
        """Return the events that no correction has replaced."""
        return super().current().filter(withdrawn=False)

    def known_at(self, moment: dt.datetime) -> Self:
        """Return the events as they were known at `moment`."""
        return super().known_at(moment).filter(withdrawn=False)


class CareerEvent(Fact):
    """
    Something dated that befalls a person's post: an absence, an acting post, a transfer, an end.

    `ends_on` is the last day, inclusive; none means open. Acting posts name the unit led, transfers unit and job.
    `withdrawn`: a correction that says that it does not come; what is reported once more after that comes.
    """

    KEY = ("person_id", "kind", "starts_on")
    VALUES = ("ends_on", "unit_id", "job_id", "decree", "withdrawn")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="events")
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    decree = models.CharField(max_length=100, blank=True)
    withdrawn = models.BooleanField(default=False)

    objects = CareerEventQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "kind", "starts_on"],
                condition=Q(corrected=False),
                name="event_once_a_day_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="event_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} from {self.starts_on} ({self.pk})"


class Holiday(Fact):
    """A special day of the calendar."""

    KEY = ("day",)
    VALUES = ("name", "kind")

    day = models.DateField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=HolidayKind)

    objects = FactQuerySet["Holiday"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["day"], condition=Q(corrected=False), name="holiday_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.name} ({self.pk})"


class Service(Fact):
    """A service that a unit offers to the public (layanan)."""

    KEY = ("code",)
    VALUES = ("name", "unit_id", "essential")

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    essential = models.BooleanField(default=False)

    objects = FactQuerySet["Service"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], condition=Q(corrected=False), name="service_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code}, {self.pk})"


class Post(models.Model):
    """
    The read model: the post a present person holds on the day of `PostsDay`, its office, and the direct superior.

    `superior` is null where nobody is found. It states nothing of its own: `services.present` derives it.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="post")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="office_posts")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="posts")
    superior = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="staff_posts")

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class UnitHead(models.Model):
    """The read model: who leads a unit on the day of `PostsDay`. `acting` for PLT and PLH."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="head")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    acting = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.person_id} leads {self.unit_id}"


class PostsDay(models.Model):
    """The one row that says for which day `Post` and `UnitHead` hold, and under which law of presence."""

    as_of = models.DateField()
    law = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.as_of)


class CorrectionRequest(models.Model):
    """
    A person says that something recorded about them is wrong, and what would be right.

    It changes no data itself: whoever grants it enters the right fact. `answered_by` is an account's code.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="correction_requests")
    subject = models.CharField(max_length=20, choices=CorrectionSubject)
    wrong = models.TextField()
    right = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=CorrectionState, default=CorrectionState.WAITING, db_index=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=(CorrectionState.GRANTED, CorrectionState.REFUSED))
                ^ Q(answered_at__isnull=True, answered_by="", answer=""),
                name="correction_answered_where_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} of {self.person_id} ({self.pk})"
