"""The queue as one mentor sees it: their own learners' requests first, each part oldest first."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast, Substr

from accounts.models import User
from mentoring.models import RequestStatus, ReviewRequest, Subject
from mentoring.models.requests import ReviewRequestQuerySet, no_claim_holds
from mentoring.queue_filters import QueueFilter
from mentoring.waiting import WINDOW, Waiting, waiting_times
from mentoring.wording import exactly

ROWS_A_PAGE = 20
# Further than that nothing is counted and no page leads: the oldest come first, and a count of
# all would read all.
MOST_COUNTED = 1_000
_HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of the usual wait is over, in hours."""

    value: float
    max: float


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One request that waits, and what this mentor can do with it."""

    request: ReviewRequest
    waited: datetime.timedelta
    is_theirs: bool
    is_held: bool
    full_meter: datetime.timedelta | None

    @property
    def waited_for(self) -> str:
        return exactly(self.waited)

    @property
    def meter(self) -> Meter | None:
        if self.full_meter is None:
            return None
        most = self.full_meter / _HOUR
        return Meter(value=round(min(self.waited / _HOUR, most), 2), max=round(most, 2))

    @property
    def stage(self) -> int | None:
        return self.request.stage

    @property
    def parts(self) -> list[tuple[str, bool]]:
        is_project = self.request.subject == Subject.PROJECT and self.request.submission
        return self.request.submission.parts if self.request.submission and is_project else []


class Slices:
    """Two querysets, one after the other, for a paginator: no sort of all their rows.

    A page costs the same queries wherever it lies.
    """

    def __init__(self, first: ReviewRequestQuerySet, then: ReviewRequestQuerySet, counts: Counts):
        self.first, self.then, self.counts = first, then, counts

    def __len__(self) -> int:
        return self.counts.total

    def __getitem__(self, wanted: slice) -> list[tuple[int, bool]]:
        """Keys of requests, each with whether it is of the first part."""
        start, size = wanted.start, wanted.stop - wanted.start
        after = max(0, start - self.counts.theirs)
        first = self.first.values_list("pk", flat=True)[start : start + size]
        then = self.then.values_list("pk", flat=True)[after : after + size]
        keys = [(pk, True) for pk in first] + [(pk, False) for pk in then]
        return keys[:size]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests the mentor can take or holds, those of their learners, and the rest.

    Each up to MOST_COUNTED; `is_more` where the total is higher. `oldest` is when the first of
    the total was asked.
    """

    total: int
    theirs: int
    with_others: int
    oldest: datetime.datetime | None
    is_more: bool = False


class QueuePage:
    """Reads what the page shows; `now` is the moment of everything on it."""

    def __init__(self, *, mentor: User, asked: Mapping[str, str], now: datetime.datetime):
        self.mentor, self.now = mentor, now
        self.waiting = waiting_of(now)
        self.theirs = theirs = ReviewRequest.objects.all().theirs(mentor)
        self.filter = QueueFilter(
            asked,
            queryset=ReviewRequest.objects.open_to(mentor),
            mentor=mentor,
            theirs=theirs,
            now=now,
        )
        self.is_narrowed = any(asked.get(name) for name in self.filter.filters)
        self.slices = Slices(*self._slices, self.counts)
        # Of a sequence, a paginator asks for the length and for slices alone.
        keys = cast("Sequence[tuple[int, bool]]", self.slices)
        self.page: Page[tuple[int, bool]] = Paginator(keys, ROWS_A_PAGE).get_page(asked.get("page"))

    @cached_property
    def counts(self) -> Counts:
        """Three queries, each of which stops at MOST_COUNTED."""
        first, then = (
            part[: MOST_COUNTED + 1].aggregate(number=Count("pk"), oldest=Min("requested_at"))
            for part in self._slices
        )
        total = first["number"] + then["number"]
        return Counts(
            total=min(total, MOST_COUNTED),
            theirs=min(first["number"], MOST_COUNTED),
            with_others=self.with_others[:MOST_COUNTED].count(),
            oldest=min(filter(None, [first["oldest"], then["oldest"]]), default=None),
            is_more=total > MOST_COUNTED,
        )

    @property
    def with_others(self) -> ReviewRequestQuerySet:
        """Those that another mentor holds."""
        claimed: ReviewRequestQuerySet = self.filter.qs.filter(
            claim_expires_at__gt=self.now, claimed_by__isnull=False
        )
        return claimed.exclude(self._takeable).order_by()

    @cached_property
    def rows(self) -> list[QueueRow]:
        """Those of the page. One query beside those of the slices."""
        requests = ReviewRequest.objects.select_related("learner", "submission").in_bulk(
            [pk for pk, _ in self.page]
        )
        return [
            row_of(requests[pk], self.mentor, self.waiting, self.now, is_theirs=is_theirs)
            for pk, is_theirs in self.page
            if pk in requests
        ]

    @property
    def longest_wait(self) -> str:
        """Of all that the mentor can take or holds, on whichever page it stands."""
        return exactly(self.now - self.counts.oldest) if self.counts.oldest else ""

    @property
    def _slices(self) -> tuple[ReviewRequestQuerySet, ReviewRequestQuerySet]:
        takeable = self.filter.qs.filter(self._takeable).order_by("requested_at", "pk")
        return takeable.filter(self.theirs), takeable.exclude(self.theirs)

    @property
    def _takeable(self) -> Q:
        return no_claim_holds(self.now) | Q(claimed_by=self.mentor)


def row_of(
    request: ReviewRequest,
    mentor: User,
    waiting: Waiting,
    now: datetime.datetime,
    *,
    is_theirs: bool,
) -> QueueRow:
    return QueueRow(
        request=request,
        waited=now - request.requested_at,
        is_theirs=is_theirs,
        is_held=request.is_held_by(mentor, now),
        full_meter=waiting.full_meter,
    )


def waiting_of(now: datetime.datetime) -> Waiting:
    """The waiting times of the last four weeks: of every request that waited at some time then.

    Two queries. Requests that had waited before the window count with their whole length, and
    those that wait since the same hour with the longest of them: both err on the long side.
    """
    waits: dict[str, list[datetime.timedelta]] = {status: [] for status in RequestStatus.values}
    queries = ReviewRequest.objects.order_by().waited_since(now - WINDOW)
    for status, settled_at, asked_at, count in chain.from_iterable(map(_by_hour, queries)):
        length = max((settled_at or now) - asked_at, datetime.timedelta())
        waits[status] += [length] * count
    return waiting_times(
        answered=waits[RequestStatus.ANSWERED],
        still=waits[RequestStatus.WAITING],
        withdrawn=waits[RequestStatus.WITHDRAWN],
    )


def _by_hour(requests: ReviewRequestQuerySet) -> QuerySet[ReviewRequest, Any]:
    """Status, end, first start and number of those asked in the same hour.

    The hour is cut from the text of the time, which every database writes as 2026-07-22 12:…,
    in UTC: SQLite has no function for the hour, and one in Python is slow for many rows.
    """
    hour = Substr(Cast("requested_at", TextField()), 1, len("2026-07-22 12"))
    return (
        requests.values_list("status", "settled_at", hour)
        .annotate(first=Min("requested_at"), count=Count("pk"))
        .values_list("status", "settled_at", "first", "count")
    )
