"""The form of training: its column, and what several kinds check about it."""

from django.utils.translation import gettext_lazy as _

from piawai.formats import cells
from piawai.integrations.files.columns import Column
from piawai.integrations.files.reading import Line, Reading
from piawai.regulations import values

FORM = Column(
    name="JENIS DIKLAT ID",
    read=cells.whole_number,
    required=True,
    note=_("SIASN's id of the form of training, 1 to 25."),
    example=3,
)


def check_form(reading: Reading, line: Line) -> None:
    """Refuse a form of training that the law of the day of the import does not list."""
    form, known = line[FORM.name], values.mapping("training_forms", on=reading.on)
    if form is not None and str(form) not in known:
        reading.refuse(line, FORM.name, "unknown_form", {"choices": tuple(known.values)})
