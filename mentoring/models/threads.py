"""A conversation about one piece of work: its versions, what happened, what was said."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any, Never

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import FORMER_MEMBER
from progress.models import AppendOnlyError, Project

if TYPE_CHECKING:
    from mentoring.models.requests import ReviewRequest


class Subject(models.TextChoices):
    PROJECT = "project", _("Project")
    PORTFOLIO = "portfolio", _("Portfolio")


class Side(models.TextChoices):
    LEARNER = "learner", _("Learner")
    MENTOR = "mentor", _("Mentor")
    ADMIN = "admin", _("Admin")


class Turn(models.TextChoices):
    MENTOR = "mentor", _("Mentor")
    LEARNER = "learner", _("Learner")
    NOBODY = "nobody", _("Nobody")


class ThreadQuerySet(models.QuerySet["Thread"]):
    def seen_by(self, user: Any, now: datetime.datetime) -> ThreadQuerySet:
        """The learner's own; for mentors those that they have reviewed or hold at that moment.

        Of one whose learner a block parts from the mentor they see what was there before it:
        `mentoring.parting` says until when.
        """
        seen = Q(learner=user)
        if user.is_mentor:
            theirs = Thread.objects.filter(
                Q(requests__reviews__mentor=user)
                | Q(requests__claimed_by=user, requests__claim_expires_at__gt=now)
            )
            seen |= Q(pk__in=theirs.order_by().values("pk"))
        return self.filter(seen)


class Thread(models.Model):
    """One per project, and one per learner for the portfolio.

    Either side may be gone: what the other one wrote stays.
    """

    subject = models.CharField(max_length=9, choices=Subject.choices)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="threads", null=True
    )
    project = models.ForeignKey(
        Project, on_delete=models.SET_NULL, related_name="threads", null=True, blank=True
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="mentored_threads",
        null=True,
        blank=True,
        help_text=_("Who published the newest review."),
    )
    turn = models.CharField(max_length=7, choices=Turn.choices, default=Turn.MENTOR)
    turn_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-turn_since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(project__isnull=False),
                name="thread_one_per_project",
            ),
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(subject="portfolio", learner__isnull=False),
                name="thread_one_per_portfolio",
            ),
        ]

    def __str__(self) -> str:
        return f"Thread {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("mentoring:thread", args=[self.pk])

    @property
    def learner_name(self) -> str:
        return self.learner.name if self.learner else FORMER_MEMBER

    def pass_turn(self, to: Turn, at: datetime.datetime) -> None:
        """Now it is somebody's turn; since when stays as it is where it was theirs already."""
        if self.turn != to:
            self.turn, self.turn_since = to, at


class ThreadEventKind(models.TextChoices):
    ASKED = "asked", _("asked for a review")
    WITHDRAWN = "withdrawn", _("withdrew the request")
    CLAIMED = "claimed", _("began the review")
    EXTENDED = "extended", _("asked for more time")
    RELEASED = "released", _("gave the review back")
    PUBLISHED = "published", _("published a review")
    VERDICT_WITHDRAWN = "verdict-withdrawn", _("withdrew the verdict")
    SECOND_ASKED = "second-asked", _("asked for a second reader")
    CLOSED = "closed", _("closed the conversation")


class ThreadEventQuerySet(models.QuerySet["ThreadEvent"]):
    """What happened: rows are added and read, never changed."""

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnlyError("Events are never changed.")

    def delete(self) -> Never:
        raise AppendOnlyError("Events are never removed.")


class ThreadEvent(models.Model):
    """One thing that happened in a thread. Append-only."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=17, choices=ThreadEventKind.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    side = models.CharField(max_length=7, choices=Side.choices)
    request = models.ForeignKey(
        "mentoring.ReviewRequest", on_delete=models.CASCADE, related_name="events", null=True
    )
    note = models.CharField(
        max_length=500, blank=True, help_text=_("The reason, where one is given.")
    )

    objects = ThreadEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnlyError("Events are never removed.")


class Message(models.Model):
    """What somebody wrote. It stays when they leave."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    side = models.CharField(max_length=7, choices=Side.choices)
    text = models.TextField(max_length=10_000, validators=[MaxLengthValidator(10_000)])
    at = models.DateTimeField()
    submission = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text=_("Drawn by the form: sent twice, it is one.")
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "submission"], name="message_once_per_submission"
            )
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"

    @property
    def author_name(self) -> str:
        return self.author.name if self.author else FORMER_MEMBER


class Report(models.Model):
    """Somebody tells the admins of what happens in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    reason = models.TextField(max_length=2_000, validators=[MaxLengthValidator(2_000)])
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    resolution = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "reporter"],
                condition=Q(resolved_at__isnull=True),
                name="report_one_open_each",
                violation_error_message=_("Your report is with the admins already."),
            )
        ]

    def __str__(self) -> str:
        return f"Report {self.pk}"


def record(
    *,
    thread: Thread,
    kind: ThreadEventKind,
    actor: Any,
    side: Side,
    at: datetime.datetime,
    request: ReviewRequest | None = None,
    note: str = "",
) -> ThreadEvent:
    """Write down what happened; part of the caller's transaction."""
    return ThreadEvent.objects.create(
        thread=thread, kind=kind, actor=actor, side=side, at=at, request=request, note=note
    )
