"""Rows of the database put to the maths: what counts, and that each figure has one source."""

import datetime

import pytest

from accounts.models import User
from progress import timeline
from progress.models import Pause, Plan, StepStatus
from progress.standing import Tally, rows_for, standing_of
from progress.strip import strip_of
from roadmap.models import Stage
from roadmap.pictures import last_month
from tests.factories import (
    PlanFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 7, 22)


@pytest.fixture
def plan(learner: User) -> Plan:
    """Six stages of which 5 is open; 40 of 100 hours done, a step skipped, another field's step."""
    for number in range(1, 7):
        StageFactory(number=number, start_month=min(3 * (number - 1), 12))
    Stage.objects.filter(number=5).update(end_month=None)
    first, second, *_, fifth, _ = Stage.objects.order_by("number")
    StepStateFactory(user=learner, step__stage=first, step__hours=30)
    StepStateFactory(
        user=learner, step__stage=second, step__hours=10, done_on=datetime.date(2026, 7, 1)
    )
    StepStateFactory(user=learner, step__stage=second, status=StepStatus.SKIPPED)
    StepFactory(stage=second, hours=40)
    mine, other = SpecialisationFactory.create_batch(2, stage=fifth)
    StepFactory(stage=fifth, hours=20, specialisation=mine)
    StepFactory(stage=fifth, hours=40, specialisation=other)
    return PlanFactory(user=learner, specialisation=mine)


def test_counts_common_and_own_steps_without_the_skipped(plan: Plan) -> None:
    assert standing_of(plan, TODAY).tally == Tally(
        total_hours=100, done_hours=40, total=4, done=2, doing=0, skipped=1
    )


def test_figures_are_those_of_the_timeline(plan: Plan) -> None:
    standing = standing_of(plan, TODAY)
    stages = [timeline.Stage(n, 3 * (n - 1), 3 * n) for n in range(1, 5)]
    stages += [timeline.Stage(5, 12, None), timeline.Stage(6, 12, 15)]
    steps = [
        timeline.Step(1, 30, datetime.date(2026, 4, 1)),
        timeline.Step(2, 10, datetime.date(2026, 7, 1)),
        timeline.Step(2, 40, None),
        timeline.Step(5, 20, None),
    ]
    paper = timeline.Plan(plan.start_date, 10)
    assert standing.position == timeline.position(paper, TODAY)
    assert standing.earned_month == timeline.earned_month(stages, steps, TODAY) == 3.6
    assert standing.planned_hours == timeline.planned_hours(stages, steps, standing.position)
    assert standing.variance_days == timeline.variance_days(paper, stages, steps, TODAY)
    assert standing.forecast == timeline.forecast(paper, stages, steps, TODAY)
    assert standing.state == timeline.state(paper, stages, steps, TODAY)
    assert (standing.percent, standing.end_month) == (40.0, 15.0)


def test_another_learners_states_change_nothing(plan: Plan) -> None:
    before = standing_of(plan, TODAY).tally
    step = rows_for(plan.user_id, plan.specialisation_id)[-1].step
    StepStateFactory(step=step)
    assert standing_of(plan, TODAY).tally == before


def test_pauses_are_part_of_the_plan(plan: Plan) -> None:
    Pause.objects.create(plan=plan, start=datetime.date(2026, 5, 1))
    paused = standing_of(Plan.objects.get(), TODAY)
    assert paused.state == timeline.State.PAUSED
    assert paused.position == pytest.approx(1.5)


def test_hours_to_level_bring_the_learner_level(plan: Plan) -> None:
    standing = standing_of(plan, TODAY)
    assert standing.variance_days < 0
    StepStateFactory(
        user=plan.user, step__stage=Stage.objects.get(number=1), step__hours=4, done_on=TODAY
    )
    short = standing.planned_hours - standing.earned_hours
    assert short <= standing.hours_to_level < short + 1


def test_current_stage_is_that_of_the_planned_month(plan: Plan) -> None:
    current = standing_of(plan, TODAY).current_stage
    assert current is not None
    assert current.stage.number == 2
    late = standing_of(plan, datetime.date(2030, 1, 1)).current_stage
    assert late is not None
    assert late.stage.number == 5


def test_current_stage_is_the_last_one_past_the_end_and_in_a_gap(plan: Plan) -> None:
    Stage.objects.filter(number=5).update(end_month=15)
    Stage.objects.filter(number=2).update(start_month=4)
    late = standing_of(plan, datetime.date(2030, 1, 1)).current_stage
    between = standing_of(plan, datetime.date(2026, 7, 1)).current_stage
    assert (late and late.stage.number, between and between.stage.number) == (6, 1)


def test_tick_of_tomorrows_day_is_done_in_every_figure(plan: Plan) -> None:
    """Ticked in Auckland, looked at in Honolulu: the tally and the maths agree."""
    StepStateFactory(
        user=plan.user,
        step__stage=Stage.objects.get(number=1),
        done_on=TODAY + datetime.timedelta(days=1),
    )
    standing = standing_of(plan, TODAY)
    assert standing.tally.done_hours == standing.earned_hours == 50


def test_month_of_a_day_to_come_is_the_inverse_of_its_date(plan: Plan) -> None:
    begin = datetime.date(2026, 9, 1)
    Pause.objects.create(plan=plan, start=begin, until=datetime.date(2026, 12, 1))
    standing = standing_of(Plan.objects.get(), TODAY)
    assert standing.month_of(standing.date_of(10)) == pytest.approx(10)


def test_strip_says_what_the_figures_say(plan: Plan) -> None:
    standing = standing_of(plan, TODAY)
    strip = strip_of(standing)
    legend = {item.kind: item.text for item in strip.legend}
    assert legend["earned"] == "month 3.6"
    assert legend["planned"] == f"month {standing.at}, today"
    assert legend["finish"] == "16 June 2027"
    assert strip.bars[0].done_width == strip.bars[0].width


def test_plan_ahead_of_its_start_has_no_planned_mark(plan: Plan) -> None:
    plan.start_date = datetime.date(2026, 8, 1)
    strip = strip_of(standing_of(plan, TODAY))
    assert strip.planned is None
    assert "planned" not in {item.kind for item in strip.legend}


@pytest.mark.parametrize(
    "windows",
    [
        [(0, 3), (3, 6)],
        [(0, 3), (3, None)],
        [(0, 6), (3, None)],
        [(0, None)],
        [(0, 3), (9, 12), (12, None), (12, 15)],
    ],
)
def test_pictures_end_where_the_maths_ends(windows: list[tuple[int, int | None]]) -> None:
    stages = [timeline.Stage(n, start, end) for n, (start, end) in enumerate(windows)]
    assert last_month(windows) == timeline.roadmap_end(stages)
