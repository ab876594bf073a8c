"""A tick shows at once what was asked for, and the truth as soon as it is known."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
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
