"""Shapes of what is asked for and written about partners, agreements and money."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.formats.evidence import MOST_BYTES
from piawai.formats.limits import MEBIBYTE
from piawai.learning.terms import AgreementKind, AgreementState, PartnerKind
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import set_choices

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

LONGEST = 2_000
MOST_RUPIAH = 10**13
MOST_PEOPLE = 100_000


def _text(label: Any, length: int, *, missing: Any = "", hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=bool(missing),
        help_text=hint,
        error_messages={"required": missing} if missing else None,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _area(label: Any, *, missing: Any = "", hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=bool(missing),
        help_text=hint,
        error_messages={"required": missing} if missing else None,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day as 24-11-2026."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _rupiah(label: Any, *, required: bool = True, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST_RUPIAH,
        help_text=hint or _("In rupiah, digits only."),
        error_messages={"required": _("Write an amount in rupiah."), "invalid": _("Write an amount in rupiah.")},
    )


class Kinds(forms.Form):
    """Which partners to list."""

    jenis = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *((kind.value, kind.label) for kind in PartnerKind if kind.value)],
    )


class States(forms.Form):
    """Which agreements to list."""

    keadaan = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("segera", _("ends soon")), *AgreementState.choices, ("habis", _("over by itself"))],
    )


class Partner(forms.Form):
    """What is known of a partner."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = _text(_("Name"), 200, missing=_("Write the name."))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=PartnerKind.choices)
    address = _text(_("Address"), 300)
    contact = _text(_("Contact person"), 200)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=200)
    phone = _text(_("Phone number"), 40)


class Agreement(forms.Form):
    """What is agreed with a partner."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices, widget=forms.RadioSelect)
    number = _text(_("Number"), 100, hint=_("It may be written later, before signing."))
    subject = _text(_("Subject"), 300, missing=_("Write what it is about."))
    scope = _area(_("Scope"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    people = forms.IntegerField(
        label=_("At most so many people"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("Empty: not limited."),
    )
    rupiah = _rupiah(_("At most so much money"), required=False, hint=_("In rupiah, digits only. Empty: not limited."))

    def __init__(self, *args: Any, above: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["under"] = _Above(
            queryset=above,
            to_field_name="code",
            required=False,
            label=_("Under the MoU"),
            empty_label=_("none"),
        )
        self.order_fields(["revision", "kind", "number", "subject", "scope", "under"])


class _Above(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument when it runs
    """An agreement, by number and subject."""

    def label_from_instance(self, row: Any) -> str:
        """Return its number and subject."""
        return f"{row.number or '–'} {row.subject}"


class Sign(forms.Form):
    """On which day both sides signed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    signed_on = _day(_("Signed on"))


class Reason(forms.Form):
    """Why something ends."""

    reason = _area(_("Reason"), missing=_("Write the reason."))


class Price(forms.Form):
    """What a programme may cost at most."""

    participant_cost = _rupiah(_("For each person"))
    fixed_cost = _rupiah(_("Fixed cost"))

    def __init__(self, *args: Any, programmes: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"] = forms.ModelChoiceField(
            queryset=programmes, label=_("Training"), error_messages={"required": _("Choose a training.")}
        )
        self.order_fields(["programme"])


class _Session(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument when it runs
    """A session, by code, programme and first day."""

    def label_from_instance(self, row: Any) -> str:
        """Return its code, programme and first day."""
        return f"{row.code} · {row.programme.name} · {row.starts_on:%d-%m-%Y}"


class Order(forms.Form):
    """Which session is held under an agreement."""

    def __init__(self, *args: Any, sessions: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"] = _Session(
            queryset=sessions,
            to_field_name="code",
            label=_("Session"),
            error_messages={"required": _("Choose a session.")},
        )


class Invite(forms.Form):
    """Who acts for a partner."""

    name = _text(_("Name"), 200, missing=_("Write the name."))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=200, error_messages={"required": _("Write the e-mail address.")}
    )
    reason = _area(_("Reason"), missing=_("Write the reason: whoever decides reads it."))


class File(forms.Form):
    """A document of an agreement."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, at most 5 MiB. Place, camera and scripts are taken out."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose one that holds something."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            text = gettext("The file is larger than %(most)s MiB. Choose a smaller one.")
            raise forms.ValidationError(text % {"most": MOST_BYTES // MEBIBYTE})
        return file


class Payment(forms.Form):
    """What was paid."""

    document = _text(
        _("Document number"), 100, missing=_("Write the number of the document."), hint=_("Of the SP2D or the receipt.")
    )
    amount = _rupiah(_("Amount"))
    paid_on = _day(_("Paid on"))
    note = _text(_("Note"), 300)


class Correction(forms.Form):
    """What was paid in truth."""

    amount = _rupiah(_("Amount"), hint=_("In rupiah, digits only. 0 says that it was not paid."))
    paid_on = _day(_("Paid on"))
    note = _text(_("Note"), 300)


class Money(forms.Form):
    """Of which year, and by what, to show money."""

    tahun = forms.ChoiceField(label=_("Year"), required=False)
    menurut = forms.ChoiceField(
        label=_("Cut by"),
        required=False,
        choices=[("", _("session")), ("unit", _("paying unit")), ("lembaga", _("partner"))],
    )


def money_asked(said: QueryDict, *, years: Collection[int], this: int) -> tuple[Money, int, str]:
    """Return the form as it is shown, the year that is asked for, else `this`, and by what its money is cut."""
    choices = [(str(year), str(year)) for year in sorted({*years, this}, reverse=True)]
    form = Money(said)
    set_choices(form, "tahun", choices)
    known = form.cleaned_data if form.is_valid() else {}
    year, cut = int(known.get("tahun") or this), known.get("menurut", "")
    form = Money({"tahun": str(year), "menurut": cut})
    set_choices(form, "tahun", choices)
    return form, year, cut


class Hours(forms.Form):
    """Whose hours to list, and of which year."""

    tahun = forms.ChoiceField(label=_("Year"), required=False)
    kurang = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("everybody")), ("ya", _("who is short of hours"))]
    )
