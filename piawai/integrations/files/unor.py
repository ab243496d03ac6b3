"""Organisational units (unor)."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from piawai.competencies.services.posts import record_units
from piawai.integrations.files.columns import (
    EXAMPLE_UNIT,
    Column,
    identifier_up_to,
    number_of_person,
    one_of,
    text_up_to,
)
from piawai.integrations.files.reading import Kind, Line, Reading, Seen, Stored
from piawai.integrations.files.references import Suggestions, id_in
from piawai.people.queries import everybody, people_by_number, unit_rows, units_by_id
from piawai.people.rules import unit_tree_faults
from piawai.people.terms import UnitRow

_ECHELONS = {
    "I.A": "11",
    "I.B": "12",
    "II.A": "21",
    "II.B": "22",
    "III.A": "31",
    "III.B": "32",
    "IV.A": "41",
    "IV.B": "42",
    "V.A": "51",
    "V.B": "52",
    "NON": "99",
}
_ECHELON_IDS = ("10", *_ECHELONS.values())

COLUMNS = (
    Column(
        name="ID",
        read=identifier_up_to(most=36),
        required=True,
        note=_("The unit's id in SIASN (UNOR ID)."),
        example=EXAMPLE_UNIT,
        as_text=True,
    ),
    Column(
        name="NAMA_UNOR",
        read=text_up_to(most=300),
        required=True,
        note=_("The unit's name."),
        example="Dinas Kesehatan dan Keluarga Berencana",
    ),
    Column(
        name="ID_ATASAN",
        read=identifier_up_to(most=36),
        note=_("Id of the unit above; empty for the top. It may stand further down in the file."),
        as_text=True,
    ),
    Column(
        name="ESELON ID",
        read=one_of(accepted={**{code: code for code in _ECHELON_IDS}, **_ECHELONS}, shown=_ECHELON_IDS),
        note=_("SIASN's id of the echelon of the unit's head; 99 for none."),
        choices=_ECHELON_IDS,
        example="22",
        as_text=True,
    ),
    Column(name="JENIS", read=text_up_to(most=60), note=_("The kind of unit, in free words."), example="OPD"),
    Column(
        name="PEMIMPIN",
        read=number_of_person,
        note=_("NIP or PNS ID of the head, who leads while placed there or below; empty: the only structural holder."),
        as_text=True,
    ),
)


def check(reading: Reading) -> list[UnitRow]:
    """Check that the units form a tree together with those already known."""
    ids = Seen(reading, "ID", "ID")
    lines = {line["ID"]: line for line in reading.lines if line["ID"] and ids.add(line, line["ID"])}
    _check_tree(reading, lines)
    _check_leaders(reading)
    known = unit_rows()
    return [_row(reading, line, known.get(line["ID"])) for line in reading.sound]


def _row(reading: Reading, line: Line, known: UnitRow | None) -> UnitRow:
    """Return the unit a line states; a column that the file does not have leaves a known unit as it is."""
    fields = {"ID_ATASAN": "parent", "ESELON ID": "echelon", "JENIS": "kind", "PEMIMPIN": "leader"}
    row = UnitRow(
        siasn_id=line["ID"],
        name=line["NAMA_UNOR"],
        parent=line["ID_ATASAN"],
        echelon=line["ESELON ID"] or "",
        kind=line["JENIS"],
        leader=line["PEMIMPIN"],
    )
    if known is None:
        return row
    absent = [field for column, field in fields.items() if column not in reading.given]
    return replace(row, **{field: getattr(known, field) for field in absent})


def _check_tree(reading: Reading, lines: dict[str, Line]) -> None:
    known = units_by_id()
    by_pk = {unit.pk: siasn_id for siasn_id, unit in known.items()}
    parents = {siasn_id: by_pk[unit.parent_id] if unit.parent_id else "" for siasn_id, unit in known.items()}
    stated = lines if "ID_ATASAN" in reading.given else lines.keys() - known.keys()
    parents.update({siasn_id: lines[siasn_id]["ID_ATASAN"] for siasn_id in stated})
    names = {siasn_id: f"{unit.name} ({siasn_id})" for siasn_id, unit in known.items()}
    names |= {siasn_id: f"{line['NAMA_UNOR']} ({siasn_id})" for siasn_id, line in lines.items()}
    suggestions = Suggestions(lambda: names)
    for siasn_id, fault in unit_tree_faults(parents=parents).items():
        line = lines.get(siasn_id)
        if line is None:
            continue  # a known unit in a loop that a line of the file closes
        if fault == "loop":
            reading.refuse(line, "ID_ATASAN", "unit_loop")
        else:
            near = suggestions.nearest(line["ID_ATASAN"])
            reading.refuse(line, "ID_ATASAN", "unknown_parent", {"nearest": near, "proposed": id_in(near)})


def _check_leaders(reading: Reading) -> None:
    known = people_by_number({line["PEMIMPIN"] for line in reading.lines if line["PEMIMPIN"]})
    if not everybody().exists():
        return  # units come first, their heads later
    for line in reading.lines:
        if line["PEMIMPIN"] and line["PEMIMPIN"] not in known:
            reading.doubt(line, "PEMIMPIN", "leader_unknown")


def store(reading: Reading, units: list[UnitRow]) -> Stored:
    """Record the units."""
    found = record_units(units=units, on=reading.on, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged, found.missing)


KIND = Kind(name="unor", order=1, columns=COLUMNS, check=check, store=store)
