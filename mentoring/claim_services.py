"""Claims: a mentor takes a request for a while, asks for more time, gives it back.

A claim is three columns of its request. It ends by being compared with the present moment,
never by a job.
"""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import hold
from mentoring.models import NoticeKind, ReviewRequest, Side, ThreadEventKind
from mentoring.models.requests import CLAIM_LASTS
from mentoring.models.threads import record
from mentoring.notify import settle

# Asked for twice at once, more time is given once.
LEAST_GAIN = datetime.timedelta(hours=1)


class ClaimedByAnotherError(Exception):
    """Another mentor holds the request."""


class NotOpenError(Exception):
    """The request does not wait any more, or is not for this mentor."""


@transaction.atomic
def claim(*, request: ReviewRequest, mentor: User, now: datetime.datetime) -> bool:
    """The mentor holds the request from now on. False if they did before.

    Of several at once one gets it. Raises ClaimedByAnotherError and NotOpenError.
    """
    _hold_learner(request)
    # Read again: a block of a moment ago counts.
    if not ReviewRequest.objects.open_to(mentor).filter(pk=request.pk).exists():
        raise NotOpenError
    # Columns of the row and who the mentors are: PostgreSQL looks again where it had to wait.
    taken = (
        ReviewRequest.objects.waiting()
        .free(now)
        .filter(pk=request.pk)
        .update(claimed_by=mentor, claimed_at=now, claim_expires_at=now + CLAIM_LASTS)
    )
    if taken:
        _record(request, ThreadEventKind.CLAIMED, mentor, now)
    elif not ReviewRequest.objects.held_by(mentor, now).filter(pk=request.pk).exists():
        raise ClaimedByAnotherError
    settle(kind=NoticeKind.REQUEST_RECEIVED, cause=request.notice_cause, at=now, recipient=mentor)
    return bool(taken)


@transaction.atomic
def extend(*, request: ReviewRequest, mentor: User, now: datetime.datetime) -> bool:
    """Three days from now, also after the claim's end while nobody else took it.

    False if it has them already. Raises ClaimedByAnotherError where it is not theirs any more
    and NotOpenError.
    """
    _hold_learner(request)
    found = ReviewRequest.objects.open_to(mentor).select_for_update(of=("self",))
    held = found.filter(pk=request.pk).first()
    if held is None:
        raise NotOpenError
    if held.claimed_by_id != mentor.pk or held.claim_expires_at is None:
        raise ClaimedByAnotherError
    if now + CLAIM_LASTS - held.claim_expires_at < LEAST_GAIN:
        return False
    held.claim_expires_at = now + CLAIM_LASTS
    held.save(update_fields=["claim_expires_at"])
    _record(request, ThreadEventKind.EXTENDED, mentor, now)
    return True


@transaction.atomic
def release(*, request: ReviewRequest, mentor: User, now: datetime.datetime) -> bool:
    """Anybody may take it again. What was written stays with its mentor. False if not theirs."""
    _hold_learner(request)
    given_back = (
        ReviewRequest.objects.waiting()
        .filter(pk=request.pk, claimed_by=mentor)
        .update(claimed_by=None, claimed_at=None, claim_expires_at=None)
    )
    if given_back:
        _record(request, ThreadEventKind.RELEASED, mentor, now)
    return bool(given_back)


def _hold_learner(request: ReviewRequest) -> None:
    """First in the order of locks: what the learner does with the request waits, and a block."""
    if request.learner is None:
        raise NotOpenError
    try:
        hold(request.learner)
    except User.DoesNotExist as error:
        raise NotOpenError from error


def _record(
    request: ReviewRequest, kind: ThreadEventKind, mentor: User, now: datetime.datetime
) -> None:
    record(
        thread=request.thread, kind=kind, actor=mentor, side=Side.MENTOR, at=now, request=request
    )
