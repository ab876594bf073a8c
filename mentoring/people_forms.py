"""Forms of who follows whom."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import MentorNote
from progress.project_forms import TextField


class JoinForm(forms.Form):
    """A join code as it was read out or copied: case, spaces and hyphens don't matter."""

    code = forms.CharField(
        label=_("Join code"),
        max_length=64,
        help_text=_("Your mentor or your course gives it to you, such as BCDF GHJK."),
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class MentorNoteForm(forms.Form):
    """A mentor's own note about a learner."""

    text = TextField(
        required=False,
        label=_("Your note"),
        help_text=_("Only you can read it: not the learner, not other mentors. Markdown works."),
        max_length=MentorNote._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
