"""Everything that the site holds about a person, for them to take along.

Of others only what they see on the site already: names, and what was said to them. Never what
mentors note about them or for each other, nor who blocked or reported them.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accounts.export import Fields, KeepPicture, account_of, told, told_fields
from accounts.models import User
from mentoring.models import (
    Block,
    Cohort,
    CohortMember,
    Draft,
    Mailing,
    MentorInvitation,
    MentorNote,
    Mentorship,
    Message,
    Notice,
    NoticeOptOut,
    Report,
    Review,
    ReviewRequest,
    Snippet,
    Submission,
    SubmissionImage,
    Thread,
    ThreadEvent,
    ThreadEventKind,
)
from mentoring.models.people import learners_of, mentors_of
from portfolio.export import portfolio_of
from progress.export import learning_of

# Goes up where a key changes what it means, or goes away.
VERSION = 1

REVIEW = (
    "scores",
    "comments",
    "summary",
    "verdict",
    "reason",
    "steps",
    "published_at",
    "withdrawn_at",
    "withdrawn_reason",
)
EVENT = ("kind", "at", "side", "note")
MESSAGE = ("side", "text", "at")
FIELDS: Fields = {
    Thread: (
        "id",
        "subject",
        "project_id",
        "turn",
        "turn_since",
        "closed_at",
        "created_at",
        "submissions",
        "messages",
        "events",
    ),
    Submission: ("version", "title", "content", "frozen_at", "images", "requests"),
    SubmissionImage: ("image", "alt", "project_title"),
    ReviewRequest: (
        "look",
        "question",
        "is_second",
        "status",
        "stage",
        "requested_at",
        "settled_at",
        "reviews",
    ),
    Review: ("mentor", *REVIEW),
    ThreadEvent: ("actor", *EVENT),
    Message: ("author", *MESSAGE),
    Cohort: ("name",),
    CohortMember: ("cohort", "joined_at"),
    Mentorship: ("mentor", "since"),
    Block: ("person", "at"),
    Report: ("thread_id", "reason", "at", "resolved_at"),
    Notice: ("kind", "text", "address", "at", "read_at"),
    Mailing: ("kind", "day", "begun_at", "sent_at"),
    NoticeOptOut: ("kind", "at"),
    MentorInvitation: ("email", "created_at", "expires_at", "accepted_at", "revoked_at"),
}
# Of what somebody wrote or did for other people's work.
FOR_OTHERS: Fields = {
    Review: (*REVIEW, "private_note"),
    Draft: (
        "scores",
        "comments",
        "summary",
        "verdict",
        "reason",
        "private_note",
        "steps",
        "saved_at",
    ),
    Message: MESSAGE,
    ThreadEvent: EVENT,
    ReviewRequest: ("claimed_at", "claim_expires_at"),
    Snippet: ("title", "text"),
    MentorNote: ("text", "updated_at"),
    Cohort: ("name", "is_open", "created_at"),
    Mentorship: ("learner", "since"),
}


def export_of(user: User, now: datetime.datetime, keep: KeepPicture) -> dict[str, Any]:
    """The document. As many queries for one row of anything as for many."""
    person = User.objects.prefetch_related("groups", "user_permissions").get(pk=user.pk)
    return {
        "version": VERSION,
        "made_at": now,
        **account_of(person, keep),
        **learning_of(person, keep),
        **portfolio_of(person, keep),
        **_as_learner(person, keep),
        "for_others": _for_others(person, now, keep),
    }


def _as_learner(user: User, keep: KeepPicture) -> dict[str, Any]:
    found: dict[str, QuerySet[Any]] = {
        "threads": _threads().filter(learner=user),
        "cohorts": CohortMember.objects.filter(user=user).select_related("cohort"),
        # As on the page that says who sees what: not those whom a block parts from them.
        "mentors": Mentorship.objects.filter(
            learner=user, mentor__in=mentors_of(user)
        ).select_related("mentor"),
        "blocks": Block.objects.filter(by=user).select_related("person"),
        "reports": Report.objects.filter(reporter=user),
        "notices": Notice.objects.filter(recipient=user),
        "mails": Mailing.objects.filter(recipient=user),
        "unwanted_mail": NoticeOptOut.objects.filter(user=user),
        "invitations": MentorInvitation.objects.filter(
            Q(accepted_by=user) | Q(email__iexact=user.email)
        ),
    }
    return {name: told(rows.order_by("pk"), FIELDS, keep) for name, rows in found.items()}


def _threads() -> QuerySet[Thread]:
    requests = ReviewRequest.objects.prefetch_related(
        Prefetch("reviews", Review.objects.select_related("mentor"))
    )
    return Thread.objects.prefetch_related(
        "submissions__images",
        Prefetch("submissions__requests", requests),
        Prefetch("messages", Message.objects.select_related("author")),
        Prefetch("events", ThreadEvent.objects.select_related("actor")),
    )


def _for_others(user: User, now: datetime.datetime, keep: KeepPicture) -> dict[str, Any]:
    """What they wrote and did as a mentor or an admin.

    Their own words are theirs for good. Whose work it was about is said as long as the site says
    it to them too.
    """
    names = _names_by_thread(user, now)
    followed = learners_of(user) if user.is_mentor else User.objects.none()
    followed_keys = set(followed.values_list("pk", flat=True))

    def about(thread: int, row: Any) -> dict[str, Any]:
        fields = told_fields(row, FOR_OTHERS, keep)
        return {"thread_id": thread, "learner": names.get(thread), **fields}

    def about_work(row: Review | Draft) -> dict[str, Any]:
        # Their desk and the conversation name the work to mentors only.
        title = row.request.title if user.is_mentor else None
        return {"title": title, **about(row.request.thread_id, row)}

    def about_learner(row: MentorNote) -> dict[str, Any]:
        name = row.learner.name if row.learner_id in followed_keys else None
        return {"learner": name, **told_fields(row, FOR_OTHERS, keep)}

    # Versions are read for their titles.
    work, without = ("request__submission", "request__submission__content")
    reviews = Review.objects.filter(mentor=user).select_related(work).defer(without)
    drafts = Draft.objects.filter(mentor=user).select_related(work).defer(without)
    messages = Message.objects.filter(author=user).exclude(thread__learner=user)
    # A block gives a review back in the mentor's name: to tell of that would tell of the block.
    events = (
        ThreadEvent.objects.filter(actor=user)
        .exclude(thread__learner=user)
        .exclude(kind=ThreadEventKind.RELEASED)
    )
    claims = ReviewRequest.objects.filter(claimed_by=user)
    notes = MentorNote.objects.filter(mentor=user).select_related("learner")
    learners = Mentorship.objects.filter(mentor=user, learner__in=followed)
    rows = {
        "snippets": Snippet.objects.filter(mentor=user),
        "cohorts": Cohort.objects.led_by(user),
        "learners": learners.select_related("learner"),
    }
    return {
        "reviews": [about_work(row) for row in reviews.order_by("pk")],
        "drafts": [about_work(row) for row in drafts.order_by("pk")],
        "messages": [about(row.thread_id, row) for row in messages.order_by("pk")],
        "events": [about(row.thread_id, row) for row in events.order_by("pk")],
        "claims": [about(row.thread_id, row) for row in claims.order_by("pk")],
        "notes": [about_learner(row) for row in notes.order_by("pk")],
        **{name: told(found.order_by("pk"), FOR_OTHERS, keep) for name, found in rows.items()},
    }


def _names_by_thread(user: User, now: datetime.datetime) -> dict[int, str]:
    """The learners of the conversations that this person still sees."""
    seen = Thread.objects.seen_by(user, now).select_related("learner").order_by("pk")
    return {thread.pk: str(thread.learner_name) for thread in seen}
