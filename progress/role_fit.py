"""How far a learner's skills reach towards a role: plain sums over skills, by layer.

A core skill weighs 2 points, a useful one 1. What supplies a skill does so at a layer, a number:
the higher, the better it is shown. Skills are known by their slug. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

CORE, USEFUL = 2, 1
# The lowest layer: what is supplied at all.
LOWEST = 1


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that a role asks for, and its points."""

    skill: str
    weight: int


@dataclass(frozen=True, slots=True)
class Supply:
    """The skills of one finished thing, and the layer at which it supplies them."""

    skills: frozenset[str]
    layer: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A step to do. It will supply its skills, and one of its choices where it is an either/or."""

    key: int
    hours: int
    skills: frozenset[str]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """What doing one step closes of a gap, and how large the gap was before it.

    `choice` is the one skill among `skills` that depends on what the learner chooses.
    """

    key: int
    hours: int
    skills: tuple[str, ...]
    choice: str | None
    points: int
    gap: int

    @property
    def rate(self) -> Fraction:
        """Points an hour."""
        return Fraction(self.points, self.hours)


def sides(skills: Collection[str], options: Sequence[str]) -> tuple[str, ...]:
    """The skills that belong to one option alone: those named as the option is."""
    return tuple(option for option in options if option in skills)


def credited(skills: Collection[str], options: Sequence[str], chosen: str | None) -> frozenset[str]:
    """What a step supplies: never the skill of an option that was not chosen."""
    others = {side for side in sides(skills, options) if side != chosen}
    return frozenset(skills) - others


def offer_of(
    key: int, hours: int, skills: Collection[str], options: Sequence[str], chosen: str | None
) -> Offer:
    """A step to do. One whose option is chosen already offers that side only."""
    choices = () if chosen else sides(skills, options)
    return Offer(key, hours, credited(skills, options, chosen), choices)


def best_layers(supplies: Iterable[Supply]) -> dict[str, int]:
    """Each supplied skill with the highest layer that anything supplies it at."""
    best: dict[str, int] = {}
    for supply in supplies:
        for skill in supply.skills:
            best[skill] = max(supply.layer, best.get(skill, 0))
    return best


@dataclass(frozen=True, slots=True)
class Fit:
    """What a role asks for, against what somebody supplies."""

    needs: tuple[Need, ...]
    layers: Mapping[str, int]

    def layer(self, skill: str) -> int:
        """0 where nothing supplies it."""
        return self.layers.get(skill, 0)

    @property
    def required(self) -> int:
        return sum(need.weight for need in self.needs)

    def points(self, layer: int = LOWEST) -> int:
        """The points that are supplied at a layer or a higher one."""
        return sum(need.weight for need in self.needs if self.layer(need.skill) >= layer)

    def percent(self, layer: int = LOWEST) -> int:
        """Supplied of required points in whole per cent, rounded down: 100 is all of them."""
        return 100 * self.points(layer) // self.required if self.required else 0

    @property
    def gap(self) -> int:
        """The points that nothing supplies."""
        return self.required - self.points()

    @property
    def covered(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if self.layer(need.skill))

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not self.layer(need.skill))


def closing_of(missing: Sequence[Need], offer: Offer) -> Closing | None:
    """What one step closes of what is missing; None where that is nothing."""
    closed = [need for need in missing if need.skill in offer.skills]
    sided = [need for need in missing if need.skill in offer.choices]
    # Of an either/or only one side is done: the one that weighs most, the first among equals.
    side = max(sided, key=lambda need: need.weight, default=None)
    if side:
        closed.append(side)
    if not closed:
        return None
    return Closing(
        key=offer.key,
        hours=offer.hours,
        skills=tuple(need.skill for need in closed),
        choice=side.skill if side else None,
        points=sum(need.weight for need in closed),
        gap=sum(need.weight for need in missing),
    )


@dataclass(frozen=True, slots=True)
class Route:
    """Steps that close a gap one after the other, and the skills that none of them teaches."""

    closings: tuple[Closing, ...]
    untaught: tuple[str, ...]

    @property
    def hours(self) -> int:
        return sum(closing.hours for closing in self.closings)


def route(fit: Fit, offers: Sequence[Offer]) -> Route:
    """The step that closes most of the gap an hour, then the best of what is left, and so on.

    The earlier offer goes first among equals. It ends where no step closes anything more.
    """
    missing, open_offers = list(fit.missing), list(offers)
    closings: list[Closing] = []
    while found := [item for offer in open_offers if (item := closing_of(missing, offer))]:
        best = max(found, key=lambda closing: closing.rate)
        closings.append(best)
        missing = [need for need in missing if need.skill not in best.skills]
        open_offers = [offer for offer in open_offers if offer.key != best.key]
    return Route(tuple(closings), tuple(need.skill for need in missing))


@dataclass(frozen=True, slots=True)
class Switch:
    """Another target role, seen from the present one.

    What the other role asks for is covered, missing for both roles, or new. `extra_hours` are
    those of its route beyond the present role's; negative where it takes fewer.
    """

    covered: tuple[str, ...]
    shared: tuple[str, ...]
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    route: Route
    extra_hours: int


def switch(present: Fit, other: Fit, offers: Sequence[Offer]) -> Switch:
    """What changes with another target role. Without one so far, `present` has no needs."""
    asked = {need.skill for need in present.needs}
    wanted = {need.skill for need in other.needs}
    there = route(other, offers)
    return Switch(
        covered=tuple(need.skill for need in other.covered),
        shared=tuple(need.skill for need in other.missing if need.skill in asked),
        new=tuple(need.skill for need in other.missing if need.skill not in asked),
        dropped=tuple(need.skill for need in present.needs if need.skill not in wanted),
        route=there,
        extra_hours=there.hours - route(present, offers).hours,
    )
