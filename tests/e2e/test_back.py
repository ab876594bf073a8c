"""The back button: what a browser has kept whole, and lists that were filtered on the page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from progress.models import StepState, StepStatus
from roadmap.models import Step
from tests.e2e.conftest import sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")

STEP = "/steps/python-syntax/"
NOTE = "form[action$='/note/'] textarea"


@pytest.fixture
def keeper(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str
) -> Iterator[Page]:
    """A page of a browser that keeps pages for the back button, as those of people do."""
    browser = browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser.new_page(base_url=base_url, service_workers="block")
    browser.close()


def go_back(page: Page) -> None:
    """A page that was kept loads nothing, so there is no load to wait for."""
    page.go_back(wait_until="commit")


def test_nobody_goes_back_to_the_pages_of_whoever_signed_out(keeper: Page, base_url: str) -> None:
    user = UserFactory(display_name="Ada Lovelace")
    sign_in(keeper, base_url, user)
    keeper.goto("/accounts/settings/")
    name = keeper.get_by_label("Name to show")
    expect(name).to_have_value("Ada Lovelace")
    keeper.goto("/about/")
    go_back(keeper)
    # Still hers.
    expect(name).to_have_value("Ada Lovelace")
    keeper.locator("details.menu summary", has_text="Account").click()
    keeper.get_by_role("button", name="Sign out").click()
    expect(keeper.get_by_role("link", name="Sign in").first).to_be_visible()
    go_back(keeper)
    expect(keeper.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert "Ada" not in keeper.content()


def test_text_that_was_not_taken_outlives_the_way_back(keeper: Page, base_url: str) -> None:
    user = UserFactory()
    step = Step.objects.get(slug="python-syntax")
    StepState.objects.create(user=user, step=step, status=StepStatus.DOING)
    sign_in(keeper, base_url, user)
    keeper.goto(STEP)
    keeper.locator(NOTE).fill("Loops are clear now.")
    keeper.route("**/note/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    keeper.get_by_text("Save the note").click()
    expect(keeper.get_by_text("Bad gateway")).to_be_visible()
    keeper.unroute("**/note/")
    go_back(keeper)
    expect(keeper.locator(NOTE)).to_have_value("Loops are clear now.")
    keeper.get_by_role("link", name="Roadmap").first.click()
    keeper.wait_for_url("**/roadmap/")
    keeper.goto(STEP)
    expect(keeper.locator(NOTE)).to_have_value("Loops are clear now.")


def test_filtered_list_goes_back_without_a_copy_of_its_pages(page: Page, base_url: str) -> None:
    sign_in(page, base_url, UserFactory())
    page.goto("/courses/")
    stage = page.get_by_label("Stage")
    stage.select_option(index=1)
    page.wait_for_url("**/courses/?*")
    page.go_back()
    page.wait_for_url("**/courses/")
    # A page of the site, whose scripts know their parts.
    expect(stage).to_have_value("")
    assert page.evaluate("trouble.isConnected")
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None
