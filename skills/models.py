"""Skill areas and the skills in them."""

from django.db import models
from django.urls import reverse

from skills.content import Content
from skills.fields import LinesField


class SkillArea(Content):
    """A family of skills, such as programming."""

    summary = models.TextField(help_text="Two or three sentences: what it is for in the job.")
    used_in = LinesField("used in")

    def get_absolute_url(self) -> str:
        return f"{reverse('skills:list')}#{self.slug}"


class Skill(Content):
    """One thing a person can learn and show, such as model evaluation."""

    area = models.ForeignKey(SkillArea, on_delete=models.PROTECT, related_name="skills")
    summary = models.TextField(help_text="What it is and what being able to do it means.")

    class Meta(Content.Meta):
        ordering = ["area__order", "order", "title"]

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = ["skills.skillarea"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("roadmap:skill", args=[self.slug])
