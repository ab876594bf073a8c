"""A tick shows at once what was asked for, and the truth as soon as it is known."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from accounts.models import User
from progress.models import StepState
from roadmap.models import Step
from tests.e2e.conftest import changes

pytestmark = pytest.mark.usefixtures("roadmap_content")

DONE, TODO = re.compile("is-done"), re.compile("is-todo")


def row(page: Page) -> Locator:
    return page.locator("#step-python-syntax")


def tick(page: Page) -> Locator:
    return row(page).locator("button.tick")


@pytest.mark.parametrize("path", ["/roadmap/foundations/", "/dashboard/"])
def test_new_state_is_there_before_the_answer(page: Page, learner: User, path: str) -> None:
    held: list[Route] = []
    page.route(re.compile("/steps/python-syntax/"), lambda route: held.append(route))
    page.goto(path)
    tick(page).press("Enter")
    expect(row(page)).to_have_class(DONE)
    expect(row(page)).to_have_attribute("aria-busy", "true")
    expect(row(page).locator(".mark:not(.ghost)")).to_be_visible()
    expect(row(page).locator(".step-meta").first).to_contain_text("Done")
    expect(tick(page)).to_have_accessible_name(re.compile("^Mark as not done: Python syntax"))
    # While the answer is out, the same tick again asks for nothing more: what a page asks for
    # after it has come through.
    tick(page).press("Enter")
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    assert len(held) == 1
    assert changes(learner) == []
    held[0].continue_()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(row(page)).to_have_class(DONE)
    expect(tick(page)).to_be_focused()
    assert changes(learner) == ["done"]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("offline", "Try again when you are online"),
        ("aborted", "Try again when you are online"),
        ("500", "Reload the page to see what is saved"),
        ("403", "Your session has changed"),
    ],
)
def test_truth_comes_back_where_it_fails(
    page: Page, learner: User, problems: list[str], failure: str, said: str
) -> None:
    page.goto("/roadmap/foundations/")
    before = row(page).inner_html()
    if failure == "offline":
        page.context.set_offline(True)
    elif failure == "aborted":
        page.route(re.compile("/steps/python-syntax/"), lambda route: route.abort())
    else:
        page.route(
            re.compile("/steps/python-syntax/"), lambda route: route.fulfill(status=int(failure))
        )
    tick(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(row(page)).to_have_class(TODO)
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(tick(page)).to_be_focused()
    assert row(page).inner_html() == before
    assert changes(learner) == []
    # Then it works, and counts once.
    page.context.set_offline(False)
    page.unroute(re.compile("/steps/python-syntax/"))
    tick(page).press("Enter")
    expect(page.locator("#stage-summary")).to_contain_text("8 of 130 h")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert changes(learner) == ["done"]
    assert problems
    problems.clear()


def test_taking_a_tick_back_fails_to_done(page: Page, learner: User, problems: list[str]) -> None:
    page.goto("/roadmap/foundations/")
    tick(page).click()
    expect(page.locator("#stage-summary")).to_contain_text("8 of 130 h")
    page.context.set_offline(True)
    tick(page).click()
    expect(page.get_by_role("alert")).to_contain_text("may not be saved")
    expect(row(page)).to_have_class(DONE)
    expect(tick(page)).to_have_accessible_name(re.compile("^Mark as not done: Python syntax"))
    assert changes(learner) == ["done"]
    problems.clear()


SECOND = "#step-git-commits-and-branches"


@pytest.mark.parametrize("first", [0, 1])
def test_two_ticks_at_once_are_both_shown(page: Page, learner: User, first: int) -> None:
    out: list[Route] = []
    page.route(re.compile("/finish/"), lambda route: out.append(route))
    page.goto("/dashboard/")
    rows = [row(page), page.locator(SECOND)]
    for each in rows:
        each.locator("button.tick").click()
    expect(page.locator("[aria-busy]")).to_have_count(2)
    with page.expect_response(re.compile("/finish/")):
        out[first].continue_()
    # Its answer draws the whole list, and knows nothing of the other tick.
    page.wait_for_timeout(200)
    for each in rows:
        expect(each).to_have_class(DONE)
    out[1 - first].continue_()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    # What was finished before the newest tick has left the next steps.
    expect(rows[first]).to_have_count(0)
    expect(rows[1 - first]).to_have_class(DONE)
    assert changes(learner) == ["done", "done"]


def test_second_of_two_ticks_says_that_it_failed(
    page: Page, learner: User, problems: list[str]
) -> None:
    out: list[Route] = []
    page.route(re.compile("/finish/"), lambda route: out.append(route))
    page.goto("/dashboard/")
    other = page.locator(SECOND)
    tick(page).click()
    other.locator("button.tick").click()
    expect(page.locator("[aria-busy]")).to_have_count(2)
    with page.expect_response(re.compile("/finish/")):
        out[0].continue_()
    out[1].abort()
    expect(page.get_by_role("alert")).to_contain_text("may not be saved")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    # The site's own row: the next press takes the tick back.
    expect(row(page).locator("form[action$='/reset/'] button.tick")).to_be_visible()
    expect(other).to_have_class(TODO)
    assert changes(learner) == ["done"]
    problems.clear()


def test_newest_of_two_quick_choices_is_kept(
    page: Page, learner: User, problems: list[str]
) -> None:
    step = Step.objects.filter(options__isnull=False, specialisation=None).distinct()[0]
    out: list[Route] = []
    page.route(re.compile("/choose/"), lambda route: out.append(route))
    page.goto(step.stage.get_absolute_url())
    options = page.locator(f"#step-{step.slug} input[name=option]")
    options.first.focus()
    # As the arrow keys do, one after the other.
    options.first.press("Space")
    options.first.press("ArrowDown")
    page.wait_for_timeout(200)
    for route in out:
        # One that was given up on can't be answered.
        with suppress(Error):
            route.continue_()
    page.wait_for_timeout(500)
    expect(options.nth(1)).to_be_checked()
    # The browser's word for giving up.
    problems.clear()
    assert StepState.objects.get(user=learner, step=step).option == step.options.all()[1]
