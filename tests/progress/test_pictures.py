"""The geometry of the burn-up, of the calendar of activity and of the hours by stage."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.pictures import (
    ActiveDay,
    BurnUp,
    BurnUpRow,
    StageHours,
    activity_calendar,
    burn_up,
    first_day,
    stage_hours,
)
from roadmap.pictures import StripStage

TODAY = datetime.date(2026, 7, 22)
STAGES = [
    StripStage(1, "Foundations", 0, 3),
    StripStage(2, "Core ML", 3, 6),
    StripStage(3, "Deep learning", 6, 9),
    StripStage(4, "MLOps", 9, 12),
    StripStage(5, "Specialise", 12, None),
    StripStage(6, "Job market", 12, 15),
]
SPAN = 220


def draw(**changes: Any) -> BurnUp:
    """Half-way through stage 2 with a forecast to month 18 or 20."""
    values: dict[str, Any] = {
        "total": 650,
        "planned": [(0, 0), (15, 650)],
        "finished": [(1, 40), (3.5, 171)],
        "reached": 4.2,
        "forecast": (18, 20),
        "forecast_days": (datetime.date(2027, 9, 10), datetime.date(2027, 11, 13)),
        "rows": [BurnUpRow(4.2, TODAY, 182, 171, is_today=True)],
        "stages": STAGES,
        "end_month": 15,
        "plan_words": "Plan: Jun 2027",
    }
    return burn_up(**(values | changes))


# --- Burn-up ---


def test_finished_hours_rise_on_the_day_and_stay_until_the_next() -> None:
    chart = draw(total=100, planned=None, finished=[(1, 25), (2, 50)], reached=4, forecast=None)
    # From the corner, level to month 1, up, level to month 2, up, level to today.
    assert chart.done_path == "M0 220 L100 220 L100 168.1 L200 168.1 L200 116.2 L400 116.2"
    assert chart.area_path == f"{chart.done_path} L400 220 Z"
    assert (chart.view_width, chart.finished) == (1660, 50)


def test_burn_up_is_the_design() -> None:
    chart = draw()
    assert chart.view_width == 2100
    assert (chart.goal.hours, chart.goal.y) == (650, 38.5)
    assert [(line.hours, line.y) for line in chart.grid] == [(200, 182.1), (400, 118.3)]
    assert chart.plan_path == "M0 220 L1500 12.5"
    assert [(tick.x, tick.label) for tick in chart.ticks][:3] == [
        (0, "0"),
        (14.29, "3"),
        (28.57, "6"),
    ]
    assert [(bar.number, bar.y, bar.height) for bar in chart.ribbon][3:] == [
        (4, 249, 8),
        (5, 249, 3.5),
        (6, 253, 3.5),
    ]


def test_fan_opens_from_today_to_both_dates() -> None:
    chart = draw()
    tip = chart.done_path.rpartition("L")[2]
    assert chart.fan_path == f"M{tip} L1800 12.5 L2000 12.5 Z"
    assert chart.likely_path == f"M{tip} L1800 12.5"
    assert chart.forecast_label is not None
    assert (chart.forecast_label.text, chart.forecast_label.x) == ("Sep 2027", 85.71)


def test_without_a_plan_no_planned_line() -> None:
    chart = draw(planned=None)
    assert (chart.has_plan, chart.plan_path, chart.hollow_dots, chart.plan_label) == (
        False,
        "",
        (),
        None,
    )
    assert chart.is_begun


def test_nothing_finished_leaves_the_plan_alone() -> None:
    chart = draw(finished=[], reached=4.2, forecast=None, forecast_days=None)
    assert (chart.is_begun, chart.area_path, chart.fan_path, chart.dots) == (False, "", "", ())
    assert chart.done_label is None
    assert chart.has_plan


@pytest.mark.parametrize(
    ("changes", "width"),
    [
        ({"forecast": None}, 1660),
        ({"forecast": (14, 15)}, 1660),
        ({"forecast": (14, 15.2)}, 1700),
        ({"forecast": None, "reached": 17}, 1800),
        ({"forecast": (100, 119.5)}, 12100),
    ],
)
def test_axis_grows_with_the_latest_mark(changes: dict[str, Any], width: float) -> None:
    assert draw(**changes).view_width == width


def test_words_keep_apart() -> None:
    close = draw(forecast=(15.2, 16))
    assert close.plan_label is None
    assert close.forecast_label is not None
    apart = draw(forecast=(22, 30))
    assert apart.plan_label is not None
    assert apart.forecast_label is not None
    far = draw(forecast=(55, 60))
    assert far.plan_label is None, "it would stand on the words of the whole plan"


def test_hours_done_are_written_where_there_is_room() -> None:
    early = draw(finished=[(0.1, 8)], reached=0.2, forecast=None).done_label
    late = draw(finished=[(14, 600)], reached=14.5, forecast=None).done_label
    assert early is not None
    assert late is not None
    assert early.y < 246 - 4
    assert (early.anchor, late.anchor, late.text) == ("", "t-end", "600 h done")


def test_steps_finished_before_the_start_and_in_a_pause_stand_upright() -> None:
    chart = draw(total=100, finished=[(0, 25), (0, 50)], reached=0, forecast=None)
    assert chart.done_path == "M0 220 L0 168.1 L0 116.2"


@pytest.mark.parametrize(("total", "hours"), [(1, [1]), (30, [10, 20]), (2000, [500, 1000, 1500])])
def test_grid_is_round_and_sparse(total: int, hours: list[int]) -> None:
    found = [line.hours for line in draw(total=total, planned=None, finished=[]).grid]
    assert len(found) <= 4
    assert found == [hour for hour in hours if hour < total * 0.88]


@given(
    total=st.integers(1, 5000),
    finished=st.lists(st.tuples(st.floats(0, 120), st.floats(0, 1)), max_size=20),
    reached=st.floats(0, 130),
    ahead=st.tuples(st.floats(0, 60), st.floats(0, 60)),
)
def test_everything_stays_in_the_picture(
    total: int, finished: list[tuple[float, float]], reached: float, ahead: tuple[float, float]
) -> None:
    points = sorted((min(month, reached), share * total) for month, share in finished)
    likely = reached + ahead[0]
    chart = draw(
        total=total,
        planned=[(0, 0), (15, total)],
        finished=points,
        reached=reached,
        forecast=(likely, likely + ahead[1]),
    )
    for dot in (*chart.dots, *chart.hollow_dots):
        assert 0 <= dot.x <= 100
        assert chart.top <= dot.y <= chart.base
    for bar in chart.ribbon:
        assert 0 <= bar.x <= bar.x + bar.width <= 100
    for path in (chart.done_path, chart.fan_path, chart.plan_path, chart.area_path):
        numbers = [float(word.strip("MLZ")) for word in path.split() if word.strip("MLZ")]
        assert all(0 <= x <= chart.view_width for x in numbers[::2])
        assert all(0 <= y <= SPAN for y in numbers[1::2])


# --- The calendar of activity ---


def test_calendar_ends_with_this_week() -> None:
    calendar = activity_calendar({}, today=TODAY)
    assert len(calendar.squares) == 26 * 7
    assert calendar.squares[0].day == first_day(TODAY) == datetime.date(2026, 1, 26)
    assert calendar.squares[-1].day == datetime.date(2026, 7, 26)
    assert [square.day for square in calendar.squares if square.is_today] == [TODAY]
    assert [square.kind for square in calendar.squares[-5:]] == ["empty", *["future"] * 4]
    assert (calendar.width, calendar.height) == (424, 125)


@pytest.mark.parametrize("today", [datetime.date(2026, 7, 20), datetime.date(2026, 7, 26)])
def test_week_runs_from_monday_to_sunday(today: datetime.date) -> None:
    calendar = activity_calendar({}, today=today)
    assert calendar.weeks[-1].first == datetime.date(2026, 7, 20)


@pytest.mark.parametrize(
    ("minutes", "strength"),
    [(1, 1), (59, 1), (60, 2), (119, 2), (120, 3), (179, 3), (180, 4), (1440, 4)],
)
def test_strength_is_of_the_minutes_logged(minutes: int, strength: int) -> None:
    square = square_of(ActiveDay(minutes=minutes, stage=2))
    assert (square.kind, square.strength, square.hue) == ("logged", strength, 2)


def test_finished_step_is_a_mark_only_where_no_time_was_logged() -> None:
    assert square_of(ActiveDay(steps=1, stage=3)).kind == "finished"
    assert square_of(ActiveDay(minutes=5, steps=1, stage=3)).kind == "logged"


def square_of(day: ActiveDay) -> Any:
    calendar = activity_calendar({TODAY: day}, today=TODAY)
    (square,) = (square for square in calendar.squares if square.is_today)
    return square


def test_table_keeps_time_and_steps_apart() -> None:
    days = {
        TODAY: ActiveDay(minutes=90, steps=2, stage=2),
        TODAY - datetime.timedelta(days=1): ActiveDay(steps=1, stage=1),
        TODAY - datetime.timedelta(weeks=9): ActiveDay(minutes=30),
        TODAY - datetime.timedelta(weeks=40): ActiveDay(minutes=600, stage=4),
    }
    calendar = activity_calendar(days, today=TODAY)
    assert len(calendar.last_weeks) == 8
    newest = calendar.last_weeks[0]
    assert (newest.first, newest.days, newest.minutes, newest.hours, newest.steps) == (
        datetime.date(2026, 7, 20),
        2,
        90,
        1.5,
        3,
    )
    assert (calendar.days, calendar.minutes, calendar.steps) == (3, 120, 3)
    assert calendar.stages == (1, 2)


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1)))
def test_month_names_never_touch(today: datetime.date) -> None:
    places = [label.x for label in activity_calendar({}, today=today).months]
    assert all(after - before >= 30 for before, after in zip(places, places[1:], strict=False))
    assert 5 <= len(places) <= 7


def test_leap_day_has_its_square() -> None:
    calendar = activity_calendar({}, today=datetime.date(2028, 3, 5))
    assert datetime.date(2028, 2, 29) in [square.day for square in calendar.squares]


# --- Hours by stage ---


def test_bars_share_one_axis() -> None:
    chart = stage_hours(
        [StageHours(1, "One", 130, 130), StageHours(2, "Two", 20, 65), StageHours(7, "Seven", 0, 0)]
    )
    assert [(bar.width, bar.done_width, bar.y) for bar in chart.bars] == [
        (100, 100, 0),
        (50, 15.38, 44),
        (0, 0, 88),
    ]
    assert [bar.hue for bar in chart.bars] == [1, 2, 1]
    assert [round(bar.hours.percent) for bar in chart.bars] == [100, 31, 0]
    assert chart.description.startswith("Stage 1, One: 130 of 130 hours. Stage 2, Two: 20 of 65")


def test_no_stages_draw_nothing() -> None:
    assert (stage_hours([]).height, stage_hours([]).description) == (0, "There are no stages.")
