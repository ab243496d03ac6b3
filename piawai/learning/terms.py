"""The words of training."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from piawai.regulations.values import Provision


class Mode(models.TextChoices):
    """How a session is held."""

    IN_PERSON = "LURING", _("in person")
    ONLINE = "DARING", _("online")
    MIXED = "CAMPURAN", _("mixed")


class Way(models.TextChoices):
    """A way of learning that fits what is missing."""

    CLASS = "PELATIHAN", _("a class or a course")
    PRACTICE = "PRAKTIK", _("practice with coaching, mentoring or guidance at work")
    TALK = "PERCAKAPAN", _("a talk with the superior, and coaching")
    ASK = "TANYAKAN", _("perhaps a class; ask first what is missing")


COACHING_FORMS = (14, 15, 24)  # SIASN's ids of coaching, mentoring and guidance at the workplace


@dataclass(frozen=True, slots=True)
class SessionRow:
    """
    A session as the catalogue file states it: hours in JP, money in whole rupiah.

    `teaches` and `asks` map competency codes to levels; `duties` are the job classes it is mandatory for.
    """

    code: str
    programme: str
    form: int
    partner: str
    starts_on: dt.date
    ends_on: dt.date
    hours: Decimal
    seats: int
    participant_cost: int
    minimum: int = 1
    fixed_cost: int = 0
    place: str = ""
    mode: str = "LURING"
    account_code: str = ""
    teaches: Mapping[str, int] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fitting:
    """
    What fits a gap: ways of learning, and the official names of the forms, the likeliest to help first.

    `law` is the list of forms. Without forms it is not known what is missing.
    """

    ways: tuple[Way, ...]
    forms: tuple[str, ...]
    law: Provision
