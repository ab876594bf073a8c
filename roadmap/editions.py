"""Editions of the roadmap: what a plan counts, written down, and how two of them differ.

Values in, values out: nothing is read or written here. Steps and stages are known by their public
ids. Hours are those of a learner new to the step; windows are in roadmap months.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class StagePart:
    """A stage as an edition has it."""

    slug: str
    number: int
    title: str
    start: int
    # None: open.
    end: int | None


@dataclass(frozen=True, slots=True)
class StepPart:
    """A step as an edition has it."""

    slug: str
    title: str
    hours: int
    stage: str
    # None: a step for everybody.
    specialisation: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an edition counts, in an order that does not depend on the site's."""

    stages: tuple[StagePart, ...]
    steps: tuple[StepPart, ...]

    @classmethod
    def of(cls, stages: Iterable[StagePart], steps: Iterable[StepPart]) -> Snapshot:
        return cls(
            tuple(sorted(stages, key=lambda stage: stage.slug)),
            tuple(sorted(steps, key=lambda step: step.slug)),
        )

    @classmethod
    def from_json(cls, stages: list[dict[str, Any]], steps: list[dict[str, Any]]) -> Snapshot:
        return cls.of((StagePart(**part) for part in stages), (StepPart(**part) for part in steps))

    def stages_json(self) -> list[dict[str, Any]]:
        return [asdict(stage) for stage in self.stages]

    def steps_json(self) -> list[dict[str, Any]]:
        return [asdict(step) for step in self.steps]

    def renamed(self, stages: Mapping[str, str], specialisations: Mapping[str, str]) -> Snapshot:
        """The same edition with other slugs of stages and specialisations, by the old ones."""
        return Snapshot.of(
            (replace(stage, slug=stages.get(stage.slug, stage.slug)) for stage in self.stages),
            (
                replace(
                    step,
                    stage=stages.get(step.stage, step.stage),
                    specialisation=step.specialisation
                    and specialisations.get(step.specialisation, step.specialisation),
                )
                for step in self.steps
            ),
        )

    def counted_for(self, specialisation: str | None) -> dict[str, StepPart]:
        """The steps of a plan with this specialisation, by slug."""
        return {
            step.slug: step for step in self.steps if step.specialisation in {None, specialisation}
        }

    def mark_for(self, specialisation: str | None) -> str:
        """A short mark of what a plan with this specialisation counts: the same where it is."""
        counted = self.counted_for(specialisation).values()
        steps = [(step.slug, step.hours, step.stage) for step in counted]
        text = json.dumps([_windows_of(self, counted), steps])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def marks(self) -> dict[str, str]:
        """The mark for each specialisation that has steps, and under “” for a plan without."""
        fields = {step.specialisation for step in self.steps} | {None}
        return {field or "": self.mark_for(field) for field in fields}

    def number_of(self, stage: str) -> int:
        return next(part.number for part in self.stages if part.slug == stage)


class Differs(enum.Enum):
    """How a step or a stage differs between two editions."""

    ADDED = "added"
    GONE = "gone"
    HOURS = "hours"
    PLACE = "place"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `before` and `after` are hours, stage numbers or windows."""

    what: Differs
    slug: str
    title: str
    before: Any = None
    after: Any = None


def differences(
    before: Snapshot, after: Snapshot, specialisation: str | None = None
) -> list[Difference]:
    """What differs in a plan with this specialisation: steps by slug, then stages' windows.

    A step that changes hands between specialisations is gone or added for a plan, as it is to its
    owner. A step that moves and takes longer differs twice. Titles and order are no difference.
    """
    old, new = before.counted_for(specialisation), after.counted_for(specialisation)
    found = []
    for slug in sorted(old.keys() | new.keys()):
        was, now = old.get(slug), new.get(slug)
        if was is None and now is not None:
            found.append(Difference(Differs.ADDED, slug, now.title, None, now.hours))
        elif now is None and was is not None:
            found.append(Difference(Differs.GONE, slug, was.title, was.hours, None))
        elif was is not None and now is not None:
            if was.hours != now.hours:
                found.append(Difference(Differs.HOURS, slug, now.title, was.hours, now.hours))
            if was.stage != now.stage:
                found.append(
                    Difference(
                        Differs.PLACE,
                        slug,
                        now.title,
                        before.number_of(was.stage),
                        after.number_of(now.stage),
                    )
                )
    return found + _windows(before, after, {step.stage for step in (*old.values(), *new.values())})


def _windows(before: Snapshot, after: Snapshot, held: Collection[str]) -> list[Difference]:
    """Other months of stages that hold steps of the plan."""
    old = {stage.slug: (stage.start, stage.end) for stage in before.stages}
    return [
        Difference(Differs.WINDOW, stage.slug, stage.title, old[stage.slug], window)
        for stage in after.stages
        if stage.slug in held
        and (window := (stage.start, stage.end)) != old.get(stage.slug, window)
    ]


def counts_the_same(before: Snapshot, after: Snapshot) -> bool:
    """Whether no plan at all would notice, whatever its specialisation."""
    return _essence(before) == _essence(after)


def _windows_of(snapshot: Snapshot, steps: Iterable[StepPart]) -> list[tuple[object, ...]]:
    """The months of the stages that hold these steps. Their numbers count for nothing."""
    held = {step.stage for step in steps}
    return [(stage.slug, stage.start, stage.end) for stage in snapshot.stages if stage.slug in held]


def _essence(snapshot: Snapshot) -> tuple[object, ...]:
    return (
        _windows_of(snapshot, snapshot.steps),
        [(step.slug, step.hours, step.stage, step.specialisation) for step in snapshot.steps],
    )
