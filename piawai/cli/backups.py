"""
One file that holds an installation: its database as of one moment, its media and, sealed, its keys.

A ZIP with `manifest.json` first read and last written: what made it, which migrations its tables have, the rows and a
hash of every table, the size and a hash of every file. Nothing is restored that does not agree with it.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from piawai.cli import database, dumps, sealing
from piawai.lib.errors import Refusal
from piawai.lib.home import home

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "db.sqlite3"
DUMP = "database.dump"  # PostgreSQL's custom format
MEDIA = "media"
KEY = "secret_key"
ISSUER_KEY = "issuer_key"
SEALED = "keys.sealed"
BLOCK = 1024 * 1024
MANIFEST_LIMIT = 64 * BLOCK


class UnableToBackUp(Refusal):
    """No backup was written."""


class UnableToRestore(Refusal):
    """Nothing was restored; what is there stays as it is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file inside a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside a backup: how many rows, and a hash over all of them."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says that it holds. `engine` is sqlite or postgresql; `keys` whether the key is inside, sealed."""

    format: int
    piawai: str
    made_at: str
    engine: str
    migrations: list[str]
    keys: bool
    tables: dict[str, Table]
    files: dict[str, Stored]


def back_up(*, to: Path, passphrase: str, at: dt.datetime) -> Manifest:
    """
    Write a backup as of this moment, also while others write, and return what it holds.

    The keys go inside only with a passphrase ("": none). The file appears whole or not at all.

    :raises UnableToBackUp: if the file exists, or the database cannot be read.
    """
    if to.exists():
        raise UnableToBackUp(_("%(file)s exists already; choose another name.") % {"file": to}, code="exists")
    file = database.sqlite_file()
    if file is not None and not file.exists():
        raise UnableToBackUp(_("There is no database yet. Run this first: piawai init"), code="not_prepared")
    with _folder_beside(to) as folder:
        part = Path(folder) / "part"
        try:
            manifest = _write(part, Path(folder), passphrase, at)
        except (sqlite3.Error, dumps.UnableToDump) as fault:
            text = _("The database could not be read (%(reason)s). No backup was written.")
            raise UnableToBackUp(text % {"reason": fault}, code="database") from fault
        part.replace(to)
    return manifest


def _folder_beside(file: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent)
    except OSError as fault:  # it names the folder that could not be made, which nobody asked for
        raise OSError(fault.errno, fault.strerror, str(file)) from fault


def _write(part: Path, folder: Path, passphrase: str, at: dt.datetime) -> Manifest:
    engine, name = (connection.vendor, SQLITE if connection.vendor == "sqlite" else DUMP)
    snapshot = folder / name
    source = database.sqlite_file()
    if source is not None:
        copy_sqlite(source=source, target=snapshot)
        tables, migrations = sqlite_tables(path=snapshot), sqlite_migrations(path=snapshot)
    else:
        counted, migrations = dumps.dump(target=snapshot)
        tables = {table: Table(*found) for table, found in counted.items()}
    sealed = passphrase and (home() / KEY).exists()
    with part.open("wb") as raw:
        part.chmod(0o600)
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            files = {name: _add(archive, name, snapshot)}
            for path in media_files(folder=settings.MEDIA_ROOT):
                inside = f"{MEDIA}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
                with contextlib.suppress(FileNotFoundError):  # removed since the database was copied
                    files[inside] = _add(archive, inside, path)
            manifest = Manifest(
                FORMAT, version("piawai"), at.isoformat(), engine, migrations, bool(sealed), tables, files
            )
            text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
            archive.writestr(MANIFEST, text)
            if sealed:
                kept = [path.read_bytes().strip() for name in (KEY, ISSUER_KEY) if (path := home() / name).exists()]
                archive.writestr(SEALED, sealing.seal(secret=b"\n".join(kept), passphrase=passphrase, beside=text))
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Stored:
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        return _copy(source, target)


def _copy(source: IO[bytes], target: IO[bytes]) -> Stored:
    size, digest = 0, hashlib.sha256()
    while block := source.read(BLOCK):
        target.write(block)
        digest.update(block)
        size += len(block)
    return Stored(size, digest.hexdigest())


def media_files(*, folder: Path) -> list[Path]:
    """Return the files that people have uploaded, in order of name; links lead elsewhere and are left out."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def copy_sqlite(*, source: Path, target: Path) -> None:
    """Copy an SQLite database as of one moment; copying the file while others write would lose rows."""
    with contextlib.closing(sqlite3.connect(source, timeout=20)) as reading:
        reading.execute("VACUUM INTO ?", [str(target)])


def sqlite_tables(*, path: Path) -> dict[str, Table]:
    """Return every table of an SQLite database with its rows and their hash, in the order of the primary key."""
    with contextlib.closing(_read_only(path)) as reading:
        names = [
            str(name)
            for (name,) in reading.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith("sqlite_")
        ]
        return {name: _table(reading, name) for name in names}


def _table(reading: sqlite3.Connection, name: str) -> Table:
    columns = reading.execute(f'PRAGMA table_info("{name}")').fetchall()
    order = [f'"{column[1]}"' for column in sorted(columns, key=lambda column: column[5]) if column[5]]
    rows, digest = 0, hashlib.sha256()
    for row in reading.execute(f'SELECT * FROM "{name}" ORDER BY {", ".join(order) or "rowid"}'):  # noqa: S608 (names of its own)
        digest.update(repr(row).encode())
        rows += 1
    return Table(rows, digest.hexdigest())


def sqlite_migrations(*, path: Path) -> list[str]:
    """Return the migrations that the tables of an SQLite database have."""
    with contextlib.closing(_read_only(path)) as reading:
        return [f"{app}.{name}" for app, name in reading.execute("SELECT app, name FROM django_migrations ORDER BY id")]


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def restore(*, source: Path, passphrase: str) -> Manifest:
    """
    Put a backup in the place of an installation that does not exist yet, and return what it holds.

    Everything is unpacked beside its place and compared with the manifest first; only then it is moved there.

    :raises UnableToRestore: if the file is damaged, newer than this version, or something stands in its place.
    """
    _refuse_occupied()
    with _opened(source) as archive:
        manifest, text = _manifest(archive)
        _refuse_unknown(manifest)
        key = _key(archive, manifest, text, passphrase)
        made = not home().exists()
        home().mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(prefix=".restore-", dir=home()) as folder:
                _unpack(archive, manifest, Path(folder))
                _place(Path(folder), manifest, key)
        finally:
            if made:
                with contextlib.suppress(OSError):  # not empty: restored
                    home().rmdir()
    return manifest


def _refuse_occupied() -> None:
    file = database.sqlite_file()
    wanted = (file, settings.MEDIA_ROOT, home() / KEY, home() / ISSUER_KEY)
    taken = [path for path in wanted if path is not None and path.exists()]
    if taken:
        text = _("%(path)s exists and stays as it is. Let PIAWAI_HOME name an empty folder, then restore there.")
        raise UnableToRestore(text % {"path": taken[0]}, code="occupied")
    if file is None and connection.introspection.table_names():
        text = _("The database of DATABASE_URL holds tables and stays as it is. Let it name an empty database.")
        raise UnableToRestore(text, code="occupied")


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as fault:
        raise _damaged(source.name) from fault


def _damaged(what: str) -> UnableToRestore:
    text = _("%(what)s: this is no backup of Piawai, or it is damaged or cut off. Nothing was restored.")
    return UnableToRestore(text % {"what": what}, code="damaged")


def _manifest(archive: zipfile.ZipFile) -> tuple[Manifest, bytes]:
    """Return what the backup says of itself, and the same as it is written."""
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
        raise _damaged(MANIFEST)
    text = archive.read(MANIFEST)
    try:
        given = json.loads(text)
        if given["format"] > FORMAT:
            raise _newer(str(given["piawai"]))
        if not _ordered(given["piawai"]) or dt.datetime.fromisoformat(given["made_at"]).tzinfo is None:
            raise _damaged(MANIFEST)
        given["migrations"] = [str(name) for name in given["migrations"]]
        given["tables"] = {name: Table(**table) for name, table in given["tables"].items()}
        given["files"] = {name: Stored(**stored) for name, stored in given["files"].items()}
        manifest = Manifest(**given)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _damaged(MANIFEST) from fault
    expected = {MANIFEST, *manifest.files, *([SEALED] if manifest.keys else [])}
    if sorted(names) != sorted(expected) or not all(map(_is_place, manifest.files)):
        raise _damaged(MANIFEST)
    return manifest, text


def _is_place(name: str) -> bool:
    """Return whether a name inside a backup stays inside."""
    path = PurePosixPath(name)
    return name in {SQLITE, DUMP} or (
        path.parts[:1] == (MEDIA,) and len(path.parts) > 1 and ".." not in path.parts and "\\" not in name
    )


def _newer(made_by: str) -> UnableToRestore:
    text = _("The backup was made by Piawai %(made_by)s, this is %(this)s. Install that version, then restore.")
    return UnableToRestore(text % {"made_by": made_by, "this": version("piawai")}, code="newer")


def _refuse_unknown(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if _ordered(manifest.piawai) > _ordered(version("piawai")) or not known.issuperset(manifest.migrations):
        raise _newer(manifest.piawai)
    if manifest.engine != connection.vendor:
        text = (
            _("The backup comes from PostgreSQL: let DATABASE_URL name an empty database.")
            if manifest.engine == "postgresql"
            else _("The backup comes from SQLite: restore it without DATABASE_URL.")
        )
        raise UnableToRestore(text, code="engine")


def _ordered(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def _key(archive: zipfile.ZipFile, manifest: Manifest, text: bytes, passphrase: str) -> bytes | None:
    """Return the key inside, None where there is none."""
    if not manifest.keys:
        return None
    if not passphrase:
        said = _("The backup holds the key, sealed. Give its passphrase with --passphrase-file or PIAWAI_PASSPHRASE.")
        raise UnableToRestore(said, code="passphrase")
    try:
        return sealing.unseal(sealed=archive.read(SEALED), passphrase=passphrase, beside=text)
    except sealing.UnableToUnseal as refusal:
        said = _("The passphrase is not that of the backup, or the backup was changed. Nothing was restored.")
        raise UnableToRestore(said, code="passphrase") from refusal


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Unpack every file and compare it, and the tables of an SQLite database, with the manifest."""
    for name, stored in manifest.files.items():
        if archive.getinfo(name).file_size != stored.bytes:
            raise _damaged(name)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as packed, target.open("xb") as unpacked:
            if _copy(packed, unpacked) != stored:
                raise _damaged(name)
            unpacked.flush()
            os.fsync(unpacked.fileno())
    if manifest.engine == "sqlite":
        _compare_sqlite(folder / SQLITE, manifest)


def _compare_sqlite(path: Path, manifest: Manifest) -> None:
    try:
        with contextlib.closing(_read_only(path)) as reading:
            faults = reading.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
            faults = faults or reading.execute("PRAGMA foreign_key_check").fetchone() is not None
        if faults or sqlite_migrations(path=path) != manifest.migrations:
            raise _damaged(SQLITE)
        compare(found=sqlite_tables(path=path), promised=manifest.tables)
    except sqlite3.Error as fault:
        raise _damaged(SQLITE) from fault


def compare(*, found: Mapping[str, Table], promised: Mapping[str, Table]) -> None:
    """
    Refuse tables that differ from those that were backed up.

    :raises UnableToRestore: if rows are missing, added or changed; the tables are named.
    """
    differing = differences(found=found, promised=promised)
    if differing:
        raise _damaged(", ".join(differing))


def differences(*, found: Mapping[str, Table], promised: Mapping[str, Table]) -> list[str]:
    """Return the names of the tables with rows that are missing, added or changed."""
    return sorted(name for name in {*found, *promised} if found.get(name) != promised.get(name))


def _place(folder: Path, manifest: Manifest, key: bytes | None) -> None:
    """Move everything into its place, the database last: without it nothing is an installation."""
    if manifest.engine == "postgresql":
        try:
            counted = dumps.load(source=folder / DUMP)
        except dumps.UnableToDump as fault:
            text = _("The database did not take the backup (%(reason)s). Empty it before you try again.")
            raise UnableToRestore(text % {"reason": fault}, code="database") from fault
        found = {table: Table(*counts) for table, counts in counted.items()}
        if differing := differences(found=found, promised=manifest.tables):
            text = _(
                "The database was filled, but these tables differ from the backup: %(tables)s. Do not use it: empty "
                "it, then restore another backup. Files and key were not restored."
            )
            raise UnableToRestore(text % {"tables": ", ".join(differing)}, code="differs")
    if (folder / MEDIA).exists():
        (folder / MEDIA).replace(settings.MEDIA_ROOT)
    if key is not None:
        secrets = [line for line in key.split(b"\n") if line]  # older backups hold but the first
        for name, secret in zip((KEY, ISSUER_KEY), secrets, strict=False):
            fresh = folder / name
            fresh.touch(mode=0o600)
            fresh.write_bytes(secret)
            fresh.replace(home() / name)
    file = database.sqlite_file()
    if file is not None:
        (folder / SQLITE).chmod(0o600)
        (folder / SQLITE).replace(file)
