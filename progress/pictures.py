"""The geometry of a learner's charts: burn-up, calendar of activity, hours by stage.

Plain values in, plain values out. Across, positions are per cent of the picture's width, so that
text never scales with it; down, they are CSS pixels. The calendar alone is drawn in pixels of its
own. Each picture holds the rows of the table behind it: the drawing is made from the same figures.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from roadmap.pictures import MARGIN, StripStage, Tick, hue, in_lanes, ruler, share

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its place; `anchor` is the theme's class: "", t-mid or t-end."""

    text: str
    x: float
    y: float
    anchor: str = ""
    dx: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid with its hours."""

    hours: int
    y: float

    @property
    def words_y(self) -> float:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


# --- Burn-up -------------------------------------------------------------------------------

BURN_UP_HEIGHT = 290
BURN_UP_TOP = 26
BURN_UP_BASE = BURN_UP_HEIGHT - 44
# Room above the whole plan, so that its words stand inside.
HEADROOM = 1.06
RIBBON = 8


@dataclass(frozen=True, slots=True)
class BurnUpRow:
    """A day of the table: its hours as planned and as finished, None where there are none."""

    month: float
    day: datetime.date
    planned: float | None
    finished: float | None
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class RibbonBar:
    number: int
    hue: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Planned and finished hours over the roadmap's months. An empty path is not drawn."""

    uid: str
    description: str
    total: int
    finished: float
    rows: tuple[BurnUpRow, ...]
    forecast: tuple[datetime.date, datetime.date] | None
    grid: tuple[Line, ...]
    goal: Line
    ticks: tuple[Tick, ...]
    ribbon: tuple[RibbonBar, ...]
    view_width: float
    plan_path: str
    done_path: str
    area_path: str
    fan_path: str
    likely_path: str
    dots: tuple[Dot, ...]
    hollow_dots: tuple[Dot, ...]
    done_label: Label | None
    plan_label: Label | None
    forecast_label: Label | None

    height = BURN_UP_HEIGHT
    top = BURN_UP_TOP
    base = BURN_UP_BASE
    span = BURN_UP_BASE - BURN_UP_TOP
    months_y = BURN_UP_HEIGHT - 12

    @property
    def has_plan(self) -> bool:
        return bool(self.plan_path)

    @property
    def is_begun(self) -> bool:
        return bool(self.done_path)


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Months and hours as places of the picture."""

    domain: float
    goal: float

    def x(self, month: float) -> float:
        return share(month, self.domain)

    def y(self, hours: float) -> float:
        span = BURN_UP_BASE - BURN_UP_TOP
        return round(BURN_UP_BASE - hours / (self.goal * HEADROOM) * span, 1)

    def path(self, points: Sequence[Point]) -> str:
        """In the stretched drawing: a hundredth of a month across, pixels from its top down."""
        return " ".join(
            f"{letter}{_plain(month * 100)} {_plain(self.y(hours) - BURN_UP_TOP)}"
            for letter, (month, hours) in zip("M" + "L" * (len(points) - 1), points, strict=True)
        )


def _plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def burn_up(
    *,
    total: int,
    planned: Sequence[Point] | None,
    finished: Sequence[Point],
    reached: float,
    forecast: tuple[float, float] | None,
    forecast_days: tuple[datetime.date, datetime.date] | None,
    rows: Sequence[BurnUpRow],
    stages: Sequence[StripStage],
    end_month: float,
    plan_words: str = "",
    forecast_words: str | None = None,
    done_words: str | None = None,
    description: str = "",
    uid: str = "burn-up",
) -> BurnUp:
    """Lay hours out over months.

    `planned` are (month, hours) from 0 to the end, None where the plan is not to be shown;
    `finished` the same at each day on which a step was finished, with the hours by that day; it
    goes on level to `reached`, today's month. `forecast` are the likely and the cautious month.
    """
    marks = [reached if finished else 0, *(forecast or ())]
    domain = end_month * MARGIN
    if max(marks) > end_month:
        domain = math.ceil(max(marks)) + 1
    scale = _Scale(domain, total)
    stairs = _stairs(finished, reached)
    tip = stairs[-1] if stairs else (0.0, 0.0)
    dots, hollow = [], []
    if stairs:
        dots.append(Dot(scale.x(tip[0]), scale.y(tip[1])))
    if planned:
        hollow.append(Dot(scale.x(end_month), scale.y(total)))
    fan = likely = ""
    if forecast and stairs:
        first, last = forecast
        fan = scale.path([tip, (first, total), (last, total)]) + " Z"
        likely = scale.path([tip, (first, total)])
        dots.append(Dot(scale.x(first), scale.y(total)))
    plan_label, forecast_label = _goal_labels(
        scale,
        plan_words if planned else "",
        end_month,
        _month_words(forecast_days, forecast_words) if likely else "",
        forecast[0] if forecast else 0,
    )
    return BurnUp(
        uid=uid,
        description=description,
        total=total,
        finished=tip[1],
        rows=tuple(rows),
        forecast=forecast_days,
        grid=_grid(scale),
        goal=Line(total, scale.y(total)),
        ticks=tuple(tick for tick in ruler(domain) if tick.label),
        ribbon=_ribbon(stages, end_month, domain),
        view_width=round(domain * 100, 1),
        plan_path=scale.path(planned) if planned else "",
        done_path=scale.path(stairs) if stairs else "",
        area_path=scale.path([*stairs, (tip[0], 0)]) + " Z" if stairs else "",
        fan_path=fan,
        likely_path=likely,
        dots=tuple(dots),
        hollow_dots=tuple(hollow),
        done_label=_done_label(scale, tip, done_words) if stairs else None,
        plan_label=plan_label,
        forecast_label=forecast_label,
    )


def _stairs(finished: Sequence[Point], reached: float) -> list[Point]:
    """Hours stay until the next day on which a step is finished, then they rise at once."""
    if not finished:
        return []
    points: list[Point] = [(0.0, 0.0)]
    for month, hours in finished:
        points += [(month, points[-1][1]), (month, hours)]
    points.append((max(reached, points[-1][0]), points[-1][1]))
    return [points[0]] + [point for before, point in pairwise(points) if point != before]


def _grid(scale: _Scale) -> tuple[Line, ...]:
    """Round hours below the whole plan, four lines at most, none in the way of its words."""
    step = next(
        size * 10**power
        for power in range(8)
        for size in (1, 2, 5)
        if scale.goal / (size * 10**power) <= 4.5
    )
    hours = range(step, math.ceil(scale.goal * 0.88), step)
    return tuple(Line(value, scale.y(value)) for value in hours)


def _ribbon(stages: Sequence[StripStage], end_month: float, domain: float) -> tuple[RibbonBar, ...]:
    """The stages on the axis; those that run side by side share its height."""
    gap = 0.25
    bars = []
    for stage, lane, lanes in in_lanes(stages, end_month):
        height = (RIBBON - (lanes - 1)) / lanes if lanes <= 4 else RIBBON / lanes
        end = end_month if stage.end is None else stage.end
        bars.append(
            RibbonBar(
                stage.number,
                hue(stage.number),
                share(stage.start, domain),
                round(max(share(end, domain) - share(stage.start, domain) - gap, gap), 2),
                round(BURN_UP_BASE + 3 + lane * RIBBON / lanes, 2),
                round(height, 2),
            )
        )
    return tuple(bars)


def _month_words(days: tuple[datetime.date, datetime.date] | None, words: str | None) -> str:
    if words is None:
        return f"{days[0]:%b %Y}" if days else ""
    return words


def _done_label(scale: _Scale, tip: Point, words: str | None) -> Label:
    """Beside the tip, below the line where there is room."""
    x, y = scale.x(tip[0]), scale.y(tip[1])
    low = y + 18 > BURN_UP_BASE - 4
    words_y = y - 12 if low else y + 18
    words = f"{_plain(tip[1])} h done" if words is None else words
    if x > 70:
        return Label(words, x, words_y, "t-end", -10)
    return Label(words, x, words_y, "", 10)


def _goal_labels(
    scale: _Scale, plan: str, end_month: float, forecast: str, likely: float
) -> tuple[Label | None, Label | None]:
    """The words over the ends of the plan and of the forecast, kept apart from each other."""
    y = scale.y(scale.goal) - 10
    plan_x, likely_x = scale.x(end_month), scale.x(likely)
    forecast_label = _over(forecast, likely_x, y) if forecast else None
    # “Whole plan: 650 h” stands on the left, and the words of the plan are some 100 pixels long.
    if not plan or plan_x < 36 or (forecast and abs(plan_x - likely_x) < 18):
        return None, forecast_label
    return _over(plan, plan_x, y), forecast_label


def _over(words: str, x: float, y: float) -> Label:
    return Label(words, x, y, "t-end", 6) if x > 88 else Label(words, x, y, "t-mid")


# --- The calendar of activity --------------------------------------------------------------

SQUARE = 12
PITCH = 15
CALENDAR_LEFT = 34
CALENDAR_TOP = 18
# From how many minutes on a square is of the second, third and fourth strength.
STRENGTHS = (60, 120, 180)
WEEKS_IN_TABLE = 8


@dataclass(frozen=True, slots=True)
class ActiveDay:
    """What a learner did on a day. Minutes are those logged; steps are those finished.

    The two are never added up: minutes are time, a step's hours are effort.
    """

    minutes: int = 0
    steps: int = 0
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Square:
    """A day. `kind` is future, empty, logged or finished; a logged one has a strength of 1 to 4."""

    day: datetime.date
    x: int
    y: int
    kind: str
    hue: int | None
    strength: int
    is_today: bool
    activity: ActiveDay

    @property
    def inner(self) -> tuple[float, float]:
        return self.x + 0.5, self.y + 0.5

    @property
    def around(self) -> tuple[float, float]:
        return self.x - 1.5, self.y - 1.5

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + SQUARE // 2, self.y + SQUARE // 2


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the table, from its Monday on."""

    first: datetime.date
    days: int
    minutes: int
    steps: int

    @property
    def hours(self) -> float:
        """The time logged."""
        return self.minutes / 60


@dataclass(frozen=True, slots=True)
class ActivityCalendar:
    uid: str
    description: str
    squares: tuple[Square, ...]
    weekdays: tuple[Label, ...]
    months: tuple[Label, ...]
    weeks: tuple[Week, ...]
    stages: tuple[int, ...]
    has_time_on_no_step: bool
    width: int
    height: int

    @property
    def days(self) -> int:
        """Days on which time was logged or a step finished."""
        return sum(week.days for week in self.weeks)

    @property
    def minutes(self) -> int:
        return sum(week.minutes for week in self.weeks)

    @property
    def steps(self) -> int:
        return sum(week.steps for week in self.weeks)

    @property
    def last_weeks(self) -> tuple[Week, ...]:
        """The newest first, as many as the table shows."""
        return self.weeks[: -WEEKS_IN_TABLE - 1 : -1]

    @property
    def hues(self) -> tuple[tuple[int, int], ...]:
        return tuple((number, hue(number)) for number in self.stages)


def activity_calendar(
    days: Mapping[datetime.date, ActiveDay],
    *,
    today: datetime.date,
    weeks: int = 26,
    uid: str = "activity",
    weekdays: Sequence[str] = ("Mon", "Wed", "Fri"),
    month_name: Callable[[datetime.date], str] = "{:%b}".format,
    describe: Callable[[int, int], str] | None = None,
) -> ActivityCalendar:
    """The last weeks as columns from Monday to Sunday, the newest on the right.

    `weekdays` are the names of Monday, Wednesday and Friday; `describe` says in words how many
    days of how many weeks are marked.
    """
    first = first_day(today, weeks)
    mondays = [first + datetime.timedelta(weeks=number) for number in range(weeks)]
    table = tuple(_week(monday, days) for monday in mondays)
    squares = tuple(
        _square(monday + datetime.timedelta(days=row), column, row, days, today)
        for column, monday in enumerate(mondays)
        for row in range(DAYS_IN_WEEK)
    )
    shown = [square.activity for square in squares if square.kind in ("logged", "finished")]
    return ActivityCalendar(
        uid=uid,
        description=(describe or _describe)(sum(week.days for week in table), weeks),
        squares=squares,
        weekdays=tuple(
            Label(name, 0, CALENDAR_TOP + row * PITCH + 10)
            for row, name in zip((0, 2, 4), weekdays, strict=True)
        ),
        months=_months(mondays, month_name),
        weeks=table,
        stages=tuple(sorted({day.stage for day in shown if day.stage is not None})),
        has_time_on_no_step=any(day.minutes and day.stage is None for day in shown),
        width=CALENDAR_LEFT + weeks * PITCH,
        height=CALENDAR_TOP + DAYS_IN_WEEK * PITCH + 2,
    )


def first_day(today: datetime.date, weeks: int = 26) -> datetime.date:
    """The Monday with which the calendar begins."""
    return today - datetime.timedelta(days=today.weekday(), weeks=weeks - 1)


def _square(
    day: datetime.date,
    column: int,
    row: int,
    days: Mapping[datetime.date, ActiveDay],
    today: datetime.date,
) -> Square:
    activity = days.get(day, ActiveDay())
    kind = "empty"
    if day > today:
        kind = "future"
    elif activity.minutes:
        kind = "logged"
    elif activity.steps:
        kind = "finished"
    return Square(
        day=day,
        x=CALENDAR_LEFT + column * PITCH,
        y=CALENDAR_TOP + row * PITCH,
        kind=kind,
        hue=None if activity.stage is None else hue(activity.stage),
        strength=1 + sum(activity.minutes >= edge for edge in STRENGTHS),
        is_today=day == today,
        activity=activity,
    )


def _week(monday: datetime.date, days: Mapping[datetime.date, ActiveDay]) -> Week:
    week = [monday + datetime.timedelta(days=number) for number in range(DAYS_IN_WEEK)]
    active = [days[day] for day in week if day in days]
    return Week(
        first=monday,
        days=sum(bool(day.minutes or day.steps) for day in active),
        minutes=sum(day.minutes for day in active),
        steps=sum(day.steps for day in active),
    )


def _months(
    mondays: Sequence[datetime.date], name: Callable[[datetime.date], str]
) -> tuple[Label, ...]:
    """A month's name over its first whole week, two columns apart from the edge and the next."""
    labels = []
    for column, monday in enumerate(mondays):
        is_first = column == 0 or mondays[column - 1].month != monday.month
        has_room = column < len(mondays) - 1 and not (column == 0 and monday.day > 17)
        if is_first and has_room:
            labels.append(Label(name(monday), CALENDAR_LEFT + column * PITCH, 11))
    return tuple(labels)


def _describe(days: int, number: int) -> str:
    if not days:
        return f"One square a day for the last {number} weeks. None is filled yet."
    return (
        f"One square a day for the last {number} weeks, coloured by the stage worked on. "
        f"{days} of them {'is' if days == 1 else 'are'} marked."
    )


# --- Hours by stage ------------------------------------------------------------------------

STAGE_ROW = 44
STAGE_BAR = 10


@dataclass(frozen=True, slots=True)
class StageHours:
    """A stage's counted hours, and those of them that are done."""

    number: int
    title: str
    done: int
    total: int

    @property
    def percent(self) -> float:
        return 100 * self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class StageHoursBar:
    hours: StageHours
    hue: int
    y: int
    width: float
    done_width: float

    @property
    def bar_y(self) -> int:
        return self.y + 20

    @property
    def words_y(self) -> int:
        return self.y + 13


@dataclass(frozen=True, slots=True)
class StageHoursPicture:
    uid: str
    description: str
    bars: tuple[StageHoursBar, ...]
    height: int
    bar_height: int = STAGE_BAR


def _describe_stage(stage: StageHours) -> str:
    return f"Stage {stage.number}, {stage.title}: {stage.done} of {stage.total} hours."


def stage_hours(
    stages: Sequence[StageHours],
    *,
    uid: str = "stage-hours",
    describe: Callable[[StageHours], str] | None = None,
) -> StageHoursPicture:
    """A bar for each stage, all on one axis of hours. `describe` says one in words."""
    longest = max((stage.total for stage in stages), default=0) or 1
    return StageHoursPicture(
        uid=uid,
        description=" ".join((describe or _describe_stage)(stage) for stage in stages)
        or "There are no stages.",
        bars=tuple(
            StageHoursBar(
                hours=stage,
                hue=hue(stage.number),
                y=row * STAGE_ROW,
                width=share(stage.total, longest),
                done_width=share(stage.done, longest),
            )
            for row, stage in enumerate(stages)
        ),
        height=max(len(stages) * STAGE_ROW - 8, 0),
    )
