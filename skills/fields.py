"""A model field for short lists of text, such as the topics of a stage."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_lines(value: object) -> None:
    """Accept a list of distinct, non-empty, single-line strings."""
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise ValidationError(_("Must be a list of texts."), code="not_a_list")
    if any(not line.strip() or "\n" in line for line in value):
        raise ValidationError(_("No line may be empty."), code="empty_line")
    if any("\x00" in line for line in value):
        raise ValidationError(
            _("Null characters are not allowed."), code="null_characters_not_allowed"
        )
    if len(set(value)) != len(value):
        raise ValidationError(_("The same line stands here twice."), code="repeated_line")


class LinesFormField(forms.CharField):
    """One item a line in a text area."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 60})

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(initial or []) != self.to_python(data or "")


class LinesField(models.JSONField):
    """An ordered list of short texts, edited one a line and stored as JSON."""

    default_validators = [validate_lines]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs.setdefault("help_text", _("One item a line."))
        return LinesFormField(
            required=not self.blank,
            label=kwargs.pop("label", self.verbose_name[:1].upper() + self.verbose_name[1:]),
            help_text=kwargs.pop("help_text"),
        )
