"""
What leaves Piawai for others: completed trainings in the exact keys of SIASN, and all credentials.

Trainings that came from SIASN or a partner's list are not sent back: only those that we certified, and certificates
from elsewhere that BKPSDM accepted before any list reported them. What SIASN asks for and nobody told us stays empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piawai.integrations import badges
from piawai.learning.models import CompletedTraining
from piawai.learning.queries import certificates as queries
from piawai.regulations import values

LEADERSHIP = 1  # SIASN's id of structural training for leaders: the only form that `diklat` takes
_DAY = "%d-%m-%Y"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and who was left out: public codes with the reason's code."""

    rows: Sequence[Mapping[str, Any]]
    skipped: Sequence[Mapping[str, str]] = ()


def siasn_kursus() -> Exported:
    """Return completed trainings for SIASN's `kursus`: all but structural training for leaders."""
    return _trainings(_kursus, leadership=False)


def siasn_diklat() -> Exported:
    """Return completed trainings for SIASN's `diklat`: structural training for leaders."""
    return _trainings(_diklat, leadership=True)


def credentials() -> Exported:
    """Return the signed credentials of all certificates that were not revoked."""
    site, name = badges.site(), queries.issuer_name()
    return Exported(
        [
            badges.credential(certificate=row, site=site, name=name)
            for row in queries.all_certificates().iterator(chunk_size=1_000)
        ]
    )


KINDS: Mapping[str, Callable[[], Exported]] = {
    "siasn-kursus": siasn_kursus,
    "siasn-diklat": siasn_diklat,
    "badges": credentials,
}


def _trainings(row_of: Callable[[CompletedTraining], dict[str, Any]], *, leadership: bool) -> Exported:
    rows, skipped = [], []
    for training in queries.trainings_to_report():
        if (training.form == LEADERSHIP) is not leadership:
            continue
        if not training.person.siasn_id:
            skipped.append({"person": training.person.code, "reason": "no_pns_id"})
            continue
        rows.append(row_of(training))
    return Exported(rows, skipped)


def _kursus(training: CompletedTraining) -> dict[str, Any]:
    forms = values.mapping("training_forms", on=training.ends_on)
    form = forms.at(str(training.form)).record if str(training.form) in forms else {"name": "", "type": ""}
    return {
        "instansiId": "",
        "institusiPenyelenggara": training.provider,
        "jenisDiklatId": str(training.form),
        "jenisKursus": form["name"],
        "jenisKursusSertipikat": form["type"],
        "jumlahJam": _hours(training),
        "lokasiId": "",
        "namaKursus": training.name,
        "nomorSertipikat": training.certificate,
        "pnsOrangId": training.person.siasn_id,
        "tahunKursus": training.ends_on.year,
        "tanggalKursus": training.starts_on.strftime(_DAY),
        "tanggalSelesaiKursus": training.ends_on.strftime(_DAY),
    }


def _diklat(training: CompletedTraining) -> dict[str, Any]:
    return {
        "bobot": 0,
        "id": None,
        "institusiPenyelenggara": training.provider,
        "jenisKompetensi": "",
        "jumlahJam": _hours(training),
        "latihanStrukturalId": "",
        "nomor": training.certificate,
        "pnsOrangId": training.person.siasn_id,
        "tahun": training.ends_on.year,
        "tanggal": training.starts_on.strftime(_DAY),
        "tanggalSelesai": training.ends_on.strftime(_DAY),
        "path": [],
    }


def _hours(training: CompletedTraining) -> int | float:
    return int(training.hours) if training.hours == int(training.hours) else float(training.hours)
