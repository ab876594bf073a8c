"""Makers of people and what is theirs."""

import datetime
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory, ImageField, Password

from accounts.models import MENTORS, User
from progress.models import (
    CourseLog,
    Evidence,
    Pause,
    Plan,
    Project,
    ProjectImage,
    StepState,
    StepStatus,
    StudySession,
)
from tests.factories.content import CourseFactory, StepFactory

PASSWORD = "a long enough pass phrase"  # noqa: S105 - the password of people in tests


class UserFactory(DjangoModelFactory[User]):
    """A plain learner."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = Password(PASSWORD)


class MentorFactory(UserFactory):
    """A member of the group of mentors."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    display_name = factory.Sequence(lambda n: f"Mentor {n:05}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        user: User = super()._create(model_class, *args, **kwargs)
        user.groups.add(Group.objects.get_or_create(name=MENTORS)[0])
        return user


class PlanFactory(DjangoModelFactory[Plan]):
    class Meta:
        model = Plan

    user = factory.SubFactory(UserFactory)
    start_date = datetime.date(2026, 3, 16)
    hours_per_week = 10


class StepStateFactory(DjangoModelFactory[StepState]):
    """A finished step."""

    class Meta:
        model = StepState

    user = factory.SubFactory(UserFactory)
    step = factory.SubFactory(StepFactory)
    status = StepStatus.DONE
    done_on = factory.Maybe(
        factory.LazyAttribute(lambda state: state.status == StepStatus.DONE),
        yes_declaration=datetime.date(2026, 4, 1),
        no_declaration=None,
    )
    first_done_on = factory.SelfAttribute("done_on")


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    user = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Project {n:05}")
    summary = "What it does."


class ProjectImageFactory(DjangoModelFactory[ProjectImage]):
    """A small picture, with its file."""

    class Meta:
        model = ProjectImage

    project = factory.SubFactory(ProjectFactory)
    image = ImageField(width=60, height=40)
    alt = "A chart"


class PauseFactory(DjangoModelFactory[Pause]):
    """Lasts until it is ended."""

    class Meta:
        model = Pause

    plan = factory.SubFactory(PlanFactory)
    start = datetime.date(2026, 7, 1)


class EvidenceFactory(DjangoModelFactory[Evidence]):
    class Meta:
        model = Evidence

    user = factory.SubFactory(UserFactory)
    step = factory.SubFactory(StepFactory)
    url = factory.Sequence(lambda n: f"https://example.com/work/{n}")


class CourseLogFactory(DjangoModelFactory[CourseLog]):
    """A course that is planned."""

    class Meta:
        model = CourseLog

    user = factory.SubFactory(UserFactory)
    course = factory.SubFactory(CourseFactory)


class StudySessionFactory(DjangoModelFactory[StudySession]):
    """An hour."""

    class Meta:
        model = StudySession

    user = factory.SubFactory(UserFactory)
    day = datetime.date(2026, 7, 20)
    minutes = 60
