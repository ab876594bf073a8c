"""The roadmap, a stage, a step and the dashboard, for visitors and learners."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress.models import Pause, StepEvent, StepState, StepStatus
from progress.stage_page import neighbours_of
from roadmap.models import Stage, Step
from roles.models import Role
from tests.factories import (
    CourseFactory,
    EditionFactory,
    EvidenceFactory,
    PlanFactory,
    ProjectFactory,
    RoleFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def stage() -> Stage:
    return StageFactory(number=1, slug="foundations", title="Foundations")


@pytest.mark.parametrize("path", ["/roadmap/", "/roadmap/foundations/"])
def test_visitors_read_without_ticks(client: Client, stage: Stage, path: str) -> None:
    StepFactory(stage=stage, title="First scripts")
    response = client.get(path)
    assertContains(response, "Foundations")
    assertNotContains(response, 'class="tick"')


def test_stage_shows_windows_steps_and_neighbours(client: Client, stage: Stage) -> None:
    StageFactory(number=2, slug="next-stage", short_title="Next one")
    StepFactory(stage=stage, title="First scripts", hours=8)
    response = client.get("/roadmap/foundations/")
    assertContains(response, "Months 0–3")
    assertContains(response, "First scripts")
    assertContains(response, "/roadmap/next-stage/")


def test_retired_stage_and_steps_are_gone(client: Client, stage: Stage) -> None:
    StepFactory(stage=stage, title="Old step", retired=True)
    assertNotContains(client.get("/roadmap/foundations/"), "Old step")
    Stage.objects.update(retired=True)
    assert client.get("/roadmap/foundations/").status_code == 404
    assertNotContains(client.get("/roadmap/"), "Foundations")


def test_stage_counts_only_the_chosen_field(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    mine, other = SpecialisationFactory.create_batch(2, stage=stage)
    StepFactory(stage=stage, hours=10, group="Common")
    StepFactory(stage=stage, hours=20, group="Mine", specialisation=mine)
    StepFactory(stage=stage, hours=40, group="Other", specialisation=other)
    PlanFactory(user=learner, specialisation=mine)
    response = learner_client.get("/roadmap/foundations/")
    assert response.context["page"].tally.total_hours == 30
    assert [group.title for group in response.context["page"].groups] == ["Common", "Mine"]
    assert [group.title for group in response.context["page"].other_fields] == ["Other"]


def test_dashboard_needs_sign_in(client: Client) -> None:
    assertRedirects(
        client.get("/dashboard/"),
        "/accounts/login/?next=/dashboard/",
        fetch_redirect_response=False,
    )


def test_dashboard_without_a_plan_leads_to_one(learner_client: Client) -> None:
    assertContains(learner_client.get("/dashboard/"), "You have no plan yet.")


def test_first_day(learner_client: Client, learner: User, stage: Stage) -> None:
    StepFactory(stage=stage)
    PlanFactory(user=learner, start_date=datetime.date(2026, 7, 22))
    response = learner_client.get("/dashboard/")
    assertContains(response, "You are at month 0 of 3, in Stage 1.")
    assertContains(response, "Nobody is late on day one")
    assertContains(response, "You, today")
    assertContains(response, "Too early to tell")


DAYS_BEHIND = "so you are <strong>on track: 5 days behind is within a week</strong>."
DAYS_AHEAD = "so you are <strong>on track: 7 days ahead is within a week</strong>."


@pytest.mark.parametrize(
    ("start", "done_on", "words"),
    [
        # 36 days in; one step of two is worth 45 of the stage's 91 days.
        (datetime.date(2026, 6, 16), datetime.date(2026, 7, 1), "9 days ahead of the plan"),
        # 127 days in, nothing done.
        (datetime.date(2026, 6, 16), None, "36 days behind the plan"),
        # 50 days in, and 38.
        (datetime.date(2026, 6, 2), datetime.date(2026, 7, 1), DAYS_BEHIND),
        (datetime.date(2026, 6, 14), datetime.date(2026, 7, 1), DAYS_AHEAD),
    ],
)
def test_ahead_and_behind_are_said_in_days(
    learner_client: Client,
    learner: User,
    stage: Stage,
    start: datetime.date,
    done_on: datetime.date | None,
    words: str,
) -> None:
    first, _ = StepFactory.create_batch(2, stage=stage)
    PlanFactory(user=learner, start_date=start)
    if done_on:
        StepStateFactory(user=learner, step=first, done_on=done_on)
    assertContains(learner_client.get("/dashboard/"), words)


def test_plan_ahead_of_its_start(learner_client: Client, learner: User, stage: Stage) -> None:
    StepFactory(stage=stage)
    PlanFactory(user=learner, start_date=datetime.date(2026, 8, 3))
    assertContains(learner_client.get("/dashboard/"), "Your plan starts on 3 August 2026.")


def test_paused_plan_says_so(learner_client: Client, learner: User, stage: Stage) -> None:
    StepFactory(stage=stage)
    plan = PlanFactory(user=learner, start_date=datetime.date(2026, 6, 1))
    Pause.objects.create(plan=plan, start=datetime.date(2026, 7, 1))
    assertContains(
        learner_client.get("/dashboard/"), "Paused at month 1, with your work in Stage 1."
    )


def test_paused_past_the_end_names_the_stage_of_the_work(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    StepFactory(stage=stage)
    StepFactory(stage=StageFactory(number=5, start_month=12, end_month=None))
    plan = PlanFactory(user=learner, start_date=datetime.date(2024, 1, 1))
    Pause.objects.create(plan=plan, start=datetime.date(2026, 7, 1))
    page = learner_client.get("/dashboard/")
    assertContains(page, "Paused at month 30, with your work in Stage 1.")


@pytest.mark.parametrize("longest", [60, 66])
def test_common_steps_finished_ask_for_a_field(
    learner_client: Client, learner: User, stage: Stage, longest: int
) -> None:
    for hours in (60, longest):
        field = SpecialisationFactory(stage=stage)
        for half in (30, hours - 30):
            StepFactory(stage=stage, specialisation=field, hours=half)
    StepStateFactory(user=learner, step__stage=stage, done_on=datetime.date(2026, 7, 1))
    plan = PlanFactory(user=learner)
    page = learner_client.get("/dashboard/")
    assertContains(page, "<h1>You have finished the common steps.</h1>", html=True)
    assertNotContains(page, "You finished on")
    more = 60 if longest == 60 else "60–66"
    assertContains(page, f"Now choose a field to specialise in: its {more} hours then join")
    link = '<a class="btn btn-primary" href="/plan/#question-4">Choose a field</a>'
    assertContains(page, link, html=True)
    assertContains(learner_client.get("/plan/"), 'id="question-4"')

    plan.specialisation = SpecialisationFactory(stage=stage)
    plan.save()
    page = learner_client.get("/dashboard/")
    assertContains(page, "<h1>You finished on 1 July 2026.</h1>", html=True)
    link = '<a class="btn btn-primary" href="/projects/">Your projects</a>'
    assertContains(page, link, html=True)


def test_over_time(learner_client: Client, learner: User, stage: Stage) -> None:
    StepFactory(stage=stage, hours=30)
    PlanFactory(user=learner, start_date=datetime.date(2026, 1, 1))
    response = learner_client.get("/dashboard/")
    assertContains(response, "Your plan’s time is over: month 6.6 of 3.")
    assertContains(response, "30 hours remain.")


def test_finished(learner_client: Client, learner: User, stage: Stage) -> None:
    state = StepStateFactory(user=learner, step__stage=stage, done_on=datetime.date(2026, 6, 10))
    StepStateFactory(
        user=learner, step__stage=stage, status=StepStatus.SKIPPED, skip_reason="Known"
    )
    PlanFactory(user=learner, start_date=datetime.date(2026, 3, 16))
    response = learner_client.get("/dashboard/")
    assertContains(response, "You finished on 10 June 2026.")
    assertContains(response, "6 days early")
    assertContains(response, "Every step of your plan is done or skipped.")
    assert response.context["standing"].tally.total_hours == state.step.hours


def test_finished_learner_never_falls_behind_later(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    StepStateFactory(user=learner, step__stage=stage, done_on=datetime.date(2025, 3, 1))
    PlanFactory(user=learner, start_date=datetime.date(2025, 1, 1))
    response = learner_client.get("/dashboard/")
    assertNotContains(response, "behind")
    assertContains(response, "31 <span")


def test_groups_of_two_fields_with_the_same_words_stay_apart(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    other, mine = SpecialisationFactory.create_batch(2, stage=stage)
    StepFactory(stage=stage, group="Projects", specialisation=other)
    own = StepFactory(stage=stage, group="Projects", specialisation=mine)
    PlanFactory(user=learner, specialisation=mine)
    page = learner_client.get("/roadmap/foundations/").context["page"]
    assert [[row.step for row in group.rows] for group in page.groups] == [[own]]


def test_retired_fields_skills_and_roles_are_neither_shown_nor_linked(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    field = SpecialisationFactory(stage=stage, retired=True)
    gone = StepFactory(stage=stage, title="Of a retired field", specialisation=field)
    step = StepFactory(stage=stage)
    step.skills.add(SkillFactory(title="Retired skill", retired=True))
    PlanFactory(user=learner, target_role=RoleFactory(slug="old-role", retired=True))
    assertNotContains(learner_client.get("/roadmap/foundations/"), "Of a retired field")
    assert learner_client.get(gone.get_absolute_url()).status_code == 404
    assertNotContains(learner_client.get(step.get_absolute_url()), "Retired skill")
    assertNotContains(learner_client.get("/dashboard/"), "/roles/old-role/")


def test_everything_skipped_says_that_nothing_is_left(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    StepStateFactory(user=learner, step__stage=stage, status=StepStatus.SKIPPED)
    PlanFactory(user=learner)
    response = learner_client.get("/dashboard/")
    assertContains(response, "Every step is skipped, so nothing is left to plan.")
    assertNotContains(response, "Within a week is on track")


def test_months_are_rounded_down_so_that_they_never_name_the_next_stage(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    StepFactory(stage=stage)
    PlanFactory(user=learner, start_date=datetime.date(2026, 4, 23))
    assertContains(learner_client.get("/dashboard/"), "You are at month 2.9 of 3, in Stage 1.")


def test_next_steps_are_those_begun_then_in_order(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    first, second, third = StepFactory.create_batch(3, stage=stage)
    PlanFactory(user=learner)
    StepStateFactory(user=learner, step=third, status=StepStatus.DOING)
    response = learner_client.get("/dashboard/")
    assert [item.row.step for item in response.context["suggestions"]] == [third, first, second]


def test_learner_sees_only_ones_own(learner_client: Client, learner: User, stage: Stage) -> None:
    stranger = PlanFactory().user
    step = StepFactory(stage=stage)
    StepStateFactory(user=stranger, step=step, note="A stranger's note")
    ProjectFactory(user=stranger, title="A stranger's project")
    PlanFactory(user=learner)
    for path in ["/dashboard/", "/roadmap/foundations/", step.get_absolute_url()]:
        response = learner_client.get(path)
        assertNotContains(response, "A stranger")
        assertNotContains(response, "is-done")


def fill(learner: User, rows: int) -> None:
    """As many stages, steps, options, courses, states, pauses and projects as asked for."""
    plan = PlanFactory(user=learner)
    for number in range(1, rows + 1):
        stage = StageFactory(number=number)
        StepStateFactory.create_batch(rows, user=learner, step__stage=stage)
        begun = StepFactory(stage=stage)
        begun.courses.add(CourseFactory())
        StepOptionFactory(step=begun)
        StepStateFactory(user=learner, step=begun, status=StepStatus.DOING)
        day = datetime.date(2026, 4, number)
        Pause.objects.create(plan=plan, start=day, until=day + datetime.timedelta(days=1))
        ProjectFactory(user=learner, stage=stage).steps.add(begun)
        EvidenceFactory.create_batch(rows, user=learner, step=begun)
    EditionFactory()


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/dashboard/", 27), ("/roadmap/stage-1/", 22), ("/roadmap/", 15)],
)
def test_queries_do_not_grow(
    learner_client: Client,
    learner: User,
    django_assert_num_queries: object,
    rows: int,
    path: str,
    queries: int,
) -> None:
    fill(learner, rows)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        assert learner_client.get(path).status_code == 200


def test_step_leads_to_the_steps_beside_it(client: Client) -> None:
    stage, field = StageFactory(), SpecialisationFactory()
    first = StepFactory(stage=stage, order=1)
    StepFactory(stage=stage, order=2, specialisation=field)
    last = StepFactory(stage=stage, order=3)
    assert neighbours_of(first) == (None, last)
    assert neighbours_of(last) == (first, None)
    page = client.get(first.get_absolute_url()).content.decode()
    assert f'rel="next" href="{last.get_absolute_url()}"' in page
    assert 'rel="prev"' not in page


def test_stage_names_the_step_to_go_on_with(learner_client: Client, learner: User) -> None:
    stage = StageFactory()
    StepFactory(stage=stage, order=1)
    begun = StepFactory(stage=stage, order=2)
    StepStateFactory(user=learner, step=begun, status=StepStatus.DOING)
    assertContains(learner_client.get(stage.get_absolute_url()), f'href="#step-{begun.slug}"')


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.usefixtures("content")
def test_dashboard_of_a_long_history_asks_no_more_than_that_of_a_new_learner(
    learner_client: Client, learner: User
) -> None:
    PlanFactory(user=learner, target_role=Role.objects.first())
    # With one link: only then is there something that new steps could inherit.
    EvidenceFactory(user=learner, step=Step.objects.all()[0])
    new = queries_of(learner_client, "/dashboard/")
    long = UserFactory()
    plan = PlanFactory(user=long, target_role=Role.objects.first())
    steps = list(Step.objects.all())
    day = datetime.date(2026, 4, 1)
    StepState.objects.bulk_create(
        StepState(user=long, step=step, status="done", done_on=day, first_done_on=day)
        for step in steps[:60]
    )
    now = datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC)
    StepEvent.objects.bulk_create(
        StepEvent(
            user=long,
            step=steps[number % len(steps)],
            step_title="A step",
            at=now,
            from_status="todo",
            to_status="done",
        )
        for number in range(2_000)
    )
    ProjectFactory.create_batch(40, user=long, stage=steps[0].stage)
    for number in range(10):
        start = day + datetime.timedelta(days=5 * number)
        Pause.objects.create(plan=plan, start=start, until=start + datetime.timedelta(days=2))
    EvidenceFactory.create_batch(20, user=long, step=steps[0])
    StudySessionFactory.create_batch(100, user=long, step=steps[0])
    client = Client()
    client.force_login(long, backend="accounts.backends.EmailBackend")
    assert queries_of(client, "/dashboard/") <= new
