"""Undo of what was done as one, and plans that are put away and brought back.

Nothing is removed: a plan is archived, a step goes back by an event, and so does the way back.
Each change is one transaction and safe to send twice.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.services import hold
from progress import services, step_changes
from progress.models import Plan, StepEvent, StepState, StepStatus
from roadmap.models import Specialisation
from roles.models import Role

# Names the changes of a reset after the plan and the moment, so that the plan finds them again.
RESETS = uuid.UUID("6b1f6c0e-52a2-4a0a-9c2f-6f0a3a6d9a51")


@dataclass(frozen=True, slots=True)
class PutBack:
    """What came of an undo: how many steps went back, and which have changed since."""

    steps: int = 0
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reset:
    """A plan that was put away, and how many steps went back to not started."""

    plan: Plan
    steps: int


def reset_batch(plan: Plan) -> uuid.UUID | None:
    """What the events of this plan's reset share; None for a plan that is not archived."""
    if plan.archived_at is None:
        return None
    return uuid.uuid5(RESETS, f"{plan.pk} {plan.archived_at.astimezone(datetime.UTC).isoformat()}")


@transaction.atomic
def reset_plan(*, user: User, plan_id: int, now: datetime.datetime) -> Reset | None:
    """Archive a plan and put the learner's steps back to not started; None where it is archived.

    Notes, evidence, options, projects and the first completion stay. A step that has left the
    roadmap stays as it is: it is in no plan. Raises Plan.DoesNotExist.
    """
    plan = _locked_plan(user, plan_id)
    if plan.archived_at is not None:
        return None
    _archive(plan, now)
    batch = reset_batch(plan)
    states = [s for s in _locked_states(user) if s.step.is_shown and s.status != StepStatus.TODO]

    def to_start(state: StepState) -> StepEvent | None:
        return services.moved(
            state,
            to=StepStatus.TODO,
            done_on=None,
            option_id=state.option_id,
            skip_reason="",
            now=now,
            batch=batch,
        )

    return Reset(plan, _move_all(states, to_start))


@transaction.atomic
def renew_plan(
    *,
    user: User,
    plan_id: int,
    target_role: Role | None,
    start_date: datetime.date,
    hours_per_week: int,
    specialisation: Specialisation | None,
    now: datetime.datetime,
) -> Plan | None:
    """Archive a plan and start another with the same ticks; None where it is archived.

    Raises Plan.DoesNotExist.
    """
    old = _locked_plan(user, plan_id)
    if old.archived_at is not None:
        return None
    _archive(old, now)
    return Plan.objects.create(
        user=user,
        target_role=target_role,
        start_date=start_date,
        hours_per_week=hours_per_week,
        specialisation=specialisation,
        hide_comparison=old.hide_comparison,
        seen=old.seen,
    )


@transaction.atomic
def restore_plan(*, user: User, plan_id: int, now: datetime.datetime) -> PutBack | None:
    """Make an archived plan the current one again; None where it is.

    The steps that its reset put back return to where they were, unless they have changed since. A
    plan that is current by then is archived. Raises Plan.DoesNotExist.
    """
    plan = _locked_plan(user, plan_id)
    batch = reset_batch(plan)
    if batch is None:
        return None
    for current in Plan.objects.current().filter(user=user):
        _archive(current, now)
    plan.archived_at = None
    plan.save(update_fields=["archived_at"])
    return _undo_batch(user, batch, now, again=True)


@transaction.atomic
def undo_batch(*, user: User, batch: uuid.UUID, now: datetime.datetime) -> PutBack:
    """Take back changes that were made as one, but for the steps that have changed since."""
    return _undo_batch(user, batch, now)


def changed_since(user: User, batch: uuid.UUID) -> PutBack:
    """What a restore would come to, as things stand. Two queries."""
    states = {s.step_id: s for s in StepState.objects.filter(user=user)}
    ready, left = _sorted_out(user, batch, states, again=True)
    return PutBack(len(ready), left)


def _undo_batch(
    user: User, batch: uuid.UUID, now: datetime.datetime, *, again: bool = False
) -> PutBack:
    # Locked before the events are read, so that no tick comes between the two.
    states = {state.step_id: state for state in _locked_states(user)}
    ready, left = _sorted_out(user, batch, states, again=again)
    back = uuid.uuid4()

    def as_before(state: StepState) -> StepEvent | None:
        event = ready[state.step_id]
        return services.moved(
            state,
            to=StepStatus(event.from_status),
            done_on=event.from_done_on,
            option_id=event.from_option_id,
            skip_reason=event.from_skip_reason,
            now=now,
            undoes=None if is_undone(event) else event,
            batch=back,
        )

    count = _move_all([states[step] for step in ready], as_before)
    step_changes.carry_again(user=user, steps=ready.keys(), now=now)
    return PutBack(count, left)


def _sorted_out(
    user: User, batch: uuid.UUID, states: dict[int, StepState], *, again: bool
) -> tuple[dict[int, StepEvent], tuple[str, ...]]:
    """The events of a batch that can be taken back, by step, and the titles of the others' steps.

    A step may have been touched since and be back where the batch left it, by an undo or by
    another reset: what it is now decides, not whether something happened in between. One
    that is where it was before the batch is neither: it needs nothing.
    """
    ready, left = {}, []
    events = StepEvent.objects.filter(user=user, batch=batch).select_related("undone_by")
    for event in events:
        state = states[event.step_id]
        now = (state.status, state.done_on, state.skip_reason)
        is_there = now == (event.to_status, event.to_done_on, event.to_skip_reason)
        if is_there and (again or not is_undone(event)):
            ready[event.step_id] = event
        elif now != (event.from_status, event.from_done_on, event.from_skip_reason):
            left.append(event.step_title)
    return ready, tuple(left)


def is_undone(event: StepEvent) -> bool:
    """Whether an event has been taken back; `undone_by` must be loaded."""
    return hasattr(event, "undone_by")


def newest_events(user: User) -> dict[int, int]:
    """The key of the newest event of each step."""
    events = StepEvent.objects.filter(user=user).order_by()
    return dict(events.values("step").annotate(newest=Max("pk")).values_list("step", "newest"))


def _locked_plan(user: User, plan_id: int) -> Plan:
    """A plan of the learner's, with all of theirs held until the transaction ends.

    The learner first: a plan that is just being made has no row to hold yet.
    """
    hold(user)
    plans = Plan.objects.select_for_update(no_key=True).filter(user=user).order_by("pk")
    for plan in plans:
        if plan.pk == plan_id:
            return plan
    raise Plan.DoesNotExist


def _archive(plan: Plan, now: datetime.datetime) -> None:
    plan.archived_at = now
    plan.save(update_fields=["archived_at"])


def _locked_states(user: User) -> list[StepState]:
    states = StepState.objects.filter(user=user).select_related("step__stage").order_by("pk")
    return list(states.select_for_update(of=("self",)))


def _move_all(states: list[StepState], move: Callable[[StepState], StepEvent | None]) -> int:
    """Save each state that the move changes together with its event; how many those were."""
    events = []
    for state in states:
        event = move(state)
        if event is not None:
            state.updated_at = event.at
            events.append(event)
    # Both in the caller's transaction: neither a state without its event nor the other way.
    StepState.objects.bulk_update(
        states, ["status", "done_on", "first_done_on", "option", "skip_reason", "updated_at"]
    )
    StepEvent.objects.bulk_create(events)
    return len(events)
