"""The timeline's rules one by one, each as a table of cases worked out by hand."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from progress.timeline import (
    Forecast,
    Number,
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

NEW_YEAR = date(2026, 1, 1)
PLAN = Plan(NEW_YEAR)
STAGES = (
    Stage(1, 0, 3),
    Stage(2, 3, 6),
    Stage(3, 6, 9),
    Stage(4, 9, 12),
    Stage(5, 12, None),
    Stage(6, 12, 15),
)


def pause(start: str, until: str | None = None) -> Pause:
    return Pause(date.fromisoformat(start), date.fromisoformat(until) if until else None)


def paused(*pauses: Pause) -> Plan:
    return replace(PLAN, pauses=pauses)


def todo(stage_number: int, hours: Number) -> Step:
    return Step(stage_number, hours, None)


def done(stage_number: int, hours: Number, done_on: date = NEW_YEAR) -> Step:
    return Step(stage_number, hours, done_on)


# 130 hours a stage; stages 5 and 6 share theirs.
STEPS = (todo(1, 130), todo(2, 130), todo(3, 130), todo(4, 130), todo(5, 70), todo(6, 60))
# Stages 1 and 2 with a gap after each, then 3 (open) and 4 side by side up to month 8.
ODD_STAGES = (Stage(1, 0, 2), Stage(2, 3, 5), Stage(3, 6, None), Stage(4, 7, 8))
ODD_STEPS = [todo(number, 1) for number in (1, 2) for _ in range(20)] + [
    todo(number, 1) for number in (3, 4) for _ in range(10)
]
ALL_DONE = tuple(replace(step, done_on=date(2026, 5, 4)) for step in STEPS)


class TestValues:
    @pytest.mark.parametrize("hours", [1, 5, 10, 60, Decimal("7.5"), Fraction(15, 2)])
    def test_plan_takes_1_to_60_hours_a_week(self, hours: Number) -> None:
        assert Plan(NEW_YEAR, hours).hours_per_week == hours

    @pytest.mark.parametrize(
        "hours", [0, -10, 61, Decimal("0.99"), Decimal("60.01"), Decimal("NaN"), Decimal("Inf")]
    )
    def test_plan_refuses_other_hours_a_week(self, hours: Number) -> None:
        with pytest.raises(ValueError, match=r"between 1 and 60|not a finite"):
            Plan(NEW_YEAR, hours)

    def test_plan_defaults_to_the_recommended_pace_without_pauses(self) -> None:
        assert Plan(NEW_YEAR) == Plan(start_date=NEW_YEAR, hours_per_week=10, pauses=())

    @pytest.mark.parametrize(
        ("hours", "stretch"),
        [
            (1, 10),
            (5, 2),
            (7, Fraction(10, 7)),
            (10, 1),
            (20, Fraction(1, 2)),
            (60, Fraction(1, 6)),
        ],
    )
    def test_stretch_is_calendar_months_a_roadmap_month(
        self, hours: Number, stretch: Number
    ) -> None:
        assert Plan(NEW_YEAR, hours).stretch == stretch

    @pytest.mark.parametrize("until", ["2026-02-01", "2026-01-31"])
    def test_pause_must_end_after_it_starts(self, until: str) -> None:
        with pytest.raises(ValueError, match="must end after"):
            pause("2026-02-01", until)

    @pytest.mark.parametrize(("start", "end"), [(3, 3), (3, 2), (-1, 2), (-1, None)])
    def test_stage_refuses_an_empty_or_early_window(self, start: int, end: int | None) -> None:
        with pytest.raises(ValueError, match="Stage 4"):
            Stage(4, start, end)

    @pytest.mark.parametrize("hours", [0, -1, Decimal("-0.5"), Decimal("NaN"), Decimal("Inf")])
    def test_step_takes_time(self, hours: Number) -> None:
        with pytest.raises(ValueError, match=r"more than 0|not a finite"):
            todo(1, hours)

    def test_floats_are_refused_where_hours_are_held(self) -> None:
        with pytest.raises(TypeError):
            todo(1, 0.1)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            Plan(NEW_YEAR, 7.5)  # type: ignore[arg-type]

    def test_values_are_frozen(self) -> None:
        with pytest.raises(FrozenInstanceError):
            PLAN.start_date = date(2027, 1, 1)  # type: ignore[misc]


class TestMonths:
    @pytest.mark.parametrize(
        ("start", "months", "expected"),
        [
            ("2026-01-31", 0, "2026-01-31"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-01-31", 2, "2026-03-31"),
            ("2026-01-31", 3, "2026-04-30"),
            ("2026-12-15", 1, "2027-01-15"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2028-02-29", 48, "2032-02-29"),
            ("2096-02-29", 48, "2100-02-28"),
        ],
    )
    def test_add_months_clips_to_the_months_last_day(
        self, start: str, months: int, expected: str
    ) -> None:
        assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)

    @pytest.mark.parametrize(
        ("start", "day", "expected"),
        [
            ("2026-01-01", "2026-01-01", 0),
            ("2026-01-01", "2026-01-31", Fraction(30, 31)),
            ("2026-01-01", "2026-02-15", 1 + Fraction(14, 28)),
            ("2026-01-31", "2026-02-27", Fraction(27, 28)),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-03-30", 1 + Fraction(30, 31)),
            ("2026-01-31", "2026-03-31", 2),
            ("2026-01-30", "2026-03-01", 1 + Fraction(1, 30)),
            ("2028-02-29", "2028-03-28", Fraction(28, 29)),
            ("2028-02-29", "2028-03-29", 1),
            ("2028-02-29", "2029-02-27", 11 + Fraction(29, 30)),
            ("2028-02-29", "2029-02-28", 12),
            ("2028-02-29", "2029-03-28", 12 + Fraction(28, 29)),
            ("2026-11-30", "2027-02-28", 3),
        ],
    )
    def test_months_between(self, start: str, day: str, expected: Number) -> None:
        assert months_between(date.fromisoformat(start), date.fromisoformat(day)) == expected

    def test_months_between_needs_a_day_from_the_start_on(self) -> None:
        with pytest.raises(ValueError, match="is before"):
            months_between(date(2026, 1, 2), NEW_YEAR)


class TestActiveDays:
    @pytest.mark.parametrize(
        ("pauses", "day", "expected"),
        [
            pytest.param([], "2025-12-01", 0, id="before the start"),
            pytest.param([], "2026-01-01", 0, id="on the start"),
            pytest.param([], "2026-01-02", 1, id="the day after"),
            pytest.param([("2026-01-11", "2026-01-21")], "2026-01-11", 10, id="first paused day"),
            pytest.param([("2026-01-11", "2026-01-21")], "2026-01-12", 10, id="second paused day"),
            pytest.param([("2026-01-11", "2026-01-21")], "2026-01-21", 10, id="work resumes"),
            pytest.param([("2026-01-11", "2026-01-21")], "2026-01-22", 11, id="a day of work"),
            pytest.param(
                [("2026-01-21", "2026-01-26"), ("2026-01-11", "2026-01-21")],
                "2026-01-31",
                15,
                id="touching, in any order",
            ),
            pytest.param(
                [("2026-01-11", "2026-01-21"), ("2026-01-16", "2026-01-26")],
                "2026-01-31",
                15,
                id="overlapping",
            ),
            pytest.param(
                [("2026-01-11", "2026-01-26"), ("2026-01-13", "2026-01-14")],
                "2026-01-31",
                15,
                id="one within another",
            ),
            pytest.param(
                [("2026-01-11", "2026-01-12"), ("2026-01-11", "2026-01-12")],
                "2026-01-31",
                29,
                id="twice the same",
            ),
            pytest.param([("2025-12-01", "2025-12-20")], "2026-01-31", 30, id="before the start"),
            pytest.param([("2025-12-01", "2026-01-01")], "2026-01-31", 30, id="up to the start"),
            pytest.param([("2025-12-01", "2026-01-11")], "2026-01-31", 20, id="over the start"),
            pytest.param([("2025-12-01", None)], "2026-01-31", 0, id="open from before the start"),
            pytest.param([("2026-01-11", None)], "2036-01-31", 10, id="open"),
            pytest.param(
                [("2026-01-11", None), ("2026-01-16", "2026-01-21")],
                "2026-06-01",
                10,
                id="a closed one within an open one",
            ),
            pytest.param([("2026-03-01", "2026-04-01")], "2026-01-31", 30, id="still to come"),
        ],
    )
    def test_a_day_is_paused_or_not_never_twice(
        self, pauses: list[tuple[str, str | None]], day: str, expected: int
    ) -> None:
        plan = paused(*(pause(*span) for span in pauses))

        assert active_days(plan, date.fromisoformat(day)) == expected
        assert virtual_date(plan, date.fromisoformat(day)) == NEW_YEAR + timedelta(days=expected)


class TestPosition:
    @pytest.mark.parametrize(
        ("start", "hours", "pauses", "day", "expected"),
        [
            ("2026-01-01", 10, [], "2026-04-01", 3),
            ("2026-01-31", 10, [], "2026-02-28", 1),
            ("2026-01-31", 10, [], "2026-03-30", 1 + Fraction(30, 31)),
            ("2026-01-01", 5, [], "2026-04-01", Fraction(3, 2)),
            ("2026-01-01", 10, [("2026-02-01", "2026-03-01")], "2026-04-29", 3),
            ("2026-01-01", 10, [("2026-02-01", None)], "2026-02-02", 1),
            ("2026-01-01", 10, [("2026-02-01", None)], "2046-07-19", 1),
            # Beyond the examples of the specification.
            ("2026-01-01", 1, [], "2026-11-01", 1),
            ("2026-01-01", 7, [], "2026-11-01", 7),
            ("2026-01-01", 20, [], "2026-04-01", 6),
            ("2026-01-01", 60, [], "2026-02-01", 6),
            ("2026-01-01", Decimal("2.5"), [], "2026-05-01", 1),
            ("2026-01-01", 10, [], "2027-04-01", 15),
            ("2026-01-01", 10, [], "2027-05-07", 16 + Fraction(6, 31)),
            ("2028-02-29", 10, [], "2029-02-28", 12),
        ],
    )
    def test_examples(
        self,
        start: str,
        hours: Number,
        pauses: list[tuple[str, str | None]],
        day: str,
        expected: Number,
    ) -> None:
        plan = Plan(date.fromisoformat(start), hours, tuple(pause(*span) for span in pauses))

        assert position(plan, date.fromisoformat(day)) == float(expected)

    @pytest.mark.parametrize("day", ["2020-01-01", "2025-12-31", "2026-01-01"])
    def test_is_0_up_to_the_start(self, day: str) -> None:
        assert position(PLAN, date.fromisoformat(day)) == 0


class TestDates:
    @pytest.mark.parametrize(
        ("start", "hours", "month", "expected"),
        [
            ("2026-01-01", 10, 0, "2026-01-01"),
            ("2026-01-01", 10, 3, "2026-04-01"),
            ("2026-01-01", 10, 15, "2027-04-01"),
            ("2026-01-01", 10, Fraction(1, 2), "2026-01-16"),  # 15.5 days, rounded down
            ("2026-01-01", 10, 0.5, "2026-01-16"),
            ("2026-01-01", 10, Decimal("1.5"), "2026-02-15"),
            ("2026-01-31", 10, 1, "2026-02-28"),
            ("2026-01-31", 10, 2, "2026-03-31"),
            ("2026-01-31", 10, 1 + Fraction(30, 31), "2026-03-30"),
            ("2028-02-29", 10, 12, "2029-02-28"),
            ("2026-01-01", 1, 15, "2038-07-01"),
            ("2026-01-01", 5, 15, "2028-07-01"),
            ("2026-01-01", 7, 7, "2026-11-01"),
            ("2026-01-01", 7, 15, "2027-10-14"),  # 21 and 3/7 months: 13.28 days into October
            ("2026-01-01", 20, 15, "2026-08-16"),
            ("2026-01-01", 60, 15, "2026-03-16"),
            ("2026-01-01", 60, 1, "2026-01-06"),
        ],
    )
    def test_of_months(
        self, start: str, hours: Number, month: Number | float, expected: str
    ) -> None:
        plan = Plan(date.fromisoformat(start), hours)

        assert date_at(plan, month, NEW_YEAR) == date.fromisoformat(expected)
        assert virtual_date_of_month(plan, month) == date.fromisoformat(expected)

    def test_is_exact_where_a_float_is_a_day_off(self) -> None:
        # 1.5 months are 15/7 calendar months: two, and a seventh of February, 4 days.
        plan = Plan(date(2025, 12, 1), 7)

        assert int((1.5 * (10 / 7) - 2) * 28) == 3
        assert date_at(plan, 1.5, NEW_YEAR) == date(2026, 2, 5)

    @pytest.mark.parametrize(
        ("pauses", "month", "today", "expected"),
        [
            pytest.param([("2026-02-01", "2026-03-01")], 1, "2026-01-01", "2026-02-01", id="at it"),
            pytest.param(
                [("2026-02-01", "2026-03-01")], 3, "2026-01-01", "2026-04-29", id="past it"
            ),
            pytest.param([("2026-02-01", "2026-03-01")], 3, "2027-01-01", "2026-04-29", id="later"),
            pytest.param([("2026-01-01", "2026-02-01")], 0, "2026-01-01", "2026-01-01", id="first"),
            pytest.param([("2025-12-01", "2026-02-01")], 1, "2026-01-01", "2026-03-04", id="over"),
            pytest.param([("2026-03-11", "2026-03-21")], 3, "2026-01-01", "2026-04-11", id="ahead"),
            pytest.param(
                [("2026-01-11", "2026-01-16"), ("2026-02-02", "2026-02-12")],
                1,
                "2026-01-01",
                "2026-02-16",
                id="the first pause pushes the date into the second",
            ),
            pytest.param([("2026-02-01", None)], 1, "2026-02-10", "2026-02-01", id="open, reached"),
            # Ten paused days, 1 to 10 February; from the 11th on days count.
            pytest.param([("2026-02-01", None)], 2, "2026-02-10", "2026-03-11", id="open"),
            pytest.param(
                [("2026-02-01", None)], 2, "2026-02-11", "2026-03-12", id="open, next day"
            ),
            pytest.param([("2026-02-01", None)], 2, "2026-01-10", "2026-03-01", id="open, ahead"),
            pytest.param(
                [("2026-02-01", None), ("2026-02-05", "2026-02-21")],
                2,
                "2026-02-10",
                "2026-03-21",
                id="open over a closed one that ends later",
            ),
        ],
    )
    def test_move_with_pauses(
        self, pauses: list[tuple[str, str | None]], month: int, today: str, expected: str
    ) -> None:
        plan = paused(*(pause(*span) for span in pauses))

        assert date_at(plan, month, date.fromisoformat(today)) == date.fromisoformat(expected)

    @pytest.mark.parametrize("month", [-1, Fraction(-1, 1000), 120_000, 10**9])
    def test_refuse_months_without_a_date(self, month: Number) -> None:
        with pytest.raises(ValueError, match=r"month below 0|out of range"):
            date_at(PLAN, month, NEW_YEAR)

    def test_refuse_a_pause_that_pushes_past_the_calendar(self) -> None:
        with pytest.raises(ValueError, match="out of range"):
            date_at(paused(pause("2026-02-01", "9999-12-31")), 3, NEW_YEAR)


class TestRoadmapEnd:
    @pytest.mark.parametrize(
        ("stages", "expected"),
        [
            pytest.param(STAGES, 15, id="the roadmap"),
            pytest.param([], 0, id="no stage"),
            pytest.param([Stage(1, 0, 4)], 4, id="one closed"),
            pytest.param([Stage(1, 0, Decimal("4.5")), Stage(2, 0, 2)], Decimal("4.5"), id="half"),
            pytest.param([Stage(1, 0, None)], 3, id="one open"),
            pytest.param([Stage(1, 0, None), Stage(2, 6, None)], 9, id="all open"),
            pytest.param([Stage(1, 0, 4), Stage(2, 4, None)], 7, id="open after the last closed"),
            pytest.param([Stage(1, 0, 4), Stage(2, 3, None)], 4, id="open beside the last closed"),
        ],
    )
    def test_is_the_largest_end_month(self, stages: list[Stage], expected: Number) -> None:
        assert roadmap_end(stages) == expected
        assert isinstance(roadmap_end(stages), Fraction)


class TestPlannedHours:
    @pytest.mark.parametrize(
        ("month", "expected"),
        [
            (-1, 0),
            (0, 0),
            (Fraction(3, 2), 65),
            (3, 130),
            (4.5, 195),
            (12, 520),
            (13, 520 + Fraction(130, 3)),
            (15, 650),
            (99, 650),
        ],
    )
    def test_are_spread_evenly_over_each_stage(
        self, month: Number | float, expected: Number
    ) -> None:
        assert planned_hours(STAGES, STEPS, month) == float(expected)

    @pytest.mark.parametrize(
        ("month", "expected"),
        [(1, 10), (2, 20), (3, 20), (4, 30), (5, 40), (6, 40), (7, 45), (8, 60), (9, 60)],
    )
    def test_add_up_over_overlaps_and_rest_in_gaps(self, month: int, expected: int) -> None:
        assert planned_hours(ODD_STAGES, ODD_STEPS, month) == expected

    def test_ignore_stages_without_counted_hours(self) -> None:
        assert planned_hours(STAGES, [todo(2, 60)], 3) == 0
        assert planned_hours(STAGES, [todo(2, 60)], 6) == 60

    def test_are_0_without_steps(self) -> None:
        assert planned_hours(STAGES, [], 15) == 0

    def test_refuse_a_step_of_an_unknown_stage(self) -> None:
        with pytest.raises(ValueError, match=r"unknown stages: \[7\]"):
            planned_hours(STAGES, [todo(7, 10)], 3)

    def test_refuse_two_stages_of_one_number(self) -> None:
        with pytest.raises(ValueError, match="same number"):
            planned_hours([Stage(1, 0, 3), Stage(1, 3, 6)], STEPS, 3)


class TestEarned:
    def test_hours_count_from_the_day_they_are_done(self) -> None:
        steps = [
            done(1, Decimal("2.25"), date(2026, 2, 1)),
            done(4, Fraction(1, 4), date(2026, 2, 2)),
            todo(1, 5),
        ]

        days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2)]
        assert [earned_hours(steps, day) for day in days] == [0, 2.25, 2.5]

    @pytest.mark.parametrize(
        ("steps", "expected"),
        [
            ([], 0),
            ([todo(1, 7)], 0),
            ([done(1, 1), todo(2, 2)], 100 / 3),
            ([done(1, Decimal("0.1")), done(1, Decimal("0.2"))], 100),
        ],
    )
    def test_percent(self, steps: list[Step], expected: float) -> None:
        assert percent_earned(steps, NEW_YEAR) == expected

    @pytest.mark.parametrize(
        ("steps", "expected"),
        [
            pytest.param([], 0, id="no steps"),
            pytest.param(STEPS, 0, id="nothing done"),
            pytest.param([done(1, 65), todo(1, 65)], Fraction(3, 2), id="half a stage"),
            pytest.param([done(1, 130), todo(2, 130)], 3, id="a whole stage"),
            pytest.param([done(1, 1), todo(1, 2)], 1, id="a third"),
            pytest.param([done(3, 65), todo(1, 65)], 3, id="in whatever order"),
            pytest.param([done(6, 10), todo(2, 10)], 6, id="hours rest till the second stage"),
            pytest.param([done(2, 5), todo(2, 10)], 4, id="the first stage has no hours"),
            pytest.param(
                [done(1, 520), done(6, 65), todo(5, 65)], Fraction(27, 2), id="side by side"
            ),
            pytest.param(ALL_DONE, 15, id="all done"),
        ],
    )
    def test_month_is_where_the_plan_holds_as_many_hours(
        self, steps: list[Step], expected: Number
    ) -> None:
        assert earned_month(STAGES, steps, date(2026, 12, 31)) == float(expected)

    @pytest.mark.parametrize(
        ("hours", "expected"),
        [(0, 0), (10, 1), (20, 2), (21, 3.1), (40, 5), (41, 6.2), (45, 7), (48, 7.2), (60, 8)],
    )
    def test_month_is_the_smallest_on_flat_stretches(self, hours: int, expected: float) -> None:
        steps = [replace(step, done_on=NEW_YEAR) for step in ODD_STEPS[:hours]] + ODD_STEPS[hours:]

        assert earned_month(ODD_STAGES, steps, NEW_YEAR) == expected

    def test_month_refuses_a_step_of_an_unknown_stage(self) -> None:
        with pytest.raises(ValueError, match="unknown stages"):
            earned_month(STAGES, [todo(7, 1)], NEW_YEAR)


class TestVariance:
    @pytest.mark.parametrize(
        ("plan", "steps", "today", "expected"),
        [
            pytest.param(PLAN, STEPS, "2025-11-01", 0, id="before the start"),
            pytest.param(PLAN, STEPS, "2026-01-01", 0, id="on the start"),
            pytest.param(PLAN, STEPS, "2026-01-09", -8, id="nothing done"),
            # Half of stage 1 is month 1.5: 1 February and 14 days.
            pytest.param(PLAN, [done(1, 65), todo(1, 65)], "2026-02-15", 0, id="to the day"),
            pytest.param(PLAN, [done(1, 65), todo(1, 65)], "2026-02-05", 10, id="ahead"),
            pytest.param(PLAN, [done(1, 65), todo(1, 65)], "2026-03-01", -14, id="behind"),
            # At 5 hours a week month 1.5 is three calendar months.
            pytest.param(
                Plan(NEW_YEAR, 5), [done(1, 65), todo(1, 65)], "2026-03-01", 31, id="half the pace"
            ),
            pytest.param(
                paused(pause("2026-02-01")),
                [done(1, 65), todo(1, 65)],
                "2028-07-01",
                14,
                id="frozen in a pause",
            ),
            pytest.param(PLAN, ALL_DONE, "2027-04-01", 0, id="all done"),
            pytest.param(PLAN, [], "2027-04-01", 0, id="no steps"),
        ],
    )
    def test_days(self, plan: Plan, steps: list[Step], today: str, expected: int) -> None:
        assert variance_days(plan, STAGES, steps, date.fromisoformat(today)) == expected

    @pytest.mark.parametrize(
        ("steps", "today", "expected"),
        [
            (STEPS, "2025-12-31", None),
            (STEPS, "2026-01-01", None),
            (STEPS, "2026-01-02", 0),
            ([done(1, 65), todo(1, 65)], "2026-02-15", 1),
            ([done(1, 65), todo(1, 65)], "2026-04-01", 0.5),
            ([done(1, 130), todo(2, 65)], "2026-02-15", 2),
            ([], "2026-02-15", None),
        ],
    )
    def test_spi(self, steps: list[Step], today: str, expected: float | None) -> None:
        assert spi(PLAN, STAGES, steps, date.fromisoformat(today)) == expected


class TestState:
    HALF = (done(1, 65), todo(1, 65))  # earned month 1.5, 15 February

    @pytest.mark.parametrize(
        ("plan", "steps", "today", "expected"),
        [
            pytest.param(PLAN, HALF, "2025-12-31", State.NOT_STARTED, id="start ahead"),
            pytest.param(PLAN, STEPS, "2026-01-01", State.ON_TRACK, id="the start"),
            pytest.param(PLAN, STEPS, "2026-01-08", State.ON_TRACK, id="7 days behind"),
            pytest.param(PLAN, STEPS, "2026-01-09", State.BEHIND, id="8 days behind"),
            pytest.param(PLAN, HALF, "2026-02-08", State.ON_TRACK, id="7 days ahead"),
            pytest.param(PLAN, HALF, "2026-02-07", State.AHEAD, id="8 days ahead"),
            pytest.param(PLAN, HALF, "2027-04-01", State.BEHIND, id="at the end"),
            pytest.param(PLAN, HALF, "2027-04-02", State.OVER_TIME, id="past the end"),
            pytest.param(
                PLAN,
                [done(1, 1300), todo(1, 1)],
                "2027-04-02",
                State.OVER_TIME,
                id="past the end, all but done",
            ),
            pytest.param(PLAN, ALL_DONE, "2026-05-03", State.BEHIND, id="the day before the last"),
            pytest.param(PLAN, ALL_DONE, "2026-05-04", State.FINISHED, id="the day of the last"),
            pytest.param(PLAN, ALL_DONE, "2029-05-04", State.FINISHED, id="finished long ago"),
            pytest.param(
                Plan(date(2027, 1, 1)), ALL_DONE, "2026-06-01", State.FINISHED, id="done too soon"
            ),
            pytest.param(
                paused(pause("2026-02-01")), STEPS, "2026-01-31", State.BEHIND, id="pause ahead"
            ),
            pytest.param(
                paused(pause("2026-02-01")), STEPS, "2026-02-01", State.PAUSED, id="open pause"
            ),
            pytest.param(
                paused(pause("2026-02-01")), STEPS, "2036-02-01", State.PAUSED, id="for ten years"
            ),
            pytest.param(
                paused(pause("2026-02-01", "2026-03-01")),
                STEPS,
                "2026-02-28",
                State.PAUSED,
                id="last day of a pause",
            ),
            pytest.param(
                paused(pause("2026-02-01", "2026-03-01")),
                STEPS,
                "2026-03-01",
                State.BEHIND,
                id="work resumes",
            ),
            pytest.param(
                paused(pause("2025-12-01", "2026-02-01")),
                STEPS,
                "2025-12-31",
                State.NOT_STARTED,
                id="paused before the start",
            ),
            pytest.param(
                paused(pause("2025-12-01", "2026-02-01")),
                STEPS,
                "2026-01-01",
                State.PAUSED,
                id="paused over the start",
            ),
            pytest.param(
                paused(pause("2027-05-01")), HALF, "2027-06-01", State.PAUSED, id="past the end"
            ),
            pytest.param(
                paused(pause("2026-05-01")), ALL_DONE, "2026-06-01", State.FINISHED, id="all done"
            ),
            pytest.param(PLAN, [], "2026-06-01", State.ON_TRACK, id="no steps"),
            pytest.param(PLAN, [], "2025-06-01", State.NOT_STARTED, id="no steps, start ahead"),
        ],
    )
    def test_of_a_plan(self, plan: Plan, steps: list[Step], today: str, expected: State) -> None:
        assert state(plan, STAGES, steps, date.fromisoformat(today)) is expected

    def test_names_are_stable(self) -> None:
        assert [str(each) for each in State] == [
            "not_started",
            "on_track",
            "ahead",
            "behind",
            "paused",
            "finished",
            "over_time",
        ]


def worked_weeks(*hours: Number) -> list[Step]:
    """A step on the third day of each week with hours."""
    return [
        done(1, worked, NEW_YEAR + timedelta(weeks=week, days=2))
        for week, worked in enumerate(hours)
        if worked
    ]


class TestWeeklyHours:
    @pytest.mark.parametrize(
        ("done_on", "expected"),
        [
            pytest.param("2025-12-31", [0, 0, 0], id="before the start"),
            pytest.param("2026-01-01", [5, 0, 0], id="first day"),
            pytest.param("2026-01-07", [5, 0, 0], id="last day of week 0"),
            pytest.param("2026-01-08", [0, 5, 0], id="first day of week 1"),
            pytest.param("2026-01-14", [0, 5, 0], id="last day before the pause"),
            pytest.param("2026-01-15", [0, 5, 0], id="first paused day"),
            pytest.param("2026-01-24", [0, 5, 0], id="last paused day"),
            pytest.param("2026-01-25", [0, 0, 5], id="work resumes"),
            pytest.param("2026-02-01", [0, 0, 0], id="in the week that is not complete"),
            pytest.param("2026-02-05", [0, 0, 0], id="in the days to come"),
        ],
    )
    def test_step_belongs_to_a_week_of_active_days(
        self, done_on: str, expected: list[float]
    ) -> None:
        plan = paused(pause("2026-01-15", "2026-01-25"))
        steps = [done(1, 5, date.fromisoformat(done_on)), todo(1, 5)]

        assert weekly_hours(plan, steps, date(2026, 2, 3)) == expected

    @pytest.mark.parametrize(
        ("today", "weeks"), [("2025-06-01", 0), ("2026-01-07", 0), ("2026-01-08", 1)]
    )
    def test_week_is_complete_after_seven_days(self, today: str, weeks: int) -> None:
        assert weekly_hours(PLAN, [], date.fromisoformat(today)) == [0] * weeks

    def test_a_pause_over_the_start_leaves_its_steps_without_a_week(self) -> None:
        plan = paused(pause("2025-12-01", "2026-01-11"))
        steps = [done(1, 5, date(2026, 1, 10)), done(1, 3, date(2026, 1, 11))]

        assert weekly_hours(plan, steps, date(2026, 1, 18)) == [3]

    def test_a_step_of_tomorrow_does_not_count_today_in_a_pause(self) -> None:
        # Both days are paused, so both share the last active day, 7 January.
        plan = paused(pause("2026-01-08"))
        steps = [done(1, 5, date(2026, 1, 9)), done(1, 3, date(2026, 1, 10))]

        assert weekly_hours(plan, steps, date(2026, 1, 9)) == [5]

    def test_hours_add_up_exactly(self) -> None:
        steps = [done(1, Decimal("0.1")), done(2, Decimal("0.2"))]

        assert weekly_hours(PLAN, steps, date(2026, 1, 8)) == [0.3]


class TestForecast:
    def test_by_hand(self) -> None:
        # Mean 7.5, sample variance 250/7. Likely 90/7.5 = 12 weeks = 84 days. Cautious
        # 12 + 1.036 * sqrt(90 * 250/7 / 421.875) = 14.8596 weeks = 104.02 days, so 105.
        steps = [*worked_weeks(10, 5, 0, 15, 10, 0, 5, 15), todo(2, 90)]

        assert forecast(PLAN, STAGES, steps, date(2026, 2, 26)) == Forecast(
            likely=date(2026, 5, 21), cautious=date(2026, 6, 11)
        )

    def test_days_into_the_next_week_do_not_count_but_what_is_done_in_them_does(self) -> None:
        # 3 March is 5 days into week 8; of the 90 hours 15 are done since. 75/7.5 = 10 weeks;
        # sqrt(75 * 250/7 / 421.875) = 2.51976, so 10 + 2.61048 weeks = 88.27 days, so 89.
        steps = [*worked_weeks(10, 5, 0, 15, 10, 0, 5, 15, 15), todo(2, 75)]

        assert forecast(PLAN, STAGES, steps, date(2026, 3, 3)) == Forecast(
            likely=date(2026, 5, 12), cautious=date(2026, 5, 31)
        )

    def test_even_weeks_leave_no_spread(self) -> None:
        # 10/3 of a week is 23.3 days, so 24.
        steps = [*worked_weeks(3, 3, 3, 3), todo(2, 10)]
        day = date(2026, 1, 29) + timedelta(days=24)

        assert forecast(PLAN, STAGES, steps, date(2026, 1, 29)) == Forecast(day, day)

    def test_whole_weeks_are_not_rounded_up_by_a_day(self) -> None:
        steps = [*worked_weeks(*[Fraction(1, 10)] * 5), todo(2, Fraction(3, 10))]
        day = date(2026, 2, 5) + timedelta(weeks=3)

        assert forecast(PLAN, STAGES, steps, date(2026, 2, 5)) == Forecast(day, day)

    def test_only_the_last_twelve_weeks_count(self) -> None:
        steps = [*worked_weeks(*[40] * 5, *[10] * 12), todo(2, 100)]
        day = date(2026, 4, 30) + timedelta(weeks=10)

        assert forecast(PLAN, STAGES, steps, date(2026, 4, 30)) == Forecast(day, day)

    def test_hours_done_before_the_start_only_shorten_the_rest(self) -> None:
        steps = [done(1, 500, date(2025, 6, 1)), *worked_weeks(10, 10, 10, 10), todo(2, 10)]
        day = date(2026, 2, 5)

        assert forecast(PLAN, STAGES, steps, date(2026, 1, 29)) == Forecast(day, day)

    def test_skips_pauses_to_come(self) -> None:
        plan = paused(pause("2026-02-02", "2026-02-12"))
        steps = [*worked_weeks(10, 10, 10, 10), todo(2, 10)]
        day = date(2026, 2, 15)

        assert forecast(plan, STAGES, steps, date(2026, 1, 29)) == Forecast(day, day)

    def test_an_open_pause_ends_today(self) -> None:
        plan = paused(pause("2026-01-29"))
        steps = [*worked_weeks(10, 10, 10, 10), todo(2, 10)]
        day = date(2026, 3, 11)  # seven days from 4 March on

        assert forecast(plan, STAGES, steps, date(2026, 3, 3)) == Forecast(day, day)

    @pytest.mark.parametrize(
        ("steps", "today", "reason"),
        [
            pytest.param(STEPS, "2025-06-01", Reason.TOO_EARLY, id="before the start"),
            pytest.param(STEPS, "2026-01-28", Reason.TOO_EARLY, id="27 days"),
            pytest.param(STEPS, "2026-01-29", Reason.NOTHING_FINISHED, id="28 days"),
            pytest.param(
                [done(1, 50, date(2026, 1, 7)), todo(1, 50)],
                "2026-04-01",
                None,
                id="week 0 is one of the last 12",
            ),
            pytest.param(
                [done(1, 50, date(2026, 1, 7)), todo(1, 50)],
                "2026-04-02",
                Reason.NOTHING_FINISHED,
                id="week 0 no longer is",
            ),
            pytest.param([], "2026-06-01", Reason.TOO_EARLY, id="no steps"),
            pytest.param(
                [*worked_weeks(1, 0, 0, 0), todo(1, 650)],
                "2026-01-29",
                Reason.NOT_AT_THIS_PACE,
                id="50 years",
            ),
            pytest.param(
                [*worked_weeks(1, 0, 0, 0), todo(1, 10**30)],
                "2026-01-29",
                Reason.NOT_AT_THIS_PACE,
                id="past the calendar",
            ),
        ],
    )
    def test_or_the_reason_why_there_is_none(
        self, steps: list[Step], today: str, reason: Reason | None
    ) -> None:
        expected = forecast(PLAN, STAGES, steps, date.fromisoformat(today))

        assert expected.reason == reason
        assert (expected.likely is None) is (expected.cautious is None) is (reason is not None)

    @pytest.mark.parametrize("today", ["2026-05-04", "2026-05-05", "2031-01-01"])
    def test_of_a_finished_plan_is_the_day(self, today: str) -> None:
        assert forecast(PLAN, STAGES, ALL_DONE, date.fromisoformat(today)) == Forecast(
            reason="finished on 4 May 2026", finished_on=date(2026, 5, 4)
        )

    def test_of_a_plan_finished_in_no_time_is_the_day_too(self) -> None:
        assert forecast(PLAN, STAGES, [done(1, 1)], NEW_YEAR).reason == "finished on 1 January 2026"

    @pytest.mark.parametrize(
        ("days", "within"), [(3652, True), (3653, False)], ids=["ten years", "a day more"]
    )
    def test_horizon_is_ten_years(self, days: int, within: bool) -> None:
        # From 29 January 2026 to 29 January 2036; seven hours a week are one a day.
        steps = [*worked_weeks(7, 7, 7, 7), todo(2, days)]
        day = date(2036, 1, 29)

        assert forecast(PLAN, STAGES, steps, date(2026, 1, 29)) == (
            Forecast(day, day) if within else Forecast(reason=Reason.NOT_AT_THIS_PACE)
        )

    def test_a_range_that_ends_beyond_ten_years_is_none(self) -> None:
        # Likely 500 weeks, cautious 55 more.
        steps = [*worked_weeks(4, 0, 0, 0), todo(2, 500)]

        assert forecast(PLAN, STAGES, steps, date(2026, 1, 29)) == Forecast(
            reason=Reason.NOT_AT_THIS_PACE
        )

    def test_a_pause_past_the_horizon_is_survived(self) -> None:
        plan = paused(pause("2026-01-30", "9999-12-31"))
        steps = [*worked_weeks(7, 7, 7, 7), todo(2, 7)]

        assert forecast(plan, STAGES, steps, date(2026, 1, 29)).reason == Reason.NOT_AT_THIS_PACE

    def test_horizon_stops_at_the_last_day_of_the_calendar(self) -> None:
        start = date(9995, 1, 1)
        steps = [done(1, 7, start + timedelta(weeks=week)) for week in range(4)]
        today = start + timedelta(days=28)

        soon = forecast(Plan(start), STAGES, [*steps, todo(1, 7)], today)
        never = forecast(Plan(start), STAGES, [*steps, todo(1, 7 * 52 * 6)], today)

        assert soon.likely == today + timedelta(days=7)
        assert never.reason == Reason.NOT_AT_THIS_PACE

    def test_reasons_read_as_the_page_says_them(self) -> None:
        assert [str(reason) for reason in Reason] == [
            "too early to tell",
            "nothing finished in the last 12 weeks",
            "finished on",
            "not at this pace",
        ]
