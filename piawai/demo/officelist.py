"""The offices (OPD) of the demo city with their divisions and branches; names to be read as invented."""

from piawai.demo.officekinds import Branch, Division, Office, Part


def _agency(
    name: str, short: str, profile: str, divisions: str, *branches: Branch, head: str = "KEPALA", echelon: str = "22"
) -> Office:
    """Return an office whose divisions are given as "name:profile, name" (the office's profile by default)."""
    parts = []
    for entry in filter(None, divisions.split(", ")):
        title, _, own = entry.partition(":")
        parts.append(Division(f"Bidang {title}", own or profile))
    return Office(name, short, f"{head} {name.upper()}", profile, echelon, tuple(parts), branches)


def _assistant(name: str, *parts: Part) -> Division:
    return Division(name, "kantor", "ASISTEN", "22", name.upper(), plain=True, parts=parts)


def _schools() -> tuple[Branch, ...]:
    return (
        *(Branch(f"SMP Negeri {number} Sabang", "SEKOLAH", "smp") for number in range(1, 11)),
        *(Branch(f"SD Negeri {number} Sabang", "SEKOLAH", "sd") for number in range(1, 27)),
        *(Branch(f"TK Negeri Pembina {number} Sabang", "SEKOLAH", "tk") for number in range(1, 7)),
    )


def _health_centres() -> tuple[Branch, ...]:
    names = ("Cot Ba'U", "Sukakarya", "Iboih", "Jaboi", "Paya Seunara", "Balohan")
    return tuple(Branch(f"Puskesmas {name}", "PUSKESMAS", "kesehatan") for name in names)


def _uptd(name: str, profile: str) -> Branch:
    return Branch(f"UPTD {name}", "UPTD", profile)


SEKDA = "SEKRETARIS DAERAH KOTA SABANG"

OFFICES: tuple[Office, ...] = (
    Office(
        "Sekretariat Daerah",
        "Sekretariat Daerah",
        SEKDA,
        "kantor",
        "21",
        (
            _assistant(
                "Asisten Pemerintahan dan Keistimewaan Aceh",
                Part("Bagian Tata Pemerintahan", "kantor"),
                Part("Bagian Hukum", "hukum"),
                Part("Bagian Keistimewaan dan Kesejahteraan Rakyat", "kantor"),
            ),
            _assistant(
                "Asisten Perekonomian dan Pembangunan",
                Part("Bagian Perekonomian", "perencanaan"),
                Part("Bagian Administrasi Pembangunan", "perencanaan"),
                Part("Bagian Pengadaan Barang dan Jasa", "pengadaan"),
            ),
            _assistant(
                "Asisten Administrasi Umum",
                Part("Bagian Umum", "umum"),
                Part("Bagian Organisasi", "kepegawaian"),
                Part("Bagian Protokol dan Komunikasi Pimpinan", "kantor"),
            ),
        ),
        secretariat=False,
    ),
    _agency(
        "Dinas Kesehatan dan Keluarga Berencana",
        "Dinas Kesehatan dan KB",
        "kesehatan",
        "Kesehatan Masyarakat, Pencegahan dan Pengendalian Penyakit, Pelayanan dan Sumber Daya Kesehatan, "
        "Keluarga Berencana",
        *_health_centres(),
    ),
    _agency(
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "BKPSDM",
        "kepegawaian",
        "Pengadaan dan Informasi ASN, Mutasi dan Promosi, Pengembangan Kompetensi ASN",
    ),
    _agency(
        "Dinas Pendidikan dan Kebudayaan",
        "Dinas Pendidikan dan Kebudayaan",
        "kantor",
        "Pembinaan PAUD dan Pendidikan Dasar, Pembinaan Ketenagaan:kepegawaian, Kebudayaan",
        *_schools(),
    ),
    _agency(
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Disdukcapil",
        "pelayanan",
        "Pendaftaran Penduduk, Pencatatan Sipil, Pengelolaan Informasi Kependudukan:informatika",
    ),
    Office(
        "Rumah Sakit Umum Daerah Kota Sabang",
        "RSUD",
        "DIREKTUR RUMAH SAKIT UMUM DAERAH KOTA SABANG",
        "penunjang",
        "31",
        (
            Division("Bidang Pelayanan Medis", "rsud"),
            Division("Bidang Keperawatan", "rsud"),
            Division("Bidang Penunjang Medis", "penunjang"),
        ),
    ),
    _agency(
        "Badan Pengelolaan Keuangan Daerah",
        "BPKD",
        "keuangan",
        "Anggaran, Perbendaharaan, Akuntansi dan Pelaporan, Aset, Pendapatan",
    ),
    Office("Kecamatan Sukakarya", "Kecamatan Sukakarya", "CAMAT SUKAKARYA", "kecamatan", "31", sub_district=True),
    _agency(
        "Satuan Polisi Pamong Praja dan Wilayatul Hisbah",
        "Satpol PP dan WH",
        "satpol",
        "Penegakan Qanun dan Syariat Islam, Ketertiban Umum, Perlindungan Masyarakat",
    ),
    _agency(
        "Dinas Lingkungan Hidup dan Kebersihan",
        "DLHK",
        "lingkungan",
        "Tata Lingkungan, Pengendalian Pencemaran, Pengelolaan Sampah:kebersihan, Pertamanan:kebersihan",
        _uptd("Tempat Pemrosesan Akhir Lhok Batee", "kebersihan"),
    ),
    Office("Kecamatan Sukajaya", "Kecamatan Sukajaya", "CAMAT SUKAJAYA", "kecamatan", "31", sub_district=True),
    Office("Kecamatan Sukamakmue", "Kecamatan Sukamakmue", "CAMAT SUKAMAKMUE", "kecamatan", "31", sub_district=True),
    Office(
        "Inspektorat",
        "Inspektorat",
        "INSPEKTUR KOTA SABANG",
        "pengawasan",
        "22",
        tuple(
            Division(
                f"Inspektur Pembantu Wilayah {roman}",
                "pengawasan",
                echelon="31",
                post=f"INSPEKTUR PEMBANTU WILAYAH {roman}",
                plain=True,
            )
            for roman in ("I", "II", "III")
        ),
    ),
    _agency(
        "Badan Perencanaan Pembangunan Daerah",
        "Bappeda",
        "perencanaan",
        "Perencanaan Makro dan Evaluasi, Pemerintahan dan Manusia, Perekonomian dan Sumber Daya Alam, "
        "Infrastruktur dan Kewilayahan, Riset dan Inovasi",
    ),
    _agency(
        "Badan Penanggulangan Bencana Daerah",
        "BPBD",
        "bencana",
        "Pencegahan dan Kesiapsiagaan, Kedaruratan dan Logistik, Rehabilitasi dan Rekonstruksi, Pemadam Kebakaran",
        head="KEPALA PELAKSANA",
    ),
    _agency(
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        "DPUPR",
        "teknik",
        "Bina Marga, Cipta Karya, Sumber Daya Air, Penataan Ruang",
        _uptd("Peralatan dan Perbengkelan", "teknik"),
    ),
    _agency(
        "Dinas Perhubungan",
        "Dinas Perhubungan",
        "perhubungan",
        "Lalu Lintas dan Angkutan, Pelayaran",
        _uptd("Pelabuhan Penyeberangan Balohan", "perhubungan"),
    ),
    _agency(
        "Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu dan Tenaga Kerja",
        "DPMPTSP dan Tenaga Kerja",
        "pelayanan",
        "Penanaman Modal, Perizinan dan Nonperizinan, Tenaga Kerja",
    ),
    _agency(
        "Dinas Komunikasi, Informatika dan Persandian",
        "Diskominfo",
        "informatika",
        "Informasi dan Komunikasi Publik:humas, Aplikasi Informatika, Statistik dan Persandian",
    ),
    _agency(
        "Dinas Pariwisata",
        "Dinas Pariwisata",
        "pariwisata",
        "Destinasi, Pemasaran, Ekonomi Kreatif",
        _uptd("Kawasan Wisata Titik Nol Kilometer", "pariwisata"),
    ),
    _agency(
        "Dinas Kelautan dan Perikanan",
        "DKP",
        "perikanan",
        "Perikanan Tangkap, Budidaya dan Pengolahan, Pengawasan Sumber Daya Kelautan",
        _uptd("Pangkalan Pendaratan Ikan Pasiran", "perikanan"),
    ),
    _agency(
        "Dinas Pertanian dan Pangan",
        "Dinas Pertanian dan Pangan",
        "pertanian",
        "Tanaman Pangan dan Perkebunan, Peternakan, Ketahanan Pangan",
        _uptd("Balai Benih dan Pusat Kesehatan Hewan", "pertanian"),
    ),
    _agency("Dinas Sosial", "Dinas Sosial", "sosial", "Rehabilitasi Sosial, Perlindungan dan Jaminan Sosial"),
    _agency(
        "Dinas Pemberdayaan Masyarakat dan Gampong",
        "DPMG",
        "sosial",
        "Pemerintahan Gampong, Ekonomi dan Pemberdayaan",
    ),
    _agency(
        "Dinas Perindustrian, Perdagangan, Koperasi dan UKM",
        "Disperindagkop UKM",
        "kantor",
        "Perindustrian, Perdagangan, Koperasi dan UKM",
        _uptd("Pasar Terpadu Sabang", "kebersihan"),
    ),
    _agency("Dinas Perpustakaan dan Kearsipan", "DPK", "arsip", "Perpustakaan, Kearsipan"),
    _agency(
        "Dinas Perumahan Rakyat dan Kawasan Permukiman",
        "DPRKP",
        "teknik",
        "Perumahan, Kawasan Permukiman dan Pertanahan",
    ),
    _agency("Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "DP3A", "sosial", "Perempuan, Perlindungan Anak"),
    _agency("Dinas Pemuda dan Olahraga", "Dispora", "kantor", "Kepemudaan, Keolahragaan"),
    _agency(
        "Dinas Syariat Islam dan Pendidikan Dayah", "DSI dan Dayah", "kantor", "Bina Syariat Islam, Pendidikan Dayah"
    ),
    _agency("Badan Kesatuan Bangsa dan Politik", "Kesbangpol", "kantor", "Ideologi dan Kewaspadaan, Politik"),
    Office(
        "Sekretariat Dewan Perwakilan Rakyat Kota",
        "Sekretariat DPRK",
        "SEKRETARIS DEWAN PERWAKILAN RAKYAT KOTA",
        "kantor",
        "22",
        (
            Division("Bagian Umum dan Keuangan", "keuangan", "BAGIAN", "31"),
            Division("Bagian Persidangan dan Perundang-undangan", "hukum", "BAGIAN", "31"),
        ),
        secretariat=False,
    ),
    *(
        Office(f"Sekretariat {name}", short, f"KEPALA SEKRETARIAT {short.upper()}", "kantor", "31", secretariat=False)
        for name, short in (
            ("Majelis Permusyawaratan Ulama", "MPU"),
            ("Majelis Adat Aceh", "MAA"),
            ("Majelis Pendidikan Daerah", "MPD"),
            ("Baitul Mal", "Baitul Mal"),
        )
    ),
)
