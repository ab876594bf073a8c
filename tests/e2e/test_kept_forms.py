"""What is typed is not lost: offline, after an error, in a form that was left."""

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from progress.models import Project, StepState, StepStatus
from roadmap.models import Step

pytestmark = pytest.mark.usefixtures("roadmap_content")

STEP = "/steps/python-syntax/"
NOTE = "form[action$='/note/'] textarea"
TEXT = "Loops are clear now. Comprehensions are not."


@pytest.fixture
def learner(learner: User) -> User:
    # Of a step that is begun the form stands open.
    StepState.objects.create(
        user=learner, step=Step.objects.get(slug=STEP.split("/")[2]), status=StepStatus.DOING
    )
    return learner


def notes(user: User) -> list[str]:
    return [state.note for state in StepState.objects.filter(user=user) if state.note]


def test_note_typed_offline_stays_and_is_sent_later(page: Page, learner: User) -> None:
    page.goto(STEP)
    note, save = page.locator(NOTE), page.get_by_text("Save the note")
    note.fill(TEXT)
    page.context.set_offline(True)
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    expect(note).to_have_value(TEXT)
    page.context.set_offline(False)
    page.goto("/roadmap/")
    page.goto(STEP)
    expect(page.get_by_text("had not saved is back")).to_be_visible()
    expect(note).to_have_value(TEXT)
    save.click()
    expect(page.get_by_text("Your note is saved.")).to_be_visible()
    assert notes(learner) == [TEXT]
    # What arrived is not offered again.
    page.goto("/roadmap/")
    page.goto(STEP)
    expect(page.get_by_text("had not saved is back")).to_have_count(0)


def test_note_that_met_an_error_is_there_again(
    page: Page, learner: User, problems: list[str]
) -> None:
    page.goto(STEP)
    page.locator(NOTE).fill(TEXT)
    page.route("**/note/", lambda route: route.fulfill(status=500, body="Broken"))
    page.get_by_text("Save the note").click()
    expect(page.get_by_text("Broken")).to_be_visible()
    page.unroute("**/note/")
    page.goto(STEP)
    expect(page.locator(NOTE)).to_have_value(TEXT)
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator(NOTE)).to_have_value("")
    page.reload()
    expect(page.locator(NOTE)).to_have_value("")
    assert notes(learner) == []
    problems.clear()


def test_note_does_not_overwrite_what_another_window_saved(page: Page, learner: User) -> None:
    page.goto(STEP)
    page.locator(NOTE).fill(TEXT)
    other = page.context.new_page()
    other.goto(STEP)
    other.locator(NOTE).fill("From the other window.")
    other.get_by_text("Save the note").click()
    expect(other.get_by_text("Your note is saved.")).to_be_visible()
    page.goto(STEP)
    note = page.locator(NOTE)
    expect(note).to_have_value("From the other window.")
    page.get_by_role("button", name="Put it in").click()
    expect(note).to_have_value(TEXT)
    assert notes(learner) == ["From the other window."]


def test_project_sent_twice_after_a_lost_answer_is_one(
    page: Page, learner: User, problems: list[str]
) -> None:
    page.goto("/projects/add/")
    page.get_by_label("Title").fill("Rain in Leeds")
    page.get_by_label("Summary").fill(TEXT)

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/projects/add/", lose_the_answer)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Save project").click()
    page.unroute("**/projects/add/")
    page.goto("/projects/add/")
    expect(page.get_by_label("Summary")).to_have_value(TEXT)
    page.get_by_role("button", name="Save project").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rain in Leeds")
    assert Project.objects.filter(user=learner).count() == 1
    problems.clear()


def test_time_of_a_study_session_stays(page: Page, learner: User) -> None:
    page.goto("/study/add/")
    minutes = page.get_by_label("Minutes")
    minutes.fill("95")
    page.goto("/dashboard/")
    page.goto("/study/add/")
    expect(minutes).to_have_value("95")


def test_signing_out_forgets(page: Page, learner: User) -> None:
    page.goto(STEP)
    page.locator(NOTE).fill(TEXT)
    page.locator("details.menu summary", has_text="Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_evidence_typed_into_a_row_that_came_later_stays(page: Page, learner: User) -> None:
    page.goto("/roadmap/foundations/")
    row = page.locator("#step-python-syntax")
    row.locator("button.tick").click()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    link = row.locator("form[action$='/evidence/'] input[type=url]")
    link.evaluate("(field) => { field.closest('details').open = true; }")
    link.fill("https://git.example/loops")
    page.reload()
    expect(page.get_by_text("had not saved is back")).to_be_visible()
    expect(link).to_have_value("https://git.example/loops")
    link.press("Enter")
    expect(row.get_by_text("git.example")).to_be_visible()
    page.reload()
    expect(page.get_by_text("had not saved is back")).to_have_count(0)
