"""Changes of a learner's plan and its pauses. Each is one transaction and safe to send twice."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import hold
from progress.models import Pause, Plan
from progress.pauses import holds
from roadmap.models import Publication, Specialisation
from roles.models import Role


@transaction.atomic
def save_plan(
    *,
    user: User,
    target_role: Role | None,
    start_date: datetime.date,
    hours_per_week: int,
    specialisation: Specialisation | None,
) -> Plan:
    """Make the learner's current plan, or give the one there is these answers.

    In one transaction. Two first plans at once become one: a constraint allows no second, and the
    later of the two then changes the plan of the earlier.
    """
    hold(user)
    answers = {
        "target_role": target_role,
        "start_date": start_date,
        "hours_per_week": hours_per_week,
        "specialisation": specialisation,
    }
    plan, _made = Plan.objects.current().update_or_create(
        user=user,
        defaults=answers,
        # Read before the row is looked for: nothing comes between that and making it.
        create_defaults=answers | {"seen": Publication.objects.newest()},
    )
    return plan


def set_comparison(*, user: User, hide: bool) -> bool:
    """Hide the comparison with the plan, or show it; False where there is no plan."""
    return bool(Plan.objects.current().filter(user=user).update(hide_comparison=hide))


def set_target(*, user: User, role: Role) -> bool:
    """Aim the learner's current plan at a role; False where there is no plan. Ticks stay."""
    return bool(Plan.objects.current().filter(user=user).update(target_role=role))


@transaction.atomic
def add_pause(*, plan: Plan, start: datetime.date, until: datetime.date | None) -> Pause:
    """Pause a plan; the pause there is where these days are in it already.

    Raises ValidationError, keyed by field, for a second pause without an end.
    """
    _lock(plan)
    same = Pause.objects.filter(plan=plan, start=start, until=until).first()
    return same or _save(Pause(plan=plan, start=start, until=until))


@transaction.atomic
def change_pause(*, pause: Pause, start: datetime.date, until: datetime.date | None) -> Pause:
    """Give a pause other days. Raises ValidationError, keyed by field, and DoesNotExist."""
    _lock(pause.plan)
    kept = Pause.objects.get(pk=pause.pk)
    kept.start, kept.until = start, until
    return _save(kept)


@transaction.atomic
def end_pause(*, pause: Pause, day: datetime.date) -> Pause:
    """Work resumes on a day. Raises ValidationError, keyed by field, and DoesNotExist."""
    _lock(pause.plan)
    kept = Pause.objects.get(pk=pause.pk)
    kept.until = day
    return _save(kept)


@transaction.atomic
def resume(*, plan: Plan, today: datetime.date) -> int:
    """Work resumes today: ends every pause that holds today, and says how many those were.

    One that began today has held no day yet, so nothing of it is left.
    """
    _lock(plan)
    running = [pause for pause in Pause.objects.filter(plan=plan) if holds(pause, today)]
    for pause in running:
        if pause.start == today:
            pause.delete()
        else:
            pause.until = today
            _save(pause)
    return len(running)


@transaction.atomic
def delete_pause(*, pause: Pause) -> None:
    _lock(pause.plan)
    Pause.objects.filter(pk=pause.pk).delete()


def _lock(plan: Plan) -> None:
    """Hold the plan until the transaction ends, so that changes of its pauses wait in line."""
    Plan.objects.current().select_for_update(no_key=True).get(pk=plan.pk)


def _save(pause: Pause) -> Pause:
    if pause.until is not None and pause.until <= pause.start:
        raise ValidationError({"until": _("Work resumes after the pause starts.")})
    if pause.until is None:
        others = Pause.objects.filter(plan=pause.plan, until=None).exclude(pk=pause.pk)
        if others.exists():
            raise ValidationError(
                {"until": _("You have a pause without an end already. Say when this one ends.")}
            )
    pause.full_clean()
    pause.save()
    return pause
