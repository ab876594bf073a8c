"""Which steps took the place of which: the changes in force, read for one purpose each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from progress.carrying import Succession
from roadmap.models import ChangeKind, Step, StepChange


def successions() -> list[Succession]:
    """Every change in force that has new steps, in the order in which they took effect.

    One query.
    """
    pairs = (
        StepChange.objects.in_force()
        .filter(targets__isnull=False)
        .order_by("applied_at", "order", "pk")
        .values_list("pk", "kind", "sources", "targets")
    )
    kinds: dict[int, str] = {}
    sources: defaultdict[int, set[int]] = defaultdict(set)
    targets: defaultdict[int, set[int]] = defaultdict(set)
    for change, kind, source, target in pairs:
        kinds[change] = kind
        sources[change].add(source)
        targets[change].add(target)
    return [
        Succession(kind, frozenset(sources[change]), frozenset(targets[change]))
        for change, kind in kinds.items()
    ]


@dataclass(frozen=True, slots=True)
class Kin:
    """The steps in whose place one stands, and those that stand in its own."""

    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    reason: str = ""
    # Of the last change that brought the step, such as split; empty for any other.
    kind: str = ""


def kin_of(step: Step) -> Kin:
    """For the step's page. Three queries where something changed, else one."""
    changes = (
        StepChange.objects.in_force()
        .filter(Q(sources=step) | Q(targets=step))
        .exclude(kind=ChangeKind.MOVED)
        .distinct()
        .order_by("applied_at", "pk")
        .prefetch_related("sources__stage", "targets__stage")
    )
    before: dict[int, Step] = {}
    after: dict[int, Step] = {}
    reason = kind = ""
    for change in changes:
        olds, news = list(change.sources.all()), list(change.targets.all())
        if step in olds:
            after |= {new.pk: new for new in news}
            reason = change.reason
        else:
            before |= {old.pk: old for old in olds}
            kind = change.kind
    return Kin(tuple(before.values()), tuple(after.values()), reason, kind)
