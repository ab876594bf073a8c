"""A learner's smaller stories in a browser that runs no scripts. The long ones are each in their
own file, with scripts and without."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import Cohort
from progress.models import Evidence, Pause, StudySession
from tests.e2e.conftest import WITHOUT_SCRIPTS, sign_in
from tests.factories import (
    CohortFactory,
    PlanFactory,
    PortfolioFactory,
    UserFactory,
)

pytestmark = [pytest.mark.usefixtures("roadmap_content"), WITHOUT_SCRIPTS]


@pytest.fixture
def learner(page: Page, base_url: str, roadmap_content: None) -> User:
    user: User = UserFactory(display_name="Amara Osei")
    PlanFactory(user=user, start_date=timezone.localdate() - datetime.timedelta(days=60))
    sign_in(page, base_url, user)
    return user


def test_dates_are_asked_for_and_a_pause_is_made(page: Page, learner: User) -> None:
    main = page.locator("main")
    page.goto("/plan/what-if/")
    page.locator(".what-if [name=hours]").fill("20")
    page.get_by_role("button", name="Show the dates").click()
    expect(main).to_contain_text("at 20 h")

    page.goto("/plan/pauses/add/")
    page.locator("[name=start]").fill(str(timezone.localdate()))
    page.get_by_role("button", name="Show the dates").click()
    expect(page.locator("#preview")).to_be_visible()
    assert not Pause.objects.exists()
    page.get_by_role("button", name="Pause", exact=True).click()
    assert Pause.objects.get().plan.user == learner
    page.goto("/dashboard/")
    expect(main).to_contain_text("Paused since")


def test_evidence_and_an_hour_are_kept(page: Page, learner: User) -> None:
    page.goto("/steps/python-syntax/")
    page.get_by_role("button", name="Mark as done").click()
    page.goto("/steps/python-syntax/")
    page.locator("[name=url]").fill("https://example.org/first-script")
    page.locator("form[action$='/evidence/'] button").click()
    expect(page.locator("main")).to_contain_text("example.org/first-script")
    assert Evidence.objects.get().user == learner

    page.goto("/study/add/")
    page.locator("[name=minutes]").fill("45")
    page.locator("main form [type=submit], main form button").first.click()
    assert StudySession.objects.get().minutes == 45


def test_what_a_tick_says_is_in_sight(page: Page, learner: User) -> None:
    """The page comes back at the step, far below its beginning."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/roadmap/foundations/")
    page.get_by_role("button", name="Mark as done").last.click()
    expect(page).to_have_url(re.compile("#step-"))
    expect(page.locator(".step:target")).to_be_in_viewport()
    expect(page.locator(".page-messages .notice")).to_be_in_viewport(ratio=1)


def test_portfolio_is_shared(page: Page, learner: User) -> None:
    PortfolioFactory(user=learner, handle="amara", visibility="link")
    page.goto("/portfolio/sharing/")
    page.locator("[name=recipient]").fill("Careers fair")
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("main")).to_contain_text("One link is live.")
    address = page.get_by_label("Address for Careers fair").input_value()
    page.context.clear_cookies()
    page.goto("/p/amara/link/" + address.partition("/link/")[2])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amara Osei")


def test_cohort_is_joined_by_its_code(page: Page, learner: User) -> None:
    cohort: Cohort = CohortFactory(name="Spring")
    page.goto("/sharing/cohorts/join/")
    page.locator("main [name=code]").fill(cohort.join_code.lower())
    page.get_by_role("button", name="Show the cohort").click()
    expect(page.locator("main")).to_contain_text("Spring")
    assert not cohort.members.exists()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator("main")).to_contain_text("Spring")
    assert cohort.members.get().user == learner
