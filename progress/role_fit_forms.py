"""Which role a learner looks at or aims for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.form_parts import helper_of
from roles.models import Role


class TargetForm(forms.Form):
    """One of the roles that the site shows."""

    role = forms.ModelChoiceField(
        queryset=Role.objects.none(),
        to_field_name="slug",
        label=_("Role"),
        empty_label=_("Choose a role"),
        error_messages={
            "required": _("Choose a role."),
            "invalid_choice": _("Choose one of the roles in the list."),
        },
    )

    helper = helper_of("role", disable_csrf=True)

    def __init__(
        self, answers: Mapping[str, Any] | None = None, *, role: Role | None = None
    ) -> None:
        super().__init__(answers, initial={"role": role and role.slug})
        # `queryset` is a property of the field, which the type of `fields` hides.
        field: Any = self.fields["role"]
        field.queryset = Role.objects.current()
        field.label_from_instance = lambda role: role.short_title
