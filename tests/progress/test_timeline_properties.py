"""What holds of the timeline for every plan, every layout of stages and every day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import isclose
from typing import TypeAlias

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from progress.timeline import (
    Forecast,
    Pause,
    Plan,
    Reason,
    Stage,
    State,
    Step,
    active_days,
    add_months,
    date_at,
    earned_hours,
    earned_month,
    forecast,
    months_between,
    percent_earned,
    planned_hours,
    position,
    roadmap_end,
    spi,
    state,
    variance_days,
    virtual_date,
    virtual_date_of_month,
    weekly_hours,
)

thorough = settings(max_examples=500, deadline=None)

DAY = timedelta(days=1)

Learner: TypeAlias = tuple[Plan, list[Stage], list[Step], date]

starts = st.dates(date(2023, 12, 1), date(2028, 3, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2025, 1, 31), date(2027, 12, 31), date(2028, 2, 29)]
)
paces = (
    st.integers(1, 60)
    | st.decimals(1, 60, places=1)
    | st.fractions(1, 60, max_denominator=7)
    | st.sampled_from([1, 5, 7, 10, 20, 60])
)
hours = (
    st.integers(1, 60)
    | st.decimals("0.01", 60, places=2)
    | st.fractions(Fraction(1, 7), 60, max_denominator=7)
)
months = st.integers(0, 20) | st.fractions(0, 20, max_denominator=60)
quarters = st.integers(0, 60).map(lambda number: Fraction(number, 4))


@st.composite
def days(draw: st.DrawFn, plan: Plan, before: int = 120, after: int = 1500) -> date:
    """A day around the start, often the edge of a pause, where the rules change."""
    edges = [plan.start_date]
    edges += [pause.start for pause in plan.pauses]
    edges += [pause.until for pause in plan.pauses if pause.until is not None]
    near_an_edge = st.builds(
        lambda edge, off: edge + timedelta(days=off), st.sampled_from(edges), st.integers(-2, 2)
    )
    anywhere = st.integers(-before, after).map(lambda off: plan.start_date + timedelta(days=off))
    return draw(near_an_edge | anywhere)


@st.composite
def pauses(draw: st.DrawFn, start: date, *, may_be_open: bool = True) -> Pause:
    """Short and close together, so that many touch, overlap or lie over the start."""
    begin = start + timedelta(days=draw(st.integers(-60, 400)))
    length = draw(st.integers(1, 90) | (st.none() if may_be_open else st.nothing()))
    return Pause(begin, None if length is None else begin + timedelta(days=length))


@st.composite
def plans(draw: st.DrawFn, *, may_be_open: bool = True) -> Plan:
    start = draw(starts)
    its_pauses = draw(st.lists(pauses(start, may_be_open=may_be_open), max_size=5))
    return Plan(start, draw(paces), tuple(its_pauses))


@st.composite
def stage_layouts(draw: st.DrawFn) -> list[Stage]:
    """One to eight windows wherever they fall: gaps, overlaps, open ends, all of them open."""
    windows = draw(
        st.lists(
            st.tuples(quarters, st.none() | st.integers(1, 24).map(lambda n: Fraction(n, 4))),
            min_size=1,
            max_size=8,
        )
    )
    return [
        Stage(number, start, None if width is None else start + width)
        for number, (start, width) in enumerate(windows, start=1)
    ]


@st.composite
def learners(draw: st.DrawFn) -> Learner:
    """A plan, its stages and steps, and a today."""
    plan, stages = draw(plans()), draw(stage_layouts())
    steps = draw(
        st.lists(
            st.builds(
                Step,
                stage_number=st.integers(1, len(stages)),
                hours=hours,
                done_on=st.none() | days(plan, after=400),
            ),
            max_size=12,
        )
    )
    return plan, stages, steps, draw(days(plan, after=600))


@st.composite
def busy_learners(draw: st.DrawFn) -> Learner:
    """As `learners`, with a few weeks behind them, recent work and a rest: most have a forecast."""
    plan, stages = draw(plans(may_be_open=False)), draw(stage_layouts())
    today = plan.start_date + draw(st.integers(100, 500)) * DAY
    recently = st.integers(0, 120).map(lambda back: today - back * DAY)
    numbers = st.integers(1, len(stages))
    worked = draw(st.lists(st.builds(Step, numbers, hours, recently), min_size=2, max_size=12))
    todo = draw(st.lists(st.builds(Step, numbers, hours, st.none()), min_size=1, max_size=4))
    return plan, stages, worked + todo, today


def resumed(plan: Plan, today: date) -> Plan:
    """The plan whose open pauses end today, as the rule for dates to come assumes."""
    closed = tuple(
        replace(pause, until=pause.until or today + DAY)
        for pause in plan.pauses
        if pause.until is not None or pause.start <= today
    )
    return replace(plan, pauses=closed)


def is_paused(plan: Plan, day: date) -> bool:
    return any(
        pause.start <= day and (pause.until is None or day < pause.until) for pause in plan.pauses
    )


class TestCalendar:
    @thorough
    @given(st.data(), plans())
    def test_active_days_are_those_counted_one_by_one(
        self, data: st.DataObject, plan: Plan
    ) -> None:
        day = data.draw(days(plan, after=700))
        span = [plan.start_date + n * DAY for n in range(max(0, (day - plan.start_date).days))]

        assert active_days(plan, day) == sum(not is_paused(plan, each) for each in span)

    @thorough
    @given(starts, st.integers(0, 3000))
    def test_months_between_is_the_definition_spelt_out(self, start: date, after: int) -> None:
        day = start + after * DAY
        whole = max(n for n in range(101) if add_months(start, n) <= day)
        first, last = add_months(start, whole), add_months(start, whole + 1)

        assert months_between(start, day) == whole + Fraction(
            (day - first).days, (last - first).days
        )

    @thorough
    @given(starts, st.integers(0, 600))
    def test_months_between_undoes_add_months(self, start: date, whole: int) -> None:
        assert months_between(start, add_months(start, whole)) == whole


class TestPosition:
    @thorough
    @given(st.data(), plans())
    def test_never_falls_as_days_pass(self, data: st.DataObject, plan: Plan) -> None:
        day = data.draw(days(plan))
        before, after = position(plan, day), position(plan, day + DAY)

        # A day of work moves it, a paused day and a day before the start do not.
        works = day >= plan.start_date and not is_paused(plan, day)
        assert before < after if works else before == after

    @thorough
    @given(st.data(), plans())
    def test_is_frozen_on_every_day_of_a_pause(self, data: st.DataObject, plan: Plan) -> None:
        pause = data.draw(pauses(plan.start_date))
        plan = replace(plan, pauses=(*plan.pauses, pause))
        length = (pause.until - pause.start).days if pause.until else 3000
        day = pause.start + data.draw(st.integers(0, length)) * DAY

        assert position(plan, day) == position(plan, pause.start)

    @thorough
    @given(st.data(), plans())
    def test_a_pause_changes_nothing_up_to_its_first_day(
        self, data: st.DataObject, plan: Plan
    ) -> None:
        pause = data.draw(pauses(plan.start_date))
        day = pause.start - data.draw(st.integers(0, 400)) * DAY

        assert position(replace(plan, pauses=(*plan.pauses, pause)), day) == position(plan, day)

    @thorough
    @given(st.data(), plans())
    def test_pauses_count_once_in_any_order(self, data: st.DataObject, plan: Plan) -> None:
        day = data.draw(days(plan))
        shuffled = data.draw(st.permutations(plan.pauses * 2))

        assert position(replace(plan, pauses=tuple(shuffled)), day) == position(plan, day)

    @thorough
    @given(st.data(), plans())
    def test_grows_with_the_pace_in_proportion(self, data: st.DataObject, plan: Plan) -> None:
        day = data.draw(days(plan))
        recommended = position(replace(plan, hours_per_week=10), day)

        assert isclose(position(plan, day), recommended * float(plan.hours_per_week) / 10)


class TestDateAt:
    """`date_at` and `position` are inverse but for the rounding down to a whole day.

    With open pauses ended today, as `date_at` takes them: the position on the day has not passed
    the month, one more active day passes it, and no earlier day has as many active days.
    """

    @thorough
    @given(st.data(), plans(), months)
    def test_is_the_last_active_day_count_that_does_not_pass_the_month(
        self, data: st.DataObject, plan: Plan, month: int | Fraction
    ) -> None:
        today = data.draw(days(plan))
        day, plan = date_at(plan, month, today), resumed(plan, today)
        reached = virtual_date(plan, day)

        assert months_between(plan.start_date, reached) / plan.stretch <= month
        assert months_between(plan.start_date, reached + DAY) / plan.stretch > month
        assert reached == virtual_date_of_month(plan, month)
        assert day == plan.start_date or active_days(plan, day - DAY) < active_days(plan, day)

    @thorough
    @given(st.data(), plans())
    def test_of_a_days_own_position_is_that_day(self, data: st.DataObject, plan: Plan) -> None:
        today, day = data.draw(days(plan)), data.draw(days(plan))
        closed = resumed(plan, today)
        assume(day > plan.start_date and not is_paused(closed, day - DAY))
        month = months_between(plan.start_date, virtual_date(closed, day)) / plan.stretch

        assert date_at(plan, month, today) == day

    @thorough
    @given(st.data(), plans(may_be_open=False), st.integers(0, 200))
    def test_meets_position_without_tolerance_on_whole_calendar_months(
        self, data: st.DataObject, plan: Plan, calendar_months: int
    ) -> None:
        month, today = calendar_months / plan.stretch, data.draw(days(plan))
        day = date_at(plan, month, today)

        assert position(plan, day) == float(month)
        assert day == plan.start_date or position(plan, day - DAY) < month

    @thorough
    @given(st.data(), plans(), months, months)
    def test_is_never_earlier_for_a_later_month(
        self, data: st.DataObject, plan: Plan, one: Fraction, other: Fraction
    ) -> None:
        today = data.draw(days(plan))
        early, late = sorted([one, other])

        assert date_at(plan, early, today) <= date_at(plan, late, today)

    @thorough
    @given(st.data(), plans(), months)
    def test_a_pause_never_brings_it_forward(
        self, data: st.DataObject, plan: Plan, month: Fraction
    ) -> None:
        today, pause = data.draw(days(plan)), data.draw(pauses(plan.start_date))
        with_pause = replace(plan, pauses=(*plan.pauses, pause))

        assert date_at(with_pause, month, today) >= date_at(plan, month, today)


class TestPlannedAndEarned:
    @thorough
    @given(learners(), months, months)
    def test_planned_hours_never_fall_and_end_at_all_hours(
        self,
        learner: Learner,
        one: Fraction,
        other: Fraction,
    ) -> None:
        _, stages, steps, _ = learner
        early, late = sorted([one, other])
        total = float(sum(Fraction(step.hours) for step in steps))

        assert 0 <= planned_hours(stages, steps, early) <= planned_hours(stages, steps, late)
        assert planned_hours(stages, steps, roadmap_end(stages)) == total
        assert planned_hours(stages, steps, late) <= total

    @thorough
    @given(learners(), months | quarters)
    def test_earned_month_is_the_inverse_of_planned_hours(
        self, learner: Learner, month: Fraction
    ) -> None:
        """The smallest month with at least the hours: at or before exactly the months that do."""
        _, stages, steps, today = learner
        earned = earned_month(stages, steps, today)
        enough = planned_hours(stages, steps, month) >= earned_hours(steps, today)

        assert (earned <= float(month)) is enough
        assert isclose(planned_hours(stages, steps, earned), earned_hours(steps, today))
        assert 0 <= earned <= roadmap_end(stages)

    @thorough
    @given(learners(), st.data())
    def test_whole_stages_earn_no_more_than_the_month_they_end(
        self, learner: Learner, data: st.DataObject
    ) -> None:
        """A gap after them is not earned along: hours equal to the planned ones meet there."""
        plan, stages, steps, today = learner
        ends = {stage.number: stage.end_month or roadmap_end(stages) for stage in stages}
        month = data.draw(st.sampled_from(sorted(Fraction(end) for end in ends.values())))
        in_order = [
            replace(step, done_on=today if ends[step.stage_number] <= month else None)
            for step in steps
        ]

        assert earned_month(stages, in_order, today) <= month
        assert earned_hours(in_order, today) <= planned_hours(stages, steps, month)

    @thorough
    @given(learners())
    def test_percent_never_passes_100_and_reaches_it_only_when_finished(
        self, learner: Learner
    ) -> None:
        plan, stages, steps, today = learner
        percent = percent_earned(steps, today)

        assert 0 <= percent <= 100
        assert (percent == 100) is (state(plan, stages, steps, today) is State.FINISHED)


class TestDoingAStep:
    @thorough
    @given(learners(), hours, st.data())
    def test_never_makes_anyone_later(
        self,
        learner: Learner,
        its_hours: int | Fraction,
        data: st.DataObject,
    ) -> None:
        plan, stages, steps, today = learner
        todo = Step(data.draw(st.integers(1, len(stages))), its_hours, None)
        done = replace(todo, done_on=data.draw(days(plan, after=600).filter(lambda d: d <= today)))
        before, after = [*steps, todo], [*steps, done]

        assert variance_days(plan, stages, after, today) >= variance_days(
            plan, stages, before, today
        )
        assert earned_month(stages, after, today) > earned_month(stages, before, today)
        assert percent_earned(after, today) > percent_earned(before, today)
        assert (spi(plan, stages, after, today) or 0) >= (spi(plan, stages, before, today) or 0)

    @thorough
    @given(busy_learners(), st.data())
    def test_never_moves_the_likely_date_back(self, learner: Learner, data: st.DataObject) -> None:
        plan, stages, steps, today = learner
        before = forecast(*learner)
        # The last step is never done.
        done_on = today - data.draw(st.integers(0, 200)) * DAY
        after = forecast(plan, stages, [*steps[:-1], replace(steps[-1], done_on=done_on)], today)

        if before.likely and not after.finished_on:
            assert after.reason != Reason.NOTHING_FINISHED
            assert after.likely is None or after.likely <= before.likely

    @thorough
    @given(busy_learners())
    def test_today_never_moves_the_cautious_date_back(self, learner: Learner) -> None:
        """Its week is still open: the weeks counted stay as they are, only the rest falls."""
        plan, stages, steps, today = learner
        assume(not is_paused(plan, today))
        before = forecast(*learner)
        after = forecast(plan, stages, [*steps[:-1], replace(steps[-1], done_on=today)], today)

        if before.cautious and not after.finished_on:
            assert after.likely is not None
            assert after.cautious is not None
            assert after.likely <= (before.likely or date.min)
            assert after.cautious <= before.cautious

    @thorough
    @given(learners() | busy_learners())
    def test_order_of_steps_and_stages_changes_nothing(self, learner: Learner) -> None:
        plan, stages, steps, today = learner

        assert everything(plan, stages[::-1], steps[::-1], today) == everything(*learner)

    @thorough
    @given(learners() | busy_learners(), st.data())
    def test_splitting_a_step_in_two_changes_nothing_to_the_digit(
        self, learner: Learner, data: st.DataObject
    ) -> None:
        plan, stages, steps, today = learner
        assume(steps)
        chosen = data.draw(st.integers(0, len(steps) - 1))
        share = data.draw(st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50))
        whole = steps[chosen]
        parts = [replace(whole, hours=Fraction(whole.hours) * part) for part in (share, 1 - share)]
        split = [*steps[:chosen], *parts, *steps[chosen + 1 :]]

        assert everything(plan, stages, split, today) == everything(*learner)


class TestPausedPlan:
    @thorough
    @given(learners() | busy_learners(), st.data())
    def test_shows_the_same_figures_every_day(self, learner: Learner, data: st.DataObject) -> None:
        plan, stages, steps, _ = learner
        pause = data.draw(pauses(plan.start_date))
        plan = replace(plan, pauses=(*plan.pauses, pause))
        length = (pause.until - pause.start).days if pause.until else 3000
        one, other = (pause.start + data.draw(st.integers(0, length - 1)) * DAY for _ in range(2))
        steps = [step for step in steps if step.done_on is None or step.done_on <= pause.start]
        assume(min(one, other) >= plan.start_date)
        figures, later_figures = (everything(plan, stages, steps, day) for day in (one, other))

        assert figures[:-1] == later_figures[:-1]
        assert state(plan, stages, steps, one) in {State.PAUSED, State.FINISHED}
        # An open pause is taken to end today, so only its forecast moves along with the days.
        if all(each.until for each in plan.pauses):
            assert figures[-1] == later_figures[-1]


class TestForecast:
    @thorough
    @given(learners() | busy_learners())
    def test_has_both_dates_in_order_or_a_reason(self, learner: Learner) -> None:
        today = learner[-1]
        result = forecast(*learner)

        if result.reason is None:
            assert result.likely is not None
            assert result.cautious is not None
            assert today < result.likely <= result.cautious <= add_months(today, 120)
        else:
            assert result.likely is result.cautious is None
        finished = state(*learner) is State.FINISHED
        assert (result.finished_on is not None) is finished

    @thorough
    @given(learners())
    def test_weeks_hold_no_more_than_was_earned_since_the_start(self, learner: Learner) -> None:
        plan, _, steps, today = learner
        since = [step for step in steps if step.done_on and step.done_on >= plan.start_date]
        weeks = weekly_hours(plan, steps, today)

        assert len(weeks) == active_days(plan, today) // 7
        assert sum(weeks) <= earned_hours(since, today) + 1e-9
        later = weekly_hours(plan, steps, today + 30 * DAY)
        assert all(now <= then for now, then in zip(weeks, later, strict=False))


def everything(
    plan: Plan, stages: list[Stage], steps: list[Step], today: date
) -> tuple[
    float, float, float, float, float, int, float | None, State, list[float], float, Forecast
]:
    """Every figure of a learner, the forecast last."""
    return (
        position(plan, today),
        planned_hours(stages, steps, Fraction(position(plan, today))),
        earned_hours(steps, today),
        percent_earned(steps, today),
        earned_month(stages, steps, today),
        variance_days(plan, stages, steps, today),
        spi(plan, stages, steps, today),
        state(plan, stages, steps, today),
        weekly_hours(plan, steps, today),
        float(roadmap_end(stages)),
        forecast(plan, stages, steps, today),
    )
