"""The tour of an invented plan: open to all, honest in its figures, and nothing is kept of it."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from progress import timeline
from progress.models import Plan, StepState
from progress.tour import WEEKS, days_for, example_of
from roadmap.models import Stage, Step, StepKind
from tests import pages
from tests.factories import StageFactory, StepFactory

TODAY = datetime.date(2026, 7, 22)
TOUR = "/tour/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def roadmap() -> list[Step]:
    """Two stages of three months with 130 hours each, the first with something to show."""
    first, second = (
        StageFactory(number=number, start_month=3 * number - 3, end_month=3 * number)
        for number in (1, 2)
    )
    steps: list[Step] = [StepFactory(stage=first, hours=26) for _ in range(4)]
    steps.append(StepFactory(stage=first, hours=26, kind=StepKind.PROJECT, title="A small project"))
    return steps + [StepFactory(stage=second, hours=26) for _ in range(5)]


@pytest.mark.parametrize(
    ("hours", "days"), [(1, 1), (6, 4), (12, 7), (13, 8), (30, 21), (31, 29), (75, 56), (76, 57)]
)
def test_weeks_hold_their_hours(hours: int, days: int) -> None:
    """The first eight weeks hold 12, 8, 10, 0, 11, 12, 9 and 13 hours: 75; then they repeat."""
    assert sum(WEEKS) == 75
    assert days_for(hours) == days


@pytest.mark.usefixtures("roadmap")
def test_figures_are_those_of_the_timeline() -> None:
    example = example_of(TODAY)
    assert example is not None
    start = datetime.date(2026, 3, 22)
    plan = timeline.Plan(start_date=start)
    stages = [timeline.Stage(1, 0, 3), timeline.Stage(2, 3, 6)]
    # 26, 52, 78, 104, 130 and 156 hours are in by days 21, 42, 59, 78, 101 and 117 of 122.
    days = [days_for(26 * number) for number in range(1, 11)]
    dates = [start + datetime.timedelta(days=days) for days in days]
    steps = [
        timeline.Step(1 if number < 5 else 2, 26, date if date <= TODAY else None)
        for number, date in enumerate(dates)
    ]
    standing = example.standing
    assert standing.at == "4"
    assert standing.earned_hours == timeline.earned_hours(steps, TODAY) > 0
    assert standing.position == timeline.position(plan, TODAY)
    assert standing.earned_month == timeline.earned_month(stages, steps, TODAY)
    assert standing.variance_days == timeline.variance_days(plan, stages, steps, TODAY)
    assert standing.forecast == timeline.forecast(plan, stages, steps, TODAY)
    assert standing.finish_date == timeline.date_at(plan, 6, TODAY) == datetime.date(2026, 9, 22)


@pytest.mark.usefixtures("roadmap")
def test_page_shows_the_same_figures(client: Client) -> None:
    response = client.get(TOUR)
    example = response.context["example"]
    standing = example.standing
    content = pages.main(response)
    assert content.texts("h1") == ["A plan at month four"]
    assert content.by_id("stop-1").text == "Month 4 of 6, in Stage 2"
    facts = dict(content.facts())
    assert facts["Finished work"] == (
        f"{standing.tally.done_hours} of {standing.tally.total_hours} h, {standing.whole_percent}%"
    )
    assert facts["Planned by today"] == f"{standing.planned_whole} h"
    assert facts["Planned finish"] == "22 September 2026"
    assert standing.layers.verified == 26
    assert facts["Verified"] == "26 h"
    assert "An example" in content.text


@pytest.mark.usefixtures("roadmap")
def test_project_is_verified_after_a_review(client: Client) -> None:
    response = client.get(TOUR)
    project = response.context["example"].project
    assert project.step.title == "A small project"
    assert project.badge is not None
    assert project.badge.verified_at.date() == project.finished_on + datetime.timedelta(days=5)
    assertContains(response, "Verified by a mentor, ")


def test_work_that_waits_for_its_review_is_not_verified() -> None:
    """160 hours are in on day 118 of 122."""
    stage = StageFactory(number=1, start_month=0, end_month=6)
    StepFactory.create_batch(3, stage=stage, hours=40)
    StepFactory(stage=stage, hours=40, kind=StepKind.PROJECT)
    StepFactory(stage=stage, hours=20)
    example = example_of(TODAY)
    assert example is not None
    assert example.project is not None
    assert example.project.badge is None
    assert (example.standing.layers.evidenced, example.standing.layers.verified) == (40, 0)


@pytest.mark.usefixtures("roadmap")
def test_visit_writes_nothing(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(TOUR)
    assert [query["sql"][:6] for query in queries] == ["SELECT"] * len(queries)
    assert not Plan.objects.exists()
    assert not StepState.objects.exists()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("rows", [1, 5])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(1, rows + 1):
        stage = StageFactory(number=number, start_month=number, end_month=number + 1)
        StepFactory.create_batch(rows, stage=stage, kind=StepKind.PROJECT)
    with django_assert_num_queries(4):
        client.get(TOUR)


def test_roadmap_without_steps_says_so(client: Client) -> None:
    assertContains(client.get(TOUR), "nothing to show")
    stage: Stage = StageFactory(number=1)
    assertContains(client.get(TOUR), "nothing to show")
    StepFactory(stage=stage, retired=True)
    assertContains(client.get(TOUR), "nothing to show")


@pytest.mark.usefixtures("roadmap")
def test_tour_ends_with_a_plan_of_ones_own(learner_client: Client) -> None:
    assert "/accounts/signup/" in pages.main(Client().get(TOUR)).links()
    signed_in = learner_client.get(TOUR)
    assert "/plan/" in pages.main(signed_in).links()
    # Nothing of the example can be ticked.
    assertNotContains(signed_in, 'class="tick"')


def test_landing_leads_to_the_tour(client: Client) -> None:
    assert TOUR in pages.main(client.get("/")).links()


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("day", [TODAY, datetime.date(2027, 3, 31), datetime.date(2028, 2, 29)])
def test_roadmap_as_it_is_makes_an_honest_example(day: datetime.date) -> None:
    """Behind by a little, with a range for a forecast and something verified, on any day."""
    example = example_of(day)
    assert example is not None
    standing = example.standing
    assert -14 <= standing.variance_days < 0
    assert standing.forecast.likely is not None
    assert standing.forecast.cautious is not None
    assert standing.forecast.likely < standing.forecast.cautious
    assert example.project is not None
    assert example.project.badge is not None
