"""Every page in two widths and two themes, by each kind of person: no complaint of the browser, no
sideways scroll, nothing that the accessibility rules find.

`tests/site/test_every_page.py` sees to it that none is forgotten.
"""

import re

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page

from progress import demo
from tests.e2e.addresses import (
    ADMIN,
    ADMIN_TOO,
    LEARNER,
    LEARNER_TOO,
    MENTOR,
    MENTOR_TOO,
    NEEDS_A_PLAN,
    PUBLIC,
    PUBLIC_BUT_OWN,
    VISITOR,
    VISITOR_TOO,
)
from tests.e2e.conftest import sign_in
from tests.e2e.looks import complaints, complaints_here
from tests.e2e.world import Places, editors_pages, person
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")

# A person's many pages are shared out, so that no part keeps one worker busy at the end, when the
# other has nothing left.
LEARNERS_PARTS, NEWCOMERS_PARTS, ADMINS_PARTS = 4, 2, 8
FINE = frozenset({200})


def paths(pages: dict[str, str], places: Places) -> list[str]:
    return [path.format(**places) for path in pages.values()]


def test_pages_of_visitors(page: Page, places: Places, problems: list[str]) -> None:
    pages = VISITOR | VISITOR_TOO
    missing = pages.pop("no-such-page")
    assert complaints(page, paths(pages, places), statuses=FINE) == []
    assert problems == []
    assert complaints(page, [missing], statuses=frozenset({404})) == []
    problems.clear()


@pytest.mark.parametrize("part", range(LEARNERS_PARTS))
def test_pages_of_learners(page: Page, base_url: str, places: Places, part: int) -> None:
    sign_in(page, base_url, person(demo.LEARNER.email))
    pages = paths({name: VISITOR[name] for name in PUBLIC} | LEARNER | LEARNER_TOO, places)
    assert complaints(page, pages[part::LEARNERS_PARTS], statuses=FINE) == []


def test_pages_of_mentors(page: Page, base_url: str, places: Places) -> None:
    sign_in(page, base_url, person(demo.MENTOR.email))
    own = {name: LEARNER[name] for name in ("dashboard", "plan", "settings", "sharing")}
    pages = {name: VISITOR[name] for name in PUBLIC_BUT_OWN} | MENTOR | MENTOR_TOO | own
    assert complaints(page, paths(pages, places), statuses=FINE) == []


@pytest.mark.parametrize("part", range(NEWCOMERS_PARTS))
def test_pages_of_newcomers(page: Page, base_url: str, part: int) -> None:
    """Whoever has no plan yet, nothing written and nothing finished."""
    sign_in(page, base_url, UserFactory())
    pages = {
        name: path for name, path in LEARNER.items() if "{" not in path and name not in NEEDS_A_PLAN
    }
    pages |= {name: VISITOR[name] for name in PUBLIC_BUT_OWN}
    chosen = [*pages.values()][part::NEWCOMERS_PARTS]
    assert complaints(page, chosen, statuses=FINE) == []


@pytest.mark.parametrize("part", range(ADMINS_PARTS))
def test_pages_of_admins(
    page: Page, base_url: str, places: Places, problems: list[str], part: int
) -> None:
    """Also the public pages, which lead an editor to their forms."""
    sign_in(page, base_url, person(demo.ADMIN.email))
    pages = {name: VISITOR[name] for name in PUBLIC} | ADMIN | ADMIN_TOO | editors_pages()
    chosen = paths(pages, places)[part::ADMINS_PARTS]
    assert complaints(page, chosen, statuses=frozenset({200, 403})) == []
    # What nobody may add or change: tests/site/test_every_page.py says which those are.
    assert [line for line in problems if "status of 403" not in line] == []
    problems.clear()


def code_in(message: EmailMessage) -> str:
    found = re.search(r"^ {4}(\S+)$", str(message.body), flags=re.MULTILINE)
    assert found
    return found[1]


def test_pages_on_the_way_in(page: Page, mailoutbox: list[EmailMessage]) -> None:
    """Pages that one comes to only by a form: codes, and a new password."""
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill("three plain words")
    page.get_by_role("button", name="Make the account").click()
    page.locator("input[name=code]").wait_for()
    found = complaints_here(page, "the code of a new account")
    page.locator("input[name=code]").fill(code_in(mailoutbox[-1]))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/plan/")

    page.context.clear_cookies()
    page.goto("/accounts/password/reset/")
    page.get_by_label("Email").fill("ada@example.org")
    page.locator("main form button").first.click()
    page.locator("input[name=code]").wait_for()
    found += complaints_here(page, "the code for a new password")
    page.locator("input[name=code]").fill(code_in(mailoutbox[-1]))
    page.locator("main form button").first.click()
    page.wait_for_url("**/complete/")
    found += complaints_here(page, "the new password")
    assert found == []


def test_complaints_are_found(page: Page, problems: list[str]) -> None:
    body = (
        '<html><body><img src="data:,"><p style="width: 3000px">Wide</p>'
        '<p style="color: #777; background: #888">Faint</p></body></html>'
    )
    page.route("**/bad/", lambda route: route.fulfill(body=body, content_type="text/html"))
    found = complaints(page, ["/bad/", "/about/", "/nobody/", "/plan/"], statuses=FINE)
    said = " ".join(found)
    assert "too wide" in said
    for rule in ("image-alt", "html-has-lang", "/bad/ dark at 1280: color-contrast"):
        assert rule in said
    assert "/about/" not in said
    assert "/nobody/: 404" in said
    assert "/plan/: leads to" in said
    assert len(problems) == 1
    problems.clear()


def test_guard_sees_a_violation(page: Page, problems: list[str]) -> None:
    """The other tests would pass if the guard were blind."""
    page.goto("/about/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    with page.expect_console_message(lambda line: "policy: style-src" in line.text):
        page.evaluate("document.head.append(document.createElement('style'))")
    assert any("style-src" in problem for problem in problems)
    problems.clear()
