"""Asking from many places at once, on a database that really runs them at once."""

import datetime

import pytest
from django.conf import settings as site
from django.db import connection

from mentoring import request_services
from mentoring.models import Notice, ReviewRequest, Submission, SubmissionImage, Thread, ThreadEvent
from progress.models import Project
from progress.project_services import delete_image, delete_project
from tests.factories import (
    MentorFactory,
    PortfolioFactory,
    ProjectFactory,
    ProjectImageFactory,
    ShownProjectFactory,
)
from tests.progress.test_concurrency import at_once, overlap

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
    ),
]


def ask(project: Project) -> ReviewRequest:
    return request_services.ask_project(
        learner=project.user, project=project, look="full", question="", now=NOW
    )


def files() -> int:
    return len(list((site.MEDIA_ROOT / "submissions").glob("*")))


def test_eight_requests_for_one_project_at_once_are_one() -> None:
    MentorFactory()
    project = ProjectFactory()
    ProjectImageFactory.create_batch(2, project=project)
    failures = at_once(lambda _: ask(project), 8)
    assert [type(failure) for failure in failures] == [request_services.UnderWayError] * 7
    thread = Thread.objects.get()
    assert {failure.thread for failure in failures} == {thread}  # type: ignore[attr-defined]
    assert (ReviewRequest.objects.count(), Submission.objects.count()) == (1, 1)
    assert (ThreadEvent.objects.count(), Notice.objects.count()) == (1, 1)
    assert (SubmissionImage.objects.count(), files()) == (2, 2)


def test_eight_requests_for_one_portfolio_at_once_are_one() -> None:
    portfolio = PortfolioFactory()
    ShownProjectFactory(portfolio=portfolio)

    def send(_: int) -> None:
        request_services.ask_portfolio(
            learner=portfolio.user,
            portfolio=portfolio,
            look="full",
            question="",
            now=NOW,
            today=NOW.date(),
        )

    failures = at_once(send, 8)
    assert [type(failure) for failure in failures] == [request_services.UnderWayError] * 7
    assert (ReviewRequest.objects.count(), Submission.objects.count()) == (1, 1)
    assert Thread.objects.count() == 1


def test_eight_withdrawals_at_once_are_one() -> None:
    request = ask(ProjectFactory())
    results: list[bool] = []

    def take_back(_: int) -> None:
        assert request.learner
        results.append(request_services.withdraw(request=request, learner=request.learner, now=NOW))

    assert at_once(take_back, 8) == []
    assert sorted(results) == [False] * 7 + [True]
    assert ThreadEvent.objects.filter(kind="withdrawn").count() == 1


def test_picture_that_goes_while_it_is_asked_stays_in_the_version() -> None:
    project = ProjectFactory()
    image = ProjectImageFactory(project=project)
    with image.image.open("rb") as file:
        content = file.read()
    assert overlap(lambda: ask(project), lambda: delete_image(image=image)) == []
    with SubmissionImage.objects.get().image.open("rb") as file:
        assert file.read() == content


def test_project_that_goes_first_is_not_asked_for() -> None:
    project = ProjectFactory()
    ProjectImageFactory(project=project)
    failures = overlap(lambda: delete_project(project=project), lambda: ask(project))
    assert [type(failure) for failure in failures] == [Project.DoesNotExist]
    assert (Thread.objects.count(), files()) == (0, 0)


def test_project_that_goes_after_leaves_its_request() -> None:
    project = ProjectFactory()
    assert overlap(lambda: ask(project), lambda: delete_project(project=project)) == []
    request = ReviewRequest.objects.get()
    assert (request.project, request.status, request.thread.project) == (None, "waiting", None)
