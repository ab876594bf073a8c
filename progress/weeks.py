"""A person's weeks, Monday to Sunday in their own calendar, and the sums of study in them.

Weeks are named as ISO 8601 names them: 2026-W53 begins on 28 December 2026 and runs into 2027.
Nothing here asks the clock or knows of zones: days are the learner's own, and a day is a day
however many hours it had.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

DAYS = 7
# The week of the earliest day on which anything can have been done.
FIRST_MONDAY = datetime.date(1990, 1, 1)
LAST_MONDAY = datetime.date(9998, 12, 28)
NAME = re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII)

MINUTES_IN_HOUR = 60
# The picture: a column of 90 pixels stands for four hours, or for the longest day if that is more.
COLUMN = 90
FLOOR = 110
FULL_COLUMN_MINUTES = 4 * MINUTES_IN_HOUR
COLUMN_WIDTH = 9.2


def in_hours(minutes: int) -> str:
    """Hours to a tenth, rounded half up, without a needless “.0”; time spent is never “0”."""
    tenths = (minutes * 10 + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR
    if minutes:
        tenths = max(tenths, 1)
    return f"{tenths / 10:.1f}".removesuffix(".0")


def in_full(minutes: int) -> str:
    """“1 h 40 min”, to the minute."""
    hours, rest = divmod(minutes, MINUTES_IN_HOUR)
    words = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest else [])
    return " ".join(words) or "0 min"


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """Seven days from a Monday."""

    monday: datetime.date

    def __post_init__(self) -> None:
        if self.monday.weekday() or not FIRST_MONDAY <= self.monday <= LAST_MONDAY:
            raise ValueError(f"No week begins on {self.monday}.")

    @classmethod
    def of(cls, day: datetime.date) -> "Week":
        """The week that a day lies in. Raises ValueError before 1990 and after the year 9998."""
        return cls(day - datetime.timedelta(days=day.weekday()))

    @classmethod
    def named(cls, name: str) -> "Week":
        """“2026-W30” as a week. Raises ValueError for anything else, 2027-W53 too."""
        match = NAME.fullmatch(name)
        if match is None:
            raise ValueError("A week is written as 2026-W30.")
        return cls(datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1))

    @property
    def name(self) -> str:
        # The year of the week, which is not always that of its Monday.
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> datetime.date:
        return self.monday + datetime.timedelta(days=DAYS - 1)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        return tuple(self.monday + datetime.timedelta(days=n) for n in range(DAYS))

    @property
    def previous(self) -> "Week | None":
        """None for the first week there is."""
        if self.monday == FIRST_MONDAY:
            return None
        return Week(self.monday - datetime.timedelta(days=DAYS))

    @property
    def following(self) -> "Week":
        return Week(self.monday + datetime.timedelta(days=DAYS))


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day of the week's picture. Across per cent of its width, down pixels."""

    day: datetime.date
    minutes: int
    is_today: bool
    x: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + COLUMN_WIDTH / 2, 2)

    @property
    def y(self) -> float:
        return round(FLOOR - self.height, 1)

    @property
    def label_y(self) -> float:
        return round(self.y - 6, 1)

    @property
    def hours(self) -> str:
        return in_hours(self.minutes)

    @property
    def full(self) -> str:
        return in_full(self.minutes)


@dataclass(frozen=True, slots=True)
class WeekOfStudy:
    """What was logged in a week, against the minutes that the learner chose.

    `chosen` is None where nothing is asked of the week: no plan, a plan that stands still, or a
    learner who would rather not compare.
    """

    week: Week
    columns: tuple[DayColumn, ...]
    minutes: int
    minutes_before: int
    chosen: int | None
    today: datetime.date

    @property
    def is_this_week(self) -> bool:
        return self.week == Week.of(self.today)

    @property
    def hours(self) -> str:
        return in_hours(self.minutes)

    @property
    def hours_before(self) -> str:
        """Of the week before."""
        return in_hours(self.minutes_before)

    @property
    def chosen_hours(self) -> str | None:
        return None if self.chosen is None else in_hours(self.chosen)

    @property
    def to_go(self) -> int:
        """Minutes still missing from the chosen ones; 0 where nothing is asked."""
        return max(0, (self.chosen or 0) - self.minutes)

    @property
    def hours_to_go(self) -> str:
        return in_hours(self.to_go)

    @property
    def days_left(self) -> int:
        """Days of the week after today."""
        return max(0, (self.week.sunday - self.today).days)

    @property
    def logged(self) -> tuple[DayColumn, ...]:
        return tuple(column for column in self.columns if column.minutes)


def week_of_study(
    week: Week, minutes: Mapping[datetime.date, int], chosen: int | None, today: datetime.date
) -> WeekOfStudy:
    """Lay a week out. `minutes` by day may hold other days; those of the week before are summed."""
    before = week.previous
    most = max([FULL_COLUMN_MINUTES, *(minutes.get(day, 0) for day in week.days)])
    step = (100 - COLUMN_WIDTH) / (DAYS - 1)
    columns = tuple(
        DayColumn(
            day=day,
            minutes=minutes.get(day, 0),
            is_today=day == today,
            x=round(place * step, 2),
            # A minute shows as a line, not as nothing.
            height=ceil(minutes.get(day, 0) * COLUMN * 10 / most) / 10,
        )
        for place, day in enumerate(week.days)
    )
    return WeekOfStudy(
        week=week,
        columns=columns,
        minutes=sum(column.minutes for column in columns),
        minutes_before=sum(minutes.get(day, 0) for day in before.days) if before else 0,
        chosen=chosen,
        today=today,
    )
