"""The reference of file kinds names every column, as the templates do."""

from pathlib import Path

import pytest
from django.utils import translation

from piawai.integrations.files.kinds import KINDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "files.md"


def table(kind: str) -> list[str]:
    """Return the lines of a kind's table in the reference."""
    with translation.override("en"):
        rows = [
            f"| {f'**{column.name}**' if column.required else column.name} | {column.note} "
            f"| {', '.join(column.choices[:12])} |"
            for column in KINDS[kind].columns
            if column.read is not None
        ]
    return ["| column (bold: needed) | what it holds | values that pass |", "|---|---|---|", *rows]


class TestReference:
    """docs/reference/files.md against the declarations that parse files."""

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_lists_each_column(self, kind: str) -> None:
        page = PAGE.read_text(encoding="utf-8")

        section = page.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]

        assert [line for line in section.splitlines() if line.startswith("|")] == table(kind)
