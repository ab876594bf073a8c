"""Courses, where they run and who teaches them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from skills.content import Content
from skills.facts import DatedDuration, DatedLink
from skills.fields import LinesField
from skills.models import Skill

# A calendar month in weeks: 365.25 / 12 / 7.
WEEKS_PER_MONTH = Decimal("4.348")


class Platform(Content, DatedLink):
    """The site on which a course runs."""

    link = models.URLField(blank=True, help_text="The platform's own home page.")


class Provider(Content):
    """The university or company behind a course."""


class DurationUnit(models.TextChoices):
    WEEKS = "weeks", "weeks"
    MONTHS = "months", "months"


class Course(Content, DatedDuration, DatedLink):
    """An online course as its platform describes it."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="courses")
    providers = models.ManyToManyField(Provider, related_name="courses")
    instructor = models.CharField(max_length=120, blank=True)
    duration_min = models.PositiveSmallIntegerField("shortest duration")
    duration_max = models.PositiveSmallIntegerField("longest duration")
    duration_unit = models.CharField(max_length=6, choices=DurationUnit.choices)
    duration_approximate = models.BooleanField("duration is approximate", default=False)
    hours_per_week_min = models.PositiveSmallIntegerField("fewest hours a week")
    hours_per_week_max = models.PositiveSmallIntegerField("most hours a week")
    hours_approximate = models.BooleanField("hours a week are approximate", default=False)
    self_paced = models.BooleanField(default=True)
    focus = LinesField(help_text="What it teaches, in order.")
    summary = models.TextField(help_text="What a learner gets out of it.")
    suits = models.TextField("who it suits", blank=True)
    skills = models.ManyToManyField(Skill, related_name="courses", blank=True)
    link = models.URLField(blank=True)
    recorded_sets = ("providers", "skills")

    class Meta(Content.Meta):
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                condition=Q(duration_min__gte=1, duration_max__gte=F("duration_min")),
                name="course_duration_in_order",
                violation_error_message="The longest duration is shorter than the shortest.",
            ),
            models.CheckConstraint(
                condition=Q(
                    hours_per_week_min__gte=1, hours_per_week_max__gte=F("hours_per_week_min")
                ),
                name="course_hours_in_order",
                violation_error_message="The most hours a week are fewer than the fewest.",
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
    def total_hours(self) -> tuple[int, int]:
        """Estimated hours from first to last lesson, fewest and most, rounded to whole hours."""
        weeks = WEEKS_PER_MONTH if self.duration_unit == DurationUnit.MONTHS else Decimal(1)
        fewest = self.duration_min * weeks * self.hours_per_week_min
        most = self.duration_max * weeks * self.hours_per_week_max
        return int(round(fewest)), int(round(most))
