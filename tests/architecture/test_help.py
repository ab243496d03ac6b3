"""Every command that is promised exists and explains itself in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from typer.main import get_command

from piawai.cli.main import build, main

PROMISED = {
    "user invite",
    "user reset",
    "demo",
    "init",
    "serve",
    "worker",
    "backup",
    "restore",
    "doctor",
    "template",
    "import",
    "gaps",
    "levels",
    "currency",
    "plan solve",
    "plan explain",
}


def walk(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give every command below a group, by the words that call it."""
    for name, below in getattr(command, "commands", {}).items():
        words = f"{path} {name}".strip()
        yield words, below
        yield from walk(below, words)


def explanations(language: str) -> dict[tuple[str, str], str]:
    """Return what every command ("" as parameter) and every parameter says of itself, in a language."""
    with translation.override(language):
        commands = dict(walk(get_command(build())))
        found = {(words, ""): command.help or "" for words, command in commands.items()}
        for words, command in commands.items():
            found |= {(words, parameter.name): parameter.help or "" for parameter in command.params}
        return found


class TestHelp:
    """Help is Indonesian, and English where asked for."""

    def test_every_promised_command_is_there(self) -> None:
        assert {words for words, parameter in explanations("en") if not parameter} >= PROMISED

    def test_everything_is_explained(self) -> None:
        assert [place for place, text in explanations("en").items() if not text] == []

    def test_everything_is_explained_in_indonesian(self) -> None:
        english = explanations("en")

        assert [place for place, text in explanations("id").items() if text == english[place]] == []

    @pytest.mark.parametrize("command", sorted(PROMISED))
    @pytest.mark.parametrize("language", ["id", "en"])
    def test_page_is_shown(self, command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--lang", language, *command.split(), "--help"]) == 0

        shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
        assert explanations(language)[command, ""].split()[0] in shown
        assert not any(name in shown for name in ("<bool>", "<path>", "<Path>", "<str>")), "a programmer's word"
