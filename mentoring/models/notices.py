"""What people are told in the site, and by mail at most once a day and kind."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mentoring.models.threads import Thread

# What is older is no news: whoever turns mail on again is not sent all that they missed.
WORTH_MAILING = datetime.timedelta(days=7)


class NoticeKind(models.TextChoices):
    REQUEST_RECEIVED = "request", _("A review is asked for")
    REVIEW_PUBLISHED = "review", _("A review is published")
    YOUR_TURN = "turn", _("It is your turn")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def to_mail(self, now: datetime.datetime) -> NoticeQuerySet:
        """Neither read nor mailed nor stale, to people who want this kind and can read mail."""
        unwanted = NoticeOptOut.objects.filter(user=OuterRef("recipient"), kind=OuterRef("kind"))
        return self.unread().filter(
            ~Exists(unwanted),
            mailing__isnull=True,
            at__gt=now - WORTH_MAILING,
            recipient__is_active=True,
            # Their addresses are nobody's.
            recipient__is_demo=False,
        )


class Notice(models.Model):
    """One person is told of one cause, once."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=7, choices=NoticeKind.choices)
    cause = models.CharField(max_length=80, help_text=_("Such as review-12: what it is about."))
    text = models.CharField(max_length=200)
    address = models.CharField(max_length=200, help_text=_("The page it leads to, on this site."))
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="notices", null=True)
    # The text may name them, so it goes with their account.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailing = models.ForeignKey(
        "mentoring.Mailing", on_delete=models.SET_NULL, related_name="notices", null=True
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "cause"], name="notice_once_per_cause"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Mailing(models.Model):
    """The one mail of a kind that a person gets on a day (of their own calendar)."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailings"
    )
    kind = models.CharField(max_length=7, choices=NoticeKind.choices)
    day = models.DateField()
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "day"], name="mailing_one_a_day_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.day:%Y-%m-%d}"


class NoticeOptOut(models.Model):
    """A kind of mail that a person does not want. In the site they are told all the same."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_opt_outs"
    )
    kind = models.CharField(max_length=7, choices=NoticeKind.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_opt_out_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_kind_display()}"
