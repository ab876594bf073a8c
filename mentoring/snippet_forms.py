"""Texts that a mentor writes often."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from mentoring.models import Snippet
from progress.form_parts import helper_of
from progress.project_forms import TextField, TitleField

MOST_SNIPPETS = 100
NAME_TAKEN = _("You have a snippet of this name.")
TOO_MANY = _("You have %(number)s snippets. Delete one to add another.")


class SnippetForm(forms.ModelForm):
    """A snippet of the mentor's own."""

    title = TitleField(
        max_length=80,
        label=pgettext_lazy("of a snippet", "Name"),
        help_text=_("By which you find it in the list."),
        error_messages={"required": _("Give it a name.")},
    )
    text = TextField(
        label=_("Text"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown works."),
        error_messages={"required": _("Write the text.")},
    )

    helper = helper_of("title", "text")

    class Meta:
        model = Snippet
        fields = ("title", "text")

    def __init__(self, *args: Any, mentor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Snippet.objects.filter(mentor=mentor).exclude(pk=self.instance.pk)
        self.namesake: Snippet | None = None

    @property
    def is_there(self) -> bool:
        """Whether this very snippet was saved by an earlier click."""
        return self.namesake is not None and self.namesake.text == self.cleaned_data.get("text")

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        self.namesake = self.own.filter(title=title).first()
        if self.namesake:
            raise ValidationError(NAME_TAKEN)
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk is None and self.own.count() >= MOST_SNIPPETS:
            self.add_error(None, TOO_MANY % {"number": MOST_SNIPPETS})
        return cleaned
