"""The plan's form, which shows its dates while it is filled in and is then sent once."""

import pytest
from playwright.sync_api import Page, Route

from accounts.models import User
from tests.e2e.conftest import sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")


@pytest.fixture
def learner(transactional_db: None, page: Page, base_url: str) -> User:
    user = UserFactory()
    sign_in(page, base_url, user)
    return user


def test_sending_it_while_dates_are_on_their_way_sends_it_once(page: Page, learner: User) -> None:
    sent: list[str] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.resource_type)
            # As long as the page waits, its previews could still be asked for.
            page.wait_for_timeout(800)
        route.continue_()

    page.goto("/plan/")
    page.route("**/plan/**", slowly)
    page.get_by_label("Hours a week").fill("20")
    page.get_by_role("button", name="Start this plan").click()
    page.wait_for_url("**/dashboard/")
    assert sent == ["document"]
    assert learner.plans.get().hours_per_week == 20
