"""Where a learner stands on the roadmap, and when the rest may be finished.

The terms are those of earned schedule (Lipke 2003; ISO 21508): planned value and earned value are
hours of steps, and the earned month is the roadmap month at which the plan holds the hours earned.

Units: months are roadmap months from 0, hours are hours of effort, days are whole calendar days.
Nothing here asks the clock; `today` is the learner's own day. Only the steps that count in the
learner's plan are passed in: common and specialisation steps, without the skipped ones.

The arithmetic is exact (fractions), since a float puts a date one day off where a product lands on
a whole day. Public functions return floats, except where they say otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from decimal import Decimal
from enum import StrEnum, auto
from fractions import Fraction
from math import ceil, floor, sqrt
from statistics import mean, variance
from typing import NamedTuple, TypeAlias

from dateutil.relativedelta import relativedelta

Number: TypeAlias = int | Decimal | Fraction

RECOMMENDED_HOURS = 10
ON_TRACK_DAYS = 7
# The length of an open stage that begins where every closed one has ended: a quarter, as all the
# closed stages of the roadmap have. Without it such a stage would have no width to plan over.
OPEN_STAGE_MONTHS = 3

DAYS_IN_WEEK = 7
FORECAST_WEEKS = 12
FORECAST_WEEKS_NEEDED = 4
FORECAST_YEARS = 10
# The 85 % quantile of the standard normal distribution.
CAUTIOUS_QUANTILE = Fraction(1036, 1000)

# One past the last ordinal of the calendar: the end of a pause that has none.
_NEVER = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Stage:
    """A window `[start_month, end_month)` of the roadmap; without an end month it is open."""

    number: int
    start_month: Number
    end_month: Number | None

    def __post_init__(self) -> None:
        if _exact(self.start_month) < 0:
            raise ValueError(f"Stage {self.number} starts before month 0.")
        if self.end_month is not None and _exact(self.end_month) <= _exact(self.start_month):
            raise ValueError(f"Stage {self.number} must end after it starts.")


@dataclass(frozen=True, slots=True)
class Step:
    """A counted step; `done_on` is None while it is not done."""

    stage_number: int
    hours: Number
    done_on: date | None

    def __post_init__(self) -> None:
        if _exact(self.hours) <= 0:
            raise ValueError("A step takes more than 0 hours.")

    def done_by(self, day: date) -> bool:
        return self.done_on is not None and self.done_on <= day


@dataclass(frozen=True, slots=True)
class Pause:
    """The days `[start, until)`; `until` is the day work resumes, None while the pause lasts."""

    start: date
    until: date | None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise ValueError("A pause must end after it starts.")


@dataclass(frozen=True, slots=True)
class Plan:
    """A learner's start and pace. Pauses come in any order and may touch or overlap."""

    start_date: date
    hours_per_week: Number = RECOMMENDED_HOURS
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= _exact(self.hours_per_week) <= 60:
            raise ValueError("Hours per week are between 1 and 60.")

    @property
    def stretch(self) -> Fraction:
        """Calendar months a roadmap month lasts at this pace: 2 at 5 hours a week."""
        return RECOMMENDED_HOURS / _exact(self.hours_per_week)


class Reason(StrEnum):
    """Why there is no forecast; FINISHED is followed by the day."""

    TOO_EARLY = "too early to tell"
    NOTHING_FINISHED = "nothing finished in the last 12 weeks"
    FINISHED = "finished on"
    NOT_AT_THIS_PACE = "not at this pace"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Either both dates and no reason, or a reason and no dates.

    `reason` is a `Reason`, or "finished on 3 March 2027"; only then `finished_on` is set too, for a
    page that writes the date its own way.
    """

    likely: date | None = None
    cautious: date | None = None
    reason: str | None = None
    finished_on: date | None = None


class State(StrEnum):
    NOT_STARTED = auto()
    ON_TRACK = auto()
    AHEAD = auto()
    BEHIND = auto()
    PAUSED = auto()
    FINISHED = auto()
    OVER_TIME = auto()


# Calendar and pauses


def add_months(start: date, months: int) -> date:
    """Calendar months from `start`, clipped to the month's last day.

    Never chain it: 31 January plus one month twice is 28 March, plus two months is 31 March.
    Raises ValueError past the year 9999.
    """
    return start + relativedelta(months=months)


def months_between(start: date, day: date) -> Fraction:
    """Calendar months from `start` to `day`, exact; the inverse of `add_months` on whole months.

    Raises ValueError where `day` is before `start`.
    """
    if day < start:
        raise ValueError(f"{day} is before {start}.")
    whole = (day.year - start.year) * 12 + day.month - start.month
    if add_months(start, whole) > day:
        whole -= 1
    step_start, step_end = add_months(start, whole), add_months(start, whole + 1)
    return whole + Fraction((day - step_start).days, (step_end - step_start).days)


def active_days(plan: Plan, day: date) -> int:
    """The unpaused days in `[start, day)`; 0 up to the start."""
    return _Calendar.of(plan).active_days(day.toordinal())


def virtual_date(plan: Plan, day: date) -> date:
    """The day it would be had the learner never paused; the start date up to the start."""
    return date.fromordinal(plan.start_date.toordinal() + active_days(plan, day))


def virtual_date_of_month(plan: Plan, month: Number | float) -> date:
    """The day the plan reaches a roadmap month, had the learner never paused.

    Raises ValueError for a month below 0 and past the year 9999.
    """
    return date.fromordinal(plan.start_date.toordinal() + _virtual_days(plan, Fraction(month)))


def pause_on(plan: Plan, day: date) -> Pause | None:
    """The pause that a day lies in, touching and overlapping ones as one; None on an active day.

    It begins at the plan's start at the earliest.
    """
    for begin, until in _Calendar.of(plan).gaps:
        if begin <= day.toordinal() < until:
            resumes = None if until == _NEVER else date.fromordinal(until)
            return Pause(date.fromordinal(begin), resumes)
    return None


def paused_months(plan: Plan, day: date) -> float:
    """The length of the pause that a day lies in, as roadmap months at the plan's pace.

    Up to and with that day while the pause has no end; 0 on an active day.
    """
    pause = pause_on(plan, day)
    if pause is None:
        return 0.0
    end = pause.until or date.fromordinal(day.toordinal() + 1)
    return float(months_between(pause.start, end) / plan.stretch)


def position(plan: Plan, day: date) -> float:
    """The roadmap month reached by a day (actual time, AT); 0 before the start, never capped."""
    return float(_position(plan, day))


def date_at(plan: Plan, month: Number | float, today: date) -> date:
    """The earliest day on which the plan reaches a roadmap month.

    A pause that is still open counts up to today: tomorrow is active again. Give a month that is
    not whole as a Fraction, a float may fall a day short. Raises ValueError for a month below 0
    and past the year 9999.
    """
    calendar = _Calendar.of(plan, open_until=today.toordinal() + 1)
    return date.fromordinal(calendar.day_after(_virtual_days(plan, Fraction(month))))


def month_at(plan: Plan, day: date, today: date) -> float:
    """The roadmap month that a day to come will have, as `date_at` foresees: its inverse.

    A pause that is still open counts up to today.
    """
    calendar = _Calendar.of(plan, open_until=today.toordinal() + 1)
    virtual = plan.start_date.toordinal() + calendar.active_days(day.toordinal())
    return float(months_between(plan.start_date, date.fromordinal(virtual)) / plan.stretch)


# Planned and earned


def roadmap_end(stages: Sequence[Stage]) -> Fraction:
    """The roadmap's last month, exact: the largest end month; 0 without stages.

    An open stage that no closed one outlasts is taken as `OPEN_STAGE_MONTHS` long.
    """
    closed = max((_exact(s.end_month) for s in stages if s.end_month is not None), default=None)
    starts_of_open = [_exact(stage.start_month) for stage in stages if stage.end_month is None]
    outlasting = [s + OPEN_STAGE_MONTHS for s in starts_of_open if closed is None or s >= closed]
    return max([*outlasting, closed or Fraction(0)])


def planned_hours(stages: Sequence[Stage], steps: Sequence[Step], month: Number | float) -> float:
    """Hours planned by a roadmap month (PV), each stage's hours spread evenly over its window.

    Raises ValueError for a step of an unknown stage and for a stage number used twice.
    """
    return float(_planned_hours(_windows(stages, steps), Fraction(month)))


def earned_hours(steps: Sequence[Step], day: date) -> float:
    """Hours of the steps done on or before `day` (EV)."""
    return float(_earned_hours(steps, day))


def percent_earned(steps: Sequence[Step], day: date) -> float:
    """Earned hours in per cent of all hours, 0 to 100; 0 where no step counts."""
    if not steps:
        return 0.0
    return float(100 * _earned_hours(steps, day) / _total_hours(steps))


def earned_month(stages: Sequence[Stage], steps: Sequence[Step], day: date) -> float:
    """The smallest roadmap month whose planned hours reach the earned hours (ES).

    Raises ValueError as `planned_hours` does.
    """
    return float(_earned_month(stages, steps, day))


def variance_days(plan: Plan, stages: Sequence[Stage], steps: Sequence[Step], today: date) -> int:
    """Active days between the earned month and today, at the plan's pace; positive is ahead.

    0 where no step counts: with nothing planned, nothing is late.
    """
    if not steps:
        return 0
    earned = _virtual_days(plan, _earned_month(stages, steps, today))
    return earned - active_days(plan, today)


def spi(plan: Plan, stages: Sequence[Stage], steps: Sequence[Step], today: date) -> float | None:
    """Schedule performance index, ES / AT; None while AT is 0 and where no step counts."""
    reached = _position(plan, today)
    if not reached or not steps:
        return None
    return float(_earned_month(stages, steps, today) / reached)


def state(plan: Plan, stages: Sequence[Stage], steps: Sequence[Step], today: date) -> State:
    """How the plan stands in one word. A plan in which no step counts is never finished."""
    if _is_finished(steps, today):
        return State.FINISHED
    if today < plan.start_date:
        return State.NOT_STARTED
    # Before over time: a pause is the learner's own choice and freezes every figure, so the word
    # must not press on; that the months are over shows in the position, and again on resuming.
    # Finished comes first of all, since no date or pause can take finished steps away.
    if _Calendar.of(plan).is_paused(today.toordinal()):
        return State.PAUSED
    # Past, not at: the day shown as the end of the plan is still within it.
    if _position(plan, today) > roadmap_end(stages):
        return State.OVER_TIME
    return _state_by_variance(variance_days(plan, stages, steps, today))


# Forecast


def weekly_hours(plan: Plan, steps: Sequence[Step], today: date) -> list[float]:
    """Hours finished in each complete week since the start, oldest first, zeros included.

    A week is seven active days. A step done on a paused day belongs to the last active day before
    it; one done before the first active day to no week.
    """
    return [float(hours) for hours in _weekly_hours(plan, steps, today)]


def forecast(plan: Plan, stages: Sequence[Stage], steps: Sequence[Step], today: date) -> Forecast:
    """When the remaining hours may be finished at the pace of the last 12 complete weeks.

    Likely is the mean; cautious holds 85 times in 100, by the normal approximation of a renewal
    process's first passage. Where no step counts it is too early to tell.
    """
    if not steps:
        return Forecast(reason=Reason.TOO_EARLY)
    if _is_finished(steps, today):
        return _finished(max(step.done_on for step in steps if step.done_on is not None))
    weeks = _weekly_hours(plan, steps, today)[-FORECAST_WEEKS:]
    if len(weeks) < FORECAST_WEEKS_NEEDED:
        return Forecast(reason=Reason.TOO_EARLY)
    if not any(weeks):
        return Forecast(reason=Reason.NOTHING_FINISHED)
    budget = _planned_hours(_windows(stages, steps), roadmap_end(stages))
    likely, cautious = _weeks_to_go(budget - _earned_hours(steps, today), weeks)
    return _dated(plan, today, likely, cautious)


def _weeks_to_go(remaining: Fraction, weeks: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    pace = mean(weeks)
    likely = remaining / pace
    # Back to a fraction at once: where every week was alike the spread is 0 and cautious is likely
    # to the digit, so that rounding up cannot part them by a day.
    spread = Fraction(sqrt(remaining * variance(weeks) / pace**3))
    return likely, likely + CAUTIOUS_QUANTILE * spread


def _dated(plan: Plan, today: date, likely: Fraction, cautious: Fraction) -> Forecast:
    """Weeks from today as dates, or none where the range ends beyond the horizon."""
    first, last = (date_after_weeks(plan, weeks, today) for weeks in (likely, cautious))
    # One date alone would read as a promise, so the range is given whole or not at all.
    if last is None:
        return Forecast(reason=Reason.NOT_AT_THIS_PACE)
    return Forecast(likely=first, cautious=last)


def _horizon(today: date) -> date:
    if today.year > MAXYEAR - FORECAST_YEARS:
        return date.max
    return add_months(today, 12 * FORECAST_YEARS)


def _finished(day: date) -> Forecast:
    return Forecast(reason=f"{Reason.FINISHED} {day.day} {day:%B %Y}", finished_on=day)


# What if


def finish_at_pace(
    plan: Plan, stages: Sequence[Stage], hours_per_week: Number, today: date
) -> date | None:
    """The day the plan ends if it goes on from today at another pace.

    The months up to today stay as they were, so at the plan's own pace it is the plan's end. None
    once the plan has reached its last month. Raises ValueError past the year 9999.
    """
    reached, end = _position(plan, today), roadmap_end(stages)
    if reached >= end:
        return None
    slower = replace(plan, hours_per_week=hours_per_week).stretch / plan.stretch
    return date_at(plan, reached + (end - reached) * slower, today)


def weeks_at(remaining: Number, hours_per_week: Number) -> Fraction:
    """The weeks that the remaining hours take at some hours finished a week, exact."""
    if _exact(remaining) < 0 or _exact(hours_per_week) <= 0:
        raise ValueError("Hours remain or they don't, and each week finishes some.")
    return _exact(remaining) / _exact(hours_per_week)


def date_after_weeks(plan: Plan, weeks: Number, today: date) -> date | None:
    """The earliest day with that many active weeks in `[today, day)`, as whole days rounded up.

    A pause that is still open counts up to today. None beyond ten years from today.
    """
    if not weeks:
        return today
    calendar = _Calendar.of(plan, open_until=today.toordinal() + 1)
    so_far = calendar.active_days(today.toordinal())
    # Compared as ordinals: at a slow enough pace the calendar has no such date.
    day = calendar.day_after(so_far + ceil(_exact(weeks) * DAYS_IN_WEEK))
    return None if day > _horizon(today).toordinal() else date.fromordinal(day)


# The same figures, exact


def _exact(value: Number) -> Fraction:
    """Raises TypeError for a float, which only looks exact, and ValueError for infinity or NaN."""
    if not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"{value!r} is not an int, Decimal or Fraction.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a finite number.")
    return Fraction(value)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A plan's days as ordinals; the gaps are its pauses, sorted, merged, clipped to the start."""

    start: int
    gaps: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, plan: Plan, open_until: int = _NEVER) -> "_Calendar":
        start = plan.start_date.toordinal()
        spans = [
            (
                max(pause.start.toordinal(), start),
                pause.until.toordinal() if pause.until else open_until,
            )
            for pause in plan.pauses
        ]
        return cls(start, _merged(span for span in spans if span[0] < span[1]))

    def active_days(self, end: int) -> int:
        paused = sum(min(until, end) - begin for begin, until in self.gaps if begin < end)
        return max(0, end - self.start - paused)

    def last_active(self, day: int) -> int:
        """Which active day, from 0, is the last up to and with `day`; -1 where there is none."""
        return self.active_days(day + 1) - 1

    def day_after(self, active: int) -> int:
        """The ordinal of the earliest day with that many active days before it."""
        day = self.start + active
        for begin, until in self.gaps:
            if begin >= day:
                break
            day += until - begin
        return day

    def is_paused(self, day: int) -> bool:
        return any(begin <= day < until for begin, until in self.gaps)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begin, until in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((begin, until))
    return tuple(merged)


def _virtual_days(plan: Plan, month: Fraction) -> int:
    """Active days from the start to a roadmap month, rounded down to a whole day."""
    if month < 0:
        raise ValueError("The roadmap has no month below 0.")
    calendar_months = month * plan.stretch
    whole = floor(calendar_months)
    step_start, step_end = (add_months(plan.start_date, n) for n in (whole, whole + 1))
    into_step = floor((calendar_months - whole) * (step_end - step_start).days)
    return (step_start - plan.start_date).days + into_step


def _position(plan: Plan, day: date) -> Fraction:
    return months_between(plan.start_date, virtual_date(plan, day)) / plan.stretch


class _Window(NamedTuple):
    start: Fraction
    end: Fraction
    hours: Fraction

    def planned(self, month: Fraction) -> Fraction:
        share = (month - self.start) / (self.end - self.start)
        return self.hours * min(max(share, Fraction(0)), Fraction(1))


def _windows(stages: Sequence[Stage], steps: Sequence[Step]) -> list[_Window]:
    """The windows of the stages in which hours count."""
    by_number = {stage.number: stage for stage in stages}
    if len(by_number) < len(stages):
        raise ValueError("Two stages have the same number.")
    hours: defaultdict[int, Fraction] = defaultdict(Fraction)
    for step in steps:
        hours[step.stage_number] += _exact(step.hours)
    if unknown := hours.keys() - by_number.keys():
        raise ValueError(f"Steps of unknown stages: {sorted(unknown)}.")
    last_month = roadmap_end(stages)
    return [_window(by_number[number], total, last_month) for number, total in hours.items()]


def _window(stage: Stage, hours: Fraction, last_month: Fraction) -> _Window:
    end = last_month if stage.end_month is None else _exact(stage.end_month)
    return _Window(_exact(stage.start_month), end, hours)


def _planned_hours(windows: Iterable[_Window], month: Fraction) -> Fraction:
    return sum((window.planned(month) for window in windows), Fraction(0))


def _total_hours(steps: Iterable[Step]) -> Fraction:
    return sum((_exact(step.hours) for step in steps), Fraction(0))


def _earned_hours(steps: Iterable[Step], day: date) -> Fraction:
    return _total_hours(step for step in steps if step.done_by(day))


def _earned_month(stages: Sequence[Stage], steps: Sequence[Step], day: date) -> Fraction:
    windows, earned = _windows(stages, steps), _earned_hours(steps, day)
    month = planned = Fraction(0)
    if not earned:
        return month
    # Planned hours are linear between the edges of the windows, and flat in the gaps.
    for edge in sorted({edge for window in windows for edge in (window.start, window.end)}):
        planned_before, planned = planned, _planned_hours(windows, edge)
        if planned >= earned:
            share = (earned - planned_before) / (planned - planned_before)
            return month + (edge - month) * share
        month = edge
    return month


def _is_finished(steps: Sequence[Step], day: date) -> bool:
    return bool(steps) and all(step.done_by(day) for step in steps)


def _state_by_variance(days: int) -> State:
    if days > ON_TRACK_DAYS:
        return State.AHEAD
    if days < -ON_TRACK_DAYS:
        return State.BEHIND
    return State.ON_TRACK


def _weekly_hours(plan: Plan, steps: Sequence[Step], today: date) -> list[Fraction]:
    calendar = _Calendar.of(plan)
    weeks = [Fraction(0)] * (calendar.active_days(today.toordinal()) // DAYS_IN_WEEK)
    for step in steps:
        # A later step must not slip in: in a pause it would share the last active day before today.
        if step.done_on is None or step.done_on > today:
            continue
        week = calendar.last_active(step.done_on.toordinal()) // DAYS_IN_WEEK
        if 0 <= week < len(weeks):
            weeks[week] += _exact(step.hours)
    return weeks
