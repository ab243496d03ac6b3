"""All kinds of files, in the order in which a whole city is imported."""

from collections.abc import Mapping

from piawai.integrations.files import (
    anggaran,
    diklat,
    kamus,
    katalog,
    kejadian,
    kinerja,
    kunci,
    layanan,
    libur,
    pegawai,
    penilaian,
    soal,
    standar,
    unor,
)
from piawai.integrations.files.reading import Kind

_MODULES = (
    unor,
    kamus,
    standar,
    pegawai,
    layanan,
    libur,
    penilaian,
    kinerja,
    diklat,
    katalog,
    anggaran,
    kejadian,
    kunci,
    soal,
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in sorted((module.KIND for module in _MODULES), key=lambda kind: kind.order)
}
