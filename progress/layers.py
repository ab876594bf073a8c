"""How well a finished step is shown to be done: claimed, evidenced, verified.

A tick claims. A link, a finished course with its certificate, or a project that names the
step gives evidence. A mentor's approval would verify; nothing supplies it yet.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet

from progress.models import CourseLog, CourseStatus, Evidence, Project
from roadmap.models import Step


class Layer(enum.IntEnum):
    """Each holds those before it."""

    CLAIMED = 1
    EVIDENCED = 2
    VERIFIED = 3

    @property
    def label(self) -> str:
        return self.name.capitalize()

    @property
    def slug(self) -> str:
        return self.name.lower()

    @property
    def icon(self) -> str:
        """The shape that stands beside the word."""
        return {"CLAIMED": "check", "EVIDENCED": "note", "VERIFIED": "ok"}[self.name]


class LayeredStep(Protocol):
    """What the sums need of a row."""

    @property
    def hours(self) -> int: ...
    @property
    def is_counted(self) -> bool: ...
    @property
    def layer(self) -> Layer | None: ...


def layer_of(*, is_done: bool, is_evidenced: bool, is_verified: bool = False) -> Layer | None:
    """The highest layer of a step; None until it is done, whatever supports it."""
    if not is_done:
        return None
    if is_verified:
        return Layer.VERIFIED
    return Layer.EVIDENCED if is_evidenced else Layer.CLAIMED


@dataclass(frozen=True, slots=True)
class Segment:
    """A layer's part of a bar, in per cent of the whole."""

    layer: Layer
    hours: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class LayerTally:
    """Hours of counted steps by their highest layer; the rest of `total` is not done."""

    claimed: int
    evidenced: int
    verified: int
    total: int

    @property
    def done(self) -> int:
        return self.claimed + self.evidenced + self.verified

    @property
    def segments(self) -> list[Segment]:
        """The layers that have hours, the best shown first."""
        parts = [
            (Layer.VERIFIED, self.verified),
            (Layer.EVIDENCED, self.evidenced),
            (Layer.CLAIMED, self.claimed),
        ]
        found, start = [], 0
        for layer, hours in parts:
            if hours:
                share = 100 / self.total
                found.append(
                    Segment(layer, hours, round(start * share, 2), round(hours * share, 2))
                )
            start += hours
        return found


def layer_hours(rows: Iterable[LayeredStep]) -> LayerTally:
    """The hours of some steps by layer. Skipped steps count neither as done nor as to do."""
    hours = dict.fromkeys([None, *Layer], 0)
    for row in rows:
        if row.is_counted:
            hours[row.layer] += row.hours
    return LayerTally(
        claimed=hours[Layer.CLAIMED],
        evidenced=hours[Layer.EVIDENCED],
        verified=hours[Layer.VERIFIED],
        total=sum(hours.values()),
    )


def certified_logs(user_id: int) -> QuerySet[CourseLog]:
    """The finished courses of which this person links a certificate."""
    logs = CourseLog.objects.filter(user=user_id, status=CourseStatus.FINISHED)
    return logs.exclude(certificate_url="")


def evidenced_steps(user_id: int) -> frozenset[int]:
    """The steps that something of this person's supports, done or not. One query."""
    links = Evidence.objects.filter(user=user_id).order_by().values_list("step")
    certified = certified_logs(user_id).order_by().values("course")
    served = Step.courses.through.objects.filter(course__in=certified)
    built = Project.steps.through.objects.filter(project__user=user_id)
    found = links.union(served.values_list("step"), built.values_list("step"))
    return frozenset(step for (step,) in found)
