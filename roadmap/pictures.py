"""The geometry of two pictures: the roadmap's timeline, and a learner's place on it.

Plain values in, plain values out. Across, positions are per cent of the picture's width, so that
text never scales with it; down, they are CSS pixels. The templates of the same names draw them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.dateformat import format as format_day
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The theme has six stage colours; a seventh stage wears the first one again, with its own number.
HUES = 6
# Room to the right of the last month, as a share of the months: 16.6 for 15.
MARGIN = 16.6 / 15
# Widths in pixels from which the theme shows a word: always, `.tl-in`, `.tl-end`.
WIDTHS = ((340, ""), (720, "tl-in"), (980, "tl-end"))


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the ruler. Its label is empty on a small one."""

    x: float
    major: bool
    label: str = ""
    calendar: str = ""
    year: str = ""


def hue(number: int) -> int:
    """Which of the theme's stage colours a stage wears."""
    return (number - 1) % HUES + 1


def ruler(
    domain: float, month_dates: Mapping[int, datetime.date] | None = None
) -> tuple[Tick, ...]:
    """Ticks from month 0 on; labels stand as far apart as the length of the axis asks for."""
    major = 3 if domain <= 25 else 6 if domain <= 49 else 12
    ticks = []
    year_shown = None
    for month in range(0, math.floor(domain) + 1, major // 3):
        is_major = month % major == 0
        label = str(month) if is_major and month <= domain - 1 else ""
        calendar = year = ""
        date = (month_dates or {}).get(month)
        if label and date:
            calendar = format_day(date, "M")
            year = str(date.year) if date.year != year_shown else ""
            year_shown = date.year
        ticks.append(Tick(share(month, domain), is_major, label, calendar, year))
    return tuple(ticks)


def share(months: float, domain: float) -> float:
    return round(months / domain * 100, 2)


def last_month(windows: Iterable[tuple[float, float | None]]) -> float:
    """Where the roadmap ends: its latest fixed end, as `progress.timeline.roadmap_end` has it.

    An open stage that no closed one outlasts is taken as a quarter long; no stages, as a month.
    """
    windows = list(windows)
    closed = max((end for _, end in windows if end is not None), default=0)
    outlasting = [start + 3 for start, end in windows if end is None and start >= closed]
    return max([closed, *outlasting]) or 1


def spell(months: float) -> str:
    """A month to one place, rounded down, without a needless “.0”.

    Rounded up, a learner in the last days of a stage would read the month of the next.
    """
    tenths = math.floor(months * 10 + 1e-9)
    return number_format(tenths / 10, 0 if tenths % 10 == 0 else 1)


# --- The roadmap's timeline ----------------------------------------------------------------

ROW = 46
BAR = 34
FIRST_BAR = 54
# Pixels, of a letter of the bars' 13-pixel type where the system's font runs wide, and of the
# 12-pixel type of the notes.
LETTER = 8.4
NOTE_LETTER = 7.4
# The width in pixels from which the theme shows `.tl-room`: short names in the bars, and notes.
ROOM = 820


@dataclass(frozen=True, slots=True)
class TimelineStage:
    """A stage as the timeline names it. `end` is None when the stage has no fixed end."""

    number: int
    title: str
    short_title: str
    note: str
    start: float
    end: float | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineBar:
    stage: TimelineStage
    hue: int
    x: float
    width: float
    end_x: float
    y: int
    title: str
    title_inside: bool
    name_left: bool
    note_left: bool

    @property
    def text_y(self) -> int:
        return self.y + 22

    @property
    def edges(self) -> tuple[float, float]:
        """Top and bottom of the dashed lines of an open end."""
        return self.y + 0.75, self.y + BAR - 0.75

    @property
    def middle(self) -> int:
        return self.y + BAR // 2


@dataclass(frozen=True, slots=True)
class ReadyWindow:
    """The months in which a first role is realistic."""

    start: int
    end: int
    x: float
    width: float
    end_x: float


@dataclass(frozen=True, slots=True)
class RoadmapTimeline:
    uid: str
    title: str
    description: str
    bars: tuple[TimelineBar, ...]
    ticks: tuple[Tick, ...]
    ready: ReadyWindow | None
    height: int
    you: float | None

    @property
    def floor(self) -> int:
        """Where the grid ends, above the line of words."""
        return self.height - 22

    @property
    def floor_height(self) -> int:
        return self.floor - 34

    @property
    def words_y(self) -> int:
        return self.height - 4

    @property
    def stages(self) -> tuple[TimelineStage, ...]:
        return tuple(bar.stage for bar in self.bars)

    @property
    def short_inside(self) -> bool:
        """Whether the short names have room in their bars at 820 pixels, all of them."""
        return all(
            len(bar.stage.short_title) <= letters_inside(bar.width, ROOM)
            for bar in self.bars
            if bar.title_inside
        )

    @property
    def notes_beside(self) -> bool:
        """Whether the notes have room beside their bars at 820 pixels, all of them."""
        return self.short_inside and all(
            note_end(bar.stage, 0) <= bar.x
            if bar.note_left
            else note_end(bar.stage, bar.end_x) <= 100
            for bar in self.bars
        )


def letters_inside(width: float, pixels: int) -> float:
    """How long a name a bar of so many per cent holds beside its number."""
    return (width * pixels / 100 - 36) / LETTER


def note_end(stage: TimelineStage, end_x: float) -> float:
    """Where a note that begins right of its bar ends, in per cent of 820 pixels."""
    return end_x + (14 + len(stage.note) * NOTE_LETTER) / ROOM * 100


def roadmap_timeline(
    stages: Sequence[TimelineStage],
    *,
    ready: tuple[int, int] | None = None,
    you: float | None = None,
    uid: str = "timeline",
) -> RoadmapTimeline:
    """Lay the stages out as bars stepping down a ruler of months.

    `ready` is the window of months in which a first role is realistic; `you` the month that a
    learner has reached.
    """
    last = last_month((stage.start, stage.end) for stage in stages)
    reach = max(last, you or 0, *(ready or (0,)))
    domain = reach * MARGIN
    bars = []
    for index, stage in enumerate(stages):
        end = last if stage.end is None else stage.end
        x, end_x = share(stage.start, domain), share(end, domain)
        letters = letters_inside(end_x - x, 980)
        bars.append(
            TimelineBar(
                stage=stage,
                hue=hue(stage.number),
                x=x,
                width=round(end_x - x, 2),
                end_x=end_x,
                y=FIRST_BAR + index * ROW,
                title=stage.title if len(stage.title) <= letters else stage.short_title,
                title_inside=min(len(stage.title), len(stage.short_title)) <= letters,
                name_left=x >= 30,
                # Right of its bar a note would run over the line of the first role.
                note_left=end_x >= 60
                or (ready is not None and end_x < share(ready[1], domain) < note_end(stage, end_x)),
            )
        )
    window = None
    if ready:
        window = ReadyWindow(
            start=ready[0],
            end=ready[1],
            x=share(ready[0], domain),
            width=share(ready[1] - ready[0], domain),
            end_x=share(ready[1], domain),
        )
    return RoadmapTimeline(
        uid=uid,
        title=_("The stages of the roadmap on a %(months)s-month timeline")
        % {"months": spell(last)},
        description=describe_timeline(stages, ready, you),
        bars=tuple(bars),
        ticks=ruler(domain),
        ready=window,
        height=FIRST_BAR + 4 + len(stages) * ROW + 34,
        you=None if you is None else share(you, domain),
    )


def describe_timeline(
    stages: Sequence[TimelineStage], ready: tuple[int, int] | None, you: float | None
) -> str:
    sentences = []
    for stage in stages:
        values = {"number": stage.number, "title": stage.title, "start": spell(stage.start)}
        if stage.end is None:
            said = _("Stage %(number)s, %(title)s: from month %(start)s on, with no fixed end.")
        else:
            said = _("Stage %(number)s, %(title)s: from month %(start)s to month %(end)s.")
            values["end"] = spell(stage.end)
        sentences.append(said % values)
    if ready:
        said = _("Months %(first)s to %(last)s are realistic for a first role.")
        sentences.append(said % {"first": ready[0], "last": ready[1]})
    if you is not None:
        sentences.append(_("You are at month %(month)s.") % {"month": spell(you)})
    return " ".join(sentences)


# --- The position strip --------------------------------------------------------------------

STRIP_BAR = 24
MARKS_HEIGHT = 52
CHARACTER = 6.2  # pixels, at the strip's 12-pixel type


@dataclass(frozen=True, slots=True)
class StripStage:
    """A stage on the strip; `done_share` is its finished share of hours, 0 to 1."""

    number: int
    short_title: str
    start: float
    end: float | None
    done_share: float = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A text with its place: `dx` pixels from x per cent, `show` the theme's class of its width."""

    text: str
    x: float
    dx: int = 0
    left: bool = False
    show: str = ""


# What stands under a bar: its number, in as many places as widths ask for, and its name.
BarWords = tuple[tuple[Words, ...], Words | None]


@dataclass(frozen=True, slots=True)
class StripBar:
    stage: StripStage
    hue: int
    x: float
    width: float
    done_width: float
    y: float
    height: float
    open_from: float | None
    open_to: float | None
    numbers: tuple[Words, ...]
    name: Words | None

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 2)


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    label: Words | None


@dataclass(frozen=True, slots=True)
class ForecastMark:
    low: float
    middle: float
    high: float
    label: Words | None
    beside: bool
    """Whether the label stands beside the line rather than above it."""


@dataclass(frozen=True, slots=True)
class PauseMark:
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class LegendItem:
    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PositionStrip:
    uid: str
    title: str
    description: str
    bars: tuple[StripBar, ...]
    ticks: tuple[Tick, ...]
    top: int
    earned: Mark | None
    planned: Mark | None
    forecast: ForecastMark | None
    finish_x: float | None
    pause: PauseMark | None
    has_calendar: bool
    legend: tuple[LegendItem, ...]

    @property
    def y(self) -> dict[str, int]:
        """Heights of everything that hangs on the bar's top edge, in pixels."""
        top, floor = self.top, self.top + STRIP_BAR
        return {
            "bar": top,
            "names": floor + 19,
            "ruler": floor + 32,
            "major": floor + 24,
            "minor": floor + 28,
            "months": floor + 49,
            "calendar": floor + 66,
            "below": floor + 4,
            "finish_top": top - 5,
            "planned_top": top - 4,
            "planned_words": top - 5,
            "pause_top": top - 3,
            "pause_height": STRIP_BAR + 6,
            "pause_stem": top - 8,
            "pause_foot": floor + 3,
            "forecast": top - 16,
            "forecast_cap": top - 21,
            "forecast_foot": top - 11,
            "forecast_words": top - 30,
            "forecast_beside": top - 12,
        }

    @property
    def height(self) -> int:
        return self.y["ruler"] + (44 if self.has_calendar else 26)


LEGEND = {
    "earned": gettext_lazy("Earned"),
    "planned": gettext_lazy("Planned"),
    "forecast": gettext_lazy("Forecast finish"),
    "pause": gettext_lazy("Paused"),
    "finish": gettext_lazy("Planned finish"),
}


def position_strip(
    stages: Sequence[StripStage],
    *,
    end_month: float = 15,
    earned: float | None = None,
    planned: float | None = None,
    forecast: tuple[float, float, float] | None = None,
    planned_finish: float | None = None,
    pause: tuple[float, float] | None = None,
    month_dates: Mapping[int, datetime.date] | None = None,
    earned_label: str | None = None,
    planned_label: str | None = None,
    forecast_label: str | None = None,
    legend: Mapping[str, str] | None = None,
    title: str | None = None,
    description: str | None = None,
    uid: str = "strip",
) -> PositionStrip:
    """Lay a learner's place out on the roadmap's months: the learner above the bar, the map below.

    Everything is in roadmap months: `forecast` is (earliest, likely, latest), `pause` (from, to).
    Labels and the description have defaults; "" hides a label. `legend` says a mark's figure in
    words, by the mark's name: earned, planned, forecast, pause, finish.
    """
    marks = [mark for mark in (earned, planned, planned_finish) if mark is not None]
    marks += [*(forecast or ()), *(pause or ())]
    end_month = max(end_month, last_month((stage.start, stage.end) for stage in stages))
    domain = end_month * MARGIN
    if marks and max(marks) > end_month:
        domain = math.ceil(max(marks)) + 1
    has_learner = earned is not None or planned is not None or forecast is not None
    top = MARKS_HEIGHT if has_learner else 4
    earned_x = None if earned is None else share(max(earned, 0), domain)
    planned_x = None if planned is None else share(max(planned, 0), domain)
    if earned_label is None:
        earned_label = _("Earned: month %(month)s") % {"month": spell(earned or 0)}
    if planned_label is None:
        planned_label = _("Planned: month %(month)s") % {"month": spell(planned or 0)}
    if forecast_label is None and forecast:
        forecast_label = _("Forecast: month %(first)s to %(last)s") % {
            "first": spell(forecast[0]),
            "last": spell(forecast[2]),
        }
    return PositionStrip(
        uid=uid,
        title=title
        or _("Position on the %(months)s-month timeline") % {"months": spell(end_month)},
        description=describe_strip(earned, planned, forecast, planned_finish, pause)
        if description is None
        else description,
        bars=strip_bars(stages, end_month, domain, top),
        ticks=ruler(domain, month_dates),
        top=top,
        earned=None if earned_x is None else Mark(earned_x, earned_words(earned_label, earned_x)),
        planned=None
        if planned_x is None
        else Mark(planned_x, planned_words(planned_label, planned_x, earned_x)),
        forecast=forecast_mark(forecast, domain, forecast_label or "", earned_label, earned_x),
        finish_x=None if planned_finish is None else share(planned_finish, domain),
        pause=PauseMark(share(pause[0], domain), share(max(pause[1] - pause[0], 0), domain))
        if pause
        else None,
        has_calendar=bool(month_dates),
        legend=tuple(
            LegendItem(kind, str(label), legend[kind])
            for kind, label in LEGEND.items()
            if legend and legend.get(kind)
        ),
    )


def strip_bars(
    stages: Sequence[StripStage], end_month: float, domain: float, top: int
) -> tuple[StripBar, ...]:
    """One bar a stage. Stages that run side by side share the height as lanes."""
    gap = 0.06 * domain / 21
    words = strip_words(stages, domain)
    bars = []
    for stage, lane, lanes in in_lanes(stages, end_month):
        between = 3 if lanes <= 3 else 1
        height = (STRIP_BAR - between * (lanes - 1)) / lanes
        end = end_month if stage.end is None else stage.end
        length = max(end - stage.start - gap, gap)
        open_end = stage.end is None
        numbers, name = words[stage.number]
        bars.append(
            StripBar(
                stage=stage,
                hue=hue(stage.number),
                x=share(stage.start, domain),
                width=share(length, domain),
                done_width=share(length * min(max(stage.done_share, 0), 1), domain),
                y=round(top + lane * (height + between), 2),
                height=round(height, 2),
                open_from=share(stage.start + length, domain) if open_end else None,
                open_to=share(min(domain - 0.3, end + 1.3 * domain / 21), domain)
                if open_end
                else None,
                numbers=numbers,
                name=name,
            )
        )
    return tuple(bars)


def in_lanes(stages: Sequence[StripStage], end_month: float) -> list[tuple[StripStage, int, int]]:
    """Each stage with its lane and how many lanes there are where it stands."""
    found: list[tuple[StripStage, int, int]] = []
    group: list[tuple[StripStage, int]] = []
    free_from: list[float] = []
    for stage in sorted(stages, key=lambda stage: (stage.start, stage.number)):
        if group and stage.start >= max(free_from):
            found += [(member, lane, len(free_from)) for member, lane in group]
            group, free_from = [], []
        end = max(end_month if stage.end is None else stage.end, stage.start + 0.1)
        lane = next(
            (number for number, free in enumerate(free_from) if free <= stage.start),
            len(free_from),
        )
        free_from[lane : lane + 1] = [end]
        group.append((stage, lane))
    return found + [(member, lane, len(free_from)) for member, lane in group]


def strip_words(stages: Sequence[StripStage], domain: float) -> dict[int, BarWords]:
    """Number and name under each bar, shown from the width on at which they have room."""
    by_start: dict[float, list[StripStage]] = {}
    for stage in sorted(stages, key=lambda stage: (stage.start, stage.number)):
        by_start.setdefault(stage.start, []).append(stage)
    starts = [*by_start, domain]
    words: dict[int, BarWords] = {}
    alone: dict[int, BarWords] = {}
    for start, following in zip(starts, starts[1:], strict=False):
        x, room = share(start, domain), share(following - start, domain)
        together = by_start[start]
        if len(together) == 1:
            alone[together[0].number] = words_alone(together[0], x, room)
            continue
        # Side by side when there is room for all names, else their numbers alone.
        steps = [(21 + CHARACTER * len(stage.short_title)) / 10.6 for stage in together]
        named = sum(steps) <= room
        for index, stage in enumerate(together):
            number = str(stage.number)
            near = Words(number, x, dx=18 * index)
            if not named:
                words[stage.number] = (near,), None
                continue
            at = round(x + sum(steps[:index]), 2)
            numbers = (
                (Words(number, at, show="tl-end"), Words(number, x, 18 * index, show="tl-end-num"))
                if index
                else (near,)
            )
            words[stage.number] = numbers, Words(stage.short_title, at, dx=13, show="tl-end")
    return words | shown_together(alone)


def words_alone(stage: StripStage, x: float, room: float) -> BarWords:
    number, name = str(stage.number), stage.short_title
    number_shown = shown_from(4 + 8 * len(number), room)
    name_shown = shown_from(17 + CHARACTER * len(name), room)
    return (
        () if number_shown is None else (Words(number, x, show=number_shown),),
        None if name_shown is None else Words(name, x, dx=5 + 8 * len(number), show=name_shown),
    )


def shown_together(
    words: dict[int, BarWords],
) -> dict[int, BarWords]:
    """Names appear at the width at which the longest of them fits, not one by one."""
    order = [show for _, show in WIDTHS]
    last = max((order.index(name.show) for _, name in words.values() if name), default=0)
    return {
        number: (numbers, name and replace(name, show=order[max(last, order.index(name.show))]))
        for number, (numbers, name) in words.items()
    }


def shown_from(pixels: float, room: float) -> str | None:
    """The theme's class for the least width at which the words fit, or None when never."""
    return next((show for width, show in WIDTHS if pixels <= room * width / 100), None)


def earned_words(label: str, x: float) -> Words | None:
    left = x > 66
    return Words(label, x, dx=-13 if left else 13, left=left) if label else None


def planned_words(label: str, x: float, earned_x: float | None) -> Words | None:
    """Right of its mark; left of it late on the axis, or when the learner's pin is in the way.

    36 per cent is what the label needs on the narrowest screen.
    """
    if not label:
        return None
    ahead = earned_x is not None and x < earned_x < x + 36
    if x > 64 or (ahead and x >= 36):
        return Words(label, x, dx=-12, left=True)
    if ahead and earned_x is not None:
        return Words(label, earned_x, dx=12)
    return Words(label, x, dx=12)


def forecast_mark(
    forecast: tuple[float, float, float] | None,
    domain: float,
    label: str,
    earned_label: str,
    earned_x: float | None,
) -> ForecastMark | None:
    if forecast is None:
        return None
    low, middle, high = (share(month, domain) for month in forecast)
    # At 700 pixels, about the least width that shows the words, a character is one per cent wide.
    needed, pin = len(label) + 1, len(earned_label) + 3
    taken = 0.0 if earned_x is None else earned_x + (1 if earned_x > 66 else pin)
    words, beside = None, False
    if label and high - needed >= taken:
        words = Words(label, high, left=True)
    elif label and high + needed + 2 <= 100:
        words, beside = Words(label, high, dx=10), True
    return ForecastMark(low, middle, high, words, beside)


def describe_strip(
    earned: float | None,
    planned: float | None,
    forecast: tuple[float, float, float] | None,
    finish: float | None,
    pause: tuple[float, float] | None,
) -> str:
    said = []
    if earned is not None:
        said.append(_("Finished work stands at month %(month)s.") % {"month": spell(earned)})
    if planned is not None:
        said.append(_("The plan stands at month %(month)s.") % {"month": spell(planned)})
    if forecast is not None:
        low, middle, high = (spell(month) for month in forecast)
        said.append(
            _("The forecast finish lies between months %(low)s and %(high)s, likely %(middle)s.")
            % {"low": low, "high": high, "middle": middle}
        )
    if finish is not None:
        said.append(_("The planned finish is month %(month)s.") % {"month": spell(finish)})
    if pause is not None:
        said.append(
            _("The plan pauses from month %(first)s to month %(last)s.")
            % {"first": spell(pause[0]), "last": spell(pause[1])}
        )
    return " ".join(said) or _("The stages on their months, with no learner on them.")
