"""Roles with their pay, skills and moves in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from roles.models import Industry, Role, RoleSkill, RoleTransition, SalaryBand
from skills.content_admin import ContentAdmin, GuardedAdmin, GuardedStacked, GuardedTabular

BAND_FIELDS = (
    ("level", "edition"),
    ("minimum", "maximum", "open_ended"),
    "currency",
    "source",
    "basis",
    ("who", "where"),
    "note",
)


class BandsOfRole(GuardedStacked):
    model = SalaryBand
    verbose_name_plural = _("pay")
    fields = BAND_FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("role")


class SkillsOfRole(GuardedTabular):
    model = RoleSkill
    verbose_name_plural = _("skills it asks for")
    fields = ("skill", "importance")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("role", "skill")


class MovesOfRole(GuardedTabular):
    model = RoleTransition
    fk_name = "origin"
    verbose_name_plural = _("moves to other roles")
    fields = ("destination", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("origin", "destination")


@admin.register(Role)
class RoleAdmin(ContentAdmin):
    list_display = ("title", "short_title", "skill_count", "order", "state")
    list_editable = ("order",)
    counted = "role_skills"
    autocomplete_fields = ("industries",)
    parts = (
        (None, ("short_title", "summary", "description")),
        (_("The work"), ("does", "examples", "works_with")),
        (_("The market"), ("employers", "includes", "industries", "market")),
    )
    inlines = (BandsOfRole, SkillsOfRole, MovesOfRole)

    @admin.display(ordering="held", description=_("skills"))
    def skill_count(self, role: Role) -> int:
        return role.held  # type: ignore[attr-defined, no-any-return]


@admin.register(SalaryBand)
class SalaryBandAdmin(GuardedAdmin):
    """All pay in one table."""

    list_display = ("role", "level", "edition", "minimum", "maximum", "open_ended", "currency")
    list_filter = ("level", "edition", "currency", "role")
    list_select_related = ("role",)
    search_fields = ("role__title", "basis", "who", "where", "note")
    autocomplete_fields = ("role",)
    fields = ("role", *BAND_FIELDS)


@admin.register(Industry)
class IndustryAdmin(ContentAdmin):
    list_display = ("title", "role_count", "across_field", "order", "state")
    list_editable = ("order",)
    list_filter = ["across_field", *ContentAdmin.list_filter]
    counted = "roles"
    parts = ((None, ("across_field",)),)

    @admin.display(ordering="held", description=_("roles"))
    def role_count(self, industry: Industry) -> int:
        return industry.held  # type: ignore[attr-defined, no-any-return]
