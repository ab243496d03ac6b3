"""The columns of SIASN's export of employees: 67 headers, of which those with a reader are stored."""

import datetime as dt
import functools

from django.utils.translation import gettext_lazy as _

from piawai.formats import cells
from piawai.integrations.files.columns import (
    EXAMPLE_NIP,
    EXAMPLE_UNIT,
    Column,
    identifier_up_to,
    one_of,
    text_up_to,
    two_digits,
)
from piawai.people.terms import JobKind, Sex

# The order of the export (domain brief 10.1).
_HEADERS = """
    PNS ID; NIP BARU; NIP LAMA; NAMA; GELAR DEPAN; GELAR BELAKANG; TEMPAT LAHIR ID; TEMPAT LAHIR NAMA; TANGGAL LAHIR;
    JENIS KELAMIN; AGAMA ID; AGAMA NAMA; JENIS KAWIN ID; JENIS KAWIN NAMA; NIK; NOMOR HP; EMAIL; EMAIL GOV; ALAMAT;
    NPWP NOMOR; BPJS; JENIS PEGAWAI ID; JENIS PEGAWAI NAMA; KEDUDUKAN HUKUM ID; KEDUDUKAN HUKUM NAMA;
    STATUS CPNS PNS; KARTU ASN VIRTUAL; NOMOR SK CPNS; TANGGAL SK CPNS; TMT CPNS; NOMOR SK PNS; TANGGAL SK PNS;
    TMT PNS; GOL AWAL ID; GOL AWAL NAMA; GOL AKHIR ID; GOL AKHIR NAMA; TMT GOLONGAN; MK TAHUN; MK BULAN;
    JENIS JABATAN ID; JENIS JABATAN NAMA; JABATAN ID; JABATAN NAMA; TMT JABATAN; TINGKAT PENDIDIKAN ID;
    TINGKAT PENDIDIKAN NAMA; PENDIDIKAN ID; PENDIDIKAN NAMA; TAHUN LULUS; KPKN ID; KPKN NAMA; LOKASI KERJA ID;
    LOKASI KERJA NAMA; UNOR ID; UNOR NAMA; INSTANSI INDUK ID; INSTANSI INDUK NAMA; INSTANSI KERJA ID;
    INSTANSI KERJA NAMA; SATUAN KERJA INDUK ID; SATUAN KERJA INDUK NAMA; SATUAN KERJA KERJA ID;
    SATUAN KERJA KERJA NAMA; IS VALID NIK; NAMA SEKOLAH; FLAG IKD
"""
HEADERS = tuple(" ".join(header.split()) for header in _HEADERS.split(";"))

_SEXES = {
    "M": Sex.MALE.value,
    "F": Sex.FEMALE.value,
    "L": Sex.MALE.value,
    "P": Sex.FEMALE.value,
    "1": Sex.MALE.value,
    "2": Sex.FEMALE.value,
    "PRIA": Sex.MALE.value,
    "WANITA": Sex.FEMALE.value,
    "LAKI-LAKI": Sex.MALE.value,
    "PEREMPUAN": Sex.FEMALE.value,
}
_KINDS = {
    "1": JobKind.STRUCTURAL.value,
    "2": JobKind.FUNCTIONAL.value,
    "3": JobKind.DOUBLE.value,
    "4": JobKind.GENERAL.value,
}

_STORED = (
    Column(
        name="PNS ID",
        read=identifier_up_to(most=36),
        note=_("The person's id in SIASN; the first key by which a person is found again."),
        example="A5EB03E23C1AF6A0E040640A04025001",
        as_text=True,
    ),
    Column(
        name="NIP BARU",
        read=cells.nip,
        required=True,
        note=_("NIP or NI PPPK, 18 digits, as text."),
        example=EXAMPLE_NIP,
        as_text=True,
    ),
    Column(name="NAMA", read=text_up_to(most=200), required=True, note=_("Name without titles."), example="CUT MEUTIA"),
    Column(name="GELAR DEPAN", read=text_up_to(most=60)),
    Column(name="GELAR BELAKANG", read=text_up_to(most=100), example="S.E."),
    Column(name="TEMPAT LAHIR NAMA", read=text_up_to(most=100), example="Sabang"),
    Column(
        name="TANGGAL LAHIR",
        read=cells.day,
        required=True,
        note=_("Date of birth, as 31-12-1985 or as a date."),
        example=dt.date(1985, 3, 9),
    ),
    Column(
        name="JENIS KELAMIN",
        read=one_of(accepted=_SEXES, shown=("M", "F", "L", "P", "1", "2")),
        note=_("M or F; also L and P, 1 and 2."),
        choices=("M", "F"),
        example="F",
    ),
    Column(name="NIK", read=identifier_up_to(most=20), note=_("16 digits, as text."), as_text=True),
    Column(name="NOMOR HP", read=text_up_to(most=40), as_text=True),
    Column(name="EMAIL", read=text_up_to(most=200)),
    Column(name="EMAIL GOV", read=text_up_to(most=200)),
    Column(name="JENIS PEGAWAI NAMA", read=text_up_to(most=200), example="PNS Daerah"),
    Column(
        name="KEDUDUKAN HUKUM ID",
        read=two_digits,
        note=_("Legal status; only 01, 03 and 15 count as present."),
        example="01",
        as_text=True,
    ),
    Column(name="STATUS CPNS PNS", read=text_up_to(most=60), aliases=("STATUS ASN",), example="PNS"),
    Column(name="TMT CPNS", read=cells.day, note=_("First day of service."), example=dt.date(2010, 1, 1)),
    Column(name="GOL AKHIR ID", read=identifier_up_to(most=20), as_text=True),
    Column(name="GOL AKHIR NAMA", read=text_up_to(most=20), example="III/c"),
    Column(name="TMT GOLONGAN", read=cells.day, aliases=("TMT GOLONGAN AKHIR",), example=dt.date(2022, 4, 1)),
    Column(
        name="JENIS JABATAN ID",
        read=one_of(accepted=_KINDS, shown=tuple(_KINDS)),
        note=_("1 structural, 2 functional, 3 both, 4 general (pelaksana)."),
        choices=tuple(_KINDS),
        example="2",
    ),
    Column(name="JABATAN ID", read=identifier_up_to(most=36), note=_("The job's id in SIASN."), as_text=True),
    Column(
        name="JABATAN NAMA",
        read=text_up_to(most=300),
        required=True,
        note=_("The job's name; a new one is created and named as a warning."),
        example="ANALIS SUMBER DAYA MANUSIA APARATUR AHLI MUDA",
    ),
    Column(
        name="TMT JABATAN",
        read=cells.day,
        note=_("First day in the job; it counts where the job is new for the person."),
        example=dt.date(2022, 4, 1),
    ),
    Column(name="TINGKAT PENDIDIKAN ID", read=two_digits, example="40", as_text=True),
    Column(
        name="PENDIDIKAN NAMA",
        read=text_up_to(most=200),
        aliases=("PENDIDIKAN TERAKHIR NAMA",),
        example="S-1 MANAJEMEN",
    ),
    Column(name="TAHUN LULUS", read=functools.partial(cells.whole_number, least=0, most=2200), example=2008),
    Column(
        name="UNOR ID",
        read=identifier_up_to(most=36),
        required=True,
        note=_("The id of the person's unit, as in the unor file."),
        example=EXAMPLE_UNIT,
        as_text=True,
    ),
    Column(name="UNOR NAMA", read=text_up_to(most=300)),
)
_BY_NAME = {column.name: column for column in _STORED}
_NOT_STORED = _("Part of the export, not stored.")

COLUMNS = tuple(
    _BY_NAME.get(header, Column(name=header, read=None, note=_NOT_STORED, as_text=True)) for header in HEADERS
)
