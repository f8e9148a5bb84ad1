"""All settings. Every environment variable is typed in the one `Env(...)` below.

An `.env` file beside `manage.py` is read where there is one; the environment goes before it, and
an empty variable counts as unset. The product refuses to start on an unsafe value: it raises
`ImproperlyConfigured` with a sentence that names the variable to set.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from mappa.schedule import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    # Where the embedded data live: the SQLite database, Celery's messages, collected static files.
    MAPPA_VAR=(str, ""),
    # postgres://user:password@host:5432/name; SQLite at db.sqlite3 in MAPPA_VAR when unset.
    DATABASE_URL=(str, ""),
    # The owner of the tables, as whom `migrate` runs on PostgreSQL; the user of DATABASE_URL, who
    # then only uses them, when unset. Set it for that command alone.
    DATABASE_OWNER_URL=(str, ""),
    # redis://host:6379/0; messages as files in MAPPA_VAR, without a server, when unset.
    CELERY_BROKER_URL=(str, ""),
    # How long a worker may take over one compilation before another takes it up as left.
    MAPPA_LEASE_MINUTES=(float, 15.0),
    DJANGO_SECRET_KEY=(str, ""),
    DJANGO_DEBUG=(bool, False),
    DJANGO_ALLOWED_HOSTS=(list, []),
    DJANGO_CSRF_TRUSTED_ORIGINS=(list, []),
    # Cookies only over HTTPS, and every request redirected to it; true when debug is off.
    DJANGO_HTTPS=(str, ""),
    # How many proxies stand before the web server and add to X-Forwarded-For.
    MAPPA_PROXIES=(int, 0),
    # How many wrong attempts lock a user name (ten times as many an address), for how many minutes.
    MAPPA_LOCK_AFTER=(int, 5),
    MAPPA_LOCK_MINUTES=(int, 15),
    # After how many minutes without a request somebody is signed out, and after how many at all.
    MAPPA_IDLE_MINUTES=(int, 30),
    MAPPA_SESSION_MINUTES=(int, 720),
    # smtp://user:password@host:25, with TLS smtps://…:587; mails as files in MAPPA_VAR when unset.
    EMAIL_URL=(str, ""),
    # The address that reminders come from; asked for where EMAIL_URL is set.
    MAPPA_MAIL_FROM=(str, ""),
    # The folder that national statistics are exported to, and the month and day (`06-30`) on which.
    MAPPA_STATISTICS_FOLDER=(str, ""),
    MAPPA_STATISTICS_DAY=(str, ""),
    # Where attachments are kept: files in MAPPA_VAR when unset. Never where the web
    # server hands files out.
    MAPPA_FILES=(str, ""),
    # The largest of them that is taken, in megabytes of 1,048,576 bytes.
    MAPPA_LARGEST_FILE_MB=(int, 20),
    # A file to which each sealing of the log appends the head of the chain.
    MAPPA_LOG_HEADS=(str, ""),
    # Let subscribers of events be in private networks or on this machine, there also without TLS.
    MAPPA_EVENTS_TO_PRIVATE_ADDRESSES=(bool, False),
    # The largest zip of a caseload that the API takes, in megabytes of 1,048,576 bytes.
    MAPPA_LARGEST_CASELOAD_MB=(int, 100),
    # For how many hours the zip of an export is handed out, and the refusals of an import are kept.
    MAPPA_CASELOAD_HOURS=(int, 24),
    # The port of `manage.py serve` where its argument names none.
    PORT=(int, 8000),
)
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# Where things live

MAPPA_VAR = Path(env("MAPPA_VAR") or BASE_DIR / "var").resolve()
MAPPA_PORT: int = env("PORT")

# Safety

SECRET_KEY: str = env("DJANGO_SECRET_KEY")
DEBUG: bool = env("DJANGO_DEBUG")
ALLOWED_HOSTS: list[str] = env("DJANGO_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env("DJANGO_CSRF_TRUSTED_ORIGINS")

SHORTEST_SECRET_KEY = 50  # characters; the length that Django's own deployment check asks for

if not SECRET_KEY:
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY is not set. Set it to a random text of at least "
        f"{SHORTEST_SECRET_KEY} characters; bin/demo writes one into .env."
    )
if len(SECRET_KEY) < SHORTEST_SECRET_KEY or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY is too easily guessed. Set it to a random text of at least "
        f"{SHORTEST_SECRET_KEY} characters that does not start with django-insecure."
    )
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS is not set. Set it to the host names, separated by commas, under "
        "which this site answers, for example 127.0.0.1,localhost."
    )
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DJANGO_ALLOWED_HOSTS allows every host name. Set it to the host names, separated by "
        "commas, under which this site answers, instead of *."
    )

HTTPS: bool = env.bool("DJANGO_HTTPS") if env("DJANGO_HTTPS") else not DEBUG
SECURE_SSL_REDIRECT = HTTPS
# Browsers take a cookie with this prefix only over HTTPS, from this very host and for all paths.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MAPPA_PROXIES: int = env("MAPPA_PROXIES")
if MAPPA_PROXIES < 0:
    raise ImproperlyConfigured(
        f"MAPPA_PROXIES is {MAPPA_PROXIES}. Set it to the number of proxies before the web server."
    )
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Gunicorn takes the scheme from X-Forwarded-Proto only where the sender is a proxy that
# FORWARDED_ALLOW_IPS names, so SECURE_PROXY_SSL_HEADER, which trusts any sender, is not set.
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # hosts below this one are not ours to promise HTTPS for
    "security.W021",  # nor is the browsers' preload list ours to enter
]

# The product

INSTALLED_APPS = [
    "mappa",
    "reporting",
    "meetings",
    "orders",
    "nominals",
    "agencies",
    "core",
    "mappa.administration.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_celery_results",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "rest_framework",
]
MIDDLEWARE = [
    "mappa.pages.forwarding.ForwardedAddress",
    "mappa.pages.origin.RequestOrigin",
    "mappa.pages.policy.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Nobody is signed in without a second factor, nor for longer than a session may last.
    "mappa.signing_in.sessions.WholeSessions",
    # Every page asks for a sign-in unless it says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "mappa.urls"
WSGI_APPLICATION = "mappa.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.api.authentication.SystemAuthentication",
        "agencies.api.authentication.PersonAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["agencies.api.limits.CallsPerMinute"],
    "DEFAULT_PARSER_CLASSES": ["core.api.bodies.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.bodies.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "core.api.describing.Description",
    "EXCEPTION_HANDLER": "core.api.problems.handle",
    "DEFAULT_METADATA_CLASS": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "mappa",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["core.api.describing.share"],
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "agencies.ClientCredential"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "SCOPES_BACKEND_CLASS": "agencies.api.scopes.ScopesOfClient",
    "ALLOWED_GRANT_TYPES": ["client-credentials"],
}

# Signing in

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: refuses while there is a lock
    "django.contrib.auth.backends.ModelBackend",
]
# Length before complexity (National Cyber Security Centre).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "mappa.signing_in.passwords.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"

for variable in (
    "MAPPA_LOCK_AFTER",
    "MAPPA_LOCK_MINUTES",
    "MAPPA_IDLE_MINUTES",
    "MAPPA_SESSION_MINUTES",
):
    if env(variable) < 1:
        raise ImproperlyConfigured(
            f"{variable} is {env(variable)}. Set it to a whole number of 1 or more."
        )
if env("MAPPA_SESSION_MINUTES") < env("MAPPA_IDLE_MINUTES"):
    raise ImproperlyConfigured(
        f"MAPPA_SESSION_MINUTES is {env('MAPPA_SESSION_MINUTES')}, fewer than MAPPA_IDLE_MINUTES, "
        f"which is {env('MAPPA_IDLE_MINUTES')}. Set it to as many or more."
    )
MAPPA_SESSION = timedelta(minutes=env("MAPPA_SESSION_MINUTES"))
# Django ends a session that has not been saved for so long (seconds), and saves it on each request.
SESSION_COOKIE_AGE: int = env("MAPPA_IDLE_MINUTES") * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Of django-allauth: the steps of a sign-in. No registration, no mail, no other site's sign-in.
ACCOUNT_ADAPTER = "mappa.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {"login": "mappa.signing_in.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Its own limits count in the memory of one process. django-axes counts in the database instead.
ACCOUNT_RATE_LIMITS = False
MFA_FORMS = {"authenticate": "mappa.signing_in.forms.CodeForm"}
MFA_TOTP_TOLERANCE = 1  # codes of 30 seconds before and after this one, for clocks that differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there are no addresses to verify

# Of django-axes: lock-out after wrong passwords and codes.
AXES_HANDLER = "mappa.signing_in.lockout.LockOut"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT: int = env("MAPPA_LOCK_AFTER")
AXES_COOLOFF_TIME = timedelta(minutes=env("MAPPA_LOCK_MINUTES"))
# An attempt during a lock does not prolong it, so that nobody can be kept out for good.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "mappa.signing_in.lockout.same_answer"
AXES_CLIENT_IP_CALLABLE = "mappa.signing_in.lockout.address_of"
AXES_SENSITIVE_PARAMETERS = ["code", "ip_address", "login", "old_password", "username"]
AXES_DISABLE_ACCESS_LOG = True  # the log of core.audit has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
FORMAT_MODULE_PATH = ["mappa.formats"]

# Data

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.db_url_config(env("DATABASE_URL") or f"sqlite:///{MAPPA_VAR / 'db.sqlite3'}")
}
# Threads of gunicorn live on, so keeping one connection in each bounds the number without a pool.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    MAPPA_VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"] |= {
        "OPTIONS": {
            # A writer queues (seconds) from its first statement instead of failing at its first
            # write, and readers never wait for it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-16000;"
                "PRAGMA mmap_size=134217728;"
            ),
        },
        # A file, so that a worker in a process of its own sees the test's rows.
        "TEST": {"NAME": MAPPA_VAR / "test.sqlite3"},
    }


def owner_of(database: dict[str, Any], url: str) -> dict[str, Any]:
    """How the owner of the tables connects to `database`, from `url`.

    Raises ImproperlyConfigured unless that is another user of the same PostgreSQL database.
    """
    try:
        owner: dict[str, Any] = env.db_url_config(url)
        if not all("postgresql" in each.get("ENGINE", "") for each in (database, owner)):
            raise ValueError
    except ValueError:
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is set, and not both it and DATABASE_URL name PostgreSQL. Set it "
            "to postgres://owner:password@host:5432/name, or leave it out."
        ) from None
    if owner["NAME"] != database["NAME"]:
        raise ImproperlyConfigured(
            f"DATABASE_OWNER_URL names the database {owner['NAME']}, and DATABASE_URL the database "
            f"{database['NAME']}. Name the same one in both."
        )
    if owner["USER"] == database["USER"]:
        raise ImproperlyConfigured(
            f"DATABASE_OWNER_URL and DATABASE_URL both name the user {owner['USER']}. Name one who "
            "owns the tables in the first, and another, who does not, in the second."
        )
    return owner


DATABASE_OWNER: dict[str, Any] | None = (
    owner_of(DATABASES["default"], env("DATABASE_OWNER_URL")) if env("DATABASE_OWNER_URL") else None
)

# The log

MAPPA_LOG_HEADS: Path | None = (
    Path(env("MAPPA_LOG_HEADS")).resolve() if env("MAPPA_LOG_HEADS") else None
)

# Static files

STATIC_URL = "static/"
STATIC_ROOT = MAPPA_VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PLAIN_STATIC_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED_STATIC_FILES = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN_STATIC_FILES if DEBUG else HASHED_STATIC_FILES},
}

# Files that people hand over

MAPPA_FILES = Path(env("MAPPA_FILES") or MAPPA_VAR / "files").resolve()
MAPPA_LARGEST_FILE: int = env("MAPPA_LARGEST_FILE_MB") * 1024 * 1024  # bytes

if MAPPA_FILES.is_relative_to(STATIC_ROOT.resolve()) or STATIC_ROOT.resolve().is_relative_to(
    MAPPA_FILES
):
    raise ImproperlyConfigured(
        f"MAPPA_FILES is {MAPPA_FILES}, which holds the static files that anybody may read, or "
        "lies among them. Set it to a folder of its own."
    )
if not 1 <= env("MAPPA_LARGEST_FILE_MB") <= 100:
    raise ImproperlyConfigured(
        f"MAPPA_LARGEST_FILE_MB is {env('MAPPA_LARGEST_FILE_MB')}. Set it to a whole number of "
        "megabytes from 1 to 100."
    )

# Caseloads over the API

MAPPA_LARGEST_CASELOAD: int = env("MAPPA_LARGEST_CASELOAD_MB") * 1024 * 1024  # bytes
MAPPA_CASELOAD_KEPT = timedelta(hours=env("MAPPA_CASELOAD_HOURS"))

if not 1 <= env("MAPPA_LARGEST_CASELOAD_MB") <= 1024:
    raise ImproperlyConfigured(
        f"MAPPA_LARGEST_CASELOAD_MB is {env('MAPPA_LARGEST_CASELOAD_MB')}. Set it to a whole "
        "number of megabytes from 1 to 1024."
    )
if not 1 <= env("MAPPA_CASELOAD_HOURS") <= 720:
    raise ImproperlyConfigured(
        f"MAPPA_CASELOAD_HOURS is {env('MAPPA_CASELOAD_HOURS')}. Set it to a whole number of "
        "hours from 1 to 720."
    )

# Background work

CELERY_BROKER_URL: str = env("CELERY_BROKER_URL") or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | float] = {}
if CELERY_BROKER_URL == "filesystem://":
    for folder in ("queue", "control", "processed"):
        (MAPPA_VAR / "celery" / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(MAPPA_VAR / "celery" / "queue"),
        "data_folder_out": str(MAPPA_VAR / "celery" / "queue"),
        "control_folder": str(MAPPA_VAR / "celery" / "control"),
        "processed_folder": str(MAPPA_VAR / "celery" / "processed"),
        "polling_interval": 0.2,  # seconds
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = "django-db"
CELERY_TIMEZONE = TIME_ZONE
# A task is taken off the queue when it has ended, not when it has begun.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_BEAT_SCHEDULE_FILENAME = str(MAPPA_VAR / "beat-schedule")
MAPPA_LEASE = timedelta(minutes=env("MAPPA_LEASE_MINUTES"))

# What is counted for a minute, such as the calls of a client: nothing that is lost with it matters.

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
if CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL,
        "KEY_PREFIX": "mappa",
        # Seconds; whoever is not there in a fraction of one is not waited for.
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
    }

# Events

MAPPA_EVENTS_TO_PRIVATE_ADDRESSES: bool = env("MAPPA_EVENTS_TO_PRIVATE_ADDRESSES")

# Mail


def mail_server(url: str) -> dict[str, Any]:
    """Django's settings of the mail server that `url` names.

    Raises ImproperlyConfigured unless it is one; any other way would lose reminders.
    """
    try:
        server: dict[str, Any] = env.email_url_config(url)
        if server["EMAIL_BACKEND"] != "django.core.mail.backends.smtp.EmailBackend":
            raise ValueError
        if not server["EMAIL_HOST"]:
            raise ValueError
    except (ImproperlyConfigured, ValueError):
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            "EMAIL_URL names no mail server. Set it to an address of one, for example "
            "smtps://user:password@mail.example:587, or leave it out to write mails to MAPPA_VAR."
        ) from None
    return server


MAIL: dict[str, Any] = mail_server(env("EMAIL_URL")) if env("EMAIL_URL") else {}
EMAIL_BACKEND: str = MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(MAPPA_VAR / "mail")
EMAIL_HOST: str = MAIL.get("EMAIL_HOST", "")
EMAIL_HOST_USER: str = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD: str = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS: bool = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = MAIL.get("EMAIL_USE_SSL", False)
USUAL_PORT = 465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25
EMAIL_PORT: int = MAIL.get("EMAIL_PORT") or USUAL_PORT
# Seconds; a mail is sent within a transaction, and on SQLite every writer waits for it.
EMAIL_TIMEOUT = 10

DEFAULT_FROM_EMAIL: str = env("MAPPA_MAIL_FROM") or "mappa@localhost"
MAPPA_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
if MAIL and not env("MAPPA_MAIL_FROM"):
    raise ImproperlyConfigured(
        "MAPPA_MAIL_FROM is not set. Set it to the address that reminders come from, for example "
        "mappa@mappa.example."
    )
if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured(
        f"MAPPA_MAIL_FROM is {DEFAULT_FROM_EMAIL}, which is no address. Set it to the address "
        "that reminders come from, for example mappa@mappa.example."
    )

# National statistics


def month_and_day(text: str) -> tuple[int, int]:
    """The month and day that `text` names, like (6, 30) for `06-30`.

    Raises ImproperlyConfigured unless each year has that day.
    """
    try:
        if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
            raise ValueError
        day = date.fromisoformat(f"2023-{text}")  # any year without 29 February
    except ValueError:
        raise ImproperlyConfigured(
            f"MAPPA_STATISTICS_DAY is {text}, which is no day of each year. "
            "Set it to a month and a day, for example 06-30."
        ) from None
    return day.month, day.day


MAPPA_STATISTICS_FOLDER: Path | None = (
    Path(env("MAPPA_STATISTICS_FOLDER")).resolve() if env("MAPPA_STATISTICS_FOLDER") else None
)
MAPPA_STATISTICS_DAY: tuple[int, int] | None = (
    month_and_day(env("MAPPA_STATISTICS_DAY")) if env("MAPPA_STATISTICS_DAY") else None
)
if (MAPPA_STATISTICS_FOLDER is None) != (MAPPA_STATISTICS_DAY is None):
    raise ImproperlyConfigured(
        "MAPPA_STATISTICS_FOLDER and MAPPA_STATISTICS_DAY belong together. "
        "Set both to export the national statistics each year, or neither."
    )

# Logs go to standard error, plainly.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "standard_error": {"class": "logging.StreamHandler", "formatter": "plain"},
    },
    "root": {"handlers": ["standard_error"], "level": "INFO"},
    # In place of Django's own handlers, one of which mails.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},  # it would tell of each row that it looks for
    },
}
