"""The same tick from many places at once, on a database that really runs them at once."""

import datetime
import threading
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import User
from progress import (
    course_services,
    evidence_services,
    history_services,
    plan_services,
    services,
)
from progress.models import Pause, Plan, StepEvent, StepState, StepStatus
from progress.standing import StepRow
from roadmap.models import Step
from tests.factories import CourseLogFactory, PlanFactory, StepFactory, UserFactory

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


def overlap(first: Callable[[], object], second: Callable[[], object]) -> list[Exception]:
    """Run the second while the transaction of the first is still open; what they raised."""
    started = threading.Event()

    def hold_open(number: int) -> None:
        if number == 0:
            with transaction.atomic():
                first()
                started.set()
                time.sleep(0.7)
        else:
            started.wait()
            second()

    return at_once(hold_open, 2)


def course_ticks(user: User, *steps: Step) -> None:
    log = CourseLogFactory(user=user, status="finished", finished_on=TODAY)
    rows = [(StepRow(step, None), None) for step in steps]
    course_services.tick_served_steps(log=log, picked=rows, today=TODAY, now=NOW)


@pytest.mark.parametrize("status", [StepStatus.DONE, StepStatus.SKIPPED])
def test_course_never_writes_over_a_first_tick_or_skip_of_the_same_moment(
    status: StepStatus,
) -> None:
    user, step = UserFactory(), StepFactory()
    day = datetime.date(2026, 7, 1) if status == StepStatus.DONE else None

    def settle() -> None:
        services.set_status(user=user, step=step, to=status, today=TODAY, now=NOW, done_on=day)

    assert overlap(settle, lambda: course_ticks(user, step)) == []
    state = StepState.objects.get()
    assert (state.status, state.done_on) == (status, day)


def test_course_and_reset_wait_for_each_other_in_one_order() -> None:
    plan = PlanFactory()
    first, second = StepFactory.create_batch(2)
    for step in (second, first):
        services.set_status(user=plan.user, step=step, to=StepStatus.DOING, today=TODAY, now=NOW)

    def reset() -> None:
        history_services.reset_plan(user=plan.user, plan_id=plan.pk, now=NOW)

    assert overlap(reset, lambda: course_ticks(plan.user, first, second)) == []
    check_log(plan.user)


def test_evidence_and_a_tick_at_once_both_hold() -> None:
    user, step = UserFactory(), StepFactory()

    def tick() -> None:
        services.set_status(user=user, step=step, to=StepStatus.DONE, today=TODAY, now=NOW)

    def show() -> None:
        evidence_services.add_evidence(user=user, step=step, url="https://a.example/", note="Note")

    assert overlap(tick, show) == []
    state = StepState.objects.get()
    assert (state.status, state.note, state.step.evidence.count()) == ("done", "Note", 1)


def test_note_of_the_same_moment_is_not_written_over() -> None:
    user, step = UserFactory(), StepFactory()
    failures = overlap(
        lambda: services.write_note(user=user, step=step, note="The long one"),
        lambda: evidence_services.add_evidence(user=user, step=step, note="Another"),
    )
    assert {type(failure) for failure in failures} == {ValidationError}
    assert StepState.objects.get().note == "The long one"


def test_first_plan_and_restore_at_once_leave_one_current_plan() -> None:
    plan = PlanFactory()
    history_services.reset_plan(user=plan.user, plan_id=plan.pk, now=NOW)

    def save() -> None:
        plan_services.save_plan(
            user=plan.user,
            target_role=None,
            start_date=TODAY,
            hours_per_week=5,
            specialisation=None,
        )

    def restore() -> None:
        history_services.restore_plan(user=plan.user, plan_id=plan.pk, now=NOW)

    assert overlap(save, restore) == []
    assert Plan.objects.current().get() == plan


def test_pause_never_lands_on_a_plan_that_is_being_put_away() -> None:
    plan = PlanFactory()
    failures = overlap(
        lambda: history_services.reset_plan(user=plan.user, plan_id=plan.pk, now=NOW),
        lambda: plan_services.add_pause(plan=plan, start=TODAY, until=None),
    )
    assert {type(failure) for failure in failures} == {Plan.DoesNotExist}
    assert not Pause.objects.exists()
