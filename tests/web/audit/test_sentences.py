"""Each action of the log is a sentence: none that the source logs is forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import piawai
from piawai.web.audit import sentences

LOGGING = {"log", "log_recorded"}


def logged(path: Path) -> Iterator[str]:
    """Give the codes of all actions that a file logs; what cannot be read from it fails."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in calls(function, LOGGING):
            said = next((word.value for word in call.keywords if word.arg == "action"), None)
            said = said or (call.args[0] if call.args else None)
            if isinstance(said, ast.Constant):
                yield str(said.value)
            elif isinstance(said, ast.Name) and said.id in constants:
                yield str(constants[said.id])
            elif isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
                area = str(said.values[0].value)
                for use in calls(tree, {function.name}):  # f"uploads.{act}": the word is the first of each use
                    assert isinstance(use.args[0], ast.Constant), f"{path}: an action that cannot be read"
                    yield f"{area}{use.args[0].value!s}"
            else:
                raise AssertionError(f"{path}: an action that cannot be read")


def calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    """Return the calls of functions by their names."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id in names]


class TestActions:
    """The table of sentences."""

    def test_hold_every_action_of_the_source(self) -> None:
        root = Path(piawai.__file__).parent
        files = [path for path in root.rglob("*.py") if path != root / "audit" / "services.py"]
        found = {code for path in files for code in logged(path)}

        assert len(found) > 40
        assert found - set(sentences.ACTIONS) == set()

    def test_are_all_told_apart(self) -> None:
        assert len({str(sentence) for sentence in sentences.ACTIONS.values()}) == len(sentences.ACTIONS)


class TestWords:
    """Subjects and details."""

    @pytest.mark.parametrize(
        ("held", "said"),
        [
            pytest.param({"new": 1234}, "baru: 1.234", id="a number"),
            pytest.param({"on": "2026-11-24"}, "on: 24 November 2026", id="a day, of a name unknown"),
            pytest.param({"role": "wali_kota", "unit": ""}, "peran: wali kota", id="a role; nothing is left out"),
            pytest.param(
                {"unit": "U1", "units": ["U1", "U2"]}, "unit: Dinas Satu; unit-unit: Dinas Satu, U2", id="units"
            ),
            pytest.param({"kind": "a-b-c"}, "jenis: a-b-c", id="no day"),
            pytest.param({"accounts": ["a", "b"]}, 'akun: ["a", "b"]', id="several"),
        ],
    )
    def test_say_details(self, held: dict[str, object], said: str) -> None:
        with translation.override("id"):
            assert sentences.details(held, units={"U1": "Dinas Satu"}) == said

    def test_say_what_it_was_done_to(self) -> None:
        with translation.override("id"):
            assert sentences.subject("account abc") == "akun abc"
            assert sentences.subject("account abc", name="Sari") == "akun Sari (abc)"
        assert sentences.subject("") == ""
