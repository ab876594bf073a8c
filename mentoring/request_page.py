"""One request as a mentor sees it before and after claiming it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from mentoring.models import ReviewRequest, SubmissionImage
from mentoring.queue_page import QueueRow, row_of
from mentoring.review_page import ReviewCard, Whereabouts, cards_of, reviews_of, whereabouts_of
from mentoring.version_page import VersionPage, version_of
from mentoring.waiting import Waiting


@dataclass(frozen=True, slots=True)
class RequestPage:
    row: QueueRow
    version: VersionPage
    # For the learner's own mentors.
    whereabouts: Whereabouts | None
    # For whoever holds the claim, the newest first.
    earlier: list[ReviewCard]
    earlier_count: int
    is_with_another: bool
    has_lapsed: bool


def page_of(
    request: ReviewRequest,
    mentor: User,
    image_address: Callable[[SubmissionImage], str],
    now: datetime.datetime,
) -> RequestPage:
    """For a request that is open to the mentor, its learner and submission loaded."""
    if request.learner is None or request.submission is None:
        raise ReviewRequest.DoesNotExist
    row = row_of(request, mentor, Waiting(), now, is_theirs=False)
    cards = cards_of(reviews_of(request.thread_id), for_mentor=True)
    return RequestPage(
        row=row,
        version=version_of(request.submission, image_address),
        whereabouts=whereabouts_of(request.learner, mentor, now),
        earlier=cards[::-1] if row.is_held else [],
        earlier_count=len(cards),
        is_with_another=request.claimed_by_id != mentor.pk and request.holder(now) is not None,
        has_lapsed=not row.is_held and request.claimed_by_id == mentor.pk,
    )
