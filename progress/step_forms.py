"""What a person says of a step when its state changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.models import StepState
from progress.project_forms import TextField
from roadmap.models import Step, StepOption


class StepForm(forms.Form):
    """Nothing but the wish itself: start it, or put it back."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step


class FinishForm(StepForm):
    """The day it was done, today without one, and the option of an either/or step."""

    done_on = forms.DateField(
        required=False,
        label=_("Day you finished"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        error_messages={"invalid": _("Write the day as 2026-07-22 or 22/07/2026.")},
    )
    option = forms.ModelChoiceField(
        queryset=StepOption.objects.none(),
        required=False,
        label=_("Which one"),
        empty_label=_("Choose one"),
        to_field_name="slug",
        error_messages={"invalid_choice": _("Choose one of this step’s options.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["option"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        choice.queryset = self.step.options.all()


class ChooseForm(FinishForm):
    """One side of an either/or step."""

    done_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].required = True
        self.fields["option"].error_messages["required"] = _("Choose one of the options.")


class SkipForm(StepForm):
    """Why it is set aside, if the person cares to say."""

    reason = forms.CharField(
        required=False,
        label=_("Why (optional)"),
        max_length=StepState._meta.get_field("skip_reason").max_length,
    )


class NoteForm(StepForm):
    """A note in Markdown."""

    note = TextField(
        required=False,
        label=_("Your note"),
        help_text=_("Only you can read it. Markdown works: **bold**, lists, links, `code`."),
        max_length=StepState._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
