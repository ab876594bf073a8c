"""The learner's and the mentor's stories on a narrow screen without a mouse."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import Review, ReviewRequest
from progress.models import StepState
from tests.e2e.conftest import sign_in
from tests.e2e.keys import check_stop, go, tab_to, write
from tests.factories import MentorFactory, PlanFactory, ProjectFactory, UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.usefixtures("roadmap_content")

FIRST = "#step-python-syntax"


@pytest.fixture
def learner(page: Page, roadmap_content: None) -> User:
    # A page that glides to the next stop is not there yet when it is looked at.
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    user: User = PlanFactory(user=UserFactory(display_name="Amara Osei")).user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def enter(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    write(page.get_by_label("Email"), user.email)
    write(page.get_by_label("Password"), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard/")


def test_learner_without_a_mouse(page: Page, learner: User) -> None:
    project = ProjectFactory(user=learner, title="House prices", summary="What a house is worth.")
    enter(page, learner)

    # The first stop leads past the frame.
    page.keyboard.press("Tab")
    check_stop(page)
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    # A hint that is sent away leaves the focus with what stood after it.
    go(page.get_by_role("button", name=re.compile("^Got it")))
    expect(page.locator(".hint")).to_have_count(0)
    expect(page.locator("section:focus-within")).to_be_focused()
    check_stop(page)

    # Ticks on the dashboard, where the list is drawn anew, and on a stage's page.
    go(page.locator("#tick-python-syntax"), "Space")
    expect(page.locator("#announcement")).not_to_be_empty()
    expect(page.locator(f"{FIRST}.is-todo")).to_have_count(0)
    expect(page.locator(":focus")).to_have_count(1)
    page.goto("/roadmap/foundations/")
    second = page.locator("#tick-git-commits-and-branches")
    go(second)
    expect(page.locator("#step-git-commits-and-branches")).to_have_class(re.compile("is-done"))
    expect(page.locator("#announcement")).to_contain_text("Done")
    expect(second).to_be_focused()
    check_stop(page)

    # The menu of a row, and back from it.
    row = page.locator("#step-python-data-structures")
    menu = row.locator("details.menu summary")
    go(menu)
    tab_to(row.get_by_role("button", name="In progress"))
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(row.get_by_role("button", name="In progress")).to_be_hidden()
    page.keyboard.press("Enter")
    go(row.get_by_role("button", name="In progress"))
    expect(row).to_have_class(re.compile("is-doing"))
    expect(page.locator(":focus")).to_have_count(1)
    check_stop(page)

    # A note on the row.
    go(row.locator("details.disclosure summary"))
    write(row.get_by_label("Note"), "Sets are quick to look in.")
    go(row.get_by_role("button", name="Save"))
    expect(row.locator(".step-note")).to_contain_text("Sets are quick to look in.")
    expect(page.locator(":focus")).to_have_count(1)
    check_stop(page)
    state = StepState.objects.get(user=learner, step__slug="python-data-structures")
    assert state.note == "Sets are quick to look in."

    # Asks for a review.
    page.goto(project.get_absolute_url())
    go(page.get_by_role("link", name=re.compile("^Ask for")).first)
    write(page.locator("textarea[name=question]"), "Is the split fair?")
    go(page.get_by_role("button", name="Send for review"))
    expect(page.locator("main")).to_contain_text("Is the split fair?")
    assert ReviewRequest.objects.get().learner == learner


def test_mentor_without_a_mouse(page: Page, base_url: str, learner: User) -> None:
    project = ProjectFactory(user=learner, title="House prices", summary="What a house is worth.")
    enter(page, learner)
    page.goto(f"/reviews/ask/project/{project.pk}/")
    write(page.locator("textarea[name=question]"), "Is the split fair?")
    go(page.get_by_role("button", name="Send for review"))
    page.wait_for_url("**/reviews/*/")

    page.context.clear_cookies()
    sign_in(page, base_url, MentorFactory())
    page.goto("/mentor/queue/")
    go(page.get_by_role("button", name=re.compile("^Claim")))
    # The way on has come in the button's place, and has the focus.
    expect(page.get_by_role("link", name=re.compile("^Continue"))).to_be_focused()
    check_stop(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/mentor/drafts/*/")
    write(page.locator("textarea[name=summary]"), "Say how you split.")
    # Among radio buttons the arrows choose, and Tab leaves them.
    verdicts, changes = page.locator("input[name=verdict]"), "input[name=verdict][value=changes]"
    tab_to(verdicts.first)
    for _ in range(verdicts.count()):
        if page.locator(changes).is_checked():
            break
        page.keyboard.press("ArrowDown")
        check_stop(page)
    expect(page.locator(changes)).to_be_checked()
    go(page.get_by_role("button", name="Publish"))
    expect(page.locator("main")).to_contain_text("Say how you split.")
    page.wait_for_url("**/reviews/*/")
    assert Review.objects.get().verdict == "changes"
