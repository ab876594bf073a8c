"""What a mentor is asked to look at, frozen as it was, and who holds it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.models.people import Block, active_mentors, learners_of
from mentoring.models.threads import Subject, Thread, ThreadEvent, ThreadEventKind
from progress.models import LifeCyclePart, Project

CLAIM_LASTS = datetime.timedelta(days=3)


class Submission(models.Model):
    """One version of a piece of work, as it was when the learner sent it. Never changed.

    It goes with its author; what others wrote about it stays.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="submissions")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions"
    )
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    content = models.JSONField(help_text=_("As snapshot_of makes it."))
    fingerprint = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "version"], name="submission_version_once")
        ]

    def __str__(self) -> str:
        return gettext("%(title)s, version %(number)s") % {
            "title": self.title,
            "number": self.version,
        }

    @property
    def stage(self) -> int | None:
        """The number of the stage that this version names; none for a portfolio."""
        stage = self.content.get("stage")
        return stage["number"] if stage else None

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Every life-cycle part by name, and whether this version covers it."""
        covered = self.content.get("life_cycle", [])
        return [(str(part.label), part.value in covered) for part in LifeCyclePart]


def submission_image_name(image: SubmissionImage, filename: str) -> str:
    """A name that nobody can guess."""
    return f"submissions/{uuid.uuid4().hex}.webp"


class SubmissionImage(models.Model):
    """A picture's own copy: it stays when the project's is deleted."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="images")
    image = models.FileField(upload_to=submission_image_name)
    alt = models.CharField(max_length=200)
    project_title = models.CharField(
        max_length=120, blank=True, help_text=_("In a portfolio: of which project.")
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt


class Look(models.TextChoices):
    QUICK = "quick", _("Quick look")
    FULL = "full", _("Full review")
    CAREER = "career", _("Career question")


class RequestStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def waiting(self) -> ReviewRequestQuerySet:
        """Not answered and not withdrawn, of learners who are still here."""
        return self.filter(
            status=RequestStatus.WAITING, learner__isnull=False, submission__isnull=False
        )

    def over(self) -> ReviewRequestQuerySet:
        """The others: they wait no more."""
        return self.exclude(
            status=RequestStatus.WAITING, learner__isnull=False, submission__isnull=False
        )

    def free(self, now: datetime.datetime) -> ReviewRequestQuerySet:
        """Held by nobody at that moment."""
        return self.filter(no_claim_holds(now))

    def held_by(self, mentor: Any, now: datetime.datetime) -> ReviewRequestQuerySet:
        return self.filter(claimed_by=mentor).exclude(no_claim_holds(now))

    def open_to(self, mentor: Any) -> ReviewRequestQuerySet:
        """Those that this mentor may take: not their own, nobody's whom a block parts them from or
        whose account is closed, and as a second reader not what they have reviewed."""
        return (
            self.waiting()
            .filter(learner__is_active=True)
            .exclude(learner=mentor)
            .unparted_from(mentor)
            .exclude(is_second=True, thread__in=self._threads_reviewed_by(mentor))
        )

    def once_open_to(self, mentor: Any) -> ReviewRequestQuerySet:
        """Those that wait no more and that this mentor could have taken, or has."""
        return (
            self.over()
            .exclude(learner=mentor)
            .unparted_from(mentor)
            .exclude(
                # As a second reader they have reviewed what they took.
                ~self._claimed_once(mentor),
                is_second=True,
                thread__in=self._threads_reviewed_by(mentor),
            )
        )

    def unparted_from(self, mentor: Any) -> ReviewRequestQuerySet:
        """Those between whose learner and the mentor no block stands."""
        return self.exclude(
            learner__in=Block.objects.filter(by=mentor).order_by().values("person")
        ).exclude(learner__in=Block.objects.filter(person=mentor).order_by().values("by"))

    def claimed_once_by(self, mentor: Any) -> ReviewRequestQuerySet:
        """Those that this mentor has claimed at any time, whoever holds them now."""
        return self.filter(self._claimed_once(mentor))

    def theirs(self, mentor: Any) -> Q:
        """The condition for requests of learners whom the mentor follows or has reviewed.

        Two queries: by keys that are known a database reads its indexes, by questions it reads
        every row.
        """
        learners = learners_of(mentor).order_by().values_list("pk", flat=True)
        threads = self._threads_reviewed_by(mentor).values_list("thread", flat=True)
        return Q(learner__in=list(learners)) | Q(thread__in=list(threads))

    def waited_since(
        self, since: datetime.datetime
    ) -> tuple[ReviewRequestQuerySet, ReviewRequestQuerySet]:
        """Those that wait still, and those that waited at some time since then.

        Two, so that each reads its index; together they would read neither.
        """
        waits = self.filter(status=RequestStatus.WAITING, learner__isnull=False)
        return waits, self.filter(settled_at__gt=since)

    def _claimed_once(self, mentor: Any) -> Q:
        claims = ThreadEvent.objects.filter(kind=ThreadEventKind.CLAIMED, actor=mentor)
        return Q(claimed_by=mentor) | Q(pk__in=claims.order_by().values("request"))

    def _threads_reviewed_by(self, mentor: Any) -> ReviewRequestQuerySet:
        reviewed = ReviewRequest.objects.filter(reviews__mentor=mentor)
        return reviewed.order_by().values("thread")  # type: ignore[return-value]


def no_claim_holds(now: datetime.datetime) -> Q:
    """Nobody has claimed it, or the claim has run out, or its mentor is none any more.

    No job ends a claim. Only columns of the request itself and a list of people: an update that
    had to wait looks at these again.
    """
    return (
        Q(claimed_by__isnull=True)
        | Q(claim_expires_at__lte=now)
        | ~Q(claimed_by__in=active_mentors().values("pk"))
    )


class ReviewRequest(models.Model):
    """A learner asks for one look at one version. At most one mentor holds it at a time."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="requests")
    subject = models.CharField(max_length=9, choices=Subject.choices)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="review_requests",
        null=True,
    )
    project = models.ForeignKey(
        Project, on_delete=models.SET_NULL, related_name="review_requests", null=True, blank=True
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.SET_NULL, related_name="requests", null=True
    )
    look = models.CharField(
        _("kind of look"), max_length=6, choices=Look.choices, default=Look.FULL
    )
    question = models.TextField(
        max_length=2_000, blank=True, validators=[MaxLengthValidator(2_000)]
    )
    is_second = models.BooleanField("for a second reader", default=False)
    status = models.CharField(
        max_length=9, choices=RequestStatus.choices, default=RequestStatus.WAITING
    )
    stage = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the stage that the version names."
    )
    requested_at = models.DateTimeField()
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was answered or withdrawn.")
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="claimed_requests",
        null=True,
        blank=True,
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim_expires_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at", "pk"]
        indexes = [
            models.Index(
                fields=["requested_at", "id"],
                condition=Q(status="waiting"),
                name="request_queue",
            ),
            models.Index(
                fields=["learner", "requested_at"],
                condition=Q(status="waiting"),
                name="request_queue_by_learner",
            ),
            models.Index(
                fields=["stage", "requested_at", "id"],
                condition=Q(status="waiting"),
                name="request_queue_by_stage",
            ),
            models.Index(
                fields=["claim_expires_at"],
                condition=Q(status="waiting", claimed_by__isnull=False),
                name="request_claims",
            ),
            models.Index(fields=["settled_at"], name="request_settled"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(status="waiting", project__isnull=False),
                name="request_one_open_per_project",
                violation_error_message=_("A review of this project is under way already."),
            ),
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(status="waiting", subject="portfolio", learner__isnull=False),
                name="request_one_open_per_portfolio",
                violation_error_message=_("A review of your portfolio is under way already."),
            ),
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(is_second=True) & ~Q(status="withdrawn"),
                name="request_one_second_reader",
                violation_error_message=_("You have asked for a second reader already."),
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at__isnull=True)
                | (~Q(status="waiting") & Q(settled_at__isnull=False)),
                name="request_settled_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"

    @property
    def title(self) -> str:
        """Of the version that was sent; it went with its author's account."""
        return self.submission.title if self.submission else gettext("Work of a former member")

    @property
    def notice_cause(self) -> str:
        """By which what told mentors of it is found again."""
        return f"request-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.status == RequestStatus.WAITING

    def claimer(self, now: datetime.datetime) -> int | None:
        """The key of whoever has a claim that has not run out, a mentor still or not."""
        if self.claim_expires_at is None or self.claim_expires_at <= now:
            return None
        return self.claimed_by_id

    def holder(self, now: datetime.datetime) -> int | None:
        """The key of the mentor whose claim holds at that moment. At most one query."""
        key = self.claimer(now)
        return key if key and active_mentors().filter(pk=key).exists() else None

    def is_held_by(self, person: Any, now: datetime.datetime) -> bool:
        """Without a query for somebody of whom it is known whether they are a mentor."""
        is_theirs = self.claimer(now) == person.pk
        return is_theirs and bool(person.is_active and person.is_mentor)
