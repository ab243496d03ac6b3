"""Shapes of what people upload."""

from collections.abc import Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.formats.limits import MEBIBYTE
from piawai.integrations.files.importing import KINDS
from piawai.integrations.uploads.terms import UploadState
from piawai.web.days import DAY_FORMATS
from piawai.web.importing.receiving import MOST

ACCEPTED = ".xlsx,.csv"

LABELS: Mapping[str, Promise] = {
    "unor": _("Organisational units"),
    "kamus": _("Dictionary of competencies"),
    "standar": _("Standards of jobs"),
    "pegawai": _("Employees"),
    "layanan": _("Public services"),
    "libur": _("Holidays"),
    "penilaian": _("Assessments"),
    "kinerja": _("Performance results"),
    "diklat": _("Completed training"),
    "katalog": _("Sessions on offer"),
    "anggaran": _("Budgets of units"),
    "kejadian": _("Leave, transfers, retirement"),
    "kunci": _("Decisions by hand"),
    "soal": _("Item bank"),
}


def label(kind: str) -> str:
    """Return a kind of file in words."""
    return f"{LABELS[kind]} ({kind})" if kind in LABELS else kind


class _WithFile(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 50 MB. It is checked first; nothing is stored yet."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose one that holds the table."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what was too large to be received."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST:
            raise forms.ValidationError(
                gettext("The file is larger than %(most)s MB. Split it.") % {"most": MOST // MEBIBYTE}
            )
        return file


class Again(_WithFile):
    """Another file in the place of one that waits."""


class New(_WithFile):
    """A file, of which kind it is, and the day whose facts it states."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=lambda: [("", "–"), *((kind, label(kind)) for kind in KINDS)],
        error_messages={"required": _("Choose what is in the file.")},
    )
    holds_on = forms.DateField(
        label=_("The day the file speaks of"),
        help_text=_("For an export: the day it was made, such as 24-11-2026."),
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("kind", "holds_on", "file")


class Which(forms.Form):
    """Which imports to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *UploadState.choices])
    milik = forms.ChoiceField(label=_("Whose"), required=False, choices=[("", _("Everybody's")), ("saya", _("My own"))])
