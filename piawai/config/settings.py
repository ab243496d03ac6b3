"""Django's settings. Read from the environment; a value that makes no sense is refused here, loudly."""

import os
import zoneinfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from piawai.lib.home import home, secret_key, wal_is_safe

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

INSTALLED_APPS = [
    "piawai.audit",
    "piawai.people",
    "piawai.competencies",
    "piawai.performance",
    "piawai.learning",
    "piawai.development",
]
MIDDLEWARE: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_journal = "WAL" if wal_is_safe() else "DELETE"
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": home() / "db.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={_journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA journal_size_limit=67108864;"
        ),
    },
}


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return SQLITE
    try:
        found = dj_database_url.parse(url, conn_max_age=60)
    except (ValueError, dj_database_url.ParseError) as fault:
        msg = "DATABASE_URL cannot be read; it must look like postgres://user:password@host:5432/name"
        raise ImproperlyConfigured(msg) from fault
    if found["ENGINE"] != "django.db.backends.postgresql":
        msg = "DATABASE_URL must name a PostgreSQL database; without it SQLite in PIAWAI_HOME is used."
        raise ImproperlyConfigured(msg)
    return dict(found)


DATABASES = {"default": _database()}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")]  # noqa: PTH118, PTH120 (Django wants str)
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("PIAWAI_TIME_ZONE", "Asia/Jakarta")
if TIME_ZONE not in zoneinfo.available_timezones():
    msg = f"PIAWAI_TIME_ZONE: {TIME_ZONE!r} is no time zone; Asia/Jakarta, Asia/Makassar or Asia/Jayapura would pass."
    raise ImproperlyConfigured(msg)
