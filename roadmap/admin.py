"""The roadmap in the admin: stages, steps, specialisations and job-market advice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join

from courses.admin import CourseAdmin
from courses.models import Course
from roadmap.models import Edition, Specialisation, Stage, Step, StepOption, Strategy
from roadmap.rules_admin import RuledAdmin
from roles.admin import RoleAdmin
from roles.models import Role
from skills.content_admin import (
    ContentAdmin,
    GuardedAdmin,
    GuardedTabular,
    MembersInline,
    Parts,
)


class StepsOf(MembersInline):
    """The steps of a stage or specialisation, in their order."""

    model = Step
    fields = ("group", "kind", "specialisation", "hours", "order", "retired")
    readonly_fields = ("group", "kind", "specialisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("specialisation", "stage")


@admin.register(Stage)
class StageAdmin(RuledAdmin):
    list_display = ("title", "number", "window", "step_count", "state")
    counted = "steps"
    inlines = (StepsOf,)
    parts = (
        (
            None,
            (
                ("number", "start_month", "end_month"),
                "full_title",
                ("short_title", "chart_note"),
                "summary",
                "description",
                "outcome",
                "goal",
                "note",
            ),
        ),
        ("What it holds", ("topics", "practice", "projects", "tools", "matters_most_for")),
        ("Getting hired", ("portfolio", "apply_for", "show", "network")),
    )

    @admin.display(ordering="start_month")
    def window(self, stage: Stage) -> str:
        return stage.window

    @admin.display(ordering="held", description="steps")
    def step_count(self, stage: Stage) -> int:
        return stage.held  # type: ignore[attr-defined, no-any-return]


class OptionForm(forms.ModelForm):
    """An option's slug is its identity: fixed once saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].disabled = True


class OptionsOfStep(GuardedTabular):
    model = StepOption
    form = OptionForm
    fields = ("title", "slug", "summary", "order")
    verbose_name_plural = "options (doing one is doing the step)"
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Step)
class StepAdmin(RuledAdmin):
    list_display = (
        "title",
        "stage_number",
        "group",
        "kind",
        "effort",
        "order",
        "state",
    )
    list_filter = ["stage", "kind", "specialisation", *ContentAdmin.list_filter]
    list_select_related = ("stage",)
    autocomplete_fields = ("stage", "specialisation", "skills", "courses")
    parts = (
        (None, ("stage", "group", "specialisation", ("kind", "hours"))),
        ("What the learner reads", ("summary", "done_when")),
        ("What it serves", ("skills", "courses")),
    )
    inlines = (OptionsOfStep,)
    instead = "Retire it instead: it leaves their plans and stays in their history."

    @admin.display(ordering="stage__number", description="stage")
    def stage_number(self, step: Step) -> int:
        return step.stage.number

    @admin.display(ordering="hours", description="effort")
    def effort(self, step: Step) -> str:
        return f"{step.hours} h"


@admin.register(Specialisation)
class SpecialisationAdmin(RuledAdmin):
    list_display = ("title", "stage", "step_count", "order", "state")
    list_select_related = ("stage",)
    autocomplete_fields = ("stage",)
    counted = "steps"
    parts = ((None, ("stage", "short_title", "summary", "projects")),)

    @admin.display(ordering="held", description="steps")
    def step_count(self, specialisation: Specialisation) -> int:
        return specialisation.held  # type: ignore[attr-defined, no-any-return]


@admin.register(Strategy)
class StrategyAdmin(ContentAdmin):
    list_display = ("title", "order", "state")
    parts = ((None, ("summary", "description", "covers", "examples", "note")),)


@admin.register(Edition)
class EditionAdmin(GuardedAdmin):
    list_display = ("year", "first_role_from_month", "first_role_to_month")
    search_fields = ("year", "first_role_note")
    fields = ("year", ("first_role_from_month", "first_role_to_month"), "first_role_note")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("year",) if obj else ()


# A course's form says which steps it serves, which only this app knows.
admin.site.unregister(Course)


@admin.register(Course)
class CourseWithStepsAdmin(RuledAdmin, CourseAdmin):
    readonly_fields = ("serves",)
    parts: Parts = (*CourseAdmin.parts, ("Steps it serves", ("serves",)))

    @admin.display(description="steps")
    def serves(self, course: Course) -> str:
        steps = Step.objects.filter(courses=course) if course.pk else ()
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((reverse("admin:roadmap_step_change", args=[step.pk]), step) for step in steps),
        )
        return links or "None yet. A step's own form names its courses."


# What a role must have is a rule of the content as a whole, which only this app knows.
admin.site.unregister(Role)


@admin.register(Role)
class RuledRoleAdmin(RuledAdmin, RoleAdmin):
    pass
