"""Courses, where they run and who teaches them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from skills.content import Content
from skills.facts import DatedDuration, DatedLink
from skills.fields import LinesField
from skills.models import Skill

# A calendar month in weeks: 365.25 / 12 / 7.
WEEKS_PER_MONTH = Decimal("4.348")


def span(least: int, most: int) -> str:
    """Two figures as a range, or the one that they are."""
    return str(least) if least == most else f"{least}–{most}"


class Platform(Content, DatedLink):
    """The site on which a course runs."""

    link = models.URLField(blank=True, help_text=_("The platform's own home page."))


class Provider(Content):
    """The university or company behind a course."""


class DurationUnit(models.TextChoices):
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")


class Course(Content, DatedDuration, DatedLink):
    """An online course as its platform describes it."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="courses")
    providers = models.ManyToManyField(Provider, related_name="courses")
    instructor = models.CharField(max_length=120, blank=True)
    duration_min = models.PositiveSmallIntegerField(_("shortest duration"))
    duration_max = models.PositiveSmallIntegerField(_("longest duration"))
    duration_unit = models.CharField(max_length=6, choices=DurationUnit.choices)
    duration_approximate = models.BooleanField(_("duration is approximate"), default=False)
    hours_per_week_min = models.PositiveSmallIntegerField(_("fewest hours a week"))
    hours_per_week_max = models.PositiveSmallIntegerField(_("most hours a week"))
    hours_approximate = models.BooleanField(_("hours a week are approximate"), default=False)
    self_paced = models.BooleanField(default=True)
    focus = LinesField(help_text=_("What it teaches, in order."))
    summary = models.TextField(help_text=_("What a learner gets out of it."))
    suits = models.TextField(_("who it suits"), blank=True)
    skills = models.ManyToManyField(Skill, related_name="courses", blank=True)
    link = models.URLField(blank=True)
    recorded_sets = ("providers", "skills")

    class Meta(Content.Meta):
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                condition=Q(duration_min__gte=1, duration_max__gte=F("duration_min")),
                name="course_duration_in_order",
                violation_error_message=_("The longest duration is shorter than the shortest."),
            ),
            models.CheckConstraint(
                condition=Q(
                    hours_per_week_min__gte=1, hours_per_week_max__gte=F("hours_per_week_min")
                ),
                name="course_hours_in_order",
                violation_error_message=_("The most hours a week are fewer than the fewest."),
            ),
        ]

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "courses.platform",
        "courses.provider",
        "skills.skill",
    ]

    def get_absolute_url(self) -> str:
        return reverse("roadmap:course", args=[self.slug])

    @property
    def duration_words(self) -> str:
        """How long it takes, such as “About 3–4 months”."""
        longest = self.duration_max
        words = {
            (DurationUnit.WEEKS, False): ngettext("%(span)s week", "%(span)s weeks", longest),
            (DurationUnit.WEEKS, True): ngettext(
                "About %(span)s week", "About %(span)s weeks", longest
            ),
            (DurationUnit.MONTHS, False): ngettext("%(span)s month", "%(span)s months", longest),
            (DurationUnit.MONTHS, True): ngettext(
                "About %(span)s month", "About %(span)s months", longest
            ),
        }[DurationUnit(self.duration_unit), self.duration_approximate]
        return words % {"span": span(self.duration_min, longest)}

    @property
    def weekly_span(self) -> str:
        """Hours a week, such as “6–10”."""
        return span(self.hours_per_week_min, self.hours_per_week_max)

    @property
    def weekly_words(self) -> str:
        """Hours a week in words."""
        if self.hours_approximate:
            return gettext("approximately %(span)s h a week") % {"span": self.weekly_span}
        return gettext("%(span)s h a week") % {"span": self.weekly_span}

    @property
    def total_words(self) -> str:
        """Estimated hours, such as “78–174 h”."""
        return gettext("%(span)s h") % {"span": span(*self.total_hours)}

    @property
    def total_hours(self) -> tuple[int, int]:
        """Estimated hours from first to last lesson, fewest and most, rounded to whole hours."""
        weeks = WEEKS_PER_MONTH if self.duration_unit == DurationUnit.MONTHS else Decimal(1)
        fewest = self.duration_min * weeks * self.hours_per_week_min
        most = self.duration_max * weeks * self.hours_per_week_max
        return int(round(fewest)), int(round(most))
