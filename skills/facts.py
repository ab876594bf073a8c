"""Facts that age: where each comes from, and when somebody last looked whether it still holds."""

import datetime

from django.conf import settings
from django.db import models

from skills.freshness import Freshness


class DatedPay(models.Model):
    """Where a salary band comes from. Its edition is a field of its own."""

    source = models.CharField(max_length=200, blank=True)
    verified_on = models.DateField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        abstract = True


class DatedDuration(models.Model):
    """Where the length of a course comes from."""

    duration_source = models.CharField(max_length=200, blank=True)
    duration_edition = models.PositiveSmallIntegerField(default=2026)
    duration_verified_on = models.DateField(null=True, blank=True, editable=False)
    duration_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        abstract = True


class DatedLink(models.Model):
    """Where a link comes from, and what the link checker last found behind it."""

    link_source = models.CharField(max_length=200, blank=True)
    link_edition = models.PositiveSmallIntegerField(default=2026)
    link_verified_on = models.DateField(null=True, blank=True, editable=False)
    link_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    link_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    link_problem = models.CharField(
        max_length=200, blank=True, editable=False, help_text="Empty: the link answered."
    )

    class Meta:
        abstract = True


# What a site finds out for itself: neither shipped nor written back to the files.
SITE_OWN = frozenset(
    {
        "verified_on",
        "verified_by",
        "duration_verified_on",
        "duration_verified_by",
        "link_verified_on",
        "link_verified_by",
        "link_checked_at",
        "link_problem",
    }
)

# What the columns of a dated fact begin with, by the aspect of the row that it is about.
PREFIXES = {"pay": "", "duration": "duration_", "link": "link_"}


def freshness_of(row: models.Model, aspect: str, today: datetime.date) -> Freshness:
    """How fresh one aspect of a row is. No query."""
    prefix = PREFIXES[aspect]
    return Freshness(
        source=getattr(row, f"{prefix}source"),
        edition=getattr(row, f"{prefix}edition"),
        verified_on=getattr(row, f"{prefix}verified_on"),
        today=today,
    )
