"""Tables of the institutions that hold training."""

from django.db import models

from piawai.learning.terms import PartnerKind
from piawai.people.models import public_code


class Partner(models.Model):
    """
    An institution that holds training for us: a university, a training centre, another agency.

    Corrected in place; `revision` counts the corrections, so that of two people who edit the second is told.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=PartnerKind, default=PartnerKind.UNKNOWN, blank=True)
    address = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
