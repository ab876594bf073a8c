"""Many mentors at one request, on a database that really runs them at once."""

import datetime
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.services import hold
from mentoring import claim_services
from mentoring.claim_services import ClaimedByAnotherError, NotOpenError
from mentoring.models import Block, ReviewRequest, ThreadEvent
from tests.factories import MentorFactory, ReviewRequestFactory

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
THREE_DAYS = datetime.timedelta(days=3)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
    ),
]


def at_once(actions: list[Callable[[], Any]]) -> list[Any]:
    """Run actions in threads that start together; what each returned or raised, in their order."""
    start = threading.Barrier(len(actions))
    outcomes: list[Any] = [None] * len(actions)

    def run(number: int) -> None:
        try:
            start.wait()
            outcomes[number] = actions[number]()
        except Exception as error:  # noqa: BLE001 - the test looks at whatever was raised
            outcomes[number] = type(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=[number]) for number in range(len(actions))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return outcomes


def overlap(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Run the second while the transaction of the first is still open."""
    started = threading.Event()

    def hold_open() -> Any:
        with transaction.atomic():
            outcome = first()
            started.set()
            time.sleep(0.7)
        return outcome

    def follow() -> Any:
        started.wait()
        return second()

    return at_once([hold_open, follow])


def claiming(
    request: ReviewRequest, mentor: User, now: datetime.datetime = NOW
) -> Callable[[], bool]:
    return lambda: claim_services.claim(request=request, mentor=mentor, now=now)


def held_by(request: ReviewRequest) -> tuple[Any, Any]:
    request.refresh_from_db()
    return request.claimed_by, request.claim_expires_at


@pytest.mark.parametrize("ran_out", [False, True])
def test_of_twenty_mentors_at_once_one_holds_it(ran_out: bool) -> None:
    request = ReviewRequestFactory()
    if ran_out:
        claiming(request, MentorFactory(), NOW - THREE_DAYS)()
    before = ThreadEvent.objects.count()
    mentors = MentorFactory.create_batch(20)
    outcomes = at_once([claiming(request, mentor) for mentor in mentors])
    assert sorted(map(str, outcomes)) == sorted(["True"] + [str(ClaimedByAnotherError)] * 19)
    assert held_by(request) == (mentors[outcomes.index(True)], NOW + THREE_DAYS)
    assert ThreadEvent.objects.count() == before + 1


def test_the_update_alone_lets_one_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also without the hold on the learner that comes before it."""
    monkeypatch.setattr(claim_services, "hold", lambda user: None)
    request = ReviewRequestFactory()
    outcomes = at_once([claiming(request, mentor) for mentor in MentorFactory.create_batch(20)])
    assert outcomes.count(True) == 1
    assert outcomes.count(ClaimedByAnotherError) == 19
    assert ThreadEvent.objects.count() == 1


@pytest.mark.parametrize("is_held", [True, False])
def test_what_somebody_left_behind_goes_to_one(
    is_held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim of who is no mentor any more, also without the hold on the learner."""
    request, gone = ReviewRequestFactory(), MentorFactory()
    claiming(request, gone)()
    gone.groups.clear()
    before = ThreadEvent.objects.count()
    if not is_held:
        monkeypatch.setattr(claim_services, "hold", lambda user: None)
    mentors = MentorFactory.create_batch(20)
    outcomes = at_once([claiming(request, mentor) for mentor in mentors])
    assert (outcomes.count(True), outcomes.count(ClaimedByAnotherError)) == (1, 19)
    assert held_by(request) == (mentors[outcomes.index(True)], NOW + THREE_DAYS)
    assert ThreadEvent.objects.count() == before + 1


def test_one_mentor_twenty_times_at_once_claims_once() -> None:
    request, mentor = ReviewRequestFactory(), MentorFactory()
    outcomes = at_once([claiming(request, mentor)] * 20)
    assert (outcomes.count(True), outcomes.count(False)) == (1, 19)
    assert ThreadEvent.objects.count() == 1


def test_late_extension_and_a_claim_at_once_leave_one_holder() -> None:
    request, first, second = ReviewRequestFactory(), MentorFactory(), MentorFactory()
    claiming(request, first, NOW - THREE_DAYS)()

    def extend() -> bool:
        return claim_services.extend(request=request, mentor=first, now=NOW)

    assert overlap(extend, claiming(request, second)) == [True, ClaimedByAnotherError]
    assert held_by(request) == (first, NOW + THREE_DAYS)
    later = NOW + THREE_DAYS + HOUR

    def extend_later() -> bool:
        return claim_services.extend(request=request, mentor=first, now=later)

    outcomes = overlap(claiming(request, second, later), extend_later)
    assert outcomes == [True, ClaimedByAnotherError]
    assert held_by(request) == (second, later + THREE_DAYS)


def test_release_and_claim_at_once() -> None:
    request, first, second = ReviewRequestFactory(), MentorFactory(), MentorFactory()
    claiming(request, first)()

    def release() -> bool:
        return claim_services.release(request=request, mentor=first, now=NOW + HOUR)

    assert overlap(release, claiming(request, second, NOW + HOUR)) == [True, True]
    assert held_by(request) == (second, NOW + HOUR + THREE_DAYS)


def test_claim_waits_for_a_block_and_finds_it() -> None:
    request, mentor = ReviewRequestFactory(), MentorFactory()
    assert request.learner is not None
    learner = request.learner

    def block() -> None:
        hold(learner)
        Block.objects.create(by=learner, person=mentor, at=NOW)

    assert overlap(block, claiming(request, mentor)) == [None, NotOpenError]
    assert held_by(request) == (None, None)


def test_claim_waits_for_a_withdrawal_and_finds_it() -> None:
    request, mentor = ReviewRequestFactory(), MentorFactory()
    assert request.learner is not None
    learner = request.learner

    def withdraw() -> None:
        hold(learner)
        ReviewRequest.objects.filter(pk=request.pk).update(status="withdrawn", settled_at=NOW)

    assert overlap(withdraw, claiming(request, mentor)) == [None, NotOpenError]
    assert held_by(request) == (None, None)
