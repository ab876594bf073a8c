"""The salary chart's geometry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.pictures import AxisTick, Band, Pay, salary_axis, salary_chart

FIRST = Band(110_000, 180_000)
SENIOR = Band(180_000, 300_000, open_ended=True)


def pay(first: Band | None = None, senior: Band | None = None) -> Pay:
    return Pay("a-role", "A role", "/roles/a-role/", first, senior)


@pytest.mark.parametrize(
    ("band", "short", "full"),
    [
        (FIRST, "$110k–180k", "$110,000–$180,000"),
        (SENIOR, "$180k–300k+", "$180,000–$300,000+"),
        (Band(52_500, 61_250), "$52.5k–61.25k", "$52,500–$61,250"),
        (Band(60_000, 90_000, currency="GBP"), "£60k–90k", "£60,000–£90,000"),
        (Band(60_000, 90_000, currency="CHF"), "CHF 60k–90k", "CHF 60,000–CHF 90,000"),
    ],
)
def test_band_in_words(band: Band, short: str, full: str) -> None:
    assert (band.short, band.full) == (short, full)


def test_axis_of_all_roles_has_four_round_amounts() -> None:
    axis = salary_axis([Band(70_000, 110_000), Band(200_000, 400_000)])
    assert axis.ticks == (
        AxisTick(13.04, "$100k"),
        AxisTick(39.23, "$200k"),
        AxisTick(65.43, "$300k"),
        AxisTick(91.62, "$400k"),
    )


def test_axis_is_chosen_from_the_bands() -> None:
    small = [tick.label for tick in salary_axis([Band(20_000, 28_000)]).ticks]
    large = [tick.label for tick in salary_axis([Band(1_000_000, 3_000_000)]).ticks]
    assert small == ["$20k", "$22k", "$24k", "$26k", "$28k"]
    assert large == ["$1000k", "$2000k", "$3000k"]


def test_axis_says_whether_its_amounts_stand_close() -> None:
    assert salary_axis([Band(110_000, 180_000), Band(190_000, 300_000)]).is_close
    assert not salary_axis([Band(95_000, 160_000), Band(200_000, 400_000)]).is_close
    assert not salary_axis([]).is_close


def test_axis_of_nothing_is_empty() -> None:
    chart = salary_chart([pay()])
    assert chart.axis.ticks == ()
    assert (chart.rows[0].first, chart.rows[0].senior, chart.rows[0].arrow_x) == (None, None, None)


def test_senior_bar_begins_where_the_first_ends() -> None:
    (row,) = salary_chart([pay(FIRST, SENIOR)]).rows
    assert row.first is not None
    assert row.senior is not None
    assert row.first.x + row.first.width == pytest.approx(row.senior.x, abs=0.02)
    assert row.arrow_x == pytest.approx(row.senior.x + row.senior.width, abs=0.02)


@pytest.mark.parametrize(
    ("first", "senior", "has_arrow"),
    [
        (FIRST, SENIOR, True),
        (FIRST, Band(180_000, 200_000), False),
        (FIRST, None, False),
        (Band(110_000, 180_000, open_ended=True), None, True),
        (None, SENIOR, True),
    ],
)
def test_arrow_stands_where_no_ceiling_is_given(
    first: Band | None, senior: Band | None, has_arrow: bool
) -> None:
    (row,) = salary_chart([pay(first, senior)]).rows
    assert (row.arrow_x is not None) is has_arrow


bands = st.builds(
    lambda low, extra: Band(low, low + extra),
    st.integers(1, 2_000_000),
    st.integers(1, 2_000_000),
)


@given(st.lists(bands, min_size=1, max_size=12))
def test_every_bar_and_tick_lies_on_the_picture(found: list[Band]) -> None:
    chart = salary_chart([pay(band) for band in found])
    for row in chart.rows:
        assert row.first is not None
        assert row.first.x >= 0
        assert row.first.width >= 0
        assert row.first.x + row.first.width <= 100
    assert 1 <= len(chart.axis.ticks) <= 6
    assert [tick.x for tick in chart.axis.ticks] == sorted(tick.x for tick in chart.axis.ticks)
