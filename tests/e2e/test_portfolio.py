"""The portfolio's page by keyboard: the focus keeps its place, and what is typed stays."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from portfolio.models import Portfolio
from tests.e2e.conftest import WITHOUT_SCRIPTS, sign_in
from tests.factories import PortfolioFactory, ProjectFactory, ShownProjectFactory, UserFactory
from tests.portfolio.people import own_link

SAVE_FIRST = re.compile("^Save first")


@pytest.fixture
def portfolio(transactional_db: None, page: Page, base_url: str) -> Portfolio:
    """Two projects and a link on it, of somebody who is signed in."""
    user: User = UserFactory()
    made: Portfolio = PortfolioFactory(user=user, handle="amara")
    for place, title in enumerate("AB"):
        project = ProjectFactory(user=user, title=title)
        ShownProjectFactory(portfolio=made, project=project, order=place)
    own_link(made, 1)
    sign_in(page, base_url, user)
    return made


def press(button: Locator) -> None:
    button.focus()
    button.press("Enter")


def button(page: Page, does: str, title: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{does}\b.*: {title}$"))


def titles(page: Page) -> Locator:
    return page.locator("#projects ol a")


def test_focus_stays_with_the_projects(page: Page, portfolio: Portfolio) -> None:
    page.goto("/portfolio/")
    heading = page.locator("#projects-title")
    # It is the first now, so this button is disabled.
    press(button(page, "Up", "B"))
    expect(titles(page)).to_have_text(["B", "A"])
    expect(heading).to_be_focused()
    press(button(page, "Down", "B"))
    expect(titles(page)).to_have_text(["A", "B"])
    expect(heading).to_be_focused()

    press(button(page, "Take off", "B"))
    expect(titles(page)).to_have_text(["A"])
    expect(heading).to_be_focused()
    press(button(page, "Show", "B"))
    expect(titles(page)).to_have_text(["A", "B"])
    expect(heading).to_be_focused()

    # From the heading on, Tab goes into the list.
    page.keyboard.press("Tab")
    expect(titles(page).first).to_be_focused()

    # A button that is there again keeps it.
    third = ProjectFactory(user=portfolio.user, title="C")
    ShownProjectFactory(portfolio=portfolio, project=third, order=2)
    page.reload()
    down = button(page, "Down", "A")
    press(down)
    expect(titles(page)).to_have_text(["B", "A", "C"])
    expect(down).to_be_focused()


def test_links_come_and_go_and_what_is_typed_stays(page: Page, portfolio: Portfolio) -> None:
    page.goto("/portfolio/")
    headline, name = page.locator("#id_headline"), page.locator("#id_label")
    address = page.locator("#id_url")
    headline.fill("Not saved yet")
    name.fill("Code")
    address.fill("https://example.org/code")
    address.press("Enter")
    links = page.locator("#links li b")
    expect(links).to_have_text(["Site 1", "Code"])
    expect(address).to_be_focused()
    expect(address).to_have_value("")

    name.fill("Half a link")
    press(button(page, "Delete", "Code"))
    expect(links).to_have_text(["Site 1"])
    expect(page.locator("#links-title")).to_be_focused()
    expect(name).to_have_value("Half a link")
    expect(headline).to_have_value("Not saved yet")
    expect(page.locator("#announcement")).to_have_text("The link is deleted: Code")
    expect(page.get_by_text(SAVE_FIRST).first).to_be_hidden()

    # The form still saves: nothing of it has changed elsewhere.
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your changes are saved.")).to_be_visible()
    portfolio.refresh_from_db()
    assert portfolio.headline == "Not saved yet"


def test_refused_link_is_said_in_its_place(
    page: Page, portfolio: Portfolio, problems: list[str]
) -> None:
    page.goto("/portfolio/")
    page.locator("#id_headline").fill("Not saved yet")
    page.locator("#id_label").fill("Same address")
    page.locator("#id_url").fill("https://example.org/1")
    press(page.get_by_role("button", name="Add the link"))
    expect(page.locator("#links")).to_contain_text("is on your portfolio already")
    expect(page.locator("#id_label")).to_have_value("Same address")
    expect(page.locator("#id_headline")).to_have_value("Not saved yet")
    # The browser lists the refusal on its console.
    assert [line for line in problems if "422" in line] == problems != []
    problems.clear()


@WITHOUT_SCRIPTS
def test_without_scripts_the_page_says_to_save_first(page: Page, portfolio: Portfolio) -> None:
    page.goto("/portfolio/")
    expect(page.get_by_text(SAVE_FIRST)).to_have_count(2)
    expect(page.get_by_text(SAVE_FIRST).first).to_be_visible()
    page.locator("#id_label").fill("Code")
    page.locator("#id_url").fill("https://example.org/code")
    page.get_by_role("button", name="Add the link").click()
    expect(page.locator("#links li b")).to_have_text(["Site 1", "Code"])
