"""How well a finished step is shown to be done: claimed, evidenced, verified.

A tick claims. A link, a finished course with its certificate, or a project that names the
step gives evidence. A mentor verifies by approving work that shows the step.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import BooleanField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from progress.carrying import with_heirs
from progress.models import CourseLog, CourseStatus, Evidence, Project, VerifiedStep
from progress.successions import successions

LABELS = {"CLAIMED": _("Claimed"), "EVIDENCED": _("Evidenced"), "VERIFIED": _("Verified")}


class Layer(enum.IntEnum):
    """Each holds those before it."""

    CLAIMED = 1
    EVIDENCED = 2
    VERIFIED = 3

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

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


@dataclass(frozen=True, slots=True)
class Proof:
    """The steps that something of a person's supports, done or not.

    What is verified is evidenced too.
    """

    evidenced: frozenset[int] = frozenset()
    verified: frozenset[int] = frozenset()


def certified_logs(*users: int) -> QuerySet[CourseLog]:
    """The finished courses of which these people link a certificate."""
    logs = CourseLog.objects.filter(user__in=users, status=CourseStatus.FINISHED)
    return logs.exclude(certificate_url="")


def proofs_of(users: Iterable[int]) -> dict[int, Proof]:
    """What supports the steps of each of these people, and those that took a step's place.

    One query, however many people; another one where there is anything to inherit.
    """
    people = list(users)
    links = Evidence.objects.filter(user__in=people)
    certified = certified_logs(*people).filter(course__steps__isnull=False)
    built = Project.steps.through.objects.filter(project__user__in=people)
    approved = VerifiedStep.objects.filter(
        verification__user__in=people, verification__withdrawn_at__isnull=True
    )
    found = _pairs(links, "user", "step").union(
        _pairs(certified, "user", "course__steps"),
        _pairs(built, "project__user", "step"),
        _pairs(approved, "verification__user", "step", is_verified=True),
    )
    evidenced: defaultdict[int, set[int]] = defaultdict(set)
    verified: defaultdict[int, set[int]] = defaultdict(set)
    for user, step, is_verified in found:
        evidenced[user].add(step)
        if is_verified:
            verified[user].add(step)
    changes = successions() if evidenced else []
    return {
        key: Proof(
            with_heirs(evidenced[key], changes, all_parts=False),
            with_heirs(verified[key], changes, all_parts=True),
        )
        for key in people
    }


def proof_of(user_id: int) -> Proof:
    """What supports one person's steps. One query."""
    return proofs_of([user_id])[user_id]


def _pairs(
    rows: QuerySet[Any], user: str, step: str, *, is_verified: bool = False
) -> QuerySet[Any, tuple[int, int, bool]]:
    """Person, step and whether it is verified, of rows that support a step."""
    marked = rows.order_by().annotate(marks=Value(is_verified, BooleanField()))
    pairs: QuerySet[Any, tuple[int, int, bool]] = marked.values_list(user, step, "marks")
    return pairs
