"""The tables of what learners do, as they may be shown: every figure has passed `floor`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from django.core.cache import cache

from courses.models import Course
from mentoring.aggregate import MONTHS_A_BAND, Tally, bands_in, tally_of
from mentoring.floor import WITHHELD, Line, line
from mentoring.models import ReviewRequest
from mentoring.queue_page import waiting_of
from mentoring.waiting import WINDOW
from mentoring.wording import wait_in_words
from progress.floor import FEWER, FLOOR, Shown, shown
from progress.models import CourseStatus
from progress.timeline import State
from roadmap.models import Stage, Step

KEPT_FOR = 3600
MOST_STEPS = 20
STATES = {
    State.NOT_STARTED: "Not started",
    State.ON_TRACK: "On track",
    State.AHEAD: "Ahead",
    State.BEHIND: "Behind",
    State.PAUSED: "Paused",
    State.FINISHED: "Finished",
    State.OVER_TIME: "Over time",
}
NONE_YET = f"Nothing here stands for {FLOOR} learners yet."


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the page, and one file. The first column says what a row is about."""

    slug: str
    title: str
    # What is counted, and what is left out.
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]


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
    return f"figures:1:{now.astimezone(datetime.UTC):%Y-%m-%d}"


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


def _rows(labels: Iterable[str], found: Line) -> tuple[tuple[Shown, ...], ...]:
    return (*zip(labels, found.parts, strict=True), ("All", found.total))


def _states(tally: Tally) -> Table:
    return Table(
        slug="states",
        title="How plans stand",
        note="Each learner with a plan once, by today’s comparison with their own plan.",
        columns=("State", "Learners"),
        rows=_rows(STATES.values(), line([tally.states[state] for state in STATES])),
    )


def _bands(tally: Tally, stages: Sequence[Stage]) -> Table:
    bands = range(bands_in(max([stage.end_month or 0 for stage in stages], default=0)))
    return Table(
        slug="months",
        title="How far the work has come",
        note="Each learner with a plan once, by the roadmap month that their finished steps reach.",
        columns=("Roadmap months", "Learners"),
        rows=_rows(
            [f"{MONTHS_A_BAND * band}–{MONTHS_A_BAND * (band + 1)}" for band in bands],
            line([tally.bands[band] for band in bands]),
        ),
    )


def _stages(tally: Tally, stages: Sequence[Stage]) -> Table:
    return Table(
        slug="stages",
        title="The stage of today",
        note="Each learner with a plan once, by the stage in which their plan is today.",
        columns=("Stage", "Learners"),
        rows=_rows(map(str, stages), line([tally.stages[stage.pk] for stage in stages])),
    )


def _stopped(tally: Tally, stages: Sequence[Stage]) -> Table:
    moving = tally.plans - tally.stopped.total()
    counts = [tally.stopped[stage.pk] for stage in stages]
    return Table(
        slug="stopped",
        title="Where learners stop",
        note="Learners whose plan has run for 28 days and more without a change of any step, by "
        "the stage that their finished steps reach. Paused and finished plans are not among them.",
        columns=("Stage", "Learners"),
        rows=_rows(map(str, stages), line(counts, outside=moving)),
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
        title="Steps that are left or skipped",
        note=f"Left: in progress with learners who have stopped. Skipped: by anybody. At most "
        f"{MOST_STEPS} steps, without those that stand for fewer than {FLOOR} learners.",
        columns=("Step", "Stage", "Left in progress", "Skipped"),
        rows=tuple(found[:MOST_STEPS]),
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
        title="How long steps take",
        note="Medians over learners who finished the step. Days run from its first mark “in "
        "progress” to the first day of completion; whoever ticked it at once, or for a day before "
        "that mark, is not among them. Hours are those in the study log, of whoever keeps one. "
        f"Steps for which neither has {FLOOR} learners are left out.",
        columns=(
            "Step",
            "Stage",
            "Effort (h)",
            "Learners with days",
            "Median days",
            "Learners with logged time",
            "Median logged (h)",
        ),
        rows=tuple(row for row in rows if row[3:] != (FEWER,) * 4),
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
        title="Courses begun and dropped",
        note="Learners by what they have written in their course log; planned courses are not "
        f"counted. Courses that fewer than {FLOOR} have begun are left out.",
        columns=("Course", "Started", "Finished", "Dropped", "Still going", "Share dropped"),
        rows=tuple(rows),
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
        title="Reviews that wait",
        note="Requests of the last 28 days. The two lengths count those that still wait.",
        columns=("Figure", "Value"),
        rows=(
            ("Requests that wait", found.parts[0]),
            ("Requests answered or withdrawn", found.parts[1]),
            ("Both", shown(found.total, everybody)),
            ("Half of them are answered within", shown(wait_in_words(waiting.median), everybody)),
            ("80% of them are answered within", shown(wait_in_words(waiting.most), everybody)),
        ),
    )
