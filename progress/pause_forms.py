"""When a learner pauses and when work resumes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from progress import timeline
from progress.form_parts import DayField, check_reach, helper_of
from progress.models import Pause
from progress.plan_forms import AHEAD_MONTHS, BACK_MONTHS

LATEST_MONTHS = 10 * 12
NOT_AFTER = _("Work resumes after the pause starts.")


class ResumeForm(forms.Form):
    """The day on which work resumes."""

    until = DayField(
        label=_("Or resume on"),
        help_text=_("The first day that counts again."),
        error_messages={"required": _("Choose the day on which work resumes.")},
    )

    helper = helper_of(Div("until", css_class="narrow-field"), disable_csrf=True)

    def __init__(
        self,
        answers: Mapping[str, Any] | None = None,
        *,
        today: datetime.date,
        pause: Pause | None = None,
    ) -> None:
        initial = {"start": pause.start, "until": pause.until} if pause else {"start": today}
        super().__init__(answers, initial=initial)
        self.pause = pause
        self.first_day = timeline.add_months(today, -BACK_MONTHS)
        self.last_day = timeline.add_months(today, LATEST_MONTHS)
        until: Any = self.fields["until"]
        until.reach(self.first_day, self.last_day)

    def clean_until(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["until"]
        # Its own days are never refused: a pause grows older than any reach.
        if day is not None and not (self.pause and day == self.pause.until):
            check_reach(day, self.first_day, self.last_day)
        start = self.cleaned_data.get("start") or (self.pause and self.pause.start)
        if day is not None and start and day <= start:
            raise forms.ValidationError(NOT_AFTER, code="not_after")
        return day


class PauseForm(ResumeForm):
    """The days of a pause."""

    start = DayField(
        label=_("Paused from"),
        help_text=_("The first day that doesn’t count."),
        error_messages={"required": _("Choose the first day of the pause.")},
    )

    until = DayField(
        required=False,
        label=_("Work resumes on (optional)"),
        help_text=_("The first day that counts again. Leave it empty while you don’t know."),
    )

    field_order = ["start", "until"]
    helper = helper_of(
        Div("start", css_class="narrow-field"),
        Div("until", css_class="narrow-field"),
        disable_csrf=True,
    )

    def __init__(
        self,
        answers: Mapping[str, Any] | None = None,
        *,
        today: datetime.date,
        pause: Pause | None = None,
    ) -> None:
        super().__init__(answers, today=today, pause=pause)
        self.last_start = timeline.add_months(today, AHEAD_MONTHS)
        start: Any = self.fields["start"]
        start.reach(min(self.first_day, pause.start) if pause else self.first_day, self.last_start)

    @classmethod
    def what_if(
        cls, query: Mapping[str, str], *, today: datetime.date, pause: Pause | None = None
    ) -> Self:
        """The form for an address's query: bound where that says anything of a pause."""
        asks = any(name in query for name in cls.base_fields)
        return cls(query if asks else None, today=today, pause=pause)

    def clean_start(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["start"]
        if self.pause is None or day != self.pause.start:
            check_reach(day, self.first_day, self.last_start)
        return day

    def days(self) -> timeline.Pause | None:
        """The pause of these answers as the maths knows it; None while they make no sense."""
        if self.is_bound and not self.is_valid():
            return None
        answers = self.cleaned_data if self.is_bound else self.initial
        return timeline.Pause(answers["start"], answers.get("until"))
