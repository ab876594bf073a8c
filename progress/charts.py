"""A standing and its rows as the charts draw them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from django.db.models import Sum
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progress.models import StudySession
from progress.pictures import (
    ActiveDay,
    ActivityCalendar,
    BurnUp,
    BurnUpRow,
    StageHours,
    StageHoursPicture,
    activity_calendar,
    burn_up,
    first_day,
    stage_hours,
)
from progress.standing import Standing
from roadmap.pictures import StripStage, spell

# Any Monday will do: only its name is shown.
MONDAY = datetime.date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class LoggedTime:
    """Minutes of one day on the steps of one stage; without a stage, on no step."""

    day: datetime.date
    stage: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Charts:
    """The pictures of one plan. Without a step there is no burn-up."""

    burn_up: BurnUp | None
    activity: ActivityCalendar
    stage_hours: StageHoursPicture


def charts_of(standing: Standing) -> Charts:
    """Every picture of a standing. One query beside those of the standing."""
    return Charts(
        burn_up=burn_up_of(standing),
        activity=activity_of(standing, logged_since(standing.plan.user_id, standing.today)),
        stage_hours=stage_hours_of(standing),
    )


# --- Burn-up -------------------------------------------------------------------------------


def burn_up_of(standing: Standing) -> BurnUp | None:
    """Planned and finished hours with the forecast; None for a plan without steps.

    A learner who hides the comparison sees no planned hours.
    """
    if not standing.tally.total_hours:
        return None
    days = standing.done_days
    last_day = standing.finished_on or standing.today
    dates = _forecast_days(standing)
    finish = standing.finish_date
    return burn_up(
        total=standing.tally.total_hours,
        planned=_planned(standing) if standing.shows_comparison else None,
        finished=[(standing.position_on(day), standing.earned_hours_on(day)) for day in days],
        reached=standing.position_on(last_day),
        forecast=dates and (standing.month_of(dates[0]), standing.month_of(dates[1])),
        forecast_days=dates,
        rows=_rows(standing),
        stages=[
            StripStage(stage.number, stage.short_title, stage.start_month, stage.end_month)
            for stage in standing.roadmap_stages
        ],
        end_month=standing.end_month,
        plan_words=_("Plan: %(month)s") % {"month": date_format(finish, "M Y")},
        forecast_words=date_format(dates[0], "M Y") if dates else "",
        done_words=_hours_done(standing),
        description=_describe(standing, dates),
    )


def _forecast_days(standing: Standing) -> tuple[datetime.date, datetime.date] | None:
    forecast = standing.forecast
    if standing.forecast_waits or forecast.likely is None or forecast.cautious is None:
        return None
    return forecast.likely, forecast.cautious


def _planned(standing: Standing) -> list[tuple[float, float]]:
    """The plan bends only where a stage begins or ends."""
    edges = {0.0, standing.end_month}
    for stage in standing.roadmap_stages:
        edges |= {float(edge) for edge in (stage.start_month, stage.end_month) if edge is not None}
    return [(month, standing.planned_hours_at(month)) for month in sorted(edges)]


def _rows(standing: Standing) -> list[BurnUpRow]:
    """A row a month, and one for today."""
    shown, today = standing.shows_comparison, standing.today
    last = ceil(standing.end_month)
    if not standing.finished_on:
        last = max(last, floor(standing.position))
    days = {float(month): standing.date_of(month) for month in range(last + 1)}
    rows = [
        BurnUpRow(
            month,
            day,
            standing.planned_hours_at(month) if shown else None,
            standing.earned_hours_on(day) if day < today else None,
        )
        for month, day in days.items()
        if day != today
    ]
    rows.append(
        BurnUpRow(
            standing.position,
            today,
            standing.planned_hours if shown else None,
            standing.earned_hours,
            is_today=True,
        )
    )
    # Without the plan, the months to come hold no figure.
    return sorted(
        (row for row in rows if row.planned is not None or row.finished is not None),
        key=lambda row: row.day,
    )


def _describe(standing: Standing, dates: tuple[datetime.date, datetime.date] | None) -> str:
    total, end = standing.tally.total_hours, spell(standing.end_month)
    said = [_("The whole plan is %(hours)s hours.") % {"hours": total}]
    if standing.shows_comparison:
        said = [
            _("The plan rises to %(hours)s hours at month %(month)s.")
            % {"hours": total, "month": end}
        ]
    if not standing.done_days:
        return " ".join([*said, _("Nothing is finished yet.")])
    done = _plain(standing.earned_hours)
    if standing.finished_on:
        said.append(
            _("All of them were finished by %(day)s.") % {"day": _spoken(standing.finished_on)}
        )
    elif standing.shows_comparison:
        said.append(
            _("Today %(done)s hours are finished, against %(planned)s planned.")
            % {"done": done, "planned": f"{standing.planned_hours:.0f}"}
        )
    else:
        said.append(_("Today %(done)s hours are finished.") % {"done": done})
    if dates:
        likely, cautious = (_spoken(day) for day in dates)
        said.append(
            _("The forecast finish is likely %(likely)s, cautiously %(cautious)s.")
            % {"likely": likely, "cautious": cautious}
        )
    return " ".join(said)


def _hours_done(standing: Standing) -> str:
    return _("%(hours)s h done") % {"hours": _plain(standing.earned_hours)}


def _plain(hours: float) -> str:
    return str(number_format(f"{hours:g}", use_l10n=True))


def _spoken(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")


# --- The calendar of activity --------------------------------------------------------------


def logged_since(user_id: int, today: datetime.date) -> list[LoggedTime]:
    """The minutes that the calendar shows, added up by day and stage. One query."""
    sums = (
        StudySession.objects.filter(user=user_id, day__gte=first_day(today))
        .order_by()
        .values_list("day", "step__stage__number")
        .annotate(Sum("minutes"))
    )
    return [LoggedTime(day, stage, minutes) for day, stage, minutes in sums]


def activity_of(standing: Standing, logged: Iterable[LoggedTime]) -> ActivityCalendar:
    """The learner's own days: the time they logged, and the steps of the plan they finished."""
    today = standing.today
    times: dict[datetime.date, list[LoggedTime]] = defaultdict(list)
    for time in logged:
        # Logged in Auckland and looked at in Honolulu: it was today at the latest.
        times[min(time.day, today)].append(time)
    steps: dict[datetime.date, list[tuple[int, int]]] = defaultdict(list)
    for row in standing.rows:
        done_on = row.as_timeline(today).done_on
        if done_on is not None:
            steps[done_on].append((row.step.stage.number, row.hours))
    return activity_calendar(
        {day: _active_day(times[day], steps[day]) for day in [*times, *steps]},
        today=today,
        weekdays=tuple(_short(MONDAY + datetime.timedelta(days=row)) for row in (0, 2, 4)),
        month_name=lambda day: date_format(day, "M"),
        describe=_describe_calendar,
    )


def _short(day: datetime.date) -> str:
    return date_format(day, "D")


def _describe_calendar(days: int, weeks: int) -> str:
    empty = _("One square a day for the last %(weeks)s weeks. None is filled yet.")
    filled = ngettext(
        "One square a day for the last %(weeks)s weeks, coloured by the stage worked on. "
        "%(days)s of them is marked.",
        "One square a day for the last %(weeks)s weeks, coloured by the stage worked on. "
        "%(days)s of them are marked.",
        days,
    )
    return (filled if days else empty) % {"days": days, "weeks": weeks}


def _active_day(times: Sequence[LoggedTime], steps: Sequence[tuple[int, int]]) -> ActiveDay:
    minutes = [(time.stage, time.minutes) for time in times if time.stage is not None]
    return ActiveDay(
        minutes=sum(time.minutes for time in times),
        steps=len(steps),
        # Where no time names a stage, the finished steps do.
        stage=_most(minutes or steps),
    )


def _most(amounts: Sequence[tuple[int | None, int]]) -> int | None:
    """The stage with the largest sum; of equal ones the first on the roadmap."""
    sums: Counter[int] = Counter()
    for stage, amount in amounts:
        if stage is not None:
            sums[stage] += amount
    return min(sums, key=lambda stage: (-sums[stage], stage), default=None)


# --- Hours by stage ------------------------------------------------------------------------


def stage_hours_of(standing: Standing) -> StageHoursPicture:
    return stage_hours(
        [
            StageHours(
                item.stage.number, item.stage.title, item.tally.done_hours, item.tally.total_hours
            )
            for item in standing.stages
        ],
        describe=_describe_stage,
    )


def _describe_stage(stage: StageHours) -> str:
    return _("Stage %(number)s, %(title)s: %(done)s of %(total)s hours.") % {
        "number": stage.number,
        "title": stage.title,
        "done": stage.done,
        "total": stage.total,
    }
