"""What the learner's home says once, and what it leaves out while there is nothing to show."""

import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from progress.dashboard import next_steps_of
from progress.fit import Suggested
from roadmap.models import Stage
from tests.factories import PlanFactory, StageFactory, StepFactory, StepStateFactory

TODAY = datetime.date(2026, 7, 22)


def suggested(*reasons: str) -> Suggested:
    row: Any = object()
    return Suggested(row, reasons)


@pytest.mark.parametrize(
    ("given", "shared", "left"),
    [
        ([], (), []),
        # A single step keeps its reasons beside it.
        ([("Stage 1 is open",)], (), [("Stage 1 is open",)]),
        (
            [("Stage 1 is open",), ("Stage 1 is open", "Teaches Git")],
            ("Stage 1 is open",),
            [(), ("Teaches Git",)],
        ),
        (
            [("Stage 1 is open",), ("Stage 2 is open",)],
            (),
            [("Stage 1 is open",), ("Stage 2 is open",)],
        ),
        # What was just ticked has no reason, and takes none from the others.
        ([(), ("Stage 1 is open",), ("Stage 1 is open",)], ("Stage 1 is open",), [(), (), ()]),
    ],
)
def test_reason_of_every_step_is_said_once(
    given: list[tuple[str, ...]], shared: tuple[str, ...], left: list[tuple[str, ...]]
) -> None:
    found = next_steps_of([suggested(*reasons) for reasons in given])
    assert found.shared == shared
    assert [item.reasons for item in found.rows] == left


@pytest.fixture
def stage() -> Stage:
    return StageFactory(number=1, slug="foundations", title="Foundations")


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_first_day_shows_no_what_if_and_no_empty_calendar(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    StepFactory(stage=stage)
    PlanFactory(user=learner, start_date=TODAY)
    response = learner_client.get("/dashboard/")
    assertNotContains(response, 'id="what-if-heading"')
    assertContains(response, "One square for each day")
    assertNotContains(response, "Planned</b> month 0, today")


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_whoever_has_begun_may_ask_what_if_until_the_end(
    learner_client: Client, learner: User, stage: Stage
) -> None:
    StepStateFactory(user=learner, step__stage=stage, done_on=TODAY)
    last = StepFactory(stage=stage)
    PlanFactory(user=learner, start_date=datetime.date(2026, 6, 16))
    assertContains(learner_client.get("/dashboard/"), 'id="what-if-heading"')
    StepStateFactory(user=learner, step=last, done_on=TODAY)
    finished = learner_client.get("/dashboard/")
    assertNotContains(finished, 'id="what-if-heading"')
    assertContains(finished, "<dt>Finished</dt>")
