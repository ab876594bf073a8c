"""What a learner says when they ask for a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Look
from progress.form_parts import card_label, helper_of
from progress.plan_forms import Cards
from progress.project_forms import TextField, check_visible

# What comes back, a line each.
WHAT_COMES_BACK = {
    Look.QUICK: _("One or two remarks. For work under way."),
    Look.FULL: _("Scores by the rubric, comments and a verdict. It can verify your work."),
    Look.CAREER: _("An answer in words. No scores and no verdict."),
}
NO_QUESTION = _("Write your question: it is what the mentor answers.")
NO_SUCH_LOOK = _("Choose one of the three.")


class QuestionField(TextField):
    """Several lines, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 5}), **kwargs
        )

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value:
            check_visible(value)


class AskForm(forms.Form):
    """The kind of look, and the question."""

    look = forms.ChoiceField(
        choices=[(look.value, card_label(look.label, WHAT_COMES_BACK[look])) for look in Look],
        initial=Look.FULL,
        label=_("What would you like back?"),
        widget=forms.RadioSelect,
        error_messages={"required": NO_SUCH_LOOK, "invalid_choice": NO_SUCH_LOOK},
    )
    question = QuestionField(
        label=_("Your question (optional, needed for a career question)"),
        help_text=_("Such as: is my test set too easy? Mentors read it first."),
    )

    helper = helper_of(Cards("look", wrapper_class="choice-cards-1"), "question", disable_csrf=True)

    def __init__(self, answers: Any = None, *, is_again: bool = False) -> None:
        super().__init__(answers)
        if is_again:
            self.fields["question"].help_text = _(
                "What have you changed since the last review, and what should the mentor "
                "look at? The site does not tell them; you do."
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        is_empty = "question" in answers and not answers["question"]
        if answers.get("look") == Look.CAREER and is_empty:
            self.add_error("question", NO_QUESTION)
        return answers


class SecondReaderForm(forms.Form):
    """What the second reader is to look at. The version is the one that was reviewed."""

    question = QuestionField(
        label=_("Your question (optional)"),
        help_text=_("What would you like a second opinion on? They can read the first review."),
    )

    helper = helper_of("question", disable_csrf=True)
