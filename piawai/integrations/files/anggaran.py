"""What units may spend on training (anggaran)."""

from django.utils.translation import gettext_lazy as _

from piawai.development.models import UnitBudget
from piawai.development.services.decisions import record_budgets
from piawai.integrations.files.columns import EXAMPLE_UNIT, Column, identifier_up_to, money, year
from piawai.integrations.files.reading import Kind, Reading, Seen, Stored
from piawai.integrations.files.references import Units

COLUMNS = (
    Column(name="TAHUN", read=year, required=True, note=_("Year of the budget."), example=2027),
    Column(
        name="UNOR ID",
        read=identifier_up_to(most=36),
        required=True,
        note=_("The unit; it stands for those below it that have no row of their own."),
        example=EXAMPLE_UNIT,
        as_text=True,
    ),
    Column(
        name="RUPIAH",
        read=money,
        required=True,
        note=_("Whole rupiah for the costs of the unit's participants."),
        example=75_000_000,
    ),
)


def check(reading: Reading) -> list[UnitBudget]:
    """Check units, and that none stands twice in a year."""
    units = Units(reading)
    keys = Seen(reading, "UNOR ID", "TAHUN + UNOR ID")
    found = []
    for line in reading.lines:
        unit = units.of(line)
        if line["TAHUN"] and line["UNOR ID"]:
            keys.add(line, (line["TAHUN"], line["UNOR ID"]))
        if unit is not None and not line.faulty:
            found.append(UnitBudget(unit_id=unit.pk, year=line["TAHUN"], rupiah=line["RUPIAH"]))
    return found


def store(reading: Reading, budgets: list[UnitBudget]) -> Stored:
    """Record the budgets."""
    found = record_budgets(budgets=budgets, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="anggaran", order=11, columns=COLUMNS, check=check, store=store)
