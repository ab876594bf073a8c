"""Facts that age: where each comes from, and when somebody last looked whether it still holds."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from skills.fact_words import FreshFact


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
        max_length=200, blank=True, editable=False, help_text=_("Empty: the link answered.")
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

# What a check was of: it says nothing of another value.
CHECKED = {
    "pay": frozenset(
        {
            *("role", "level", "edition", "basis", "who", "where"),
            *("minimum", "maximum", "open_ended", "currency"),
        }
    ),
    "duration": frozenset(
        {
            *("duration_min", "duration_max", "duration_unit"),
            *("duration_approximate", "duration_edition"),
        }
    ),
    "link": frozenset({"link"}),
}
KINDS: dict[str, type[models.Model]] = {
    "pay": DatedPay,
    "duration": DatedDuration,
    "link": DatedLink,
}


def aspects_of_model(model: type[models.Model]) -> Iterable[str]:
    return [aspect for aspect, kind in KINDS.items() if issubclass(model, kind)]


def reset_checks(model: type[models.Model], changed_fields: Collection[str]) -> dict[str, Any]:
    """What to write beside these fields, since their earlier check says nothing of them now."""
    found: dict[str, Any] = {}
    for aspect in aspects_of_model(model):
        if CHECKED[aspect].isdisjoint(changed_fields):
            continue
        prefix = PREFIXES[aspect]
        found |= {f"{prefix}verified_on": None, f"{prefix}verified_by": None}
        if aspect == "link":
            found |= {"link_checked_at": None, "link_problem": ""}
    return found


def forget_checks(row: models.Model, changed_fields: Collection[str]) -> None:
    """The same on a row that is yet to be saved."""
    for name, value in reset_checks(type(row), changed_fields).items():
        setattr(row, name, value)


def mark_of(row: models.Model, aspect: str) -> str:
    """Stands for the value that somebody looks at: another value has another mark."""
    fields = [row._meta.get_field(name) for name in sorted(CHECKED[aspect])]
    said = json.dumps([getattr(row, field.attname) for field in fields])  # type: ignore[union-attr]
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def freshness_of(row: models.Model, aspect: str, today: datetime.date) -> FreshFact:
    """How fresh one aspect of a row is. No query."""
    prefix = PREFIXES[aspect]
    return FreshFact(
        source=getattr(row, f"{prefix}source"),
        edition=getattr(row, f"{prefix}edition"),
        verified_on=getattr(row, f"{prefix}verified_on"),
        today=today,
    )
