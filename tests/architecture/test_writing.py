"""Only services write."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, modules

ALWAYS = frozenset(
    {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "abulk_create"}
)
COLLECTIONS = frozenset({"dict", "set", "Counter", "defaultdict", "defaultdict[str, int]"})
# The one way of writing dated facts, called by services; pictures, which are saved but are no rows
MAY_WRITE = frozenset({"lib/facts.py", "formats/evidence.py", "demo/pictures.py"})


def may_write(path: Path) -> bool:
    """Return whether a module is a service or what services are made of."""
    place = path.relative_to(PACKAGE)
    return "services" in {part.removesuffix(".py") for part in place.parts[1:]} or place.as_posix() in MAY_WRITE


def writes(tree: ast.AST) -> list[int]:
    """Return the lines on which something is written to the database."""
    collections = _collections(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not _is_super(node.func.value)
        and (node.func.attr in ALWAYS or (node.func.attr == "update" and _updates_rows(node, collections)))
    ]


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _updates_rows(call: ast.Call, collections: set[str]) -> bool:
    """A queryset's update takes names only; a dictionary's that does so belongs to a name that is known to be one."""
    if call.args or not call.keywords or not isinstance(call.func, ast.Attribute):
        return False
    receiver = call.func.value
    return not (isinstance(receiver, ast.Name) and receiver.id in collections)


def _collections(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if ast.unparse(node.annotation).split("[")[0] in COLLECTIONS:
                found.add(node.target.id)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict | ast.DictComp | ast.Set):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return found


class TestOnlyServicesWrite:
    """The one way into the database leads through services."""

    def test_no_other_module_writes(self) -> None:
        found = [
            f"{path.relative_to(PACKAGE)}:{line}"
            for path in modules()
            if not may_write(path)
            for line in writes(ast.parse(path.read_text(encoding="utf-8")))
        ]

        assert found == []

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("person.save()", id="a row saved"),
            pytest.param("Person.objects.create(name='x')", id="a row made"),
            pytest.param("rows.update(corrected=True)", id="rows updated"),
            pytest.param("Person.objects.filter(pk=1).update(name='x')", id="rows found and updated"),
            pytest.param("Person.objects.all().delete()", id="rows deleted"),
        ],
    )
    def test_finds(self, text: str) -> None:
        assert writes(ast.parse(text)) == [1]

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("seen.update(others)", id="a set extended"),
            pytest.param("details: dict[str, int] = {}\ndetails.update(seats=1)", id="a dictionary extended by name"),
            pytest.param("super().save(force=True)", id="a table's own save"),
        ],
    )
    def test_lets_pass(self, text: str) -> None:
        assert writes(ast.parse(text)) == []
