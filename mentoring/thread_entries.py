"""What was said and done in a conversation, in order and in the reader's words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import FORMER_MEMBER, User
from mentoring.models import (
    Message,
    Review,
    ReviewRequest,
    Side,
    Thread,
    ThreadEvent,
    ThreadEventKind,
    Verdict,
)
from mentoring.parting import older, seen_until
from mentoring.review_page import ReviewCard, card_of
from progress.notes import render_note

ENTRIES_A_PAGE = 50
# Pages beyond are not there: the fetch grows with the page.
MOST_PAGES = 200

# Beside a name; of the learner none is said.
ROLES = {Side.MENTOR: _("mentor"), Side.ADMIN: _("admin")}

# Told by the rows that they are about.
TOLD_ELSEWHERE = (
    ThreadEventKind.ASKED,
    ThreadEventKind.SECOND_ASKED,
    ThreadEventKind.PUBLISHED,
)
# Each with the number of the version, and without one where its author is gone.
SENT = (_("sent version %(version)s"), _("sent a version"))
ASKED_AGAIN = (_("asked again about version %(version)s"), _("asked again about a version"))
ASKED_SECOND = (
    _("asked for a second reader of version %(version)s"),
    _("asked for a second reader of a version"),
)
VERDICT_WORDS = {
    Verdict.APPROVED: (_("approved version %(version)s"), _("approved a version")),
    Verdict.SMALL_FIXES: (
        _("approved version %(version)s with small fixes"),
        _("approved a version with small fixes"),
    ),
    Verdict.CHANGES: (
        _("asked for changes to version %(version)s"),
        _("asked for changes to a version"),
    ),
    Verdict.ANSWERED: (_("answered about version %(version)s"), _("answered about a version")),
    Verdict.CANNOT: (_("could not review version %(version)s"), _("could not review a version")),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said or done. `card` is the review, on an entry that is one."""

    kind: str
    anchor: str
    at: datetime.datetime
    who: str
    initials: str
    role: str
    words: str
    body: SafeString = SafeString()
    address: str = ""
    version: int | None = None
    note: str = ""
    card: ReviewCard | None = None
    withdraw_address: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of a conversation, the oldest first; page 1 is the newest."""

    rows: list[Entry]
    page: int
    has_earlier: bool


def entries_of(thread: Thread, reader: User) -> list[Entry]:
    """The newest, in order. Four queries, however many there are; one more for a mentor."""
    return entries_page(thread, reader).rows


def entries_page(thread: Thread, reader: User, page: int = 1) -> Entries:
    """One page of what this reader sees of it."""
    end = page * ENTRIES_A_PAGE
    until = seen_until(thread, reader)
    found = sorted(
        (row for rows in _rows_of(thread, until) for row in rows.reverse()[: end + 1]),
        key=_place,
        reverse=True,
    )
    shown = found[end - ENTRIES_A_PAGE : end]
    earlier = _earlier_reviews(row for row in reversed(found) if isinstance(row, Review))
    rows = [entry_of(row, thread, reader, earlier) for row in reversed(shown)]
    return Entries(rows, page, has_earlier=len(found) > end)


def entry_of(
    row: Any, thread: Thread, reader: User, earlier: Mapping[int, Review] | None = None
) -> Entry:
    """A row of any of the four kinds in the reader's words.

    `earlier` has the review before, by the key of the review.
    """
    if isinstance(row, Message):
        return _message(row, reader)
    if isinstance(row, ThreadEvent):
        return _event(row, reader)
    if isinstance(row, ReviewRequest):
        return _version(row, thread, reader)
    is_mentor = thread.learner_id != reader.pk
    card = card_of(row, earlier=(earlier or {}).get(row.pk), for_mentor=is_mentor)
    return _review(row, card, reader)


def _earlier_reviews(reviews: Iterable[Review]) -> dict[int, Review]:
    """For each review, the oldest first, the one with scores before it."""
    found: dict[int, Review] = {}
    before = None
    for review in reviews:
        if before:
            found[review.pk] = before
        before = review if review.given_scores else before
    return found


def _rows_of(thread: Thread, until: datetime.datetime | None) -> Iterable[QuerySet[Any]]:
    """Each in the order in which it happened, as far as until then."""
    rows: tuple[tuple[QuerySet[Any], str], ...] = (
        (
            ReviewRequest.objects.filter(thread=thread)
            .select_related("learner", "submission")
            .defer("submission__content"),
            "requested_at",
        ),
        (
            ThreadEvent.objects.filter(thread=thread)
            .exclude(kind__in=TOLD_ELSEWHERE)
            .select_related("actor"),
            "at",
        ),
        (
            Review.objects.filter(request__thread=thread).select_related(
                "mentor", "request__submission"
            ),
            "published_at",
        ),
        (Message.objects.filter(thread=thread).select_related("author"), "at"),
    )
    return (older(found, time, until).order_by(time, "pk") for found, time in rows)


def _place(row: Any) -> tuple[datetime.datetime, int, int]:
    kinds = {ReviewRequest: "requested_at", ThreadEvent: "at", Review: "published_at"}
    at = getattr(row, kinds.get(type(row), "at"))
    return at, [ReviewRequest, ThreadEvent, Review, Message].index(type(row)), row.pk


class _By(TypedDict):
    who: str
    initials: str
    role: str


def _by(person: User | None, side: str, reader: User) -> _By:
    """Whose entry it is. Of oneself no role: one knows."""
    if person is not None and person.pk == reader.pk:
        return _By(who=gettext("You"), initials=person.initials, role="")
    role = "" if side == Side.LEARNER else str(ROLES[Side(side)])
    if person is None:
        return _By(who=str(FORMER_MEMBER), initials="–", role=role)
    return _By(who=person.name, initials=person.initials, role=role)


def _message(row: Message, reader: User) -> Entry:
    return Entry(
        kind="message",
        anchor=f"message-{row.pk}",
        at=row.at,
        **_by(row.author, row.side, reader),
        words="",
        body=render_note(row.text),
    )


def _event(row: ThreadEvent, reader: User) -> Entry:
    return Entry(
        kind="event",
        anchor=f"event-{row.pk}",
        at=row.at,
        **_by(row.actor, row.side, reader),
        words=str(row.get_kind_display()),
        note=row.note,
    )


def _version(row: ReviewRequest, thread: Thread, reader: User) -> Entry:
    version = row.submission.version if row.submission else None
    # A version that stayed as it was is not sent a second time.
    is_again = row.submission is not None and row.submission.frozen_at < row.requested_at
    said = ASKED_SECOND if row.is_second else ASKED_AGAIN if is_again else SENT
    return Entry(
        kind="version",
        anchor=f"request-{row.pk}",
        at=row.requested_at,
        **_by(row.learner, Side.LEARNER, reader),
        words=_version_words(said, version),
        body=render_note(row.question),
        address=reverse("mentoring:submission", args=[thread.pk, version]) if version else "",
        version=version,
        note=str(row.get_look_display()),
    )


def _review(row: Review, card: ReviewCard, reader: User) -> Entry:
    is_theirs = row.mentor_id == reader.pk and row.withdrawn_at is None
    can_withdraw = is_theirs and row.verdict != Verdict.ANSWERED
    return Entry(
        kind="review",
        anchor=f"review-{row.pk}",
        at=row.published_at,
        **_by(row.mentor, Side.MENTOR, reader),
        words=_version_words(VERDICT_WORDS[Verdict(row.verdict)], card.version),
        card=card,
        withdraw_address=reverse("mentoring:withdraw-verdict", args=[row.pk])
        if can_withdraw
        else "",
    )


def _version_words(said: tuple[Any, Any], version: int | None) -> str:
    with_number, without = said
    return str(with_number % {"version": version} if version else without)
