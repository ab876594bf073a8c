"""What some hours a week would mean from today on. It saves nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from progress import timeline
from progress.fields import open_field
from progress.plan_forms import WHOLE_HOURS
from progress.standing import Standing, reason_words


class WhatIfForm(forms.Form):
    """Hours a week to try."""

    hours = forms.IntegerField(
        label=_("Hours a week"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"min": 1, "max": 60, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], WHOLE_HOURS
        ),
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Two answers to “at so many hours a week”, beside the dates as they are.

    `finish` is the hours that remain, divided; it is None beyond ten years. `plan_finish` is the
    plan going on at that pace; it is None once the plan's months are over.
    """

    hours: int
    hours_left: int
    weeks: Fraction
    finish: datetime.date | None
    plan_finish: datetime.date | None
    plan_finish_now: datetime.date
    forecast: timeline.Forecast
    is_open_pause: bool
    shows_comparison: bool

    @property
    def is_finished(self) -> bool:
        return self.forecast.finished_on is not None

    @property
    def said(self) -> str:
        """The answer as one sentence."""
        if self.is_finished:
            return gettext("Nothing remains: every step of your plan is done.")
        if not self.hours_left:
            return gettext("No step counts in your plan yet.")
        tenths = f"{float(self.weeks):.1f}".removesuffix(".0")
        said = {
            "left": self.hours_left,
            "hours": self.hours,
            "weeks": number_format(tenths, use_l10n=True),
        }
        # What reads as one week is one; everything else, a half week too, is many.
        number = 1 if tenths == "1" else 2
        if self.finish is None:
            return (
                ngettext(
                    "%(left)s h remain; at %(hours)s h a week that is %(weeks)s week: "
                    "more than ten years, so not at this pace.",
                    "%(left)s h remain; at %(hours)s h a week that is %(weeks)s weeks: "
                    "more than ten years, so not at this pace.",
                    number,
                )
                % said
            )
        return ngettext(
            "%(left)s h remain; at %(hours)s h a week that is %(weeks)s week: %(day)s.",
            "%(left)s h remain; at %(hours)s h a week that is %(weeks)s weeks: %(day)s.",
            number,
        ) % (said | {"day": date_format(self.finish, "DATE_FORMAT")})

    @property
    def no_forecast(self) -> str:
        """Why there is no forecast, in words."""
        return reason_words(self.forecast)


def what_if_of(standing: Standing, hours: int) -> WhatIf:
    weeks = standing.weeks_left_at(hours)
    return WhatIf(
        hours=hours,
        hours_left=standing.hours_left,
        weeks=weeks,
        finish=standing.date_after(weeks) if standing.hours_left else None,
        plan_finish=standing.plan_finish_at(hours),
        plan_finish_now=standing.finish_date,
        forecast=standing.forecast,
        is_open_pause=standing.forecast_waits,
        shows_comparison=standing.shows_comparison,
    )


def what_if_context(standing: Standing, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The form with its answer; None while the hours make no sense.

    Without `hours` in the query it is about the plan's own.
    """
    own = standing.plan.hours_per_week
    answers = query if query and "hours" in query else {"hours": own}
    form = WhatIfForm(answers, auto_id="what-if-%s")
    answer = what_if_of(standing, form.cleaned_data["hours"]) if form.is_valid() else None
    return {
        "what_if_form": form,
        "what_if": answer,
        "plan": standing.plan,
        "field_hours": open_field(standing.plan),
    }
