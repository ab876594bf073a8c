"""What people do in a conversation: write, close it, report it, part from one another."""

from __future__ import annotations

import datetime
import uuid
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import MENTORS, User
from accounts.services import hold
from mentoring.models import (
    Block,
    Message,
    NoticeKind,
    Report,
    Review,
    ReviewRequest,
    Side,
    Subject,
    Submission,
    Thread,
    ThreadEventKind,
    Turn,
)
from mentoring.models.people import are_blocked, blocked_for
from mentoring.models.threads import record
from mentoring.notify import notify
from mentoring.parting import older

NO_LONGER_HERE = _("You no longer take part in this conversation.")
LEARNER_GONE = _("The learner’s account is deleted, so nobody would read this.")
MENTOR_GONE = _("The mentor is no longer here. Ask again, and another one will answer.")
NOBODY_READS = _("No mentor reads this at the moment. Ask for a review first.")
BLOCKED = _("Nothing new can be written here, because one of you has blocked the other.")
CLOSED = _("The learner has closed this conversation.")
CLOSED_OWN = _("You have closed this conversation. Asking again opens it.")
STILL_WAITING = _(
    "A request is still waiting here. Withdraw it first, then close the conversation."
)
REPORTED = _("Your report is with the admins already.")


class Refused(ValidationError):
    """What was asked for can't be done now; says why in words for the person."""

    @property
    def reason(self) -> str:
        return str(self.messages[0])


def title_of(thread: Thread, until: datetime.datetime | None = None) -> str:
    """Of the newest version, by then; it went with its author's account. One query."""
    if thread.subject == Subject.PORTFOLIO and thread.learner_id:
        return gettext("Portfolio")
    versions = older(Submission.objects.filter(thread=thread), "frozen_at", until)
    newest = versions.order_by("-version")
    return newest.values_list("title", flat=True).first() or gettext("Work of a former member")


def waiting_in(thread: Thread) -> ReviewRequest | None:
    """The request that waits in a conversation. There is one at most."""
    return ReviewRequest.objects.waiting().filter(thread=thread).first()


def reader_of(thread: Thread, waiting: ReviewRequest | None, now: datetime.datetime) -> User | None:
    """The mentor who reads what the learner writes: who holds the claim, or of the newest review.

    Nobody who left the mentors, and nobody whom a block parts from the learner. One query.
    """
    if thread.learner is None:
        return None
    keys = [key for key in (waiting and waiting.claimer(now), thread.mentor_id) if key]
    there = (
        User.objects.filter(pk__in=keys, is_active=True, groups__name=MENTORS)
        .exclude(pk__in=blocked_for(thread.learner).values("pk"))
        .in_bulk()
    )
    return next((there[key] for key in keys if key in there), None)


def refusal_of(
    *, thread: Thread, author: User, waiting: ReviewRequest | None, now: datetime.datetime
) -> str:
    """Why this person can't write here now. Empty where they can."""
    is_own = thread.learner_id == author.pk
    if thread.learner is None:
        return str(LEARNER_GONE)
    if not is_own and are_blocked(author, thread.learner):
        return str(BLOCKED)
    if thread.closed_at:
        return str(CLOSED_OWN if is_own else CLOSED)
    if not is_own or reader_of(thread, waiting, now):
        return ""
    if thread.mentor and are_blocked(thread.learner, thread.mentor):
        return str(BLOCKED)
    if waiting:
        return ""
    reviewed = thread.mentor_id or Review.objects.filter(request__thread=thread).exists()
    return str(MENTOR_GONE if reviewed else NOBODY_READS)


@transaction.atomic
def post_message(
    *, thread: Thread, author: User, text: str, submission: uuid.UUID, now: datetime.datetime
) -> tuple[Message, bool]:
    """Add a message, pass the turn, tell the other side.

    Returns the message and whether it is new: a form that is sent twice adds one. Raises
    Refused where this person can't write here, or can't any more.
    """
    thread = _held(thread)
    there = Message.objects.filter(thread=thread, submission=submission).first()
    if there and there.author_id == author.pk:
        return there, False
    if not Thread.objects.seen_by(author, now).filter(pk=thread.pk).exists():
        raise Refused(NO_LONGER_HERE)
    waiting = waiting_in(thread)
    if reason := refusal_of(thread=thread, author=author, waiting=waiting, now=now):
        raise Refused(reason)
    is_own = thread.learner_id == author.pk
    message = Message.objects.create(
        thread=thread,
        author=author,
        side=Side.LEARNER if is_own else Side.MENTOR,
        text=text,
        at=now,
        # Somebody else's number is no number.
        submission=uuid.uuid4() if there else submission,
    )
    # While a request waits it is the mentors' turn, whatever is said meanwhile.
    if is_own or waiting is None:
        thread.pass_turn(Turn.MENTOR if is_own else Turn.LEARNER, now)
        thread.save(update_fields=["turn", "turn_since"])
    _tell(message, reader_of(thread, waiting, now) if is_own else thread.learner, now)
    return message, True


@transaction.atomic
def close(*, thread: Thread, now: datetime.datetime) -> bool:
    """The learner is done with it. False where it was closed already.

    Raises Refused while a request waits: it would be lost without a word.
    """
    thread = _held(thread)
    if thread.closed_at:
        return False
    if waiting_in(thread):
        raise Refused(STILL_WAITING)
    thread.closed_at = now
    thread.pass_turn(Turn.NOBODY, now)
    thread.save(update_fields=["closed_at", "turn", "turn_since"])
    record(
        thread=thread,
        kind=ThreadEventKind.CLOSED,
        actor=thread.learner,
        side=Side.LEARNER,
        at=now,
    )
    return True


@transaction.atomic
def report(*, thread: Thread, reporter: User, reason: str, now: datetime.datetime) -> Report:
    """Tell the admins. The same words sent twice are one report.

    Raises Refused where another report of this person is still open here.
    """
    thread = _held(thread)
    there = open_report(thread, reporter)
    if there is None:
        return Report.objects.create(thread=thread, reporter=reporter, reason=reason, at=now)
    if there.reason != reason:
        raise Refused(REPORTED)
    return there


def open_report(thread: Thread, reporter: User) -> Report | None:
    return Report.objects.filter(thread=thread, reporter=reporter, resolved_at=None).first()


@transaction.atomic
def block(*, by: User, person: User, now: datetime.datetime) -> bool:
    """Part two people for good: nothing new passes between them. False where that is so already.

    A claim of the one on a request of the other ends; what was written stays.
    """
    pair = [by.pk, person.pk]
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=pair).order_by("pk")
    if len(locked) < len(set(pair)) or by == person:
        return False
    # All of them, so that a claim made meanwhile waits and then finds the block.
    requests = ReviewRequest.objects.waiting().filter(learner__in=pair)
    threads = Thread.objects.filter(pk__in=requests.order_by().values("thread")).order_by("pk")
    by_pk = {thread.pk: thread for thread in threads.select_for_update(of=("self",))}
    held = list(requests.select_for_update(of=("self",)).order_by("pk"))
    made = Block.objects.get_or_create(by=by, person=person)[1]
    for request in held:
        if request.claimed_by_id in pair and request.claimed_by_id != request.learner_id:
            _release(request, by_pk[request.thread_id], by, person, now)
    return made


def people_to_block(thread: Thread, user: User, now: datetime.datetime) -> list[User]:
    """The other side of a conversation as this person sees it: who has written or reviewed here,
    and who holds the request. Whom they have blocked already stays among them."""
    if thread.learner_id != user.pk:
        return [thread.learner] if thread.learner else []
    holders = ReviewRequest.objects.filter(thread=thread, claim_expires_at__gt=now)
    writers = Message.objects.filter(thread=thread, side=Side.MENTOR)
    mentors = Review.objects.filter(request__thread=thread)
    return list(
        User.objects.filter(
            Q(pk__in=mentors.order_by().values("mentor"))
            | Q(pk__in=holders.order_by().values("claimed_by"))
            | Q(pk__in=writers.order_by().values("author"))
        )
        .exclude(pk=user.pk)
        .order_by("display_name", "pk")
    )


def left_to_block(thread: Thread, user: User, now: datetime.datetime) -> list[User]:
    """Those of the other side whom this person has not blocked."""
    people = people_to_block(thread, user, now)
    blocked = set(Block.objects.filter(by=user).values_list("person", flat=True)) if people else ()
    return [person for person in people if person.pk not in blocked]


def _held(thread: Thread) -> Thread:
    """The conversation as it is now, one change at a time: its learner first, then itself."""
    if thread.learner is not None:
        with suppress(User.DoesNotExist):
            hold(thread.learner)
    return (
        Thread.objects.select_for_update(of=("self",))
        .select_related("learner", "mentor")
        .get(pk=thread.pk)
    )


def _tell(message: Message, recipient: User | None, now: datetime.datetime) -> None:
    if recipient is None:
        return
    thread = message.thread
    notify(
        kind=NoticeKind.YOUR_TURN,
        recipients=[recipient],
        cause=f"message-{message.pk}",
        text=lambda: (
            gettext("%(name)s wrote to you about “%(title)s”")
            % {"name": message.author_name, "title": title_of(thread)}
        ),
        address=f"{thread.get_absolute_url()}#message-{message.pk}",
        at=now,
        actor=message.author,
        thread=thread,
    )


def _release(
    request: ReviewRequest, thread: Thread, by: User, person: User, now: datetime.datetime
) -> None:
    """End a claim. The conversation doesn't say that a block did: the review is given back."""
    if request.holder(now):
        record(
            thread=thread,
            kind=ThreadEventKind.RELEASED,
            actor=by if request.claimed_by_id == by.pk else person,
            side=Side.MENTOR,
            at=now,
            request=request,
        )
    request.claimed_by = request.claimed_at = request.claim_expires_at = None
    request.save(update_fields=["claimed_by", "claimed_at", "claim_expires_at"])
