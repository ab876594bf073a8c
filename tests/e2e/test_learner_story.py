"""From the front page to a dashboard, as a person does it: with scripts, without, by keyboard."""

import re

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import User
from progress.models import StepState
from tests.e2e.conftest import BOTH_WAYS, changes

pytestmark = pytest.mark.usefixtures("roadmap_content")

FIRST, SECOND = "#step-python-syntax", "#step-git-commits-and-branches"


@BOTH_WAYS
def test_visitor_becomes_a_learner(
    page: Page, mailoutbox: list[EmailMessage], scripts: str
) -> None:
    # Reads.
    page.goto("/")
    page.get_by_role("link", name="Read the roadmap").first.click()
    page.locator("main").get_by_role("link", name="Foundations").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Foundations")
    expect(page.locator(FIRST)).to_be_visible()
    expect(page.locator("button.tick")).to_have_count(0)

    # Signs up.
    page.goto("/")
    page.get_by_role("link", name="Plan your route").first.click()
    page.get_by_label("Email").fill("Ada@Example.org")
    page.get_by_label("Password").fill("three plain words")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    [message] = mailoutbox
    code = re.search(r"^ {4}(\S+)$", str(message.body), flags=re.MULTILINE)
    assert code
    page.locator("input[name=code]").fill(code[1])
    page.get_by_role("button", name="Confirm").click()

    # Makes a plan.
    page.wait_for_url("**/plan/")
    page.locator("label", has_text="MLOps Engineer").click()
    page.get_by_label("Hours a week").fill("20")
    page.get_by_role("button", name="Start this plan").click()
    page.wait_for_url("**/dashboard/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are at month 0")
    user = User.objects.get(email="ada@example.org")
    assert user.plans.get().hours_per_week == 20

    # Ticks, undoes, ticks again.
    page.get_by_role("link", name="All of Stage 1").click()
    step = page.locator(FIRST)
    step.locator("button.tick").click()
    expect(step).to_have_class(re.compile("is-done"))
    expect(page.locator("#stage-summary")).to_contain_text("8 of 130 h")
    step.locator("details.menu summary").click()
    step.get_by_role("button", name="Undo the last change").click()
    expect(step).to_have_class(re.compile("is-todo"))
    expect(page.locator("#stage-summary")).to_contain_text("0 of 130 h")
    step.locator("button.tick").click()
    expect(step).to_have_class(re.compile("is-done"))
    page.locator(SECOND).locator("button.tick").click()
    expect(page.locator("#stage-summary")).to_contain_text("14 of 130 h")
    assert changes(user) == ["done", "todo", "done", "done"]

    # Logs a project.
    page.get_by_label("Main").get_by_role("link", name="Projects").click()
    page.locator("main").get_by_role("link", name="New project").first.click()
    page.get_by_label("Title").fill("Rain in Leeds")
    page.get_by_label("Summary").fill("Says whether to take an umbrella, and how sure it is.")
    page.get_by_role("button", name="Save project").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rain in Leeds")
    assert user.projects.get().visibility == "private"

    # Sees where that leads.
    page.get_by_label("Main").get_by_role("link", name="Dashboard").click()
    main = page.locator("main")
    expect(main).to_contain_text("MLOps Engineer")
    expect(main).to_contain_text("14 of")
    expect(main).to_contain_text("Rain in Leeds")
    expect(main).to_contain_text("Your work: month 0.3")


def wait_for_the_answer(page: Page) -> None:
    """A tick shows at once; the row is busy until the site has answered."""
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_tick_by_keyboard_alone_keeps_the_place(page: Page, learner: User) -> None:
    page.goto("/roadmap/foundations/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "tick-python-syntax":
            break
    tick = page.locator("#tick-python-syntax")
    expect(tick).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(FIRST)).to_have_class(re.compile("is-done"))
    wait_for_the_answer(page)
    expect(tick).to_be_focused()
    expect(tick).to_have_accessible_name(re.compile("^Mark as not done: Python syntax"))
    page.keyboard.press("Space")
    expect(page.locator(FIRST)).to_have_class(re.compile("is-todo"))
    wait_for_the_answer(page)
    assert changes(learner) == ["done", "todo"]


def test_tick_on_the_dashboard_moves_the_position(page: Page, learner: User) -> None:
    page.goto("/dashboard/")
    page.locator(FIRST).locator("button.tick").click()
    expect(page.locator(FIRST)).to_have_class(re.compile("is-done"))
    wait_for_the_answer(page)
    expect(page.locator("main")).to_contain_text("8 of")
    page.reload()
    expect(page.locator("main")).to_contain_text("8 of")


def test_same_tick_in_two_windows_counts_once(page: Page, learner: User) -> None:
    other = page.context.new_page()
    for window in (page, other):
        window.goto("/roadmap/foundations/")
    for window in (page, other):
        window.locator(FIRST).locator("button.tick").click()
        expect(window.locator(FIRST)).to_have_class(re.compile("is-done"))
        wait_for_the_answer(window)
    assert changes(learner) == ["done"]
    assert StepState.objects.filter(user=learner).count() == 1


def test_lost_connection_is_said_and_loses_nothing(
    page: Page, learner: User, problems: list[str]
) -> None:
    page.goto("/roadmap/foundations/")
    page.context.set_offline(True)
    page.locator(FIRST).locator("button.tick").click()
    expect(page.get_by_role("alert")).to_contain_text("Try again when you are online")
    expect(page.locator(FIRST)).to_have_class(re.compile("is-todo"))
    page.context.set_offline(False)
    page.locator(FIRST).locator("button.tick").click()
    expect(page.locator(FIRST)).to_have_class(re.compile("is-done"))
    wait_for_the_answer(page)
    assert changes(learner) == ["done"]
    assert problems
    problems.clear()
