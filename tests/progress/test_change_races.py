"""Ticks while an editor changes the steps: none stays behind, on a database with real threads."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from progress import history_services, services, step_changes
from progress.models import StepEvent, StepState, StepStatus
from progress.step_changes import apply_changes
from roadmap.models import ChangeKind, Step, StepChange
from tests.factories import PlanFactory, StepChangeFactory, StepFactory, UserFactory
from tests.progress.test_concurrency import at_once

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
    ),
]


def split() -> tuple[StepChange, Step, list[Step]]:
    old = StepFactory()
    halves = StepFactory.create_batch(2, stage=old.stage)
    return StepChangeFactory(kind=ChangeKind.SPLIT, sources=[old], targets=halves), old, halves


def tick(user: User, step: Step) -> None:
    services.set_status(user=user, step=step, to=StepStatus.DONE, today=TODAY, now=NOW)


@pytest.mark.parametrize("held_before", [False, True])
def test_ticks_during_a_split_are_carried_or_refused(held_before: bool) -> None:
    change, old, halves = split()
    people = UserFactory.create_batch(8)
    if held_before:
        for user in people:
            services.write_note(user=user, step=old, note="Mine")

    def act(number: int) -> None:
        if number == 4:
            apply_changes([change], now=NOW)
        else:
            tick(people[number - (number > 4)], old)

    failures = at_once(act, 9)

    assert all(isinstance(error, ValidationError) for error in failures)
    ticked = set(StepState.objects.filter(step=old, status="done").values_list("user", flat=True))
    assert len(ticked) + len(failures) == 8
    for half in halves:
        carried = StepState.objects.filter(step=half, status="done")
        assert set(carried.values_list("user", flat=True)) == ticked


def test_a_tick_under_way_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tick has its row and has not committed when the editor carries the change out."""
    change, old, halves = split()
    user = UserFactory()
    has_row, may_go = threading.Event(), threading.Event()
    real = services.locked_states

    def slow(user_id: int, steps: list[int]) -> dict[int, StepState]:
        states = real(user_id, steps)
        has_row.set()
        may_go.wait(0.5)
        return states

    monkeypatch.setattr(services, "locked_states", slow)

    def act(number: int) -> None:
        if number:
            has_row.wait(5)
            apply_changes([change], now=NOW)
        else:
            tick(user, old)

    assert at_once(act, 2) == []
    for step in (old, *halves):
        assert StepState.objects.get(user=user, step=step).status == StepStatus.DONE


def test_resets_and_restores_meanwhile_are_no_deadlock() -> None:
    change, old, halves = split()
    plans = PlanFactory.create_batch(6)
    for plan in plans:
        tick(plan.user, old)

    def act(number: int) -> None:
        if number == 0:
            apply_changes([change], now=NOW)
        else:
            plan = plans[number - 1]
            history_services.reset_plan(user=plan.user, plan_id=plan.pk, now=NOW)
            history_services.restore_plan(user=plan.user, plan_id=plan.pk, now=NOW)

    assert at_once(act, 7) == []
    for step in (old, *halves):
        assert StepState.objects.filter(step=step, status="done").count() == 6


def test_two_editors_carry_a_change_out_once() -> None:
    change, old, _ = split()
    tick(UserFactory(), old)

    assert at_once(lambda _: apply_changes([change], now=NOW), 4) == []
    assert StepEvent.objects.filter(batch__isnull=False).count() == 2
    assert step_changes.changed_since(StepChange.objects.get()) == 0
    connection.close()
