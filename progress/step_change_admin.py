"""Changes of steps in the admin: written down, looked at with who holds what, then carried out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from progress import step_changes
from progress.change_preview import preview_of
from roadmap.models import StepChange
from skills.content_admin import GuardedAdmin


class StepChangeForm(forms.ModelForm):
    """Says at once what is wrong with the numbers of steps, beside the form."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if {"kind", "sources"} <= cleaned.keys():
            problem = step_changes.problem_of(
                cleaned["kind"],
                cleaned["sources"].select_related("stage"),
                cleaned.get("targets", StepChange.objects.none()).select_related("stage"),
            )
            if problem:
                raise ValidationError(problem)
        return cleaned


@admin.register(StepChange)
class StepChangeAdmin(GuardedAdmin):
    """What learners have been told stays as it is: a change in force is only looked at."""

    form = StepChangeForm
    change_form_template = "admin/step_change_form.html"
    list_display = ("slug", "kind", "olds", "news", "state", "order")
    list_filter = ("kind", ("applied_at", admin.EmptyFieldListFilter))
    search_fields = ("slug", "reason", "sources__title", "targets__title")
    autocomplete_fields = ("sources", "targets")
    fields = ("kind", "sources", "targets", "reason", ("slug", "order"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[StepChange]:
        return super().get_queryset(request).prefetch_related("sources", "targets")

    @admin.display(description=_("from"))
    def olds(self, change: StepChange) -> str:
        return ", ".join(step.title for step in change.sources.all())

    @admin.display(description=_("into"))
    def news(self, change: StepChange) -> str:
        return ", ".join(step.title for step in change.targets.all()) or "—"

    @admin.display(ordering="applied_at", description=_("state"))
    def state(self, change: StepChange) -> str:
        if change.reverted_at:
            day = date_format(change.reverted_at, "DATE_FORMAT")
            return gettext("Taken back on %(day)s") % {"day": day}
        if change.applied_at:
            day = date_format(change.applied_at, "DATE_FORMAT")
            return gettext("In force since %(day)s") % {"day": day}
        return gettext("Not carried out")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        was_applied = obj is not None and obj.applied_at is not None
        return not was_applied and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        was_applied = obj is not None and obj.applied_at is not None
        return not was_applied and super().has_delete_permission(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[StepChange]) -> None:
        super().delete_queryset(request, queryset.filter(applied_at=None))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/carry-out/", wrap(self.carry_out), name="roadmap_stepchange_carry_out"),
            path("<int:pk>/take-back/", wrap(self.take_back), name="roadmap_stepchange_take_back"),
            *super().get_urls(),
        ]

    def response_add(self, request: HttpRequest, obj: StepChange, *args: Any) -> HttpResponse:
        """Written down: what it would do is the next question."""
        if "_addanother" in request.POST or "_continue" in request.POST:
            return super().response_add(request, obj, *args)
        return HttpResponseRedirect(reverse("admin:roadmap_stepchange_carry_out", args=[obj.pk]))

    def carry_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows who holds the steps and what becomes of their ticks; a POST does it."""
        change = self._asked(request, pk)
        if request.method == "POST":
            return self._carry_out(request, change)
        if change.is_in_force:
            messages.info(request, gettext("It is in force already."))
            return self._back(change)
        context = self._context(request, change, gettext("Carry out: %(change)s"))
        return TemplateResponse(
            request,
            "admin/step_change_carry_out.html",
            context | {"preview": preview_of(change)},
        )

    def _carry_out(self, request: HttpRequest, change: StepChange) -> HttpResponse:
        try:
            done = step_changes.apply_changes(
                [change],
                now=timezone.now(),
                by=request.user,  # type: ignore[arg-type]
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self._back(change)
        if done:
            self._log(request, change, "Carried out.")
            moved = done[0].learners
            text = ngettext(
                "Carried out. Ticks of %(count)s learner went along.",
                "Carried out. Ticks of %(count)s learners went along.",
                moved,
            )
            messages.success(request, text % {"count": moved})
        return self._back(change)

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says whether the way back is open; a POST goes it."""
        change = self._asked(request, pk)
        if request.method == "POST":
            try:
                done = step_changes.revert_change(
                    change=change,
                    now=timezone.now(),
                    by=request.user,  # type: ignore[arg-type]
                )
            except step_changes.CannotRevertError:
                done = None
            if done:
                self._log(request, change, "Taken back.")
                messages.success(request, gettext("Taken back: everything is as it was before."))
                return self._back(change)
        if not change.is_in_force:
            messages.info(request, gettext("It is not in force."))
            return self._back(change)
        context = self._context(request, change, gettext("Take back: %(change)s")) | {
            "since": step_changes.changed_since(change),
            "later": step_changes.later_change(change),
        }
        return TemplateResponse(request, "admin/step_change_take_back.html", context)

    def _asked(self, request: HttpRequest, pk: int) -> StepChange:
        """The change, for those who may carry it out."""
        if request.method not in {"GET", "HEAD", "POST"}:
            raise PermissionDenied
        if not super().has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def _context(self, request: HttpRequest, change: StepChange, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title % {"change": change},
            "opts": self.opts,
            "change": change,
        }

    def _log(self, request: HttpRequest, change: StepChange, said: str) -> None:
        LogEntry.objects.log_actions(str(request.user.pk), [change], CHANGE, said)

    def _back(self, change: StepChange) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:roadmap_stepchange_change", args=[change.pk]))
