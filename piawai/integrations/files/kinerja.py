"""How people's performance was evaluated (kinerja)."""

from django.utils.translation import gettext_lazy as _

from piawai.formats import cells
from piawai.formats.cells import Raw, UnreadableCell
from piawai.formats.headers import canonical
from piawai.integrations.files.columns import EXAMPLE_NIP, Column, number_of_person, one_of, year
from piawai.integrations.files.reading import Kind, Line, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import People
from piawai.people.models import Person
from piawai.performance.models import Result
from piawai.performance.rules import period_end
from piawai.performance.services import predicate, record_results
from piawai.performance.terms import MONTHS, PERIODS, QUARTERS, VALUES, YEAR, Predicate, Rating
from piawai.regulations.values import NotInForce, starts

_RATINGS = {"DIATAS": Rating.ABOVE, "SESUAI": Rating.AS_EXPECTED, "DIBAWAH": Rating.BELOW}
_RATING_WORDS = {**_RATINGS, **{str(rating.value): rating for rating in Rating}}
_ENDINGS = ("ekspektasi", "espektasi")  # SIASN spells it both ways
_PREDICATES = tuple(value for value in Predicate.values if value)
# SIASN's kuadran 1 to 5 are in the order of the terms, from best to worst.
_PREDICATE_WORDS = {
    **{value: value for value in _PREDICATES},
    **{str(number): value for number, value in enumerate(_PREDICATES, start=1)},
}
_PERIOD_WORDS = {
    YEAR: YEAR,
    **{name: name for name in (*QUARTERS, *MONTHS)},
    **{str(int(month)): month for month in MONTHS},
    **{f"TRIWULAN {at}": name for at, name in enumerate(QUARTERS, start=1)},
}


def rating(*, value: Raw) -> int | None:
    """
    Return a rating written as DIATAS, SESUAI, DIBAWAH (with or without EKSPEKTASI) or 1, 2, 3; None when empty.

    :raises UnreadableCell: `not_a_choice` (`choices`), or as `cells.text`.
    """
    found = canonical(header=cells.text(value=value))
    for ending in _ENDINGS:
        found = found.removesuffix(ending)
    if not found:
        return None
    if found.upper() not in _RATING_WORDS:
        raise UnreadableCell("not_a_choice", {"choices": tuple(_RATINGS)})
    return _RATING_WORDS[found.upper()].value


COLUMNS = (
    Column(
        name="NIP",
        read=cells.nip,
        required=True,
        note=_("NIP of the person evaluated, 18 digits."),
        example=EXAMPLE_NIP,
        as_text=True,
    ),
    Column(name="TAHUN", read=year, required=True, note=_("Year of the evaluation."), example=2025),
    Column(
        name="PERIODE",
        read=one_of(accepted=_PERIOD_WORDS, shown=PERIODS),
        required=True,
        note=_("The whole year, a quarter or a month."),
        choices=PERIODS,
        example=YEAR,
        as_text=True,
    ),
    Column(
        name="HASIL KERJA",
        read=rating,
        required=True,
        note=_("Results against expectation; also 1, 2, 3."),
        choices=tuple(_RATINGS),
        example="SESUAI",
    ),
    Column(
        name="PERILAKU KERJA",
        read=rating,
        required=True,
        note=_("Behaviour against expectation; also 1, 2, 3."),
        choices=tuple(_RATINGS),
        example="SESUAI",
    ),
    Column(
        name="PREDIKAT",
        read=one_of(accepted=_PREDICATE_WORDS, shown=_PREDICATES),
        note=_("The predicate as stated; the matrix is applied in any case."),
        choices=_PREDICATES,
        example="BAIK",
    ),
    Column(name="NIP PENILAI", read=number_of_person, note=_("NIP of the evaluating superior."), as_text=True),
    *(
        Column(
            name=name,
            read=rating,
            note=_("One of the seven BerAKHLAK values, on the same scale; usually absent."),
            choices=tuple(_RATINGS),
        )
        for name in VALUES
    ),
    Column(name="CATATAN", read=cells.text, note=_("Remarks.")),
)


def check(reading: Reading) -> list[Result]:
    """Check people and periods; doubt predicates that the matrix does not make."""
    people = People(reading, "NIP", "NIP PENILAI")
    keys = Seen(reading, "NIP", "NIP + TAHUN + PERIODE")
    found = []
    for line in reading.lines:
        person = people.of(line)
        if line["NIP"] and line["TAHUN"] and line["PERIODE"]:
            keys.add(line, (line["NIP"], line["TAHUN"], line["PERIODE"]))
        _check_matrix(reading, line)
        assessor = _assessor(reading, line, people)
        if person is not None and not line.faulty:
            found.append(_result(line, person, assessor))
    return found


def _check_matrix(reading: Reading, line: Line) -> None:
    year_, period = line["TAHUN"], line["PERIODE"]
    if not year_ or not period:
        return
    last = period_end(year=year_, period=period)
    try:
        expected = predicate(
            work=line["HASIL KERJA"] or Rating.ABOVE, behaviour=line["PERILAKU KERJA"] or Rating.ABOVE, on=last
        )
    except NotInForce as refusal:
        first = starts(refusal.name)[0]
        reading.refuse(line, "TAHUN", "not_in_force", {"rule": refusal.name, "first": first})
        return
    if last > reading.on:
        reading.doubt(line, "PERIODE", "period_not_ended", {"last": last})
    if line["PREDIKAT"] and line["HASIL KERJA"] and line["PERILAKU KERJA"] and line["PREDIKAT"] != expected:
        reading.doubt(line, "PREDIKAT", "predicate_off_matrix", {"expected": expected})


def _assessor(reading: Reading, line: Line, people: People) -> str:
    number: str = line["NIP PENILAI"]
    known = people.known(number) if number else None
    if number and known is None:
        reading.doubt(line, "NIP PENILAI", "assessor_unknown")
    return known.code if known else number


def _result(line: Line, person: Person, assessor: str) -> Result:
    return Result(
        person_id=person.pk,
        year=line["TAHUN"],
        period=line["PERIODE"],
        work=line["HASIL KERJA"],
        behaviour=line["PERILAKU KERJA"],
        stated=line["PREDIKAT"] or "",
        assessor=assessor,
        values={name: line[name] for name in VALUES if line[name]},
        note=line["CATATAN"],
    )


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"PREDIKAT": "stated", "NIP PENILAI": "assessor", "CATATAN": "note"}


def store(reading: Reading, results: list[Result]) -> Stored:
    """Record the results."""
    values = {} if reading.given & set(VALUES) else {VALUES[0]: "values"}
    leave_unstated(reading, results, {**_OPTIONAL, **values})
    found = record_results(results=results, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="kinerja", order=8, columns=COLUMNS, check=check, store=store)
