"""Settings: read from the environment, typed, and refused when they make no sense.

Every variable is listed with its default in README.md.
"""

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def read_bool(name: str, *, default: bool) -> bool:
    """A switch: 1/0, true/false, yes/no or on/off. Anything else is an error, not False."""
    raw = env.str(name, default="").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: use true or false.")


def read_int(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number within bounds."""
    raw = env.str(name, default="").strip()
    if not raw:
        return default
    if not raw.isdecimal() or not least <= int(raw) <= most:
        raise ImproperlyConfigured(f"{name}={raw!r}: use a whole number from {least} to {most}.")
    return int(raw)


def read_list(name: str) -> list[str]:
    """Comma-separated values without blanks."""
    return [part.strip() for part in env.str(name, default="").split(",") if part.strip()]


def read_url(name: str, *, default: str, schemes: set[str]) -> str:
    """An address whose scheme is one of those this project supports."""
    raw = env.str(name, default="").strip() or default
    if urlsplit(raw).scheme not in schemes:
        raise ImproperlyConfigured(f"{name}: use one of {', '.join(sorted(schemes))}.")
    return raw


def read_site(name: str, *, default: str) -> str:
    """The address of a site: a scheme, a host, perhaps a port, and nothing after them."""
    raw = env.str(name, default="").strip() or default
    found = re.fullmatch(r"https?://([\w.-]+|\[[\da-f:.]+\])(:(\d{1,5}))?/?", raw, re.ASCII | re.I)
    if not found or int(found[3] or 0) > 65535:
        raise ImproperlyConfigured(f"{name}={raw!r}: use an address such as {default}, no path.")
    return raw.removesuffix("/")


# --- What kind of site this is -------------------------------------------------------------

DEBUG = read_bool("DEBUG", default=False)
# A development key that changed with every start would sign everybody out.
DEVELOPMENT_KEY = "development-only-" + "0" * 50
SECRET_KEY = env.str("SECRET_KEY", default="") or (DEVELOPMENT_KEY if DEBUG else "")
if len(SECRET_KEY) < 50 or (SECRET_KEY == DEVELOPMENT_KEY and not DEBUG):
    raise ImproperlyConfigured("SECRET_KEY: set at least 50 random characters, or DEBUG=true.")

ALLOWED_HOSTS = read_list("ALLOWED_HOSTS")
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: name the site's hosts, separated by commas.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: name the hosts; * would accept any.")
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")
if any(urlsplit(origin).scheme not in {"http", "https"} for origin in CSRF_TRUSTED_ORIGINS):
    raise ImproperlyConfigured("CSRF_TRUSTED_ORIGINS: write each with https:// in front.")

ROOT_URLCONF = "mlcareers.urls"
WSGI_APPLICATION = "mlcareers.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "mlcareers.apps.MlcareersConfig",
    "accounts",
    "skills",
    "courses",
    "roles",
    "roadmap",
    "progress",
    "portfolio",
    "mentoring",
    "mlcareers.apps.CareersAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    # Ahead of staticfiles, so that development serves files as production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # The widgets of forms, for FORM_RENDERER.
    "django.forms",
    "allauth",
    "allauth.account",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "imagekit",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages. Static files lie there compressed already.
    "mlcareers.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # By the choice in the footer, kept in a cookie, else by what the browser asks for.
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Says who changed content, in its history.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mlcareers.context.site",
                "mlcareers.context.person",
            ],
            # Words of every template are translated, so every template has the tags.
            "builtins": ["django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data ----------------------------------------------------------------------------------

DATABASE_URL = read_url(
    "DATABASE_URL",
    default=f"sqlite:///{BASE_DIR / 'var' / 'mlcareers.sqlite3'}",
    schemes={"sqlite", "postgres", "postgresql"},
)
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    database_file = Path(DATABASES["default"]["NAME"])
    if str(database_file) != ":memory:":
        database_file.parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it starts: two that first read and then
        # write would otherwise fail with “database is locked”. So no ATOMIC_REQUESTS.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    # CONN_MAX_AGE stays 0: the pool keeps the connections.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {
            "min_size": 1,
            "max_size": read_int("DATABASE_POOL", default=4, least=1, most=100),
            "timeout": 10,
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count in the cache, so it has to be shared by all processes: not LocMem.
CACHE_URL = read_url("CACHE_URL", default="dbcache://cache", schemes={"dbcache", "redis", "rediss"})
CACHES = {"default": environ.Env.cache_url_config(CACHE_URL)}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    # By default it forgets a third at 300 entries: whoever tries 300 addresses would wipe
    # out the count of the first.
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 10_000)

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PermissionBackend", "accounts.backends.EmailBackend"]
# The address is unique whatever its case, by a constraint that this check does not look for.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "display_name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "progress:dashboard"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes rather than links: mail scanners open links, and phones open them elsewhere.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Half an hour, since some mail servers hold back the first message from a stranger. A code
# has eight of twenty letters, so five tries are no way to guess it.
CODE_SECONDS = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
# No page, message or mail tells a stranger whether an address has an account. That is also
# why a mistyped address is mended by signing up again: allauth's form for it would tell.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
# An open session alone must not be enough to take an account over.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    # Whoever guesses passwords: by address of the network, then by account.
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password_from_key": "20/m/ip",
    # A class signs up behind one address of the network; a script is slowed down.
    "signup": "20/m/ip",
    # Whoever fills somebody's mailbox: the hourly limits are per mailbox.
    "confirm_email": "1/10s/key,10/h/key",
    "reset_password": "20/m/ip,5/m/key,10/h/key",
    "manage_email": "10/m/user",
    # Whoever keeps the site busy: an export reads every row and picture of a person.
    "export": "5/h/user",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmItIsYouForm",
    "confirm_email_verification_code": "accounts.forms.EmailCodeForm",
    "confirm_password_reset_code": "accounts.forms.PasswordCodeForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_REDIRECT_URL = "progress:plan"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# None asks each person.
ACCOUNT_SESSION_REMEMBER = None
ALLAUTH_TRUSTED_PROXY_COUNT = read_int("TRUSTED_PROXIES", default=0, least=0, most=5)

# --- Mail ----------------------------------------------------------------------------------

EMAIL_URL = read_url(
    "EMAIL_URL", default="consolemail://", schemes={"consolemail", "smtp", "smtp+tls", "smtp+ssl"}
)
vars().update(environ.Env.email_url_config(EMAIL_URL))
# The codes of signing up and in are sent while a page waits.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ML Careers <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Kept in the database with the change that caused them, and done by `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Words, numbers and time ---------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
# How each language writes days and times.
FORMAT_MODULE_PATH = "mlcareers.formats"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Files ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Learners' pictures. Never served as files: a view asks first who may see them.
MEDIA_ROOT = BASE_DIR / "var" / "media"
FILE_UPLOAD_HANDLERS = [
    "progress.uploads.StopsKeeping",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# No form here takes more than one.
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# --- Safety --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap's style sheet paints its select arrows from data: addresses.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
# HTTPS is expected outside debug; HTTPS=false is for a site on a closed network.
HTTPS = read_bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Neighbours on other subdomains may not have HTTPS, and browsers remember for a year.
HSTS_SUBDOMAINS = read_bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and HSTS_SUBDOMAINS
if not HSTS_SUBDOMAINS:
    SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# Where mail leads to: what is written outside a request has no other way to know.
first_host = ALLOWED_HOSTS[0].removeprefix(".") if ALLOWED_HOSTS else "localhost"
SITE_URL = read_site(
    "SITE_URL",
    default="http://localhost:8000" if DEBUG else f"{'https' if HTTPS else 'http'}://{first_host}",
)

# --- Log -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
