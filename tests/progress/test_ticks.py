"""Ticking over HTTP: by htmx and without, twice, from two tabs, and by the wrong people."""

import datetime

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress.models import StepEvent, StepState
from progress.standing import standing_of
from roadmap.models import Step
from tests.factories import (
    PlanFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HTMX = {"HX-Request": "true"}
VERBS = ["finish", "start", "skip", "reset", "choose", "note", "undo/1"]


@pytest.fixture
def step() -> Step:
    return StepFactory(slug="cross-validation", title="Cross-validation")


def status_of(user: User, step: Step) -> str:
    state = StepState.objects.filter(user=user, step=step).first()
    return state.status if state else "todo"


def stage_url(step: Step) -> str:
    return step.stage.get_absolute_url()


@pytest.mark.parametrize(
    ("verb", "status"),
    [("finish", "done"), ("start", "doing"), ("skip", "skipped"), ("reset", "todo")],
)
def test_verb_brings_its_state_and_comes_back_to_the_row(
    learner_client: Client, learner: User, step: Step, verb: str, status: str
) -> None:
    response = learner_client.post(f"/steps/{step.slug}/{verb}/", {"next": stage_url(step)})
    assertRedirects(response, f"{stage_url(step)}#step-{step.slug}", fetch_redirect_response=False)
    assert status_of(learner, step) == status


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_refuse_get(learner_client: Client, step: Step, verb: str) -> None:
    assert learner_client.get(f"/steps/{step.slug}/{verb}/").status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_refuse_a_missing_token(learner: User, step: Step, verb: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    assert client.post(f"/steps/{step.slug}/{verb}/").status_code == 403
    assert not StepState.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_visitors_are_sent_to_sign_in_and_back(client: Client, step: Step, verb: str) -> None:
    referrer = f"http://testserver{stage_url(step)}"
    response = client.post(f"/steps/{step.slug}/{verb}/", headers={"Referer": referrer})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/accounts/login/?next={stage_url(step)}"
    assert not StepState.objects.exists()


def test_visitors_are_never_sent_on_to_another_site(client: Client, step: Step) -> None:
    response = client.post(
        f"/steps/{step.slug}/finish/", headers={"Referer": "https://evil.example/steps/"}
    )
    assert response.headers["Location"] == "/accounts/login/?next=/dashboard/"


def test_nonsense_as_a_referrer_is_no_error(client: Client, step: Step) -> None:
    response = client.post(f"/steps/{step.slug}/finish/", headers={"Referer": "http://["})
    assert response.headers["Location"] == "/accounts/login/?next=/dashboard/"


def test_tick_of_a_step_that_has_moved_answers_with_its_new_stage(
    learner_client: Client, step: Step
) -> None:
    old = stage_url(step)
    step.stage = StageFactory()
    step.save()
    response = learner_client.post(f"/steps/{step.slug}/finish/", {"next": old}, headers=HTMX)
    assertContains(response, 'id="step-cross-validation"')


def test_tick_of_a_step_that_was_just_retired_leads_to_its_page(
    learner_client: Client, learner: User, step: Step
) -> None:
    StepStateFactory(user=learner, step=step)
    step.retired = True
    step.save()
    response = learner_client.post(
        f"/steps/{step.slug}/reset/", {"next": stage_url(step)}, headers=HTMX
    )
    assert response.headers["HX-Redirect"] == step.get_absolute_url()
    assert status_of(learner, step) == "done"


def test_htmx_of_a_visitor_loads_the_sign_in_page_whole(client: Client, step: Step) -> None:
    response = client.post(f"/steps/{step.slug}/finish/", headers=HTMX)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")


@pytest.mark.parametrize("verb", VERBS)
def test_unknown_step_is_a_404(learner_client: Client, verb: str) -> None:
    assert learner_client.post(f"/steps/nowhere/{verb}/").status_code == 404


def test_htmx_gets_the_row_and_the_totals(learner_client: Client, step: Step) -> None:
    response = learner_client.post(
        f"/steps/{step.slug}/finish/", {"next": stage_url(step)}, headers=HTMX
    )
    body = response.content.decode()
    assert 'id="step-cross-validation"' in body
    assert "is-done" in body
    assert 'id="stage-summary" hx-swap-oob="true"' in body
    assert 'id="group-hours-1" hx-swap-oob="true"' in body
    assert "Done: Cross-validation" in body
    assert "<html" not in body


def test_htmx_on_the_dashboard_gets_the_dashboard_and_keeps_the_ticked_row(
    learner_client: Client, learner: User, step: Step
) -> None:
    PlanFactory(user=learner)
    response = learner_client.post(
        f"/steps/{step.slug}/finish/", {"next": "/dashboard/"}, headers=HTMX
    )
    body = response.content.decode()
    assert body.lstrip().startswith('<div class="container" id="dashboard">')
    assert 'id="step-cross-validation"' in body
    assert "Undo the last change" in body


def test_tick_from_two_tabs_with_and_without_htmx_is_one_completion(
    learner_client: Client, learner: User, step: Step
) -> None:
    """A double click, a second tab and a retry after a lost answer all name the same state."""
    plan = PlanFactory(user=learner)
    StepFactory(stage=step.stage)
    url, sent = f"/steps/{step.slug}/finish/", {"next": stage_url(step)}
    learner_client.post(url, sent, headers=HTMX)
    first = standing_of(plan, datetime.date(2026, 7, 22))
    figures = (first.percent, first.earned_hours, first.variance_days)
    second_tab = Client()
    second_tab.force_login(learner, backend="accounts.backends.EmailBackend")
    assert second_tab.post(url, sent).status_code == 302
    assert learner_client.post(url, sent, headers=HTMX).status_code == 200
    again = standing_of(plan, datetime.date(2026, 7, 22))
    assert (again.percent, again.earned_hours, again.variance_days) == figures == (50.0, 10.0, -82)
    assert StepState.objects.count() == StepEvent.objects.count() == 1


def test_day_of_finishing_is_the_learners_own(learner_client: Client, learner: User) -> None:
    learner.time_zone = "Pacific/Auckland"
    learner.save()
    step = StepFactory()
    learner_client.post(f"/steps/{step.slug}/finish/")
    # Noon in UTC on 22 July is midnight in Auckland: the 23rd has begun.
    assert StepState.objects.get().done_on == datetime.date(2026, 7, 23)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-07-23", "That day is still to come. Today is 22 July 2026."),
        ("1889-01-01", "Choose a day from 1990 on."),
        ("0000-00-00", "Write the day as"),
        ("yesterday", "Write the day as"),
        ("\x00", "Write the day as"),
    ],
)
def test_wrong_day_is_said_beside_the_field_and_kept(
    learner_client: Client, step: Step, day: str, message: str
) -> None:
    response = learner_client.post(
        f"/steps/{step.slug}/finish/", {"next": step.get_absolute_url(), "done_on": day}
    )
    assertContains(response, message, status_code=422)
    assertContains(response, "is-invalid", status_code=422)
    if "\x00" not in day:
        assertContains(response, f'value="{day}"', status_code=422)
    assert not StepState.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("page", ["stage", "dashboard"])
def test_either_or_without_a_choice_says_so_on_the_row(
    learner_client: Client, learner: User, step: Step, page: str, headers: dict[str, str]
) -> None:
    PlanFactory(user=learner)
    StepOptionFactory(step=step)
    back = stage_url(step) if page == "stage" else "/dashboard/"
    response = learner_client.post(f"/steps/{step.slug}/finish/", {"next": back}, headers=headers)
    assertContains(response, "Choose which one you did, then mark it as done.", status_code=422)
    assert status_of(learner, step) == "todo"


def test_choice_is_saved_and_unknown_ones_are_refused(
    learner_client: Client, learner: User, step: Step
) -> None:
    option = StepOptionFactory(step=step, title="PyTorch", slug="pytorch")
    StepOptionFactory(slug="of-another-step")
    url = f"/steps/{step.slug}/choose/"
    assert learner_client.post(url, {"next": stage_url(step), "option": ""}).status_code == 422
    foreign = {"next": stage_url(step), "option": "of-another-step"}
    assertContains(learner_client.post(url, foreign), "Choose one of this step", status_code=422)
    learner_client.post(url, {"next": stage_url(step), "option": "pytorch"})
    assert StepState.objects.get().option == option


def test_skip_reason_is_kept_and_limited(learner_client: Client, step: Step) -> None:
    url, back = f"/steps/{step.slug}/skip/", step.get_absolute_url()
    response = learner_client.post(url, {"next": back, "reason": "long" * 2_500})
    assertContains(response, "at most 200 characters", status_code=422)
    assertContains(response, "longlong", status_code=422)
    learner_client.post(url, {"next": back, "reason": "Known already"})
    assert StepState.objects.get().skip_reason == "Known already"


def test_undo_over_http_is_once_and_only_ones_own(
    learner_client: Client, learner: User, step: Step
) -> None:
    learner_client.post(f"/steps/{step.slug}/finish/")
    event = StepEvent.objects.get()
    url = f"/steps/{step.slug}/undo/{event.pk}/"
    stranger = Client()
    stranger.force_login(PlanFactory().user, backend="accounts.backends.EmailBackend")
    assert stranger.post(url).status_code == 404
    assert learner_client.post(url).status_code == 302
    assert learner_client.post(url).status_code == 302
    assert status_of(learner, step) == "todo"
    assert StepEvent.objects.count() == 2


def test_undo_under_another_steps_address_is_a_404(learner_client: Client, step: Step) -> None:
    learner_client.post(f"/steps/{step.slug}/finish/")
    event, other = StepEvent.objects.get(), StepFactory()
    assert learner_client.post(f"/steps/{other.slug}/undo/{event.pk}/").status_code == 404


def test_stale_undo_is_said(learner_client: Client, learner: User, step: Step) -> None:
    learner_client.post(f"/steps/{step.slug}/start/")
    started = StepEvent.objects.get()
    learner_client.post(f"/steps/{step.slug}/finish/")
    response = learner_client.post(
        f"/steps/{step.slug}/undo/{started.pk}/", {"next": step.get_absolute_url()}
    )
    assertContains(response, "has changed since", status_code=422)
    assert status_of(learner, step) == "done"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "//[",
        "http://[",
        "/admin/",
        "nonsense",
        "",
        "\x00",
    ],
)
def test_next_never_leads_anywhere_but_our_pages(
    learner_client: Client, step: Step, back: str
) -> None:
    response = learner_client.post(f"/steps/{step.slug}/finish/", {"next": back})
    assert response.headers["Location"] == f"/dashboard/#step-{step.slug}"


def test_retired_step_is_there_only_for_those_with_history(
    learner_client: Client, learner: User, client: Client
) -> None:
    retired = StepFactory(retired=True)
    kept = StepStateFactory(user=learner, step__retired=True).step
    assert learner_client.get(retired.get_absolute_url()).status_code == 404
    assert learner_client.post(f"/steps/{retired.slug}/finish/").status_code == 404
    assert Client().get(kept.get_absolute_url()).status_code == 404
    assertContains(learner_client.get(kept.get_absolute_url()), "has left the roadmap")


def test_note_is_rendered_safely_and_only_for_its_writer(
    learner_client: Client, step: Step
) -> None:
    note = "**Folds** <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil/x.png)"
    response = learner_client.post(f"/steps/{step.slug}/note/", {"note": note})
    assertRedirects(response, step.get_absolute_url())
    page = learner_client.get(step.get_absolute_url())
    assertContains(page, "<strong>Folds</strong>")
    assertNotContains(page, "<script>alert")
    assertNotContains(page, 'href="javascript:')
    assertNotContains(page, "<img")
    stranger = Client()
    stranger.force_login(PlanFactory().user, backend="accounts.backends.EmailBackend")
    assertNotContains(stranger.get(step.get_absolute_url()), "Folds")


def test_overlong_note_is_refused_and_kept_in_the_field(learner_client: Client, step: Step) -> None:
    response = learner_client.post(f"/steps/{step.slug}/note/", {"note": "word " * 2_001})
    assertContains(response, "at most 10000 characters", status_code=422)
    assertContains(response, "word word", status_code=422)
    assert not StepState.objects.exists()


def test_long_note_with_line_breaks_is_counted_as_the_browser_counts(
    learner_client: Client, step: Step
) -> None:
    note = "\r\n".join(["x" * 98] * 101)
    assert learner_client.post(f"/steps/{step.slug}/note/", {"note": note}).status_code == 302


def test_note_changed_in_another_window_is_not_written_over_without_a_word(
    learner_client: Client, step: Step
) -> None:
    url, page = f"/steps/{step.slug}/note/", step.get_absolute_url()
    seen = learner_client.get(page).context["note_seen"]
    learner_client.post(url, {"note": "From the first window", "seen": seen})
    refused = learner_client.post(url, {"note": "From the second", "seen": seen})
    assertContains(refused, "changed in another window", status_code=422)
    assertContains(refused, "From the first window", status_code=422)
    assertContains(refused, "From the second", status_code=422)
    assert StepState.objects.get().note == "From the first window"
    # Having seen it, the writer may keep theirs; sent twice it is one note.
    for _ in range(2):
        answers = {"note": "From the second", "seen": refused.context["note_seen"]}
        assert learner_client.post(url, answers).status_code == 302
    assert StepState.objects.get().note == "From the second"
