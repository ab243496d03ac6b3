"""What rows refer to (units, people, competencies, sessions): looked up for a whole file at once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import cached_property

from piawai.competencies.models import Competency
from piawai.competencies.queries.dictionary import competencies_by_code
from piawai.formats.cells import Detail
from piawai.integrations.files.reading import Line, Reading
from piawai.learning.models import Programme, Session
from piawai.learning.queries.catalogue import sessions_by_code
from piawai.learning.queries.quizzes import programmes_by_key
from piawai.lib.text import name_key, nearest
from piawai.people.models import Person, Unit
from piawai.people.queries import everybody, people_by_number, units_by_id

MOST_SUGGESTIONS = 1_000  # different unknown words of a file for which the nearest is sought: it takes time

_ALIKE = 8  # candidates that share most letters in a row, among which the nearest is sought
_GRAM = 3  # so many letters in a row


class Suggestions:
    """The known name nearest to an unknown word. `shown` maps what is compared to what is named."""

    def __init__(self, shown: Callable[[], Mapping[str, str]]) -> None:
        self._read = shown
        self._found: dict[str, str] = {}

    @cached_property
    def _shown(self) -> Mapping[str, str]:
        return self._read()

    @cached_property
    def _by_gram(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self._shown:
            for gram in _grams(name):
                found[gram].append(name)
        return found

    def nearest(self, word: str) -> str:
        """Return the nearest known name, "" where none is alike or too many were asked for."""
        if word not in self._found:
            if len(self._found) >= MOST_SUGGESTIONS:
                return ""
            shared = Counter(name for gram in _grams(word) for name in self._by_gram.get(gram, ()))
            found = nearest(word, [name for name, _count in shared.most_common(_ALIKE)])
            self._found[word] = self._shown.get(found, "")
        return self._found[word]


def _grams(word: str) -> set[str]:
    key = f" {name_key(word)} "
    return {key[at : at + _GRAM] for at in range(len(key) - _GRAM + 1)}


class Units:
    """The known units, by UNOR ID."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known = units_by_id()
        self._suggestions = Suggestions(lambda: names_of_units(self._known.values()))

    def of(self, line: Line, column: str = "UNOR ID", name_column: str = "") -> Unit | None:
        """Return the unit a line names; None where it names none or an unknown one, which is refused."""
        siasn_id = line[column]
        if not siasn_id or siasn_id in self._known:
            return self._known.get(siasn_id)
        name = line[name_column] if name_column else ""
        found = (self._suggestions.nearest(name) if name else "") or self._suggestions.nearest(siasn_id)
        self._reading.refuse(line, column, "unknown_unit", {"nearest": found, "proposed": id_in(found)})
        return None


def names_of_units(units: Iterable[Unit]) -> dict[str, str]:
    """Return the name and id of units, both by id and by name."""
    shown = {unit.siasn_id: f"{unit.name} ({unit.siasn_id})" for unit in units}
    return {**{unit.name: shown[unit.siasn_id] for unit in units}, **shown}


def id_in(shown: str) -> str:
    """Return the id in a unit's name as `names_of_units` shows it, "" for none."""
    return shown.rpartition(" (")[2].removesuffix(")")


class People:
    """The known people, by NIP (or PNS ID), among those that the lines name in some columns."""

    def __init__(self, reading: Reading, *columns: str) -> None:
        self._reading = reading
        self._known = people_by_number({line[column] for line in reading.lines for column in columns if line[column]})
        self._suggested: dict[str, str] = {}

    def known(self, number: str) -> Person | None:
        """Return the person with a number, None where nobody has it."""
        return self._known.get(number)

    def of(self, line: Line, column: str = "NIP") -> Person | None:
        """Return the person a line names; None where it names none or an unknown one, which is refused."""
        number = line[column]
        found = self._known.get(number)
        if number and found is None:
            near = self._nearest(number)
            self._reading.refuse(line, column, "unknown_person", {"nearest": near, "proposed": near.split(" ")[0]})
        return found

    @cached_property
    def _by_half(self) -> dict[str, list[tuple[str, str]]]:
        """Known numbers with names, by their first and by their last nine digits: one slip leaves one half whole."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for nip, name in everybody().values_list("nip", "name"):
            found[nip[:9]].append((nip, name))
            found[nip[9:]].append((nip, name))
        return found

    def _nearest(self, number: str) -> str:
        if number not in self._suggested:
            if len(self._suggested) >= MOST_SUGGESTIONS:
                return ""
            alike = dict((*self._by_half.get(number[:9], ()), *self._by_half.get(number[9:], ())))
            found = nearest(number, alike)
            self._suggested[number] = f"{found} {alike[found]}" if found else ""
        return self._suggested[number]


class Competencies:
    """The whole dictionary, by code."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.by_code = competencies_by_code()
        self._by_key = {code.upper(): competency for code, competency in self.by_code.items()}
        self._suggestions = Suggestions(self._names)

    def _names(self) -> dict[str, str]:
        shown = {code: f"{code} {competency.name}" for code, competency in self.by_code.items()}
        return {**{competency.name: shown[code] for code, competency in self.by_code.items()}, **shown}

    def of(self, line: Line, column: str = "KODE KOMPETENSI") -> Competency | None:
        """Return the competency a line names; None where it names none or an unknown one, which is refused."""
        return self._find(line, column, line[column]) if line[column] else None

    def all_of(self, line: Line, column: str = "KOMPETENSI") -> dict[str, Competency]:
        """Return the competencies that the codes of a cell name, by code as written; unknown ones are refused."""
        found = {code: self._find(line, column, code) for code in line[column] or ()}
        return {code: competency for code, competency in found.items() if competency is not None}

    def levels_of(self, line: Line, column: str = "KOMPETENSI") -> dict[str, int]:
        """Return the levels in a cell by the code of the dictionary; unknown codes are refused."""
        return {found.code: line[column][code] for code, found in self.all_of(line, column).items()}

    def _find(self, line: Line, column: str, code: str) -> Competency | None:
        found = self._by_key.get(code)
        if found is None:
            near = self._suggestions.nearest(code)
            alone = line[column] == code  # else the cell names several
            details: dict[str, Detail] = {
                "value": code,
                "nearest": near,
                "proposed": near.split(" ")[0] if alone else "",
            }
            self._reading.refuse(line, column, "unknown_competency", details)
        return found


class Programmes:
    """All programmes on offer, by name."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known = programmes_by_key()
        self._suggestions = Suggestions(lambda: {found.name: found.name for found in self._known.values()})

    def of(self, line: Line, column: str = "PROGRAM") -> Programme | None:
        """Return the programme a line names; None where it names none or an unknown one, which is refused."""
        name = line[column]
        found = self._known.get(name_key(name))
        if name and found is None:
            near = self._suggestions.nearest(name)
            self._reading.refuse(line, column, "unknown_programme", {"nearest": near, "proposed": near})
        return found


class Sessions:
    """All sessions on offer, by code."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known = sessions_by_code()
        self._suggestions = Suggestions(lambda: {code: code for code in self._known})

    def of(self, line: Line, column: str = "KODE SESI") -> Session | None:
        """Return the session a line names; None where it names none or an unknown one, which is refused."""
        code = line[column]
        found = self._known.get(code)
        if code and found is None:
            near = self._suggestions.nearest(code)
            self._reading.refuse(line, column, "unknown_session", {"nearest": near, "proposed": near})
        return found
