"""A conversation as one person reads it: what was said, whose turn it is, what they can do."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import (
    Draft,
    Review,
    ReviewRequest,
    Subject,
    Submission,
    Thread,
    Turn,
    Verdict,
)
from mentoring.parting import older, seen_until
from mentoring.request_services import why_no_second_reader
from mentoring.review_page import VERDICT_ICONS
from mentoring.rubric import CRITERIA, changes, mean
from mentoring.thread_services import (
    left_to_block,
    open_report,
    refusal_of,
    title_of,
    waiting_in,
)
from mentoring.wording import moves_in_words, words_for
from progress.models import Project

# --- In short ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A state: a shape and a word."""

    icon: str
    words: str


def mark_of(*, verdict: str, withdrawn: bool, waiting: bool) -> Mark:
    """What came of the newest version."""
    if waiting:
        return Mark("clock", _("Waiting for a mentor"))
    if withdrawn:
        return Mark("undo", _("Verdict withdrawn"))
    if verdict:
        return Mark(VERDICT_ICONS[Verdict(verdict)], str(Verdict(verdict).label))
    return Mark("ring", _("No review"))


@dataclass(frozen=True, slots=True)
class TurnLine:
    """Whose turn it is, and since which day of the reader's."""

    who: str
    since: datetime.date
    is_mine: bool = False
    days: int | None = None
    is_closed: bool = False


def turn_of(thread: Thread, reader: User, *, waiting: bool, today: datetime.date) -> TurnLine:
    """No query where learner and mentor of the conversation are loaded."""
    zone = timezone.get_current_timezone()
    if thread.closed_at:
        return TurnLine(_("Closed"), thread.closed_at.astimezone(zone).date(), is_closed=True)
    since = thread.turn_since.astimezone(zone).date()
    is_own = thread.learner_id == reader.pk
    if thread.turn == Turn.NOBODY:
        return TurnLine(_("Nobody’s turn"), since)
    if thread.turn == (Turn.LEARNER if is_own else Turn.MENTOR):
        others = not is_own and not waiting and thread.mentor_id not in {None, reader.pk}
        if not others:
            return TurnLine(_("Your turn"), since, is_mine=True)
    if thread.turn == Turn.LEARNER:
        who = _("With %(name)s") % {"name": thread.learner_name}
    elif thread.mentor and not waiting:
        who = _("With %(name)s") % {"name": thread.mentor.name}
    else:
        who = _("With the mentors")
    return TurnLine(who, since, days=max((today - since).days, 0))


# --- Scores --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scores:
    """The newest review beside the conversation, and what moved since the one before."""

    review: Review
    version: int | None
    mark: Mark
    rows: list[tuple[str, int, str]]
    mean: Decimal | None
    moved: list[str]
    before: int | None = None


def scores_of(newest: Review, before: Review | None) -> Scores:
    given = newest.given_scores
    known = [(_(it.title), given[it.slug]) for it in CRITERIA if it.slug in given]
    return Scores(
        review=newest,
        version=_version_of(newest),
        mark=mark_of(
            verdict=newest.verdict, withdrawn=newest.withdrawn_at is not None, waiting=False
        ),
        rows=[(title, score, words_for(score)) for title, score in known],
        mean=mean(given),
        moved=moves_in_words(changes(before.given_scores, given)) if before else [],
        before=_version_of(before) if before else None,
    )


def _version_of(review: Review) -> int | None:
    return review.request.submission.version if review.request.submission else None


# --- The page ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """All that the page shows of a conversation but its entries."""

    thread: Thread
    title: str
    is_own: bool
    version: Submission | None
    mark: Mark
    # None for whom a block parts from the learner: it is no turn of theirs.
    turn: TurnLine | None
    refusal: str
    scores: Scores | None = None
    waiting: ReviewRequest | None = None
    ways: dict[str, str] = field(default_factory=dict)
    write_address: str = ""
    has_draft: bool = False
    can_block: bool = False
    is_reported: bool = False


def page_of(
    thread: Thread, reader: User, now: datetime.datetime, today: datetime.date
) -> ThreadPage:
    """The same number of queries however long the conversation is."""
    is_own = thread.learner_id == reader.pk
    until = seen_until(thread, reader)
    # Whether anything waits is news as well.
    waiting = None if until else waiting_in(thread)
    versions = older(Submission.objects.filter(thread=thread), "frozen_at", until)
    version = versions.defer("content").order_by("-version").first()
    reviews = list(
        older(Review.objects.filter(request__thread=thread), "published_at", until)
        .select_related("request__submission")
        .defer("request__submission__content", "private_note")
        .order_by("-published_at", "-pk")[:2]
    )
    newest = reviews[0] if reviews else None
    holds = waiting is not None and waiting.is_held_by(reader, now)
    return ThreadPage(
        thread=thread,
        title=title_of(thread, until),
        is_own=is_own,
        version=version,
        mark=mark_of(
            verdict=newest.verdict if newest else "",
            withdrawn=bool(newest and newest.withdrawn_at),
            waiting=waiting is not None,
        ),
        turn=None if until else turn_of(thread, reader, waiting=waiting is not None, today=today),
        refusal=refusal_of(thread=thread, author=reader, waiting=waiting, now=now),
        scores=scores_of(newest, reviews[1] if len(reviews) > 1 else None) if newest else None,
        waiting=waiting,
        ways=_learners_ways(thread, waiting, newest) if is_own else {},
        write_address=reverse("mentoring:write", args=[waiting.pk]) if waiting and holds else "",
        has_draft=holds and Draft.objects.filter(request=waiting, mentor=reader).exists(),
        can_block=bool(left_to_block(thread, reader, now)),
        is_reported=open_report(thread, reader) is not None,
    )


def _learners_ways(
    thread: Thread, waiting: ReviewRequest | None, newest: Review | None
) -> dict[str, str]:
    """Where the learner can go from here, by what is done there."""
    if waiting:
        return {"withdraw": reverse("mentoring:withdraw", args=[waiting.pk])}
    ways = {}
    if thread.subject == Subject.PORTFOLIO:
        ways["ask"] = reverse("mentoring:ask-portfolio")
    elif thread.project_id:
        ways["ask"] = reverse("mentoring:ask-project", args=[thread.project_id])
    if newest and not why_no_second_reader(thread):
        ways["second"] = reverse("mentoring:ask-second-reader", args=[thread.pk])
    if thread.closed_at is None:
        ways["close"] = reverse("mentoring:close", args=[thread.pk])
    return ways


# --- The list ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A conversation of the learner's in one line."""

    thread: Thread
    title: str
    version: int | None
    mark: Mark
    turn: TurnLine


def own_threads(user: User) -> QuerySet[Thread]:
    """The learner's conversations, the open ones first, each with what its line says."""
    versions = Submission.objects.filter(thread=OuterRef("pk")).order_by("-version")
    reviews = Review.objects.filter(request__thread=OuterRef("pk")).order_by("-published_at", "-pk")
    waiting = ReviewRequest.objects.waiting().filter(thread=OuterRef("pk"))
    return (
        Thread.objects.filter(learner=user)
        .select_related("learner", "mentor")
        .annotate(
            newest_title=Subquery(versions.values("title")[:1]),
            newest_version=Subquery(versions.values("version")[:1]),
            newest_verdict=Subquery(reviews.values("verdict")[:1]),
            newest_withdrawn=Subquery(reviews.values("withdrawn_at")[:1]),
            is_waiting=Exists(waiting),
        )
        .order_by(F("closed_at").desc(nulls_first=True), "-turn_since", "-pk")
    )


@dataclass(frozen=True, slots=True)
class OwnReview:
    """What came of asking about a project, and where to read it."""

    address: str
    mark: Mark


def own_reviews(user: User, projects: Iterable[Project]) -> dict[int, OwnReview]:
    """By project, where its owner has asked. One query."""
    found: QuerySet[Any] = own_threads(user).filter(project__in=list(projects))
    return {
        thread.project_id: OwnReview(thread.get_absolute_url(), newest_mark(thread))
        for thread in found
    }


def newest_mark(thread: Any) -> Mark:
    """Of a row of `own_threads`."""
    return mark_of(
        verdict=thread.newest_verdict or "",
        withdrawn=thread.newest_withdrawn is not None,
        waiting=thread.is_waiting,
    )


def row_of(thread: Any, reader: User, today: datetime.date) -> ThreadRow:
    """Of a row of `own_threads`."""
    is_portfolio = thread.subject == Subject.PORTFOLIO
    return ThreadRow(
        thread=thread,
        title=_("Portfolio") if is_portfolio else thread.newest_title or _("Untitled"),
        version=thread.newest_version,
        mark=newest_mark(thread),
        turn=turn_of(thread, reader, waiting=thread.is_waiting, today=today),
    )
