"""What several kinds check about forms of training."""

from piawai.integrations.files.reading import Line, Reading
from piawai.regulations import values


def check_form(reading: Reading, line: Line) -> None:
    """Refuse a form of training that the law of the day of the import does not list."""
    form, known = line["JENIS DIKLAT ID"], values.mapping("training_forms", on=reading.on)
    if form is not None and str(form) not in known:
        reading.refuse(line, "JENIS DIKLAT ID", "unknown_form", {"choices": tuple(known.values)})
