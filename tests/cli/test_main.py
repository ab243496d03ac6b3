"""Languages, exit statuses, and faults in words."""

import errno
from collections.abc import Iterator
from typing import Any

import django
import pytest
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError

from piawai.cli import main as entry
from piawai.cli.main import main
from tests.cli.conftest import Run


class TestWrongUsage:
    """Exit status 2, what is wrong, and where help is."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param(["nope"], "There is no command nope.", id="no such command"),
            pytest.param(["gaps", "--nope"], "There is no option --nope.", id="no such option"),
            pytest.param(["gaps", "more", "words"], "Too many arguments: more words.", id="more than it takes"),
            pytest.param(
                ["gaps", "--format", "pdf"], "--format must be one of table, json, csv, xlsx.", id="no choice"
            ),
            pytest.param(["gaps", "--unit"], "--unit needs a value.", id="an option without its value"),
            pytest.param(["plan", "solve", "--year", "2027"], "Missing: --budget.", id="an option left out"),
            pytest.param(["gaps", "--on", "2026-02-30"], "--on: 2026-02-30 is no day", id="no such day"),
            pytest.param(["--lang", "de", "gaps"], "--lang harus", id="no such language: said in Indonesian"),
        ],
    )
    def test_is_told(self, words: list[str], said: str, run: Run) -> None:
        status, out, err = run(*words)

        assert (status, out) == (2, "")
        assert err.startswith(said)
        assert "--help" in err

    def test_no_command_shows_the_help_page(self, run: Run) -> None:
        status, out, err = run()

        assert (status, err) == (2, "")
        assert "gaps" in out


class TestLanguage:
    """Indonesian unless asked otherwise: by an option before the command, or by the environment."""

    def test_is_indonesian_by_default(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("PIAWAI_LANG")

        _status, out, _err = run("gaps", "--help")

        assert "Pemakaian: piawai gaps" in out
        assert "Tampilkan halaman ini" in out

    def test_every_command_explains_itself_in_the_chosen_language(self, run: Run) -> None:
        paths = list(_paths(typer.main.get_command(entry.build())))

        assert ("certificate", "verify") in paths
        for path in paths:
            status, out, err = run("--lang", "id", *path, "--help")
            assert (status, err) == (0, "")
            assert f"Pemakaian: {' '.join(('piawai', *path))}" in out
            assert "Tampilkan halaman" in out
            assert "<bool>" not in out

    @pytest.mark.parametrize("words", [["--lang", "en"], ["--lang=en"]])
    def test_is_english_by_option(self, words: list[str], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PIAWAI_LANG", "id")

        _status, out, _err = run(*words, "gaps", "--help")

        assert "Usage: piawai gaps" in out

    def test_is_english_by_environment(self, run: Run) -> None:
        _status, out, _err = run("gaps", "--help")

        assert "Usage: piawai gaps" in out


class TestDatabaseFaults:
    """A database that cannot be used is a sentence, never a traceback."""

    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            pytest.param("no such table: people_person", "Run this first: piawai init", id="SQLite, not prepared"),
            pytest.param('relation "people_person" does not exist', "piawai init", id="PostgreSQL, not prepared"),
            pytest.param("unable to open database file", "cannot be reached", id="SQLite, no folder"),
            pytest.param("connection failed: Connection refused", "cannot be reached", id="PostgreSQL, not running"),
            pytest.param("database is locked", "try again", id="busy"),
            pytest.param("database or disk is full", "disk is full", id="full disk"),
        ],
    )
    def test_is_told(self, reason: str, said: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> None:
            raise OperationalError(reason)

        monkeypatch.setattr(entry, "build", lambda _command: lambda *_arguments, **_settings: fail())

        status, out, err = run("gaps")

        assert (status, out) == (1, "")
        assert said in err
        assert len(err.splitlines()) == 1

    def test_settings_that_make_no_sense_are_told(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def refuse() -> None:
            raise ImproperlyConfigured("DATABASE_URL cannot be read")

        monkeypatch.setattr(django, "setup", refuse)

        assert main(["gaps"]) == 1
        assert capsys.readouterr().err == "DATABASE_URL cannot be read\n"


class TestFileFaults:
    """What the system says of a file is said in the chosen language, in one line."""

    @pytest.mark.parametrize(
        ("number", "said"),
        [
            pytest.param(errno.ENOENT, "There is no such file or folder.", id="missing"),
            pytest.param(errno.EACCES, "The permission for it is missing.", id="not allowed"),
            pytest.param(errno.EISDIR, "This is a folder, not a file.", id="a folder"),
            pytest.param(errno.ENOSPC, "The disk is full.", id="no room"),
            pytest.param(errno.EIO, "as the system says", id="anything else"),
        ],
    )
    def test_is_told(self, number: int, said: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> None:
            raise OSError(number, "as the system says", "gaps.xlsx")

        monkeypatch.setattr(entry, "build", lambda _command: lambda *_arguments, **_settings: fail())

        status, out, err = run("gaps")

        assert (status, out, err) == (1, "", f"gaps.xlsx: {said}\n")


def _paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the words that lead to a command and to all below it."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from _paths(below, (*path, name))
