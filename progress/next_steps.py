"""Which step to take next, with the reasons in words. Values in, values out.

What is begun comes first; then the stages in reach, the earliest first; then the stages ahead.
Within a stage the steps that do most for the target role go first, the rest in the roadmap's
order. A step of a stage ahead never overtakes one of a stage in reach.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
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
class Wording:
    """The sentences of reasons, with places for names, and how a day is written.

    English by default; whoever shows them in another language hands its own in.
    """

    begun: str = "You have begun it"
    closes: str = "Teaches %(skills)s for %(role)s"
    opens: str = "Stage %(number)s opens on %(day)s"
    is_open: str = "Stage %(number)s is open"
    open_until: str = "Stage %(number)s is open until %(day)s"
    planned_until: str = "Stage %(number)s was planned until %(day)s"
    still: str = "Still to do in Stage %(number)s"
    more: str = "%(number)s more"
    two: str = "%(others)s and %(last)s"
    day: Callable[[datetime.date], str] = "{0.day} {0:%B %Y}".format
    day_of_this_year: Callable[[datetime.date], str] = "{0.day} {0:%B}".format


ENGLISH = Wording()


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
    wording: Wording = ENGLISH,
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
        Suggestion(item.key, _reasons(item, today, role, wording, shows_lateness=shows_lateness))
        for item in ranked
    ]


def _reasons(
    candidate: Candidate,
    today: datetime.date,
    role: str,
    wording: Wording,
    *,
    shows_lateness: bool,
) -> tuple[str, ...]:
    begun = [wording.begun] if candidate.is_begun else []
    closes = []
    if candidate.closes:
        closes = [wording.closes % {"skills": _names(candidate.closes, wording), "role": role}]
    stage = _stage_words(candidate.window, today, wording, shows_lateness=shows_lateness)
    return (*begun, stage, *closes)


def _stage_words(
    window: Window, today: datetime.date, wording: Wording, *, shows_lateness: bool
) -> str:
    words, day = wording.still, window.closes_on
    if today < window.opens_on:
        words, day = wording.opens, window.opens_on
    elif window.closes_on is None:
        words = wording.is_open
    elif today < window.closes_on:
        words = wording.open_until
    elif shows_lateness:
        words = wording.planned_until
    return words % {"number": window.number, "day": day and _day(day, today, wording)}


def _day(day: datetime.date, today: datetime.date, wording: Wording) -> str:
    return wording.day_of_this_year(day) if day.year == today.year else wording.day(day)


def _names(names: Sequence[str], wording: Wording) -> str:
    shown, more = list(names[:NAMES_SHOWN]), len(names) - NAMES_SHOWN
    if more > 0:
        shown.append(wording.more % {"number": more})
    if len(shown) == 1:
        return shown[0]
    return wording.two % {"others": ", ".join(shown[:-1]), "last": shown[-1]}
