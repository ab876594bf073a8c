"""The same tick from many places at once, on a database that really runs them at once."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from progress import history_services, plan_services, services
from progress.models import Pause, Plan, StepEvent, StepState, StepStatus
from tests.factories import PlanFactory, StepFactory, UserFactory

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
    ),
]


def at_once(action: Callable[[int], object], threads: int) -> list[Exception]:
    """Run an action in several threads that start together; what they raised."""
    start = threading.Barrier(threads)
    failures: list[Exception] = []

    def run(number: int) -> None:
        try:
            start.wait()
            action(number)
        except Exception as error:  # noqa: BLE001 - the test looks at whatever was raised
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=[number]) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return failures


def test_eight_ticks_at_once_are_one_completion() -> None:
    user, step = UserFactory(), StepFactory()

    def tick(_: int) -> None:
        services.set_status(user=user, step=step, to=StepStatus.DONE, today=TODAY, now=NOW)

    assert at_once(tick, 8) == []
    assert StepState.objects.get().status == StepStatus.DONE
    assert StepEvent.objects.filter(to_status=StepStatus.DONE).count() == 1


def test_eight_undos_at_once_are_one() -> None:
    user, step = UserFactory(), StepFactory()
    done = services.set_status(user=user, step=step, to=StepStatus.DONE, today=TODAY, now=NOW)
    assert done is not None
    assert at_once(lambda _: services.undo(event=done, now=NOW), 8) == []
    assert StepState.objects.get().status == StepStatus.TODO
    assert StepEvent.objects.count() == 2


def test_ticks_and_unticks_at_once_leave_a_log_that_adds_up() -> None:
    user, step = UserFactory(), StepFactory()

    def change(number: int) -> None:
        to = StepStatus.DONE if number % 2 else StepStatus.TODO
        services.set_status(user=user, step=step, to=to, today=TODAY, now=NOW)

    assert at_once(change, 8) == []
    events = list(StepEvent.objects.order_by("pk"))
    status = "todo"
    for event in events:
        assert event.from_status == status
        status = event.to_status
    assert StepState.objects.get().status == status


def check_log(user: User) -> None:
    """Each step's events follow from one another up to the state there is."""
    for state in StepState.objects.filter(user=user):
        status = "todo"
        for event in StepEvent.objects.filter(user=user, step=state.step).order_by("pk"):
            assert event.from_status == status
            status = event.to_status
        assert state.status == status


def test_resets_and_restores_at_once_with_ticks_lose_none() -> None:
    plan = PlanFactory()
    user = plan.user
    steps = StepFactory.create_batch(6)
    for step in steps[:4]:
        services.set_status(user=user, step=step, to=StepStatus.DONE, today=TODAY, now=NOW)

    def act(number: int) -> None:
        now = NOW + datetime.timedelta(seconds=number)
        if number % 3 == 0:
            history_services.reset_plan(user=user, plan_id=plan.pk, now=now)
        elif number % 3 == 1:
            history_services.restore_plan(user=user, plan_id=plan.pk, now=now)
        else:
            step = steps[number % 6]
            services.set_status(user=user, step=step, to=StepStatus.DONE, today=TODAY, now=now)

    assert at_once(act, 12) == []
    check_log(user)
    history_services.restore_plan(user=user, plan_id=plan.pk, now=NOW)
    check_log(user)
    done = StepState.objects.filter(user=user, status=StepStatus.DONE)
    assert {step.pk for step in steps[:4]} <= set(done.values_list("step", flat=True))
    assert Plan.objects.current().filter(user=user).count() == 1


def test_eight_renewals_at_once_are_one() -> None:
    plan = PlanFactory()

    def renew(_: int) -> None:
        history_services.renew_plan(
            user=plan.user,
            plan_id=plan.pk,
            target_role=None,
            start_date=TODAY,
            hours_per_week=10,
            specialisation=None,
            now=NOW,
        )

    assert at_once(renew, 8) == []
    assert (Plan.objects.count(), Plan.objects.current().count()) == (2, 1)


def test_eight_open_pauses_at_once_are_one() -> None:
    plan = PlanFactory()
    failures = at_once(
        lambda number: plan_services.add_pause(
            plan=plan, start=TODAY - datetime.timedelta(days=number % 2), until=None
        ),
        8,
    )
    assert {type(failure) for failure in failures} == {ValidationError}
    assert Pause.objects.count() == 1
