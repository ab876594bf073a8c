"""A learner asks, a mentor answers, the learner mends, the mentor approves, the world sees it."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from mentoring.models import Draft, Message, Review, ReviewRequest
from progress.models import Project, Verification
from roadmap.models import Step
from tests.e2e.conftest import BOTH_WAYS, sign_in
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    PlanFactory,
    ProjectFactory,
    ReviewFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("roadmap_content")

SCORES = {
    "problem": "3",
    "modelling": "2",
    "evaluation": "3",
    "deployment": "0",
    "reproducibility": "3",
    "communication": "4",
}


@pytest.fixture
def learner(transactional_db: None) -> User:
    user = UserFactory(display_name="Amara Osei")
    PlanFactory(user=user)
    return user


@pytest.fixture
def mentor(learner: User) -> User:
    """Leads the learner's cohort."""
    user = MentorFactory(display_name="Hannah Lindqvist")
    cohort = CohortFactory(name="Spring")
    cohort.mentors.add(user)
    CohortMemberFactory(cohort=cohort, user=learner)
    return user


@pytest.fixture
def project(learner: User) -> Project:
    project = ProjectFactory(
        user=learner,
        title="House prices",
        summary="What a house is worth.",
        repository_url="https://example.com/houses",
    )
    project.steps.set(Step.objects.filter(slug="linear-regression"))
    return project


def score(page: Page, scores: dict[str, str]) -> None:
    for name, value in scores.items():
        # The segment's label is drawn over its radio button, or the other way round.
        page.locator(f"input[name$='_{name}'][value='{value}']").check(force=True)


def turn_to(page: Page, base_url: str, person: User) -> None:
    """The same browser, another person in front of it."""
    page.context.clear_cookies()
    sign_in(page, base_url, person)


def ask(page: Page, project: Project, question: str) -> None:
    page.goto(f"/projects/{project.pk}/")
    page.get_by_role("link", name=re.compile("Ask for|Ask again|Send a new version")).first.click()
    page.locator("textarea[name=question]").fill(question)
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator("main")).to_contain_text(question)


@BOTH_WAYS
def test_from_a_question_to_a_verified_portfolio(
    page: Page,
    base_url: str,
    learner: User,
    mentor: User,
    project: Project,
    problems: list[str],
    scripts: str,
) -> None:
    # The learner asks.
    turn_to(page, base_url, learner)
    ask(page, project, "Is the split by year fair?")

    # The mentor is told, claims, drafts, comes back to the draft.
    turn_to(page, base_url, mentor)
    page.goto("/mentor/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("One review is waiting")
    page.get_by_role("button", name=re.compile("^Claim")).first.click()
    page.get_by_role("link", name=re.compile("^(Continue|Write the review)")).first.click()
    expect(page.locator("main")).to_contain_text("Is the split by year fair?")
    page.locator("textarea[name=summary]").fill("The split is fair.")
    # What is typed is saved by itself as well: that it says so is not the end of this.
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").last.click()
    expect(page.locator(".draft-status")).to_contain_text("Saved")
    page.goto("/mentor/")
    page.get_by_role("link", name=re.compile("^Continue")).first.click()
    expect(page.locator("textarea[name=summary]")).to_have_value("The split is fair.")

    # A verdict that the rules refuse loses nothing; then changes are asked for.
    page.locator("label", has_text=re.compile("^Approved")).first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("To approve, score this")
    expect(page.locator("textarea[name=summary]")).to_have_value("The split is fair.")
    assert Review.objects.count() == 0
    assert [line for line in problems if "422" in line]
    problems.clear()
    score(page, SCORES)
    page.locator("textarea[name=summary]").fill("The split is fair. **One change**: a baseline.")
    page.locator("label", has_text="Changes requested").first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("One change: a baseline.")
    assert Draft.objects.count() == 0

    # The learner reads it, answers, mends the project and sends it again.
    turn_to(page, base_url, learner)
    page.goto("/reviews/")
    page.locator("main").get_by_role("link", name="House prices").first.click()
    expect(page.locator("main")).to_contain_text("Changes requested")
    page.get_by_label("Reply").fill("Done: the baseline is in.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("main")).to_contain_text("Done: the baseline is in.")
    page.goto(f"/projects/{project.pk}/edit/")
    page.get_by_label("Summary").fill("What a house is worth, against last year's average.")
    page.get_by_role("button", name="Save").first.click()
    ask(page, project, "Better now?")

    # The mentor sees the earlier review beside the new version, and approves.
    turn_to(page, base_url, mentor)
    page.goto("/mentor/queue/")
    page.get_by_role("button", name=re.compile("^Claim")).first.click()
    page.get_by_role("link", name=re.compile("^(Continue|Write the review)")).first.click()
    expect(page.locator("main")).to_contain_text("against last year's average")
    expect(page.locator("main")).to_contain_text("One change: a baseline.")
    score(page, SCORES | {"modelling": "4", "evaluation": "4"})
    page.locator("textarea[name=summary]").fill("A baseline, and beaten.")
    page.locator("label", has_text=re.compile("^Approved")).first.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("A baseline, and beaten.")
    assert Verification.objects.get().project == project

    # The learner opens a portfolio with the project on it.
    turn_to(page, base_url, learner)
    page.goto("/portfolio/")
    page.get_by_label("Handle").fill("amara")
    page.locator("label", has_text=re.compile("^Public")).first.click()
    page.get_by_role("button", name="Make the portfolio").click()
    page.get_by_role("button", name=re.compile("^Show")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Take off"))).to_be_visible()

    # Everybody sees it, and after a change, of which version it is true.
    page.context.clear_cookies()
    page.goto("/p/amara/")
    expect(page.locator("main")).to_contain_text("House prices")
    expect(page.locator("main")).to_contain_text("Verified by a mentor")
    Project.objects.filter(pk=project.pk).update(summary="Something else.")
    page.reload()
    expect(page.locator("main")).to_contain_text("erified on an earlier version")
    turn_to(page, base_url, learner)
    first, second = ReviewRequest.objects.order_by("pk")
    assert first.submission
    assert second.submission
    page.goto(f"/reviews/{second.thread_id}/versions/2/")
    expect(page.locator("main")).to_contain_text("against last year's average")
    page.goto(f"/reviews/{second.thread_id}/versions/1/")
    expect(page.locator("main")).to_contain_text("What a house is worth.")


def test_what_a_mentor_types_outlives_browser_and_request(
    browser: Browser,
    browser_context_args: dict[str, object],
    live_server: LiveServer,
    base_url: str,
    learner: User,
    mentor: User,
    project: Project,
) -> None:
    """Typed, not saved by hand; the browser closes, the learner cancels: the text is there."""

    def window(person: User) -> tuple[BrowserContext, Page]:
        context = browser.new_context(**(browser_context_args | {"base_url": base_url}))  # type: ignore[arg-type]
        page = context.new_page()
        sign_in(page, base_url, person)
        return context, page

    hers, page = window(learner)
    ask(page, project, "Is it fair?")
    request = ReviewRequest.objects.get()
    his, desk = window(mentor)
    desk.goto(f"/mentor/queue/{request.pk}/")
    desk.get_by_role("button", name="Claim").click()
    desk.goto(f"/mentor/drafts/{request.pk}/")
    desk.locator("textarea[name=summary]").press_sequentially("Half a sentence")
    expect(desk.locator(".draft-status")).to_contain_text("Saved at")
    desk.locator("textarea[name=summary]").press_sequentially(", and the rest")
    his.close()
    page.goto(f"/reviews/requests/{request.pk}/withdraw/")
    page.locator("main").get_by_role("button").last.click()
    request.refresh_from_db()
    assert request.status == "withdrawn"
    hers.close()
    later, desk = window(mentor)
    desk.goto(f"/mentor/drafts/{request.pk}/")
    expect(desk.locator("main")).to_contain_text("withd")
    expect(desk.locator("textarea[name=summary]")).to_have_value("Half a sentence, and the rest")
    later.close()


def test_nothing_typed_is_lost_while_a_reply_is_posted(
    page: Page,
    base_url: str,
    learner: User,
    mentor: User,
    project: Project,
    problems: list[str],
) -> None:
    """The form waits for its answer, then it is empty and has the focus; a failure keeps it."""
    thread = ReviewFactory(request__work=project, mentor=mentor).request.thread
    thread.mentor = mentor
    thread.save()
    sign_in(page, base_url, learner)
    page.goto(thread.get_absolute_url())
    held: list[Route] = []
    page.route("**/messages/", lambda route: held.append(route))
    reply, button = page.get_by_label("Reply"), page.get_by_role("button", name="Post reply")
    reply.fill("First")
    button.dblclick()
    expect(reply).to_be_disabled()
    expect(button).to_be_disabled()
    expect(reply).to_have_value("First")
    page.keyboard.type("Typed meanwhile")
    expect(reply).to_have_value("First")
    assert len(held) == 1
    held.pop().continue_()
    expect(page.locator("#thread-list")).to_contain_text("First")
    expect(reply).to_have_value("")
    expect(reply).to_be_focused()
    page.keyboard.type("Second")
    button.click()
    expect(reply).to_be_disabled()
    held.pop().abort()
    expect(reply).to_be_enabled()
    expect(reply).to_have_value("Second")
    expect(page.locator(".trouble")).to_be_visible()
    problems.clear()
    button.click()
    expect(reply).to_be_disabled()
    held.pop().continue_()
    expect(page.locator("#thread-list")).to_contain_text("Second")
    expect(reply).to_be_focused()
    assert [message.text for message in Message.objects.all()] == ["First", "Second"]
