"""What a plan's pauses mean today: which one runs, what they share. No query, no clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from progress.models import Pause, Plan


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A pause as the list shows it. `days` is its length, up to and with today without an end."""

    pause: Pause
    state: Literal["running", "coming", "past"]
    days: int
    overlaps: bool
    is_before_plan: bool


def holds(pause: Pause, day: datetime.date) -> bool:
    return pause.start <= day and (pause.until is None or day < pause.until)


def overlapping(pause: Pause, others: Iterable[Pause]) -> list[Pause]:
    """The other pauses that hold a day of this one. Their shared days count once."""
    return [other for other in others if other.pk != pause.pk and _share_a_day(pause, other)]


def running_pause(plan: Plan, today: datetime.date) -> Pause | None:
    """The pause that holds today and the last of them to end; None while the plan moves.

    Reads the pauses, which callers prefetch.
    """
    running = [pause for pause in plan.pauses.all() if holds(pause, today)]
    return max(running, key=lambda pause: pause.until or datetime.date.max, default=None)


def rows_of(plan: Plan, today: datetime.date) -> list[PauseRow]:
    """The plan's pauses, the latest first. Reads the pauses, which callers prefetch."""
    pauses = list(plan.pauses.all())
    return [_row(pause, pauses, plan, today) for pause in reversed(pauses)]


def _row(pause: Pause, pauses: list[Pause], plan: Plan, today: datetime.date) -> PauseRow:
    if holds(pause, today):
        state: Literal["running", "coming", "past"] = "running"
    else:
        state = "coming" if pause.start > today else "past"
    end = pause.until or today + datetime.timedelta(days=1)
    return PauseRow(
        pause=pause,
        state=state,
        days=max(0, (end - pause.start).days),
        overlaps=bool(overlapping(pause, pauses)),
        is_before_plan=pause.until is not None and pause.until <= plan.start_date,
    )


def _share_a_day(one: Pause, other: Pause) -> bool:
    end, other_end = one.until or datetime.date.max, other.until or datetime.date.max
    return one.start < other_end and other.start < end
