"""A mentor's account goes while somebody works, on a database that runs both at once."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.deletion import Collector

from accounts.models import User
from accounts.services import delete_account, delete_accounts
from mentoring import request_services
from mentoring.models import Draft, Notice, NoticeKind, Review, ReviewRequest
from mentoring.request_services import ask_project, withdraw
from mentoring.review_services import CannotPublishError, NotKeptError, publish, save_draft
from mentoring.written import Written
from progress.models import Project
from tests.factories import MentorFactory, MentorshipFactory, ReviewFactory
from tests.mentoring.reviewing import GOOD, NOW, claimed
from tests.progress.test_concurrency import at_once, overlap

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
    ),
]

SCORES = {name.removeprefix("score_"): int(score) for name, score in GOOD.items()}
TEXT = Written(scores=SCORES, summary="What I wrote.", verdict="changes")
WAYS = ["publish", "save_draft", "ask"]


@pytest.fixture
def mentor() -> User:
    return MentorFactory()


def work_for(mentor: User, way: str) -> Callable[[], object]:
    """Something of which the mentor is a part: their own, or a learner's who asks them again."""
    asked = claimed(mentor=mentor)
    if way == "publish":
        return lambda: publish(request=asked, mentor=mentor, written=TEXT, now=NOW)
    if way == "save_draft":
        return lambda: save_draft(request=asked, mentor=mentor, written=TEXT, now=NOW)
    publish(request=asked, mentor=mentor, written=TEXT, now=NOW)
    learner, project = asked.learner, asked.project
    assert learner is not None
    assert project is not None
    Project.objects.filter(pk=project.pk).update(title="Mended")
    return lambda: ask_project(learner=learner, project=project, look="full", question="", now=NOW)


def names_nobody(mentor: User) -> bool:
    """Whether nothing of what stays names them, and nothing of theirs is left."""
    theirs = [
        User.objects.filter(pk=mentor.pk),
        Draft.objects.filter(mentor=mentor.pk),
        Notice.objects.filter(recipient=mentor.pk),
        Review.objects.filter(mentor=mentor.pk),
        ReviewRequest.objects.filter(claimed_by=mentor.pk),
    ]
    return not any(rows.exists() for rows in theirs)


def in_the_middle(
    monkeypatch: pytest.MonkeyPatch,
    where: tuple[object, str],
    first: Callable[[], object],
    second: Callable[[], object],
) -> list[Exception]:
    """Run the second while the first stands before its first call of something."""
    owner, name = where
    call, reached = getattr(owner, name), threading.Event()

    def slow(*args: Any, **values: Any) -> Any:
        if not reached.is_set():
            reached.set()
            time.sleep(0.7)
        return call(*args, **values)

    monkeypatch.setattr(owner, name, slow)

    def act(number: int) -> None:
        if number == 0:
            first()
        else:
            reached.wait()
            second()

    return at_once(act, 2)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", ["collect", "delete"])
def test_work_while_a_mentor_is_being_deleted(
    monkeypatch: pytest.MonkeyPatch, mentor: User, way: str, call: str
) -> None:
    """Before anything is locked, the work ends; after it, it finds them gone and says so."""
    work = work_for(mentor, way)
    failures = in_the_middle(
        monkeypatch, (Collector, call), lambda: delete_account(user=mentor), work
    )
    said = {"publish": [CannotPublishError], "save_draft": [NotKeptError], "ask": []}
    assert [type(failure) for failure in failures] == ([] if call == "collect" else said[way])
    assert names_nobody(mentor)


@pytest.mark.parametrize("way", WAYS)
def test_deletion_waits_for_work_that_is_under_way(mentor: User, way: str) -> None:
    work = work_for(mentor, way)
    assert overlap(work, lambda: delete_account(user=mentor)) == []
    assert names_nobody(mentor)
    assert Review.objects.count() == (0 if way == "save_draft" else 1)


def test_deletion_takes_its_locks_in_the_order_of_the_others(
    monkeypatch: pytest.MonkeyPatch, mentor: User
) -> None:
    """A withdrawal holds thread and request, and then wants the notices that would go first."""
    asked = claimed(mentor=mentor)
    ReviewFactory(request__thread=asked.thread, mentor=mentor)
    type(asked.thread).objects.update(mentor=mentor)
    learner = asked.learner
    assert learner is not None
    Notice.objects.create(
        recipient=mentor,
        kind=NoticeKind.REQUEST_RECEIVED,
        cause=asked.notice_cause,
        text="A request",
        address="/",
        at=NOW,
    )
    failures = in_the_middle(
        monkeypatch,
        (request_services, "settle"),
        lambda: withdraw(request=asked, learner=learner, now=NOW),
        lambda: delete_account(user=mentor),
    )
    assert failures == []
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
    assert names_nobody(mentor)


def test_what_points_at_them_in_the_end_lets_it_begin_again(
    monkeypatch: pytest.MonkeyPatch, mentor: User
) -> None:
    """A review that the clearing has not met is found before the commit."""
    delete, tries = Collector.delete, []

    def forgetful(self: Collector) -> Any:
        tries.append(self)
        if len(tries) == 1:
            self.field_updates.clear()
        return delete(self)

    ReviewFactory(mentor=mentor)
    monkeypatch.setattr(Collector, "delete", forgetful)
    assert delete_account(user=mentor)
    assert len(tries) == 2
    assert names_nobody(mentor)


def test_several_go_in_one_piece() -> None:
    """No key is taken while the deletion waits: what it waits for may tell the first as well."""
    one, other = MentorFactory(), MentorFactory()
    ask = work_for(other, "ask")
    MentorshipFactory(mentor=one, learner=ReviewRequest.objects.get().learner)
    assert overlap(ask, lambda: delete_accounts(users=[one, other])) == []
    assert names_nobody(one)
    assert names_nobody(other)
