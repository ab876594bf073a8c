"""A real browser on a live server. Skipped, saying so, where there is no Chromium."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
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
from progress.models import StepEvent
from tests.e2e import chromium, world
from tests.factories import PlanFactory

# Playwright runs an event loop in the test's thread, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

WITHOUT_SCRIPTS = pytest.mark.browser_context_args(java_script_enabled=False)
BOTH_WAYS = pytest.mark.parametrize(
    "scripts", ["with scripts", pytest.param("without scripts", marks=WITHOUT_SCRIPTS)]
)

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


class Kept:
    """What a part of the world was when it was first made: on SQLite later tests get copies."""

    def __init__(self, value: Any, media: Path) -> None:
        self.value, self.media = value, media
        self.rows = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.rows)

    def copy_back(self, media: Path) -> Any:
        self.rows.backup(connection.connection)
        ContentType.objects.clear_cache()
        shutil.copytree(self.media, media, dirs_exist_ok=True)
        return self.value


_KEPT: dict[str, Kept] = {}


def _once(name: str, make: Callable[[], Any], settings: Settings, folder: Path) -> Any:
    media = Path(settings.MEDIA_ROOT)
    if name in _KEPT:
        return _KEPT[name].copy_back(media)
    value = make()
    if connection.vendor == "sqlite":
        media.mkdir(parents=True, exist_ok=True)
        _KEPT[name] = Kept(value, Path(shutil.copytree(media, folder / name)))
    return value


@pytest.fixture(scope="session")
def kept_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def roadmap_content(transactional_db: None, settings: Settings, kept_files: Path) -> None:
    """The real content, committed so that the server sees it."""
    _once("content", lambda: call_command("load_content", verbosity=0), settings, kept_files)


@pytest.fixture
def places(roadmap_content: None, settings: Settings, kept_files: Path) -> world.Places:
    """The demo people, with something on every page, and where it is."""
    found: world.Places = _once("places", lambda: world.make(settings), settings, kept_files)
    return found


@pytest.fixture
def learner(roadmap_content: None, page: Page, base_url: str) -> User:
    """Somebody with a plan, signed in."""
    user: User = PlanFactory().user
    sign_in(page, base_url, user)
    return user


def changes(user: User) -> list[str]:
    """What became of steps, one after another."""
    return list(
        StepEvent.objects.filter(user=user).order_by("pk").values_list("to_status", flat=True)
    )


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
