"""How old a fact is; `fact_words` says how pages tell it.

Values in, values out. A fact is as old as the last look somebody took at it, or else as its
edition. Ages are in whole days.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

# A year, after which somebody should look again.
STALE_AFTER_DAYS = 365


@dataclass(frozen=True, slots=True)
class Freshness:
    """Where a fact comes from and how long ago it was known to hold, seen from one day."""

    source: str
    # The year of the source's edition.
    edition: int
    verified_on: datetime.date | None
    today: datetime.date

    @property
    def checked_on(self) -> datetime.date | None:
        """The day of the last look. One before the edition's year was at an older figure."""
        day = self.verified_on
        return day if day is not None and day.year >= self.edition else None

    @property
    def age_days(self) -> int:
        """Never negative: an edition may come out before its year begins."""
        since = self.checked_on or datetime.date(self.edition, 1, 1)
        return max(0, (self.today - since).days)

    @property
    def is_stale(self) -> bool:
        return self.age_days > STALE_AFTER_DAYS


Fresh = TypeVar("Fresh", bound=Freshness)


def span(days: int) -> tuple[str, int]:
    """A unit and how many of it: days in days, weeks, months or years, rounded down."""
    if days < 14:
        return "day", days
    if days < 61:
        return "week", days // 7
    if days < 2 * 365:
        return "month", days * 12 // 365
    return "year", days // 365


def oldest(facts: Iterable[Fresh]) -> Fresh | None:
    """The one that a page should name where it has room for one."""
    return max(facts, key=lambda fact: fact.age_days, default=None)
