"""The geometry of a mentor's small pictures: a learner's place in a row, and hours a week.

Plain values in, plain values out. Across, the strip is in per cent of its width; down, and in the
other pictures, the units are CSS pixels. The words beside each picture say the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.pictures import StripStage, hue, in_lanes, share

# --- A learner's place on the months, in the height of a line ------------------------------

MINI_HEIGHT = 22
MINI_TOP = 7
MINI_BAR = 8
# The months end at 15 of 16, so that an open stage and a dot at the end have room.
MINI_MARGIN = 16 / 15
GAP = 0.5


@dataclass(frozen=True, slots=True)
class MiniBar:
    number: int
    hue: int
    x: float
    width: float
    done_width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class MiniStrip:
    """Stages, the dot of the finished work, the dotted line of the plan (None: not drawn)."""

    bars: tuple[MiniBar, ...]
    earned: float
    planned: float | None
    height: int = MINI_HEIGHT
    middle: int = MINI_HEIGHT // 2


def mini_strip(
    stages: Sequence[StripStage], *, end_month: float, earned: float, planned: float | None
) -> MiniStrip:
    last = max(end_month, earned, planned or 0)
    domain = end_month * MINI_MARGIN if last <= end_month else math.ceil(last) + 1
    return MiniStrip(
        bars=tuple(
            _mini_bar(stage, lane, lanes, end_month, domain)
            for stage, lane, lanes in in_lanes(stages, end_month)
        ),
        earned=share(earned, domain),
        planned=None if planned is None else share(planned, domain),
    )


def _mini_bar(stage: StripStage, lane: int, lanes: int, end_month: float, domain: float) -> MiniBar:
    """A stage without a fixed end goes on past the last month."""
    height = (MINI_BAR - (lanes - 1)) / lanes
    length = (end_month if stage.end is None else stage.end) - stage.start
    done = share(length * min(max(stage.done_share, 0), 1), domain)
    reach = length if stage.end is not None else min(length * 1.2, domain - stage.start)
    width = round(max(share(reach, domain) - GAP, GAP), 2)
    return MiniBar(
        number=stage.number,
        hue=hue(stage.number),
        x=share(stage.start, domain),
        width=width,
        done_width=min(done, width),
        y=round(MINI_TOP + lane * (height + 1), 2),
        height=round(height, 2),
    )


# --- Hours finished a week -----------------------------------------------------------------

PACE_HEIGHT = 22
PACE_PITCH = 9
PACE_BAR = 7
# Hours that fill the height, unless a week has more.
PACE_TOP = 15


@dataclass(frozen=True, slots=True)
class PaceBar:
    """A week without hours is a hairline."""

    x: int
    y: float
    height: float
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Pace:
    bars: tuple[PaceBar, ...]
    width: int
    height: int = PACE_HEIGHT
    bar_width: int = PACE_BAR


def pace_bars(weeks: Sequence[float]) -> Pace:
    """One bar a week, the oldest first. Rows compare with each other up to 15 hours a week."""
    top = max([PACE_TOP, *weeks])
    bars = []
    for number, hours in enumerate(weeks):
        height = max(round(hours / top * PACE_HEIGHT, 1), 1)
        y = round(PACE_HEIGHT - height, 1)
        bars.append(PaceBar(number * PACE_PITCH, y, height, is_empty=hours <= 0))
    return Pace(tuple(bars), width=len(bars) * PACE_PITCH)


# --- A cohort's spread over the stages -----------------------------------------------------

SPREAD_HEIGHT = 14


@dataclass(frozen=True, slots=True)
class SpreadStage:
    """How many learners' finished work, and how many plans, stand in a stage."""

    number: int
    title: str
    earned: int
    planned: int


@dataclass(frozen=True, slots=True)
class SpreadBar:
    """The figures of a stage as two widths; the row of the table says them in digits."""

    stage: SpreadStage
    hue: int
    earned_width: float
    planned_width: float
    height: int = SPREAD_HEIGHT
    planned_y: int = SPREAD_HEIGHT - 3


def spread(stages: Sequence[SpreadStage]) -> tuple[SpreadBar, ...]:
    """Two bars a stage on one axis of people: finished work above, plan below."""
    most = max((max(stage.earned, stage.planned) for stage in stages), default=0) or 1
    return tuple(
        SpreadBar(
            stage=stage,
            hue=hue(stage.number),
            earned_width=share(stage.earned, most),
            planned_width=share(stage.planned, most),
        )
        for stage in stages
    )
