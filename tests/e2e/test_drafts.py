"""What a mentor types on the page for writing outlives the network and the session."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import Draft, Review, ReviewRequest
from tests.e2e.conftest import sign_in
from tests.factories import DraftFactory, MentorFactory
from tests.mentoring.reviewing import claimed


@pytest.fixture
def mentor(transactional_db: None) -> User:
    return MentorFactory(display_name="Hannah Lindqvist")


@pytest.fixture
def asked(mentor: User) -> ReviewRequest:
    """Held by the mentor; their claim, made years ago, is over, and they may still publish."""
    return claimed(mentor)


@pytest.fixture
def desk(page: Page, base_url: str, mentor: User, asked: ReviewRequest) -> Page:
    """The page for writing, nothing typed yet."""
    sign_in(page, base_url, mentor)
    page.goto(f"/mentor/drafts/{asked.pk}/")
    return page


def summaries() -> list[str]:
    return list(Draft.objects.values_list("summary", flat=True))


def type_and_leave(page: Page, summary: str) -> None:
    """Nothing that the page sends arrives; the browser keeps what was typed with its history."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut')); }")
    page.locator("textarea[name=summary]").fill(summary)
    page.locator("label", has_text="Changes requested").click()
    expect(page.locator(".draft-status")).to_contain_text("Not saved: no answer came back.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/mentor/snippets/")
    assert summaries() == []


def test_text_that_the_browser_puts_back_is_saved(desk: Page) -> None:
    type_and_leave(desk, "Keep the split.")
    desk.go_back()
    expect(desk.locator("textarea[name=summary]")).to_have_value("Keep the split.")
    expect(desk.locator(".draft-status")).to_contain_text("Not saved yet")
    expect(desk.locator(".draft-status")).to_contain_text("Saved at")
    assert list(Draft.objects.values_list("summary", "verdict")) == [("Keep the split.", "changes")]


def test_text_that_the_browser_puts_back_is_not_saved_over_another_windows(
    desk: Page, asked: ReviewRequest, problems: list[str]
) -> None:
    type_and_leave(desk, "From here.")
    DraftFactory(request=asked, mentor=asked.claimed_by, summary="From elsewhere.")
    desk.go_back()
    expect(desk.locator("textarea[name=summary]")).to_have_value("From here.")
    expect(desk.locator(".draft-status")).to_contain_text("another window has saved something")
    assert summaries() == ["From elsewhere."]
    desk.get_by_role("button", name="Save draft").last.click()
    expect(desk.locator(".draft-text")).to_contain_text("From elsewhere.")
    expect(desk.locator("textarea[name=summary]")).to_have_value("From here.")
    problems.clear()


def test_offline_save_stays_on_the_page_and_says_so(desk: Page, problems: list[str]) -> None:
    desk.context.set_offline(True)
    desk.locator("textarea[name=summary]").fill("Keep the split.")
    desk.get_by_role("button", name="Save draft").last.click()
    expect(desk.locator(".draft-status")).to_contain_text("Not saved: no answer came back.")
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Save draft").last.click()
    expect(desk.locator("main")).to_contain_text("Saved at")
    expect(desk.get_by_text("The draft is saved.")).to_be_visible()
    assert summaries() == ["Keep the split."]
    problems.clear()


@pytest.mark.parametrize("button", ["Save draft", "Publish"])
def test_signed_out_button_stays_on_the_page_and_works_after_signing_in(
    desk: Page,
    base_url: str,
    mentor: User,
    asked: ReviewRequest,
    problems: list[str],
    button: str,
) -> None:
    address = desk.url
    desk.context.clear_cookies(name="sessionid")
    desk.locator("textarea[name=summary]").fill("Keep the split.")
    desk.locator("label", has_text="Changes requested").click()
    desk.get_by_role("button", name=button).last.click()
    expect(desk.locator(".draft-status")).to_contain_text("you are signed out")
    expect(desk.locator("textarea[name=summary]")).to_have_value("Keep the split.")
    assert desk.url == address
    assert summaries() == []

    # Signing in makes a new token too.
    desk.context.clear_cookies()
    sign_in(desk, base_url, mentor)
    desk.context.new_page().goto("/mentor/")
    desk.get_by_role("button", name=button).last.click()
    if button == "Publish":
        expect(desk.locator("main")).to_contain_text("The review is published.")
        assert [review.summary for review in Review.objects.all()] == ["Keep the split."]
    else:
        expect(desk.get_by_text("The draft is saved.")).to_be_visible()
        assert summaries() == ["Keep the split."]
    problems.clear()
