"""What a mentor still sees of a conversation once a block parts them from its learner.

What was there stays readable, nothing new passes.
"""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.models import User
from mentoring.models import Thread
from mentoring.models.people import parted_at

Rows = TypeVar("Rows", bound=QuerySet[Any])


def seen_until(thread: Thread, reader: User) -> datetime.datetime | None:
    """The moment after which a conversation is closed to a reader; None where they see it all.

    The first block between a mentor and the learner, whoever made it. The learner's own
    conversation is all theirs. Lifting the block opens the rest again: no row, no parting.
    """
    if thread.learner_id is None or thread.learner_id == reader.pk:
        return None
    return parted_at(reader.pk, thread.learner_id)


def older(rows: Rows, time: str, until: datetime.datetime | None) -> Rows:
    """Those of the rows that were there by then; all of them where no moment is given."""
    return rows if until is None else rows.filter(**{f"{time}__lte": until})
