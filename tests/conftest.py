"""Fixtures that many tests share."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from accounts.models import User
from tests.factories import UserFactory

TODAY = datetime.date(2026, 7, 22)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what touches no database, so that a second one need not hear of it."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if not item.get_closest_marker("django_db") and not fixtures & {"db", "transactional_db"}:
            item.add_marker("without_database")


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_by_rows() -> Iterator[None]:
    """After a test that commits. PostgreSQL takes seconds to truncate a hundred tables, and no
    time to delete the few rows of a test."""

    def delete_from_each(
        operations: BaseDatabaseOperations, style: object, tables: list[str], **options: bool
    ) -> list[str]:
        return [f"DELETE FROM {operations.quote_name(table)};" for table in tables]  # noqa: S608

    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", delete_from_each)
        yield


@pytest.fixture
def today() -> Iterator[datetime.date]:
    """A fixed day for views: noon in UTC on 22 July 2026."""
    noon = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=True):
        yield TODAY


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> None:
    """Caches tell a test nothing of those before it: rate limits, and content types."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db") if "transactional_db" not in request.fixturenames else None
        cache.clear()
        # Django forgets its content types where a test emptied the tables, and reading them again
        # would count among the queries of whichever test came next.
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request in another language leaves it on for whatever comes after it."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """Pictures that a test uploads stay with that test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def learner(db: None) -> User:
    return UserFactory()


@pytest.fixture
def learner_client(client: Client, learner: User) -> Client:
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def content(db: None) -> None:
    """The real content of the site."""
    call_command("load_content", verbosity=0)
