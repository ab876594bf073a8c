"""Changes of a learner's steps. Each is one transaction and safe to send twice."""

import datetime
import hashlib
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from progress.models import StepEvent, StepState, StepStatus
from roadmap.models import Step, StepOption

# A day this far back is a slip of the finger, not a memory.
OLDEST_DAY = datetime.date(1990, 1, 1)


class StaleUndoError(Exception):
    """The step has changed since the event that somebody wants to undo."""


@transaction.atomic
def set_status(
    *,
    user: User,
    step: Step,
    to: StepStatus,
    today: datetime.date,
    now: datetime.datetime,
    done_on: datetime.date | None = None,
    option: StepOption | None = None,
    skip_reason: str = "",
    batch: uuid.UUID | None = None,
) -> StepEvent | None:
    """Bring a step to a status; None where it is there already.

    The wanted status is named, never “the other one”, so that a repeated request changes
    nothing. Finishing takes `done_on` (a day of the learner's calendar, `today` without
    one) and the option of an either/or step; `batch` marks changes that are made as one.
    Raises ValidationError, keyed by field.
    """
    if to == StepStatus.TODO and not StepState.objects.filter(user=user, step=step).exists():
        return None
    state = _locked_state(user, step)
    if option is None:
        option = state.option
    if to == StepStatus.DONE:
        already = state.done_on if state.status == StepStatus.DONE else None
        done_on = done_on or already or today
        if done_on != already:
            # One that stands is true already, also where the learner's today is a day behind.
            _check_day(done_on, today)
        _check_option(step, option)
    else:
        done_on = None
    reason = ""
    if to == StepStatus.SKIPPED:
        reason = skip_reason.strip() or state.skip_reason
    return _move(state, to, done_on, option, reason, now, batch=batch)


@transaction.atomic
def choose_option(
    *, user: User, step: Step, option: StepOption, now: datetime.datetime
) -> StepEvent | None:
    """Say which side of an either/or step is meant, whatever the step's status."""
    state = _locked_state(user, step)
    _check_option(step, option)
    return _move(state, StepStatus(state.status), state.done_on, option, state.skip_reason, now)


@transaction.atomic
def undo(*, event: StepEvent, now: datetime.datetime) -> StepEvent | None:
    """Put a step back to where it was before an event; None where that was done already.

    Raises StaleUndoError where the step has changed since: undoing would then take back
    somebody's later decision with it.
    """
    state = _locked_state(event.user, event.step)
    latest = StepEvent.objects.filter(user=event.user, step=event.step).first()
    if latest is not None and latest.undoes_id == event.pk:
        return None
    if latest != event:
        raise StaleUndoError
    return _move(
        state,
        StepStatus(event.from_status),
        event.from_done_on,
        event.from_option,
        event.from_skip_reason,
        now,
        undoes=event,
    )


@transaction.atomic
def write_note(*, user: User, step: Step, note: str, seen: str = "") -> StepState:
    """Keep the learner's note on a step.

    `seen` is the `note_mark` of the note that the writer had before them; without one, none is
    compared. Raises ValidationError, keyed by field, for a note that is too long, and where
    another one was saved in the meantime: it would be lost without a word.
    """
    state = _locked_state(user, step)
    if seen and seen != note_mark(state.note) and state.note != note.strip():
        raise ValidationError(
            {
                "note": _(
                    "This note was changed in another window. That one is shown above, "
                    "yours is below: save again to keep yours."
                )
            }
        )
    state.note = note.strip()
    state.clean_fields(exclude=[f.name for f in state._meta.fields if f.name != "note"])
    state.save(update_fields=["note", "updated_at"])
    return state


def note_mark(note: str) -> str:
    """A short mark by which a note is known again."""
    return hashlib.sha256(note.encode()).hexdigest()[:16]


def locked_states(user_id: int, steps: Iterable[int]) -> dict[int, StepState]:
    """The learner's rows for some steps, held until the transaction ends, made where missing.

    Two first ticks at once both try to make a row; the constraint lets one through and the
    other waits for it here. Made in the order of the steps and held in that of the keys, so
    that two requests for several steps never wait for each other.
    """
    steps = sorted(steps)
    missing = [StepState(user_id=user_id, step_id=step) for step in steps]
    StepState.objects.bulk_create(missing, ignore_conflicts=True)
    states = StepState.objects.filter(user=user_id, step__in=steps).order_by("pk")
    held = states.select_related("step__stage", "option").select_for_update(of=("self",))
    return {state.step_id: state for state in held}


def _locked_state(user: User, step: Step) -> StepState:
    return locked_states(user.pk, [step.pk])[step.pk]


def _move(
    state: StepState,
    to: StepStatus,
    done_on: datetime.date | None,
    option: StepOption | None,
    skip_reason: str,
    now: datetime.datetime,
    undoes: StepEvent | None = None,
    batch: uuid.UUID | None = None,
) -> StepEvent | None:
    event = moved(
        state,
        to=to,
        done_on=done_on,
        option_id=option.pk if option else None,
        skip_reason=skip_reason,
        now=now,
        undoes=undoes,
        batch=batch,
    )
    if event is None:
        return None
    if not state.step.is_shown:
        raise ValidationError(
            {"step": _("This step has left the roadmap. Your history keeps it as it is.")}
        )
    state.full_clean(validate_unique=False)
    state.save()
    event.save()
    return event


def moved(
    state: StepState,
    *,
    to: StepStatus,
    done_on: datetime.date | None,
    option_id: int | None,
    skip_reason: str,
    now: datetime.datetime,
    undoes: StepEvent | None = None,
    batch: uuid.UUID | None = None,
) -> StepEvent | None:
    """Bring a locked state to other values and give the event of it; None where it has them.

    Neither is saved yet. The first completion stays whatever comes after it.
    """
    before = (state.status, state.done_on, state.option_id, state.skip_reason)
    if before == (to, done_on, option_id, skip_reason):
        return None
    event = StepEvent(
        user_id=state.user_id,
        step_id=state.step_id,
        step_title=state.step.title,
        at=now,
        from_status=state.status,
        to_status=to,
        from_done_on=state.done_on,
        to_done_on=done_on,
        from_option_id=state.option_id,
        to_option_id=option_id,
        from_skip_reason=state.skip_reason,
        to_skip_reason=skip_reason,
        batch=batch,
        undoes=undoes,
    )
    state.status, state.done_on = to, done_on
    state.first_done_on = state.first_done_on or done_on
    state.option_id, state.skip_reason = option_id, skip_reason
    return event


def _check_day(day: datetime.date, today: datetime.date) -> None:
    if day > today:
        raise ValidationError(
            {
                "done_on": _("That day is still to come. Today is %(today)s.")
                % {"today": date_format(today, "DATE_FORMAT")}
            }
        )
    if day < OLDEST_DAY:
        raise ValidationError({"done_on": _("Choose a day from 1990 on.")})


def _check_option(step: Step, option: StepOption | None) -> None:
    if option is None:
        if step.options.exists():
            raise ValidationError({"option": _("Choose which one you did, then mark it as done.")})
    elif option.step_id != step.pk:
        raise ValidationError({"option": _("Choose one of this step’s options.")})
