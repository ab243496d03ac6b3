"""
The certificates of a session as PDF in one file, made in the background.

Each is written under its own name first, so that work that was broken off goes on where it stopped.
"""

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.utils.text import slugify

from piawai.formats.certificates import Printer, Sheet
from piawai.learning.models import Certificate
from piawai.lib.home import home

_KEPT = dt.timedelta(days=7)  # it can be asked for again


def folder() -> Path:
    """Return the folder of all printed certificates."""
    return home() / "media" / "certificates"


def packed(*, token: str) -> Path:
    """Return where the one file of a job lies, or will lie."""
    return folder() / f"{token}.zip"


def file_name(certificate: Certificate, *, ending: str) -> str:
    """Return a name for a file that holds a certificate: its number."""
    return f"{slugify(certificate.number.replace('/', '-'))}.{ending}"


def print_all(
    *, certificates: Sequence[Certificate], token: str, sheet: Callable[[Certificate], Sheet]
) -> Iterator[int]:
    """Write the PDF of each certificate that is not there yet, and give how many are done after each."""
    place = folder() / token
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    printer = Printer()
    for done, certificate in enumerate(certificates, start=1):
        target = place / file_name(certificate, ending="pdf")
        if not target.exists():
            part = target.with_suffix(".part")
            part.write_bytes(printer.pdf(sheet(certificate)))
            part.replace(target)  # never half a certificate
        yield done


def pack(*, token: str) -> int:
    """Put what was printed into one file, remove the single ones, and return how many there were."""
    place, target = folder() / token, packed(token=token)
    files = sorted(place.glob("*.pdf")) if place.exists() else []
    if not files and target.exists():
        return 0
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.write(file, file.name)
    part.chmod(0o600)
    part.replace(target)
    for file in place.glob("*"):
        file.unlink(missing_ok=True)
    place.rmdir()
    return len(files)


def sweep(*, at: dt.datetime) -> int:
    """Remove files that have been kept long enough, and return how many; they can be made again."""
    removed = 0
    for file in folder().glob("*.zip") if folder().exists() else ():
        if at - dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC) > _KEPT:
            file.unlink(missing_ok=True)
            removed += 1
    return removed
