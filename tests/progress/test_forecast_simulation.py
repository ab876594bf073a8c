"""The simulation behind docs/forecast.md: that it is fair, repeats, and says what pages say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from progress import timeline
from scripts import simulate_forecast
from scripts.simulate_forecast import Looks, Result, Roadmap, Walk, forecast_on, known_by

HONESTY = simulate_forecast.ROOT / "templates/progress/partials/_forecast_honesty.html"
START = date(2026, 1, 1)
LINE = Roadmap((timeline.Stage(1, 0, 3),), ((1, 10),) * 10)


def way(*days: date | None, pauses: tuple[timeline.Pause, ...] = ()) -> Walk:
    return Walk("keep their pace", timeline.Plan(START, 10, pauses), days)


def test_roadmaps_are_the_shipped_content() -> None:
    maps = simulate_forecast.roadmaps()
    assert [sum(hours for _, hours in roadmap.steps) for roadmap in maps] == [650] * 4
    assert [stage.number for stage in maps[0].stages] == [1, 2, 3, 4, 5, 6]
    assert [number for number, _ in maps[0].steps] == sorted(n for n, _ in maps[0].steps)


def test_same_seed_gives_the_same_table() -> None:
    first, again = simulate_forecast.simulate(8), simulate_forecast.simulate(8)
    other = simulate_forecast.simulate(8, seed=1)
    assert simulate_forecast.table(first) == simulate_forecast.table(again)
    assert first.by_month != other.by_month


def test_learners_differ_and_finish_in_order() -> None:
    roadmap = simulate_forecast.roadmaps()[0]
    walks = [simulate_forecast.walk(roadmap, Random(number)) for number in range(12)]  # noqa: S311
    assert len({walk.finish for walk in walks}) == 12
    for walk in walks:
        days = [day for day in walk.days if day is not None]
        assert days == sorted(days)
        assert len(walk.days) == len(roadmap.steps)
    assert any(walk.plan.pauses for walk in walks)
    assert any(not walk.plan.pauses for walk in walks)


def test_learner_in_a_pause_finishes_nothing() -> None:
    roadmap = simulate_forecast.roadmaps()[0]
    for number in range(12):
        walk = simulate_forecast.walk(roadmap, Random(number))  # noqa: S311
        paused = [day for day in walk.days if day and timeline.pause_on(walk.plan, day)]
        assert paused == []


def test_look_knows_nothing_of_later() -> None:
    pauses = (
        timeline.Pause(date(2026, 1, 10), date(2026, 1, 20)),
        timeline.Pause(date(2026, 6, 1), date(2026, 7, 1)),
    )
    days = (date(2026, 1, 5), date(2026, 2, 5), *[date(2026, 9, 1)] * 8)
    today = date(2026, 3, 1)
    seen = forecast_on(LINE, way(*days, pauses=pauses), today)
    blind = forecast_on(LINE, way(*days[:2], *[None] * 8, pauses=pauses[:1]), today)
    assert seen == blind
    assert known_by(way(pauses=pauses).plan, today).pauses == pauses[:1]
    # A holiday that has begun is known with its end.
    assert known_by(way(pauses=pauses).plan, date(2026, 6, 1)).pauses == pauses


@pytest.mark.parametrize(
    ("finish", "kept"),
    [
        (date(2026, 5, 1), (1, 1)),
        (date(2026, 5, 2), (0, 1)),
        (date(2026, 6, 1), (0, 1)),
        (date(2026, 6, 2), (0, 0)),
        (None, (0, 0)),
    ],
)
def test_date_is_kept_on_the_day_itself(finish: date | None, kept: tuple[int, int]) -> None:
    looks = Looks()
    looks.add(timeline.Forecast(date(2026, 5, 1), date(2026, 6, 1)), finish)
    assert (looks.kept_likely, looks.kept_cautious) == kept
    looks.add(timeline.Forecast(reason=timeline.Reason.TOO_EARLY), finish)
    assert (looks.seen, looks.none) == (1, 1)


def test_finished_learner_is_asked_no_more() -> None:
    result = Result(1, 0)
    result.add(LINE, way(*[timeline.add_months(START, n // 3) for n in range(10)]))
    assert sorted(result.by_month) == [1, 2]
    assert result.finished[3] == 1


def test_learner_who_never_finishes_keeps_no_date() -> None:
    result = Result(1, 0)
    result.add(LINE, way(*[date(2026, 1, 5 + n) for n in range(9)], None))
    assert result.known.kept_cautious == 0
    assert result.by_month[2].seen == 1


def test_even_learner_keeps_the_date_to_the_week() -> None:
    """Ten hours every week: the forecast is right from the fifth week on."""
    roadmap = replace(LINE, steps=((1, 10),) * 40)
    days = [date.fromordinal(START.toordinal() + 7 * n + 3) for n in range(40)]
    result = Result(1, 0)
    result.add(roadmap, way(*days))
    assert result.known.seen > 4
    assert result.known.kept_cautious == result.known.seen


def test_page_holds_the_full_run() -> None:
    page = simulate_forecast.PAGE.read_text()
    assert f"{simulate_forecast.LEARNERS:,} learners, seed {simulate_forecast.SEED}." in page
    rows = re.findall(r"^\| (\d+) \|", page, re.MULTILINE)
    assert rows == [str(month) for month in range(1, simulate_forecast.MONTHS + 1)]
    assert simulate_forecast.written(page, "new").count("new\n\n<!-- The end") == 1
    with pytest.raises(ValueError, match="no place"):
        simulate_forecast.written("", "new")


def test_pages_say_what_the_simulation_found() -> None:
    """Between 75 % and 95 % needs no word; else the page beside the dates says how often."""
    row = next(
        line
        for line in simulate_forecast.PAGE.read_text().splitlines()
        if "All with 12 weeks known" in line
    )
    percent = int(row.split("|")[-2].strip(" %"))
    said = " ".join(HONESTY.read_text().split())
    assert not 75 <= percent <= 95
    assert f"{round(percent / 10)} times in 10" in said
    assert f"{simulate_forecast.LEARNERS:,} made-up learners" in said
