"""Which step to take next, with the reasons in words. Values in, values out.

What is begun comes first; then the stages in reach, the earliest first; then the stages ahead.
Within a stage the steps that do most for the target role go first, the rest in the roadmap's
order. A step of a stage ahead never overtakes one of a stage in reach.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

# More names than these are counted instead.
NAMES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Window:
    """A stage as the calendar has it. Without `closes_on` it has no fixed end."""

    number: int
    start_month: float
    opens_on: datetime.date
    closes_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A step that is neither done nor skipped.

    `closes` are the names of skills that the target role misses and this step teaches; `place`
    is that among the steps which close most of the gap an hour, from 0.
    """

    key: int
    window: Window
    is_begun: bool = False
    closes: tuple[str, ...] = ()
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A step to take, and why."""

    key: int
    reasons: tuple[str, ...]


def rank(
    candidates: Sequence[Candidate],
    *,
    current_month: float,
    today: datetime.date,
    role: str = "",
    shows_lateness: bool = True,
) -> list[Suggestion]:
    """All candidates, the next first. They come in the roadmap's order.

    `role` is the target role's name. Without `shows_lateness` no reason says that a stage's
    planned end is past.
    """

    def order(place: int) -> tuple[bool, bool, int, float, int]:
        candidate = candidates[place]
        window = candidate.window
        ahead = window.start_month > current_month
        best = float("inf") if candidate.place is None else candidate.place
        return not candidate.is_begun, ahead, window.number, best, place

    ranked = [candidates[place] for place in sorted(range(len(candidates)), key=order)]
    return [
        Suggestion(item.key, _reasons(item, today, role, shows_lateness=shows_lateness))
        for item in ranked
    ]


def _reasons(
    candidate: Candidate, today: datetime.date, role: str, *, shows_lateness: bool
) -> tuple[str, ...]:
    begun = ["You have begun it"] if candidate.is_begun else []
    closes = [f"Closes {_names(candidate.closes)} for {role}"] if candidate.closes else []
    stage = _stage_words(candidate.window, today, shows_lateness=shows_lateness)
    return (*begun, stage, *closes)


def _stage_words(window: Window, today: datetime.date, *, shows_lateness: bool) -> str:
    stage = f"Stage {window.number}"
    if today < window.opens_on:
        return f"{stage} opens on {_day(window.opens_on, today)}"
    if window.closes_on is None:
        return f"{stage} is open"
    if today < window.closes_on:
        return f"{stage} is open until {_day(window.closes_on, today)}"
    if shows_lateness:
        return f"{stage} was planned until {_day(window.closes_on, today)}"
    return f"Still to do in {stage}"


def _day(day: datetime.date, today: datetime.date) -> str:
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B %Y}"


def _names(names: Sequence[str]) -> str:
    shown, more = list(names[:NAMES_SHOWN]), len(names) - NAMES_SHOWN
    if more > 0:
        shown.append(f"{more} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
