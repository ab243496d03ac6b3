"""Every list of the site can be searched."""

import ast
from pathlib import Path

import piawai.web

WEB = Path(piawai.web.__file__).parent


def listings() -> dict[str, ast.Call]:
    """Return every list that a page makes, by file and line."""
    found = {}
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"lists.Listing", "lists.MadeListing"}:
                found[f"{path.relative_to(WEB)}:{node.lineno}"] = node
    return found


class TestSearch:
    """A list says what it can be searched by, and what the reader may type."""

    def test_every_list_can_be_searched(self) -> None:
        found = listings()
        without = [
            place
            for place, call in found.items()
            if not {"search", "search_label"} <= {keyword.arg for keyword in call.keywords}
        ]

        assert len(found) > 30
        assert without == []
