"""Hints for somebody new: where they stand, and how they go."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress.hints import NEW_DAYS, dismiss
from progress.models import DismissedHint, Hint, StepStatus
from roadmap.models import Stage, Step
from tests.factories import (
    PlanFactory,
    ProjectFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
TICK, POSITIONS = "Tick what is done.", "Two positions, kept apart."
STEPS, EVIDENCE = "A step is done when", "A project is evidence."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def steps(learner: User) -> list[Step]:
    """Two steps of a plan that starts today."""
    stage: Stage = StageFactory(number=1, slug="foundations")
    PlanFactory(user=learner, start_date=TODAY)
    steps: list[Step] = StepFactory.create_batch(2, stage=stage)
    return steps


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/dashboard/", TICK),
        ("/roadmap/", STEPS),
        ("/roadmap/foundations/", STEPS),
        ("/projects/", EVIDENCE),
    ],
)
def test_page_of_a_first_day_has_one_hint(learner_client: Client, path: str, words: str) -> None:
    response = learner_client.get(path)
    assertContains(response, words)
    assertContains(response, 'class="notice hint"', count=1)
    assertContains(response, f'name="next" value="{path}"')


def test_visitors_get_no_hint(client: Client) -> None:
    StepFactory(stage=StageFactory(number=1, slug="foundations"))
    for path in ("/roadmap/", "/roadmap/foundations/"):
        assertNotContains(client.get(path), 'class="notice hint"')


def test_hint_sent_away_never_comes_back(
    learner_client: Client, learner: User, steps: list[Step]
) -> None:
    response = learner_client.post("/hints/steps/dismiss/", {"next": "/roadmap/foundations/"})
    assertRedirects(response, "/roadmap/foundations/", fetch_redirect_response=False)
    for path in ("/roadmap/", "/roadmap/foundations/"):
        assertNotContains(learner_client.get(path), STEPS)
    # The others stay, and so does everybody else's.
    assertContains(learner_client.get("/dashboard/"), TICK)
    other = Client()
    person = PlanFactory(start_date=TODAY).user
    other.force_login(person, backend="accounts.backends.EmailBackend")
    assertContains(other.get("/roadmap/"), STEPS)
    # A new plan does not bring it back.
    learner.plans.update(archived_at=NOW)
    PlanFactory(user=learner, start_date=TODAY)
    assertNotContains(learner_client.get("/roadmap/"), STEPS)


def test_sent_away_twice_is_once(learner_client: Client, learner: User) -> None:
    for _ in range(2):
        assert learner_client.post("/hints/tick/dismiss/").status_code == 302
    dismiss(user_id=learner.pk, hint=Hint.TICK, now=NOW)
    kept = DismissedHint.objects.get()
    assert (kept.user, kept.hint, str(kept)) == (learner, "tick", "What to tick, read")


def test_htmx_takes_the_hint_away_and_says_so(learner_client: Client) -> None:
    response = learner_client.post("/hints/tick/dismiss/", headers={"HX-Request": "true"})
    body = response.content.decode()
    assert 'hx-swap-oob="innerHTML">The hint is gone for good.' in body
    assert "notice" not in body


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_way_back_stays_on_the_site(learner_client: Client, elsewhere: str) -> None:
    response = learner_client.post("/hints/tick/dismiss/", {"next": elsewhere})
    assert response.headers["Location"] == "/dashboard/"


def test_unknown_hint_is_not_found(learner_client: Client) -> None:
    assert learner_client.post("/hints/nonsense/dismiss/").status_code == 404
    assert learner_client.get("/hints/tick/dismiss/").status_code == 405


@pytest.mark.parametrize("status", [StepStatus.DOING, StepStatus.SKIPPED, StepStatus.DONE])
def test_first_change_of_a_step_ends_the_hints_about_it(
    learner_client: Client, learner: User, steps: list[Step], status: StepStatus
) -> None:
    StepStateFactory(user=learner, step=steps[0], status=status)
    dashboard = learner_client.get("/dashboard/")
    assertNotContains(dashboard, TICK)
    assertContains(dashboard, POSITIONS)
    assertNotContains(learner_client.get("/roadmap/foundations/"), STEPS)
    assert not DismissedHint.objects.exists()


@pytest.mark.parametrize(("age", "is_shown"), [(NEW_DAYS - 1, True), (NEW_DAYS, False)])
def test_positions_are_explained_in_the_first_weeks(
    learner_client: Client, learner: User, steps: list[Step], age: int, is_shown: bool
) -> None:
    learner.plans.update(start_date=TODAY - datetime.timedelta(days=age))
    StepStateFactory(user=learner, step=steps[0], done_on=TODAY)
    body = learner_client.get("/dashboard/").content.decode()
    assert (POSITIONS in body) is is_shown


def test_hidden_comparison_needs_no_explaining(
    learner_client: Client, learner: User, steps: list[Step]
) -> None:
    learner.plans.update(hide_comparison=True)
    StepStateFactory(user=learner, step=steps[0], done_on=TODAY)
    assertNotContains(learner_client.get("/dashboard/"), POSITIONS)


def test_project_that_shows_a_step_ends_the_hint_about_evidence(
    learner_client: Client, learner: User, steps: list[Step]
) -> None:
    ProjectFactory(user=UserFactory()).steps.add(steps[0])
    project = ProjectFactory(user=learner)
    assertContains(learner_client.get("/projects/"), EVIDENCE)
    project.steps.add(steps[0])
    assertNotContains(learner_client.get("/projects/"), EVIDENCE)


@pytest.mark.parametrize("rows", [1, 3])
def test_hint_costs_one_query(
    learner_client: Client,
    learner: User,
    steps: list[Step],
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for hint in list(Hint)[:rows]:
        dismiss(user_id=learner.pk, hint=hint, now=NOW)
    with django_assert_num_queries(15):
        learner_client.get("/roadmap/")
