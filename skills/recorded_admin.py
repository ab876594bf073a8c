"""An admin whose every change leaves one version of the row, with who, when and why."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from skills.preview_admin import is_preview
from skills.recording import LONGEST_REASON, is_recorded, keep_before, record


class RecordedAdmin(admin.ModelAdmin):
    """Of models with a `history`."""

    def after_change(self, request: HttpRequest, reason: str) -> None:
        """Called at the end of each change, in its transaction."""

    def has_news(self, request: HttpRequest, obj: Any, form: Any) -> bool:
        """Whether saving the form would change the row itself."""
        return not obj.pk or form.has_changed()

    def reason_of(self, request: HttpRequest) -> str:
        """Why, as the editor says it; may be empty."""
        given = " ".join(request.POST.get("_reason", "").replace("\x00", "").split())
        return given[:LONGEST_REASON]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Without a change nothing is written, and nothing stands in the history."""
        form.is_new, form.is_news = not change, self.has_news(request, obj, form)
        if not form.is_news:
            return
        if change:
            keep_before(self.model, [obj.pk])
        # One version of the row with its sets, when these are saved too.
        obj.skip_history_when_saving = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        obj = form.instance
        super().save_related(request, form, formsets, change)
        if form.is_news:
            del obj.skip_history_when_saving
            record([obj], by=request.user, reason=self.reason_of(request), first=form.is_new)
        if is_preview(request):
            return
        self.after_change(request, f"{'Added' if form.is_new else 'Changed'}: {obj}")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if is_recorded(formset.model):
            changing = [row.instance.pk for row in formset.initial_forms if row.has_changed()]
            keep_before(formset.model, [key for key in changing if key])
        super().save_formset(request, form, formset, change)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        keep_before(self.model, [obj.pk])
        name = str(obj)
        super().delete_model(request, obj)
        self.after_change(request, f"Deleted: {name}")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = len(keys := list(queryset.values_list("pk", flat=True)))
        keep_before(self.model, keys)
        super().delete_queryset(request, queryset)
        self.after_change(request, f"Deleted: {count} {self.opts.verbose_name_plural}")
