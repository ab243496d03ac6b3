"""The dictionary of competencies (kamus)."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from piawai.competencies import terms
from piawai.competencies.queries.dictionary import dictionary_words, published_versions
from piawai.competencies.services.dictionary import kept_indicator, record_words
from piawai.competencies.terms import Aspect, Words
from piawai.formats import cells
from piawai.integrations.files.columns import Column, competency_code, level, text_up_to
from piawai.integrations.files.reading import Agreement, Kind, Line, Reading, Seen, Stored

_KINDS = tuple(terms.Kind.values)
_ASPECTS = tuple(value for value in Aspect.values if value)
_KEY = "KODE + LEVEL + BERLAKU MULAI + NO INDIKATOR"

COLUMNS = (
    Column(
        name="KODE",
        read=competency_code,
        required=True,
        note=_("The competency's lasting code."),
        example="T.XX.1",
        as_text=True,
    ),
    Column(
        name="JENIS",
        read=cells.choice(values={value: value for value in _KINDS}),
        required=True,
        note=_("The kind of competency."),
        choices=_KINDS,
        example="TEKNIS",
    ),
    Column(
        name="NAMA",
        read=text_up_to(most=200),
        required=True,
        note=_("The competency's name."),
        example="Kompetensi contoh",
    ),
    Column(
        name="DEFINISI",
        read=cells.text,
        note=_("What the competency is; one row of the competency is enough."),
        example="Kemampuan yang hanya menjadi contoh.",
    ),
    Column(name="LEVEL", read=level, required=True, note=_("Level from 1 to 5."), choices=tuple("12345"), example=2),
    Column(
        name="DESKRIPSI",
        read=cells.text,
        note=_("What the level means; one row of the level is enough."),
        example="Melakukannya tanpa bantuan.",
    ),
    Column(
        name="NO INDIKATOR",
        read=functools.partial(cells.whole_number, least=1, most=1000),
        note=_("Number of the indicator within its level; empty: in order of appearance."),
        example=1,
    ),
    Column(
        name="INDIKATOR",
        read=cells.text,
        note=_("A behaviour that shows the level."),
        example="Menunjukkan contoh kepada rekan.",
    ),
    Column(
        name="ASPEK",
        read=cells.choice(values={value: value for value in _ASPECTS}),
        note=_("What the indicator is about."),
        choices=_ASPECTS,
        example="KETERAMPILAN",
    ),
    Column(
        name="DASAR HUKUM",
        read=text_up_to(most=300),
        note=_("The decision it rests on."),
        example="Draf lokal, belum ditetapkan",
    ),
    Column(
        name="BERLAKU MULAI",
        read=cells.day,
        required=True,
        note=_("From which day these words hold."),
        example=dt.date(2026, 1, 1),
    ),
)


def check(reading: Reading) -> list[Words]:
    """Check that rows of one competency and of one level agree, and number the indicators."""
    shared = {
        "JENIS": Agreement(reading, "JENIS", "KODE"),
        "NAMA": Agreement(reading, "NAMA", "KODE"),
        "DEFINISI": Agreement(reading, "DEFINISI", "KODE + BERLAKU MULAI"),
        "DASAR HUKUM": Agreement(reading, "DASAR HUKUM", "KODE + BERLAKU MULAI"),
        "DESKRIPSI": Agreement(reading, "DESKRIPSI", "KODE + LEVEL + BERLAKU MULAI"),
    }
    for line in reading.lines:
        if line["KODE"]:
            for column, agreement in shared.items():
                agreement.add(line, _scope(line, column), line[column])
    numbers = _number(reading)
    words = {
        line.number: Words(
            code=line["KODE"],
            kind=line["JENIS"],
            name=line["NAMA"],
            definition=shared["DEFINISI"].says(_scope(line, "DEFINISI"), ""),
            level=line["LEVEL"],
            description=shared["DESKRIPSI"].says(_scope(line, "DESKRIPSI"), ""),
            number=numbers[line.number],
            indicator=line["INDIKATOR"],
            aspect=(line["ASPEK"] or "") if line["INDIKATOR"] else "",
            legal_basis=shared["DASAR HUKUM"].says(_scope(line, "DASAR HUKUM"), ""),
            starts_on=line["BERLAKU MULAI"],
        )
        for line in reading.sound
    }
    _refuse_published(reading, words)
    return [words[line.number] for line in reading.sound]


def _refuse_published(reading: Reading, words: dict[int, Words]) -> None:
    """Refuse each row that would change a version that is no draft any more."""
    fixed = published_versions()
    known = {word.key: word for word in dictionary_words()}
    for line in reading.sound:
        word = _as_given(reading, words[line.number], known)
        day = fixed.get((word.code, word.starts_on))
        if day is not None and known.get(word.key) != kept_indicator(word, known.get(word.key)):
            reading.refuse(line, "BERLAKU MULAI", "published_words", {"day": day})


def _scope(line: Line, column: str) -> tuple[object, ...]:
    """Return what all rows with the same words in a column share."""
    if column in {"JENIS", "NAMA"}:
        return (line["KODE"],)
    if column == "DESKRIPSI":
        return (line["KODE"], line["BERLAKU MULAI"], line["LEVEL"])
    return (line["KODE"], line["BERLAKU MULAI"])


def _number(reading: Reading) -> dict[int, int]:
    """Return the number of the indicator of each line, by the line's own number."""
    levels: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in reading.lines:
        if line["KODE"] and line["LEVEL"] and line["BERLAKU MULAI"]:
            levels[_scope(line, "DESKRIPSI")].append(line)
    keys = Seen(reading, "NO INDIKATOR", _KEY)
    numbers: dict[int, int] = {}
    for scope, lines in levels.items():
        for place, line in enumerate(lines, start=1):
            numbers[line.number] = line["NO INDIKATOR"] or place
            keys.add(line, (scope, numbers[line.number]))
            if len(lines) > 1 and not line["INDIKATOR"]:
                reading.refuse(line, "INDIKATOR", "indicator_missing")
            elif not line["INDIKATOR"]:
                numbers[line.number] = 1  # the row only describes its level
    return numbers


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {
    "DEFINISI": "definition",
    "DESKRIPSI": "description",
    "ASPEK": "aspect",
    "DASAR HUKUM": "legal_basis",
}


def _as_given(reading: Reading, word: Words, known: Mapping[tuple[str, dt.date, int, int], Words]) -> Words:
    """Return a row with what the file has no column for as it is known."""
    if word.key not in known:
        return word
    absent = [field for column, field in _OPTIONAL.items() if column not in reading.given]
    return replace(word, **{field: getattr(known[word.key], field) for field in absent})


def store(reading: Reading, words: list[Words]) -> Stored:
    """Record the words; a column that the file does not have leaves a known row as it is."""
    known = {word.key: word for word in dictionary_words()}
    words = [_as_given(reading, word, known) for word in words]
    found = record_words(words=words, on=reading.on, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="kamus", order=2, columns=COLUMNS, check=check, store=store)
