"""Makers of portfolios, requests and reviews."""

import datetime
import uuid

import factory
from factory.django import DjangoModelFactory

from mentoring.models import (
    Cohort,
    CohortMember,
    Draft,
    Mentorship,
    Message,
    Review,
    ReviewRequest,
    Side,
    Subject,
    Submission,
    Thread,
    Turn,
    Verdict,
)
from portfolio.models import Portfolio, ShareLink, ShownProject
from progress.models import Verification
from progress.snapshots import fingerprint_of, snapshot_of
from tests.factories.people import MentorFactory, ProjectFactory, UserFactory

# Two days before the day of the tests.
ASKED_AT = datetime.datetime(2026, 7, 20, 9, tzinfo=datetime.UTC)


class PortfolioFactory(DjangoModelFactory[Portfolio]):
    """Private, as a new one is."""

    class Meta:
        model = Portfolio

    user = factory.SubFactory(UserFactory)
    handle = factory.Sequence(lambda n: f"person-{n}")


class ShownProjectFactory(DjangoModelFactory[ShownProject]):
    class Meta:
        model = ShownProject

    portfolio = factory.SubFactory(PortfolioFactory)
    project = factory.SubFactory(ProjectFactory, user=factory.SelfAttribute("..portfolio.user"))
    order = factory.Sequence(int)


class ShareLinkFactory(DjangoModelFactory[ShareLink]):
    class Meta:
        model = ShareLink

    portfolio = factory.SubFactory(PortfolioFactory)
    recipient = factory.Sequence(lambda n: f"Recipient {n}")


class VerificationFactory(DjangoModelFactory[Verification]):
    """Of a project as it is now."""

    class Meta:
        model = Verification

    project = factory.SubFactory(ProjectFactory)
    user = factory.SelfAttribute("project.user")
    mentor = factory.SubFactory(MentorFactory)
    fingerprint = factory.LazyAttribute(lambda it: fingerprint_of(it.project))
    verified_at = ASKED_AT
    source = factory.LazyFunction(uuid.uuid4)


class CohortFactory(DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    name = factory.Sequence(lambda n: f"Cohort {n:05}")


class CohortMemberFactory(DjangoModelFactory[CohortMember]):
    class Meta:
        model = CohortMember

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)


class MentorshipFactory(DjangoModelFactory[Mentorship]):
    class Meta:
        model = Mentorship

    mentor = factory.SubFactory(MentorFactory)
    learner = factory.SubFactory(UserFactory)


class ThreadFactory(DjangoModelFactory[Thread]):
    """About a project that was sent and waits."""

    class Meta:
        model = Thread

    subject = Subject.PROJECT
    learner = factory.SubFactory(UserFactory)
    project = factory.SubFactory(ProjectFactory, user=factory.SelfAttribute("..learner"))
    turn = Turn.MENTOR
    turn_since = ASKED_AT


class SubmissionFactory(DjangoModelFactory[Submission]):
    """The thread's project as it is now."""

    class Meta:
        model = Submission

    thread = factory.SubFactory(ThreadFactory)
    learner = factory.SelfAttribute("thread.learner")
    version = factory.LazyAttribute(lambda it: it.thread.submissions.count() + 1)
    title = factory.SelfAttribute("thread.project.title")
    content = factory.LazyAttribute(lambda it: snapshot_of(it.thread.project))
    fingerprint = factory.LazyAttribute(lambda it: fingerprint_of(it.thread.project))
    frozen_at = ASKED_AT


class ReviewRequestFactory(DjangoModelFactory[ReviewRequest]):
    """Waits, and nobody has claimed it. Give `by` (a learner), `work` (a project) or neither."""

    class Meta:
        model = ReviewRequest

    class Params:
        by = factory.SubFactory(UserFactory)
        work = factory.SubFactory(ProjectFactory, user=factory.SelfAttribute("..by"))

    submission = factory.SubFactory(
        SubmissionFactory,
        thread__learner=factory.SelfAttribute("...work.user"),
        thread__project=factory.SelfAttribute("...work"),
    )
    thread = factory.SelfAttribute("submission.thread")
    subject = factory.SelfAttribute("thread.subject")
    learner = factory.SelfAttribute("thread.learner")
    project = factory.SelfAttribute("thread.project")
    stage = factory.SelfAttribute("submission.stage")
    requested_at = ASKED_AT


class DraftFactory(DjangoModelFactory[Draft]):
    class Meta:
        model = Draft

    request = factory.SubFactory(ReviewRequestFactory)
    mentor = factory.SubFactory(MentorFactory)
    saved_at = ASKED_AT


class ReviewFactory(DjangoModelFactory[Review]):
    """Asks for changes; its request is answered."""

    class Meta:
        model = Review

    request = factory.SubFactory(
        ReviewRequestFactory, status="answered", settled_at=ASKED_AT + datetime.timedelta(days=1)
    )
    mentor = factory.SubFactory(MentorFactory)
    summary = "One thing to keep, one to change."
    verdict = Verdict.CHANGES
    published_at = ASKED_AT + datetime.timedelta(days=1)


class MessageFactory(DjangoModelFactory[Message]):
    class Meta:
        model = Message

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SelfAttribute("thread.learner")
    side = Side.LEARNER
    text = "A question."
    at = ASKED_AT
