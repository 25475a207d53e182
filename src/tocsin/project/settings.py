"""Settings: the only module that reads the environment."""

import hashlib
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.database import roles
from tocsin.project.catalogues import compile_stale

SOURCE = Path(__file__).resolve().parent.parent
POOL = {"min_size": 1, "max_size": int(os.environ.get("TOCSIN_POOL", "12")), "timeout": 5}
# What a process is called, and the role of the database that goes with it.
ROLES = {name.removeprefix("tocsin_"): name for name in roles.ALL}
# So many requests are answered at once by each web process. More of them take the interpreter from
# each other, and all answer later; the next ones wait in line.
REQUEST_THREADS = int(os.environ.get("TOCSIN_THREADS", "3"))

# The server plans a statement that a connection repeats once, not each time.
PREPARED: dict[str, object] = (
    {"server_side_binding": True, "prepare_threshold": 2}
    if os.environ.get("TOCSIN_PREPARE", "1") == "1"
    else {}
)


def database_from(url: str) -> dict[str, object]:
    """Turn a ``postgresql://`` address into Django's settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("TOCSIN_DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    name = unquote(parts.path.lstrip("/")) or "tocsin"
    return {
        "ENGINE": "tocsin.kernel.database",
        "NAME": name,
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"pool": POOL, **PREPARED, **query},
        "TEST": {"NAME": f"test_{name}{os.environ.get('TOCSIN_TEST_DB_SUFFIX', '')}"},
    }


def under_role(database: dict[str, object], role: str) -> dict[str, object]:
    """Let a process sign in and work as its role does; without a role it works as the owner."""
    if not role:
        return database
    if role not in ROLES:
        raise ImproperlyConfigured(f"TOCSIN_ROLE must be one of {', '.join(ROLES)}.")
    user, _sign, password = os.environ.get(f"TOCSIN_{role.upper()}_LOGIN", "").partition(":")
    login = {"USER": unquote(user), "PASSWORD": unquote(password)} if user else {}
    options = {**database["OPTIONS"], "assume_role": ROLES[role]}  # type: ignore[dict-item] # made above
    return {**database, **login, "OPTIONS": options}


DEBUG = False
SECRET_KEY = os.environ.get("TOCSIN_SECRET_KEY", "unsafe-outside-development")
DATA_FOLDER = Path(
    os.environ.get("TOCSIN_DATA")
    or Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tocsin"
)
DEMO = os.environ.get("TOCSIN_DEMO") == "1"
CLOCK_PACE = os.environ.get("TOCSIN_CLOCK_PACE", "")
ALLOWED_HOSTS = os.environ.get("TOCSIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("TOCSIN_ORIGINS", "").split(",") if origin
]
# A password alone opens no desk, but in the demonstration.
SECOND_FACTOR_REQUIRED = not DEMO and os.environ.get("TOCSIN_SECOND_FACTOR", "1") == "1"
SECURE_COOKIES = os.environ.get("TOCSIN_SECURE_COOKIES") == "1"
IDLE_LOCK_MINUTES = int(os.environ.get("TOCSIN_IDLE_LOCK_MINUTES", "15"))

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
# Browsers keep one jar for all ports of a host: instances side by side name their cookies apart.
INSTANCE = hashlib.sha256(os.fsencode(DATA_FOLDER.absolute())).hexdigest()[:8]
LANGUAGE_COOKIE_NAME = f"tocsin_language_{INSTANCE}"
SESSION_COOKIE_NAME = f"tocsin_session_{INSTANCE}"
CSRF_COOKIE_NAME = f"tocsin_csrf_{INSTANCE}"

ROOT_URLCONF = "tocsin.project.urls"
ASGI_APPLICATION = "tocsin.project.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Officer"
SITE_NAME = "Tocsin"

INSTALLED_APPS = [
    # Before the libraries whose templates it dresses.
    "tocsin.kernel.shell",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    # The pages of passkeys tell times with it.
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tocsin.kernel.accounts",
    "tocsin.kernel.audit",
    "tocsin.kernel.durability",
    "tocsin.kernel.events",
    "tocsin.kernel.files",
    "tocsin.kernel.idempotency",
    "tocsin.kernel.ledger",
    "tocsin.kernel.numbering",
    "tocsin.kernel.personal",
    "tocsin.kernel.receivers",
    "tocsin.kernel.retention",
    "tocsin.kernel.two_person",
    "tocsin.kernel.seals",
    "tocsin.kernel.keyacts",
    "tocsin.kernel.people",
    "tocsin.registers.places",
    "tocsin.registers.units",
    "tocsin.registers.catalogue",
    "tocsin.desks.calls",
    "tocsin.desks.dispatch",
    "tocsin.desks.duty",
    "tocsin.readers.supervision",
    "tocsin.readers.review",
    "tocsin.readers.exports",
    "tocsin.readers.records",
    "tocsin.readers.transparency",
    "tocsin.readers.residents",
    "tocsin.adapters.simulation",
    "tocsin.adapters.spreadsheets",
    "tocsin.adapters.witnesses",
    "tocsin.project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tocsin.kernel.web.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tocsin.kernel.web.hygiene.HygieneMiddleware",
    "tocsin.kernel.shell.standing_in.StandInMiddleware",
    "tocsin.kernel.accounts.signed_in.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tocsin.kernel.accounts.tokens.TokenMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tocsin.kernel.accounts.signed_in.SignedInMiddleware",
    "tocsin.kernel.web.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tocsin.kernel.web.refusals.RefusalMiddleware",
    "tocsin.kernel.access.middleware.PolicyMiddleware",
    "tocsin.kernel.shell.second_factor.SecondFactorMiddleware",
    "tocsin.kernel.shell.lock.IdleLockMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tocsin.kernel.shell.context.shell",
            ],
        },
    }
]

DATABASES = {
    "default": under_role(
        database_from(os.environ.get("TOCSIN_DATABASE_URL", "postgresql:///tocsin")),
        os.environ.get("TOCSIN_ROLE", ""),
    )
}

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = DATA_FOLDER / "files"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 13 * 60 * 60
CSRF_FAILURE_VIEW = "tocsin.kernel.web.refusals.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

AUTHENTICATION_BACKENDS = ["tocsin.kernel.accounts.backends.OfficerBackend"]
SESSION_ENGINE = "tocsin.kernel.accounts.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_FORMS = {"login": "tocsin.kernel.accounts.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tocsin.kernel.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_COOKIES
# A folder on another disk for a second copy of the log, for which commits wait; none without it.
SECOND_COPY = os.environ.get("TOCSIN_SECOND_COPY", "")
# The address by which it is received from, and ordered on, a server that is not the carried one.
SECOND_COPY_URL = os.environ.get("TOCSIN_SECOND_COPY_URL", "")
# What is taken while the database cannot be written; best on another disk than that.
SPOOL_FOLDER = Path(os.environ.get("TOCSIN_SPOOL_FOLDER") or DATA_FOLDER / "spool")
# With less free on the disk of the carried server nothing is written any more.
LEAST_FREE_MEBIBYTES = int(os.environ.get("TOCSIN_LEAST_FREE_MB") or 256)
# The keys of facts about people, apart from the database; made there unless they are given.
PERSONAL_FOLDER = Path(os.environ.get("TOCSIN_PERSONAL_FOLDER") or DATA_FOLDER / "personal")
PERSONAL_KEYS = os.environ.get("TOCSIN_PERSONAL_KEYS", "")
# How long what is kept about people stays; another file than the built-in one.
RETENTION_SCHEDULE = os.environ.get("TOCSIN_RETENTION_SCHEDULE", "")
# So long receivers may take to confirm that they have corrected or deleted their copy.
RECEIPT_DAYS = int(os.environ.get("TOCSIN_RECEIPT_DAYS") or 14)
# The keys of the ledger, apart from the database; made there unless they are given.
LEDGER_FOLDER = Path(os.environ.get("TOCSIN_LEDGER_FOLDER") or DATA_FOLDER / "ledger")
LEDGER_KEYS = os.environ.get("TOCSIN_LEDGER_KEYS", "")
# A folder out of the administrator's reach that keeps every checkpoint.
LEDGER_DROP = os.environ.get("TOCSIN_LEDGER_DROP", "")
# Bureaus that vouch for it, each as address|verifier key|token, separated by spaces.
LEDGER_PEERS = os.environ.get("TOCSIN_LEDGER_PEERS", "")
# The verifier keys of the ledgers for which this bureau vouches.
WITNESSED_KEYS = os.environ.get("TOCSIN_WITNESSED_KEYS", "")
LEDGER_ORIGIN = os.environ.get("TOCSIN_LEDGER_ORIGIN") or f"tocsin.local/{INSTANCE}"
# How small counts are protected in the figures for the public: "left-out" or "noise".
SMALL_COUNTS = os.environ.get("TOCSIN_SMALL_COUNTS") or "left-out"
# Counts of what failed lately, which all web processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_FOLDER / "counts",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOG_LEVEL = os.environ.get("TOCSIN_LOG", "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # On the handler as well: libraries' loggers have levels of their own.
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "level": LOG_LEVEL}
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}

# Some catalogues belong to no Django app; compiled forms may lie in the user's cache.
LOCALE_PATHS = [
    *compile_stale(SOURCE),
    *sorted(SOURCE.glob("adapters/*/locale")),
    SOURCE / "kernel" / "web" / "locale",
]
