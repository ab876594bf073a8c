"""How all content is edited in the admin: stable slugs, retiring, and what can't be deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError, models, router, transaction
from django.db.models import Count, ProtectedError, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import get_text_list

from skills.content import Content
from skills.fields import LinesFormField
from skills.markdown_field import MARKDOWN_HELP, MarkdownTextarea
from skills.own_columns import OwnColumnsMixin

# Headings and fields of a form, from top to bottom.
Parts = Sequence[tuple[str | None, tuple[Any, ...]]]


class TextsField(forms.CharField):
    """Long text with plain line breaks: browsers send carriage returns with them, and an
    unchanged text would count as edited."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


# Of one parent, in its form: far above what any row has.
MOST_ROWS = 200

FORM_FIELDS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.TextField: {"form_class": TextsField, "widget": MarkdownTextarea},
    models.URLField: {"assume_scheme": "https"},
}


def is_key(value: object) -> bool:
    """Whether this can be a primary key: a whole number that the database can hold."""
    return str(value).isdecimal() and len(str(value)) < 19


class SafeAutocomplete(AutocompleteSelect):
    """Django's would end in a server error when it shows a key again that can't be one."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(key)], attr)


class SafeAutocompleteMultiple(AutocompleteSelectMultiple):
    """As above, for several."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if is_key(key)], attr)


def shaped(field: forms.Field | None, db_field: models.Field[Any, Any]) -> forms.Field | None:
    """A field of the form, wide enough for what it holds and without a button that deletes
    the row referred to."""
    if isinstance(field, LinesFormField):
        field.widget.attrs.update({"rows": 6, "class": "vLargeTextField"})
    elif isinstance(field, TextsField):
        field.widget.attrs["rows"] = 5
        field.help_text = f"{field.help_text} {MARKDOWN_HELP}".strip()
    elif type(db_field) is models.CharField and not db_field.choices and field is not None:
        if (db_field.max_length or 0) >= 100:
            field.widget.attrs["class"] = "vLargeTextField"
    elif field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_delete_related = False
    return field


# --- What holds a row ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holders:
    """What would be torn if a row were deleted."""

    learners: int
    # Other rows that need it: how many, and what they are called.
    rows: tuple[tuple[int, str], ...]

    def reason(self, row: models.Model, *, instead: str) -> str:
        """Why the row can't be deleted, followed by what to do instead."""
        name = row._meta.verbose_name
        parts = []
        if self.learners:
            parts.append(
                f"{self.learners} {'learner holds' if self.learners == 1 else 'learners hold'}"
            )
        if self.rows:
            total = sum(count for count, _ in self.rows)
            rows = get_text_list([f"{count} {called}" for count, called in self.rows], "and")
            parts.append(f"{rows} {'needs' if total == 1 else 'need'}")
        said = f"{parts[0]} this {name}"
        if len(parts) > 1:
            said += f" and {parts[1]} it"
        return f"{said}, so it can't be deleted. {instead}".strip()


def holders_of(rows: Iterable[models.Model]) -> dict[Any, Holders]:
    """What holds each of these rows of one model, by primary key; nothing for a free row.

    Looks at every relation that protects the row. A protecting row that belongs to a person
    counts as that person, so neither their names nor the apps above are needed here.
    """
    rows = list(rows)
    if not rows:
        return {}
    personal: list[QuerySet[Any, Any]] = []
    counts: dict[str, Counter[Any]] = {}
    names: dict[str, tuple[str, str]] = {}
    for field in _protecting(type(rows[0])):
        holding = field.model._base_manager.filter(**{f"{field.name}__in": rows}).order_by()
        owner = _owner_field(field.model)
        if owner is not None:
            personal.append(holding.values_list(field.attname, owner))
            continue
        counted = holding.values_list(field.attname).annotate(rows=Count("pk"))
        label = field.model._meta.label
        counts.setdefault(label, Counter()).update(dict(counted))
        names[label] = (
            str(field.model._meta.verbose_name),
            str(field.model._meta.verbose_name_plural),
        )
    # A union keeps each pair of row and person once.
    pairs = personal[0].union(*personal[1:]) if len(personal) > 1 else _distinct(personal)
    learners = Counter(pk for pk, _ in pairs)
    found = {}
    for row in rows:
        needing = tuple(
            (counter[row.pk], names[label][counter[row.pk] != 1])
            for label, counter in counts.items()
            if counter[row.pk]
        )
        if learners[row.pk] or needing:
            found[row.pk] = Holders(learners[row.pk], needing)
    return found


def _distinct(querysets: list[QuerySet[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    return querysets[0].distinct() if querysets else ()


def _protecting(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """The fields of other models that forbid deleting a row of this one."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT
    ]


def _owner_field(model: type[models.Model]) -> str | None:
    """The column that says whose a row is. What goes with the person is theirs."""
    for field in model._meta.concrete_fields:
        relation = field.remote_field
        if (
            relation
            and relation.model is get_user_model()
            and getattr(relation, "on_delete", None) is models.CASCADE
        ):
            return field.attname
    return None


# --- Lists and forms -----------------------------------------------------------------------


class GuardedAdmin(OwnColumnsMixin, admin.ModelAdmin):
    """Says why a row can't be deleted instead of listing everybody who holds it."""

    # What to do with a row that can't be deleted.
    instead = ""
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

    @admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
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

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ProtectedError:
            return self._too_late(request)
        except IntegrityError:
            # Somebody saved the same at the same time, or rows swapped what must be unique.
            self.message_user(
                request,
                "Nothing was saved: two rows would hold, for a moment at least, what only one "
                "may. Make the change in two turns.",
                messages.ERROR,
            )
            return HttpResponseRedirect(request.path)

    def _too_late(self, request: HttpRequest) -> HttpResponse:
        self.message_user(
            request, "Nothing was deleted: it has come into use meanwhile.", messages.ERROR
        )
        return HttpResponseRedirect(request.path)


class ContentAdmin(GuardedAdmin):
    """Rows with a slug. They are retired rather than deleted."""

    instead = "Retire it instead: no page offers it any more, and who has it keeps it."
    actions = [*GuardedAdmin.actions, "retire", "bring_back"]
    search_fields = ("title", "slug")
    list_filter = ["retired", "editorial"]
    list_per_page = 50
    # The relation to count in the list.
    counted = ""
    # The form's parts between the title and what every content row has: heading and fields.
    parts: Parts = ()

    @admin.display(ordering="retired")
    def state(self, row: Content) -> str:
        return "Retired" if row.retired else "Live"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        main = (None, {"fields": ("title", "slug")})
        parts = [(title, {"fields": fields}) for title, fields in self.parts]
        last = ("On the site", {"fields": ("order", "editorial", "retired")})
        return [main, *parts, last]

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
            # Nothing new refers to a retired row.
            found = found.filter(retired=False)
        return found, may_repeat

    @admin.action(permissions=["change"], description="Retire selected %(verbose_name_plural)s")
    def retire(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_retired(request, queryset, retired=True, done="Retired")

    @admin.action(permissions=["change"], description="Bring selected %(verbose_name_plural)s back")
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_retired(request, queryset, retired=False, done="Brought back")

    def _set_retired(
        self, request: HttpRequest, queryset: QuerySet[Any], *, retired: bool, done: str
    ) -> None:
        rows = list(queryset.exclude(retired=retired))
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(retired=retired)
        if rows:
            LogEntry.objects.log_actions(str(request.user.pk), rows, CHANGE, f"{done}.")
        name = self.opts.verbose_name if len(rows) == 1 else self.opts.verbose_name_plural
        self.message_user(
            request,
            f"{done}: {len(rows)} {name}.",
            messages.SUCCESS if rows else messages.WARNING,
        )


# --- Rows inside the form of another -------------------------------------------------------


class GuardedInline(admin.options.InlineModelAdmin):
    """Rows that belong to the one being edited."""

    extra = 0
    max_num = MOST_ROWS
    formfield_overrides = FORM_FIELDS

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Read the choices once, not once a row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(cast("Iterable[Any]", field.choices))
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # A form that claims thousands of rows is not drawn.
        formset = super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)
        given: Any = formset.form

        class GuardedForm(given):
            def _post_clean(self) -> None:
                """The rules that involve the parent, too, which Django leaves out here."""
                super()._post_clean()
                if not self.errors:
                    try:
                        self.instance.validate_constraints(self._get_validation_exclusions())
                    except ValidationError as error:
                        self._update_errors(error)

            def hand_clean_DELETE(self) -> None:
                """Django's would list every row that holds this one, with whose it is."""
                if not self.cleaned_data.get(DELETION_FIELD_NAME) or not self.instance.pk:
                    return
                holders = holders_of([self.instance]).get(self.instance.pk)
                if holders:
                    raise ValidationError(
                        f"{self.instance}: {holders.reason(self.instance, instead='')}"
                    )

        formset.form = GuardedForm
        return formset


class GuardedTabular(GuardedInline):
    template = "admin/edit_inline/tabular.html"

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, TextsField):
            field.widget.attrs.update({"rows": 3, "class": "vTextField"})
        elif field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Four buttons beside every row's choice would bury it.
            field.widget = field.widget.widget
        return field


class GuardedStacked(GuardedInline):
    template = "admin/edit_inline/stacked.html"

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        return shaped(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)


class MembersInline(GuardedTabular):
    """The rows of a parent in their order, each leading to its own form for everything else."""

    show_change_link = True
    view_on_site = False
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
