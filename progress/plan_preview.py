"""What a start and a pace mean in dates, before anything is saved."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from progress import timeline
from roadmap.models import Edition, Specialisation, Stage, Step
from roadmap.pictures import PositionStrip, StripStage, position_strip

OTHER_HOURS = (5, 8, 10, 15)


@dataclass(frozen=True, slots=True)
class StageDates:
    """When the plan is in a stage; without a last day where the stage is open."""

    stage: Stage
    opens_on: datetime.date
    closes_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Pace:
    """The finish at some hours a week."""

    hours: int
    months: int
    finish: datetime.date
    chosen: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The dates of a plan. `finish_now` is the finish of the plan so far, None without one."""

    finish: datetime.date
    finish_now: datetime.date | None
    hours: int
    months: int
    roadmap_hours: int
    roadmap_months: int
    has_pauses: bool
    stages: tuple[StageDates, ...]
    first_role: tuple[datetime.date, datetime.date] | None
    paces: tuple[Pace, ...]
    strip: PositionStrip

    @property
    def days_later(self) -> int:
        """Days by which the finish moves; negative is earlier."""
        return (self.finish - self.finish_now).days if self.finish_now else 0

    @property
    def days_apart(self) -> int:
        return abs(self.days_later)


@dataclass(frozen=True, slots=True)
class Work:
    """The steps that a plan would count, in one line: their hours, and where they begin."""

    hours: int
    first: Step | None


def work_of(specialisation: Specialisation | None) -> Work:
    """The work of a plan with this field, none of it done. One query."""
    field = specialisation.pk if specialisation else None
    steps = list(Step.objects.counted_for_any([field]).only("title", "hours"))
    return Work(sum(step.hours for step in steps), steps[0] if steps else None)


def preview_of(
    plan: timeline.Plan,
    *,
    stages: Sequence[Stage],
    edition: Edition | None,
    today: datetime.date,
    now: timeline.Plan | None = None,
) -> Preview | None:
    """The dates of `plan` beside those of the plan `now`; None for a roadmap without stages."""
    if not stages:
        return None
    end = timeline.roadmap_end(
        [timeline.Stage(stage.number, stage.start_month, stage.end_month) for stage in stages]
    )

    def date_of(month: int | Fraction) -> datetime.date:
        return timeline.date_at(plan, month, today)

    return Preview(
        finish=date_of(end),
        finish_now=timeline.date_at(now, end, today) if now else None,
        hours=int(plan.hours_per_week),
        roadmap_hours=timeline.RECOMMENDED_HOURS,
        roadmap_months=round(end),
        months=_whole_months(plan, end),
        has_pauses=bool(plan.pauses),
        stages=tuple(
            StageDates(
                stage,
                date_of(stage.start_month),
                None if stage.end_month is None else date_of(stage.end_month),
            )
            for stage in stages
        ),
        first_role=(
            (date_of(edition.first_role_from_month), date_of(edition.first_role_to_month))
            if edition
            else None
        ),
        paces=_paces(plan, end, today),
        strip=_strip(stages, end, [date_of(month) for month in range(ceil(end) + 2)]),
    )


def _paces(plan: timeline.Plan, end: Fraction, today: datetime.date) -> tuple[Pace, ...]:
    chosen = int(plan.hours_per_week)
    plans = [replace(plan, hours_per_week=hours) for hours in sorted({*OTHER_HOURS, chosen})]
    return tuple(
        Pace(
            hours=int(other.hours_per_week),
            months=_whole_months(other, end),
            finish=timeline.date_at(other, end, today),
            chosen=other.hours_per_week == chosen,
        )
        for other in plans
    )


def _whole_months(plan: timeline.Plan, end: Fraction) -> int:
    """Calendar months to the end of the roadmap without pauses, rounded half up."""
    return floor(end * plan.stretch + Fraction(1, 2))


def _strip(stages: Sequence[Stage], end: Fraction, dates: Sequence[datetime.date]) -> PositionStrip:
    first, last = dates[0], dates[ceil(end)]
    return position_strip(
        [
            StripStage(stage.number, stage.short_title, stage.start_month, stage.end_month)
            for stage in stages
        ],
        end_month=float(end),
        month_dates=dict(enumerate(dates)),
        description=_("Your plan from %(first)s to %(last)s.")
        % {
            "first": date_format(first, "YEAR_MONTH_FORMAT"),
            "last": date_format(last, "YEAR_MONTH_FORMAT"),
        },
        uid="plan",
    )
