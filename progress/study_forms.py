"""What learners say of their time."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from progress.form_parts import DayField, helper_of
from progress.models import StudySession
from progress.study_services import MINUTES_IN_DAY, first_day
from roadmap.models import Step

WHOLE_MINUTES = _("Enter a whole number of minutes from 1 to 1,440.")


class StepsByStage(ModelChoiceIterator):
    """The steps as groups of choices, a stage each."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        for stage, steps in groupby(self.queryset, key=lambda step: step.stage):
            title = _("Stage %(number)d: %(title)s") % {
                "number": stage.number,
                "title": stage.title,
            }
            yield title, [self.choice(step) for step in steps]


class StepField(forms.ModelChoiceField):
    iterator = StepsByStage


class SessionForm(forms.Form):
    """Minutes on a day, on a step or not. Without a day it is today.

    The rules that ask the log, or what day it is, are with the services.
    """

    minutes = forms.IntegerField(
        min_value=1,
        max_value=MINUTES_IN_DAY,
        label=_("Minutes"),
        help_text=_("A rough figure will do. 90 is an hour and a half."),
        widget=forms.NumberInput(
            attrs={"min": 1, "max": MINUTES_IN_DAY, "inputmode": "numeric", "step": 1}
        ),
        error_messages={"required": _("Say how many minutes.")}
        | dict.fromkeys(["invalid", "min_value", "max_value"], WHOLE_MINUTES),
    )
    day = DayField(required=False, label=_("Day"))
    step = StepField(
        queryset=Step.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("No step"),
        label=_("Step (optional)"),
        error_messages={"invalid_choice": _("Choose one of the steps in the list.")},
    )
    note = forms.CharField(
        required=False,
        max_length=StudySession._meta.get_field("note").max_length,
        label=_("Note (optional)"),
    )

    helper = helper_of(
        Div(
            Div("minutes", css_class="col-md-6"),
            Div("day", css_class="col-md-6"),
            css_class="row",
        ),
        "step",
        "note",
    )

    def __init__(
        self,
        answers: QueryDict | None = None,
        *,
        today: datetime.date,
        session: StudySession | None = None,
        step: str = "",
    ) -> None:
        """`session` fills the form; `step` is the public id of the one that is asked for."""
        initial: dict[str, Any] = {"day": today, "step": step}
        if session:
            initial = {
                "day": session.day,
                "minutes": session.minutes,
                "step": session.step and session.step.slug,
                "note": session.note,
            }
        super().__init__(answers, initial=initial)
        self.today = today
        # `queryset` and `reach` are of the fields below, which the type of `fields` hides.
        day: Any = self.fields["day"]
        earliest, latest = first_day(today), today
        if session:
            earliest, latest = min(earliest, session.day), max(latest, session.day)
        day.reach(earliest, latest)
        steps: Any = self.fields["step"]
        steps.queryset = (
            Step.objects.filter(
                Q(retired=False, stage__retired=False) | Q(pk=session.step_id if session else None)
            )
            .select_related("stage")
            .order_by("stage__number", "stage_id", "order", "title")
        )

    def clean_day(self) -> datetime.date:
        return self.cleaned_data["day"] or self.today
