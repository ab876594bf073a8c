"""The roadmap in the admin: stages, steps, specialisations and job-market advice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.admin import CourseAdmin
from courses.models import Course
from roadmap.models import (
    Edition,
    Publication,
    Specialisation,
    Stage,
    Step,
    StepOption,
    Strategy,
)
from roadmap.publishing import publish
from roadmap.rules_admin import RuledAdmin
from roadmap.stage_order import swap_with_neighbour
from roles.admin import RoleAdmin
from roles.models import Role
from skills.content_admin import (
    ContentAdmin,
    GuardedAdmin,
    GuardedTabular,
    MembersInline,
    Parts,
)

# As long as the column.
LONGEST_REASON = 200


class CountedAdmin(ContentAdmin):
    """What plans count: every change ends with a new edition, where a plan would notice."""

    def after_change(self, request: HttpRequest, reason: str) -> None:
        super().after_change(request, reason)
        by = request.user if isinstance(request.user, User) else None
        edition = publish(now=timezone.now(), by=by, reason=reason[:LONGEST_REASON])
        if edition is not None:
            self.message_user(
                request,
                gettext("%(edition)s of the roadmap is published: plans count by it from now on.")
                % {"edition": edition},
            )


class StepsOf(MembersInline):
    """The steps of a stage or specialisation, in their order."""

    model = Step
    fields = ("group", "kind", "specialisation", "hours", "order", "state", "retired")
    readonly_fields = ("group", "kind", "specialisation", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("specialisation", "stage")


@admin.register(Stage)
class StageAdmin(RuledAdmin, CountedAdmin):
    list_display = ("title", "number", "window", "step_count", "state")
    counted = "steps"
    inlines = (StepsOf,)
    actions = [*CountedAdmin.actions, "move_up", "move_down"]
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
        (_("What it holds"), ("topics", "practice", "projects", "tools", "matters_most_for")),
        (_("Getting hired"), ("portfolio", "apply_for", "show", "network")),
    )

    @admin.action(permissions=["change"], description=_("Move the selected stage up"))
    def move_up(self, request: HttpRequest, queryset: QuerySet[Stage]) -> None:
        self._swap(request, queryset, -1)

    @admin.action(permissions=["change"], description=_("Move the selected stage down"))
    def move_down(self, request: HttpRequest, queryset: QuerySet[Stage]) -> None:
        self._swap(request, queryset, 1)

    def _swap(self, request: HttpRequest, queryset: QuerySet[Stage], places: int) -> None:
        chosen = list(queryset)
        other = (
            swap_with_neighbour(stage=chosen[0], places=places, by=request.user)
            if len(chosen) == 1
            else None
        )
        if other is None:
            self.message_user(
                request,
                gettext("Nothing was moved. Choose one stage.")
                if len(chosen) != 1
                else gettext("Nothing was moved. It stands at the end already."),
                messages.WARNING,
            )
            return
        said = f"{chosen[0].title} and {other.title} changed places"
        LogEntry.objects.log_actions(str(request.user.pk), [chosen[0], other], CHANGE, f"{said}.")
        self.after_change(request, said)
        swapped = gettext("%(one)s and %(other)s changed places. Their months are as before.") % {
            "one": chosen[0].title,
            "other": other.title,
        }
        self.message_user(request, swapped, messages.SUCCESS)

    @admin.display(ordering="start_month", description=_("window"))
    def window(self, stage: Stage) -> str:
        return stage.window

    @admin.display(ordering="held", description=_("steps"))
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
    verbose_name_plural = _("options (doing one is doing the step)")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Step)
class StepAdmin(RuledAdmin, CountedAdmin):
    list_display = (
        "title",
        "stage_number",
        "group",
        "kind",
        "effort",
        "order",
        "state",
    )
    list_editable = ("order",)
    list_filter = ["stage", "kind", "specialisation", *ContentAdmin.list_filter]
    list_select_related = ("stage",)
    autocomplete_fields = ("stage", "specialisation", "skills", "courses")
    parts = (
        (None, ("stage", "group", "specialisation", ("kind", "hours"))),
        (_("What the learner reads"), ("summary", "done_when")),
        (_("What it serves"), ("skills", "courses")),
    )
    inlines = (OptionsOfStep,)
    instead = _("Retire it instead: it leaves their plans and stays in their history.")

    @admin.display(ordering="stage__number", description=_("stage"))
    def stage_number(self, step: Step) -> int:
        return step.stage.number

    @admin.display(ordering="hours", description=_("effort"))
    def effort(self, step: Step) -> str:
        return gettext("%(hours)s h") % {"hours": step.hours}


@admin.register(Specialisation)
class SpecialisationAdmin(RuledAdmin, CountedAdmin):
    list_display = ("title", "stage", "step_count", "order", "state")
    list_editable = ("order",)
    list_select_related = ("stage",)
    autocomplete_fields = ("stage",)
    counted = "steps"
    parts = ((None, ("stage", "short_title", "summary", "projects")),)

    @admin.display(ordering="held", description=_("steps"))
    def step_count(self, specialisation: Specialisation) -> int:
        return specialisation.held  # type: ignore[attr-defined, no-any-return]


@admin.register(Strategy)
class StrategyAdmin(ContentAdmin):
    list_display = ("title", "order", "state")
    list_editable = ("order",)
    parts = ((None, ("summary", "description", "covers", "examples", "note")),)


@admin.register(Edition)
class EditionAdmin(GuardedAdmin):
    list_display = ("year", "first_role_from_month", "first_role_to_month")
    search_fields = ("year", "first_role_note")
    fields = ("year", ("first_role_from_month", "first_role_to_month"), "first_role_note")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("year",) if obj else ()


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    """When plans began to count by what, to look at: plans refer to these."""

    list_display = ("number", "published_at", "published_by", "reason")
    list_select_related = ("published_by",)
    # Its snapshots are for the machine.
    fields = ("number", "published_at", "published_by", "reason")
    search_fields = ("number", "reason")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nothing is filtered here: who published would lead to what is theirs."""
        return False


# A course's form says which steps it serves, which only this app knows.
admin.site.unregister(Course)


@admin.register(Course)
class CourseWithStepsAdmin(RuledAdmin, CourseAdmin):
    readonly_fields = ("serves",)
    parts: Parts = (*CourseAdmin.parts, (_("Steps it serves"), ("serves",)))

    @admin.display(description=_("steps"))
    def serves(self, course: Course) -> str:
        steps = Step.objects.filter(courses=course) if course.pk else ()
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((reverse("admin:roadmap_step_change", args=[step.pk]), step) for step in steps),
        )
        return links or gettext("None yet. A step’s own form names its courses.")


# What a role must have is a rule of the content as a whole, which only this app knows.
admin.site.unregister(Role)


@admin.register(Role)
class RuledRoleAdmin(RuledAdmin, RoleAdmin):
    pass
