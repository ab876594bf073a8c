"""One request as a mentor sees it before and after claiming it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format

from accounts.models import User
from mentoring.models import ReviewRequest, SubmissionImage
from mentoring.queue_page import QueueRow, row_of
from mentoring.review_page import ReviewCard, Whereabouts, cards_of, reviews_of, whereabouts_of
from mentoring.version_page import VersionPage, version_of
from mentoring.waiting import Waiting
from progress.standing import Standing
from progress.timeline import State


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

    @property
    def position(self) -> str:
        return position_of(self.whereabouts.standing) if self.whereabouts else ""


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
        is_with_another=request.holder(now) not in {None, mentor.pk},
        has_lapsed=not row.is_held and request.claimed_by_id == mentor.pk,
    )


def position_of(standing: Standing) -> str:
    """The month in words, and how far that is from the plan, unless the learner hides it."""
    match standing.state:
        case State.FINISHED if standing.finished_on:
            return f"Finished on {date_format(standing.finished_on, 'j F Y')}"
        case State.NOT_STARTED:
            return f"Starts on {date_format(standing.plan.start_date, 'j F Y')}"
        case State.PAUSED if standing.shows_comparison:
            return f"Paused at month {standing.at}"
    if not standing.shows_comparison:
        return f"Finished work reaches month {standing.earned_at}"
    return f"Month {standing.at}, {_against(standing)}"


def _against(standing: Standing) -> str:
    if standing.variance_days == 0 or standing.is_first_day:
        return "level with the plan"
    days = f"{standing.days_apart} day{'s' if standing.days_apart != 1 else ''}"
    return f"{days} {'ahead' if standing.variance_days > 0 else 'behind'}"
