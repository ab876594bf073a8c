"""Roles, what they pay, the skills they ask for and the moves between them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from skills.content import Content
from skills.facts import DatedPay
from skills.fields import LinesField
from skills.models import Skill

# All bands are drawn on one axis: a slip of the keyboard would flatten the others.
HIGHEST_PAY = 5_000_000


class Industry(Content):
    """A line of business that hires for machine learning."""

    across_field = models.BooleanField(
        _("in the overview"),
        default=True,
        help_text=_("Named among the industries where machine learning is a core function."),
    )

    class Meta(Content.Meta):
        verbose_name_plural = _("industries")


class Role(Content):
    """A job that the roadmap leads to."""

    short_title = models.CharField(max_length=60, help_text=_("For charts and narrow places."))
    summary = models.TextField(help_text=_("One sentence for lists."))
    description = models.TextField(help_text=_("A few paragraphs: the work as one meets it."))
    does = LinesField(_("what it does"))
    examples = LinesField(_("what it builds"))
    works_with = LinesField(_("works with"))
    employers = LinesField()
    includes = LinesField(_("job titles included"))
    market = models.TextField(_("market in 2026"), blank=True)
    industries = models.ManyToManyField(Industry, related_name="roles", blank=True)
    skills = models.ManyToManyField(Skill, through="RoleSkill", related_name="roles")
    recorded_sets = ("industries",)

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = ["roles.industry"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("roadmap:role", args=[self.slug])


class SalaryLevel(models.TextChoices):
    ENTRY_TO_MID = "entry-to-mid", _("Entry to mid level")
    SENIOR = "senior", _("Senior")


class SalaryBandManager(models.Manager["SalaryBand"]):
    def get_by_natural_key(self, role: str, level: str, edition: int) -> SalaryBand:
        return self.get(role__slug=role, level=level, edition=edition)


class SalaryBand(DatedPay):
    """Typical yearly pay for a role at one level, in one edition of the figures."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="bands")
    level = models.CharField(max_length=12, choices=SalaryLevel.choices)
    edition = models.PositiveSmallIntegerField(default=2026)
    minimum = models.PositiveIntegerField(
        validators=[MaxValueValidator(HIGHEST_PAY)], help_text=_("A year, in the currency below.")
    )
    maximum = models.PositiveIntegerField(
        validators=[MaxValueValidator(HIGHEST_PAY)], help_text=_("A year, in the currency below.")
    )
    open_ended = models.BooleanField(
        default=False, help_text=_("The source prints a plus: nobody has drawn a ceiling.")
    )
    currency = models.CharField(max_length=3, default="USD")
    basis = models.CharField(max_length=200)
    who = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = SalaryBandManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["role__order", "minimum"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "level", "edition"],
                name="salary_band_once_per_level",
                violation_error_message=_("This role has a band for that level and edition."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__gt=0, maximum__gt=F("minimum")),
                name="salary_minimum_below_maximum",
                violation_error_message=_("The salary minimum must be below its maximum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.get_level_display()}"

    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.role.natural_key(), self.level, self.edition)

    natural_key.dependencies = ["roles.role"]  # type: ignore[attr-defined]


class Importance(models.TextChoices):
    CORE = "core", _("Core")
    USEFUL = "useful", _("Useful")


class RoleSkillManager(models.Manager["RoleSkill"]):
    def get_by_natural_key(self, role: str, skill: str) -> RoleSkill:
        return self.get(role__slug=role, skill__slug=skill)


class RoleSkill(models.Model):
    """How much a role asks for a skill. Editorial."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="role_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="role_skills")
    importance = models.CharField(max_length=6, choices=Importance.choices)

    objects = RoleSkillManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["role__order", "importance", "skill__area__order", "skill__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "skill"],
                name="role_skill_once",
                violation_error_message=_("This role lists that skill already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.skill}"

    def natural_key(self) -> tuple[str, ...]:
        return (*self.role.natural_key(), *self.skill.natural_key())

    natural_key.dependencies = ["roles.role", "skills.skill"]  # type: ignore[attr-defined]


class RoleTransitionManager(models.Manager["RoleTransition"]):
    def get_by_natural_key(self, origin: str, destination: str) -> RoleTransition:
        return self.get(origin__slug=origin, destination__slug=destination)


class RoleTransition(models.Model):
    """A usual move from one role to another. Editorial."""

    origin = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="moves_on")
    destination = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="moves_in")
    note = models.TextField(help_text=_("What carries over and what has to be learnt."))

    objects = RoleTransitionManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["origin__order", "destination__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "destination"],
                name="role_transition_once",
                violation_error_message=_("This move is listed already."),
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")),
                name="role_transition_between_two",
                violation_error_message=_("A move leads to another role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} to {self.destination}"

    def natural_key(self) -> tuple[str, ...]:
        return (*self.origin.natural_key(), *self.destination.natural_key())

    natural_key.dependencies = ["roles.role"]  # type: ignore[attr-defined]
