"""Drafts, publishing and taking a verdict back. Each is one transaction and safe to send twice.

Locks are taken in one order: learner, thread, request, draft or review.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import MENTORS, User
from accounts.services import hold
from mentoring.models import (
    Draft,
    NoticeKind,
    RequestStatus,
    Review,
    ReviewRequest,
    Side,
    Subject,
    Thread,
    ThreadEventKind,
    Turn,
    Verdict,
)
from mentoring.models.people import are_blocked
from mentoring.models.threads import record
from mentoring.notify import notify, settle
from mentoring.review_forms import steps_named_by
from mentoring.rubric import mean
from mentoring.written import Written, mark_of, written_in
from progress.verification_services import verify, withdraw_verification
from roadmap.models import Step

# What the learner is told.
TOLD = {
    Verdict.APPROVED: _("%(name)s reviewed “%(title)s”: approved."),
    Verdict.SMALL_FIXES: _("%(name)s reviewed “%(title)s”: approved with small fixes."),
    Verdict.CHANGES: _("%(name)s reviewed “%(title)s”: changes requested."),
    Verdict.ANSWERED: _("%(name)s reviewed “%(title)s”: answered, no verdict."),
    Verdict.CANNOT: _("%(name)s reviewed “%(title)s”: cannot review."),
}


class Place(StrEnum):
    """Where a mentor stands with a request that they write about."""

    HELD = "held"
    EXPIRED = "expired"
    FREE = "free"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    GONE = "gone"
    BLOCKED = "blocked"

    @property
    def may_publish(self) -> bool:
        """An expired claim is taken again by publishing, while nobody else has taken it."""
        return self in {Place.HELD, Place.EXPIRED}


class NotKeptError(Exception):
    """The mentor never held the request, or has published their review of it."""


class StaleDraftError(Exception):
    """Another window has saved something else since this one was opened."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("Another window has saved something else.")
        self.draft = draft


class CannotPublishError(Exception):
    """The request has moved on; `place` says where to."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.value)
        self.place = place


def place_of(asked: ReviewRequest, mentor: User, now: datetime.datetime) -> Place:
    """Where the mentor stands with it. At most two queries: blocks, and who else holds it."""
    settled = {
        RequestStatus.WITHDRAWN: Place.WITHDRAWN,
        RequestStatus.ANSWERED: Place.ANSWERED,
    }
    if asked.learner is None or asked.submission is None:
        return Place.GONE
    if asked.status in settled:
        return settled[RequestStatus(asked.status)]
    if asked.learner_id == mentor.pk or are_blocked(mentor, asked.learner):
        return Place.BLOCKED
    if asked.claimed_by_id == mentor.pk:
        return Place.HELD if asked.is_held_by(mentor, now) else Place.EXPIRED
    return Place.TAKEN if asked.holder(now) else Place.FREE


@transaction.atomic
def save_draft(
    *,
    request: ReviewRequest,
    mentor: User,
    written: Written,
    now: datetime.datetime,
    seen: Collection[str] = (),
) -> Draft:
    """Keep what the mentor has written, complete or not, whatever became of the request.

    `seen` are the marks that the writer's window knows of; without any, none is compared.
    Raises NotKeptError, and StaleDraftError where another window has saved something else.
    """
    asked = ReviewRequest.objects.select_for_update().get(pk=request.pk)
    draft = _locked_draft(asked, mentor)
    if draft is None and not _may_begin(asked, mentor):
        raise NotKeptError
    check_seen(draft, written, seen)
    if draft is None:
        draft = Draft(request=asked, mentor=mentor)
    elif written_in(draft) == written:
        return draft
    _write(draft, written)
    draft.steps = None if written.steps is None else list(written.steps)
    draft.saved_at = now
    draft.save()
    return draft


def check_seen(draft: Draft | None, written: Written, seen: Collection[str]) -> None:
    """Raise StaleDraftError where writing would lose what the writer has not seen."""
    if draft and seen and mark_of(draft) not in seen and written_in(draft) != written:
        raise StaleDraftError(draft)


@transaction.atomic
def discard_draft(*, request: ReviewRequest, mentor: User) -> bool:
    """Remove the mentor's own draft; whether there was one."""
    draft = _locked_draft(request, mentor)
    if draft is None:
        return False
    draft.delete()
    return True


@transaction.atomic
def publish(
    *,
    request: ReviewRequest,
    mentor: User,
    written: Written,
    now: datetime.datetime,
    seen: Collection[str] = (),
) -> Review:
    """Publish a review that the form has checked; the one there is when it was sent before.

    Raises CannotPublishError where the request has moved on, and StaleDraftError.
    """
    try:
        asked = _locked_request(request)
    except (User.DoesNotExist, ReviewRequest.DoesNotExist):
        raise CannotPublishError(Place.GONE) from None
    published = Review.objects.filter(request=asked, mentor=mentor).first()
    if published:
        return published
    _check_place(asked, mentor, now)
    draft = _locked_draft(asked, mentor)
    check_seen(draft, written, seen)
    review = _add_review(asked, mentor, written, now)
    _settle(asked, now)
    if Verdict(review.verdict).approves:
        _verify(asked, review)
    _pass_thread_on(asked.thread, review)
    record(
        thread=asked.thread,
        kind=ThreadEventKind.PUBLISHED,
        actor=mentor,
        side=Side.MENTOR,
        at=now,
        request=asked,
    )
    said = TOLD[Verdict(review.verdict)]
    _tell(
        review,
        f"review-{review.pk}",
        lambda: str(said) % {"name": mentor.name, "title": asked.title},
        now,
    )
    if draft:
        draft.delete()
    return review


@transaction.atomic
def withdraw_verdict(
    *, review: Review, by: User, side: Side, reason: str, now: datetime.datetime
) -> bool:
    """Take a verdict back, with the reason that the learner reads; whether it stood until now.

    The review stays to be read, and so does what was verified, dated.
    """
    try:
        asked = _locked_request(review.request)
    except User.DoesNotExist:
        # The author of the work has left in this moment; the lock finds the rows without them.
        asked = _locked_request(ReviewRequest.objects.get(pk=review.request_id))
    held = Review.objects.select_for_update(of=("self",)).select_related("mentor")
    review = held.get(pk=review.pk)
    if review.withdrawn_at is not None or review.verdict == Verdict.ANSWERED:
        return False
    review.withdrawn_at, review.withdrawn_reason = now, reason
    review.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    withdraw_verification(source=review.key, at=now)
    record(
        thread=asked.thread,
        kind=ThreadEventKind.VERDICT_WITHDRAWN,
        actor=by,
        side=side,
        at=now,
        request=asked,
        note=reason,
    )
    review.request = asked
    _back_to_learner(asked.thread, now)
    said = _("The verdict on “%(title)s” was withdrawn. The review says why.")
    cause = f"verdict-withdrawn-{review.pk}"
    _tell(review, cause, lambda: str(said) % {"title": asked.title}, now)
    return True


def _locked_request(request: ReviewRequest) -> ReviewRequest:
    """The request, held after its learner and its thread."""
    if request.learner is not None:
        hold(request.learner)
    thread = Thread.objects.select_for_update(of=("self",)).get(pk=request.thread_id)
    requests = ReviewRequest.objects.select_related("learner", "project", "submission")
    asked = requests.select_for_update(of=("self",)).get(pk=request.pk)
    asked.thread = thread
    return asked


def _locked_draft(asked: ReviewRequest, mentor: User) -> Draft | None:
    return Draft.objects.select_for_update().filter(request=asked, mentor=mentor).first()


def _may_begin(asked: ReviewRequest, mentor: User) -> bool:
    """Whoever has held the request: what they typed while it slipped away is kept too."""
    if Review.objects.filter(request=asked, mentor=mentor).exists():
        return False
    began = asked.events.filter(kind=ThreadEventKind.CLAIMED, actor=mentor)
    return asked.claimed_by_id == mentor.pk or began.exists()


def _check_place(asked: ReviewRequest, mentor: User, now: datetime.datetime) -> None:
    place = place_of(asked, mentor, now)
    if not place.may_publish:
        raise CannotPublishError(place)
    mentors = User.objects.filter(groups__name=MENTORS, is_active=True)
    if not mentors.filter(pk=mentor.pk).exists():
        raise CannotPublishError(Place.BLOCKED)


def _write(text: Draft | Review, written: Written) -> None:
    text.scores = dict(written.scores)
    text.comments = dict(written.comments)
    text.summary = written.summary
    text.verdict = written.verdict
    text.reason = written.reason
    text.private_note = written.private_note


def _add_review(
    asked: ReviewRequest, mentor: User, written: Written, now: datetime.datetime
) -> Review:
    review = Review(request=asked, mentor=mentor, published_at=now)
    _write(review, written)
    verdict = Verdict(review.verdict)
    if verdict != Verdict.CANNOT:
        review.reason = ""
    named = list(steps_named_by(asked))
    ticked = named if written.steps is None else written.steps
    review.steps = [slug for slug in named if slug in ticked] if verdict.approves else []
    review.save()
    return review


def _settle(asked: ReviewRequest, now: datetime.datetime) -> None:
    asked.status, asked.settled_at = RequestStatus.ANSWERED, now
    asked.claimed_by = asked.claimed_at = asked.claim_expires_at = None
    asked.save(
        update_fields=["status", "settled_at", "claimed_by", "claimed_at", "claim_expires_at"]
    )
    settle(kind=NoticeKind.REQUEST_RECEIVED, cause=asked.notice_cause, at=now)


def _verify(asked: ReviewRequest, review: Review) -> None:
    assert asked.learner is not None  # noqa: S101 - place_of has seen them
    assert asked.submission is not None  # noqa: S101 - the same
    is_project = asked.subject == Subject.PROJECT
    verify(
        user=asked.learner,
        subject=asked.subject,
        project=asked.project if is_project else None,
        fingerprint=asked.submission.fingerprint,
        steps=Step.objects.filter(slug__in=review.steps),
        mentor=review.mentor,
        score=mean(review.given_scores),
        source=review.key,
        at=review.published_at,
    )


def _pass_thread_on(thread: Thread, review: Review) -> None:
    is_learners = review.verdict in {Verdict.SMALL_FIXES, Verdict.CHANGES}
    to = Turn.LEARNER if is_learners and thread.closed_at is None else Turn.NOBODY
    thread.mentor = review.mentor
    thread.pass_turn(to, review.published_at)
    thread.save(update_fields=["mentor", "turn", "turn_since"])


def _back_to_learner(thread: Thread, now: datetime.datetime) -> None:
    """Theirs to ask again, unless a request waits, the thread is closed or they are gone."""
    waits = thread.requests.filter(status=RequestStatus.WAITING).exists()
    if thread.learner_id is None or thread.closed_at is not None or waits:
        return
    thread.pass_turn(Turn.LEARNER, now)
    thread.save(update_fields=["turn", "turn_since"])


def _tell(review: Review, cause: str, text: Callable[[], str], now: datetime.datetime) -> None:
    learner = review.request.learner
    if learner is None:
        return
    thread = review.request.thread
    notify(
        kind=NoticeKind.REVIEW_PUBLISHED,
        recipients=[learner],
        cause=cause,
        text=text,
        address=reverse("mentoring:thread", args=[thread.pk]),
        at=now,
        actor=review.mentor,
        thread=thread,
    )
