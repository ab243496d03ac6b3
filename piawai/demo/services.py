"""What the demo city's units offer to the public: the layanan file."""

from piawai.demo.cells import Row, Table
from piawai.demo.offices import Unit
from piawai.demo.people import City

HEADERS = ("KODE", "NAMA", "UNOR ID", "PENTING", "KOMPETENSI")
_REGISTRY = "Dinas Kependudukan dan Pencatatan Sipil"
_PERMITS = "Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu dan Tenaga Kerja"
_HEALTH = "Dinas Kesehatan dan Keluarga Berencana"
_HOSPITAL = "Rumah Sakit Umum Daerah Kota Sabang"
_EDUCATION = "Dinas Pendidikan dan Kebudayaan"
_TRANSPORT = "Dinas Perhubungan"
_DISASTER = "Badan Penanggulangan Bencana Daerah"
# name, unit, its office, important, competencies with the holders needed
_SERVICES = (
    ("Penerbitan KTP elektronik dan kartu keluarga", "Bidang Pendaftaran Penduduk Disdukcapil", _REGISTRY, True, 3),
    ("Penerbitan akta kelahiran dan kematian", "Bidang Pencatatan Sipil Disdukcapil", _REGISTRY, True, 2),
    ("Perizinan berusaha", "Bidang Perizinan dan Nonperizinan DPMPTSP dan Tenaga Kerja", _PERMITS, True, 3),
    ("Kartu pencari kerja", "Bidang Tenaga Kerja DPMPTSP dan Tenaga Kerja", _PERMITS, False, 1),
    ("Unit gawat darurat", "Bidang Pelayanan Medis RSUD", _HOSPITAL, True, 6),
    ("Rawat inap", "Bidang Keperawatan RSUD", _HOSPITAL, True, 6),
    ("Farmasi dan laboratorium", "Bidang Penunjang Medis RSUD", _HOSPITAL, True, 3),
    ("Pelayanan kesehatan dasar Cot Ba'U", "Puskesmas Cot Ba'U", _HEALTH, True, 4),
    ("Pelayanan kesehatan dasar Sukakarya", "Puskesmas Sukakarya", _HEALTH, True, 4),
    ("Pelayanan kesehatan dasar Iboih", "Puskesmas Iboih", _HEALTH, False, 3),
    (
        "Imunisasi dan surveilans",
        "Bidang Pencegahan dan Pengendalian Penyakit Dinas Kesehatan dan KB",
        _HEALTH,
        False,
        2,
    ),
    ("Penerimaan peserta didik baru", "Bidang Pembinaan PAUD dan Pendidikan Dasar " + _EDUCATION, _EDUCATION, False, 2),
    ("Pelabuhan penyeberangan Balohan", "UPTD Pelabuhan Penyeberangan Balohan", _TRANSPORT, True, 2),
    ("Pengujian kendaraan bermotor", "Bidang Lalu Lintas dan Angkutan Dinas Perhubungan", _TRANSPORT, False, 1),
    ("Penanganan darurat bencana", "Bidang Kedaruratan dan Logistik BPBD", _DISASTER, True, 3),
    ("Pemadaman kebakaran", "Bidang Pemadam Kebakaran BPBD", _DISASTER, True, 3),
    ("Pengangkutan sampah", "Bidang Pengelolaan Sampah DLHK", "Dinas Lingkungan Hidup dan Kebersihan", True, 2),
    ("Pelayanan administrasi Sukakarya", "Seksi Pelayanan Umum Kecamatan Sukakarya", "Kecamatan Sukakarya", False, 2),
    ("Pelayanan administrasi Sukajaya", "Seksi Pelayanan Umum Kecamatan Sukajaya", "Kecamatan Sukajaya", False, 2),
    (
        "Pelayanan administrasi Sukamakmue",
        "Seksi Pelayanan Umum Kecamatan Sukamakmue",
        "Kecamatan Sukamakmue",
        False,
        2,
    ),
    ("Pajak dan retribusi daerah", "Bidang Pendapatan BPKD", "Badan Pengelolaan Keuangan Daerah", False, 2),
    ("Informasi wisata Titik Nol", "UPTD Kawasan Wisata Titik Nol Kilometer", "Dinas Pariwisata", False, 2),
    ("Bantuan sosial", "Bidang Perlindungan dan Jaminan Sosial Dinas Sosial", "Dinas Sosial", False, 2),
    ("Perpustakaan umum", "Bidang Perpustakaan DPK", "Dinas Perpustakaan dan Kearsipan", False, 1),
    (
        "Layanan kepegawaian",
        "Bidang Mutasi dan Promosi BKPSDM",
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        False,
        2,
    ),
)


def serve(*, city: City) -> Table:
    """Return the 25 public services; in a small city a service lies with its office, or with the first one."""
    units = {unit.name: unit for unit in city.units}
    rows: list[Row] = []
    for number, (name, unit_name, office, important, holders) in enumerate(_SERVICES, start=1):
        unit: Unit = units.get(unit_name) or units.get(office) or city.units[1]
        needed = f"T.LY.1:2×{holders}; M.5:2×{holders}" if number % 4 else f"T.LY.1:2×{holders}"
        rows.append((f"LY-{number:02d}", name, unit.code, "YA" if important else "TIDAK", needed))
    return Table(HEADERS, tuple(rows))
