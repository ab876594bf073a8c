"""How all content is edited in the admin: stable slugs, drafts, retiring, and what can't be
deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, models, router, transaction
from django.db.models import Count, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from skills.content import Content
from skills.content_forms import (
    FORM_FIELDS,
    SafeAutocomplete,
    SafeAutocompleteMultiple,
    is_key,
    shaped,
)
from skills.content_inlines import GuardedInline, GuardedStacked, GuardedTabular, MembersInline
from skills.filtered_admin import FilteredAdmin
from skills.holders import holders_of
from skills.own_columns import OwnColumnsMixin
from skills.preview_admin import PreviewAdmin, is_preview
from skills.recorded_admin import RecordedAdmin
from skills.recording import in_english
from skills.states import State, in_state, move
from skills.versions import REASONS

__all__ = [
    "ContentAdmin",
    "GuardedAdmin",
    "GuardedInline",
    "GuardedStacked",
    "GuardedTabular",
    "MembersInline",
    "Parts",
]

# Headings and fields of a form, from top to bottom.
Parts = Sequence[tuple[Any, tuple[Any, ...]]]


class GuardedAdmin(OwnColumnsMixin, FilteredAdmin, RecordedAdmin):
    """Says why a row can't be deleted instead of listing everybody who holds it."""

    # What to do with a row that can't be deleted.
    instead: Any = ""
    delete_confirmation_template = "admin/content_delete.html"
    delete_selected_confirmation_template = "admin/content_delete_selected.html"
    actions = ["delete_selected"]
    formfield_overrides = FORM_FIELDS

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.get_autocomplete_fields(request):
            safe = SafeAutocompleteMultiple if db_field.many_to_many else SafeAutocomplete
            kwargs.setdefault("widget", safe(db_field, self.admin_site))
        return shaped(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("What was selected are no rows.")
        return super().response_action(request, *args, **kwargs)

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        rows = list(objs)
        holders = holders_of(rows)
        if not holders:
            return super().get_deleted_objects(objs, request)
        held = [row for row in rows if row.pk in holders]
        reasons = [holders[row.pk].reason(row, instead=self.instead) for row in held]
        if len(rows) > 1:
            reasons = [f"{row}: {reason}" for row, reason in zip(held, reasons, strict=True)]
        return [], {}, set(), reasons

    def can_retire(self, request: HttpRequest) -> bool:
        return issubclass(self.model, Content) and self.has_change_permission(request)

    def render_delete_form(self, request: HttpRequest, context: Any) -> HttpResponse:
        context["can_retire"] = self.can_retire(request) and not context["object"].retired
        return super().render_delete_form(request, context)

    @admin.action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        response = delete_selected(self, request, queryset)
        if response is not None and response.context_data is not None:
            response.context_data["can_retire"] = self.can_retire(request)
        return response

    # Somebody may tick a step between the question and the answer: then the database refuses.

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            return self._too_late(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic(using=router.db_for_write(self.model)):
                return super().changelist_view(request, extra_context)
        except ProtectedError:
            return self._too_late(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ProtectedError:
            return self._too_late(request)
        except IntegrityError:
            # Somebody saved the same at the same time, or rows swapped what must be unique.
            self.message_user(
                request,
                gettext(
                    "Nothing was saved: two rows would hold, for a moment at least, what only one "
                    "may. Make the change in two turns."
                ),
                messages.ERROR,
            )
            return HttpResponseRedirect(form_url or request.path)

    def _too_late(self, request: HttpRequest) -> HttpResponse:
        self.message_user(
            request,
            gettext("Nothing was deleted: it has come into use meanwhile."),
            messages.ERROR,
        )
        return HttpResponseRedirect(request.path)


class StateFilter(admin.SimpleListFilter):
    """Live, draft or retired."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return in_state(queryset, State(chosen)) if chosen in State.values else queryset


class ListedForm(forms.ModelForm):
    """A row that is edited in its list: the column's heading names no field to a screen reader."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label or name}: {self.instance}"


class ContentAdmin(PreviewAdmin, GuardedAdmin):
    """Rows with a slug. New ones are drafts until they are published; they are retired rather
    than deleted."""

    instead: Any = _("Retire it instead: no page offers it any more, and who has it keeps it.")
    actions = [*GuardedAdmin.actions, "publish", "retire", "bring_back"]
    search_fields = ("title", "slug")
    list_filter = [StateFilter, "editorial"]
    list_per_page = 50
    # The relation to count in the list.
    counted = ""
    # The form's parts between the title and what every content row has: heading and fields.
    parts: Parts = ()

    @admin.display(ordering="retired", description=_("state"))
    def state(self, row: Content) -> str:
        return row.state

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListedForm, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        main = (None, {"fields": ("title", "slug")})
        parts = [(title, {"fields": fields}) for title, fields in self.parts]
        # What becomes of a draft is said by the button that is pressed.
        retired = ("retired",) if obj is not None and not obj.draft else ()
        last = (_("On the site"), {"fields": ("order", "editorial", *retired)})
        return [main, *parts, last]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return None if obj is not None and obj.retired else super().get_view_on_site_url(obj)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("title",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = tuple(super().get_readonly_fields(request, obj))
        return (*readonly, "slug") if obj else readonly

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if not self.counted:
            return rows
        # Counting drops the model's own order.
        counted = rows.annotate(held=Count(self.counted))
        return cast("QuerySet[Any]", counted.order_by(*(self.opts.ordering or ())))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            # Nothing new refers to a retired row; a draft may wait for another.
            found = found.exclude(retired=True, draft=False)
        return found, may_repeat

    # --- Drafts: a form is saved as one until somebody publishes it -------------------------

    def may_publish(self, request: HttpRequest, row: Content | None = None) -> bool:
        return self.has_change_permission(request, row)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        context["is_draft"] = row is None or row.draft
        context["may_publish"] = self.may_publish(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Content, form: Any, change: bool) -> None:
        form.publishes = self.publishes(request, obj)
        if form.publishes:
            obj.draft = obj.retired = False
        elif not change and not is_preview(request):
            obj.draft = obj.retired = True
        super().save_model(request, obj, form, change)

    def publishes(self, request: HttpRequest, row: Content) -> bool:
        """Whether the form of a new row or a draft was sent by its button to publish."""
        if "_publish" not in request.POST or not (row._state.adding or row.draft):
            return False
        if not self.may_publish(request, None if row._state.adding else row):
            raise PermissionDenied
        return True

    def has_news(self, request: HttpRequest, obj: Any, form: Any) -> bool:
        return super().has_news(request, obj, form) or form.publishes or is_preview(request)

    def reason_of(self, request: HttpRequest) -> str:
        given = super().reason_of(request)
        if "_publish" not in request.POST:
            return given
        return f"Published: {given}" if given else "Published"

    def response_add(self, request: HttpRequest, obj: Content, *args: Any, **kwargs: Any) -> Any:
        if obj.draft and not is_preview(request):
            said = gettext("It is a draft: nobody sees it until it is published.")
            self.message_user(request, said)
        return super().response_add(request, obj, *args, **kwargs)

    # --- Actions on several rows -----------------------------------------------------------

    @admin.action(permissions=["change"], description=_("Publish selected %(verbose_name_plural)s"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, State.DRAFT, State.LIVE, "Published")

    @admin.action(permissions=["change"], description=_("Retire selected %(verbose_name_plural)s"))
    def retire(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, State.LIVE, State.RETIRED, "Retired")

    @admin.action(
        permissions=["change"], description=_("Bring selected %(verbose_name_plural)s back")
    )
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, State.RETIRED, State.LIVE, "Brought back")

    def _move(
        self, request: HttpRequest, queryset: QuerySet[Any], origin: State, to: State, done: str
    ) -> None:
        rows = move(rows=queryset, origin=origin, to=to, by=request.user, reason=done)
        if rows:
            LogEntry.objects.log_actions(str(request.user.pk), rows, CHANGE, f"{done}.")
            self.after_change(request, f"{done}: {said(rows)}")
        name = self.opts.verbose_name if len(rows) == 1 else self.opts.verbose_name_plural
        moved = {"done": REASONS[done], "count": len(rows), "name": name}
        self.message_user(
            request,
            gettext("%(done)s: %(count)s %(name)s.") % moved,
            messages.SUCCESS if rows else messages.WARNING,
        )


def said(rows: Sequence[models.Model]) -> str:
    """The rows by name; of many the first three."""
    with in_english():
        names = ", ".join(str(row) for row in rows[:3])
    return names if len(rows) <= 3 else f"{names} and {len(rows) - 3} more"
