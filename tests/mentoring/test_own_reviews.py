"""A project says what came of asking for a review, and leads to it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.models import Thread, Verdict
from tests.factories import ProjectFactory, UserFactory
from tests.factories.mentoring import ReviewFactory, ReviewRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> User:
    return UserFactory()


def pages_of(learner: User) -> list[str]:
    """The list of projects and the page of the only one, as their owner reads them."""
    client = Client()
    client.force_login(learner)
    detail = reverse("progress:project", args=[learner.projects.get().pk])
    return [client.get(it).content.decode() for it in (reverse("progress:projects"), detail)]


def leads_to(thread: Thread) -> str:
    return f'href="{thread.get_absolute_url()}"'


def test_waiting(learner: User) -> None:
    ReviewRequestFactory(by=learner)
    for page in pages_of(learner):
        assert leads_to(learner.threads.get()) in page
        assert "Waiting for a mentor" in page


def test_verdict(learner: User) -> None:
    ReviewFactory(request__by=learner, verdict=Verdict.CHANGES)
    for page in pages_of(learner):
        assert leads_to(learner.threads.get()) in page
        assert "Changes requested" in page


def test_of_others_nothing_is_said(learner: User) -> None:
    ProjectFactory(user=learner)
    other = ReviewFactory(request__by=UserFactory(), verdict=Verdict.CHANGES)
    for page in pages_of(learner):
        assert leads_to(other.request.thread) not in page
        assert "Changes requested" not in page
