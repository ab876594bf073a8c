"""No figure for fewer than five: what is left out of tables about learners, and what with it.

A figure that stands for fewer than `FLOOR` different learners is withheld. Nought counts as
such: that nobody of a group has done something tells of each of them. Where the total of a row
of figures is known, one that is missing could be worked out from the others, so more are
withheld with it, the smallest first, until at least two are missing and the missing ones stand
for `FLOOR` learners together. All of them read the same: a reader can't tell which of them was
small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from progress.floor import FEWER, FLOOR, Shown

WITHHELD = "withheld"
# Of these a row of figures whose total is known misses at least so many, or none.
LEAST_MISSING = 2


@dataclass(frozen=True, slots=True)
class Line:
    """Figures that add up to a total, as they may be shown."""

    parts: tuple[Shown, ...]
    total: Shown


def line(
    values: Sequence[int], *, learners: Sequence[int] | None = None, outside: int | None = None
) -> Line:
    """Figures that add up to a total which is shown with them.

    `learners` says for how many different people each stands, where that is another number.
    `outside` are those who are in no part but in a group whose size is shown elsewhere: their
    number is that size less this total.
    """
    people = values if learners is None else learners
    if sum(people) < FLOOR:
        return Line((FEWER,) * len(values), FEWER)
    if outside is not None and outside < FLOOR:
        return Line((WITHHELD,) * len(values), WITHHELD)
    missing = missing_places(people)
    parts = (WITHHELD if place in missing else value for place, value in enumerate(values))
    return Line(tuple(parts), sum(values))


def missing_places(people: Sequence[int]) -> frozenset[int]:
    """The places of the figures to withhold from a row whose total is known."""
    places = sorted(range(len(people)), key=lambda place: people[place])
    missing = [place for place in places if people[place] < FLOOR]
    for place in places[len(missing) :] if missing else ():
        if len(missing) >= LEAST_MISSING and sum(people[gone] for gone in missing) >= FLOOR:
            break
        missing.append(place)
    return frozenset(missing)
