"""Links and notes on a step: from its page and its row, twice, wrong, and by the wrong people."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress.evidence_services import MOST_LINKS, add_evidence
from progress.models import CourseStatus, Evidence, StepState, StepStatus
from roadmap.models import Step
from tests.factories import (
    CourseLogFactory,
    EvidenceFactory,
    PlanFactory,
    ProjectFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HTMX = {"HX-Request": "true"}
LINK = "https://example.com/notebook"


@pytest.fixture
def step() -> Step:
    return StepFactory(slug="cross-validation", title="Cross-validation")


def add_url(step: Step) -> str:
    return f"/steps/{step.slug}/evidence/"


def stage_url(step: Step) -> str:
    return step.stage.get_absolute_url()


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


def test_link_is_added_from_the_steps_page(learner_client: Client, step: Step) -> None:
    sent = {"url": LINK, "title": "My  notebook", "next": step.get_absolute_url()}
    response = learner_client.post(add_url(step), sent)
    assertRedirects(response, step.get_absolute_url(), fetch_redirect_response=False)
    link = Evidence.objects.get()
    assert (link.url, link.title, link.step) == (LINK, "My notebook", step)
    page = learner_client.get(step.get_absolute_url())
    assertContains(page, f'<a href="{LINK}" rel="noopener nofollow ugc">My notebook</a>')


def test_note_and_link_are_added_from_the_row(
    learner_client: Client, learner: User, step: Step
) -> None:
    StepStateFactory(user=learner, step=step)
    sent = {"url": LINK, "note": " **Folds** of five ", "next": stage_url(step)}
    response = learner_client.post(add_url(step), sent)
    assertRedirects(response, f"{stage_url(step)}#step-{step.slug}", fetch_redirect_response=False)
    assert StepState.objects.get().note == "**Folds** of five"
    page = learner_client.get(stage_url(step))
    assertContains(page, '<div class="step-note">')
    assertContains(page, f'<a href="{LINK}" rel="noopener nofollow ugc">{LINK}</a>')
    assertContains(page, "<strong>Folds</strong>")
    assertContains(page, "Done, evidenced")


def test_htmx_gets_the_row_and_the_bar(learner_client: Client, learner: User, step: Step) -> None:
    StepStateFactory(user=learner, step=step)
    sent = {"url": LINK, "note": "", "next": stage_url(step)}
    response = learner_client.post(add_url(step), sent, headers=HTMX)
    assertContains(response, 'id="step-cross-validation"')
    assertContains(response, '<div class="step-note">')
    assertContains(response, 'id="stage-summary" hx-swap-oob="true"')
    assertContains(response, "10 h with evidence")
    assertNotContains(response, "h claimed")
    assertNotContains(response, "<html")


def test_row_offers_the_form_once_begun(learner_client: Client, learner: User, step: Step) -> None:
    assertNotContains(learner_client.get(stage_url(step)), "Add a note or a link")
    StepStateFactory(user=learner, step=step, status=StepStatus.DOING)
    assertContains(learner_client.get(stage_url(step)), "Add a note or a link")
    assertNotContains(Client().get(stage_url(step)), "Add a note or a link")


def test_twice_is_once(learner_client: Client, step: Step) -> None:
    sent = {"url": LINK, "note": "Folds", "next": stage_url(step)}
    for _ in range(2):
        assert learner_client.post(add_url(step), sent).status_code == 302
    assert Evidence.objects.count() == 1
    learner_client.post(add_url(step), {"url": LINK, "title": "Named"})
    learner_client.post(add_url(step), {"url": LINK})
    assert Evidence.objects.get().title == "Named"


def test_note_that_is_there_is_not_written_over(
    learner_client: Client, learner: User, step: Step
) -> None:
    StepStateFactory(user=learner, step=step, note="The first")
    sent = {"url": LINK, "note": "Another", "next": stage_url(step)}
    response = learner_client.post(add_url(step), sent)
    assertContains(response, "has a note already", status_code=422)
    assertContains(response, "Another</textarea>", status_code=422)
    assert StepState.objects.get().note == "The first"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "Give a link or write a note first."),
        ("nowhere", "Enter a web address that starts with https:// or http://."),
        ("ftp://example.com/x", "Enter a web address that starts with"),
        ("javascript:alert(1)", "Enter a web address that starts with"),
        ("https://me:secret@example.com/", "Leave out the name and password"),
        ("https://example.com/\u202egpj", "There is an invisible character"),
        ("https://example.com/a b", "A web address has no spaces"),
        ("https://example.com/" + "x" * 500, "at most 500 characters"),
    ],
)
@pytest.mark.parametrize("page", ["step", "stage", "htmx"])
def test_wrong_link_is_refused_and_kept_in_the_field(
    learner_client: Client, learner: User, step: Step, url: str, message: str, page: str
) -> None:
    StepStateFactory(user=learner, step=step, status=StepStatus.DOING)
    back = step.get_absolute_url() if page == "step" else stage_url(step)
    response = learner_client.post(
        add_url(step), {"url": url, "next": back}, headers=HTMX if page == "htmx" else {}
    )
    assertContains(response, message, status_code=422)
    assertContains(response, "is-invalid", status_code=422)
    assertContains(response, f'value="{url}"' if url else 'name="url"', status_code=422)
    assert not Evidence.objects.exists()


def test_eleventh_link_is_refused(learner_client: Client, learner: User, step: Step) -> None:
    EvidenceFactory.create_batch(MOST_LINKS, user=learner, step=step)
    EvidenceFactory.create_batch(2, user=learner)
    sent = {"url": LINK, "next": step.get_absolute_url()}
    response = learner_client.post(add_url(step), sent)
    assertContains(response, "A step takes 10 links at most.", status_code=422)
    assert Evidence.objects.filter(step=step).count() == MOST_LINKS
    # One that is there may be sent once more.
    there = Evidence.objects.filter(step=step).first()
    assert there is not None
    assert learner_client.post(add_url(step), {"url": there.url}).status_code == 302


def test_refused_link_keeps_no_note(learner: User, step: Step) -> None:
    EvidenceFactory.create_batch(MOST_LINKS, user=learner, step=step)
    with pytest.raises(ValidationError):
        add_evidence(user=learner, step=step, url=LINK, note="Folds")
    assert not StepState.objects.filter(note="Folds").exists()


def test_link_is_deleted_by_its_owner_once(
    learner_client: Client, learner: User, step: Step
) -> None:
    link = EvidenceFactory(user=learner, step=step)
    url = f"/evidence/{link.pk}/delete/"
    assert client_for(UserFactory()).post(url).status_code == 404
    assert learner_client.get(url).status_code == 405
    assertRedirects(learner_client.post(url), step.get_absolute_url())
    assert learner_client.post(url).status_code == 404
    assert not Evidence.objects.exists()


def test_adding_refuses_get_visitors_missing_tokens_and_unknown_steps(
    learner_client: Client, learner: User, step: Step
) -> None:
    assert learner_client.get(add_url(step)).status_code == 405
    assert learner_client.post("/steps/nowhere/evidence/", {"url": LINK}).status_code == 404
    response = Client().post(add_url(step), {"url": LINK})
    assert response.headers["Location"].startswith("/accounts/login/")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    assert strict.post(add_url(step), {"url": LINK}).status_code == 403
    assert not Evidence.objects.exists()


def test_strangers_see_nothing_of_it(learner: User, step: Step) -> None:
    StepStateFactory(user=learner, step=step, note="My own note")
    EvidenceFactory(user=learner, step=step, url=LINK)
    ProjectFactory(user=learner, title="My own project").steps.add(step)
    log = CourseLogFactory(user=learner, status=CourseStatus.FINISHED, certificate_url=LINK)
    step.courses.add(log.course)
    for client in (Client(), client_for(PlanFactory().user)):
        for path in (step.get_absolute_url(), stage_url(step)):
            response = client.get(path)
            assertNotContains(response, LINK)
            assertNotContains(response, "My own")


def test_link_keeps_a_retired_step_within_reach(
    learner_client: Client, learner: User, step: Step
) -> None:
    EvidenceFactory(user=learner, step=step, url=LINK)
    step.retired = True
    step.save()
    assertContains(learner_client.get(step.get_absolute_url()), LINK)


def test_note_and_title_are_shown_as_text(learner_client: Client, step: Step) -> None:
    sent = {
        "url": LINK,
        "title": "<script>alert(1)</script>",
        "note": "<img src=x onerror=alert(1)> [x](javascript:alert(1))",
    }
    learner_client.post(add_url(step), sent)
    learner_client.post(f"/steps/{step.slug}/start/")
    for path in (step.get_absolute_url(), stage_url(step)):
        page = learner_client.get(path)
        assertNotContains(page, "<script>alert")
        assertNotContains(page, "<img")
        assertNotContains(page, 'href="javascript:')


def test_page_says_the_layer_the_choice_the_days_and_what_supports_it(
    learner_client: Client, learner: User, step: Step
) -> None:
    option = StepOptionFactory(step=step, title="PyTorch")
    state = StepStateFactory(user=learner, step=step, option=option)
    state.first_done_on = datetime.date(2026, 3, 20)
    state.save()
    response = learner_client.get(step.get_absolute_url())
    assertContains(response, 'Claimed<span class="visually-hidden">, reached</span>')
    assertContains(response, 'Evidenced<span class="visually-hidden">, not yet</span>')
    assertContains(response, "Done on 1 April 2026")
    assertContains(response, "First finished 20 March 2026")
    assertContains(response, "You chose <b>PyTorch</b>")
    log = CourseLogFactory(
        user=learner, course__title="Deep learning course", status=CourseStatus.FINISHED
    )
    step.courses.add(log.course)
    response = learner_client.get(step.get_absolute_url())
    assertContains(response, 'Evidenced<span class="visually-hidden">, not yet</span>')
    assertContains(response, "its certificate link would be evidence")
    ProjectFactory(user=learner, title="Bike shares").steps.add(step)
    response = learner_client.get(step.get_absolute_url())
    assertContains(response, 'Evidenced<span class="visually-hidden">, reached</span>')
    assertContains(response, 'Verified<span class="visually-hidden">, not yet</span>')
    assertContains(response, "Bike shares")
    assertContains(response, f"/learning/{log.course.slug}/")


def test_history_says_which_day_was_changed(
    learner_client: Client, learner: User, step: Step
) -> None:
    url = f"/steps/{step.slug}/finish/"
    learner_client.post(url, {"done_on": "2026-07-01"})
    learner_client.post(url, {"done_on": "2026-07-03"})
    assertContains(
        learner_client.get(step.get_absolute_url()),
        "finished on 3 July 2026 instead of 1 July 2026",
    )


@pytest.mark.parametrize("rows", [1, 4])
def test_queries_of_the_steps_page_do_not_grow(
    learner_client: Client,
    learner: User,
    step: Step,
    django_assert_num_queries: object,
    rows: int,
) -> None:
    EvidenceFactory.create_batch(rows, user=learner, step=step)
    for _ in range(rows):
        ProjectFactory(user=learner).steps.add(step)
        step.courses.add(CourseLogFactory(user=learner).course)
    for day in range(1, rows + 1):
        learner_client.post(f"/steps/{step.slug}/finish/", {"done_on": f"2026-07-0{day}"})
    with django_assert_num_queries(18):  # type: ignore[operator]
        assert learner_client.get(step.get_absolute_url()).status_code == 200
