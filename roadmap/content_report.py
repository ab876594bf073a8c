"""What a load did to the rows, or would do, a line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from roadmap.content import counts
from roadmap.content_files import KINDS
from roadmap.content_merge import Action, Change, Ref
from skills.holders import holders_of

SUMMARY = (Action.CREATED, Action.UPDATED, Action.UNCHANGED, Action.KEPT, Action.RETIRED)


def describe(change: Change, *, everything: bool, learners: int = 0) -> list[str]:
    """What happened to a row; nothing for a row that stayed as it was."""
    lines = []
    if change.former:
        lines.append(f"{change.ref}: renamed from “{change.former}”.")
    if change.reason:
        lines.append(f"{change.ref}: {change.reason}.")
    elif change.action is Action.RETIRED:
        lines.append(f"{change.ref}: left the files and is retired now.{_held(learners)}")
    elif change.action is Action.LEFT:
        lines.append(f"{change.ref}: left the files and stays. Remove it by hand if it is wrong.")
    elif everything and change.action is Action.CREATED:
        lines.append(f"{change.ref}: created.")
    elif (everything or learners) and change.action is Action.UPDATED:
        lines.append(f"{change.ref}: updated {', '.join(change.write)}.{_held(learners)}")
    for kept in change.kept:
        if kept.both_changed:
            lines.append(
                f"{change.ref}: {kept.field} kept, differs: "
                f"{shorten(kept.ours)} here, {shorten(kept.theirs)} in the files."
            )
        elif everything:
            lines.append(f"{change.ref}: {kept.field} kept as edited.")
    return lines


def _held(learners: int) -> str:
    if not learners:
        return ""
    return f" {learners} {'learner holds' if learners == 1 else 'learners hold'} it."


def learners_holding(changes: Iterable[Change]) -> dict[Ref, int]:
    """How many learners hold each row that changes. A few queries a model that changes."""
    touched = [c.ref for c in changes if c.write and c.action is not Action.CREATED]
    found: dict[Ref, int] = {}
    for label, kind in KINDS.items():
        keys = {ref.key: ref for ref in touched if ref.label == label}
        if not keys:
            continue
        rows = {
            row.pk: keys[key]
            for row in kind.model._default_manager.all()
            if (key := "/".join(map(str, row.natural_key()))) in keys  # type: ignore[attr-defined]
        }
        holders = holders_of(kind.model._default_manager.filter(pk__in=rows))
        found |= {rows[pk]: holding.learners for pk, holding in holders.items()}
    return found


def summary(changes: list[Change]) -> str:
    """How many rows met each fate."""
    figures = counts(changes)
    return ", ".join(f"{figures[action]} {action.value}" for action in SUMMARY)


def shorten(value: object) -> str:
    """A value on one line, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def lines_of(
    changes: Iterable[Change], *, everything: bool, learners: Mapping[Ref, int]
) -> Iterable[str]:
    for change in changes:
        held = learners.get(change.ref, 0)
        if change.to_report or everything or held:
            yield from describe(change, everything=everything, learners=held)
