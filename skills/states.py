"""Draft, live, retired: how content goes from one to another."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from skills.content import Content
from skills.recording import keep_before, record


class State(models.TextChoices):
    LIVE = "live", _("Live")
    DRAFT = "draft", _("Draft")
    RETIRED = "retired", _("Retired")


def in_state(rows: QuerySet[Any], state: State) -> QuerySet[Any]:
    """The rows of content that are in this state."""
    if state == State.DRAFT:
        return rows.filter(draft=True)
    return rows.filter(draft=False, retired=state == State.RETIRED)


@transaction.atomic
def move(*, rows: QuerySet[Any], origin: State, to: State, by: Any, reason: str) -> list[Content]:
    """Those of the rows that are in the one state go to the other, with a version of each.

    The rows that went. Others are left as they are, so it may be called twice.
    """
    model = rows.model
    # By key alone: a count in the query would forbid the lock.
    keys = list(rows.order_by().values_list("pk", flat=True))
    moving = in_state(model._default_manager.filter(pk__in=keys), origin)
    hidden = model.kept_hidden() if to == State.LIVE else {}
    going: list[Content] = [
        row for row in moving.order_by("pk").select_for_update() if row.pk not in hidden
    ]
    keep_before(model, [row.pk for row in going])
    for row in going:
        row.draft = to == State.DRAFT
        row.retired = to != State.LIVE
    model._default_manager.bulk_update(going, ["draft", "retired"])
    record(going, by=by, reason=reason)
    return going
