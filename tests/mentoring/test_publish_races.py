"""Publishing at the same moment as something else, on a database that runs them at once."""

import pytest
from django.db import connection

from accounts.models import User
from mentoring.claim_services import ClaimedByAnotherError, NotOpenError, claim
from mentoring.models import (
    Draft,
    Notice,
    Review,
    ReviewRequest,
    Side,
    ThreadEvent,
    ThreadEventKind,
)
from mentoring.request_services import withdraw
from mentoring.review_services import (
    CannotPublishError,
    StaleDraftError,
    publish,
    save_draft,
    withdraw_verdict,
)
from mentoring.written import Written
from progress.models import Verification
from tests.factories import DraftFactory, MentorFactory
from tests.mentoring.reviewing import GOOD, NOW, claimed, lapse
from tests.progress.test_concurrency import at_once, overlap

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
    ),
]

SCORES = {name.removeprefix("score_"): int(score) for name, score in GOOD.items()}
TEXT = Written(scores=SCORES, summary="What I wrote.", verdict="approved")


def holder(asked: ReviewRequest) -> User:
    assert asked.claimed_by is not None
    return asked.claimed_by


def put(asked: ReviewRequest, mentor: User) -> Review:
    return publish(request=asked, mentor=mentor, written=TEXT, now=NOW)


def published() -> list[str]:
    return list(Review.objects.values_list("summary", flat=True))


def test_eight_clicks_publish_once() -> None:
    asked = claimed()
    mentor = holder(asked)
    assert at_once(lambda _: put(asked, mentor), 8) == []
    assert (published(), Notice.objects.count(), Verification.objects.count()) == (
        ["What I wrote."],
        1,
        1,
    )


@pytest.mark.parametrize("first", ["publish", "withdraw"])
def test_publish_and_withdrawal_have_one_outcome_and_the_text_is_kept(first: str) -> None:
    asked = claimed()
    mentor, learner = holder(asked), asked.learner
    assert learner is not None
    DraftFactory(request=asked, mentor=mentor, summary="What I wrote.")
    acts = [
        lambda: put(asked, mentor),
        lambda: withdraw(request=asked, learner=learner, now=NOW),
    ]
    failures = overlap(*(acts if first == "publish" else acts[::-1]))
    asked.refresh_from_db()
    if first == "publish":
        assert failures == []
        assert (asked.status, published(), Draft.objects.count()) == (
            "answered",
            ["What I wrote."],
            0,
        )
    else:
        assert {type(failure) for failure in failures} == {CannotPublishError}
        assert (asked.status, published()) == ("withdrawn", [])
        assert [draft.summary for draft in Draft.objects.all()] == ["What I wrote."]
        assert not Verification.objects.exists()


def test_publish_and_withdrawal_let_loose_have_one_outcome() -> None:
    for _ in range(6):
        asked = claimed()
        mentor, learner = holder(asked), asked.learner
        assert learner is not None
        DraftFactory(request=asked, mentor=mentor, summary="What I wrote.")

        def act(
            number: int,
            asked: ReviewRequest = asked,
            mentor: User = mentor,
            learner: User = learner,
        ) -> None:
            if number:
                withdraw(request=asked, learner=learner, now=NOW)
            else:
                put(asked, mentor)

        failures = at_once(act, 2)
        asked.refresh_from_db()
        is_published = Review.objects.filter(request=asked).exists()
        assert asked.status == ("answered" if is_published else "withdrawn")
        assert is_published == (failures == [])
        # The text is in one place: the review, or the draft.
        assert Draft.objects.filter(request=asked).exists() != is_published


@pytest.mark.parametrize("first", ["publish", "claim"])
def test_publish_after_expiry_and_claim_by_another_have_one_outcome(first: str) -> None:
    asked, other = claimed(), MentorFactory()
    mentor = holder(asked)
    lapse(asked)
    acts = [
        lambda: put(asked, mentor),
        lambda: claim(request=asked, mentor=other, now=NOW),
    ]
    failures = overlap(*(acts if first == "publish" else acts[::-1]))
    asked.refresh_from_db()
    if first == "publish":
        assert {type(failure) for failure in failures} <= {ClaimedByAnotherError, NotOpenError}
        assert len(failures) == 1
        assert (asked.status, asked.claimed_by, published()) == (
            "answered",
            None,
            ["What I wrote."],
        )
    else:
        assert {type(failure) for failure in failures} == {CannotPublishError}
        assert (asked.status, asked.claimed_by, published()) == ("waiting", other, [])


def test_account_deleted_while_publishing_is_said() -> None:
    asked = claimed()
    mentor, learner = holder(asked), asked.learner
    assert learner is not None
    failures = overlap(lambda: User.objects.get(pk=learner.pk).delete(), lambda: put(asked, mentor))
    assert [str(failure) for failure in failures] == ["gone"]
    assert published() == []


def test_eight_withdrawals_of_a_verdict_are_one() -> None:
    asked = claimed()
    mentor = holder(asked)
    review = put(asked, mentor)

    def take_back(_: int) -> None:
        withdraw_verdict(review=review, by=mentor, side=Side.MENTOR, reason="Leak.", now=NOW)

    assert at_once(take_back, 8) == []
    kind = ThreadEventKind.VERDICT_WITHDRAWN
    assert (ThreadEvent.objects.filter(kind=kind).count(), Notice.objects.count()) == (1, 2)


def test_two_windows_that_save_first_at_once_lose_nothing() -> None:
    asked = claimed()
    mentor = holder(asked)

    def save(number: int) -> None:
        text = Written(summary=f"From {number}")
        save_draft(request=asked, mentor=mentor, written=text, now=NOW, seen=["new"])

    failures = at_once(save, 4)
    assert {type(failure) for failure in failures} == {StaleDraftError}
    assert (len(failures), Draft.objects.count()) == (3, 1)


def test_save_that_comes_with_publishing_leaves_no_draft() -> None:
    asked = claimed()
    mentor = holder(asked)
    text = Written(summary="Late")

    def save() -> None:
        save_draft(request=asked, mentor=mentor, written=text, now=NOW)

    failures = overlap(lambda: put(asked, mentor), save)
    assert len(failures) == 1
    assert (published(), Draft.objects.count()) == (["What I wrote."], 0)
