"""What a screen reader is given: drawings with a name and a description, the same figures in
words, changes that are said, a focus that stays."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from progress import demo
from tests.e2e.conftest import sign_in
from tests.e2e.world import Places, person

pytestmark = pytest.mark.usefixtures("roadmap_content")

Node = dict[str, Any]


def tree(page: Page) -> list[Node]:
    """The browser's own tree of the page, without what it leaves out."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes: list[Node] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [node for node in nodes if not node.get("ignored")]


def value(node: Node, of: str) -> str:
    return str(node.get(of, {}).get("value", ""))


def drawings(page: Page) -> dict[str, str]:
    """Names and descriptions of all pictures; their strokes and letters must not be read."""
    nodes = tree(page)
    pictures = [node for node in nodes if value(node, "role") in {"image", "img"}]
    heard = {node["nodeId"] for node in nodes}
    for picture in pictures:
        inside = heard & set(picture.get("childIds", []))
        assert inside == set(), f"{value(picture, 'name')}: {len(inside)} parts are read"
    return {value(node, "name"): value(node, "description") for node in pictures}


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_drawings_of_a_learner(page: Page, base_url: str, places: Places) -> None:
    sign_in(page, base_url, person(demo.LEARNER.email))
    page.goto("/dashboard/")
    found = drawings(page)
    assert list(found) == [
        "Your position on the 15-month timeline",
        "Hours logged this week",
        "Planned and finished hours over time",
        "What you did by day",
    ]
    assert all(found.values())
    # The position in the drawing's description is the one of its legend.
    position = found["Your position on the 15-month timeline"]
    earned = re.search(r"Finished work stands at month (\d+(?:\.\d+)?)", position)
    assert earned
    legend = page.get_by_role("figure").first.locator(".legend")
    expect(legend).to_contain_text(f"Earned month {earned[1]}")
    # Read from top to bottom: where you are, the drawing, its figures, what comes next.
    snapshot = page.locator("main").aria_snapshot()
    assert in_order(
        snapshot,
        'heading "You are at month',
        'img "Your position',
        "listitem: Earned month",
        "term: Finished work",
        'heading "Next steps"',
        'button "Mark as done: ',
    )
    # The curve's last figures stand in its table.
    page.get_by_text("The chart as a table").click()
    hours = re.search(r"Today (\d+) hours", found["Planned and finished hours over time"])
    assert hours
    today = page.get_by_role("table", name="Hours by month").get_by_role("row", name="Today")
    expect(today).to_contain_text(f"{hours[1]} h")


def test_drawings_of_the_roadmap_and_of_salaries(page: Page) -> None:
    page.goto("/roadmap/")
    [(name, said)] = drawings(page).items()
    assert name == "The stages of the roadmap on a 15-month timeline"
    page.get_by_text("The timeline as a table").click()
    rows = page.get_by_role("table", name="Stages by month").get_by_role("row")
    expect(rows).to_have_count(7)
    for number in range(1, 7):
        row = rows.nth(number).inner_text().split("\t")
        end = "with no fixed end" if row[3] == "No fixed end" else f"to month {row[3].strip()}"
        assert f"Stage {row[0]}, {row[1].strip()}: from month {row[2]}" in said
        assert end in said

    # The bars of pay say nothing: the amounts stand beside them, and in a table.
    page.goto("/roles/")
    assert drawings(page) == {}
    first = page.locator("main li.range-row, main li").filter(has_text="AI Research Scientist")
    expect(first.first).to_contain_text("$130k–200k")
    page.get_by_text("All figures as a table").click()
    table = page.get_by_role("table", name="Yearly pay by role")
    pay = table.get_by_role("row", name="AI Research Scientist")
    assert re.search(r"130,000.*200,000|130k.*200k", pay.inner_text().replace("\t", " "))


def test_changes_are_said_and_the_focus_stays(page: Page, base_url: str, places: Places) -> None:
    sign_in(page, base_url, person(demo.LEARNER.email))
    page.goto("/roadmap/core-machine-learning/")
    tick = page.locator("li.step.is-todo button.tick").first
    title = page.locator("li.step.is-todo .step-title").first.inner_text()
    tick.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=title)).to_have_count(1)
    is_here = page.evaluate("document.activeElement.matches('button.tick')")
    assert is_here

    # New dates come beside the answers; whoever is answering stays there.
    page.goto("/plan/")
    hours = page.get_by_label("Hours a week")
    hours.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("20")
    expect(page.get_by_role("status").filter(has_text="Planned finish")).to_have_count(1)
    expect(hours).to_be_focused()
    expect(page.locator("#preview")).to_contain_text("at 20 hours a week")

    page.goto("/plan/what-if/")
    hours = page.locator(".what-if input[type=number], .what-if [name=hours]").first
    hours.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    expect(page.locator("#what-if-answer")).to_contain_text("6")
    expect(page.locator(":focus")).to_have_count(1)

    # Results come anew as a whole, their line with them: it is said where one always stands.
    page.goto("/courses/")
    platform = page.get_by_label("Platform")
    platform.focus()
    platform.select_option(index=1)
    expect(page.locator("#announcement")).to_have_text(
        re.compile(r"^\d+ courses?, in roadmap order$")
    )
    expect(platform).to_be_focused()
