"""Which plans run while nothing moves."""

import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from progress.models import Plan, StepEvent, StepStatus
from progress.stuck import stuck_plans
from tests.conftest import TODAY
from tests.factories import (
    PauseFactory,
    PlanFactory,
    SpecialisationFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = TODAY - datetime.timedelta(days=100)


def plan_with(**more: Any) -> Plan:
    return PlanFactory(start_date=more.pop("start_date", LONG_AGO), **more)


def moved(plan: Plan, days_ago: int) -> None:
    day = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
    step = StepFactory()
    StepEvent.objects.create(
        user=plan.user,
        step=step,
        step_title=step.title,
        at=day - datetime.timedelta(days=days_ago),
        from_status=StepStatus.TODO,
        to_status=StepStatus.DOING,
    )


def stuck() -> list[Plan]:
    return list(stuck_plans(TODAY, days=28))


@pytest.mark.parametrize(("days_ago", "is_stuck"), [(1, False), (28, False), (29, True)])
def test_a_plan_is_stuck_when_no_step_moved_for_long(days_ago: int, is_stuck: bool) -> None:
    plan = plan_with()
    moved(plan, days_ago)
    assert stuck() == ([plan] if is_stuck else [])


def test_a_plan_in_which_nothing_ever_moved_is_stuck() -> None:
    StepFactory()
    plan = plan_with()
    assert stuck() == [plan]


def test_young_archived_and_deactivated_plans_are_left_alone() -> None:
    StepFactory()
    plan_with(start_date=TODAY - datetime.timedelta(days=27))
    plan_with(archived_at=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    plan_with(user=UserFactory(is_active=False))
    assert stuck() == []


@pytest.mark.parametrize(
    ("start", "until", "is_stuck"),
    [
        (10, None, False),
        (60, 1, False),
        (60, 27, False),
        (60, 28, True),
        (-5, None, True),
    ],
)
def test_a_pause_meanwhile_excuses(start: int, until: int | None, is_stuck: bool) -> None:
    StepFactory()
    plan = plan_with()
    PauseFactory(
        plan=plan,
        start=TODAY - datetime.timedelta(days=start),
        until=None if until is None else TODAY - datetime.timedelta(days=until),
    )
    assert stuck() == ([plan] if is_stuck else [])


def test_a_finished_plan_is_left_alone() -> None:
    plan = plan_with()
    done, skipped = StepFactory(), StepFactory()
    StepFactory(specialisation=SpecialisationFactory())
    StepFactory(retired=True)
    StepFactory(stage__retired=True)
    StepStateFactory(user=plan.user, step=done, status="done", done_on=LONG_AGO)
    assert stuck() == [plan]
    StepStateFactory(user=plan.user, step=skipped, status="skipped")
    assert stuck() == []


def test_the_steps_of_its_specialisation_count() -> None:
    step = StepFactory(specialisation=SpecialisationFactory())
    plan = plan_with(specialisation=step.specialisation)
    assert stuck() == [plan]


def test_counting_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    StepFactory()
    for count in (1, 2, 3):
        plan_with()
        with django_assert_num_queries(1):
            assert stuck_plans(TODAY, days=28).count() == count
