"""Rows of content inside the form of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest

from skills.content_forms import FORM_FIELDS, MOST_ROWS, TextsField, shaped
from skills.holders import holders_of


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
    # Without the line above each row that says what stands in it.
    classes: list[str] = ["plain-rows"]

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


class MemberForm(forms.ModelForm):
    """A draft is published by its own form or in its list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "retired" in self.fields and self.instance.draft:
            self.fields["retired"].disabled = True


class MembersInline(GuardedTabular):
    """The rows of a parent in their order, each leading to its own form for everything else."""

    form = MemberForm
    classes: list[str] = []
    show_change_link = True
    view_on_site = False
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
