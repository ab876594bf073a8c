"""An admin whose every change leaves one version of the row, with who, when and why, and which
leads back to each of them.

simple-history's own admin is not used: its way back forgets the sets of other rows, its list asks
more of the database with each version, and its page breaks our policy of styles.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from skills.content import Content
from skills.facts import forget_checks
from skills.preview_admin import is_preview
from skills.recording import (
    LONGEST_REASON,
    history_of,
    in_english,
    is_recorded,
    keep_before,
    record,
)
from skills.reverting import RevertError, bring_back, moment
from skills.versions import (
    Values,
    called,
    differences,
    timeline_of,
    values_of_row,
    values_of_versions,
)

VERSIONS_A_PAGE = 30


class RecordedAdmin(admin.ModelAdmin):
    """Of models with a `history`."""

    change_form_template = "admin/content_change_form.html"

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
        forget_checks(obj, form.changed_data)
        # One version of the row with its sets, when these are saved too.
        obj.skip_history_when_saving = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        obj = form.instance
        super().save_related(request, form, formsets, change)
        if form.is_news:
            del obj.skip_history_when_saving
            record([obj], by=request.user, reason=self.reason_of(request), first=form.is_new)
        if not is_preview(request):
            with in_english():
                reason = f"{'Added' if form.is_new else 'Changed'}: {obj}"
            self.after_change(request, reason)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.initial_forms:
            forget_checks(row.instance, row.changed_data)
        if is_recorded(formset.model):
            changing = [row.instance.pk for row in formset.initial_forms if row.has_changed()]
            keep_before(formset.model, [key for key in changing if key])
        super().save_formset(request, form, formset, change)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        keep_before(self.model, [obj.pk])
        with in_english():
            name = str(obj)
        super().delete_model(request, obj)
        self.after_change(request, f"Deleted: {name}")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = len(keys := list(queryset.values_list("pk", flat=True)))
        keep_before(self.model, keys)
        super().delete_queryset(request, queryset)
        with in_english():
            reason = f"Deleted: {count} {self.opts.verbose_name_plural}"
        self.after_change(request, reason)

    # --- History ---------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        version = "<path:object_id>/history/<slug:kind>/<int:version>/"
        return [
            path(version, wrap(self.version_view), name=f"{name}_version"),
            path(f"{version}revert/", wrap(self.revert_view), name=f"{name}_revert"),
            *super().get_urls(),
        ]

    def recorded_parts(self, request: HttpRequest, obj: Any) -> list[tuple[Any, str]]:
        """The models of the rows in the form that have no form of their own, and the column
        that refers to this row."""
        return [
            (inline.model, _get_foreign_key(self.model, inline.model, inline.fk_name).attname)
            for inline in self.get_inline_instances(request, obj)
            if is_recorded(inline.model) and not issubclass(inline.model, Content)
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        found = timeline_of(obj, self.recorded_parts(request, obj))
        pages = Paginator(found, VERSIONS_A_PAGE)
        context = {
            "title": _("History of %(name)s") % {"name": obj},
            "page": pages.get_page(request.GET.get(PAGE_VAR)),
            "page_var": PAGE_VAR,
        }
        return self._answer(request, "admin/content_history.html", obj, context)

    def version_view(
        self, request: HttpRequest, object_id: str, kind: str, version: int
    ) -> HttpResponse:
        obj, past = self._past(request, object_id, kind, version)
        model = past.instance_type
        now = model._base_manager.filter(pk=past.id).first()
        (then,) = values_of_versions(model, [past])
        context = {
            "title": f"{_named(obj, model, then)}, {moment(past)}",
            "past": past,
            "kind": kind,
            "is_gone": now is None,
            "values": then.items(),
            "changes": differences(values_of_row(now), then) if now else (),
            "may_revert": self._may_revert(request, obj, model, is_gone=now is None),
        }
        return self._answer(request, "admin/content_version.html", obj, context)

    def revert_view(
        self, request: HttpRequest, object_id: str, kind: str, version: int
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj, past = self._past(request, object_id, kind, version)
        is_gone = not past.instance_type._base_manager.filter(pk=past.id).exists()
        if not self._may_revert(request, obj, past.instance_type, is_gone=is_gone):
            raise PermissionDenied
        said, level = self._revert(request, obj, past)
        self.message_user(request, said, level)
        opts = self.opts
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_history", object_id)

    def _revert(self, request: HttpRequest, obj: Any, past: Any) -> tuple[str, int]:
        """Do it; what to say of it, and how loudly."""
        try:
            with transaction.atomic():
                row = bring_back(version=past, by=request.user)
                if row is None:
                    return _("Nothing was changed: it is like that version."), messages.WARNING
                with in_english():
                    logged = f"Brought back the version of {moment(past)}: {row}."
                    reason = f"Brought back: {row}"
                self.log_change(request, obj, logged)
                self.after_change(request, reason)
        except RevertError as error:
            return _("Nothing was changed. %(why)s") % {"why": error}, messages.ERROR
        except IntegrityError:
            return _("Nothing was changed: another row has taken its place."), messages.ERROR
        said = _("Brought back the version of %(moment)s.") % {"moment": moment(past)}
        return said, messages.SUCCESS

    def _past(self, request: HttpRequest, object_id: str, kind: str, version: int) -> Any:
        """The row and a version of it, or of a row that belongs to it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        kinds = {self.opts.model_name: (self.model, "id")} | {
            model._meta.model_name: (model, column)
            for model, column in self.recorded_parts(request, obj)
        }
        if kind not in kinds or version >= 2**63:
            raise Http404
        model, column = kinds[kind]
        return obj, get_object_or_404(history_of(model), pk=version, **{column: obj.pk})

    def _may_revert(self, request: HttpRequest, obj: Any, model: Any, *, is_gone: bool) -> bool:
        """Whoever may write the row by its form: a part's needs the right to the part as well."""
        if not self.has_change_permission(request, obj):
            return False
        verb = "add" if is_gone else "change"
        opts = model._meta
        return model is self.model or request.user.has_perm(
            f"{opts.app_label}.{verb}_{opts.model_name}"
        )

    def _answer(
        self, request: HttpRequest, template: str, obj: Any, context: dict[str, Any]
    ) -> TemplateResponse:
        request.current_app = self.admin_site.name
        plural = capfirst(self.opts.verbose_name_plural)
        common = {"object": obj, "opts": self.opts, "module_name": plural}
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), **common, **context}
        )


def _named(obj: Any, model: Any, then: Values) -> str:
    """The row by its name; one that belongs to it by its kind and what it says first."""
    return str(obj) if isinstance(obj, model) else capfirst(called(model, then))
