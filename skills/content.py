"""What every row of editable content has in common."""

from __future__ import annotations

from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from skills.fields import LinesField

Row = TypeVar("Row", bound="Content", covariant=True)


class ContentQuerySet(models.QuerySet[Row]):
    """Questions about content rows."""

    def current(self) -> Self:
        """Rows that the site still shows: those that have not been retired."""
        return self.filter(retired=False)


class ContentManager(models.Manager[Row]):
    """Looks a row up by its slug, the key that fixtures use."""

    def get_by_natural_key(self, slug: str) -> Row:
        return self.get(slug=slug)


class Content(models.Model):
    """A row that editors write, known by a slug that stays the same for good."""

    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text=_("Part of the address. Never changes once published."),
    )
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0, help_text=_("Lowest first."))
    editorial = models.BooleanField(
        default=False,
        help_text=_("Our own judgement rather than a fact of the source. Pages say so."),
    )
    retired = models.BooleanField(
        default=False,
        help_text=_("Hidden from pages and plans. History keeps it."),
    )
    # A draft is hidden by being retired as well, so no page can show one by forgetting to ask.
    draft = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Written and not published yet."),
    )
    was = LinesField(
        _("former slugs"), help_text=_("Slugs that it had before, one a line: they lead here.")
    )

    objects = ContentManager.from_queryset(ContentQuerySet)()
    history = HistoricalRecords(inherit=True, m2m_fields_model_field_name="recorded_sets")
    # The sets of other rows that history keeps as well.
    recorded_sets: tuple[str, ...] = ()

    class Meta:
        abstract = True
        ordering = ["order", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=False) | Q(retired=True),
                name="%(app_label)s_%(class)s_draft_is_hidden",
                violation_error_message=_("A draft is hidden until it is published."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    @classmethod
    def kept_hidden(cls) -> dict[int, str]:
        """The rows that can't be live, by key, and why in words. One query at the most."""
        return {}

    def clean(self) -> None:
        super().clean()
        if self.pk and not self.retired and (why := self.kept_hidden().get(self.pk)):
            raise ValidationError(why)

    @property
    def state(self) -> str:
        """Draft, retired or live."""
        return (
            gettext("Draft")
            if self.draft
            else gettext("Retired")
            if self.retired
            else gettext("Live")
        )
