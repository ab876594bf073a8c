"""Settings that refuse nonsense, the embedded database, deployment checks, the README's table."""

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker, Settings

from mlcareers import checks

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "mlcareers" / "settings.py"
PRODUCTION = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "careers.example.org"}
DEBUG = {"DEBUG": "true"}


def variables() -> set[str]:
    """The environment variables that the settings read."""
    return {
        str(call.args[0].value)
        for call in ast.walk(ast.parse(SETTINGS.read_text()))
        if isinstance(call, ast.Call)
        and re.fullmatch(r"read_\w+|env\.\w+", ast.unparse(call.func))
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing of this project."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def start(environment: pytest.MonkeyPatch, values: dict[str, str]) -> dict[str, Any]:
    """The settings as a new process would have them."""
    for name, value in values.items():
        environment.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "careers.example.org"}, "SECRET_KEY"),
        (PRODUCTION | {"SECRET_KEY": "k" * 49}, "SECRET_KEY"),
        (PRODUCTION | {"SECRET_KEY": "development-only-" + "0" * 50}, "SECRET_KEY"),
        (DEBUG | {"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 50}, "ALLOWED_HOSTS"),
        (PRODUCTION | {"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
        (PRODUCTION | {"ALLOWED_HOSTS": "careers.example.org,*"}, "ALLOWED_HOSTS"),
        (DEBUG | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        (PRODUCTION | {"CSRF_TRUSTED_ORIGINS": "careers.example.org"}, "CSRF_TRUSTED_ORIGINS"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        (PRODUCTION | {"HTTPS": "2"}, "HTTPS"),
        (PRODUCTION | {"DATABASE_URL": "mysql://careers@localhost/careers"}, "DATABASE_URL"),
        (PRODUCTION | {"DATABASE_URL": "careers.sqlite3"}, "DATABASE_URL"),
        (
            PRODUCTION | {"DATABASE_URL": "postgres://localhost/x", "DATABASE_POOL": "0"},
            "DATABASE_POOL",
        ),
        (
            PRODUCTION | {"DATABASE_URL": "postgres://localhost/x", "DATABASE_POOL": "many"},
            "DATABASE_POOL",
        ),
        (PRODUCTION | {"CACHE_URL": "locmemcache://"}, "CACHE_URL"),
        (PRODUCTION | {"CACHE_URL": "dummycache://"}, "CACHE_URL"),
        (PRODUCTION | {"EMAIL_URL": "mail.example.org"}, "EMAIL_URL"),
        (PRODUCTION | {"EMAIL_URL": "ftp://mail.example.org"}, "EMAIL_URL"),
        (PRODUCTION | {"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        (PRODUCTION | {"SITE_URL": "careers.example.org"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "ftp://careers.example.org"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "https://"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "https://careers.example.org/site/"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "https://careers.example.org?x=1"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "https://me:secret@careers.example.org"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "https://careers.example.org:99999"}, "SITE_URL"),
        (PRODUCTION | {"SITE_URL": "https://[careers"}, "SITE_URL"),
        (DEBUG | {"SITE_URL": "nowhere"}, "SITE_URL"),
    ],
)
def test_nonsense_is_refused_by_name(
    environment: pytest.MonkeyPatch, values: dict[str, str], named: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{named}\b"):
        start(environment, values)


def test_production_is_closed_by_default(environment: pytest.MonkeyPatch) -> None:
    settings = start(environment, PRODUCTION)
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 365 * 24 * 60 * 60
    assert settings["ALLOWED_HOSTS"] == ["careers.example.org"]
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_debug_needs_no_other_variable(environment: pytest.MonkeyPatch) -> None:
    settings = start(environment, DEBUG)
    assert settings["DEBUG"] is True
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert settings["DATABASES"]["default"]["NAME"].endswith("var/mlcareers.sqlite3")


@pytest.mark.parametrize(
    ("values", "address"),
    [
        (DEBUG, "http://localhost:8000"),
        (DEBUG | {"SITE_URL": "http://localhost:8001/"}, "http://localhost:8001"),
        (PRODUCTION, "https://careers.example.org"),
        (PRODUCTION | {"ALLOWED_HOSTS": ".example.org,localhost"}, "https://example.org"),
        (PRODUCTION | {"HTTPS": "false"}, "http://careers.example.org"),
        (PRODUCTION | {"SITE_URL": "https://www.example.org"}, "https://www.example.org"),
        (PRODUCTION | {"SITE_URL": "http://[::1]:8000"}, "http://[::1]:8000"),
    ],
)
def test_mail_leads_to_the_site(
    environment: pytest.MonkeyPatch, values: dict[str, str], address: str
) -> None:
    assert start(environment, values)["SITE_URL"] == address


def test_nobody_sets_headers_but_a_trusted_proxy(environment: pytest.MonkeyPatch) -> None:
    settings = start(environment, PRODUCTION | {"TRUSTED_PROXIES": "1"})
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_postgresql_keeps_connections_in_a_pool(environment: pytest.MonkeyPatch) -> None:
    values = {"DATABASE_URL": "postgres://me@db.example.org:5433/careers", "DATABASE_POOL": "7"}
    database = start(environment, PRODUCTION | values)["DATABASES"]["default"]
    assert database["HOST"] == "db.example.org"
    assert database["PORT"] == 5433
    assert database["OPTIONS"]["pool"]["max_size"] == 7
    assert "CONN_MAX_AGE" not in database


@pytest.fixture
def two_connections(
    environment: pytest.MonkeyPatch, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[ConnectionHandler]:
    """The embedded database as two processes have it: aliases “default” and “other”."""
    database = start(environment, DEBUG | {"DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"})[
        "DATABASES"
    ]["default"]
    impatient = database | {"OPTIONS": database["OPTIONS"] | {"timeout": 0}}
    with django_db_blocker.unblock():
        connections = ConnectionHandler({"default": database, "other": impatient})
        yield connections
        connections.close_all()


def test_sqlite_reads_while_somebody_writes(two_connections: ConnectionHandler) -> None:
    with two_connections["default"].cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)


def test_sqlite_transactions_take_the_lock_at_once(two_connections: ConnectionHandler) -> None:
    first, second = two_connections["default"], two_connections["other"]
    begin = {"autocommit": False, "force_begin_transaction_with_broken_autocommit": True}
    first.set_autocommit(**begin)
    with pytest.raises(OperationalError, match="locked"):
        second.set_autocommit(**begin)
    first.rollback()


def test_deployment_checks_explain_mail(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "ML Careers <noreply@localhost>"
    assert checks.check_mail() == [checks.MAIL_IS_PRINTED, checks.SENDER_IS_LOCAL]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "ML Careers <careers@example.org>"
    assert checks.check_mail() == []


def test_deployment_checks_miss_the_collected_files(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assert checks.check_collected_files() == []
    manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    assert checks.check_collected_files() == [checks.FILES_NOT_COLLECTED]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert checks.check_collected_files() == []


def test_readme_lists_every_variable_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)` \|", readme, flags=re.MULTILINE)
    assert sorted(listed) == sorted(variables())
