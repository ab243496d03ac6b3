"""Shapes of what readers ask for about certificates, and of what BKPSDM records."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import CERTIFIED, Level
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import set_choices, unit_field

LONGEST = 500  # letters of a reason


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day as 24-11-2026."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _level() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Level it attests"),
        coerce=int,
        choices=[("", "–"), *Level.choices],
        error_messages={"required": _("Choose the level.")},
    )


def _number() -> forms.CharField:
    return forms.CharField(
        label=_("Number of the certificate"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number of the certificate.")},
    )


def _issuer() -> forms.CharField:
    return forms.CharField(label=_("Issued by"), max_length=300, required=False)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        help_text=_("The holder reads it. Name the decision, not private matters."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )


def _last_day() -> forms.DateField:
    hint = _("Leave it empty where the certificate names none: the rule of its kind then says how long it holds.")
    return _day(_("Last day of validity"), required=False, help_text=hint)


class Soon(forms.Form):
    """Of which unit, and how far ahead, to list what runs out."""

    hari = forms.ChoiceField(
        label=_("Within"),
        required=False,
        choices=[
            ("", _("the days of the warning")),
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("180", _("180 days")),
            ("365", _("365 days")),
        ],
    )

    def offer(self, units: QuerySet[Any]) -> None:
        """Let the reader choose among units."""
        self.fields["unit"] = unit_field(units, label=_("Unit"), empty=_("all units"))


class Certificate(forms.Form):
    """A certificate that someone showed."""

    competency = forms.ChoiceField(label=_("Competency"), error_messages={"required": _("Choose the competency.")})
    level = _level()
    title = forms.CharField(
        label=_("Name of the certificate"),
        max_length=190,
        error_messages={"required": _("Write the name of the certificate.")},
    )
    number = _number()
    source = forms.ChoiceField(
        label=_("What it attests"),
        choices=[("", "–"), *((source.value, source.label) for source in CERTIFIED)],
        error_messages={"required": _("Choose what it attests.")},
    )
    issuer = _issuer()
    valid_from = _day(_("First day of validity"))
    valid_until = _last_day()

    def offer(self, competencies: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among competencies: code and words."""
        set_choices(self, "competency", [("", "–"), *competencies])


class Renewal(forms.Form):
    """The certificate that prolongs another."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    number = _number()
    level = _level()
    issuer = _issuer()
    valid_from = _day(_("First day of validity"))
    valid_until = _last_day()


class Suspension(forms.Form):
    """From when to when a certificate does not count, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = _day(_("First day on which it does not count"))
    ends_on = _day(
        _("Last day on which it does not count"),
        required=False,
        help_text=_("Leave it empty where the end is not known yet."),
    )
    reason = _reason()


class Restoring(forms.Form):
    """From when a suspended certificate counts again, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = _day(_("First day on which it counts again"))
    reason = _reason()


class Revocation(forms.Form):
    """From when a certificate is void, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = _day(_("First day on which it is void"))
    reason = _reason()
