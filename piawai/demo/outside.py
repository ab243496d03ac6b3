"""Certificates from elsewhere in the demo city: one waits to be checked, one is accepted, one is refused."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from piawai.accounts.models import User
from piawai.demo.accounts import DOMAIN
from piawai.demo.pictures import certificate
from piawai.learning.models import ExternalCertificate
from piawai.learning.services import external
from piawai.people.models import Person

LINK = "/sertifikat-luar/"
UNREADABLE = "Nama pada sertifikat bukan nama Anda. Unggah sertifikat yang terbit atas nama Anda sendiri."


@dataclass(frozen=True, slots=True)
class Shown:
    """What a certificate says, and how many days ago its training ended."""

    name: str
    provider: str
    number: str
    ended: int


WAITING = Shown("Dasar-Dasar Bahasa Isyarat (contoh)", "Komunitas Isyarat Aceh (contoh)", "BI/0412", 30)
ACCEPTED = Shown("Analisis Data Layanan Publik (contoh)", "Politeknik Aceh", "ADLP/0093", 95)
REFUSED = Shown("Penulisan Berita Daerah (contoh)", "Sanggar Kata Sabang (contoh)", "SKS/0017", 60)


def upload(*, on: dt.date, by: str, at: dt.datetime) -> int:
    """Let three people upload one each, the demo's employee the one that is accepted; return how many were uploaded."""
    own = User.objects.filter(email=f"pegawai@{DOMAIN}").exclude(code="").first()
    employee = Person.objects.filter(code=own.code, post__isnull=False).first() if own is not None else None
    if employee is None:
        return 0
    colleagues = Person.objects.filter(post__office=employee.post.office_id, leads__isnull=True).exclude(pk=employee.pk)
    made = [
        _uploaded(person, shown, on=on, at=at)
        for person, shown in zip([employee, *colleagues.order_by("pk")[:2]], (ACCEPTED, WAITING, REFUSED), strict=False)
    ]
    _decide(made, on=on, by=by, at=at)
    return len(made)


def _uploaded(person: Person, shown: Shown, *, on: dt.date, at: dt.datetime) -> ExternalCertificate:
    last = on - dt.timedelta(days=shown.ended)
    days = 14
    return external.upload(
        person=person,
        name=shown.name,
        provider=shown.provider,
        number=shown.number,
        starts_on=last - dt.timedelta(days=2),
        ends_on=last,
        file_name="sertifikat.png",
        content=_picture(shown, person.name),
        on=on - dt.timedelta(days=days),
        at=at - dt.timedelta(days=days),
    )


def _decide(made: Sequence[ExternalCertificate], *, on: dt.date, by: str, at: dt.datetime) -> None:
    moment = at - dt.timedelta(days=9)
    for row in made:
        if row.name == ACCEPTED.name:
            external.accept(
                certificate=row,
                name=row.name,
                form=3,
                provider=row.provider,
                hours=Decimal(24),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                number=row.number,
                valid_until=None,
                reaches={},
                on=on - dt.timedelta(days=9),
                by=by,
                at=moment,
                link=LINK,
            )
        elif row.name == REFUSED.name:
            external.refuse(certificate=row, reason=UNREADABLE, by=by, at=moment, link=LINK)


def _picture(shown: Shown, name: str) -> bytes:
    return certificate(
        lines=(
            (64, "SERTIFIKAT"),
            (30, f"Nomor {shown.number}"),
            (30, "diberikan kepada"),
            (44, "Cut Contoh" if shown is REFUSED else name),
            (30, "yang telah mengikuti"),
            (40, shown.name),
            (30, shown.provider),
        )
    )
