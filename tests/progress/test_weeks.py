"""Weeks of a person's calendar, and a week's sums."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.templatetags.study_time import week_in_words
from progress.weeks import COLUMN, FLOOR, Week, WeekOfStudy, in_full, in_hours, week_of_study

WEDNESDAY = datetime.date(2026, 7, 22)
THIS_WEEK = Week(datetime.date(2026, 7, 20))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "name", "monday"),
    [
        ("2026-07-22", "2026-W30", "2026-07-20"),
        ("2026-07-20", "2026-W30", "2026-07-20"),
        ("2026-07-26", "2026-W30", "2026-07-20"),
        # The ends of years: 2026 has 53 weeks, 2027 and 2025 have 52.
        ("2026-01-01", "2026-W01", "2025-12-29"),
        ("2025-12-29", "2026-W01", "2025-12-29"),
        ("2025-12-28", "2025-W52", "2025-12-22"),
        ("2026-12-31", "2026-W53", "2026-12-28"),
        ("2027-01-03", "2026-W53", "2026-12-28"),
        ("2027-01-04", "2027-W01", "2027-01-04"),
        ("2021-01-01", "2020-W53", "2020-12-28"),
        ("2024-12-30", "2025-W01", "2024-12-30"),
        # A leap day.
        ("2028-02-29", "2028-W09", "2028-02-28"),
        ("1990-01-01", "1990-W01", "1990-01-01"),
    ],
)
def test_week_of_a_day(date: str, name: str, monday: str) -> None:
    week = Week.of(day(date))
    assert (week.name, week.monday) == (name, day(monday))
    assert Week.named(name) == week
    assert day(date) in week.days


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(9998, 12, 20)))
def test_weeks_tile_the_calendar(date: datetime.date) -> None:
    week = Week.of(date)
    assert date in week.days
    assert [d.isoweekday() for d in week.days] == [1, 2, 3, 4, 5, 6, 7]
    assert Week.named(week.name) == week
    assert week.following.previous == week
    assert week.following.monday == week.sunday + datetime.timedelta(days=1)
    assert week.number == date.isocalendar().week


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2026",
        "2026-30",
        "2026-W",
        "2026-W3",
        "2026-W030",
        "2026-W00",
        "2026-W54",
        "2027-W53",
        "2025-W53",
        "0000-W01",
        "0001-W01",
        "1989-W52",
        "9999-W01",
        "9999-W52",
        "10000-W01",
        "-2026-W30",
        "2026-w30",
        "2026-W30\n",
        " 2026-W30",
        "2026-W30\x00",
        "２０２６-W30",
        "2026-W٣٠",
        "2026-07-20",
        "x" * 10_000,
    ],
)
def test_nonsense_names_no_week(name: str) -> None:
    with pytest.raises(ValueError, match="."):
        Week.named(name)


def test_a_week_begins_on_a_monday() -> None:
    with pytest.raises(ValueError, match="No week begins on 2026-07-22"):
        Week(WEDNESDAY)


def test_first_week_has_none_before() -> None:
    assert Week(datetime.date(1990, 1, 1)).previous is None


@pytest.mark.parametrize(
    ("minutes", "hours", "full"),
    [
        (0, "0", "0 min"),
        (1, "0.1", "1 min"),
        (8, "0.1", "8 min"),
        (9, "0.2", "9 min"),
        (30, "0.5", "30 min"),
        (57, "1", "57 min"),
        (60, "1", "1 h"),
        (62, "1", "1 h 2 min"),
        (63, "1.1", "1 h 3 min"),
        (90, "1.5", "1 h 30 min"),
        (100, "1.7", "1 h 40 min"),
        (600, "10", "10 h"),
        (1_440, "24", "24 h"),
    ],
)
def test_minutes_in_words(minutes: int, hours: str, full: str) -> None:
    assert (in_hours(minutes), in_full(minutes)) == (hours, full)


def study(
    minutes: dict[str, int], chosen: int | None = 600, today: str = "2026-07-22"
) -> WeekOfStudy:
    by_day = {day(date): amount for date, amount in minutes.items()}
    return week_of_study(THIS_WEEK, by_day, chosen, day(today))


def test_week_sums_its_own_days_and_those_before() -> None:
    week = study(
        {
            "2026-07-12": 1_000,
            "2026-07-13": 300,
            "2026-07-19": 120,
            "2026-07-20": 120,
            "2026-07-21": 90,
            "2026-07-22": 120,
            "2026-07-27": 1_000,
        }
    )
    assert [column.minutes for column in week.columns] == [120, 90, 120, 0, 0, 0, 0]
    assert (week.hours, week.hours_before, week.chosen_hours) == ("5.5", "7", "10")
    assert (week.hours_to_go, week.days_left) == ("4.5", 4)
    assert week_in_words(week) == (
        "Mon 2 hours, Tue 1.5 hours, Wed 2 hours. The rest of the week is still to come."
    )


def test_columns_stand_as_high_as_their_minutes() -> None:
    week = study({"2026-07-20": 120, "2026-07-21": 90, "2026-07-26": 1})
    assert [(c.y, c.height) for c in week.logged] == [(65, 45), (76.2, 33.8), (109.6, 0.4)]
    assert [c.x for c in week.columns] == [0, 15.13, 30.27, 45.4, 60.53, 75.67, 90.8]
    assert [c.is_today for c in week.columns] == [False, False, True, False, False, False, False]


@given(st.lists(st.integers(0, 1_440), min_size=7, max_size=7))
def test_columns_stay_in_their_slots(minutes: list[int]) -> None:
    week = week_of_study(THIS_WEEK, dict(zip(THIS_WEEK.days, minutes, strict=True)), 600, WEDNESDAY)
    assert all(0 <= c.height <= COLUMN and c.y >= FLOOR - COLUMN for c in week.columns)
    assert week.minutes == sum(minutes)
    assert week.to_go == max(0, 600 - sum(minutes))


@pytest.mark.parametrize(
    ("today", "left", "is_this_week"),
    [
        ("2026-07-20", 6, True),
        ("2026-07-25", 1, True),
        ("2026-07-26", 0, True),
        ("2026-07-27", 0, False),
    ],
)
def test_days_left(today: str, left: int, is_this_week: bool) -> None:
    week = study({}, today=today)
    assert (week.days_left, week.is_this_week) == (left, is_this_week)


def test_nothing_is_missing_where_nothing_is_asked() -> None:
    week = study({"2026-07-20": 60}, chosen=None)
    assert (week.to_go, week.chosen_hours) == (0, None)


def test_more_than_chosen_leaves_nothing_to_go() -> None:
    assert study({"2026-07-20": 700}).to_go == 0


def test_first_week_of_all_is_laid_out() -> None:
    first = Week(datetime.date(1990, 1, 1))
    assert week_of_study(first, {}, None, WEDNESDAY).minutes_before == 0
