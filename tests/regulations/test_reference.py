from collections.abc import Mapping
from pathlib import Path

from piawai.regulations import values
from piawai.regulations.reading import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "regulations.md"
HEADING = "| name | value | unit | from | source | checked |"


def table() -> list[str]:
    """The lines of the page's table: one a row of each entry, by file and name."""
    return [
        f"| `{entry.name}` | {content(row)} | {entry.unit} | {row.applies_from} | {sources(row)} | {mark(row)} |"
        for entry in values.load(folders=(SHIPPED,)).values()
        for row in entry.rows
    ]


def content(row: values.Provision) -> str:
    if isinstance(row, values.Value):
        return datum(row.value)
    if isinstance(row, values.Bands):
        return ", ".join(f"{band.category} from {band.at_least:g}" for band in row.bands)
    if isinstance(row, values.Matrix):
        return f"matrix of {len(row.cells)} rows"
    if isinstance(row, values.Lookup):
        if any(isinstance(each.value, Mapping) for each in row.values.values()):
            return f"{len(row.values)} records"
        return ", ".join(f"{key}: {datum(each.value)}" for key, each in row.values.items())
    return "repealed"


def datum(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def sources(row: values.Provision) -> str:
    keys = row.values.values() if isinstance(row, values.Lookup) else ()
    return "; ".join(dict.fromkeys([*(key.source for key in keys), row.source]))


def mark(row: values.Provision) -> str:
    if isinstance(row, values.Lookup) and not row.checked:
        checked = [key for key, each in row.values.items() if each.checked]
        return f"only {', '.join(checked)}" if checked else "no"
    return "yes" if row.checked else "no"


class TestReferencePage:
    """docs/reference/regulations.md lists every shipped row, and nothing else."""

    def test_is_complete(self) -> None:
        lines = PAGE.read_text(encoding="utf-8").splitlines()
        start = lines.index(HEADING) + 2

        listed = lines[start : start + len(table())]

        assert listed == table()
        assert lines[start + len(listed)] == ""
