"""The words of the annual plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What a lock decides (kunci)."""

    IN = "MASUK", _("must go")
    OUT = "KELUAR", _("must not go")


class PlanState(models.TextChoices):
    """Where a plan stands. Approval comes with the site."""

    DRAFT = "DRAF", _("draft")


class SolverStatus(models.TextChoices):
    """What the solver could prove."""

    OPTIMAL = "optimal", _("within the asked gap of the bound")
    FEASIBLE = "feasible", _("time ran out before the asked gap was proven")
    INFEASIBLE = "infeasible", _("the rules cannot all hold")
