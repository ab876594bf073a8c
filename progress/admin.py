"""What learners have done, to look at when they ask for help. Nothing here can be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from progress.impact_admin import ImpactAdmin
from progress.models import Pause, Plan, Project, StepEvent, StepState
from progress.step_change_admin import StepChangeAdmin

__all__ = ["ImpactAdmin", "KeptFromLookupsMixin", "ReadOnlyMixin", "StepChangeAdmin"]


class ReadOnlyMixin:
    """To look at only: neither staff nor superusers add, change or delete here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on these pages. Deleting a learner takes along what is theirs, and asks here."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith("progress_"):
            return False
        return super().has_delete_permission(request, obj)  # type: ignore[misc, no-any-return]


class KeptFromLookupsMixin:
    """What these pages don't show can't be guessed by their addresses either.

    `?note__startswith=a` would tell staff whether a hidden text begins so. JSON is among them: not
    every database can look into it that way, so it would be a failure.
    """

    kept_from_lookups: frozenset[str] = frozenset()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if not self.kept_from_lookups.isdisjoint(lookup.split(LOOKUP_SEP)):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[misc, no-any-return]


class PausesOfPlan(ReadOnlyMixin, admin.TabularInline):
    model = Pause
    fields = ("start", "until")


@admin.register(Plan)
class PlanAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = (
        "user",
        "start_date",
        "hours_per_week",
        "target_role",
        "specialisation",
        "archived_at",
    )
    list_filter = ("target_role", "specialisation", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "target_role", "specialisation")
    search_fields = ("user__email", "user__display_name")
    fields = (
        "user",
        "target_role",
        "specialisation",
        "start_date",
        "hours_per_week",
        "created_at",
        "archived_at",
    )
    inlines = (PausesOfPlan,)


@admin.register(StepState)
class StepStateAdmin(KeptFromLookupsMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Without the note: that is the learner's own."""

    kept_from_lookups = frozenset({"note"})
    list_display = ("user", "step", "status", "done_on", "option", "updated_at")
    list_filter = ("status", "step__stage")
    list_select_related = ("user", "step", "option")
    search_fields = ("user__email", "user__display_name", "step__title", "step__slug")
    fields = (
        "user",
        "step",
        "status",
        "done_on",
        "first_done_on",
        "option",
        "skip_reason",
        "updated_at",
    )


@admin.register(StepEvent)
class StepEventAdmin(ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("at", "user", "step_title", "from_status", "to_status", "to_done_on", "undoes")
    list_filter = ("to_status", "step__stage")
    list_select_related = ("user", "undoes")
    search_fields = ("user__email", "user__display_name", "step_title", "step__slug")


@admin.register(Project)
class ProjectAdmin(KeptFromLookupsMixin, ReadOnlyMixin, admin.ModelAdmin):
    kept_from_lookups = frozenset({"life_cycle"})
    list_display = ("title", "user", "stage", "visibility", "finished_on", "updated_at")
    list_filter = ("visibility", "stage")
    list_select_related = ("user", "stage")
    search_fields = ("title", "user__email", "user__display_name")
