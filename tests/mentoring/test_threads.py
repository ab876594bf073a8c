"""Conversations: who writes when, whose turn it then is, who closes, reports and blocks."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from mentoring import claim_services, request_services, thread_services
from mentoring.models import (
    Block,
    Look,
    Message,
    Notice,
    NoticeKind,
    Report,
    Review,
    ReviewRequest,
    Side,
    Thread,
    ThreadEvent,
    ThreadEventKind,
    Turn,
    Verdict,
)
from mentoring.review_services import publish, withdraw_verdict
from mentoring.thread_page import turn_of
from mentoring.thread_services import Refused
from mentoring.written import Written
from progress.models import Project
from tests.factories import ProjectFactory, UserFactory
from tests.factories.mentoring import (
    MessageFactory,
    ReviewFactory,
    ReviewRequestFactory,
    ThreadFactory,
)
from tests.factories.people import MentorFactory

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 7, number, 9, tzinfo=datetime.UTC)


def post(thread: Thread, author: Any, text: str = "Hello", **changes: Any) -> tuple[Message, bool]:
    thread = Thread.objects.get(pk=thread.pk)
    answers: dict[str, Any] = {"submission": uuid.uuid4(), "now": NOW} | changes
    return thread_services.post_message(thread=thread, author=author, text=text, **answers)


def reviewed(verdict: Verdict = Verdict.CHANGES, **changes: Any) -> Any:
    """A published review, and its thread as publishing leaves it."""
    review = ReviewFactory(verdict=verdict, **changes)
    thread = review.request.thread
    thread.mentor, thread.turn, thread.turn_since = review.mentor, Turn.LEARNER, review.published_at
    thread.save()
    return review


def held(mentor: Any, **changes: Any) -> Any:
    return ReviewRequestFactory(
        claimed_by=mentor,
        claimed_at=NOW,
        claim_expires_at=NOW + datetime.timedelta(days=3),
        **changes,
    )


# --- Writing -------------------------------------------------------------------------------


def test_learner_writes_to_the_mentor() -> None:
    review = reviewed()
    thread, mentor = review.request.thread, review.mentor
    message, is_new = post(thread, thread.learner, "Done.")
    assert is_new
    assert (message.side, message.text, message.at) == (Side.LEARNER, "Done.", NOW)
    thread.refresh_from_db()
    assert (thread.turn, thread.turn_since) == (Turn.MENTOR, NOW)
    assert list(Notice.objects.values_list("recipient", "kind", "cause", "address", "text")) == [
        (
            mentor.pk,
            NoticeKind.YOUR_TURN,
            f"message-{message.pk}",
            f"{thread.get_absolute_url()}#message-{message.pk}",
            f"{thread.learner.name} wrote to you about “{review.request.title}”",
        )
    ]


def test_mentor_writes_to_the_learner() -> None:
    review = reviewed(Verdict.APPROVED)
    thread, mentor = review.request.thread, review.mentor
    Thread.objects.update(turn=Turn.NOBODY)
    message, _ = post(thread, mentor)
    thread.refresh_from_db()
    assert (message.side, thread.turn, thread.turn_since) == (Side.MENTOR, Turn.LEARNER, NOW)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [thread.learner_id]


def test_holder_asks_before_the_review_and_it_stays_the_mentors_turn() -> None:
    mentor = MentorFactory()
    request = held(mentor)
    thread = request.thread
    post(thread, mentor)
    post(thread, thread.learner)
    thread.refresh_from_db()
    assert (thread.turn, thread.turn_since) == (Turn.MENTOR, request.requested_at)
    assert list(Notice.objects.order_by("pk").values_list("recipient", flat=True)) == [
        thread.learner_id,
        mentor.pk,
    ]


def test_learner_adds_to_a_request_that_nobody_holds_and_nobody_is_told() -> None:
    thread = ReviewRequestFactory().thread
    assert post(thread, thread.learner)[1]
    assert not Notice.objects.exists()


def test_same_form_twice_is_one_message() -> None:
    thread = reviewed().request.thread
    once = uuid.uuid4()
    first, is_new = post(thread, thread.learner, submission=once)
    again, is_new_again = post(thread, thread.learner, submission=once)
    assert (first, is_new, is_new_again) == (again, True, False)
    assert (Message.objects.count(), Notice.objects.count()) == (1, 1)


def test_number_of_somebody_elses_form_does_not_swallow_a_message() -> None:
    review = reviewed()
    thread, once = review.request.thread, uuid.uuid4()
    post(thread, thread.learner, "Mine", submission=once)
    post(thread, review.mentor, "Theirs", submission=once)
    assert sorted(Message.objects.values_list("text", flat=True)) == ["Mine", "Theirs"]


def _close(review: Any) -> None:
    Thread.objects.update(closed_at=NOW)


def _block(review: Any) -> None:
    Block.objects.create(by=review.mentor, person=review.request.learner)


def _block_back(review: Any) -> None:
    Block.objects.create(by=review.request.learner, person=review.mentor)


def _lose_learner(review: Any) -> None:
    review.request.learner.delete()


def _lose_mentor(review: Any) -> None:
    review.mentor.delete()


def _dismiss_mentor(review: Any) -> None:
    review.mentor.groups.clear()


@pytest.mark.parametrize(
    ("change", "to_learner", "to_mentor"),
    [
        (_close, thread_services.CLOSED_OWN, thread_services.CLOSED),
        (_block, thread_services.BLOCKED, thread_services.BLOCKED),
        (_block_back, thread_services.BLOCKED, thread_services.BLOCKED),
        (_lose_learner, None, thread_services.LEARNER_GONE),
        (_lose_mentor, thread_services.MENTOR_GONE, None),
        (_dismiss_mentor, thread_services.MENTOR_GONE, thread_services.NO_LONGER_HERE),
    ],
)
def test_refused_in_words(
    change: Callable[[Any], None], to_learner: str | None, to_mentor: str | None
) -> None:
    review = reviewed()
    thread = review.request.thread
    people = [(thread.learner_id, to_learner), (review.mentor_id, to_mentor)]
    change(review)
    for key, reason in people:
        if reason:
            with pytest.raises(Refused) as refused:
                post(thread, User.objects.get(pk=key))
            assert refused.value.reason == reason
    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_claim_that_ran_out_while_typing_is_refused() -> None:
    mentor = MentorFactory()
    thread = held(mentor).thread
    with pytest.raises(Refused) as refused:
        post(thread, mentor, now=NOW + datetime.timedelta(days=3))
    assert refused.value.reason == str(thread_services.NO_LONGER_HERE)


def test_nobody_reads_after_the_only_request_was_withdrawn() -> None:
    request = ReviewRequestFactory(status="withdrawn", settled_at=NOW)
    with pytest.raises(Refused) as refused:
        post(request.thread, request.learner)
    assert refused.value.reason == str(thread_services.NOBODY_READS)


def test_other_mentor_reads_for_one_who_is_blocked() -> None:
    """The learner parted from the first reviewer and asked again; the new holder is told."""
    review, holder = reviewed(), MentorFactory()
    thread = review.request.thread
    Block.objects.create(by=thread.learner, person=review.mentor)
    held(holder, submission=review.request.submission)
    post(thread, thread.learner)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [holder.pk]


def test_whoever_reviews_the_new_version_reads_and_not_who_reviewed_the_last() -> None:
    review, holder = reviewed(), MentorFactory()
    thread = review.request.thread
    held(holder, submission=review.request.submission)
    post(thread, holder, "Where is the data?")
    post(thread, thread.learner, "In the repository.")
    assert list(Notice.objects.order_by("pk").values_list("recipient", flat=True)) == [
        thread.learner_id,
        holder.pk,
    ]


# --- Whose turn ----------------------------------------------------------------------------


class Story:
    """A learner, a mentor and a project, and what they do on the days of July."""

    def __init__(self) -> None:
        self.learner, self.mentor = UserFactory(), MentorFactory()
        self.project: Project = ProjectFactory(user=self.learner)

    def do(self, act: str, at: datetime.datetime) -> None:
        if act == "ask":
            self.request = request_services.ask_project(
                learner=self.learner, project=self.project, look=Look.FULL, question="", now=at
            )
        elif act == "withdraw":
            request_services.withdraw(request=self.request, learner=self.learner, now=at)
        elif act == "claim":
            claim_services.claim(request=self.request, mentor=self.mentor, now=at)
        elif act in {"learner writes", "mentor writes"}:
            author = self.learner if act == "learner writes" else self.mentor
            post(self.thread, author, now=at)
        elif act == "close":
            thread_services.close(thread=self.thread, now=at)
        elif act == "take back":
            review = Review.objects.latest("pk")
            withdraw_verdict(review=review, by=self.mentor, side=Side.MENTOR, reason="No", now=at)
        else:
            scores = {"problem": 3, "modelling": 3, "evaluation": 3, "communication": 3}
            scores |= {"deployment": 0, "reproducibility": 0}
            self.request.refresh_from_db()
            written = Written(summary="Read.", verdict=act, scores=scores, reason="Too long")
            publish(request=self.request, mentor=self.mentor, written=written, now=at)

    @property
    def thread(self) -> Thread:
        return Thread.objects.get(project=self.project)


@pytest.mark.parametrize(
    ("acts", "turn", "since"),
    [
        ("ask", Turn.MENTOR, 1),
        ("ask, withdraw", Turn.NOBODY, 2),
        ("ask, claim", Turn.MENTOR, 1),
        ("ask, learner writes", Turn.MENTOR, 1),
        ("ask, claim, mentor writes", Turn.MENTOR, 1),
        ("ask, claim, mentor writes, learner writes", Turn.MENTOR, 1),
        ("ask, claim, changes", Turn.LEARNER, 3),
        ("ask, claim, small-fixes", Turn.LEARNER, 3),
        ("ask, claim, approved", Turn.NOBODY, 3),
        ("ask, claim, cannot", Turn.NOBODY, 3),
        ("ask, claim, changes, mentor writes", Turn.LEARNER, 3),
        ("ask, claim, changes, learner writes", Turn.MENTOR, 4),
        ("ask, claim, changes, learner writes, learner writes", Turn.MENTOR, 4),
        ("ask, claim, changes, learner writes, mentor writes", Turn.LEARNER, 5),
        ("ask, claim, approved, learner writes", Turn.MENTOR, 4),
        ("ask, claim, approved, mentor writes", Turn.LEARNER, 4),
        ("ask, claim, changes, ask", Turn.MENTOR, 4),
        ("ask, claim, changes, ask, mentor writes", Turn.MENTOR, 4),
        ("ask, claim, changes, ask, claim, approved", Turn.NOBODY, 6),
        ("ask, claim, changes, close", Turn.NOBODY, 4),
        ("ask, claim, approved, close", Turn.NOBODY, 3),
        ("ask, claim, changes, close, ask", Turn.MENTOR, 5),
    ],
)
def test_turn_and_since_when(acts: str, turn: Turn, since: int) -> None:
    story = Story()
    for number, act in enumerate(acts.split(", "), start=1):
        story.do(act, day(number))
    assert (story.thread.turn, story.thread.turn_since) == (turn, day(since))


@pytest.mark.parametrize(
    ("turn", "waiting", "closed", "to_learner", "to_mentor"),
    [
        (Turn.LEARNER, False, False, ("Your turn", None), ("With Ada", 2)),
        (Turn.MENTOR, False, False, ("With Grace", 2), ("Your turn", None)),
        (Turn.MENTOR, True, False, ("With the mentors", 2), ("Your turn", None)),
        (Turn.NOBODY, False, False, ("Nobody’s turn", None), ("Nobody’s turn", None)),
        (Turn.NOBODY, False, True, ("Closed", None), ("Closed", None)),
    ],
)
def test_turn_in_words(
    turn: Turn,
    waiting: bool,
    closed: bool,
    to_learner: tuple[str, int | None],
    to_mentor: tuple[str, int | None],
) -> None:
    thread = ThreadFactory(
        learner=UserFactory(display_name="Ada"),
        mentor=MentorFactory(display_name="Grace"),
        turn=turn,
        turn_since=day(20),
        closed_at=day(21) if closed else None,
    )
    said = {}
    for reader in (thread.learner, thread.mentor):
        line = turn_of(thread, reader, waiting=waiting, today=TODAY)
        assert line.since == day(21 if closed else 20).date()
        assert line.is_mine == (line.who == "Your turn")
        said[reader] = (line.who, line.days)
    assert said == {thread.learner: to_learner, thread.mentor: to_mentor}


def test_turn_of_a_colleague_is_not_mine() -> None:
    colleague = MentorFactory()
    thread = ThreadFactory(mentor=MentorFactory(display_name="Grace"), turn=Turn.MENTOR)
    line = turn_of(thread, colleague, waiting=False, today=TODAY)
    assert (line.who, line.is_mine) == ("With Grace", False)


# --- Closing -------------------------------------------------------------------------------


def test_close_once() -> None:
    thread = reviewed().request.thread
    assert thread_services.close(thread=thread, now=NOW)
    assert not thread_services.close(thread=thread, now=NOW + datetime.timedelta(days=1))
    thread.refresh_from_db()
    assert (thread.closed_at, thread.turn, thread.turn_since) == (NOW, Turn.NOBODY, NOW)
    events = ThreadEvent.objects.values_list("kind", "actor", "side", "at")
    assert list(events) == [(ThreadEventKind.CLOSED, thread.learner_id, Side.LEARNER, NOW)]


def test_close_is_refused_while_a_request_waits() -> None:
    request = ReviewRequestFactory()
    with pytest.raises(Refused) as refused:
        thread_services.close(thread=request.thread, now=NOW)
    assert refused.value.reason == str(thread_services.STILL_WAITING)
    request.refresh_from_db()
    assert (request.status, request.thread.closed_at) == ("waiting", None)
    assert not ThreadEvent.objects.exists()


# --- Reporting -----------------------------------------------------------------------------


def test_one_open_report_of_a_person_and_thread() -> None:
    review = reviewed()
    thread, learner = review.request.thread, review.request.learner
    first = thread_services.report(thread=thread, reporter=learner, reason="Rude", now=NOW)
    again = thread_services.report(thread=thread, reporter=learner, reason="Rude", now=NOW)
    assert first == again
    with pytest.raises(Refused):
        thread_services.report(thread=thread, reporter=learner, reason="More", now=NOW)
    thread_services.report(thread=thread, reporter=review.mentor, reason="Other side", now=NOW)
    Report.objects.update(resolved_at=NOW)
    thread_services.report(thread=thread, reporter=learner, reason="Again", now=NOW)
    assert sorted(Report.objects.values_list("reason", flat=True)) == [
        "Again",
        "Other side",
        "Rude",
    ]


# --- Blocking ------------------------------------------------------------------------------


@pytest.mark.parametrize("by_learner", [True, False])
def test_block_gives_a_claim_back(by_learner: bool) -> None:
    mentor = MentorFactory()
    request = held(mentor)
    learner = request.learner
    by, person = (learner, mentor) if by_learner else (mentor, learner)
    others = held(MentorFactory(), by=learner), held(mentor)
    assert thread_services.block(by=by, person=person, now=NOW)
    assert not thread_services.block(by=by, person=person, now=NOW)
    assert list(Block.objects.values_list("by", "person")) == [(by.pk, person.pk)]
    request.refresh_from_db()
    assert (request.status, request.claimed_by, request.claimed_at, request.claim_expires_at) == (
        "waiting",
        None,
        None,
        None,
    )
    events = ThreadEvent.objects.values_list("thread", "request", "kind", "actor", "side")
    assert list(events) == [
        (request.thread_id, request.pk, ThreadEventKind.RELEASED, mentor.pk, Side.MENTOR)
    ]
    for other in others:
        other.refresh_from_db()
        assert other.holder(NOW) is not None
    assert not ReviewRequest.objects.open_to(mentor).filter(learner=learner).exists()


def test_block_of_an_expired_claim_says_nothing() -> None:
    mentor = MentorFactory()
    request = held(mentor)
    later = NOW + datetime.timedelta(days=4)
    thread_services.block(by=request.learner, person=mentor, now=later)
    request.refresh_from_db()
    assert request.claimed_by is None
    assert not ThreadEvent.objects.exists()


def test_nobody_blocks_themselves_or_who_is_gone() -> None:
    person, gone = UserFactory(), UserFactory()
    User.objects.filter(pk=gone.pk).delete()
    assert not thread_services.block(by=person, person=person, now=NOW)
    assert not thread_services.block(by=person, person=gone, now=NOW)
    assert not Block.objects.exists()


def test_people_to_block_are_the_other_side() -> None:
    review, holder, writer = reviewed(), MentorFactory(), MentorFactory()
    thread = review.request.thread
    held(holder, submission=review.request.submission)
    MessageFactory(thread=thread, author=writer, side=Side.MENTOR)
    reviewed()  # a stranger's
    people = thread_services.people_to_block(thread, thread.learner, NOW)
    assert sorted(people, key=lambda person: person.pk) == sorted(
        [review.mentor, holder, writer], key=lambda person: person.pk
    )
    Block.objects.create(by=thread.learner, person=holder)
    left = thread_services.left_to_block(thread, thread.learner, NOW)
    assert sorted(person.pk for person in left) == sorted([review.mentor.pk, writer.pk])
    assert thread_services.people_to_block(thread, review.mentor, NOW) == [thread.learner]
