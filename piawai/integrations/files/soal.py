"""The item bank (soal)."""

import functools

from django.utils.translation import gettext_lazy as _

from piawai.formats import cells
from piawai.integrations.files.columns import Column, competency_code, text_up_to
from piawai.integrations.files.reading import Kind, Line, Reading, Seen, Stored
from piawai.integrations.files.references import Competencies, Programmes
from piawai.learning.rules.quizzes import item_key
from piawai.learning.services.items import record_items
from piawai.learning.services.quizzes import FEWEST, MOST
from piawai.learning.terms import BankRow, ItemKind, ItemRow

_KINDS = tuple(ItemKind.values)
_OPTIONS = tuple(f"PILIHAN {number}" for number in range(1, MOST + 1))
_EXAMPLES = ("Menyapa warga lebih dulu", "Menunggu warga bertanya", "Meminta warga menunggu")

COLUMNS = (
    Column(
        name="PROGRAM",
        read=text_up_to(most=300),
        required=True,
        note=_("Name of the programme, as in the catalogue (katalog)."),
        example="Pelatihan Pelayanan Prima",
    ),
    Column(
        name="JENIS",
        read=cells.choice(values={value: value for value in _KINDS}),
        note=_("A question or a short case; empty: PILIHAN."),
        choices=_KINDS,
        example=ItemKind.CHOICE.value,
    ),
    Column(
        name="SOAL",
        read=text_up_to(most=4_000),
        required=True,
        note=_("The question, or the case with its question."),
        example="Apa yang pertama dilakukan petugas loket?",
    ),
    *(
        Column(
            name=name,
            read=text_up_to(most=500),
            required=number <= FEWEST,
            note=_("An option. Two are needed; they are mixed for each reader."),
            example=_EXAMPLES[number - 1] if number <= len(_EXAMPLES) else None,
        )
        for number, name in enumerate(_OPTIONS, start=1)
    ),
    Column(
        name="KUNCI",
        read=functools.partial(cells.whole_number, least=1, most=MOST),
        required=True,
        note=_("The number of the right option."),
        choices=tuple(str(number) for number in range(1, MOST + 1)),
        example=1,
    ),
    Column(
        name="KOMPETENSI",
        read=competency_code,
        note=_("Code of the competency that the item tests."),
        example="T.XX.1",
        as_text=True,
    ),
    Column(
        name="TERBIT",
        read=cells.yes_no,
        note=_("Whether tests draw it at once; empty: it stays a draft."),
        choices=("YA", "TIDAK"),
        example="TIDAK",
    ),
)


def check(reading: Reading) -> list[BankRow]:
    """Check programmes, competencies and options, and that no question stands twice in a programme."""
    programmes, competencies = Programmes(reading), Competencies(reading)
    keys = Seen(reading, "SOAL", "PROGRAM + SOAL")
    unstated = frozenset(
        name for column, name in (("JENIS", "kind"), ("KOMPETENSI", "competency")) if column not in reading.given
    )
    found = []
    for line in reading.lines:
        programme, competency = programmes.of(line), competencies.of(line, "KOMPETENSI")
        _check_options(reading, line)
        if programme is not None and line["SOAL"]:
            keys.add(line, (programme.pk, item_key(text=line["SOAL"])))
        if programme is None or line.faulty:
            continue
        options = tuple(line[name] for name in _OPTIONS if line[name])
        kind = line["JENIS"] or ItemKind.CHOICE.value
        row = ItemRow(kind, line["SOAL"], options, line["KUNCI"] - 1, competency.pk if competency else None)
        found.append(BankRow(programme.pk, row, publish=bool(line["TERBIT"]), unstated=unstated))
    return found


def _check_options(reading: Reading, line: Line) -> None:
    """Refuse options with a hole between them or that stand twice, and a key that names none."""
    if not all(line[name] for name in _OPTIONS[:FEWEST]):
        return  # told already, cell by cell
    seen: set[str] = set()
    filled = 0
    for number, name in enumerate(_OPTIONS, start=1):
        option = line[name]
        if not option:
            continue
        if filled < number - 1:
            reading.refuse(line, name, "option_left_out")
        if option in seen:
            reading.refuse(line, name, "option_twice")
        seen.add(option)
        filled = number
    key = line["KUNCI"]
    if key and not line[_OPTIONS[key - 1]]:
        reading.refuse(line, "KUNCI", "option_of_key_missing", {"most": filled})


def store(reading: Reading, rows: list[BankRow]) -> Stored:
    """Write the items."""
    found = record_items(rows=rows, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="soal", order=14, columns=COLUMNS, check=check, store=store)
