"""Which mail a person wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import NoticeKind, NoticeOptOut

WORDS = {
    NoticeKind.REQUEST_RECEIVED: (
        _("A learner asks for a review"),
        _("Your own learners first; where they have no mentor, all mentors are asked."),
    ),
    NoticeKind.REVIEW_PUBLISHED: (
        _("A review of your work is published"),
        _("Or its verdict changes."),
    ),
    NoticeKind.YOUR_TURN: (_("It is your turn in a conversation"), _("Somebody wrote to you.")),
}


def kinds_for(user: User) -> list[NoticeKind]:
    """What a person can be told of. Requests go to mentors only."""
    kinds = [NoticeKind.REVIEW_PUBLISHED, NoticeKind.YOUR_TURN]
    return [NoticeKind.REQUEST_RECEIVED, *kinds] if user.is_mentor else kinds


class MailChoicesForm(forms.Form):
    """A tick for each kind of mail."""

    kinds = forms.TypedMultipleChoiceField(
        label=_("Send me mail when"),
        coerce=NoticeKind,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
        help_text=_("At most one mail a day of each kind. In the site you are told all the same."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = kinds_for(user)
        stopped = NoticeOptOut.objects.filter(user=user).values_list("kind", flat=True)
        self.fields["kinds"].choices = [(kind.value, _label(kind)) for kind in self.offered]  # type: ignore[attr-defined]
        self.initial["kinds"] = [kind.value for kind in self.offered if kind not in set(stopped)]


def _label(kind: NoticeKind) -> SafeString:
    title, note = WORDS[kind]
    return format_html('{}<small class="d-block quiet">{}</small>', title, note)
