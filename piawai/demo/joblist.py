"""Which functional and general jobs the demo city knows, and in which kind of unit they are found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """A functional job with its categories; `field` and `title` are what its holders have studied."""

    name: str
    field: str
    title: str
    expert: bool
    skilled: bool
    expert_schooling: str = "40"

    @property
    def expert_field(self) -> str:
        """Return the study of an expert as an export names it."""
        return f"{'PROFESI' if self.expert_schooling == '42' else 'S-1'} {self.field}"


@dataclass(frozen=True, slots=True)
class General:
    """A general (pelaksana) job with the education it asks for."""

    name: str
    schooling: str
    field: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """The jobs of a kind of unit with their shares: functional, general, and general without a degree."""

    functional: tuple[tuple[str, float], ...]
    general: tuple[tuple[str, float], ...]
    lower: tuple[tuple[str, float], ...]
    functional_share: float


def _expert(name: str, field: str, title: str, schooling: str = "40") -> Family:
    return Family(name, field, title, expert=True, skilled=False, expert_schooling=schooling)


def _both(name: str, field: str, title: str, schooling: str = "40") -> Family:
    return Family(name, field, title, expert=True, skilled=True, expert_schooling=schooling)


_FAMILIES = (
    _expert("GURU", "PENDIDIKAN", "S.Pd.", "42"),
    _both("PERAWAT", "KEPERAWATAN", "S.Kep., Ns.", "42"),
    _both("BIDAN", "KEBIDANAN", "S.Keb.", "42"),
    _expert("DOKTER", "KEDOKTERAN", "", "42"),
    _expert("DOKTER GIGI", "KEDOKTERAN GIGI", "", "42"),
    _expert("APOTEKER", "FARMASI", "S.Farm., Apt.", "42"),
    Family("ASISTEN APOTEKER", "FARMASI", "A.Md.", expert=False, skilled=True),
    _both("NUTRISIONIS", "GIZI", "S.Gz."),
    _both("TENAGA SANITASI LINGKUNGAN", "KESEHATAN LINGKUNGAN", "S.K.M."),
    _both("PRANATA LABORATORIUM KESEHATAN", "ANALIS KESEHATAN", "S.Tr.Kes."),
    _both("RADIOGRAFER", "RADIOLOGI", "S.Tr.Kes."),
    _both("PEREKAM MEDIS", "REKAM MEDIS", "S.Tr.Kes."),
    _expert("PENYULUH KESEHATAN MASYARAKAT", "KESEHATAN MASYARAKAT", "S.K.M."),
    _both("PENYULUH KELUARGA BERENCANA", "ILMU SOSIAL", "S.Sos."),
    _expert("ANALIS SDM APARATUR", "ADMINISTRASI NEGARA", "S.A.P."),
    Family("PRANATA SDM APARATUR", "ADMINISTRASI", "A.Md.", expert=False, skilled=True),
    _expert("ANALIS KEBIJAKAN", "ILMU PEMERINTAHAN", "S.I.P."),
    _expert("PERENCANA", "EKONOMI PEMBANGUNAN", "S.E."),
    _expert("AUDITOR", "AKUNTANSI", "S.E., Ak."),
    _both("PRANATA KOMPUTER", "TEKNIK INFORMATIKA", "S.Kom."),
    _expert("STATISTISI", "STATISTIKA", "S.Stat."),
    _expert("SANDIMAN", "TEKNIK INFORMATIKA", "S.Kom."),
    _both("PRANATA HUBUNGAN MASYARAKAT", "ILMU KOMUNIKASI", "S.I.Kom."),
    _both("ARSIPARIS", "KEARSIPAN", "S.A.P."),
    _both("PUSTAKAWAN", "ILMU PERPUSTAKAAN", "S.IP."),
    _expert("PENGELOLA PENGADAAN BARANG/JASA", "HUKUM", "S.H."),
    _expert("ANALIS KEUANGAN PUSAT DAN DAERAH", "AKUNTANSI", "S.E."),
    _expert("PERANCANG PERATURAN PERUNDANG-UNDANGAN", "HUKUM", "S.H."),
    _both("PENYULUH PERTANIAN", "PERTANIAN", "S.P."),
    _both("MEDIK VETERINER", "KEDOKTERAN HEWAN", "S.K.H."),
    _both("PENYULUH PERIKANAN", "PERIKANAN", "S.Pi."),
    _expert("PENGELOLA EKOSISTEM LAUT DAN PESISIR", "ILMU KELAUTAN", "S.Kel."),
    _both("POLISI PAMONG PRAJA", "ILMU PEMERINTAHAN", "S.I.P."),
    _expert("ANALIS KEBENCANAAN", "GEOFISIKA", "S.Si."),
    _both("PENATA PENANGGULANGAN BENCANA", "TEKNIK SIPIL", "S.T."),
    Family("PEMADAM KEBAKARAN", "TEKNIK", "A.Md.", expert=False, skilled=True),
    _expert("TEKNIK JALAN DAN JEMBATAN", "TEKNIK SIPIL", "S.T."),
    _expert("PENATA RUANG", "PERENCANAAN WILAYAH", "S.T."),
    _expert("TEKNIK TATA BANGUNAN DAN PERUMAHAN", "TEKNIK ARSITEKTUR", "S.T."),
    _both("PENGUJI KENDARAAN BERMOTOR", "TEKNIK MESIN", "S.T."),
    _both("PENGENDALI DAMPAK LINGKUNGAN", "TEKNIK LINGKUNGAN", "S.T."),
    _expert("ADYATAMA KEPARIWISATAAN DAN EKONOMI KREATIF", "PARIWISATA", "S.Par."),
    _expert("PENATA PERIZINAN", "HUKUM", "S.H."),
    _expert("PENGANTAR KERJA", "ILMU SOSIAL", "S.Sos."),
    _both("PEKERJA SOSIAL", "KESEJAHTERAAN SOSIAL", "S.Tr.Sos."),
    _expert("PENGGERAK SWADAYA MASYARAKAT", "ILMU SOSIAL", "S.Sos."),
)
FAMILIES = {family.name: family for family in _FAMILIES}

_GENERAL = (
    General("PENELAAH TEKNIS KEBIJAKAN", "40", "S-1 ILMU ADMINISTRASI NEGARA", "S.A.P."),
    General("PENATA LAYANAN OPERASIONAL", "40", "S-1 ILMU EKONOMI", "S.E."),
    General("PENGOLAH DATA DAN INFORMASI", "30", "D-III MANAJEMEN INFORMATIKA", "A.Md."),
    General("PENGELOLA LAYANAN OPERASIONAL", "30", "D-III ADMINISTRASI", "A.Md."),
    General("PENGELOLA LAYANAN KESEHATAN", "30", "D-III KEPERAWATAN", "A.Md.Kep."),
    General("DOKUMENTALIS HUKUM", "40", "S-1 HUKUM", "S.H."),
    General("FASILITATOR PEMERINTAHAN", "15", "SLTA/SMA SEDERAJAT"),
    General("PENGADMINISTRASI PERKANTORAN", "15", "SLTA/SMA SEDERAJAT"),
    General("OPERATOR LAYANAN OPERASIONAL", "17", "SMK SEDERAJAT"),
    General("OPERATOR LAYANAN KESEHATAN", "17", "SMK KESEHATAN"),
    General("TEKNISI SARANA DAN PRASARANA", "17", "SMK TEKNOLOGI"),
    General("PENGELOLA UMUM OPERASIONAL", "05", "SEKOLAH DASAR"),
)
GENERAL = {general.name: general for general in _GENERAL}

_OFFICE = (
    ("PENELAAH TEKNIS KEBIJAKAN", 4.0),
    ("PENATA LAYANAN OPERASIONAL", 2.0),
    ("PENGOLAH DATA DAN INFORMASI", 3.0),
    ("PENGADMINISTRASI PERKANTORAN", 4.0),
)
_OFFICE_LOWER = (
    ("PENATA LAYANAN OPERASIONAL", 2.5),
    ("PENGELOLA LAYANAN OPERASIONAL", 2.0),
    ("OPERATOR LAYANAN OPERASIONAL", 3.5),
    ("PENGADMINISTRASI PERKANTORAN", 1.5),
    ("PENGELOLA UMUM OPERASIONAL", 0.6),
)
_OUTDOOR = (
    ("OPERATOR LAYANAN OPERASIONAL", 5.0),
    ("PENGELOLA UMUM OPERASIONAL", 3.0),
    ("TEKNISI SARANA DAN PRASARANA", 1.0),
)
_HEALTH = (("PENGELOLA LAYANAN KESEHATAN", 3.0), ("PENGADMINISTRASI PERKANTORAN", 1.0))
_HEALTH_LOWER = (
    ("PENGELOLA LAYANAN KESEHATAN", 3.0),
    ("OPERATOR LAYANAN KESEHATAN", 2.0),
    ("OPERATOR LAYANAN OPERASIONAL", 1.0),
)
_SCHOOL = (("PENGADMINISTRASI PERKANTORAN", 2.0), ("PENGOLAH DATA DAN INFORMASI", 1.0))


def _office(share: float, **functional: float) -> Profile:
    """Return an office's profile; the keywords are the functional jobs, `_` for a blank."""
    names = tuple((name.replace("_", " "), weight) for name, weight in functional.items())
    return Profile(names, _OFFICE, _OFFICE_LOWER, share)


_SCHOOLS = Profile((("GURU", 1.0),), _SCHOOL, _OFFICE_LOWER, 0.86)
_PROCUREMENT = (("PENGELOLA PENGADAAN BARANG/JASA", 3.0),)
PROFILES = {
    "kantor": _office(0.3, ANALIS_KEBIJAKAN=3, PERENCANA=1, ARSIPARIS=1),
    "umum": _office(0.22, ANALIS_KEUANGAN_PUSAT_DAN_DAERAH=2, PERENCANA=2, ARSIPARIS=2, PRANATA_SDM_APARATUR=1),
    "kepegawaian": _office(0.55, ANALIS_SDM_APARATUR=4, PRANATA_SDM_APARATUR=2, PRANATA_KOMPUTER=1),
    "keuangan": _office(0.4, ANALIS_KEUANGAN_PUSAT_DAN_DAERAH=4, PRANATA_KOMPUTER=1, ARSIPARIS=1),
    "pengadaan": Profile(_PROCUREMENT, _OFFICE, _OFFICE_LOWER, 0.6),
    "hukum": Profile(
        (("PERANCANG PERATURAN PERUNDANG-UNDANGAN", 3.0), ("ANALIS KEBIJAKAN", 1.0)),
        (*_OFFICE, ("DOKUMENTALIS HUKUM", 3.0)),
        _OFFICE_LOWER,
        0.4,
    ),
    "perencanaan": _office(0.5, PERENCANA=4, ANALIS_KEBIJAKAN=2, STATISTISI=1),
    "pengawasan": _office(0.7, AUDITOR=1),
    "pelayanan": _office(0.4, PENATA_PERIZINAN=3, PENGANTAR_KERJA=1, PRANATA_KOMPUTER=2, ARSIPARIS=1),
    "informatika": _office(0.55, PRANATA_KOMPUTER=4, STATISTISI=1, SANDIMAN=1),
    "humas": _office(0.5, PRANATA_HUBUNGAN_MASYARAKAT=3, PRANATA_KOMPUTER=1),
    "arsip": _office(0.6, ARSIPARIS=2, PUSTAKAWAN=2),
    "sosial": _office(0.45, PEKERJA_SOSIAL=2, PENGGERAK_SWADAYA_MASYARAKAT=2, ANALIS_KEBIJAKAN=1),
    "pariwisata": _office(0.4, ADYATAMA_KEPARIWISATAAN_DAN_EKONOMI_KREATIF=3, PRANATA_HUBUNGAN_MASYARAKAT=1),
    "perikanan": _office(0.45, PENYULUH_PERIKANAN=2, PENGELOLA_EKOSISTEM_LAUT_DAN_PESISIR=2),
    "pertanian": _office(0.55, PENYULUH_PERTANIAN=4, MEDIK_VETERINER=1),
    "lingkungan": _office(0.4, PENGENDALI_DAMPAK_LINGKUNGAN=1),
    "perhubungan": Profile((("PENGUJI KENDARAAN BERMOTOR", 1.0),), _OFFICE, _OUTDOOR, 0.2),
    "teknik": _office(0.4, TEKNIK_JALAN_DAN_JEMBATAN=2, PENATA_RUANG=1, TEKNIK_TATA_BANGUNAN_DAN_PERUMAHAN=1),
    "bencana": Profile(
        (("PENATA PENANGGULANGAN BENCANA", 2.0), ("ANALIS KEBENCANAAN", 1.0), ("PEMADAM KEBAKARAN", 3.0)),
        _OFFICE,
        _OUTDOOR,
        0.5,
    ),
    "satpol": Profile((("POLISI PAMONG PRAJA", 1.0),), _OFFICE, (("OPERATOR LAYANAN OPERASIONAL", 1.0),), 0.7),
    "kebersihan": Profile((("PENGENDALI DAMPAK LINGKUNGAN", 1.0),), _OUTDOOR, _OUTDOOR, 0.08),
    "kecamatan": _office(0.15, ANALIS_KEBIJAKAN=2, PENGGERAK_SWADAYA_MASYARAKAT=1),
    "gampong": Profile(
        (), (("FASILITATOR PEMERINTAHAN", 1.0), ("PENGADMINISTRASI PERKANTORAN", 2.0)), _OFFICE_LOWER, 0.0
    ),
    "sd": _SCHOOLS,
    "smp": _SCHOOLS,
    "tk": _SCHOOLS,
    "kesehatan": Profile(
        (
            ("DOKTER", 1.0),
            ("PERAWAT", 5.0),
            ("BIDAN", 4.0),
            ("DOKTER GIGI", 0.5),
            ("NUTRISIONIS", 1.0),
            ("TENAGA SANITASI LINGKUNGAN", 1.0),
            ("PENYULUH KESEHATAN MASYARAKAT", 1.0),
            ("ASISTEN APOTEKER", 1.0),
            ("PENYULUH KELUARGA BERENCANA", 0.7),
        ),
        _HEALTH,
        _HEALTH_LOWER,
        0.82,
    ),
    "rsud": Profile(
        (("DOKTER", 2.0), ("PERAWAT", 9.0), ("BIDAN", 3.0), ("DOKTER GIGI", 0.4)), _HEALTH, _HEALTH_LOWER, 0.9
    ),
    "penunjang": Profile(
        (
            ("APOTEKER", 1.0),
            ("ASISTEN APOTEKER", 1.5),
            ("PRANATA LABORATORIUM KESEHATAN", 2.0),
            ("RADIOGRAFER", 1.0),
            ("NUTRISIONIS", 1.0),
            ("PEREKAM MEDIS", 1.5),
        ),
        (*_HEALTH, *_OFFICE),
        _HEALTH_LOWER,
        0.6,
    ),
}
