"""The makers of rows for tests make rows that hold together."""

import pytest

from tests.factories import (
    DraftFactory,
    MessageFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    ShownProjectFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db


def test_a_request_is_of_one_learner_and_one_project() -> None:
    learner = UserFactory()
    request = ReviewRequestFactory(by=learner)
    assert request.learner == request.project.user == request.submission.learner == learner
    project = ProjectFactory()
    request = ReviewRequestFactory(work=project)
    assert request.project == request.thread.project == project
    assert request.learner == project.user
    request.full_clean()


def test_the_others_stand_on_it() -> None:
    assert ReviewFactory().request.status == "answered"
    assert DraftFactory().mentor.is_mentor
    assert MessageFactory().author is not None
    assert ShownProjectFactory().project.user is not None
    assert VerificationFactory().user is not None
