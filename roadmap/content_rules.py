"""What must hold across rows of content, and how to mend what does not.

Values in, values out: nothing is read or written here. Only what the site shows is handed in, no
drafts and nothing retired. Hours are those of learners new to a step; windows are in roadmap
months.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

# At the recommended ten hours a week three months are thirteen weeks.
HOURS_PER_MONTH = Fraction(10 * 13, 3)
TOLERANCE = Fraction(5, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the site, and where it is edited."""

    label: str
    pk: int
    title: str
    url: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.label, self.pk


@dataclass(frozen=True, slots=True)
class StageRow:
    row: Row
    start: int
    # None: open.
    end: int | None


@dataclass(frozen=True, slots=True)
class SpecialisationRow:
    row: Row
    # The primary key of its stage.
    stage: int


@dataclass(frozen=True, slots=True)
class StepRow:
    row: Row
    hours: int
    # Primary keys; without a specialisation it is for everybody.
    stage: int
    specialisation: int | None
    skills: int
    options: int


@dataclass(frozen=True, slots=True)
class RoleRow:
    row: Row
    core_skills: int
    bands: int


@dataclass(frozen=True, slots=True)
class CourseRow:
    row: Row
    steps: int


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with the slugs that it has and had."""

    row: Row
    slug: str
    was: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """All that the site shows."""

    stages: tuple[StageRow, ...] = ()
    specialisations: tuple[SpecialisationRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    courses: tuple[CourseRow, ...] = ()
    named: tuple[NamedRow, ...] = ()


def gettext_noop(text: str) -> str:
    """Marks a text for translators; whoever shows it translates it."""
    return text


class Said(str):
    """A sentence in English that knows what was filled in where, so that it can be translated.

    Several of a kind are a tuple of names.
    """

    text: str
    values: dict[str, object]


def said(text: str, **values: object) -> Said:
    shown = {
        name: " and ".join(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
    sentence = Said(text % shown if shown else text)
    sentence.text, sentence.values = text, values
    return sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken: where, what is wrong in figures, how to mend it."""

    rule: str
    row: Row
    wrong: Said
    mend: Said
    # Other rows that are part of it, by label and primary key.
    with_rows: frozenset[tuple[str, int]] = field(default=frozenset())

    def touches(self, keys: Iterable[tuple[str, int]]) -> bool:
        return not {self.row.key, *self.with_rows}.isdisjoint(keys)

    def __str__(self) -> str:
        return f"{self.row.title} ({self.row.label} {self.row.pk}): {self.wrong} {self.mend}"


def broken_rules(live: Live) -> list[Finding]:
    """Every finding, in the order of the rules."""
    return [finding for rule in RULES for finding in rule(live)]


# --- Stages --------------------------------------------------------------------------------


def windows_leave_no_gap(live: Live) -> Iterator[Finding]:
    """Each month from 0 to the last belongs to a stage."""
    reached: float = 0
    before: StageRow | None = None
    for stage in sorted(live.stages, key=lambda stage: (stage.start, stage.row.pk)):
        if stage.start > reached:
            first, start = f"{reached:.0f}", stage.start
            yield Finding(
                "gap",
                stage.row,
                said(
                    gettext_noop("Months %(first)s to %(start)s belong to no stage."),
                    first=first,
                    start=start,
                ),
                said(gettext_noop("Start it at month %(first)s."), first=first)
                if before is None
                else said(
                    gettext_noop(
                        "Start it at month %(first)s, or let “%(title)s” end at month %(start)s."
                    ),
                    first=first,
                    title=before.row.title,
                    start=start,
                ),
                frozenset({before.row.key} if before else ()),
            )
        end = math.inf if stage.end is None else stage.end
        if before is None or end > reached:
            reached, before = max(reached, end), stage


def stages_hold_steps(live: Live) -> Iterator[Finding]:
    held = {step.stage for step in live.steps}
    for stage in live.stages:
        if stage.row.pk not in held:
            yield Finding(
                "empty-stage",
                stage.row,
                said(gettext_noop("The stage has no steps.")),
                said(
                    gettext_noop("Add steps to it, bring retired ones back, or retire the stage.")
                ),
            )


@dataclass(frozen=True, slots=True)
class Block:
    """Stages that run at the same time, so that their hours count together."""

    stages: tuple[StageRow, ...]
    months: int

    @property
    def hours(self) -> Fraction:
        return self.months * HOURS_PER_MONTH

    def takes(self, hours: int) -> bool:
        return abs(hours - self.hours) <= self.hours * TOLERANCE

    @property
    def least(self) -> int:
        return math.ceil(self.hours * (1 - TOLERANCE))

    @property
    def most(self) -> int:
        return math.floor(self.hours * (1 + TOLERANCE))


def blocks_of(stages: Iterable[StageRow]) -> list[Block]:
    """Stages by the months they share. An open one lasts as long as the roadmap's last month.

    A block whose end nobody knows is left out.
    """
    stages = sorted(stages, key=lambda stage: (stage.start, stage.row.pk))
    last = max((stage.end for stage in stages if stage.end is not None), default=0)
    groups: list[tuple[list[StageRow], int]] = []
    for stage in stages:
        end = max(last, stage.start) if stage.end is None else stage.end
        if groups and stage.start < groups[-1][1]:
            together, until = groups.pop()
            groups.append(([*together, stage], max(until, end)))
        else:
            groups.append(([stage], end))
    return [
        Block(tuple(together), end - together[0].start)
        for together, end in groups
        if end > together[0].start
    ]


def hours_fill_the_stages(live: Live) -> Iterator[Finding]:
    """What a learner does in a window takes as long as the window, for each specialisation."""
    for block in blocks_of(live.stages):
        keys = {stage.row.pk for stage in block.stages}
        steps = [step for step in live.steps if step.stage in keys]
        fields = [
            row
            for row in live.specialisations
            if any(step.specialisation == row.row.pk for step in steps)
        ]
        common = sum(step.hours for step in steps if step.specialisation is None)
        # Without any step it is an empty stage, which is a finding of its own.
        if not fields and steps and not block.takes(common):
            yield _off(block, block.stages[0].row, common)
        for row in fields:
            own = sum(step.hours for step in steps if step.specialisation == row.row.pk)
            if not block.takes(common + own):
                yield _off(block, row.row, common + own)


def _off(block: Block, row: Row, hours: int) -> Finding:
    over = hours - round(block.hours)
    return Finding(
        "stage-hours",
        row,
        said(
            gettext_noop(
                "The steps in %(stages)s take %(hours)s hours; 1 month holds %(least)s to %(most)s."
            )
            if block.months == 1
            else gettext_noop(
                "The steps in %(stages)s take %(hours)s hours; %(months)s months hold %(least)s "
                "to %(most)s."
            ),
            stages=tuple(f"“{stage.row.title}”" for stage in block.stages),
            hours=hours,
            months=block.months,
            least=block.least,
            most=block.most,
        ),
        said(
            gettext_noop("Take out about %(hours)s hours, or change the months of the stage.")
            if over > 0
            else gettext_noop("Add about %(hours)s hours, or change the months of the stage."),
            hours=abs(over),
        ),
        frozenset(stage.row.key for stage in block.stages),
    )


def specialisations_hold_steps(live: Live) -> Iterator[Finding]:
    held = {step.specialisation for step in live.steps}
    for row in live.specialisations:
        if row.row.pk not in held:
            yield Finding(
                "empty-specialisation",
                row.row,
                said(gettext_noop("The specialisation has no steps of its own.")),
                said(gettext_noop("Give it steps, or retire it.")),
                frozenset({("roadmap.stage", row.stage)}),
            )


# --- Steps, roles, courses -----------------------------------------------------------------


def steps_teach_skills(live: Live) -> Iterator[Finding]:
    for step in live.steps:
        if not step.skills:
            yield Finding(
                "step-without-skills",
                step.row,
                said(gettext_noop("The step teaches no skill that the site shows.")),
                said(gettext_noop("Name its skills under “What it serves”.")),
            )


def choices_have_two_options(live: Live) -> Iterator[Finding]:
    for step in live.steps:
        if step.options == 1:
            yield Finding(
                "one-option",
                step.row,
                said(gettext_noop("The step offers a choice with one option.")),
                said(gettext_noop("Add another option, or remove the only one.")),
            )


def roles_need_core_skills(live: Live) -> Iterator[Finding]:
    for role in live.roles:
        if not role.core_skills:
            yield Finding(
                "role-without-core-skills",
                role.row,
                said(gettext_noop("The role has no core skill that the site shows.")),
                said(gettext_noop("Mark at least one of the skills it asks for as core.")),
            )


def roles_have_pay(live: Live) -> Iterator[Finding]:
    for role in live.roles:
        if not role.bands:
            yield Finding(
                "role-without-pay",
                role.row,
                said(gettext_noop("The role has no salary band.")),
                said(gettext_noop("Add one under “Pay”.")),
            )


def courses_serve_steps(live: Live) -> Iterator[Finding]:
    for course in live.courses:
        if not course.steps:
            yield Finding(
                "course-without-steps",
                course.row,
                said(gettext_noop("The course serves no step that the site shows.")),
                said(gettext_noop("Name it in the form of a step, or retire it.")),
            )


def former_slugs_are_free(live: Live) -> Iterator[Finding]:
    """Who asks for a former slug is sent on, so no other row may answer there."""
    holders = {(named.row.label, named.slug): named.row for named in live.named}
    for named in live.named:
        for slug in named.was:
            holder = holders.get((named.row.label, slug))
            if holder is not None:
                yield Finding(
                    "former-slug-in-use",
                    named.row,
                    said(gettext_noop("Its former slug “%(slug)s” is its slug now."), slug=slug)
                    if holder == named.row
                    else said(
                        gettext_noop("Its former slug “%(slug)s” is the slug of “%(title)s” now."),
                        slug=slug,
                        title=holder.title,
                    ),
                    said(gettext_noop("Take the slug out of the former ones.")),
                    frozenset({holder.key}),
                )


RULES = (
    hours_fill_the_stages,
    windows_leave_no_gap,
    stages_hold_steps,
    specialisations_hold_steps,
    steps_teach_skills,
    choices_have_two_options,
    roles_need_core_skills,
    roles_have_pay,
    courses_serve_steps,
    former_slugs_are_free,
)
