"""What people write in a conversation, and of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import Message, Report
from progress.form_parts import helper_of
from progress.project_forms import TextField, check_visible


class WordsField(TextField):
    """Several lines with something to see in them."""

    default_validators = [check_visible]


class MessageForm(forms.Form):
    text = WordsField(
        label=_("Reply"),
        max_length=Message._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Markdown works: **bold**, lists, links, `code`."),
        error_messages={"required": _("Write something first.")},
    )

    helper = helper_of("text")

    def take_focus(self) -> None:
        """Where it replaces the one that was sent: that one was disabled and has lost it."""
        self.fields["text"].widget.attrs["autofocus"] = True


class ReportForm(forms.Form):
    reason = WordsField(
        label=_("What is wrong"),
        max_length=Report._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The admins read this and the conversation. Nobody else sees it."),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )

    helper = helper_of("reason")


class BlockForm(forms.Form):
    """Whom; asked only where there are several."""

    person = forms.TypedChoiceField(
        label=_("Whom do you want to block?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of them."),
            "invalid_choice": _("Choose one of the people of this conversation."),
        },
    )

    helper = helper_of("person")

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        field = self.fields["person"]
        field.choices = [(person.pk, person.name) for person in people]  # type: ignore[attr-defined]
        field.required = len(people) > 1

    @property
    def chosen(self) -> User:
        """The one who was chosen, or the only one there is."""
        key = self.cleaned_data["person"]
        return self.people[key] if key else next(iter(self.people.values()))
