"""Carries out changes of steps for the learners who hold them, and takes them back.

One transaction a change, safe to repeat: a change in force does nothing the second time. No tick,
event, note or piece of evidence is taken from anybody; the old steps leave the plans and stay in
their learners' history.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from progress import services
from progress.carrying import NOTHING, Held, carried, merge_notes
from progress.models import (
    Evidence,
    Project,
    StepEvent,
    StepState,
    StepStatus,
    StudySession,
)
from roadmap.models import ChangeKind, Publication, Step, StepChange
from roadmap.publishing import publish, snapshot_now, snapshot_of

# So many learners are read and written at a time.
AT_ONCE = 1_000
LONGEST_NOTE = 10_000
# How many old and new steps a change has: fewest and most.
COUNTS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    ChangeKind.SAME: ((1, 1), (1, 1)),
    ChangeKind.MOVED: ((1, 1), (0, 0)),
    ChangeKind.SPLIT: ((1, 1), (2, 20)),
    ChangeKind.MERGED: ((2, 20), (1, 1)),
    ChangeKind.REPLACED: ((1, 1), (1, 1)),
    ChangeKind.RETIRED: ((1, 1), (0, 0)),
}


class CannotRevertError(Exception):
    """Putting the old steps back would cost learners what they did with the new ones since, or
    count it twice beside what a later change made of those."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was carried out, and for how many learners it moved a tick."""

    change: StepChange
    learners: int


def problem_of(kind: str, sources: Collection[Step], targets: Collection[Step]) -> str:
    """What is wrong with a change of this kind; empty where nothing is."""
    texts = (
        _("“%(kind)s” takes %(wanted)s steps from, not %(count)s."),
        _("“%(kind)s” takes %(wanted)s steps into, not %(count)s."),
    )
    for steps, (fewest, most), text in zip((sources, targets), COUNTS[kind], texts, strict=True):
        if not fewest <= len(steps) <= most:
            return text % {
                "kind": ChangeKind(kind).label,
                "wanted": fewest
                if fewest == most
                else _("%(fewest)s to %(most)s") % {"fewest": fewest, "most": most},
                "count": len(steps),
            }
    if {step.pk for step in sources} & {step.pk for step in targets}:
        return _("A step can’t take its own place.")
    if any(step.stage.retired for step in targets):
        return _("A new step’s stage has been retired: it would be in no plan.")
    return _twice(sources, targets)


def _twice(sources: Collection[Step], targets: Collection[Step]) -> str:
    """What would count a second time: a step that others stand in the place of already."""
    replaced = StepChange.objects.replaced()
    for step in sources:
        if step.pk in replaced:
            text = _("Others stand in the place of “%(step)s” already, by “%(change)s”.")
            return text % {"step": step, "change": replaced[step.pk]}
    given_up = {step.pk for step in sources}
    for step in targets:
        heirs = StepChange.objects.filter(slug=replaced.get(step.pk)).values_list(
            "targets", flat=True
        )
        if not set(heirs) <= given_up:
            text = _("“%(step)s” would count beside what took its place by “%(change)s”.")
            return text % {"step": step, "change": replaced[step.pk]}
    return ""


@transaction.atomic
def apply_changes(
    changes: Iterable[StepChange], *, now: datetime.datetime, by: User | None = None
) -> list[Applied]:
    """Carry out changes that are not in force, in order, and publish what comes of them.

    Those of which learners hold nothing touch no learner's row. Raises ValidationError, and then
    nothing has happened.
    """
    wanted = [change.pk for change in changes]
    if not wanted:
        return []
    _hold_all_ticks()
    held = StepChange.objects.select_for_update().filter(pk__in=wanted).order_by("order", "pk")
    known = Publication.objects.newest()
    before = snapshot_of(known) if known else snapshot_now()
    listed = {step.slug for step in before.steps}
    applied = [_apply(change, listed, now, by) for change in held if not change.is_in_force]
    publish(now=now, by=by, reason=", ".join(str(done.change) for done in applied)[:200])
    newest = Publication.objects.newest()
    for done in applied:
        done.change.publication = newest
        done.change.save(
            update_fields=[
                "applied_at",
                "applied_by",
                "publication",
                "reverted_at",
                "batch",
                "record",
            ]
        )
    return applied


def apply_pending(slugs: Iterable[str], *, now: datetime.datetime) -> list[Applied]:
    """Carry out those of these changes that never were: what came with the files, and not what an
    editor has only written down."""
    return apply_changes(StepChange.objects.pending().filter(slug__in=list(slugs)), now=now)


def _hold_all_ticks() -> None:
    """Ticks wait until the transaction ends: one between the reading and the writing of states
    would stay behind on the old step.

    Nothing that a tick waits for may be held by then. SQLite lets one writer in at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE progress_stepstate IN EXCLUSIVE MODE")


def _apply(
    change: StepChange, listed: Collection[str], now: datetime.datetime, by: User | None
) -> Applied:
    """`listed` are the steps of the edition before: what those were not in, the change brings."""
    sources = list(change.sources.select_related("stage").order_by("pk"))
    targets = list(change.targets.select_related("stage").order_by("stage__number", "order", "pk"))
    problem = problem_of(change.kind, sources, targets)
    if problem:
        raise ValidationError(f"{change}: {problem}")
    gone = [] if change.kind == ChangeKind.MOVED else sources
    _show(gone, retired=True, change=change, by=by, now=now)
    _show(targets, retired=False, change=change, by=by, now=now)
    change.record = {
        "shown": [step.slug for step in targets if step.slug not in listed],
        "hidden": [step.slug for step in gone if step.slug in listed],
    }
    change.applied_at, change.applied_by, change.reverted_at = now, by, None
    change.batch = uuid.uuid4()
    learners = carry(change, sources, targets, now=now)
    # Whatever comes after it is the learners' own. Not by the clock, which is read before a lock.
    change.record["last_event"] = (
        StepEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    )
    return Applied(change, learners)


def _show(
    steps: Iterable[Step],
    *,
    retired: bool,
    change: StepChange,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """Take steps off the roadmap, or put them on it. Each keeps a version of it."""
    for step in steps:
        if step.retired != retired:
            step.retired, step.draft = retired, False
            # One by one: a version made in bulk would forget its skills and courses.
            step._history_user = by  # type: ignore[attr-defined]
            step._history_date = now  # type: ignore[attr-defined]
            step._change_reason = f"Step change {change}"[:100]  # type: ignore[attr-defined]
            step.save(update_fields=["retired", "draft"])


def carry(
    change: StepChange,
    sources: Sequence[Step],
    targets: Sequence[Step],
    *,
    now: datetime.datetime,
    users: Collection[int] | None = None,
) -> int:
    """Hand ticks of the old steps on to the new ones; for how many learners it moved one.

    All who hold an old step, or only some. Safe to repeat: it never takes back what a learner
    has said of a new step.
    """
    if not targets:
        return 0
    holders = StepState.objects.filter(step__in=sources)
    if users is not None:
        holders = holders.filter(user__in=users)
    people = list(holders.order_by("user").values_list("user", flat=True).distinct())
    return sum(
        _carry_some(change, sources, targets, people[start : start + AT_ONCE], now)
        for start in range(0, len(people), AT_ONCE)
    )


def _carry_some(
    change: StepChange,
    sources: Sequence[Step],
    targets: Sequence[Step],
    people: Sequence[int],
    now: datetime.datetime,
) -> int:
    states = StepState.objects.filter(user__in=people, step__in=[*sources, *targets])
    by_person: defaultdict[int, dict[int, StepState]] = defaultdict(dict)
    for state in states.order_by("pk").select_related("option").select_for_update(of=("self",)):
        by_person[state.user_id][state.step_id] = state
    options = _options_of(targets)
    made: list[StepState] = []
    kept: list[StepState] = []
    events: list[StepEvent] = []
    for person, own in by_person.items():
        old = [own.get(step.pk) for step in sources]
        for place, target in enumerate(targets):
            state = own.get(target.pk) or StepState(user_id=person, step=target)
            state.step = target
            event = _carried_event(change, old, state, options, now)
            noted = place == 0 and _take_notes(state, old)
            if event is not None:
                events.append(event)
            if event is not None or noted or _keeps_first_day(change, old, state):
                state.updated_at = now
                (kept if state.pk else made).append(state)
    StepState.objects.bulk_create(made)
    StepState.objects.bulk_update(
        kept,
        ["status", "done_on", "first_done_on", "option", "skip_reason", "note", "updated_at"],
        batch_size=AT_ONCE,
    )
    StepEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    return len({event.user_id for event in events})


def _carried_event(
    change: StepChange,
    old: Sequence[StepState | None],
    state: StepState,
    options: dict[tuple[int, str], int],
    now: datetime.datetime,
) -> StepEvent | None:
    """Bring the new step's state to what the old ones make of it; the event of it, not saved."""
    after = carried(change.kind, [_held(one) for one in old], _held(state))
    if after is None:
        return None
    chosen = next((one.option for one in old if one and one.option), None)
    option = state.option_id or (options.get((state.step_id, chosen.slug)) if chosen else None)
    event = services.moved(
        state,
        to=StepStatus(after.status),
        done_on=after.done_on,
        option_id=option,
        skip_reason=after.skip_reason,
        now=now,
        batch=change.batch,
    )
    state.first_done_on = after.first_done_on or state.first_done_on
    return event


def _held(state: StepState | None) -> Held:
    if state is None:
        return NOTHING
    return Held(state.status, state.done_on, state.first_done_on, state.skip_reason)


def _options_of(targets: Iterable[Step]) -> dict[tuple[int, str], int]:
    """The new steps' options, by step and slug."""
    return {
        (option.step_id, option.slug): option.pk
        for step in targets
        for option in step.options.all()
    }


def _take_notes(state: StepState, old: Iterable[StepState | None]) -> bool:
    """Copy the old steps' notes; whether there was one to copy."""
    note = merge_notes(state.note, (one.note for one in old if one), LONGEST_NOTE)
    changed = note != state.note
    state.note = note
    return changed


def _keeps_first_day(change: StepChange, old: Sequence[StepState | None], state: StepState) -> bool:
    """The same step un-ticked: its first completion goes along although nothing is done."""
    if change.kind not in {ChangeKind.SAME, ChangeKind.SPLIT} or old[0] is None:
        return False
    first = old[0].first_done_on
    if first is None or state.first_done_on is not None:
        return False
    state.first_done_on = first
    return True


def carry_again(*, user: User, steps: Collection[int], now: datetime.datetime) -> None:
    """Hand on what came back on steps that have since been changed, such as by a restored plan."""
    changes = StepChange.objects.in_force()
    moved = set(steps)
    for change in changes.order_by("applied_at", "order", "pk").prefetch_related("sources"):
        if moved.isdisjoint(step.pk for step in change.sources.all()):
            continue
        targets = list(change.targets.order_by("stage__number", "order", "pk"))
        services.locked_states(user.pk, [step.pk for step in targets])
        carry(change, list(change.sources.all()), targets, now=now, users=[user.pk])
        moved |= {step.pk for step in targets}


# --- The way back --------------------------------------------------------------------------


def changed_since(change: StepChange) -> int:
    """How many learners have done something with the new steps since the change took effect."""
    people = set(
        StepEvent.objects.filter(
            step__in=change.targets.all(), pk__gt=change.record.get("last_event", 0)
        )
        .order_by()
        .values_list("user", flat=True)
    )
    # What was not on the roadmap before has nothing else than what came since.
    shown = change.targets.filter(slug__in=change.record.get("shown", []))
    for mine, owner in (
        (Evidence.objects, "user"),
        (StudySession.objects, "user"),
        (Project.steps.through.objects, "project__user"),
    ):
        people |= set(mine.filter(step__in=shown).order_by().values_list(owner, flat=True))
    return len(people | _wrote_since(change, shown))


def _wrote_since(change: StepChange, shown: QuerySet[Step]) -> set[int]:
    """Those whose note on a new step is another than what was copied from the old ones."""
    copied: defaultdict[int, list[str]] = defaultdict(list)
    old = StepState.objects.filter(step__in=change.sources.all()).exclude(note="")
    for user, note in old.order_by("step").values_list("user", "note"):
        copied[user].append(note)
    notes = StepState.objects.filter(step__in=shown).exclude(note="").values_list("user", "note")
    return {
        user
        for user, note in notes
        if merge_notes("", copied[user], LONGEST_NOTE) != note
        and merge_notes("", reversed(copied[user]), LONGEST_NOTE) != note
    }


def later_change(change: StepChange) -> StepChange | None:
    """A change in force that goes on from the new steps of this one."""
    later = StepChange.objects.in_force().filter(sources__in=change.targets.all())
    return later.exclude(pk=change.pk).order_by("-applied_at", "-pk").first()


@transaction.atomic
def revert_change(
    *, change: StepChange, now: datetime.datetime, by: User | None = None
) -> StepChange | None:
    """Put the old steps back and the new ones away; None where the change is not in force.

    Events take each carried tick back. Refused with CannotRevertError once a learner has done
    something with a new step, for which a new change, from the new steps into old ones, is the way;
    and while a later change goes on from the new steps.
    """
    _hold_all_ticks()
    held = StepChange.objects.select_for_update().get(pk=change.pk)
    if not held.is_in_force:
        return None
    if changed_since(held) or later_change(held):
        raise CannotRevertError
    _take_back(held, now)
    hidden, shown = held.record.get("hidden", []), held.record.get("shown", [])
    _show(held.sources.filter(slug__in=hidden), retired=False, change=held, by=by, now=now)
    _show(held.targets.filter(slug__in=shown), retired=True, change=held, by=by, now=now)
    held.reverted_at = now
    held.save(update_fields=["reverted_at"])
    publish(now=now, by=by, reason=f"{held} taken back")
    return held


def taken_back(batch: uuid.UUID) -> uuid.UUID:
    """What the events against those of a batch share."""
    return uuid.uuid5(batch, "taken back")


def batches(among: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these batches are changes of steps, or their way back. One query.

    A change that was carried out again has a new batch; the events of the old one stay as plain
    changes.
    """
    known = StepChange.objects.filter(applied_at__isnull=False).values_list("batch", flat=True)
    both = {*known, *map(taken_back, known)}
    return frozenset(both.intersection(among))


def _take_back(change: StepChange, now: datetime.datetime) -> None:
    """An event against each that the change made."""
    back = taken_back(change.batch)
    made = StepEvent.objects.filter(batch=change.batch).select_related("step").order_by("pk")
    states = {
        (state.user_id, state.step_id): state
        for state in StepState.objects.filter(step__in=change.targets.all()).select_related("step")
    }
    changed, events = [], []
    for event in made:
        state = states[event.user_id, event.step_id]
        undone = services.moved(
            state,
            to=StepStatus(event.from_status),
            done_on=event.from_done_on,
            option_id=event.from_option_id,
            skip_reason=event.from_skip_reason,
            now=now,
            undoes=event,
            batch=back,
        )
        if undone is not None:
            state.updated_at = now
            changed.append(state)
            events.append(undone)
    fields = ["status", "done_on", "first_done_on", "option", "skip_reason", "updated_at"]
    StepState.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    StepEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def holders_by_status(steps: Iterable[Step | int]) -> dict[int, Counter[str]]:
    """How many learners have each of these steps in which status. One query."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    states = StepState.objects.filter(step__in=list(steps)).order_by()
    for step, status in states.values_list("step", "status"):
        found[step][status] += 1
    return dict(found)
