"""A real browser on a live server. Skipped, saying so, where there is no Chromium."""

import os
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e import chromium, world

# Playwright runs an event loop in the test's thread, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Chromium reports violations on its console too, but not those of a page it has left already.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs the browser and commits for real: the server is another thread."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium.find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    return {**browser_type_launch_args, "executable_path": path, "args": [*chromium.ARGUMENTS]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Without the service worker, which would stand between a test and what it does to the
    network. A test of the worker allows it by its mark.
    """
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Tests name addresses by their path."""
    return str(live_server.url)


@pytest.fixture(autouse=True)
def problems(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complained of: errors on the console, in scripts, of the policy.

    A test that provokes one on purpose takes it off the list.
    """
    found: list[str] = []
    context.set_default_timeout(10_000)
    context.add_init_script(REPORT_VIOLATIONS)
    context.on(
        "console",
        lambda line: (
            found.append(f"{line.location['url']}: {line.text}") if line.type == "error" else None
        ),
    )
    context.on(
        "weberror",
        lambda error: found.append(f"{error.page.url if error.page else ''}: {error.error}"),
    )
    yield found
    assert found == []


_LOADED: list[sqlite3.Connection] = []


@pytest.fixture
def roadmap_content(transactional_db: None) -> None:
    """The real content, committed so that the server sees it.

    Loaded once in a run; later tests of SQLite get a copy of the database as it was then.
    """
    if _LOADED:
        _LOADED[0].backup(connection.connection)
        ContentType.objects.clear_cache()
        return
    call_command("load_content", verbosity=0)
    if connection.vendor == "sqlite":
        _LOADED.append(sqlite3.connect(":memory:", check_same_thread=False))
        connection.connection.backup(_LOADED[0])


@pytest.fixture
def places(settings: Settings, roadmap_content: None) -> world.Places:
    """The demo people, with something on every page, and where it is."""
    return world.make(settings)


def wait_until(page: Page, script: str) -> None:
    """Until the script answers true. The browser's own way of waiting evaluates text in the page,
    which the policy forbids from the second time on."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def sign_in(page: Page, base_url: str, user: User) -> None:
    """Puts the session of a signed-in person into the browser, without the pages of signing in."""
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
