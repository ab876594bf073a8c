"""What the tests of writing reviews have in common."""

import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.models import ReviewRequest, ThreadEvent, ThreadEventKind
from tests.factories import MentorFactory, ReviewRequestFactory

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
GOOD = {
    "score_problem": "3",
    "score_modelling": "3",
    "score_evaluation": "3",
    "score_deployment": "0",
    "score_reproducibility": "2",
    "score_communication": "4",
}


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


def claimed(mentor: User | None = None, **values: Any) -> ReviewRequest:
    """A request that a mentor holds for two more days."""
    mentor = mentor or MentorFactory()
    asked: ReviewRequest = ReviewRequestFactory(
        **{
            "claimed_by": mentor,
            "claimed_at": NOW - datetime.timedelta(days=1),
            "claim_expires_at": NOW + datetime.timedelta(days=2),
        }
        | values
    )
    ThreadEvent.objects.create(
        thread=asked.thread,
        kind=ThreadEventKind.CLAIMED,
        at=NOW - datetime.timedelta(days=1),
        actor=mentor,
        side="mentor",
        request=asked,
    )
    return asked


def lapse(asked: ReviewRequest) -> None:
    asked.claim_expires_at = NOW - datetime.timedelta(minutes=1)
    asked.save()


def settle(asked: ReviewRequest, status: str = "withdrawn") -> None:
    """As the learner's withdrawal and another mentor's review do."""
    asked.status, asked.settled_at = status, NOW
    asked.claimed_by = asked.claimed_at = asked.claim_expires_at = None
    asked.save()


def url(name: str, asked: ReviewRequest) -> str:
    return reverse(f"mentoring:{name}", args=[asked.pk])
