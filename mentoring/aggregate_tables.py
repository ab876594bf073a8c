"""The tables of what learners do, as they may be shown: every figure has passed `floor`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.core.cache import cache
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from mentoring.aggregate import MONTHS_A_BAND, Tally, bands_in, tally_of
from mentoring.floor import WITHHELD, Line, line
from mentoring.models import ReviewRequest
from mentoring.queue_page import waiting_of
from mentoring.waiting import WINDOW, Quantile
from mentoring.wording import wait_in_words
from progress.floor import FEWER, FLOOR, Shown, shown
from progress.floor_words import worded
from progress.models import CourseStatus
from progress.timeline import State
from roadmap.models import Stage, Step

KEPT_FOR = 3600
MOST_STEPS = 20
STATES = {
    State.NOT_STARTED: pgettext_lazy("of a plan", "Not started"),
    State.ON_TRACK: _("On track"),
    State.AHEAD: _("Ahead"),
    State.BEHIND: _("Behind"),
    State.PAUSED: _("Paused"),
    State.FINISHED: _("Finished"),
    State.OVER_TIME: _("Over time"),
}
NONE_YET = format_lazy(_("Nothing here stands for {count} learners yet."), count=FLOOR)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the page, and one file. The first column says what a row is about."""

    slug: str
    # Words are kept unspoken: each reader hears them in their own language.
    title: Any
    # What is counted, and what is left out.
    note: Any
    columns: tuple[Any, ...]
    kept: tuple[tuple[Any, ...], ...]

    @property
    def rows(self) -> tuple[tuple[Shown, ...], ...]:
        """With words for what is withheld; for files, so with a decimal point."""
        return tuple(tuple(said(cell) for cell in row) for row in self.kept)

    @property
    def shown_rows(self) -> list[list[Shown]]:
        """As people read them on the page."""
        return [[spoken(cell) for cell in row] for row in self.kept]


def said(cell: Any) -> Shown:
    """A cell with words instead of what is withheld."""
    if isinstance(cell, Quantile):
        return wait_in_words(cell)
    cell = cell if isinstance(cell, int) else str(cell)
    return gettext("withheld") if cell == WITHHELD else worded(cell)


def spoken(cell: Any) -> Shown:
    """The same with the decimal sign of the reader's language."""
    words = said(cell)
    is_decimal = isinstance(words, str) and re.fullmatch(r"\d+\.\d+", words)
    return number_format(words) if is_decimal else words


@dataclass(frozen=True, slots=True)
class Figures:
    """All tables of one moment."""

    at: datetime.datetime
    tables: tuple[Table, ...]

    def table(self, slug: str) -> Table | None:
        return next((table for table in self.tables if table.slug == slug), None)


def figures_of(now: datetime.datetime) -> Figures:
    """Those of this day, at most an hour old unless a command counts them."""
    kept: Figures | None = cache.get(_key(now))
    return kept or count_figures(now, keep=KEPT_FOR)


def count_figures(now: datetime.datetime, *, keep: int) -> Figures:
    """Counts anew and keeps it for some seconds, not beyond the day. Nothing that is withheld
    is kept."""
    figures = Figures(at=now, tables=tuple(_tables(now)))
    cache.set(_key(now), figures, keep)
    return figures


def _key(now: datetime.datetime) -> str:
    return f"figures:2:{now.astimezone(datetime.UTC):%Y-%m-%d}"


def _tables(now: datetime.datetime) -> Iterable[Table]:
    tally = tally_of(now)
    stages = list(Stage.objects.current())
    steps = list(Step.objects.select_related("stage"))
    yield _states(tally)
    yield _bands(tally, stages)
    yield _stages(tally, stages)
    yield _stopped(tally, stages)
    yield _left(tally, steps)
    yield _times(tally, steps)
    yield _courses(tally)
    yield _reviews(now)


def _rows(labels: Iterable[Any], found: Line) -> tuple[tuple[Shown, ...], ...]:
    return (*zip(labels, found.parts, strict=True), (_("All"), found.total))


def _states(tally: Tally) -> Table:
    return Table(
        slug="states",
        title=_("How plans stand"),
        note=_("Each learner with a plan once, by today’s comparison with their own plan."),
        columns=(_("State"), _("Learners")),
        kept=_rows(STATES.values(), line([tally.states[state] for state in STATES])),
    )


def _bands(tally: Tally, stages: Sequence[Stage]) -> Table:
    bands = range(bands_in(max([stage.end_month or 0 for stage in stages], default=0)))
    return Table(
        slug="months",
        title=_("How far the work has come"),
        note=_(
            "Each learner with a plan once, by the roadmap month that their finished steps reach."
        ),
        columns=(_("Roadmap months"), _("Learners")),
        kept=_rows(
            [f"{MONTHS_A_BAND * band}–{MONTHS_A_BAND * (band + 1)}" for band in bands],
            line([tally.bands[band] for band in bands]),
        ),
    )


def _stages(tally: Tally, stages: Sequence[Stage]) -> Table:
    return Table(
        slug="stages",
        title=_("The stage of today"),
        note=_("Each learner with a plan once, by the stage in which their plan is today."),
        columns=(_("Stage"), _("Learners")),
        kept=_rows(map(str, stages), line([tally.stages[stage.pk] for stage in stages])),
    )


def _stopped(tally: Tally, stages: Sequence[Stage]) -> Table:
    moving = tally.plans - tally.stopped.total()
    counts = [tally.stopped[stage.pk] for stage in stages]
    return Table(
        slug="stopped",
        title=_("Where learners stop"),
        note=_(
            "Learners whose plan has run for 28 days and more without a change of any step, by "
            "the stage that their finished steps reach. Paused and finished plans are not among "
            "them."
        ),
        columns=(_("Stage"), _("Learners")),
        kept=_rows(map(str, stages), line(counts, outside=moving)),
    )


def _left(tally: Tally, steps: Sequence[Step]) -> Table:
    """Ordered by what is shown: the order tells nothing of what is not."""
    rows = [
        (
            step.title,
            step.stage.number,
            shown(tally.left[step.pk], tally.left[step.pk]),
            shown(tally.skipped[step.pk], tally.skipped[step.pk]),
        )
        for step in steps
    ]
    found = [row for row in rows if row[2:] != (FEWER, FEWER)]
    found.sort(key=lambda row: -sum(cell for cell in row[2:] if isinstance(cell, int)))
    return Table(
        slug="left-steps",
        title=_("Steps that are left or skipped"),
        note=format_lazy(
            _(
                "Left: in progress with learners who have stopped. Skipped: by anybody. At most "
                "{most} steps, without those that stand for fewer than {floor} learners."
            ),
            most=MOST_STEPS,
            floor=FLOOR,
        ),
        columns=(_("Step"), _("Stage"), _("Left in progress"), _("Skipped")),
        kept=tuple(found[:MOST_STEPS]),
    )


def _times(tally: Tally, steps: Sequence[Step]) -> Table:
    rows = (
        (
            step.title,
            step.stage.number,
            step.hours,
            *_middle(tally.days[step.pk], 1),
            *_middle(tally.minutes[step.pk], 60),
        )
        for step in steps
    )
    return Table(
        slug="step-times",
        title=_("How long steps take"),
        note=format_lazy(
            _(
                "Medians over learners who finished the step. Days run from its first mark “in "
                "progress” to the first day of completion; whoever ticked it at once, or for a "
                "day before that mark, is not among them. Hours are those in the study log, of "
                "whoever keeps one. Steps for which neither has {floor} learners are left out."
            ),
            floor=FLOOR,
        ),
        columns=(
            _("Step"),
            _("Stage"),
            _("Effort (h)"),
            _("Learners with days"),
            _("Median days"),
            _("Learners with logged time"),
            _("Median logged (h)"),
        ),
        kept=tuple(row for row in rows if row[3:] != (FEWER,) * 4),
    )


def _middle(values: Sequence[int], unit: int) -> tuple[Shown, Shown]:
    """How many there are, and their median in units, to half of one."""
    middle = f"{round(2 * median(values) / unit) / 2:g}" if values else ""
    return shown(len(values), len(values)), shown(middle, len(values))


def _courses(tally: Tally) -> Table:
    ended = (CourseStatus.FINISHED, CourseStatus.DROPPED, CourseStatus.STARTED)
    rows = []
    for course in Course.objects.order_by("title"):
        counts = [tally.courses[course.pk, status] for status in ended]
        found = line(counts)
        dropped, share = found.parts[1], WITHHELD
        if isinstance(dropped, int) and isinstance(found.total, int):
            share = f"{round(100 * dropped / found.total)}%"
        if isinstance(found.total, int):
            rows.append((course.title, found.total, *found.parts, share))
    return Table(
        slug="courses",
        title=_("Courses begun and dropped"),
        note=format_lazy(
            _(
                "Learners by what they have written in their course log; planned courses are not "
                "counted. Courses that fewer than {floor} have begun are left out."
            ),
            floor=FLOOR,
        ),
        columns=(
            _("Course"),
            _("Started"),
            _("Finished"),
            _("Dropped"),
            _("Still going"),
            _("Share dropped"),
        ),
        kept=tuple(rows),
    )


def _reviews(now: datetime.datetime) -> Table:
    """The wait is the one that learners and mentors see; here it has a floor as well."""
    waiting = waiting_of(now)
    people: dict[bool, set[int | None]] = {True: set(), False: set()}
    waits, settled = ReviewRequest.objects.order_by().waited_since(now - WINDOW)
    for is_open, asked in ((True, waits), (False, settled)):
        people[is_open] |= set(asked.values_list("learner", flat=True).distinct())
    still, over = (people[is_open] - {None} for is_open in (True, False))
    counts = [waiting.still, waiting.total - waiting.still]
    found = line(counts, learners=[len(still), len(over)])
    everybody = len(still | over)
    return Table(
        slug="reviews",
        title=_("Reviews that wait"),
        note=_("Requests of the last 28 days. The two lengths count those that still wait."),
        columns=(_("Figure"), _("Value")),
        kept=(
            (_("Requests that wait"), found.parts[0]),
            (_("Requests answered or withdrawn"), found.parts[1]),
            (_("Both"), shown(found.total, everybody)),
            (_("Half of them are answered within"), _length(waiting.median, everybody)),
            # xgettext:no-python-format
            (_("80% of them are answered within"), _length(waiting.most, everybody)),
        ),
    )


def _length(length: Quantile | None, learners: int) -> Quantile | Shown | None:
    """A length of time that stands alone; kept as it is, so that each reader has it in words."""
    return length if learners >= FLOOR else FEWER
