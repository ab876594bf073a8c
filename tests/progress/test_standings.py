"""Many learners' standings at once: each the same as alone, in as many queries as for one."""

import dataclasses
import datetime
import random
from functools import cached_property
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from progress.models import Pause, Plan, StepState, StepStatus
from progress.standing import Standing, standing_of, standings_of
from roadmap.models import Specialisation, Step
from tests.conftest import TODAY
from tests.factories import (
    EvidenceFactory,
    PlanFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db
FIGURES = [
    name
    for name, figure in vars(Standing).items()
    if isinstance(figure, property | cached_property)
]


def figures_of(standing: Standing) -> dict[str, Any]:
    """Every figure, and every step with its state and layer."""
    found = {name: getattr(standing, name) for name in FIGURES}
    fields = {field.name: getattr(standing, field.name) for field in dataclasses.fields(standing)}
    rows = [(row, row.state and vars(row.state).keys(), row.layer) for row in standing.rows]
    return found | fields | {"each": rows, "last": [row.last_event for row in standing.rows]}


def a_learner(chance: random.Random, steps: list[Step]) -> Plan:
    """Somebody of any pace, field, age and state of work."""
    days = chance.randrange(-40, 700)
    plan: Plan = PlanFactory(
        user=UserFactory(),
        start_date=TODAY - datetime.timedelta(days=days),
        hours_per_week=chance.choice([1, 5, 10, 25]),
        specialisation=chance.choice([None, *Specialisation.objects.all()]),
    )
    share = chance.random() * 1.1
    for step in steps:
        done = chance.random() < share
        if done or chance.random() < 0.2:
            day = TODAY - datetime.timedelta(days=chance.randrange(-1, max(days, 1) + 30))
            StepState.objects.create(
                user=plan.user,
                step=step,
                status=StepStatus.DONE if done else chance.choice([*StepStatus][:2] + ["skipped"]),
                done_on=day if done else None,
                first_done_on=day if done else None,
            )
        if chance.random() < 0.2:
            EvidenceFactory(user=plan.user, step=step)
    if chance.random() < 0.5:
        word = VerificationFactory(
            project__user=plan.user, withdrawn_at=None if chance.random() < 0.7 else NOON
        )
        for step in chance.sample(steps, 3):
            word.verified_steps.create(step=step)
    if chance.random() < 0.4:
        start = TODAY - datetime.timedelta(days=chance.randrange(-30, 200))
        length = chance.choice([None, 3, 90])
        Pause.objects.create(
            plan=plan,
            start=start,
            until=start + datetime.timedelta(days=length) if length else None,
        )
    return plan


NOON = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def steps(db: None) -> list[Step]:
    """Six stages with common steps; in the fifth, which is open, those of two fields too."""
    stages = [StageFactory(number=number, start_month=3 * (number - 1)) for number in range(1, 7)]
    fields = SpecialisationFactory.create_batch(2, stage=stages[4])
    found: list[Step] = [
        StepFactory(stage=stage, hours=8 + n) for stage in stages for n in range(2)
    ]
    found += [StepFactory(stage=stages[4], specialisation=field) for field in fields]
    found.append(StepFactory(stage=stages[0], retired=True))
    StepOptionFactory(step=found[0])
    return found


def test_each_is_what_it_is_alone(steps: list[Step]) -> None:
    chance = random.Random(4)  # noqa: S311 - the same plans every time
    for _ in range(50):
        a_learner(chance, steps)
    plans = list(Plan.objects.prefetch_related("pauses").order_by("-pk"))
    # Not everybody has the same day.
    days = {plan.user_id: TODAY + datetime.timedelta(days=plan.pk % 2) for plan in plans}
    together = standings_of(plans, days)
    assert together.keys() == days.keys()
    layers = set()
    for plan in plans:
        alone = standing_of(plan, days[plan.user_id])
        assert figures_of(together[plan.user_id]) == figures_of(alone)
        layers |= {row.layer for row in alone.rows}
    # The people differ in what matters.
    assert len(layers) == 4
    assert len({standing.state for standing in together.values()}) >= 4
    assert len({standing.percent for standing in together.values()}) > 20


def test_states_and_proofs_stay_with_their_owner() -> None:
    step = StepFactory()
    plans = PlanFactory.create_batch(2)
    StepStateFactory(user=plans[0].user, step=step)
    EvidenceFactory(user=plans[1].user, step=step)
    found = standings_of(plans, {plan.user_id: TODAY for plan in plans})
    rows = [found[plan.user_id].rows[0] for plan in plans]
    assert [(row.is_done, row.is_evidenced) for row in rows] == [(True, False), (False, True)]


@pytest.mark.parametrize("people", [1, 20])
def test_queries_do_not_grow_with_people(
    steps: list[Step], people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chance = random.Random(people)  # noqa: S311
    for _ in range(people):
        a_learner(chance, steps)
    plans = list(Plan.objects.prefetch_related("pauses"))
    # Steps, their options, states, what supports them, stages.
    with django_assert_num_queries(6):
        found = standings_of(plans, {plan.user_id: TODAY for plan in plans})
        assert [figures_of(standing) for standing in found.values()]


def test_nobody_has_no_standing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert standings_of([], {}) == {}
