"""Staff of each kind, and one row of all that the admin has, for tests of what staff may do."""

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from courses.models import Provider
from mentoring.models import Block, MentorInvitation, Report
from roadmap.models import Publication, StepChange, Strategy
from roles.models import Industry
from skills.models import SavedFilter
from tests.factories import (
    CohortFactory,
    CourseFactory,
    EditionFactory,
    MentorshipFactory,
    PlanFactory,
    PlatformFactory,
    PortfolioFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    RoleFactory,
    SalaryBandFactory,
    SkillAreaFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    ThreadFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, moved

EDITORS = "Content editors"
MANAGERS = "Community managers"
GROUP_OF = {"editor": EDITORS, "manager": MANAGERS, "plain": ""}
migration = import_module("mentoring.migrations.0002_staff_groups")


def make_groups() -> None:
    """As the migration does. A test that empties the tables takes the groups along."""
    migration.make_groups(apps, SimpleNamespace(connection=connection))


def staff(kind: str) -> User:
    person: User = UserFactory(is_staff=True)
    if GROUP_OF[kind]:
        person.groups.add(Group.objects.get(name=GROUP_OF[kind]))
    return person


def _content(model: type[models.Model], **fields: Any) -> Callable[[], models.Model]:
    return lambda: model._default_manager.create(slug="a-row", title="A row", **fields)


ROWS: dict[str, Callable[[], models.Model]] = {
    "account.EmailAddress": lambda: EmailAddress.objects.create(user=UserFactory(), email="a@b.c"),
    "accounts.User": UserFactory,
    "auth.Group": lambda: Group.objects.create(name="Others"),
    "courses.Course": CourseFactory,
    "courses.Platform": PlatformFactory,
    "courses.Provider": _content(Provider),
    "django_tasks_database.DBTaskResult": lambda: DBTaskResult.objects.create(
        task_path="a.task", args_kwargs={"args": [], "kwargs": {}}, backend_name="default"
    ),
    "mentoring.Block": lambda: Block.objects.create(by=UserFactory(), person=UserFactory()),
    "mentoring.Cohort": CohortFactory,
    "mentoring.MentorInvitation": lambda: MentorInvitation.objects.create(
        email="a@example.com", expires_at=NOW
    ),
    "mentoring.Mentorship": MentorshipFactory,
    "mentoring.Report": lambda: Report.objects.create(thread=ThreadFactory(), reason="R.", at=NOW),
    "mentoring.Review": ReviewFactory,
    "mentoring.ReviewRequest": ReviewRequestFactory,
    "portfolio.Portfolio": PortfolioFactory,
    "progress.Plan": PlanFactory,
    "progress.Project": ProjectFactory,
    "progress.StepEvent": lambda: moved(UserFactory(), 1),
    "progress.StepState": StepStateFactory,
    "roadmap.Edition": EditionFactory,
    "roadmap.Publication": lambda: Publication.objects.create(
        number=7, published_at=timezone.now(), stages={}, steps={}
    ),
    "roadmap.Specialisation": SpecialisationFactory,
    "roadmap.Stage": StageFactory,
    "roadmap.Step": StepFactory,
    "roadmap.StepChange": lambda: StepChange.objects.create(slug="a-change", kind="same"),
    "roadmap.Strategy": _content(Strategy, summary="S.", description="D."),
    "roles.Industry": _content(Industry),
    "roles.Role": RoleFactory,
    "roles.SalaryBand": SalaryBandFactory,
    "skills.SavedFilter": lambda: SavedFilter.objects.create(model="roadmap.Step", name="Mine"),
    "skills.Skill": SkillFactory,
    "skills.SkillArea": SkillAreaFactory,
}
__all__ = ["EDITORS", "MANAGERS", "ROWS", "make_groups", "migration", "staff"]
