"""
A process of its own on an installation: `prepare`, `write FILE`, `state` or `reports`.

`prepare` fills it with the world of the attacks and a password, `write` writes pairs until it is killed and notes each
acknowledged one in a file, `state` prints rows and a hash of every table and file, `reports` what the golden reports
say and whether a sign-in works. The clock stands still. Django is set up before this module is loaded.
"""

import hashlib
import io
import json
import sys
import time
from pathlib import Path

import openpyxl
import pypdf
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from piawai.accounts.models import User
from piawai.accounts.services import choose_password
from piawai.cli.database import prepare as prepare_database
from piawai.people.models import CorrectionRequest, Person
from piawai.people.services.corrections import ask_correction, withdraw_correction
from tests import town
from tests.security.world import world

PASSWORD = "kuda lumping biru"  # noqa: S105 (of these tests)
EMAIL = "staff@example.id"
# Reader and address of each golden report, taken as a spreadsheet and as a PDF
LISTS = (
    ("bkpsdm", "/pegawai/"),
    ("bkpsdm", "/unit/"),
    ("bkpsdm", "/unit/DINAS/"),
    ("bkpsdm", "/unit/DINAS/M.1/?tampil=semua"),
    ("bkpsdm", "/kota/"),
    ("bkpsdm", "/katalog/"),
    ("bkpsdm", "/rencana/peserta/"),
    ("bkpsdm", "/rencana/asesmen/"),
    ("bkpsdm", "/rencana/kunci/"),
    ("bkpsdm", "/koreksi/menunggu/"),
    ("head", "/unit/DINAS/"),
    ("staff", "/koreksi/"),
    ("staff", "/standar/"),
)


def prepare() -> None:
    """Make the tables, the key and the world, and one uploaded file."""
    prepare_database()
    found = world()
    choose_password(user=found.users["staff"], password=PASSWORD, by=town.BY, at=town.NOW)
    folder = Path(settings.MEDIA_ROOT) / "sk"
    folder.mkdir(parents=True)
    for number in range(5):
        (folder / f"{number}.pdf").write_bytes(b"%PDF-1.7 surat keputusan" + bytes([number]) * 10_000)


def write(file: Path) -> None:
    """Ask for corrections and withdraw them until killed; each takes a transaction of two rows or changes."""
    person = Person.objects.order_by("pk")[0]
    with file.open("a", encoding="utf-8") as acknowledged:
        number = 0
        while True:
            number += 1
            words = {"wrong": f"tulis {file.name} {number}", "right": "x" * 500}
            request = ask_correction(person=person, subject="KONTAK", at=town.NOW, **words)
            acknowledged.write(f"{request.pk}\n")
            acknowledged.flush()
            withdraw_correction(request=request, at=town.NOW)
            time.sleep(0.02)  # the backup needs its share of the processor


def state() -> dict[str, object]:
    """Return rows and a hash of every table, a hash of every file, and what the writers have written."""
    found: dict[str, object] = {}
    for table in sorted(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of its own)
            rows = sorted(repr(row) for row in cursor.fetchall())
        found[table] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        if path.is_file():
            found[path.relative_to(media).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    written = CorrectionRequest.objects.filter(wrong__startswith="tulis ")
    found["written"] = sorted(written.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE action = 'people.ask_correction'")
        found["events"] = cursor.fetchone()[0]
    found["requests"] = CorrectionRequest.objects.count()
    return found


def reports() -> dict[str, object]:
    """Return what every golden report says, and whether the password lets in."""
    settings.ALLOWED_HOSTS = ["testserver"]
    setup_test_environment()
    found: dict[str, object] = {}
    for reader, address in LISTS:
        client = Client(headers={"accept-language": "en"})
        client.force_login(User.objects.get(email=f"{reader}@example.id"))
        for kind in ("xlsx", "pdf"):
            answer = client.get(f"{address}{'&' if '?' in address else '?'}format={kind}")
            if answer.status_code != 200 or answer["Content-Type"].startswith("text/html"):
                found[f"{reader} {address} {kind}"] = f"{answer.status_code} {answer.get('Location', '')}"
                continue
            found[f"{reader} {address} {kind}"] = said(answer.content, kind)
    client = Client()
    client.post("/akun/masuk/", {"login": EMAIL, "password": PASSWORD})
    found["signed in"] = client.get("/akun/").status_code
    return found


def said(content: bytes, kind: str) -> list[str]:
    """Return the cells of a spreadsheet, or the lines of a PDF."""
    if kind == "pdf":
        return [
            line for page in pypdf.PdfReader(io.BytesIO(content)).pages for line in page.extract_text().splitlines()
        ]
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]


def main() -> None:
    """Do what the first argument says, and print the answer as JSON."""
    what = sys.argv[1]
    with time_machine.travel(town.NOW, tick=False):
        if what == "prepare":
            call_command("check")
            prepare()
        elif what == "write":
            write(Path(sys.argv[2]))
        else:
            print(json.dumps(state() if what == "state" else reports()))  # noqa: T201 (its answer)
