"""The geometry of the courses' total hours on one axis. Across in per cent, down in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TICKS = 4


@dataclass(frozen=True, slots=True)
class HoursBar:
    """Filled up to the fewest hours, hollow from there to the most."""

    width: float
    more_width: float


@dataclass(frozen=True, slots=True)
class HoursChart:
    ticks: tuple[tuple[float, int], ...]
    bars: tuple[HoursBar, ...]


def hours_chart(hours: Sequence[tuple[int, int]]) -> HoursChart:
    """Bars for pairs of fewest and most hours, on an axis from 0 to a round number of hours."""
    highest = max((most for _, most in hours), default=0)
    step = max(math.ceil(highest / TICKS / 25) * 25, 25)
    end = step * TICKS
    return HoursChart(
        ticks=tuple((round(100 * tick / TICKS, 2), tick * step) for tick in range(TICKS + 1)),
        bars=tuple(
            HoursBar(round(fewest / end * 100, 2), round((most - fewest) / end * 100, 2))
            for fewest, most in hours
        ),
    )
