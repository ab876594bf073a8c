"""What a learner did, newest first: one line a change, and one for changes made as one."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from accounts.models import User
from progress import step_changes
from progress.history_services import newest_events, reset_batch
from progress.models import Plan, StepEvent

UNDO_HOURS = 48


@dataclass(frozen=True, slots=True)
class Line:
    """One action. `plan` is the archived one whose reset it is.

    `is_carried` says that an editor changed steps, and the ticks went along or came back.
    """

    event: StepEvent
    members: tuple[StepEvent, ...]
    can_undo: bool
    plan: Plan | None
    is_carried: bool = False

    @property
    def is_batch(self) -> bool:
        return self.event.batch is not None

    @property
    def is_undo(self) -> bool:
        return self.event.undoes_id is not None

    @property
    def same_end(self) -> bool:
        """Whether all its steps came to the same status."""
        return len({member.to_status for member in self.members}) == 1


def actions_of(user: User) -> QuerySet[StepEvent]:
    """The last event of each action, newest first."""
    events = StepEvent.objects.filter(user=user)
    batches = events.filter(batch__isnull=False).order_by().values("batch")
    heads = batches.annotate(head=Max("pk")).values("head")
    return events.filter(Q(batch__isnull=True) | Q(pk__in=heads)).select_related(
        "step__stage", "from_option", "to_option"
    )


def lines_of(user: User, actions: Iterable[StepEvent], now: datetime.datetime) -> list[Line]:
    """These actions as lines. Four queries at the most, however many there are."""
    actions = list(actions)
    members: dict[uuid.UUID, list[StepEvent]] = {
        action.batch: [] for action in actions if action.batch is not None
    }
    in_batches = StepEvent.objects.filter(user=user, batch__in=members)
    for event in in_batches.select_related("step").order_by("pk"):
        if event.batch is not None:
            members[event.batch].append(event)
    newest = newest_events(user)
    resets = {reset_batch(plan): plan for plan in archived_plans(user)}
    carried = step_changes.batches(members) if members else frozenset()
    lines = []
    for action in actions:
        own = members[action.batch] if action.batch is not None else [action]
        # A single step that has left the roadmap is never changed; as one of many it is put back.
        ready = any(newest[e.step_id] == e.pk for e in own) and (
            action.batch is not None or action.step.is_shown
        )
        lines.append(
            Line(
                event=action,
                members=tuple(own),
                can_undo=ready and is_recent(action, now) and action.batch not in carried,
                plan=resets.get(action.batch) if action.batch else None,
                is_carried=action.batch in carried,
            )
        )
    return lines


def archived_plans(user: User) -> QuerySet[Plan]:
    """Plans that were put away, the latest first."""
    plans = Plan.objects.filter(user=user, archived_at__isnull=False)
    return plans.select_related("target_role", "specialisation").order_by("-archived_at")


def is_recent(event: StepEvent, now: datetime.datetime) -> bool:
    """Whether the history still offers to undo it. The step's own page always does."""
    return now - event.at <= datetime.timedelta(hours=UNDO_HOURS)
