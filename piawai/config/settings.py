"""
Django's settings. Read from the environment; a value that makes no sense is refused here, loudly.

The refusals stand in both languages, Indonesian first: translations need the settings that are refused.
"""

import contextlib
import os
import zoneinfo
from datetime import timedelta
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from piawai.lib.home import home, secret_key, wal_is_safe


def _refusal(*, indonesian: str, english: str) -> ImproperlyConfigured:
    """Return the refusal of a value in both languages, in one line."""
    return ImproperlyConfigured(f"{indonesian} / {english}")


def _flag(name: str) -> bool:
    """Return whether the environment switches something on: 1 or 0, anything else is refused."""
    given = os.environ.get(name, "0")
    if given not in {"0", "1"}:
        raise _refusal(
            indonesian=f"{name}: {given!r} bukan 0 dan bukan 1.", english=f"{name}: {given!r} is neither 0 nor 1."
        )
    return given == "1"


SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", *filter(None, os.environ.get("PIAWAI_HOSTS", "").split(","))]
HTTPS = _flag("PIAWAI_HTTPS")  # the site is reached over TLS, which a proxy in front of it ends

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "piawai.web",  # before allauth, whose pages it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "template_partials",
    "piawai.audit",
    "piawai.jobs",
    "piawai.accounts",
    "piawai.people",
    "piawai.competencies",
    "piawai.performance",
    "piawai.learning",
    "piawai.development",
    "piawai.access",
    "piawai.integrations.uploads",
]
MIDDLEWARE = [
    "piawai.web.middleware.no_nul",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the static files: a picture opened alone may do as little
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads what it packs: nothing can be learnt from lengths
    "piawai.web.middleware.kept_nowhere",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "piawai.web.accounts.sessions.sessions",
    "piawai.web.kept.after_the_session",
    "piawai.web.middleware.wrong_way_in_words",
]
ROOT_URLCONF = "piawai.config.urls"
WSGI_APPLICATION = "piawai.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "piawai.web.context.site",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_journal = "WAL" if wal_is_safe() else "DELETE"
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": home() / "db.sqlite3",
    "CONN_MAX_AGE": 60,  # to open the file anew for each request would cost as much as a small page
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={_journal}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA journal_size_limit=67108864;"
        ),
    },
}


ASKED_AGAIN = 3  # times until PostgreSQL keeps its plan of a statement for a connection


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return SQLITE
    try:
        found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except (ValueError, dj_database_url.ParseError) as fault:
        raise _refusal(
            indonesian="DATABASE_URL tidak dapat dibaca. Tulis seperti postgres://pengguna:sandi@host:5432/nama",
            english="DATABASE_URL cannot be read; it must look like postgres://user:password@host:5432/name",
        ) from fault
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise _refusal(
            indonesian="DATABASE_URL harus menunjuk basis data PostgreSQL. Tanpa DATABASE_URL, Piawai memakai SQLite "
            "di PIAWAI_HOME.",
            english="DATABASE_URL must name a PostgreSQL database; without it SQLite in PIAWAI_HOME is used.",
        )
    from piawai.lib.postgresql import Cursor  # noqa: PLC0415 (SQLite does without the driver)

    return {
        **found,
        "OPTIONS": {**found.get("OPTIONS", {}), "cursor_factory": Cursor, "prepare_threshold": ASKED_AGAIN},
    }


DATABASES = {"default": _database()}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")]  # noqa: PTH118, PTH120 (Django wants str)
FORMAT_MODULE_PATH = "piawai.config.formats"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("PIAWAI_TIME_ZONE", "Asia/Jakarta")
if TIME_ZONE not in zoneinfo.available_timezones():
    raise _refusal(
        indonesian=f"PIAWAI_TIME_ZONE: {TIME_ZONE!r} bukan zona waktu. Tulis misalnya Asia/Jakarta, Asia/Makassar atau "
        "Asia/Jayapura.",
        english=f"PIAWAI_TIME_ZONE: {TIME_ZONE!r} is no time zone; Asia/Jakarta, Asia/Makassar or Asia/Jayapura would "
        "pass.",
    )


# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["piawai.access.sign_in.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_COOKIE_NAME = "piawai"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "piawai.web.kept.form_too_old"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # where the browser never closes
USERSESSIONS_TRACK_ACTIVITY = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "code")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "piawai.web.accounts.adapters.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}  # the form is our own and takes a NIP as well
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "piawai.web.accounts.forms.SignIn",
    "reset_password_from_key": "piawai.web.accounts.forms.PasswordByLink",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a class)
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds; local policy: too short for a mailbox that others read later
ACCOUNT_RATE_LIMITS = {  # signing in has limits of its own, by account and device: many people share an address
    "login": None,
    "reauthenticate": None,
    "login_failed": "10/15m/key",  # the second factor, by account
}
MFA_ADAPTER = "piawai.web.accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "piawai.web.accounts.forms.SecondFactor",
    "reauthenticate": "piawai.web.accounts.forms.SecondFactorAgain",
    "activate_totp": "piawai.web.accounts.forms.NewApp",
    "add_webauthn": "piawai.web.accounts.forms.NewPasskey",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds: clocks of phones differ
MFA_ALLOW_UNVERIFIED_EMAIL = True


def _mail() -> tuple[SplitResult, int]:
    """Return the address of the mail server in parts, and its port; empty parts for no server."""
    given = os.environ.get("PIAWAI_MAIL", "")
    with contextlib.suppress(ValueError):  # a port or address that is none
        parts = urlsplit(given)
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
        if not given or (parts.scheme in {"smtp", "smtps"} and parts.hostname):
            return parts, port
    raise _refusal(
        indonesian="PIAWAI_MAIL tidak dapat dibaca. Tulis seperti smtp://pengguna:sandi@host:587 (smtps:// bila TLS "
        "dipakai sejak awal).",
        english="PIAWAI_MAIL cannot be read; it must look like smtp://user:password@host:587 (smtps:// for TLS from "
        "the start).",
    )


# Mail: without PIAWAI_MAIL nothing is sent, and the site offers nothing that needs it
_server, EMAIL_PORT = _mail()
EMAIL_HOST = _server.hostname or ""
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_server.username or ""), unquote(_server.password or "")
EMAIL_USE_SSL = _server.scheme == "smtps"
EMAIL_USE_TLS = _server.scheme == "smtp"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PIAWAI_MAIL_FROM", "piawai@localhost")

# Static files and what people upload
STATIC_URL = "static/"
STATIC_ROOT = home() / "static"
MEDIA_ROOT = home() / "media"
FILE_UPLOAD_HANDLERS = ["piawai.web.importing.receiving.Limited"]
WHITENOISE_MAX_AGE = 3600
_collected = (STATIC_ROOT / "staticfiles.json").exists()  # `piawai serve` collects; tests and developers need not
WHITENOISE_USE_FINDERS = not _collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# One for all workers: limits and used codes count everywhere
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# What the browser may do with a page: nothing from elsewhere, no script or style inside the page
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What happened at the door: one JSON line an event on stderr
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(message)s"}, "django": {"()": "piawai.lib.security_log.Line"}},
    "handlers": {
        "security": {"class": "logging.StreamHandler", "formatter": "line"},
        "django": {"class": "logging.StreamHandler", "formatter": "django"},
    },
    "loggers": {
        "piawai.security": {"handlers": ["security"], "level": "INFO"},
        "django.security": {"handlers": ["django"]},
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
