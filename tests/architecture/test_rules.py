"""Every rule names its source, and a test names the rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT

RULE = re.compile(r"^\s*Rule: (?P<id>[A-Z]+-\d+)\s*$", re.MULTILINE)
SOURCE = re.compile(r"^\s*Source: \S", re.MULTILINE)

# Public functions that decide nothing about people or money: they only put a decision's parts together.
NO_RULE_OF_THEIR_OWN = frozenset(
    {
        "competencies.stands",  # pairs what is required (COMP-04) with what is held (COMP-03)
        "competencies.change_days",  # when those two would next differ
        "people.unit_tree_faults",  # whether ids form a tree
    }
)


def rules() -> Iterator[tuple[str, str]]:
    """Give the name and docstring of every public function in a `rules` module."""
    for path in sorted([*PACKAGE.glob("*/rules.py"), *PACKAGE.glob("*/rules/*.py")]):
        app = path.relative_to(PACKAGE).parts[0]
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{app}.{node.name}", ast.get_docstring(node) or ""


DECIDING = [(name, text) for name, text in rules() if name not in NO_RULE_OF_THEIR_OWN]


def texts_of_tests() -> str:
    """Return the text of all tests except these."""
    tests: list[Path] = [path for path in (ROOT / "tests").rglob("*.py") if "architecture" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in tests)


class TestRules:
    """What decides about people can be traced to its source and to its proof."""

    @pytest.mark.parametrize(("name", "text"), [pytest.param(name, text, id=name) for name, text in DECIDING])
    def test_names_rule_and_source(self, name: str, text: str) -> None:
        assert RULE.search(text), f"{name} needs a line 'Rule: APP-00'"
        assert SOURCE.search(text), f"{name} needs a line 'Source: ...'"

    def test_no_two_rules_share_an_id(self) -> None:
        ids = [found["id"] for _name, text in DECIDING if (found := RULE.search(text))]

        assert sorted(ids) == sorted(set(ids))

    def test_a_test_names_each_rule(self) -> None:
        tests = texts_of_tests()

        assert [
            found["id"] for _name, text in DECIDING if (found := RULE.search(text)) and found["id"] not in tests
        ] == []

    def test_exceptions_are_still_there(self) -> None:
        assert {name for name, _text in rules()} >= NO_RULE_OF_THEIR_OWN
