"""What an edit of steps would do to learners, before it is made: in figures and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from progress.carrying import DOING, DONE, SKIPPED, Held, carried
from progress.models import Plan, StepStatus
from progress.step_changes import holders_by_status
from roadmap.models import ChangeKind, Step, StepChange

BECOMES = {DONE: "counts as done", DOING: "is in progress", SKIPPED: "is skipped"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Learners who hold a step alike, and what becomes of that."""

    learners: int
    status: str
    becomes: str


@dataclass(frozen=True, slots=True)
class StepPreview:
    step: Step
    outcomes: tuple[Outcome, ...]

    @property
    def learners(self) -> int:
        return sum(outcome.learners for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """All that an admin should know before a change is carried out."""

    steps: tuple[StepPreview, ...]
    targets: tuple[Step, ...]
    # Current plans that count an old or a new step: their owners are told.
    plans: int
    hours_before: int
    hours_after: int

    @property
    def learners(self) -> int:
        return sum(step.learners for step in self.steps)


def preview_of(change: StepChange) -> ChangePreview:
    """Holders by status and what becomes of their ticks. Four queries, however many learners."""
    sources = list(change.sources.select_related("stage"))
    targets = tuple(change.targets.select_related("stage"))
    holders = holders_by_status(sources)
    steps = tuple(
        StepPreview(step, _outcomes(change.kind, len(sources), holders.get(step.pk, Counter())))
        for step in sources
    )
    gone = 0 if change.kind == ChangeKind.MOVED else sum(s.hours for s in sources if s.is_shown)
    return ChangePreview(
        steps=steps,
        targets=targets,
        plans=plans_that_count([*sources, *targets]),
        hours_before=gone,
        hours_after=sum(step.hours for step in targets),
    )


def plans_that_count(steps: Sequence[Step]) -> int:
    """How many current plans count one of these steps at least. One query."""
    plans = Plan.objects.current()
    fields = {step.specialisation_id for step in steps}
    if None not in fields:
        plans = plans.filter(specialisation__in=fields)
    return plans.count() if steps else 0


def _outcomes(kind: str, parts: int, holders: Counter[str]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(holders[status], StepStatus(status).label, _becomes(kind, parts, status))
        for status in (StepStatus.DONE, StepStatus.DOING, StepStatus.SKIPPED)
        if holders[status]
    )


def _becomes(kind: str, parts: int, status: str) -> str:
    if kind == ChangeKind.MOVED:
        return "stays as it is"
    if kind == ChangeKind.RETIRED:
        return "stays in their history and counts no more"
    if kind == ChangeKind.MERGED:
        if status == DONE:
            return "the new step is done where all parts are, else in progress"
        return (
            "the new step is skipped where all parts are" if status == SKIPPED else BECOMES[DOING]
        )
    after = carried(kind, [Held(status)] * parts)
    which = "each new step" if kind == ChangeKind.SPLIT else "the new step"
    return f"{which} {BECOMES[after.status] if after else 'is not begun'}"


@dataclass(frozen=True, slots=True)
class EditPreview:
    """What saving a live step would change for those who hold or count it."""

    step: Step
    lines: tuple[str, ...]
    holders: Counter[str]
    plans: int


def preview_of_edit(before: Step, after: Step) -> EditPreview | None:
    """What the saved step and its edited self differ in, as plans see it; None where they don't.

    Both with their stages. Two queries, none where no plan would notice.
    """
    lines = tuple(_edit_lines(before, after))
    if not lines or not (before.is_shown or after.is_shown):
        return None
    holders = holders_by_status([before]).get(before.pk, Counter())
    return EditPreview(before, lines, holders, plans_that_count([before, after]))


def _edit_lines(before: Step, after: Step) -> Iterable[str]:
    if before.is_shown and not after.is_shown:
        yield f"It leaves the roadmap, with its {before.hours} hours."
    elif after.is_shown and not before.is_shown:
        yield f"It comes to the roadmap, with {after.hours} hours."
    elif before.hours != after.hours:
        yield f"Its effort is {after.hours} hours, {before.hours} before."
    if before.stage_id != after.stage_id:
        yield f"It moves to stage {after.stage.number}, from {before.stage.number}."
    if before.specialisation_id != after.specialisation_id:
        yield "It belongs to other plans: its specialisation changes."
