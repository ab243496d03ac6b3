"""The words of performance evaluation (PermenPANRB 6/2022)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rating(models.IntegerChoices):
    """How results or behaviour compare with what was expected (SIASN's numbers)."""

    ABOVE = 1, _("above expectation")
    AS_EXPECTED = 2, _("as expected")
    BELOW = 3, _("below expectation")


class Predicate(models.TextChoices):
    """The predicates, from best to worst."""

    VERY_GOOD = "SANGAT_BAIK", "Sangat Baik"
    GOOD = "BAIK", "Baik"
    NEEDS_IMPROVEMENT = "BUTUH_PERBAIKAN", "Butuh Perbaikan"
    POOR = "KURANG", "Kurang"
    VERY_POOR = "SANGAT_KURANG", "Sangat Kurang"


BELOW_GOOD = frozenset({Predicate.NEEDS_IMPROVEMENT, Predicate.POOR, Predicate.VERY_POOR})

YEAR = "TAHUNAN"
QUARTERS = ("TW1", "TW2", "TW3", "TW4")
MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
PERIODS = (YEAR, *QUARTERS, *MONTHS)

# The seven BerAKHLAK values, as the file names them.
VALUES = (
    "BERORIENTASI PELAYANAN",
    "AKUNTABEL",
    "KOMPETEN",
    "HARMONIS",
    "LOYAL",
    "ADAPTIF",
    "KOLABORATIF",
)
