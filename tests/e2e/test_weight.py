"""What a first visit weighs, on the files and headers of a production site."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, connections
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_playwright.pytest_playwright import CreateContextCallback

from accounts.models import User
from mentoring import demo
from progress.demo import LEARNER
from tests.e2e.conftest import sign_in

KB = 1024
# Of Bootstrap, htmx and the admin what no page of ours uses; compressing it takes half a minute.
UNUSED = ("*.rtl.*", "bootstrap-*", "bootstrap.css*", "htmax*", "htmx-4*", "ext", "admin", "js")
# Until the page has been quiet for a while, so that what comes late and moves the rest counts.
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const shift of list.getEntries()) sum += shift.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def as_it_is(handler: WSGIHandler) -> WSGIHandler:
    """In place of the handler that would serve static files past the middleware."""
    return handler


@pytest.fixture
def production(
    roadmap_content: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of a server that sends static files as production does: hashed, compressed."""
    settings.DEBUG = True
    demo.create_people(today=timezone.localdate())
    User.objects.update(is_demo=False)
    settings.DEBUG = False
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))
    # A database in memory is seen through one connection only.
    shared = {"default": connections["default"]} if connection.vendor == "sqlite" else {}
    connection.inc_thread_sharing()
    server = LiveServerThread("127.0.0.1", as_it_is, connections_override=shared)  # type: ignore[arg-type]
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    connection.dec_thread_sharing()


class Wire:
    """What came over the wire, headers included, since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.addresses: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def bytes_by_address(self) -> dict[str, int]:
        found = {self.addresses[key]: size for key, size in self.sizes.items()}
        self.addresses.clear()
        self.sizes.clear()
        return found


def open_page(page: Page, wire: Wire, address: str) -> int:
    """Opens the page and waits until nothing more comes; the bytes it took."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    came = wire.bytes_by_address()
    assert address in came
    assert page.evaluate(SHIFT) == pytest.approx(0, abs=0.001), f"{address} moves while it loads"
    print(sum(came.values()), came)  # noqa: T201 - shown where the test fails
    return sum(came.values())


VISITS = {
    "visitor": ("/", 100, ("/roadmap/", "/roles/", "/courses/", "/p/amara-osei/")),
    "learner": ("/dashboard/", 120, ("/roadmap/core-machine-learning/", "/projects/", "/plan/")),
}


@pytest.mark.parametrize("person", VISITS)
def test_first_visit_is_light_and_the_next_page_lighter(
    new_context: CreateContextCallback, production: str, person: str
) -> None:
    first, limit, later = VISITS[person]
    for width in (1280, 390):
        page = new_context(viewport={"width": width, "height": 844}).new_page()
        if person == "learner":
            sign_in(page, production, User.objects.get(email=LEARNER.email))
        wire = Wire(page)
        assert open_page(page, wire, production + first) < limit * KB
        for path in later:
            assert open_page(page, wire, production + path) < 25 * KB, path


def test_what_a_page_loads_is_kept_by_the_browser_for_good(page: Page, production: str) -> None:
    files = []
    page.on("response", lambda answer: files.append(answer) if "/static/" in answer.url else None)
    page.goto(production)
    page.wait_for_load_state("networkidle")
    assert len(files) > 2
    for answer in files:
        assert "immutable" in answer.headers["cache-control"], answer.url
        assert answer.headers.get("content-encoding") in {"br", "gzip"}, answer.url
