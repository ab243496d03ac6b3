"""Shapes of what readers of the catalogue and the calendar ask for, and of what is decided about a session."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.learning.terms import EnrolmentState, SessionState
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import set_choices

LONGEST = 500  # letters of a reason
KEPT = 5  # units for which seats are kept, at most, when a session is opened
MOST_MEETINGS = 20
_TIMES = ("%H.%M", "%H:%M")
_WRITE_DAY, _WRITE_TIME = _("Write the day as 24-11-2026."), _("Write the time as 08.30.")


class Sessions(forms.Form):
    """Of which year, and in which state, to list the sessions."""

    tahun = forms.ChoiceField(label=_("Year"), required=False)
    keadaan = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *((one.value, one.label) for one in SessionState)]
    )

    def offer(self, years: Sequence[int]) -> None:
        """Let the reader choose among years."""
        set_choices(self, "tahun", [("", _("All")), *((str(year), str(year)) for year in years)])


class Calendar(forms.Form):
    """Which sessions a calendar shows."""

    bulan = forms.ChoiceField(label=_("Month"), required=False)
    mitra = forms.ChoiceField(label=_("Partner"), required=False)
    kompetensi = forms.ChoiceField(label=_("Competency"), required=False)
    tempat = forms.ChoiceField(label=_("Place"), required=False)

    def offer(
        self,
        *,
        months: Iterable[tuple[str, str]],
        partners: Iterable[tuple[str, str]],
        competencies: Iterable[tuple[str, str]],
        places: Iterable[str],
    ) -> None:
        """Let the reader choose: value and words each."""
        set_choices(self, "bulan", [("", _("from today on")), *months])
        set_choices(self, "mitra", [("", _("All")), *partners])
        set_choices(self, "kompetensi", [("", _("All")), *competencies])
        set_choices(self, "tempat", [("", _("All")), *((place, place) for place in places)])


class Standing(forms.Form):
    """How people stand whom a list of a session shows."""

    keadaan = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *((one.value, one.label) for one in EnrolmentState)]
    )


class Reason(forms.Form):
    """Why something is done; who reads it stands in the hint."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )

    def __init__(self, *args: Any, read_by: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = read_by


class Open(forms.Form):
    """How a session is opened: who decides, and for which units seats are kept."""

    steps = forms.ChoiceField(
        label=_("Who decides that somebody goes?"),
        choices=[("1", _("The head")), ("2", _("The head, and then BKPSDM"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who decides."), "invalid_choice": _("Choose who decides.")},
    )

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("nobody")), *units]
        for number in range(1, KEPT + 1):
            self.fields[f"unit_{number}"] = forms.ChoiceField(
                label=gettext("Keep seats for (%(number)s)") % {"number": number}, choices=choices, required=False
            )
            self.fields[f"seats_{number}"] = forms.IntegerField(
                label=gettext("Seats kept (%(number)s)") % {"number": number},
                required=False,
                min_value=1,
                max_value=100_000,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "invalid": _("Write the seats in digits, such as 5."),
                    "min_value": _("Write the seats in digits, such as 5."),
                    "max_value": _("Write the seats in digits, such as 5."),
                },
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the number of seats where a unit is named, and for the unit where a number is; each unit once."""
        said = super().clean() or {}
        seen = set()
        for number in range(1, KEPT + 1):
            unit, seats = said.get(f"unit_{number}"), said.get(f"seats_{number}")
            if unit and not seats and f"seats_{number}" not in self.errors:
                self.add_error(f"seats_{number}", gettext("Write how many seats are kept for this unit."))
            if seats and not unit:
                self.add_error(f"unit_{number}", gettext("Choose the unit for which these seats are kept."))
            if unit and unit in seen:
                self.add_error(f"unit_{number}", gettext("This unit is named twice. Name it once, with all its seats."))
            seen.add(unit)
        return said

    @property
    def kept(self) -> dict[str, int]:
        """How many seats are kept, by SIASN id of the unit."""
        said = self.cleaned_data
        rows = [(said[f"unit_{number}"], said[f"seats_{number}"]) for number in range(1, KEPT + 1)]
        return {unit: seats for unit, seats in rows if unit and seats}


@dataclass(frozen=True, slots=True)
class Part:
    """When and where a part of a session is held, in the time of the place."""

    day: dt.date
    begins: dt.time
    ends: dt.time
    place: str


class Meetings(forms.Form):
    """When and where the parts of a session are held; a row without a day is no part."""

    def __init__(self, data: Mapping[str, Any] | None, *, parts: Sequence[Part], rows: int) -> None:
        initial = {
            f"{name}_{number}": value
            for number, part in enumerate(parts, start=1)
            for name, value in (
                ("day", part.day),
                ("begins", part.begins),
                ("ends", part.ends),
                ("place", part.place),
            )
        }
        super().__init__(data, initial=initial)
        self.rows = rows
        for number in range(1, rows + 1):
            said = {"number": number}
            self.fields[f"day_{number}"] = forms.DateField(
                label=gettext("Meeting %(number)s: day") % said,
                required=False,
                input_formats=DAY_FORMATS,
                widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": _WRITE_DAY},
            )
            self.fields[f"begins_{number}"] = _time(gettext("Meeting %(number)s: from") % said)
            self.fields[f"ends_{number}"] = _time(gettext("Meeting %(number)s: until") % said)
            self.fields[f"place_{number}"] = forms.CharField(
                label=gettext("Meeting %(number)s: place, if it is another") % said, required=False, max_length=200
            )

    def clean(self) -> dict[str, Any]:
        """Ask for both times where a day is given, for the day where a time is, and for one meeting at least."""
        said = super().clean() or {}
        for number in range(1, self.rows + 1):
            times = [f"begins_{number}", f"ends_{number}"]
            for name in times:
                if said.get(f"day_{number}") and not said.get(name) and name not in self.errors:
                    self.add_error(name, _WRITE_TIME)
            no_day = not said.get(f"day_{number}") and f"day_{number}" not in self.errors
            if no_day and any(said.get(name) for name in times):
                self.add_error(f"day_{number}", gettext("Write the day, or leave the whole row empty."))
        if not self.errors and not any(said.get(f"day_{number}") for number in range(1, self.rows + 1)):
            self.add_error("day_1", gettext("Write the day of at least one meeting."))
        return said

    @property
    def parts(self) -> list[Part]:
        """The rows that have a day."""
        said = self.cleaned_data
        return [
            Part(*(said[f"{name}_{number}"] for name in ("day", "begins", "ends", "place")))
            for number in range(1, self.rows + 1)
            if said[f"day_{number}"]
        ]


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=_TIMES,
        widget=forms.TimeInput(format="%H.%M", attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _WRITE_TIME},
    )
