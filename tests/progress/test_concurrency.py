"""The same tick from many places at once, on a database that really runs them at once."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from progress import services
from progress.models import StepEvent, StepState, StepStatus
from tests.factories import StepFactory, UserFactory

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
