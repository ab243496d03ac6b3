"""What the inspectorate says to draw a sample."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from piawai.access.terms import MOST_SAMPLED
from piawai.web.fields import unit_field

_LONGEST = 2_000
_SIZE = _("Write a number from 1 to 50.")


class Draw(forms.Form):
    """From which unit, how many people, and why."""

    size = forms.IntegerField(
        label=_("How many people"),
        min_value=1,
        max_value=MOST_SAMPLED,
        error_messages={"required": _SIZE, "invalid": _SIZE, "min_value": _SIZE, "max_value": _SIZE},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Name the letter of assignment, if there is one."),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason: it stands in the log.")},
    )

    def __init__(self, *args: Any, units: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units, label=_("Unit and below"), empty=_("the whole city"))
        self.order_fields(["unit", "size", "reason"])
