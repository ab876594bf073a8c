"""Goes through the links of courses and platforms and notes what was found."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import F, Q

from courses.models import Course, Platform

NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
# Seconds between two requests to one site.
PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a row."""

    model: type[Course] | type[Platform]
    pk: int
    title: str
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found behind a link; without a problem it answered."""

    link: Link
    problem: str


def links_due(*, before: datetime.datetime | None, limit: int) -> list[Link]:
    """Links of current rows, those never checked first, then those checked longest ago.

    `before` leaves out what was checked since then.
    """
    due: list[Course | Platform] = []
    for rows in (Platform.objects.current(), Course.objects.current()):
        rows = rows.exclude(link="")
        if before is not None:
            rows = rows.filter(Q(link_checked_at=None) | Q(link_checked_at__lt=before))
        due += rows.order_by(F("link_checked_at").asc(nulls_first=True), "pk")[:limit]
    due.sort(key=lambda row: row.link_checked_at or NEVER)
    return [Link(type(row), row.pk, row.title, row.link) for row in due[:limit]]


def check_all(
    links: list[Link],
    *,
    look: Callable[[str], str],
    elapsed: Callable[[], float],
    wait: Callable[[float], object],
    now: Callable[[], datetime.datetime],
    at_most: float,
) -> Iterator[Found]:
    """Look at each link, note what was found, and hand it on.

    `look` gives the problem in words, or nothing. One site is asked once in `PAUSE` seconds, one
    address once in all, and after `at_most` seconds no new one is begun.
    """
    last: dict[str, float] = {}
    seen: dict[str, str] = {}
    for link in links:
        if link.address not in seen:
            ready = last.get(link.host, -PAUSE) + PAUSE
            if max(ready, elapsed()) >= at_most:
                return
            if ready > elapsed():
                wait(ready - elapsed())
            seen[link.address] = look(link.address)
            last[link.host] = elapsed()
        note(link, problem=seen[link.address], at=now())
        yield Found(link, seen[link.address])


def note(link: Link, *, problem: str, at: datetime.datetime) -> None:
    """Without a history entry: nobody edited the row. Not where it has another link meanwhile."""
    rows = link.model.objects.filter(pk=link.pk, link=link.address)
    rows.update(link_checked_at=at, link_problem=problem[:200])
