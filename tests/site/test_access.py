"""Every address of ours and method × visitor, learner, other learner, mentor and admin.

The table is compared with the URL configuration, so a new page can't be forgotten.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from courses.models import Course
from progress.models import (
    CourseStatus,
    Evidence,
    Pause,
    Plan,
    Project,
    ProjectImage,
    StepEvent,
    StepState,
    StudySession,
)
from roadmap.models import Step
from tests.factories import (
    CourseLogFactory,
    EvidenceFactory,
    PauseFactory,
    PlanFactory,
    ProjectImageFactory,
    StepFactory,
    StudySessionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "story")]

PEOPLE = ("visitor", "learner", "other", "mentor", "admin")
EVERYBODY = dict.fromkeys(PEOPLE, 200)
SIGNED_IN = EVERYBODY | {"visitor": 302}
OWNER = {"visitor": 302, "learner": 200, "other": 404, "mentor": 404, "admin": 404}
REFUSED = dict.fromkeys(PEOPLE, 422) | {"visitor": 302}
PLANNER = dict.fromkeys(PEOPLE, 302) | {"learner": 200}
NOBODY = dict.fromkeys(PEOPLE, 405)
A_WRITE = dict.fromkeys(PEOPLE, 302)


@dataclass(frozen=True)
class Address:
    """What each person gets by GET and by POST with an empty form."""

    get: dict[str, int]
    post: dict[str, int]
    args: tuple[str, ...] = ()


STEP = ("a-step",)
PAUSE = ("the learner's pause",)
COURSE = ("ibm-data-science",)
IMAGE = ("the learner's project", "the learner's image")
PAGE = Address(EVERYBODY, NOBODY)
VERB = Address(NOBODY, A_WRITE, STEP)
TABLE = {
    "home": PAGE,
    "about": PAGE,
    "sitemap": PAGE,
    "robots": PAGE,
    "healthz": PAGE,
    "readyz": PAGE,
    "set-appearance": Address(NOBODY, A_WRITE),
    "skills:list": PAGE,
    "roles:list": PAGE,
    "roles:compare": PAGE,
    "roadmap:courses": PAGE,
    "roadmap:job-market": PAGE,
    "roadmap:search": PAGE,
    "roadmap:skill": Address(EVERYBODY, NOBODY, ("python",)),
    "roadmap:role": Address(EVERYBODY, NOBODY, ("data-scientist",)),
    "roadmap:course": Address(EVERYBODY, NOBODY, ("ibm-data-science",)),
    "progress:roadmap": PAGE,
    "progress:stage": Address(EVERYBODY, NOBODY, ("foundations",)),
    "progress:step": Address(EVERYBODY, NOBODY, STEP),
    "progress:finish-step": VERB,
    "progress:start-step": VERB,
    "progress:skip-step": VERB,
    "progress:reset-step": VERB,
    "progress:write-note": VERB,
    # Without a choice the learner is told so.
    "progress:choose-option": Address(NOBODY, REFUSED, STEP),
    "progress:undo-step": Address(NOBODY, OWNER | {"learner": 302}, (*STEP, "the learner's event")),
    # Without a link or a note the learner is told so.
    "progress:add-evidence": Address(NOBODY, REFUSED, STEP),
    "progress:delete-evidence": Address(
        NOBODY, OWNER | {"learner": 302}, ("the learner's evidence",)
    ),
    "progress:courses": Address(SIGNED_IN, NOBODY),
    # Everybody has a log of their own of each course.
    "progress:course-log": Address(SIGNED_IN, REFUSED, COURSE),
    "progress:delete-log": Address(OWNER, OWNER | {"learner": 302}, COURSE),
    "progress:tick-course-steps": Address(OWNER, OWNER | {"learner": 302}, COURSE),
    "progress:dashboard": Address(SIGNED_IN, NOBODY),
    # An empty form comes back with what is missing.
    "progress:plan": Address(SIGNED_IN, REFUSED),
    "progress:set-comparison": Address(NOBODY, A_WRITE),
    # Without a plan there is nothing to pause, to reset or to renew.
    "progress:pauses": Address(PLANNER, NOBODY),
    "progress:add-pause": Address(PLANNER, PLANNER | {"learner": 422}),
    "progress:edit-pause": Address(OWNER, OWNER | {"learner": 422}, PAUSE),
    "progress:end-pause": Address(NOBODY, OWNER | {"learner": 302}, PAUSE),
    "progress:delete-pause": Address(OWNER, OWNER | {"learner": 302}, PAUSE),
    "progress:reset-plan": Address(PLANNER, PLANNER | {"learner": 422}),
    "progress:renew-plan": Address(PLANNER, PLANNER | {"learner": 422}),
    "progress:restore-plan": Address(OWNER, OWNER | {"learner": 302}, ("the learner's old plan",)),
    "progress:history": Address(SIGNED_IN, NOBODY),
    "progress:undo-event": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's event",)),
    "progress:study": Address(SIGNED_IN, NOBODY),
    "progress:add-session": Address(SIGNED_IN, REFUSED),
    "progress:edit-session": Address(OWNER, OWNER | {"learner": 422}, ("the learner's session",)),
    "progress:delete-session": Address(OWNER, OWNER | {"learner": 302}, ("the learner's session",)),
    "progress:week": Address(SIGNED_IN, NOBODY),
    "progress:what-if": Address(SIGNED_IN, NOBODY),
    "progress:role-fit": Address(SIGNED_IN, NOBODY),
    "progress:compare-fit": Address(SIGNED_IN, NOBODY),
    # Without a role the learner is told so; without a plan one is led to make one.
    "progress:switch-target": Address(NOBODY, A_WRITE | {"learner": 422}),
    "progress:projects": Address(SIGNED_IN, NOBODY),
    "progress:add-project": Address(SIGNED_IN, REFUSED),
    "progress:project": Address(OWNER, NOBODY, ("the learner's project",)),
    "progress:edit-project": Address(OWNER, OWNER | {"learner": 422}, ("the learner's project",)),
    "progress:delete-project": Address(OWNER, OWNER | {"learner": 302}, ("the learner's project",)),
    "progress:add-image": Address(OWNER, OWNER | {"learner": 422}, ("the learner's project",)),
    "progress:image": Address(OWNER, NOBODY, IMAGE),
    "progress:delete-image": Address(NOBODY, OWNER | {"learner": 302}, IMAGE),
    "accounts:settings": Address(SIGNED_IN, SIGNED_IN),
    # Nobody here waits for a code.
    "accounts:confirm-email": Address(A_WRITE, A_WRITE),
    "accounts:confirm-reset": Address(A_WRITE, A_WRITE),
}
# Their own tests are in tests/accounts and in each app's test_admin.py.
ELSEWHERE = ("admin:", "account_")


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, inner)
        elif pattern.name or prefix:
            yield f"{prefix}{pattern.name}"


@pytest.fixture
def people(learner: User) -> dict[str, User]:
    mentor = UserFactory()
    mentor.groups.add(Group.objects.create(name="Mentors"))
    admin = UserFactory(is_staff=True, is_superuser=True)
    return {"learner": learner, "other": UserFactory(), "mentor": mentor, "admin": admin}


@pytest.fixture
def story(content: None, learner: User) -> None:
    """A learner with a plan, a finished step and a project."""
    PauseFactory(plan__user=learner)
    PlanFactory(user=learner, archived_at=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC))
    ProjectImageFactory(project__user=learner)
    StudySessionFactory(user=learner)
    step = StepFactory(slug="a-step", stage=Step.objects.first().stage)  # type: ignore[union-attr]
    EvidenceFactory(user=learner, step=step)
    CourseLogFactory(
        user=learner,
        course=Course.objects.get(slug=COURSE[0]),
        status=CourseStatus.FINISHED,
    )
    client = Client()
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    client.post(reverse("progress:finish-step", args=[step.slug]))


def url_of(name: str) -> str:
    ids = {
        "the learner's project": lambda: Project.objects.get().pk,
        "the learner's session": lambda: StudySession.objects.get().pk,
        "the learner's image": lambda: ProjectImage.objects.get().pk,
        "the learner's evidence": lambda: Evidence.objects.get().pk,
        "the learner's pause": lambda: Pause.objects.get().pk,
        "the learner's old plan": lambda: Plan.objects.get(archived_at__isnull=False).pk,
        "the learner's event": lambda: StepEvent.objects.get().pk,
    }
    args = [ids[arg]() if arg in ids else arg for arg in TABLE[name].args]
    return reverse(name, args=args)


def client_of(person: str, people: dict[str, User], *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    if person in people:
        client.force_login(people[person], backend="accounts.backends.EmailBackend")
    return client


def test_table_names_every_address() -> None:
    ours = {
        name
        for name in names(get_resolver().url_patterns)
        if not name.startswith(ELSEWHERE) and not name.endswith(":None")
    }
    assert ours == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_answers_by_person(name: str, people: dict[str, User]) -> None:
    url, expected = url_of(name), TABLE[name]
    got = {person: client_of(person, people).get(url).status_code for person in PEOPLE}
    assert got == expected.get
    # The learner last: a project of theirs can be deleted by them alone.
    order = [*PEOPLE[:1], *PEOPLE[2:], "learner"]
    posted = {person: client_of(person, people).post(url).status_code for person in order}
    assert posted == expected.post


@pytest.mark.parametrize("name", [name for name, it in TABLE.items() if it.post != NOBODY])
def test_writes_refuse_a_missing_token(name: str, people: dict[str, User]) -> None:
    before = (StepState.objects.count(), StepEvent.objects.count(), Project.objects.count())
    assert client_of("learner", people, strict=True).post(url_of(name)).status_code == 403
    after = (StepState.objects.count(), StepEvent.objects.count(), Project.objects.count())
    assert before == after
