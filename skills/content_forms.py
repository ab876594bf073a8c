"""The fields and widgets of forms in which content is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models

from skills.fields import LinesFormField
from skills.markdown_field import MARKDOWN_HELP, MarkdownTextarea


class TextsField(forms.CharField):
    """Long text with plain line breaks: browsers send carriage returns with them, and an
    unchanged text would count as edited."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


# Of one parent, in its form: far above what any row has.
MOST_ROWS = 200


def is_key(value: object) -> bool:
    """Whether this can be a primary key: a whole number that the database can hold."""
    return str(value).isdecimal() and len(str(value)) < 19


class KeysField(forms.ModelMultipleChoiceField):
    """Django's would end in a server error at a number too long for the database."""

    def _check_values(self, value: Any) -> Any:
        for key in value:
            if not is_key(key):
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key},
                )
        return super()._check_values(value)  # type: ignore[misc]


FORM_FIELDS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.TextField: {"form_class": TextsField, "widget": MarkdownTextarea},
    models.ManyToManyField: {"form_class": KeysField},
    models.URLField: {"assume_scheme": "https"},
}


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
