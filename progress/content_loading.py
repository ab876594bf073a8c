"""A load as a whole: the rows of the files, then the changes of steps for learners, then an
edition. All of it or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from progress import step_changes
from progress.step_changes import Applied
from roadmap import content
from roadmap.content_merge import Change, Ref, Settle
from roadmap.content_report import learners_holding
from roadmap.models import Publication
from roadmap.publishing import publish


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or would do."""

    changes: list[Change]
    applied: list[Applied]
    # The edition that came of it; None where plans count the same.
    edition: int | None
    # Only worked out where it was asked for.
    learners: Mapping[Ref, int] = field(default_factory=dict)

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
        before = Publication.objects.newest()
        changes = content.load(folder, settle=settle, settle_rows=settle_rows)
        learners = learners_holding(changes) if only_look else {}
        try:
            applied = step_changes.apply_pending(now=now)
        except ValidationError as error:
            raise content.ContentError(error.messages) from error
        publish(now=now, reason=content.LOADED)
        after = Publication.objects.newest()
        if only_look:
            transaction.set_rollback(True)
    is_new = after is not None and (before is None or after.number > before.number)
    return Loaded(changes, applied, after.number if after and is_new else None, learners)
