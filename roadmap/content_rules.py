"""What must hold of the content as a whole: a rule, what breaks it, and how to mend that.

Values in, findings out; only rows that the site shows are looked at. Hours are those of steps,
windows are in roadmap months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# At the recommended pace of ten hours a week a roadmap month of 13/3 weeks holds this many hours.
HOURS_A_MONTH = 130 / 3
# How far a stage's hours may be from what its months hold: 5 in 100.
TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the content: where it is edited, and what people call it."""

    label: str
    pk: int
    title: str


@dataclass(frozen=True, slots=True)
class StageRow:
    row: Row
    number: int
    start: int
    # None: open.
    end: int | None


@dataclass(frozen=True, slots=True)
class StepRow:
    row: Row
    stage: int
    hours: int
    # None: a step for everybody.
    specialisation: int | None
    skills: int
    # Either/or choices; 0 for a step without any.
    options: int


@dataclass(frozen=True, slots=True)
class RoleRow:
    row: Row
    core_skills: int
    bands: int


@dataclass(frozen=True, slots=True)
class Content:
    """All that the rules look at. Stages, steps and specialisations refer to primary keys."""

    stages: Sequence[StageRow] = ()
    steps: Sequence[StepRow] = ()
    specialisations: Sequence[tuple[Row, int]] = ()
    roles: Sequence[RoleRow] = ()
    # Courses and how many steps each serves.
    courses: Sequence[tuple[Row, int]] = ()
    # Former slugs that a row of the same model has for its own.
    taken_slugs: Sequence[tuple[Row, str]] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: where, what is wrong, how to mend it."""

    rule: str
    row: Row
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.row.title}: {self.wrong} {self.mend}"


def findings(content: Content) -> list[Finding]:
    """Everything that breaks a rule, by rule and then in the content's order."""
    return [
        *_hours(content),
        *_gaps(content.stages),
        *_empty_stages(content),
        *_steps(content.steps),
        *_specialisations(content),
        *_roles(content.roles),
        *_courses(content.courses),
        *_taken(content.taken_slugs),
    ]


def _groups(stages: Sequence[StageRow], last: int) -> list[list[StageRow]]:
    """Stages that run side by side are reckoned together: those whose windows overlap."""
    groups: list[list[StageRow]] = []
    reached = 0
    for stage in sorted(stages, key=lambda one: (one.start, one.number)):
        if groups and stage.start < reached:
            groups[-1].append(stage)
        else:
            groups.append([stage])
        reached = max(reached, last if stage.end is None else stage.end)
    return groups


def _last_month(stages: Sequence[StageRow]) -> int:
    """The roadmap's last month, at which an open window counts as closed."""
    ends = [stage.end for stage in stages if stage.end is not None]
    return max([*ends, *(stage.start + 1 for stage in stages if stage.end is None)], default=0)


def _hours(content: Content) -> Iterable[Finding]:
    """The hours of stages for each specialisation against what their months hold."""
    last = _last_month(content.stages)
    for group in _groups(content.stages, last):
        start = min(stage.start for stage in group)
        end = max(last if stage.end is None else stage.end for stage in group)
        wanted = (end - start) * HOURS_A_MONTH
        for row, hours, whom in _sums(content, group):
            if abs(hours - wanted) > TOLERANCE * wanted:
                low, high = wanted * (1 - TOLERANCE), wanted * (1 + TOLERANCE)
                yield Finding(
                    "hours of a stage",
                    row,
                    f"its steps take {hours} hours{whom}; months {start} to {end} hold "
                    f"{low:.0f} to {high:.0f} at ten hours a week.",
                    "Change the steps’ hours, or the months of the stage.",
                )


def _sums(content: Content, group: Sequence[StageRow]) -> Iterable[tuple[Row, int, str]]:
    """The row to name, its hours and for whom: once a specialisation where the group has some."""
    keys = {stage.row.pk for stage in group}
    hours: defaultdict[int | None, int] = defaultdict(int)
    for step in content.steps:
        if step.stage in keys:
            hours[step.specialisation] += step.hours
    own = [row for row, stage in content.specialisations if stage in keys]
    if not hours:
        return
    if not own:
        title = " and ".join(stage.row.title for stage in group)
        yield Row(group[0].row.label, group[0].row.pk, title), hours[None], ""
    for row in own:
        yield row, hours[None] + hours[row.pk], " with the common ones"


def _gaps(stages: Sequence[StageRow]) -> Iterable[Finding]:
    reached = 0
    last = _last_month(stages)
    for stage in sorted(stages, key=lambda one: (one.start, one.number)):
        if stage.start > reached:
            yield Finding(
                "a gap between stages",
                stage.row,
                f"no stage covers months {reached} to {stage.start}.",
                "Start it earlier, or end the one before later.",
            )
        reached = max(reached, last if stage.end is None else stage.end)


def _empty_stages(content: Content) -> Iterable[Finding]:
    filled = {step.stage for step in content.steps}
    for stage in content.stages:
        if stage.row.pk not in filled:
            yield Finding(
                "an empty stage", stage.row, "it has no steps.", "Add steps, or retire the stage."
            )


def _steps(steps: Sequence[StepRow]) -> Iterable[Finding]:
    for step in steps:
        if not step.skills:
            yield Finding(
                "a step without skills",
                step.row,
                "it names no skill, so it helps with no role.",
                "Name the skills that it trains.",
            )
        if step.options == 1:
            yield Finding(
                "either/or with one option",
                step.row,
                "it has one option, which is no choice.",
                "Add another option, or remove this one.",
            )


def _specialisations(content: Content) -> Iterable[Finding]:
    filled = {step.specialisation for step in content.steps}
    for row, _ in content.specialisations:
        if row.pk not in filled:
            yield Finding(
                "a specialisation without steps",
                row,
                "whoever chooses it gets no step of its own.",
                "Add steps for it, or retire it.",
            )


def _roles(roles: Sequence[RoleRow]) -> Iterable[Finding]:
    for role in roles:
        if not role.core_skills:
            yield Finding(
                "a role without core skills",
                role.row,
                "it asks for no core skill, so nobody’s fit can be told.",
                "Mark the skills it can’t do without as core.",
            )
        if not role.bands:
            yield Finding(
                "a role without pay",
                role.row,
                "it has no salary band.",
                "Add a band with its source, or retire the role.",
            )


def _courses(courses: Sequence[tuple[Row, int]]) -> Iterable[Finding]:
    for row, served in courses:
        if not served:
            yield Finding(
                "a course that serves nothing",
                row,
                "no step names it, so finishing it helps nobody on.",
                "Name it in a step that it teaches, or retire it.",
            )


def _taken(taken: Sequence[tuple[Row, str]]) -> Iterable[Finding]:
    for row, slug in taken:
        yield Finding(
            "a former slug in use",
            row,
            f"“{slug}” was its slug and is another row’s now: old links lead there.",
            "Take it off the former slugs.",
        )
