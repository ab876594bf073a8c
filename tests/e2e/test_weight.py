"""What a first visit weighs, on the files and headers of a production site."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page
from pytest_playwright.pytest_playwright import CreateContextCallback

from progress.demo import LEARNER
from tests.e2e.conftest import sign_in
from tests.e2e.world import Places, person

KB = 1024
# Of Bootstrap, htmx and the admin what no page of ours uses; compressing it takes half a minute.
UNUSED = ("*.rtl.*", "bootstrap-*", "bootstrap.css*", "htmax*", "htmx-4*", "ext", "admin", "js")
# Of what is drawn by then, two frames included that the last file may have changed.
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const shift of list.getEntries()) sum += shift.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 50)));
})"""


def as_it_is(handler: WSGIHandler) -> WSGIHandler:
    """In place of the handler that would serve static files past the middleware."""
    return handler


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings of static files as production sends them, and the files: hashed, compressed."""
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    found = {"STATIC_ROOT": tmp_path_factory.mktemp("static"), "STORAGES": storages}
    with override_settings(**found):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))
    return found


@pytest.fixture
def production(places: Places, collected: dict[str, Any]) -> Iterator[str]:
    """The address of a server that sends static files as production does."""
    # A database in memory is seen through one connection only.
    shared = {"default": connections["default"]} if connection.vendor == "sqlite" else {}
    server = LiveServerThread("127.0.0.1", as_it_is, connections_override=shared)  # type: ignore[arg-type]
    server.daemon = True
    with override_settings(**collected, WHITENOISE_USE_FINDERS=False, WHITENOISE_AUTOREFRESH=False):
        connection.inc_thread_sharing()
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


@pytest.mark.parametrize("who", VISITS)
def test_first_visit_is_light_and_the_next_page_lighter(
    new_context: CreateContextCallback, production: str, who: str
) -> None:
    first, limit, later = VISITS[who]
    for width in (1280, 390):
        page = new_context(viewport={"width": width, "height": 844}).new_page()
        if who == "learner":
            sign_in(page, production, person(LEARNER.email))
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
