"""Without a network: a page that says so, and nobody's pages kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in, wait_until
from tests.factories import PlanFactory, UserFactory

pytestmark = [
    pytest.mark.usefixtures("roadmap_content"),
    pytest.mark.browser_context_args(service_workers="allow"),
]

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      found.push(new URL(request.url).pathname);
  return found.sort();
}"""
FILES = ["/offline/", "/static/bootstrap/css/bootstrap.min.css"]
FILES += ["/static/favicon.svg", "/static/theme.css"]


def wait_for_the_worker(page: Page) -> None:
    wait_until(page, READY)


def test_page_without_a_network_says_what_still_works(
    page: Page, base_url: str, problems: list[str]
) -> None:
    user = UserFactory()
    PlanFactory(user=user)
    sign_in(page, base_url, user)
    page.goto("/dashboard/")
    wait_for_the_worker(page)
    page.goto("/projects/")
    assert page.evaluate(KEPT) == FILES
    page.context.set_offline(True)
    page.goto("/roadmap/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no connection.")
    # Dressed, though nothing comes over the wire.
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") > "500"
    assert page.evaluate("document.styleSheets.length") == 2
    page.goto("/dashboard/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no connection.")
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("month")
    assert page.evaluate(KEPT) == FILES
    problems.clear()


def test_a_new_worker_clears_what_the_one_before_kept(page: Page) -> None:
    # A page without scripts: no worker begins before both are there.
    page.goto("/healthz")
    page.evaluate("caches.open('offline-of-before')")
    page.evaluate("caches.open('of-somebody-else')")
    page.goto("/about/")
    wait_for_the_worker(page)
    wait_until(page, "caches.has('offline-of-before').then((has) => !has)")
    assert page.evaluate("caches.has('of-somebody-else')")
