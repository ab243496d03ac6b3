"""Services that units offer to the public (layanan)."""

from django.utils.translation import gettext_lazy as _

from piawai.competencies.models import ServiceNeed
from piawai.competencies.services.posts import record_public_services
from piawai.formats import cells
from piawai.integrations.files.columns import EXAMPLE_UNIT, Column, competency_needs, identifier_up_to, text_up_to
from piawai.integrations.files.reading import Kind, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import Competencies, Units
from piawai.people.models import Service

COLUMNS = (
    Column(
        name="KODE",
        read=identifier_up_to(most=40),
        required=True,
        note=_("The service's lasting code."),
        example="KTP-EL",
        as_text=True,
    ),
    Column(
        name="NAMA",
        read=text_up_to(most=300),
        required=True,
        note=_("The service's name."),
        example="Penerbitan KTP elektronik",
    ),
    Column(
        name="UNOR ID",
        read=identifier_up_to(most=36),
        required=True,
        note=_("The unit that offers it."),
        example=EXAMPLE_UNIT,
        as_text=True,
    ),
    Column(
        name="PENTING",
        read=cells.yes_no,
        note=_("Whether the service must never stop; empty: no."),
        choices=("YA", "TIDAK"),
        example="YA",
    ),
    Column(
        name="KOMPETENSI",
        read=competency_needs,
        note=_("What competence it needs, at which level, held by how many: code:level×number."),
        example="T.LY.1:2×3; M.5:2",
    ),
)

Checked = tuple[list[Service], list[ServiceNeed]]


def check(reading: Reading) -> Checked:
    """Check codes, units and competencies."""
    units, competencies = Units(reading), Competencies(reading)
    codes = Seen(reading, "KODE", "KODE")
    services, needs = [], []
    for line in reading.lines:
        unit, found = units.of(line), competencies.all_of(line)
        if line["KODE"]:
            codes.add(line, line["KODE"])
        if unit is None or line.faulty:
            continue
        services.append(Service(code=line["KODE"], name=line["NAMA"], unit=unit, essential=bool(line["PENTING"])))
        for code, competency in found.items():
            level, holders = line["KOMPETENSI"][code]
            needs.append(ServiceNeed(service_code=line["KODE"], competency=competency, level=level, holders=holders))
    return services, needs


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"PENTING": "essential"}


def store(reading: Reading, checked: Checked) -> Stored:
    """Record the services and what each needs."""
    services, needs = checked
    leave_unstated(reading, services, _OPTIONAL)
    stated = needs if "KOMPETENSI" in reading.given else None
    found = record_public_services(services=services, needs=stated, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="layanan", order=5, columns=COLUMNS, check=check, store=store)
