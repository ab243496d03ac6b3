"""A good row of each kind of file, in the small town of tests.town; `changes` are put over it."""

import datetime as dt

from tests.town import nip

Cells = dict[str, object]


def unor(**changes: object) -> Cells:
    """Return a new unit under the office."""
    row: Cells = {
        "ID": "BIDANG",
        "NAMA_UNOR": "Bidang Baru",
        "ID_ATASAN": "DINAS",
        "ESELON ID": "32",
        "JENIS": "BIDANG",
        "PEMIMPIN": None,
    }
    return _with(row, changes)


def kamus(**changes: object) -> Cells:
    """Return a level of a new competency."""
    row: Cells = {
        "KODE": "T.LY.1",
        "JENIS": "TEKNIS",
        "NAMA": "Pelayanan loket",
        "DEFINISI": "Melayani warga di loket.",
        "LEVEL": 1,
        "DESKRIPSI": "Dengan bimbingan.",
        "NO INDIKATOR": 1,
        "INDIKATOR": "Menyapa warga.",
        "ASPEK": "SIKAP",
        "DASAR HUKUM": "Draf lokal",
        "BERLAKU MULAI": dt.date(2018, 1, 1),
    }
    return _with(row, changes)


def standar(**changes: object) -> Cells:
    """Return what the job of everybody in the town demands."""
    row: Cells = {
        "JABATAN ID": None,
        "JABATAN NAMA": "Pengelola",
        "KODE KOMPETENSI": "M.1",
        "LEVEL": 2,
        "BOBOT": None,
        "KELOMPOK JABATAN": None,
        "DASAR HUKUM": "Keputusan 1/2025",
        "BERLAKU MULAI": dt.date(2025, 1, 1),
    }
    return _with(row, changes)


def pegawai(number: int = 9, **changes: object) -> Cells:
    """Return somebody new in the section, with the columns that are needed and some others."""
    row: Cells = {
        "PNS ID": f"ORANG{number}",
        "NIP BARU": nip(number),
        "NAMA": f"CUT MEUTIA {number}",
        "GELAR BELAKANG": "S.E.",
        "TANGGAL LAHIR": "09-03-1985",
        "JENIS KELAMIN": "M",
        "JENIS PEGAWAI NAMA": "PNS Daerah",
        "KEDUDUKAN HUKUM ID": "01",
        "GOL AKHIR NAMA": "III/c",
        "JENIS JABATAN ID": "4",
        "JABATAN NAMA": "Pengelola",
        "TMT JABATAN": "01-02-2022",
        "UNOR ID": "SEKSI",
        "UNOR NAMA": "Seksi",
    }
    return _with(row, changes)


def layanan(**changes: object) -> Cells:
    """Return a service of the section."""
    row: Cells = {
        "KODE": "KTP",
        "NAMA": "Penerbitan KTP",
        "UNOR ID": "SEKSI",
        "PENTING": "YA",
        "KOMPETENSI": "M.1:2×3; T.IT.1:1",
    }
    return _with(row, changes)


def libur(**changes: object) -> Cells:
    """Return a holiday."""
    return _with({"TANGGAL": dt.date(2027, 1, 1), "NAMA": "Tahun Baru", "JENIS": "LIBUR"}, changes)


def penilaian(**changes: object) -> Cells:
    """Return an official level of the first person."""
    row: Cells = {
        "NIP": nip(1),
        "KODE KOMPETENSI": "M.1",
        "LEVEL": 3,
        "TANGGAL": "16-03-2026",
        "SUMBER": "ASSESSMENT_CENTER",
        "NIP PENILAI": None,
        "LEMBAGA": "UPT Penilaian",
        "BUKTI": "Laporan 1",
    }
    return _with(row, changes)


def kinerja(**changes: object) -> Cells:
    """Return the first person's last annual result."""
    row: Cells = {
        "NIP": nip(1),
        "TAHUN": 2025,
        "PERIODE": "TAHUNAN",
        "HASIL KERJA": "SESUAI EKSPEKTASI",
        "PERILAKU KERJA": "SESUAI",
        "PREDIKAT": "BAIK",
        "NIP PENILAI": nip(2),
        "CATATAN": None,
    }
    return _with(row, changes)


def diklat(**changes: object) -> Cells:
    """Return a training of the first person."""
    row: Cells = {
        "NIP": nip(1),
        "NAMA KURSUS": "Pelayanan Prima",
        "JENIS DIKLAT ID": 3,
        "INSTITUSI PENYELENGGARA": "BPSDM",
        "JUMLAH JAM": 24,
        "TANGGAL MULAI": "02-03-2026",
        "TANGGAL SELESAI": "04-03-2026",
        "NOMOR SERTIFIKAT": "0012/2026",
        "KOMPETENSI": "M.1:2; T.IT.1:2",
        "BERLAKU SAMPAI": None,
    }
    return _with(row, changes)


def katalog(**changes: object) -> Cells:
    """Return a session of the next year."""
    row: Cells = {
        "KODE SESI": "S1",
        "NAMA PROGRAM": "Pelayanan Prima",
        "JENIS DIKLAT ID": 3,
        "MITRA": "BPSDM",
        "TANGGAL MULAI": dt.date(2027, 3, 1),
        "TANGGAL SELESAI": dt.date(2027, 3, 3),
        "JP": 24,
        "KURSI": 30,
        "PESERTA MINIMUM": 10,
        "BIAYA TETAP": "Rp12.000.000",
        "BIAYA PER PESERTA": 1_500_000,
        "LOKASI": "Banda Aceh",
        "MODE": None,
        "KOMPETENSI": "M.1:3",
        "PRASYARAT": "T.IT.1:1",
        "WAJIB UNTUK": "PENGAWAS; JF Ahli Muda",
        "KODE REKENING": "5.1.02",
    }
    return _with(row, changes)


def anggaran(**changes: object) -> Cells:
    """Return the office's budget."""
    return _with({"TAHUN": 2027, "UNOR ID": "DINAS", "RUPIAH": "75.000.000"}, changes)


def kejadian(**changes: object) -> Cells:
    """Return a leave of the first person."""
    row: Cells = {
        "NIP": nip(1),
        "JENIS": "CUTI",
        "MULAI": dt.date(2027, 3, 1),
        "SELESAI": dt.date(2027, 3, 12),
        "UNOR ID": None,
        "JABATAN NAMA": None,
        "NOMOR SK": "851/1",
    }
    return _with(row, changes)


def kunci(**changes: object) -> Cells:
    """Return a decision on the first person and the session SESI."""
    return _with({"NIP": nip(1), "KODE SESI": "SESI", "KEPUTUSAN": "MASUK", "ALASAN": "Penugasan"}, changes)


def soal(**changes: object) -> Cells:
    """Return a question of the programme of the session SESI."""
    row: Cells = {
        "PROGRAM": "Program SESI",
        "JENIS": "PILIHAN",
        "SOAL": "Apa yang pertama dilakukan petugas loket?",
        "PILIHAN 1": "Menyapa warga",
        "PILIHAN 2": "Menunggu",
        "PILIHAN 3": "Menutup loket",
        "KUNCI": 1,
        "KOMPETENSI": "M.1",
        "TERBIT": None,
    }
    return _with(row, changes)


def _with(row: Cells, changes: dict[str, object]) -> Cells:
    """Return a row with changes, whose names are headers with `_` for a blank where the row has no such header."""
    return {**row, **{name if name in row else name.replace("_", " "): cell for name, cell in changes.items()}}
