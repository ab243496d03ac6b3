"""Where Piawai keeps its state, and what the environment says about it."""

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

import platformdirs

# SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode; these lines of releases carry the repair.
# Source: sqlite.org, release notes of 3.51.3, 3.50.7 and 3.44.6.
_REPAIRED_BRANCHES = ((3, 44, 6), (3, 50, 7))
_REPAIRED_FROM = (3, 51, 3)


def home() -> Path:
    """Return the folder that holds the database, media and key: `PIAWAI_HOME`, else the platform's place."""
    return Path(os.environ.get("PIAWAI_HOME") or platformdirs.user_data_path("piawai"))


def secret_key() -> str:
    """Return the installation's secret key, or a passing one where `piawai init` has not yet made it."""
    path = home() / "secret_key"
    return path.read_text(encoding="ascii").strip() if path.exists() else secrets.token_urlsafe(50)


def make_secret_key() -> None:
    """Write the installation's secret key, readable by its owner only; an existing one stays."""
    home().mkdir(parents=True, exist_ok=True)
    path = home() / "secret_key"
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        fresh.replace(path)  # never half a key


def issuer_key() -> bytes:
    """Return the key that the installation signs credentials with, made where there is none yet."""
    make_issuer_key()
    return bytes.fromhex((home() / "issuer_key").read_text(encoding="ascii"))


def make_issuer_key() -> None:
    """Write the key that credentials are signed with, readable by its owner only; an existing one stays."""
    home().mkdir(parents=True, exist_ok=True)
    path = home() / "issuer_key"
    if not path.exists():
        fresh = path.with_suffix(f".{secrets.token_hex(8)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was first
            path.hardlink_to(fresh)
        fresh.unlink()


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Return whether this SQLite's write-ahead log is free of the known corruption fault."""
    return version >= _REPAIRED_FROM or any(
        version[:2] == branch[:2] and version >= branch for branch in _REPAIRED_BRANCHES
    )
