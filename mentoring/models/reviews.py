"""What a mentor writes: the draft, which is theirs, and the review, which is the learner's too."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import FORMER_MEMBER
from mentoring.models.requests import ReviewRequest


class Verdict(models.TextChoices):
    APPROVED = "approved", _("Approved")
    SMALL_FIXES = "small-fixes", _("Approved with small fixes")
    CHANGES = "changes", _("Changes requested")
    ANSWERED = "answered", _("Answered, no verdict")
    CANNOT = "cannot", _("Cannot review")

    @property
    def approves(self) -> bool:
        return self in {Verdict.APPROVED, Verdict.SMALL_FIXES}


class ReviewText(models.Model):
    """What draft and review have in common."""

    scores = models.JSONField(
        default=dict, blank=True, help_text=_("Criterion to 1–4, or 0 where it does not apply.")
    )
    comments = models.JSONField(default=dict, blank=True, help_text=_("Criterion to text."))
    summary = models.TextField(
        max_length=20_000, blank=True, validators=[MaxLengthValidator(20_000)]
    )
    verdict = models.CharField(max_length=11, choices=Verdict.choices, blank=True)
    reason = models.CharField(
        max_length=500, blank=True, help_text=_("Why it cannot be reviewed. The learner sees it.")
    )
    private_note = models.TextField(
        max_length=4_000,
        blank=True,
        validators=[MaxLengthValidator(4_000)],
        help_text=_("For other mentors."),
    )

    class Meta:
        abstract = True


class Draft(ReviewText):
    """A review that is being written. It outlives the request and the claim."""

    request = models.ForeignKey(ReviewRequest, on_delete=models.CASCADE, related_name="drafts")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    # None until the mentor says: all that the version names.
    steps = models.JSONField(null=True, blank=True, help_text=_("Slugs of the steps it shows."))
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["request", "mentor"], name="draft_one_each")]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class Review(ReviewText):
    """A published review. Only its verdict can be withdrawn, and that leaves a trace."""

    request = models.ForeignKey(ReviewRequest, on_delete=models.CASCADE, related_name="reviews")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="reviews", null=True
    )
    steps = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request"], name="review_one_per_request"),
            models.CheckConstraint(condition=~Q(verdict=""), name="review_has_a_verdict"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"

    @property
    def mentor_name(self) -> str:
        return self.mentor.name if self.mentor else FORMER_MEMBER

    @property
    def approves(self) -> bool:
        """Whether it approves and nobody has taken that back."""
        return self.withdrawn_at is None and Verdict(self.verdict).approves

    @property
    def given_scores(self) -> dict[str, int]:
        """The criteria that were scored; those that do not apply left out."""
        scores: dict[str, Any] = self.scores
        return {name: score for name, score in scores.items() if score}


class Snippet(models.Model):
    """A text that a mentor writes often."""

    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snippets"
    )
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=4_000, validators=[MaxLengthValidator(4_000)])

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "title"],
                name="snippet_title_once",
                violation_error_message=_("You have a snippet of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.title
