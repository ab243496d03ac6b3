"""The twelve partner institutions, and what describes a programme of theirs; names are real, offers invented."""

from collections.abc import Mapping
from dataclasses import dataclass

BPSDM = "BPSDM Aceh"
LAN = "Puslatbang KHAN LAN"
BKN = "Kantor Regional XIII BKN"
USK = "Universitas Syiah Kuala"
UIN = "UIN Ar-Raniry"
BPBA = "Badan Penanggulangan Bencana Aceh"
BNPB = "Pusdiklat BNPB"
BMKG = "BMKG Stasiun Meteorologi Cut Bau Maimun Saleh"
PMI = "PMI Kota Sabang"
POLITEKNIK = "Politeknik Aceh"
ARCHIVE = "Dinas Perpustakaan dan Kearsipan Aceh"
PROCUREMENT_SCHOOL = "Lembaga Pelatihan Pengadaan Malahayati (contoh)"
PARTNERS = (BPSDM, LAN, BKN, USK, UIN, BPBA, BNPB, BMKG, PMI, POLITEKNIK, ARCHIVE, PROCUREMENT_SCHOOL)

SABANG, BANDA, MEDAN, JAKARTA = "Sabang", "Banda Aceh", "Medan", "Jakarta"
CLASS, ONLINE, MIXED = "LURING", "DARING", "CAMPURAN"


@dataclass(frozen=True, slots=True)
class Programme:
    """
    A programme on offer.

    `kind` is the JENIS DIKLAT ID. `fixed` and `cost` (a participant) are in thousands of rupiah. `runs`
    says how many of 60 sessions are of this programme. `duty` names the job class that must attend.
    """

    code: str
    name: str
    kind: int
    partner: str
    days: int
    hours: int
    teaches: Mapping[str, int]
    seats: int
    minimum: int
    fixed: int
    cost: int
    runs: int
    place: str = SABANG
    mode: str = CLASS
    asks: str = ""
    duty: str = ""
