"""A load as a whole: the rows of the files, then the changes of steps for learners, then an
edition. All of it or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from progress import step_changes
from progress.change_preview import EditPreview, preview_of_edit
from progress.step_changes import Applied
from roadmap import content
from roadmap.content_merge import Action, Change, Ref, Settle
from roadmap.content_report import learners_holding
from roadmap.models import Publication, Step, StepChange
from roadmap.publishing import publish, snapshot_now


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or would do."""

    changes: list[Change]
    applied: list[Applied]
    # The edition that came of it; None where plans count the same.
    edition: int | None
    # Only worked out where it was asked for.
    learners: Mapping[Ref, int] = field(default_factory=dict)
    impact: EditPreview | None = None

    @property
    def conflicts(self) -> int:
        return sum(change.is_conflict for change in self.changes)


def load(
    folder: Path,
    *,
    now: datetime.datetime,
    settle: Settle = Settle.REPORT,
    settle_rows: Mapping[str, Settle] | None = None,
    only_look: bool = False,
) -> Loaded:
    """Load the files, or find out what that would do by doing it and taking it back.

    Raises `content.ContentError` with every problem; then nothing has been written.
    """
    with transaction.atomic():
        before, counted = Publication.objects.newest(), snapshot_now()
        changes = content.load(folder, settle=settle, settle_rows=settle_rows)
        learners = learners_holding(changes) if only_look else {}
        try:
            applied = step_changes.apply_pending(_shipped_changes(changes), now=now)
        except ValidationError as error:
            raise content.ContentError(error.messages) from error
        _check_nothing_twice()
        publish(now=now, reason=content.LOADED)
        after = Publication.objects.newest()
        impact = preview_of_edit(counted, snapshot_now()) if only_look else None
        if only_look:
            transaction.set_rollback(True)
    is_new = after is not None and (before is None or after.number > before.number)
    edition = after.number if after and is_new else None
    return Loaded(changes, applied, edition, learners, impact)


def _shipped_changes(changes: Iterable[Change]) -> list[str]:
    """The changes of steps that the files have."""
    gone = {Action.LEFT, Action.FORGOTTEN}
    return [
        change.ref.key
        for change in changes
        if change.ref.label == StepChange._meta.label_lower and change.action not in gone
    ]


def _check_nothing_twice() -> None:
    """A step that comes back in the files while others stand in its place."""
    replaced = StepChange.objects.replaced()
    problems = [
        f"roadmap.step “{step.slug}”: other steps stand in its place by “{replaced[step.pk]}”. "
        "Take that change back on the site first, or leave the step out."
        for step in Step.objects.current().filter(pk__in=replaced)
    ]
    if problems:
        raise content.ContentError(problems)
