"""A credential for tests."""

import datetime as dt
from decimal import Decimal

from piawai.formats.credentials import Award, Skill

ISSUER = "did:web:example.id:penerbit"
LIST = "https://example.id/kredensial/status/0/"
AT = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)


def award(**more: object) -> Award:
    """Return what somebody was awarded, unless `more` says otherwise."""
    plain: dict[str, object] = {
        "address": "https://example.id/sertifikat/abcdefghjkmnpqrstuvwxyz2/",
        "issuer": ISSUER,
        "issuer_name": "Kota Contoh",
        "holder": "Sari Staf",
        "number": "00001/SERT/2026",
        "programme_address": "https://example.id/katalog/S1/",
        "programme": "Pelatihan Pelayanan Prima",
        "partner": "BPSDM Aceh",
        "hours": Decimal("8.5"),
        "starts_on": dt.date(2026, 3, 2),
        "ends_on": dt.date(2026, 3, 4),
        "issued_at": AT,
        "valid_until": dt.datetime(2029, 3, 4, 16, 59, 59, tzinfo=dt.UTC),
        "status_list": LIST,
        "status_index": 5,
        "skills": (Skill("M.1", "Integritas", 3), Skill("M.2", "Kerja sama", 2)),
    }
    return Award(**{**plain, **more})  # type: ignore[arg-type]
