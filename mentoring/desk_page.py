"""The mentor's home: what waits for them, whose turn it is, and their learners."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from mentoring.following import follow, listed
from mentoring.models import (
    Draft,
    RequestStatus,
    ReviewRequest,
    Submission,
    Thread,
    Turn,
)
from mentoring.models.people import blocked_for, learners_of
from mentoring.queue_page import QueuePage

QUEUE_SHOWN = 5
ROWS_SHOWN = 25


def desk_of(mentor: User, now: datetime.datetime, asked: Mapping[str, str]) -> dict[str, Any]:
    """The values of the page. As many queries for one row of anything as for many.

    `asked` names the page of each list, by the list's name, and of the learners as `page`.
    """
    queue = QueuePage(mentor=mentor, asked={}, now=now)
    learners = follow(learners_of(mentor).order_by("pk"), now)
    return {
        "now": now,
        "claims": _page(claims_of(mentor, now), asked.get("claims")),
        "drafts": _page(kept_drafts_of(mentor, now), asked.get("drafts")),
        "threads": _page(my_turn(mentor, now), asked.get("turns")),
        "queue": queue,
        "queue_rows": queue.rows[:QUEUE_SHOWN],
        "waiting": queue.waiting,
        "learners": listed(learners, asked.get("show", ""), asked.get("page")),
        "cohorts": list(mentor.led_cohorts.all()),
    }


def _page(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    return Paginator(rows, ROWS_SHOWN).get_page(number)


def with_work(requests: QuerySet[ReviewRequest]) -> QuerySet[ReviewRequest]:
    return requests.select_related("submission", "learner")


def claims_of(mentor: User, now: datetime.datetime) -> QuerySet[ReviewRequest]:
    """What the mentor holds, the claim that ends first on top."""
    held = ReviewRequest.objects.waiting().held_by(mentor, now)
    return with_work(held).order_by("claim_expires_at", "pk")


def kept_drafts_of(mentor: User, now: datetime.datetime) -> QuerySet[Draft]:
    """Texts whose request was withdrawn or answered, or whose claim has run out."""
    held = ReviewRequest.objects.waiting().held_by(mentor, now)
    drafts = Draft.objects.filter(mentor=mentor).exclude(request__in=held)
    drafts = drafts.exclude(request__reviews__mentor=mentor)
    return drafts.select_related("request__submission", "request__learner")


def my_turn(mentor: User, now: datetime.datetime) -> QuerySet[Thread]:
    """Conversations in which the learner has the mentor's last review and asks back.

    While a request waits it stands in the queue, and whoever claims it answers.
    """
    waiting = ReviewRequest.objects.filter(status=RequestStatus.WAITING).values("thread")
    return (
        titled(Thread.objects.seen_by(mentor, now))
        .filter(mentor=mentor, turn=Turn.MENTOR, closed_at__isnull=True, learner__isnull=False)
        .exclude(learner=mentor)
        .exclude(learner__in=blocked_for(mentor).values("pk"))
        .exclude(pk__in=waiting)
        .select_related("learner")
        .order_by("turn_since", "pk")
    )


def titled(threads: QuerySet[Thread]) -> QuerySet[Any]:
    """Each thread with `title` and `version`, of the newest version that was sent."""
    newest = Submission.objects.filter(thread=OuterRef("pk")).order_by("-version")
    return threads.annotate(
        title=Subquery(newest.values("title")[:1]), version=Subquery(newest.values("version")[:1])
    )
