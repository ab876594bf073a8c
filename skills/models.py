"""Skill areas and the skills in them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from skills.content import Content
from skills.fields import LinesField


class SkillArea(Content):
    """A family of skills, such as programming."""

    summary = models.TextField(help_text=_("Two or three sentences: what it is for in the job."))
    used_in = LinesField(_("used in"))

    def get_absolute_url(self) -> str:
        return f"{reverse('skills:list')}#{self.slug}"


class Skill(Content):
    """One thing a person can learn and show, such as model evaluation."""

    area = models.ForeignKey(SkillArea, on_delete=models.PROTECT, related_name="skills")
    summary = models.TextField(help_text=_("What it is and what being able to do it means."))

    class Meta(Content.Meta):
        ordering = ["area__order", "order", "title"]

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = ["skills.skillarea"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("roadmap:skill", args=[self.slug])


class SavedFilter(models.Model):
    """A list of the admin as somebody filtered it, kept under a name for all staff."""

    model = models.CharField(max_length=60, help_text=_("The label of the list's model."))
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True, help_text=_("What follows the “?”."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["model", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "name"],
                name="saved_filter_once",
                violation_error_message=_("This list has a filter of that name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
