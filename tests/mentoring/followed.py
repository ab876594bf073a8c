"""Learners with plans and the people around them, for tests of what mentors see."""

import datetime
from typing import Any

from django.test import Client

from accounts.models import User
from mentoring.models import Block
from progress.models import StepEvent
from roadmap.models import Step
from tests.factories import (
    CohortMemberFactory,
    MentorshipFactory,
    PlanFactory,
    StepFactory,
    UserFactory,
)

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def client_of(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


def learner_of(mentor: User, name: str = "", began: int = 20, **plan: Any) -> User:
    """Assigned to the mentor, with a plan that began some days ago."""
    learner: User = UserFactory(display_name=name)
    MentorshipFactory(mentor=mentor, learner=learner)
    PlanFactory(user=learner, start_date=ago(began), **plan)
    return learner


def moved(learner: User, days: int, **fields: Any) -> StepEvent:
    """A step moved so many days ago, at noon in UTC."""
    step = fields.pop("step", None) or Step.objects.first() or StepFactory()
    return StepEvent.objects.create(
        user=learner,
        step=step,
        step_title=step.title,
        at=NOW - datetime.timedelta(days=days),
        **{"from_status": "todo", "to_status": "doing", **fields},
    )


def relate(kind: str, mentor: User, learner: User, cohort: Any = None) -> None:
    """Bring the two into a relation by its name."""
    if kind == "assigned":
        MentorshipFactory(mentor=mentor, learner=learner)
    if kind == "cohort":
        cohort.mentors.add(mentor)
        CohortMemberFactory(cohort=cohort, user=learner)


def block(by: User, person: User) -> Block:
    return Block.objects.create(by=by, person=person)
