"""The geometry of the roadmap's timeline and of the position strip."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from roadmap.pictures import (
    LegendItem,
    PauseMark,
    PositionStrip,
    StripStage,
    TimelineStage,
    Words,
    hue,
    position_strip,
    roadmap_timeline,
    ruler,
)
from tests.pages import read

WINDOWS = {1: (0, 3), 2: (3, 6), 3: (6, 9), 4: (9, 12), 5: (12, None), 6: (12, 15)}
NAMES = {
    1: "Foundations",
    2: "Core ML",
    3: "Deep learning",
    4: "MLOps",
    5: "Specialise",
    6: "Job market",
}
STAGES = [StripStage(number, NAMES[number], start, end) for number, (start, end) in WINDOWS.items()]
LINE = [
    TimelineStage(number, NAMES[number], NAMES[number], "A note", start, end, f"/{number}/")
    for number, (start, end) in WINDOWS.items()
]


# --- The timeline ---


def test_timeline_of_six_stages_is_the_design() -> None:
    timeline = roadmap_timeline(LINE, ready=(9, 12))
    assert [(bar.x, bar.width, bar.y) for bar in timeline.bars] == [
        (0, 18.07, 54),
        (18.07, 18.07, 100),
        (36.14, 18.08, 146),
        (54.22, 18.07, 192),
        (72.29, 18.07, 238),
        (72.29, 18.07, 284),
    ]
    assert timeline.height == 368
    assert timeline.ready is not None
    assert (timeline.ready.x, timeline.ready.width, timeline.ready.end_x) == (54.22, 18.07, 72.29)
    assert [tick.label for tick in timeline.ticks if tick.major] == ["0", "3", "6", "9", "12", "15"]


def test_timeline_says_everything_in_words() -> None:
    timeline = roadmap_timeline(LINE[4:], ready=(9, 12), you=4.25)
    assert timeline.description == (
        "Stage 5, Specialise: from month 12 on, with no fixed end. "
        "Stage 6, Job market: from month 12 to month 15. "
        "Months 9 to 12 are realistic for a first role. You are at month 4.2."
    )


def test_timeline_without_room_inside_a_bar_writes_beside_it() -> None:
    narrow = [TimelineStage(1, "A rather long title", "Quite long", "", 0, 1, "")]
    wide = [TimelineStage(2, "Short", "Short", "", 1, 15, "")]
    bars = roadmap_timeline(narrow + wide).bars
    assert [bar.title_inside for bar in bars] == [False, True]


def test_timeline_names_a_bar_in_short_where_the_title_would_run_over_it() -> None:
    titles = [bar.title for bar in roadmap_timeline(LINE).bars]
    assert titles[2:4] == ["Deep learning", "MLOps"]


def test_timeline_says_notes_from_the_width_at_which_names_fit() -> None:
    timeline = roadmap_timeline(LINE, ready=(9, 12))
    assert (timeline.short_inside, timeline.notes_beside) == (True, True)
    wordy = [replace(LINE[0], short_title="Foundations and more"), *LINE[1:]]
    assert not roadmap_timeline(wordy).notes_beside
    noted = [*LINE[:5], replace(LINE[5], note="n" * 90)]
    assert not roadmap_timeline(noted).notes_beside


def test_timeline_keeps_notes_off_the_line_of_the_first_role() -> None:
    long = [replace(stage, note="Networks, vision, language") for stage in LINE]
    sides = [bar.note_left for bar in roadmap_timeline(long, ready=(9, 12)).bars]
    assert sides == [False, False, True, True, True, True]
    assert not roadmap_timeline(long).bars[2].note_left


def test_timeline_component_draws_bars_and_table() -> None:
    html = render_to_string(
        "components/roadmap_timeline.html", {"timeline": roadmap_timeline(LINE, ready=(9, 12))}
    )
    document = read(html)
    drawing = document.all("svg")[0]
    assert drawing.attributes["role"] == "img"
    assert drawing.attributes["aria-labelledby"] == "timeline-title"
    assert drawing.attributes["aria-describedby"] == "timeline-desc"
    assert [row.texts("td") for row in document.all("tr")[1:]][4:] == [
        ["5", "12", "No fixed end"],
        ["6", "12", "15"],
    ]
    assert html.count('class="tl-open"') == 2


def test_timeline_of_nothing_draws() -> None:
    timeline = roadmap_timeline([])
    assert timeline.bars == ()
    assert render_to_string("components/roadmap_timeline.html", {"timeline": timeline})


# --- The ruler ---


@pytest.mark.parametrize(
    ("domain", "labels"),
    [
        (16.6, ["0", "3", "6", "9", "12", "15"]),
        (21, ["0", "3", "6", "9", "12", "15", "18"]),
        (40, ["0", "6", "12", "18", "24", "30", "36"]),
        (61, ["0", "12", "24", "36", "48", "60"]),
    ],
)
def test_ruler_labels_keep_their_distance(domain: float, labels: list[str]) -> None:
    assert [tick.label for tick in ruler(domain) if tick.label] == labels


def test_calendar_names_the_year_when_it_changes() -> None:
    dates = {
        0: datetime.date(2026, 9, 16),
        3: datetime.date(2026, 12, 16),
        6: datetime.date(2027, 3, 16),
        9: datetime.date(2027, 6, 16),
    }
    shown = [(tick.calendar, tick.year) for tick in ruler(10.5, dates) if tick.calendar]
    assert shown == [("Sep", "2026"), ("Dec", ""), ("Mar", "2027"), ("Jun", "")]


# --- The strip ---


def test_strip_of_six_stages_is_the_design() -> None:
    strip = position_strip(
        [StripStage(1, "Foundations", 0, 3, 1), StripStage(2, "Core ML", 3, 6, 0.22), *STAGES[2:]],
        earned=3.95,
        planned=4.2,
        forecast=(14.2, 18, 20),
        planned_finish=15,
    )
    assert [(bar.x, bar.width, bar.done_width, bar.y, bar.height) for bar in strip.bars] == [
        (0, 14, 14, 52, 24),
        (14.29, 14, 3.08, 52, 24),
        (28.57, 14, 0, 52, 24),
        (42.86, 14, 0, 52, 24),
        (57.14, 14, 0, 52, 10.5),
        (57.14, 14, 0, 65.5, 10.5),
    ]
    assert strip.height == 134
    assert strip.finish_x == 71.43
    assert strip.earned is not None
    assert strip.planned is not None
    assert (strip.earned.x, strip.planned.x) == (18.81, 20)
    assert strip.bars[4].open_to == 77.62


def test_strip_describes_itself() -> None:
    strip = position_strip(
        STAGES,
        earned=3.9,
        planned=4.2,
        forecast=(14.2, 18, 20),
        planned_finish=15,
        pause=(4.2, 5.4),
    )
    assert strip.description == (
        "Finished work stands at month 3.9. The plan stands at month 4.2. The forecast finish "
        "lies between months 14.2 and 20, likely 18. The planned finish is month 15. "
        "The plan pauses from month 4.2 to month 5.4."
    )


@pytest.mark.parametrize(
    ("marks", "domain"),
    [
        ({}, 16.6),
        ({"earned": 15}, 16.6),
        ({"planned": 15.2}, 17),
        ({"forecast": (14, 18, 19.2)}, 21),
        ({"pause": (4, 20)}, 21),
        ({"planned": 119.5}, 121),
    ],
)
def test_axis_grows_with_the_latest_mark(marks: dict[str, object], domain: float) -> None:
    strip = position_strip(STAGES, **marks)  # type: ignore[arg-type]
    assert strip.bars[3].x == pytest.approx(9 / domain * 100, abs=0.01)


def test_strip_without_a_learner_is_lower() -> None:
    strip = position_strip(STAGES)
    assert (strip.top, strip.height) == (4, 86)
    assert (strip.earned, strip.planned, strip.forecast) == (None, None, None)


def test_calendar_makes_the_strip_higher() -> None:
    dates = {0: datetime.date(2026, 3, 16)}
    assert position_strip(STAGES, earned=0, month_dates=dates).height == 152


def test_done_share_never_leaves_its_bar() -> None:
    strip = position_strip([StripStage(1, "One", 0, 3, 1.7), StripStage(2, "Two", 3, 6, -1)])
    assert [bar.done_width for bar in strip.bars] == [strip.bars[0].width, 0]


def test_three_stages_side_by_side_are_three_lanes() -> None:
    stages = [StripStage(number, f"S{number}", 0, 6) for number in (1, 2, 3)]
    stages.append(StripStage(4, "S4", 6, 12))
    bars = position_strip(stages).bars
    assert [(bar.y, bar.height) for bar in bars] == [(4, 6), (13, 6), (22, 6), (4, 24)]


def test_a_lane_is_used_again_once_it_is_free() -> None:
    stages = [
        StripStage(1, "Long", 0, 12),
        StripStage(2, "First", 0, 6),
        StripStage(3, "Second", 6, 12),
    ]
    assert [bar.y for bar in position_strip(stages).bars] == [4, 17.5, 17.5]


def names_of(strip: PositionStrip) -> list[tuple[str, str] | None]:
    return [(bar.name.text, bar.name.show) if bar.name else None for bar in strip.bars]


def test_names_appear_together() -> None:
    assert names_of(position_strip(STAGES)) == [
        ("Foundations", "tl-in"),
        ("Core ML", "tl-in"),
        ("Deep learning", "tl-in"),
        ("MLOps", "tl-in"),
        ("Specialise", "tl-end"),
        ("Job market", "tl-end"),
    ]


def test_names_without_room_give_way_to_numbers() -> None:
    stages = [StripStage(number, "A long name", number - 1, number) for number in range(1, 31)]
    strip = position_strip(stages, end_month=30)
    assert names_of(strip)[:29] == [None] * 29
    assert all(bar.numbers for bar in strip.bars)


def test_planned_label_gives_way_to_the_pin() -> None:
    def label(earned: float, planned: float) -> tuple[float, bool]:
        mark = position_strip(STAGES, earned=earned, planned=planned).planned
        assert mark is not None
        assert mark.label is not None
        return mark.label.x, mark.label.left

    behind, ahead, ahead_early, late = label(4, 5), label(9, 8), label(2, 1), label(8, 12)
    assert behind == (30.12, False)
    assert ahead == (48.19, True)
    # Left of a mark near the edge there is no room: the words stand behind the pin.
    assert ahead_early == (12.05, False)
    assert late == (72.29, True)


def test_earned_label_flips_late_on_the_axis() -> None:
    labels = [position_strip(STAGES, earned=month).earned for month in (3, 12)]
    assert [mark.label.left for mark in labels if mark and mark.label] == [False, True]


def test_forecast_label_stands_where_nothing_else_does() -> None:
    above = position_strip(STAGES, earned=4, forecast=(14, 18, 20)).forecast
    beside = position_strip(STAGES, earned=0.5, forecast=(1, 2, 3)).forecast
    hidden = position_strip(STAGES, earned=14, forecast=(15, 15.5, 16)).forecast
    assert above is not None
    assert above.label == Words("Forecast: month 14 to 20", above.high, left=True)
    assert beside is not None
    assert beside.beside
    assert hidden is not None
    assert hidden.label is None


def test_empty_labels_are_left_out() -> None:
    strip = position_strip(
        STAGES,
        earned=1,
        planned=2,
        forecast=(3, 4, 5),
        earned_label="",
        planned_label="",
        forecast_label="",
    )
    marks = (strip.earned, strip.planned, strip.forecast)
    assert [mark.label for mark in marks if mark] == [None, None, None]


def test_pause_and_legend() -> None:
    strip = position_strip(
        STAGES,
        earned=3,
        pause=(4, 6),
        legend={"pause": "since 22 July", "earned": "month 3", "planned": ""},
    )
    assert strip.pause == PauseMark(24.1, 12.05)
    assert strip.legend == (
        LegendItem("earned", "Earned", "month 3"),
        LegendItem("pause", "Paused", "since 22 July"),
    )


def test_hues_begin_again_after_six() -> None:
    assert [hue(number) for number in (1, 6, 7, 12, 13)] == [1, 6, 1, 6, 1]


def test_strip_component_draws_every_mark() -> None:
    strip = position_strip(
        STAGES,
        earned=3.9,
        planned=4.2,
        forecast=(14, 18, 20),
        planned_finish=15,
        pause=(4.2, 5),
        month_dates={0: datetime.date(2026, 3, 16)},
        legend={"earned": "month 3.9", "forecast": "May to November"},
        uid="place",
    )
    html = render_to_string("components/position_strip.html", {"strip": strip})
    document = read(html)
    drawing = document.all("svg")[0]
    assert drawing.attributes["role"] == "img"
    assert drawing.one("title").text == "Position on the 15-month timeline"
    assert drawing.one("desc").attributes["id"] == "place-desc"
    assert document.texts("li") == ["Earned month 3.9", "Forecast finish May to November"]
    texts = drawing.texts("text")
    assert {"Earned: month 3.9", "Planned: month 4.2", "Forecast: month 14 to 20"} <= set(texts)
    assert "Mar 2026" in texts
    assert "url(#place-hatch)" in html
    # Inline styles are against the policy.
    assert "style=" not in html


windows = st.tuples(
    st.integers(0, 60), st.one_of(st.none(), st.integers(1, 24)), st.floats(0, 1)
).map(lambda drawn: (drawn[0], None if drawn[1] is None else drawn[0] + drawn[1], drawn[2]))
months = st.floats(0, 80)


@given(
    st.lists(windows, max_size=15),
    st.one_of(st.none(), months),
    st.one_of(st.none(), months),
    st.one_of(st.none(), st.tuples(months, months, months).map(lambda drawn: tuple(sorted(drawn)))),
)
def test_everything_lies_on_the_strip(
    drawn: list[tuple[int, int | None, float]],
    earned: float | None,
    planned: float | None,
    forecast: tuple[float, float, float] | None,
) -> None:
    stages = [
        StripStage(number, f"Stage {number}", *window) for number, window in enumerate(drawn, 1)
    ]
    strip = position_strip(stages, earned=earned, planned=planned, forecast=forecast)
    assert sorted(bar.stage.number for bar in strip.bars) == [stage.number for stage in stages]
    for bar in strip.bars:
        assert bar.x >= 0
        assert 0 <= bar.done_width <= bar.width
        assert bar.x + bar.width <= 100.01
        assert strip.top <= bar.y
        assert bar.y + bar.height <= strip.top + 24.01
    marks = [mark.x for mark in (strip.earned, strip.planned) if mark]
    if strip.forecast:
        marks += [strip.forecast.low, strip.forecast.middle, strip.forecast.high]
    assert all(0 <= x <= 100 for x in marks)
