"""One stage with its steps in groups, and one person's place in it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from courses.models import Course
from progress.layers import LayerTally, Proof, layer_hours, proof_of
from progress.models import Evidence, Plan, StepStatus
from progress.standing import StageStanding, Standing, StepRow, Tally, standing_of, states_of
from roadmap.models import Specialisation, Stage, Step, StepKind
from roadmap.teaching import shown_steps


@dataclass(frozen=True, slots=True)
class Group:
    """Steps under one heading."""

    number: int
    title: str
    specialisation: Specialisation | None
    rows: tuple[StepRow, ...]

    @property
    def tally(self) -> Tally:
        return Tally.of(self.rows)


@dataclass(frozen=True, slots=True)
class CourseCover:
    """How many of a stage's steps a course serves."""

    course: Course
    steps: int


@dataclass(frozen=True, slots=True)
class StagePage:
    """What the page of a stage shows. `standing` is None for people without a plan."""

    groups: tuple[Group, ...]
    other_fields: tuple[Group, ...]
    tally: Tally
    layers: LayerTally
    courses: tuple[CourseCover, ...]
    previous: Stage | None
    following: Stage | None
    standing: Standing | None
    mine: StageStanding | None
    is_signed_in: bool

    @property
    def next_row(self) -> StepRow | None:
        """What a signed-in person goes on with here: a step in progress, or the first open one."""
        if not self.is_signed_in:
            return None
        rows = [row for group in self.groups for row in group.rows]
        for status in (StepStatus.DOING, StepStatus.TODO):
            for row in rows:
                if row.status == status:
                    return row
        return None

    @property
    def project_group(self) -> int | None:
        """The number of the last group with something to build."""
        building = (
            group.number
            for group in reversed(self.groups)
            if any(row.step.kind == StepKind.PROJECT for row in group.rows)
        )
        return next(building, None)

    def group_of(self, step_id: int) -> Group | None:
        every = (*self.groups, *self.other_fields)
        return next((g for g in every if any(r.step.pk == step_id for r in g.rows)), None)

    def row_of(self, step_id: int) -> StepRow | None:
        group = self.group_of(step_id)
        return next((row for row in group.rows if row.step.pk == step_id), None) if group else None


def stage_page(
    stage: Stage, user_id: int | None, plan: Plan | None, today: datetime.date
) -> StagePage:
    """The stage as this person sees it. The number of queries does not grow with its steps."""
    steps = list(
        shown_steps()
        .filter(stage=stage)
        .select_related("stage", "specialisation")
        .prefetch_related("options", "courses__platform", "courses__providers")
    )
    states = states_of(user_id) if user_id else {}
    links = _links_of(user_id, stage) if user_id else {}
    proof = proof_of(user_id) if user_id else Proof()
    field = plan.specialisation_id if plan else None
    groups = []
    for number, ((_, title), members) in enumerate(groupby(steps, key=_heading), 1):
        rows = tuple(
            StepRow.of(
                step,
                states,
                proof,
                tickable=step.is_counted_for(field),
                links=tuple(links.get(step.pk, ())),
            )
            for step in members
        )
        groups.append(Group(number, title, rows[0].step.specialisation, rows))
    own = tuple(g for g in groups if g.specialisation is None or g.specialisation.pk == field)
    stages = list(Stage.objects.current())
    place = stages.index(stage)
    standing = standing_of(plan, today) if plan else None
    return StagePage(
        groups=own,
        other_fields=tuple(group for group in groups if group not in own),
        tally=Tally.of(row for group in own for row in group.rows),
        layers=layer_hours(row for group in own for row in group.rows),
        courses=covers(row.step for group in own for row in group.rows),
        previous=stages[place - 1] if place else None,
        following=stages[place + 1] if place + 1 < len(stages) else None,
        standing=standing,
        mine=next((item for item in standing.stages if item.stage == stage), None)
        if standing
        else None,
        is_signed_in=user_id is not None,
    )


def neighbours_of(step: Step) -> tuple[Step | None, Step | None]:
    """The steps before and after one in its stage: those of every field, and of its own."""
    fields = Q(specialisation=None) | Q(specialisation=step.specialisation_id)
    steps = list(shown_steps().filter(fields, stage=step.stage_id))
    if step not in steps:
        return None, None
    place = steps.index(step)
    before = steps[place - 1] if place else None
    return before, steps[place + 1] if place + 1 < len(steps) else None


def _links_of(user_id: int, stage: Stage) -> dict[int, list[Evidence]]:
    links: dict[int, list[Evidence]] = {}
    for link in Evidence.objects.filter(user=user_id, step__stage=stage):
        links.setdefault(link.step_id, []).append(link)
    return links


def _heading(step: Step) -> tuple[int, str]:
    """Two fields may use the same words for a group; they are two groups all the same."""
    return step.specialisation_id or 0, step.group


def covers(steps: Iterable[Step]) -> tuple[CourseCover, ...]:
    """The courses that serve these steps, those that serve most first."""
    by_id: dict[int, Course] = {}
    served: Counter[int] = Counter()
    for step in steps:
        for course in step.courses.all():
            if not course.retired:
                by_id[course.pk] = course
                served[course.pk] += 1
    return tuple(CourseCover(by_id[pk], count) for pk, count in served.most_common())
