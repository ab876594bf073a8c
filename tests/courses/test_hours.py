"""How long courses take, and the picture of it."""

import pytest

from courses.models import DurationUnit
from courses.pictures import HoursBar, hours_chart
from tests.factories import CourseFactory


@pytest.mark.parametrize(
    ("duration", "unit", "weekly", "total"),
    [
        ((2, 2), DurationUnit.MONTHS, (10, 10), (87, 87)),
        ((12, 12), DurationUnit.WEEKS, (10, 10), (120, 120)),
        ((4, 4), DurationUnit.MONTHS, (10, 10), (174, 174)),
        ((3, 4), DurationUnit.MONTHS, (6, 10), (78, 174)),
        ((3, 3), DurationUnit.MONTHS, (10, 10), (130, 130)),
        ((1, 1), DurationUnit.WEEKS, (1, 2), (1, 2)),
    ],
)
def test_total_hours(
    duration: tuple[int, int], unit: str, weekly: tuple[int, int], total: tuple[int, int]
) -> None:
    course = CourseFactory.build(
        platform=None,
        duration_min=duration[0],
        duration_max=duration[1],
        duration_unit=unit,
        hours_per_week_min=weekly[0],
        hours_per_week_max=weekly[1],
    )
    assert course.total_hours == total


def test_bars_share_one_axis() -> None:
    chart = hours_chart([(87, 87), (78, 174)])
    assert chart.ticks == ((0, 0), (25, 50), (50, 100), (75, 150), (100, 200))
    assert chart.bars == (HoursBar(43.5, 0), HoursBar(39, 48))


@pytest.mark.parametrize(("most", "end"), [(0, 100), (100, 100), (101, 200), (1_000, 1_000)])
def test_axis_ends_at_a_round_number_of_hours(most: int, end: int) -> None:
    assert hours_chart([(0, most)]).ticks[-1] == (100, end)


def test_no_courses_no_bars() -> None:
    assert hours_chart([]).bars == ()
