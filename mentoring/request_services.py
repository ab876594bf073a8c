"""A learner asks for a review, or takes the request back.

Check, lock, re-check, act: the learner first, then the work, its thread, the request.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import MENTORS, User
from accounts.services import hold
from mentoring.freezing import (
    Copies,
    freeze_portfolio,
    freeze_project,
    newest_of,
    pictures_of,
    projects_whole,
)
from mentoring.models import (
    Look,
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
from mentoring.models.people import blocked_for, mentors_of
from mentoring.models.threads import record
from mentoring.notify import notify, settle
from portfolio.models import Portfolio
from portfolio.snapshots import fingerprint_of_portfolio, snapshot_of_portfolio
from progress.models import Project
from progress.snapshots import fingerprint_of

UNDER_WAY = _("A review is under way. You can ask for a second reader once it is there.")
ASKED_ALREADY = _("You have asked for a second reader already. There is one per conversation.")
NO_REVIEW = _("There is no review of your newest version that stands. Ask for a review first.")


class UnderWayError(Exception):
    """A request for this work waits already, in `thread`."""

    def __init__(self, thread: Thread) -> None:
        super().__init__("A review of this is under way already.")
        self.thread = thread


class NoSecondReaderError(Exception):
    """A second reader can't be asked for now; the message says why."""


def ask_project(
    *, learner: User, project: Project, look: str, question: str, now: datetime.datetime
) -> ReviewRequest:
    """Freeze the project as it is and put it in the queue.

    Raises UnderWayError, and Project.DoesNotExist where it was deleted meanwhile.
    """
    own = projects_whole().filter(user=learner)
    with Copies() as copies:
        # Ahead of the locks: SQLite has one writer at a time, and pictures take their time.
        before = own.get(pk=project.pk)
        if not _is_frozen(Thread.objects.filter(project=project), fingerprint_of(before)):
            copies.make(before.images.all())
        with transaction.atomic():
            hold(learner)
            Project.objects.select_for_update().get(pk=project.pk, user=learner)
            whole = own.get(pk=project.pk)
            thread = _thread(now, project=whole, subject=Subject.PROJECT, learner=learner)
            submission = freeze_project(thread=thread, project=whole, copies=copies, at=now)
            request = ReviewRequest(submission=submission, look=look, question=question)
            return _ask(request, thread, now)


def ask_portfolio(
    *,
    learner: User,
    portfolio: Portfolio,
    look: str,
    question: str,
    now: datetime.datetime,
    today: datetime.date,
) -> ReviewRequest:
    """Freeze the portfolio with all that it shows, and put it in the queue.

    Raises UnderWayError, and Portfolio.DoesNotExist where it went meanwhile.
    """
    own = Portfolio.objects.filter(user=learner).select_related("user")
    with Copies() as copies:
        before = own.get(pk=portfolio.pk)
        threads = Thread.objects.filter(subject=Subject.PORTFOLIO, learner=learner)
        if not _is_frozen(threads, fingerprint_of_portfolio(before)):
            copies.make(pictures_of(snapshot_of_portfolio(before, today)))
        with transaction.atomic():
            hold(learner)
            Portfolio.objects.select_for_update().get(pk=portfolio.pk, user=learner)
            # The projects too: none changes between one question of the snapshot and the next.
            shown = Project.objects.filter(shown_in__portfolio=portfolio).order_by("pk")
            list(shown.select_for_update(of=("self",)))
            thread = _thread(now, subject=Subject.PORTFOLIO, learner=learner)
            submission = freeze_portfolio(
                thread=thread,
                portfolio=own.get(pk=portfolio.pk),
                copies=copies,
                at=now,
                today=today,
            )
            request = ReviewRequest(submission=submission, look=look, question=question)
            return _ask(request, thread, now)


@transaction.atomic
def ask_second_reader(
    *, thread: Thread, learner: User, question: str, now: datetime.datetime
) -> ReviewRequest:
    """Ask another mentor about the version that was reviewed. Raises NoSecondReaderError."""
    hold(learner)
    locked = Thread.objects.select_for_update().get(pk=thread.pk, learner=learner)
    reason = why_no_second_reader(locked)
    reviewed = _newest_standing_review(locked)
    if reason or reviewed is None:
        raise NoSecondReaderError(reason)
    request = ReviewRequest(
        submission=reviewed.request.submission,
        look=reviewed.request.look,
        question=question,
        is_second=True,
    )
    try:
        return _ask(request, locked, now)
    except UnderWayError as error:
        raise NoSecondReaderError(UNDER_WAY) from error


def why_no_second_reader(thread: Thread) -> str:
    """Why the learner can't ask for a second reader now; nothing if they can."""
    if is_waiting(thread):
        return str(UNDER_WAY)
    if thread.requests.filter(is_second=True).exclude(status=RequestStatus.WITHDRAWN).exists():
        return str(ASKED_ALREADY)
    if _newest_standing_review(thread) is None:
        return str(NO_REVIEW)
    return ""


@transaction.atomic
def withdraw(*, request: ReviewRequest, learner: User, now: datetime.datetime) -> bool:
    """Take the request out of the queue; whether it was still there.

    Whoever held it loses the claim and keeps their draft.
    """
    hold(learner)
    thread = Thread.objects.select_for_update().get(pk=request.thread_id)
    locked = (
        ReviewRequest.objects.select_for_update(of=("self",))
        .filter(pk=request.pk, learner=learner)
        .first()
    )
    if locked is None or not locked.is_waiting:
        return False
    locked.status = RequestStatus.WITHDRAWN
    locked.settled_at = now
    locked.claimed_by = locked.claimed_at = locked.claim_expires_at = None
    locked.save(
        update_fields=["status", "settled_at", "claimed_by", "claimed_at", "claim_expires_at"]
    )
    settle(kind=NoticeKind.REQUEST_RECEIVED, cause=locked.notice_cause, at=now)
    thread.pass_turn(_turn_without_request(thread), now)
    thread.save(update_fields=["turn", "turn_since"])
    record(
        thread=thread,
        kind=ThreadEventKind.WITHDRAWN,
        actor=learner,
        side=Side.LEARNER,
        at=now,
        request=locked,
    )
    return True


def is_waiting(thread: Thread) -> bool:
    return thread.requests.filter(status=RequestStatus.WAITING).exists()


def questions_kept(thread: Thread) -> set[str]:
    """What the requests ask that stand in the way of another one."""
    there = thread.requests.exclude(status=RequestStatus.WITHDRAWN)
    there = there.filter(Q(status=RequestStatus.WAITING) | Q(is_second=True))
    return set(there.values_list("question", flat=True))


def open_request(**lookup: Any) -> ReviewRequest | None:
    """The request that waits for such a project or learner's portfolio."""
    return (
        ReviewRequest.objects.filter(status=RequestStatus.WAITING, **lookup)
        .select_related("thread")
        .first()
    )


def _ask(request: ReviewRequest, thread: Thread, now: datetime.datetime) -> ReviewRequest:
    """Put the request in the queue, say so in the thread, and tell mentors."""
    request.thread, request.subject = thread, thread.subject
    request.learner, request.project = thread.learner, thread.project
    request.stage = request.submission.stage if request.submission else None
    request.requested_at = now
    if is_waiting(thread):
        raise UnderWayError(thread)
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise UnderWayError(thread) from error
    thread.closed_at = None
    thread.pass_turn(Turn.MENTOR, now)
    thread.save(update_fields=["closed_at", "turn", "turn_since"])
    second = request.is_second
    record(
        thread=thread,
        kind=ThreadEventKind.SECOND_ASKED if second else ThreadEventKind.ASKED,
        actor=thread.learner,
        side=Side.LEARNER,
        at=now,
        request=request,
    )
    notify(
        kind=NoticeKind.REQUEST_RECEIVED,
        recipients=_told_of(request),
        cause=request.notice_cause,
        text=lambda: _in_words(request),
        address=reverse("mentoring:request", args=[request.pk]),
        at=now,
        actor=request.learner,
        thread=thread,
    )
    return request


def _thread(now: datetime.datetime, **work: Any) -> Thread:
    """The one thread about this work, locked."""
    same = {name: work[name] for name in ("project",) if name in work} or work
    thread, _ = Thread.objects.select_for_update().get_or_create(
        **same, defaults=work | {"turn": Turn.MENTOR, "turn_since": now}
    )
    return thread


def _is_frozen(threads: QuerySet[Thread], fingerprint: str) -> bool:
    """Whether the newest version is the present one already."""
    thread = threads.first()
    newest = newest_of(thread) if thread else None
    return newest is not None and newest.fingerprint == fingerprint


def _told_of(request: ReviewRequest) -> list[User]:
    """The learner's own mentors and the thread's; without any, all whom no block parts them from.

    A second reader is somebody else than whoever has reviewed the work.
    """
    learner, thread = request.learner, request.thread
    if learner is None:
        return []
    mentors = (
        User.objects.filter(is_active=True, groups__name=MENTORS)
        .exclude(pk=learner.pk)
        .exclude(pk__in=blocked_for(learner).values("pk"))
    )
    if request.is_second:
        reviewers = Review.objects.filter(request__thread=thread, mentor__isnull=False)
        mentors = mentors.exclude(pk__in=reviewers.order_by().values("mentor"))
    own = mentors.filter(Q(pk__in=mentors_of(learner).values("pk")) | Q(pk=thread.mentor_id))
    return list(own) or list(mentors)


def _in_words(request: ReviewRequest) -> str:
    if request.is_second:
        text = gettext("%(name)s asks for a second reader of “%(title)s”")
    elif request.look == Look.CAREER:
        text = gettext("%(name)s asks a career question about “%(title)s”")
    elif request.look == Look.QUICK:
        text = gettext("%(name)s asks for a quick look at “%(title)s”")
    else:
        text = gettext("%(name)s asks for a full review of “%(title)s”")
    return text % {"name": request.thread.learner_name, "title": request.title}


def _newest_standing_review(thread: Thread) -> Review | None:
    """A review of the newest version whose verdict nobody has taken back."""
    newest = newest_of(thread)
    if newest is None:
        return None
    return (
        Review.objects.filter(
            request__thread=thread, request__submission=newest, withdrawn_at__isnull=True
        )
        .select_related("request__submission")
        .last()
    )


def _turn_without_request(thread: Thread) -> Turn:
    """Whose turn it is once nothing waits, by the newest review and what was said since."""
    review = Review.objects.filter(request__thread=thread).last()
    if review is None:
        return Turn.NOBODY
    message = thread.messages.filter(at__gt=review.published_at).last()
    if message is not None:
        return Turn.MENTOR if message.side == Side.LEARNER else Turn.LEARNER
    asks = review.verdict in {Verdict.SMALL_FIXES, Verdict.CHANGES}
    return Turn.LEARNER if asks and review.withdrawn_at is None else Turn.NOBODY
