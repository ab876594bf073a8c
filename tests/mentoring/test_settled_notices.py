"""What told mentors of a request is over once the request is, or for whoever has claimed it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from accounts.models import User
from mentoring import claim_services, mailing, request_services, review_services
from mentoring.mailing import Outcome
from mentoring.models import Mailing, Notice, NoticeKind, Review, ReviewRequest, Verdict
from mentoring.notify import notify, settle
from mentoring.written import Written
from tests.factories import MentorFactory, ReviewRequestFactory
from tests.mentoring.reviewing import NOW, claimed

pytestmark = pytest.mark.django_db
KIND = NoticeKind.REQUEST_RECEIVED
EARLIER = NOW - datetime.timedelta(hours=3)


def tell(asked: ReviewRequest, *people: User) -> None:
    notify(
        kind=KIND,
        recipients=people,
        cause=f"request-{asked.pk}",
        text=f"Somebody asks for a review of {asked.title}",
        address=f"/mentor/requests/{asked.pk}/",
        at=EARLIER,
        actor=asked.learner,
    )


def unread() -> set[tuple[User, str]]:
    return {
        (notice.recipient, notice.cause) for notice in Notice.objects.unread().filter(kind=KIND)
    }


def publish(asked: ReviewRequest) -> Review:
    written = Written(summary="A summary.", verdict=Verdict.CANNOT, reason="conflict")
    assert asked.claimed_by is not None
    return review_services.publish(request=asked, mentor=asked.claimed_by, written=written, now=NOW)


def withdraw(asked: ReviewRequest) -> bool:
    assert asked.learner is not None
    return request_services.withdraw(request=asked, learner=asked.learner, now=NOW)


@pytest.mark.parametrize("end", [publish, withdraw])
def test_settled_request_is_no_news_for_anybody(
    end: Callable[[ReviewRequest], Any], mailoutbox: list[EmailMessage]
) -> None:
    one, two = MentorFactory(), MentorFactory()
    asked, other = claimed(), ReviewRequestFactory()
    tell(asked, one, two)
    tell(other, one)
    assert end(asked)
    assert unread() == {(one, f"request-{other.pk}")}
    told = Notice.objects.filter(cause=f"request-{asked.pk}")
    assert [notice.read_at for notice in told] == [NOW, NOW]
    assert mailing.send(recipient=two.pk, kind=KIND, now=NOW) == Outcome.NOTHING_DUE
    assert mailing.send(recipient=one.pk, kind=KIND, now=NOW) == Outcome.SENT
    (mail,) = mailoutbox
    assert f"/mentor/requests/{other.pk}/" in str(mail.body)
    assert f"/mentor/requests/{asked.pk}/" not in str(mail.body)


def test_claim_settles_it_for_the_claimer_alone() -> None:
    one, two, asked = MentorFactory(), MentorFactory(), ReviewRequestFactory()
    tell(asked, one, two)
    assert claim_services.claim(request=asked, mentor=one, now=NOW)
    assert unread() == {(two, f"request-{asked.pk}")}


def test_claim_that_fails_settles_nothing() -> None:
    asked, late = claimed(), MentorFactory()
    tell(asked, late)
    with pytest.raises(claim_services.ClaimedByAnotherError):
        claim_services.claim(request=asked, mentor=late, now=NOW)
    assert unread() == {(late, f"request-{asked.pk}")}


def test_what_was_mailed_is_over_too_and_what_was_read_stays() -> None:
    mailed, reader, asked = MentorFactory(), MentorFactory(), claimed()
    tell(asked, mailed, reader)
    mail = Mailing.objects.create(recipient=mailed, kind=KIND, day=EARLIER.date(), begun_at=EARLIER)
    Notice.objects.filter(recipient=mailed).update(mailing=mail)
    Notice.objects.filter(recipient=reader).update(read_at=EARLIER)
    withdraw(asked)
    assert Notice.objects.get(recipient=mailed).read_at == NOW
    assert Notice.objects.get(recipient=reader).read_at == EARLIER


def test_another_kind_with_the_same_cause_is_other_news() -> None:
    person, asked = MentorFactory(), ReviewRequestFactory()
    tell(asked, person)
    settle(kind=NoticeKind.YOUR_TURN, cause=f"request-{asked.pk}", at=NOW)
    settle(kind=KIND, cause=f"request-{asked.pk}0", at=NOW)
    settle(kind=KIND, cause=f"request-{asked.pk}", at=NOW, recipient=MentorFactory())
    assert unread() == {(person, f"request-{asked.pk}")}


def test_withdrawal_that_is_undone_leaves_the_news() -> None:
    person, asked = MentorFactory(), ReviewRequestFactory()
    tell(asked, person)

    def fail() -> None:
        with transaction.atomic():
            withdraw(asked)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert unread() == {(person, f"request-{asked.pk}")}
