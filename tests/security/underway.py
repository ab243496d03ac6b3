"""What is under way in the attacked world: files in every state, samples of the inspectorate, proposals about roles."""

import csv
import datetime as dt
import io
import os
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from piawai.access.models import RoleGrant, Sample, SampledPerson
from piawai.access.services import proposals
from piawai.access.terms import SAMPLE_LASTS, Role
from piawai.accounts.models import User
from piawai.audit.terms import Actor
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import acts, running
from piawai.lib import clock
from piawai.people.models import Person, Unit

EVENTS, HOLIDAYS = ("NIP", "JENIS", "MULAI"), ("TANGGAL", "NAMA")


def draw(*, people: Sequence[Person], by: User, ended: bool) -> Sample:
    """Keep a sample that is what the lot would draw: one that lasts, or one of so long ago that it counts no more."""
    today = timezone.localdate()
    first = today - SAMPLE_LASTS * 2 if ended else today
    sample = Sample.objects.create(
        reason="Pemeriksaan",
        size=len(people),
        pool=8,
        pool_digest="x" * 64,
        seed="x" * 32,
        starts_on=first,
        ends_on=first + SAMPLE_LASTS,
        drawn_by=by.code,
        drawn_at=clock.now() - (SAMPLE_LASTS * 2 if ended else dt.timedelta(0)),
    )
    SampledPerson.objects.bulk_create(SampledPerson(sample=sample, person=person) for person in people)
    return sample


def propose(users: dict[str, User]) -> None:
    """Propose roles: one for BKPSDM to decide, one for it to withdraw, and one that was refused."""
    at, today = clock.now(), timezone.localdate()
    mine, other = users["bkpsdm"].code, users["bkpsdm_too"].code
    asked: dict[str, Any] = {
        "user": users["nobody_too"],
        "on": today,
        "reason": "Menggantikan",
        "at": at,
        "page": _page,
    }
    proposals.propose_grant(role=Role.SECRETARY, unit=None, by=other, **asked)
    proposals.propose_grant(role=Role.OPERATOR, unit=Unit.objects.get(siasn_id="LAIN"), by=mine, **asked)
    grant = RoleGrant.objects.get(user=users["other_operator"])
    refused = proposals.propose_end(grant=grant, on=today, reason="Pindah", by=mine, at=at, page=_page)
    proposals.refuse(proposal=refused, answer="Belum waktunya", by=other, at=at, page=_page)


def upload_in_every_state(*, by: User, nip: str) -> None:
    """Upload files and let them come as far as each can: to be repaired, ready, stored, refused, broken off, gone."""
    faulty = table(EVENTS, (nip, "CUTI", "bukan tanggal"), ("12", "TIDUR", "01-02-2027"))
    checked(kind="kejadian", content=faulty, name="kejadian.csv", by=by)
    checked(kind="libur", content=table(HOLIDAYS, ("01-01-2027", "Tahun Baru")), name="siap.csv", by=by)
    ready = checked(kind="libur", content=table(HOLIDAYS, ("25-12-2027", "Natal")), name="natal.csv", by=by)
    stored(ready, by=by)
    checked(kind="libur", content=b"\xff\xfe\x00\xd8\x00", name="rusak.csv", by=by)
    uploaded(kind="libur", content=table(HOLIDAYS, ("17-08-2027", "Merdeka")), name="baru.csv", by=by)
    broken = uploaded(kind="libur", content=table(HOLIDAYS, ("01-05-2027", "Buruh")), name="putus.csv", by=by)
    Upload.objects.filter(pk=broken.pk).update(job=None)
    gone = uploaded(kind="libur", content=table(HOLIDAYS, ("01-06-2027", "Pancasila")), name="buang.csv", by=by)
    acts.discard(upload=gone, version=1, by=actor(by), at=clock.now())


def table(headers: Sequence[str], *rows: Sequence[str]) -> bytes:
    """Return a CSV file."""
    target = io.StringIO()
    csv.writer(target).writerows([headers, *rows])
    return target.getvalue().encode()


def uploaded(*, kind: str, content: bytes, name: str, by: User) -> Upload:
    """Upload a file, which waits for its check."""
    assert "PIAWAI_HOME" in os.environ, "files would go into the user's own folder"
    return acts.upload_file(
        kind=kind,
        holds_on=timezone.localdate(),
        name=name,
        chunks=[content],
        language="en",
        by=actor(by),
        at=clock.now(),
    )


def checked(*, kind: str, content: bytes, name: str, by: User) -> Upload:
    """Upload a file, and do the check."""
    upload = uploaded(kind=kind, content=content, name=name, by=by)
    running.check(token=upload.token, version=1, at=clock.now(), tell=_unheard, end=_over)
    upload.refresh_from_db()
    return upload


def stored(upload: Upload, *, by: User) -> None:
    """Have the rows of a file stored."""
    now = acts.ask_to_store(upload=upload, version=upload.version, by=actor(by), at=clock.now())
    running.store(token=now.token, version=now.version, at=clock.now(), tell=_unheard, end=_over)


def actor(user: User) -> Actor:
    """Return an account as whoever acts."""
    return Actor(user.code, user.name)


def _page(number: int) -> str:
    return reverse("role_proposal", args=[number])


def _unheard(_row: int, _rows: int, _words: str) -> None:
    """Hear how far it is, and do nothing."""


def _over(_result: object) -> None:
    """Hear that it is done, and do nothing."""
