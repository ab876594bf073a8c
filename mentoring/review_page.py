"""A published review as others read it, and the page on which one is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.following import as_mentors_see, day_of, position_of
from mentoring.models import (
    Draft,
    Look,
    Review,
    ReviewRequest,
    ThreadEvent,
    ThreadEventKind,
    Verdict,
)
from mentoring.models.people import learners_of
from mentoring.review_forms import steps_named_by
from mentoring.rubric import CRITERIA, HIGHEST, changes, mean
from mentoring.wording import moves_in_words, words_for
from progress.models import Plan
from progress.notes import render_note
from progress.standing import Standing, standing_of

VERDICT_ICONS = {
    Verdict.APPROVED: "ok",
    Verdict.SMALL_FIXES: "ok",
    Verdict.CHANGES: "undo",
    Verdict.ANSWERED: "chat",
    Verdict.CANNOT: "flag",
}


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One criterion as scored; 0 where it does not apply, None where only a comment is."""

    title: str
    score: int | None
    comment: SafeString

    @property
    def words(self) -> str:
        return words_for(self.score or 0)

    @property
    def boxes(self) -> list[bool]:
        return [number < (self.score or 0) for number in range(HIGHEST)]


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """All that the partial `_review.html` shows."""

    pk: int
    verdict: str
    icon: str
    look: str
    version: int | None
    mentor: str
    initials: str
    at: datetime.datetime
    rows: tuple[ScoreRow, ...]
    mean: Decimal | None
    changes: tuple[str, ...]
    summary: SafeString
    reason: str
    steps: tuple[str, ...]
    withdrawn_at: datetime.datetime | None
    withdrawn_reason: str
    # Empty for whoever is no mentor.
    private_note: SafeString


def card_of(
    review: Review, *, earlier: Review | None = None, for_mentor: bool = False
) -> ReviewCard:
    """Reads request, its submission, and mentor, which callers select. No query then.

    `earlier` is the review of the version before, to say how the scores moved.
    """
    verdict, request = Verdict(review.verdict), review.request
    named = steps_named_by(request)
    return ReviewCard(
        pk=review.pk,
        verdict=str(verdict.label),
        icon=VERDICT_ICONS[verdict],
        look=str(Look(request.look).label),
        version=request.submission.version if request.submission else None,
        mentor=review.mentor_name,
        initials=review.mentor.initials if review.mentor else "–",
        at=review.published_at,
        rows=tuple(_rows(review)),
        mean=mean(review.given_scores),
        changes=_changes(earlier, review),
        summary=render_note(review.summary),
        reason=review.reason,
        steps=tuple(named.get(slug, slug) for slug in review.steps),
        withdrawn_at=review.withdrawn_at,
        withdrawn_reason=review.withdrawn_reason,
        private_note=render_note(review.private_note if for_mentor else ""),
    )


def cards_of(reviews: Iterable[Review], *, for_mentor: bool = False) -> list[ReviewCard]:
    """The cards of one thread's reviews, oldest first, each compared with the one before."""
    cards, before = [], None
    for review in reviews:
        cards.append(card_of(review, earlier=before, for_mentor=for_mentor))
        if review.given_scores:
            before = review
    return cards


def reviews_of(thread_id: int) -> QuerySet[Review]:
    """A thread's reviews, oldest first, with all that their cards read."""
    return Review.objects.filter(request__thread=thread_id).select_related(
        "mentor", "request__submission"
    )


def written_about_by(mentor: User) -> QuerySet[ReviewRequest]:
    """The requests that a mentor has held or written of.

    Whatever became of them since: what is on the mentor's screen can still be kept.
    """
    mine = Q(claimed_by=mentor)
    for rows in (Draft.objects, Review.objects):
        mine |= Q(pk__in=rows.filter(mentor=mentor).order_by().values("request"))
    began = ThreadEvent.objects.filter(kind=ThreadEventKind.CLAIMED, actor=mentor)
    mine |= Q(pk__in=began.order_by().values("request"))
    return ReviewRequest.objects.filter(mine)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a learner is on the roadmap."""

    role: str
    standing: Standing

    @property
    def position(self) -> str:
        return position_of(self.standing)


def whereabouts_of(learner: User, mentor: User, now: datetime.datetime) -> Whereabouts | None:
    """For the learner's own mentors alone; None for others and without a plan."""
    if not learners_of(mentor).filter(pk=learner.pk).exists():
        return None
    plan = Plan.objects.of(learner)
    if plan is None:
        return None
    standing = standing_of(as_mentors_see(plan), day_of(learner, now))
    return Whereabouts(plan.target_role.title if plan.target_role else "", standing)


def _changes(earlier: Review | None, review: Review) -> tuple[str, ...]:
    if earlier is None:
        return ()
    return tuple(moves_in_words(changes(earlier.given_scores, review.given_scores)))


def _rows(review: Review) -> Iterable[ScoreRow]:
    for criterion in CRITERIA:
        score = review.scores.get(criterion.slug)
        comment = review.comments.get(criterion.slug, "")
        if score is not None or comment:
            yield ScoreRow(_(criterion.title), score, render_note(comment))
