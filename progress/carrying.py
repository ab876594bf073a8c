"""What becomes of a learner's ticks when steps change: values in, values out.

A tick of the old steps is carried to the new ones and never taken from anybody: what a learner has
said of a new step already stands unless the old ones say more.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

TODO, DOING, DONE, SKIPPED = "todo", "doing", "done", "skipped"
# Kinds of change, as `roadmap.ChangeKind` names them.
SAME, MOVED, SPLIT, MERGED, REPLACED, RETIRED = (
    "same",
    "moved",
    "split",
    "merged",
    "replaced",
    "retired",
)
# After these the new steps are shown to be done by what showed the old ones.
KEEPS_PROOF = frozenset({SAME, SPLIT, MERGED})


@dataclass(frozen=True, slots=True)
class Held:
    """Where a learner stands with a step. Days are of the learner's own calendar."""

    status: str = TODO
    done_on: datetime.date | None = None
    first_done_on: datetime.date | None = None
    skip_reason: str = ""


NOTHING = Held()


def carried(kind: str, sources: Sequence[Held], target: Held = NOTHING) -> Held | None:
    """What a new step is for a learner who held the old ones so; None where it stays as it is.

    The same work and a split hand on whatever the old step was. A merged step is done when all
    its parts were that the learner had not skipped, on the day of the last of them; a part of it
    makes it begun. Other work in its place counts as done for those who had finished the old.
    Nothing is carried where a step has moved or is gone.
    """
    if kind in {MOVED, RETIRED}:
        return None
    if kind == MERGED:
        given = _merged(sources)
    else:
        given = sources[0]
        if kind == REPLACED and given.status != DONE:
            return None
    if not _says_more(given.status, target.status):
        return None
    return Held(
        given.status,
        given.done_on,
        target.first_done_on or given.first_done_on,
        given.skip_reason if given.status == SKIPPED else "",
    )


def _merged(sources: Sequence[Held]) -> Held:
    counted = [held for held in sources if held.status != SKIPPED]
    if not counted:
        return sources[0]
    if all(held.status == DONE for held in counted):
        return Held(
            DONE, _last(h.done_on for h in counted), _last(h.first_done_on for h in counted)
        )
    begun = any(held.status in {DONE, DOING} for held in counted)
    return Held(DOING if begun else TODO)


def _last(days: Iterable[datetime.date | None]) -> datetime.date | None:
    return max((day for day in days if day is not None), default=None)


def _says_more(given: str, there: str) -> bool:
    """A finished or skipped step stays as its learner left it; a begun one may be finished."""
    if there in {DONE, SKIPPED}:
        return False
    return given == DONE if there == DOING else given != TODO


@dataclass(frozen=True, slots=True)
class Succession:
    """Old steps and the new ones in their place, by primary key, by a change in force."""

    kind: str
    sources: frozenset[int]
    targets: frozenset[int]


def with_heirs(
    shown: Collection[int], successions: Iterable[Succession], *, all_parts: bool
) -> frozenset[int]:
    """The steps that are shown to be done, and those that took their place since.

    In the order in which the changes took effect, so that a heir's heir inherits too. With
    `all_parts` a merged step inherits only where each of its parts was shown: a mentor's word for
    one part is none for the whole.
    """
    found = set(shown)
    for change in successions:
        if change.kind not in KEEPS_PROOF:
            continue
        held = change.sources & found
        if held == change.sources or (held and not all_parts):
            found |= change.targets
    return frozenset(found)


def merge_notes(own: str, notes: Iterable[str], most: int) -> str:
    """The notes of the old steps under the new step's own, as many as fit, each once."""
    text = own
    for note in notes:
        longer = f"{text}\n\n{note}" if text else note
        is_there = f"\n\n{note}\n\n" in f"\n\n{text}\n\n"
        if note and not is_there and len(longer) <= most:
            text = longer
    return text
