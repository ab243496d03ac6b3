"""Shapes of what readers look for across units and jobs."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from piawai.web.fields import unit_field

LONGEST = 300


class Purpose(forms.Form):
    """For what somebody looks at who fits a job."""

    purpose = forms.CharField(
        label=_("For what do you look?"),
        help_text=_("For example: the post is vacant from 1 January. It stands in the log."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write for what you look. It stands in the log.")},
    )


class Within(forms.Form):
    """Whom to compare with a job."""

    def __init__(self, *args: Any, units: QuerySet[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"] = unit_field(units, label=_("Unit"), empty=_("the whole city"))


class Covered(forms.Form):
    """Which services to list."""

    tampil = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("one person or nobody")), ("few", _("fewer than needed")), ("all", _("all"))],
    )
