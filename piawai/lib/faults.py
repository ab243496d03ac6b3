"""What the database says when it refuses, without the values it says it about."""

from django.db import DatabaseError

_SIGNS = {  # code: words in what the databases say; the first that fits
    "disk_full": ("disk is full", "disk full", "no space left", "disk i/o error", "disk quota"),
    "not_prepared": (
        "no such table",
        "no such column",
        "has no column",
        "relation",
        "undefined table",
        "undefined column",
    ),
    "busy": ("locked",),
    "unreachable": ("unable to open", "connection", "could not", "password", "timeout expired", "does not exist"),
}


def kind_of(fault: DatabaseError) -> str:
    """Return disk_full, not_prepared, busy, unreachable, or "database" for anything else."""
    words = reason_of(fault).lower()
    return next((code for code, signs in _SIGNS.items() if any(sign in words for sign in signs)), "database")


def reason_of(fault: DatabaseError) -> str:
    """Return in the database's words what went wrong: of PostgreSQL only the first line, which holds no values."""
    told = getattr(getattr(fault.__cause__, "diag", None), "message_primary", None)
    return " ".join(str(told or fault).split())
