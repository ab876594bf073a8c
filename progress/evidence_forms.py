"""What a person adds to a step: a link, a note, or both."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progress.models import Evidence
from progress.project_forms import TextField, TitleField, WebAddressField
from progress.step_forms import NoteForm, StepForm


class EvidenceForm(StepForm):
    """A link with or without a title, a note, or both. Nothing here takes anything away."""

    url = WebAddressField(label=_("Link to your work"))
    title = TitleField(
        required=False,
        label=_("Title (optional)"),
        max_length=Evidence._meta.get_field("title").max_length,
        help_text=_("Such as “Notebook: forward pass”."),
    )
    note = TextField(
        required=False,
        label=pgettext_lazy("of a step", "Note"),
        max_length=NoteForm.base_fields["note"].max_length,  # type: ignore[attr-defined]
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        return note.strip()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not self.errors and not answers["url"] and not answers["note"]:
            raise ValidationError({"url": _("Give a link or write a note first.")}, code="empty")
        return answers
