"""How old a fact is, and how pages say so.

Values in, values out. A fact is as old as the last look somebody took at it, or else as its
edition. Ages are in whole days.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

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

    @property
    def checked(self) -> str:
        """Such as “checked on 3 March 2026, 8 months ago”."""
        if self.checked_on is None:
            return "not checked since"
        return f"checked on {self.checked_on:%-d %B %Y}, {ago(self.age_days)}"

    @property
    def words(self) -> str:
        """Such as “2026 edition, not checked since”."""
        return f"{self.edition} edition, {self.checked}"

    @property
    def full(self) -> str:
        """With the source, where it is known."""
        return f"{self.source}, {self.words}" if self.source else self.words


def ago(days: int) -> str:
    """Days in days, weeks, months or years, rounded down."""
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 14:
        return f"{days} days ago"
    if days < 61:
        return f"{days // 7} weeks ago"
    if days < 2 * 365:
        return f"{days * 12 // 365} months ago"
    return f"{days // 365} years ago"


def oldest(facts: Iterable[Freshness]) -> Freshness | None:
    """The one that a page should name where it has room for one."""
    return max(facts, key=lambda fact: fact.age_days, default=None)
