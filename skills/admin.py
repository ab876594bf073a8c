"""Skill areas and skills in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from skills.content_admin import ContentAdmin, MembersInline
from skills.models import Skill, SkillArea


class SkillsOfArea(MembersInline):
    model = Skill
    fields = ("title", "order", "state", "retired")
    readonly_fields = ("state",)


@admin.register(SkillArea)
class SkillAreaAdmin(ContentAdmin):
    list_display = ("title", "skills", "order", "state")
    list_editable = ("order",)
    counted = "skills"
    parts = ((None, ("summary", "used_in")),)
    inlines = (SkillsOfArea,)

    @admin.display(ordering="held", description=_("skills"))
    def skills(self, area: SkillArea) -> int:
        return area.held  # type: ignore[attr-defined, no-any-return]


@admin.register(Skill)
class SkillAdmin(ContentAdmin):
    list_display = ("title", "area", "order", "state")
    list_editable = ("order",)
    list_filter = ["area", *ContentAdmin.list_filter]
    list_select_related = ("area",)
    autocomplete_fields = ("area",)
    parts = ((None, ("area", "summary")),)
