"""Special days of the calendar (libur)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from piawai.formats import cells
from piawai.integrations.files.columns import Column, text_up_to
from piawai.integrations.files.reading import Kind, Reading, Seen, Stored, leave_unstated
from piawai.people.models import Holiday
from piawai.people.services.events import record_holidays
from piawai.people.terms import HolidayKind

_KINDS = tuple(HolidayKind.values)

COLUMNS = (
    Column(name="TANGGAL", read=cells.day, required=True, note=_("The day."), example=dt.date(2027, 1, 1)),
    Column(
        name="NAMA",
        read=text_up_to(most=200),
        required=True,
        note=_("What is celebrated."),
        example="Tahun Baru Masehi",
    ),
    Column(
        name="JENIS",
        read=cells.choice(values={value: value for value in _KINDS}),
        note=_("Kind of day; empty: LIBUR. On a day of Ramadan hours people work, only shorter."),
        choices=_KINDS,
        example=HolidayKind.HOLIDAY.value,
    ),
)


def check(reading: Reading) -> list[Holiday]:
    """Check that no day stands twice."""
    days = Seen(reading, "TANGGAL", "TANGGAL")
    for line in reading.lines:
        if line["TANGGAL"]:
            days.add(line, line["TANGGAL"])
    return [
        Holiday(day=line["TANGGAL"], name=line["NAMA"], kind=line["JENIS"] or HolidayKind.HOLIDAY.value)
        for line in reading.sound
    ]


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"JENIS": "kind"}


def store(reading: Reading, holidays: list[Holiday]) -> Stored:
    """Record the days."""
    leave_unstated(reading, holidays, _OPTIONAL)
    found = record_holidays(holidays=holidays, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="libur", order=6, columns=COLUMNS, check=check, store=store)
