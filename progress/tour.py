"""An invented learner at month four, on the roadmap as it is, for people without an account.

Nothing of it is stored: the rows are made in memory, and every figure comes from the maths that
learners' own pages use.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, cycle
from math import ceil

from django.db.models import Prefetch

from progress import timeline
from progress.badges import Badge
from progress.charts import burn_up_of, stage_hours_of
from progress.fit import Suggested, suggestions_of
from progress.models import Plan, StepState, StepStatus
from progress.pictures import BurnUp, StageHoursPicture
from progress.standing import Standing, StepRow
from progress.strip import strip_of
from roadmap.models import Stage, Step, StepKind, StepOption
from roadmap.pictures import PositionStrip
from skills.models import Skill

MONTHS = 4
NEXT_STEPS = 3
# Hours finished week by week, over and over: uneven, with a week off, a bit under the plan's ten.
WEEKS = (12, 8, 10, 0, 11, 12, 9, 13)
# A mentor takes some days to read a project.
REVIEW_DAYS = 5


@dataclass(frozen=True, slots=True)
class ExampleProject:
    """Finished work, as a project that a mentor has approved looks."""

    step: Step
    skills: tuple[Skill, ...]
    finished_on: datetime.date
    badge: Badge | None


@dataclass(frozen=True, slots=True)
class Example:
    """What the tour shows. `project` is None while nothing finished can be shown."""

    standing: Standing
    strip: PositionStrip
    burn_up: BurnUp | None
    stage_hours: StageHoursPicture
    suggestions: list[Suggested]
    project: ExampleProject | None


def example_of(today: datetime.date) -> Example | None:
    """The example as of a day; None for a roadmap without steps. Four queries, no writing."""
    stages = tuple(Stage.objects.current())
    steps = list(
        Step.objects.counted_for_any([])
        .select_related("stage")
        .prefetch_related(
            Prefetch("options", StepOption.objects.order_by("order")),
            Prefetch("skills", Skill.objects.current()),
        )
    )
    if not stages or not steps:
        return None
    start = timeline.add_months(today, -MONTHS)
    rows = rows_of(steps, start, today)
    standing = Standing(
        plan=Plan(start_date=start),
        rows=tuple(rows),
        roadmap_stages=stages,
        today=today,
        # An unsaved plan has no pauses to read.
        what_if=timeline.Plan(start_date=start),
    )
    return Example(
        standing=standing,
        strip=strip_of(standing),
        burn_up=burn_up_of(standing),
        stage_hours=stage_hours_of(standing),
        suggestions=suggestions_of(standing, None, NEXT_STEPS),
        project=_project(rows, today),
    )


def rows_of(steps: Sequence[Step], start: datetime.date, today: datetime.date) -> list[StepRow]:
    """The steps in order, each finished once the weeks since the start hold its hours."""
    rows: list[StepRow] = []
    is_begun = False
    for step, reached in zip(steps, accumulate(step.hours for step in steps), strict=True):
        done_on = start + datetime.timedelta(days=days_for(reached))
        if done_on <= today:
            shown = step.kind != StepKind.TOPIC
            # One review so far: of the first work that there was to show.
            verified = shown and not any(row.is_evidenced for row in rows)
            verified = verified and _approved_on(done_on) <= today
            state = StepState(step=step, status=StepStatus.DONE, done_on=done_on)
            rows.append(StepRow(step, state, False, shown, verified))
        elif not is_begun:
            is_begun = True
            state = StepState(step=step, status=StepStatus.DOING)
            rows.append(StepRow(step, state, tickable=False))
        else:
            rows.append(StepRow(step, None, tickable=False))
    return rows


def days_for(hours: int) -> int:
    """The days in which the example's weeks hold some hours, a begun day counted."""
    days = 0
    for week in cycle(WEEKS):
        if hours <= week:
            return days + ceil(hours * timeline.DAYS_IN_WEEK / week)
        hours -= week
        days += timeline.DAYS_IN_WEEK
    raise AssertionError("weeks never end")


def _approved_on(finished_on: datetime.date) -> datetime.date:
    return finished_on + datetime.timedelta(days=REVIEW_DAYS)


def _project(rows: Sequence[StepRow], today: datetime.date) -> ExampleProject | None:
    """What a mentor has approved, or else the newest work that can be shown."""
    done = [row for row in rows if row.is_evidenced]
    if not done:
        return None
    row = ([row for row in done if row.is_verified] or done)[-1]
    finished_on = row.as_timeline(today).done_on or today
    badge = None
    if row.is_verified:
        noon = datetime.time(12, tzinfo=datetime.UTC)
        approved = datetime.datetime.combine(_approved_on(finished_on), noon)
        badge = Badge(verified_at=approved, mentor_name="", score=None, is_current=True)
    return ExampleProject(row.step, tuple(row.step.skills.all()), finished_on, badge)
