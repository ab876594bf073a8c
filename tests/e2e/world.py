"""The demo people with something on every page, and where it is."""

import datetime
from typing import Any

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from mentoring.demo import HOUSES, create_people
from mentoring.invitations import token_of
from mentoring.mailing import stop_token
from mentoring.models import (
    Block,
    Cohort,
    MentorInvitation,
    NoticeKind,
    Report,
    Review,
    ReviewRequest,
    Snippet,
    Thread,
)
from portfolio.models import ShareLink
from progress import demo
from progress.models import CourseLog, Plan, Project, StudySession
from progress.step_changes import apply_changes
from roadmap.models import Step
from tests.e2e.addresses import ADMIN_KINDS
from tests.factories import (
    MentorshipFactory,
    PauseFactory,
    PlanFactory,
    ProjectImageFactory,
    ReviewRequestFactory,
    StepChangeFactory,
    UserFactory,
)

Places = dict[str, Any]


def make(settings: Settings) -> Places:
    """The words in braces of `tests.e2e.addresses`. The content must be there."""
    settings.DEBUG = True
    create_people(today=timezone.localdate())
    settings.DEBUG = False
    # Outside debug nobody signs in as a demo person.
    User.objects.update(is_demo=False)
    learner, mentor = person(demo.LEARNER.email), person(demo.MENTOR.email)
    return _of_the_demo(learner) | _more(learner, mentor) | _for_editors(learner, mentor)


def person(email: str) -> User:
    return User.objects.get(email=email)


def _of_the_demo(learner: User) -> Places:
    thread = Thread.objects.get(learner=learner, project__title=HOUSES)
    waiting = ReviewRequest.objects.waiting()
    return {
        "learner": learner.pk,
        "project": learner.projects.values_list("pk", flat=True)[0],
        "thread": thread.pk,
        "cohort": Cohort.objects.get().pk,
        "request": waiting.get(claimed_by=None).pk,
        "draft": waiting.get(claimed_by__isnull=False).pk,
        "token": ShareLink.objects.get(portfolio__user=learner).token,
        "review": Review.objects.filter(verdict="approved")[0].pk,
        "snippet": Snippet.objects.get().pk,
        "log": CourseLog.objects.filter(user=learner, status="finished")[0].course.slug,
        "session": StudySession.objects.filter(user=learner)[0].pk,
    }


def _more(learner: User, mentor: User) -> Places:
    """What the demo leaves out. The pause is to come, so the learner is under way."""
    now = timezone.now()
    plan = Plan.objects.get(user=learner, archived_at=None)
    soon = timezone.localdate() + datetime.timedelta(days=30)
    project = Project.objects.create(user=learner, title="Rain", summary="Says when.")
    ProjectImageFactory(project_id=learner.projects.values_list("pk", flat=True)[0])
    invitation = MentorInvitation.objects.create(
        email="new@example.com", expires_at=now + datetime.timedelta(days=7), invited_by=mentor
    )
    return {
        "pause": PauseFactory(plan=plan, start=soon, until=soon + datetime.timedelta(days=7)).pk,
        "old_plan": PlanFactory(user=learner, archived_at=now - datetime.timedelta(days=21)).pk,
        "own_request": ReviewRequestFactory(work=project).pk,
        "mentorship": MentorshipFactory(mentor=mentor, learner=learner).pk,
        "invitation": token_of(invitation),
        "stop": stop_token(learner, NoticeKind.YOUR_TURN),
    }


def _for_editors(learner: User, mentor: User) -> Places:
    """A row of every model that the admin shows."""
    thread = Thread.objects.filter(learner=learner).exclude(project__title=HOUSES)[0]
    Block.objects.create(by=learner, person=UserFactory())
    Report.objects.create(thread=thread, reporter=learner, reason="Unkind.", at=timezone.now())
    steps = Step.objects.current().order_by("-pk")
    in_force = StepChangeFactory(sources=[steps[0]], targets=[steps[1]])
    apply_changes([in_force], now=timezone.now(), by=mentor)
    return {
        "change": in_force.pk,
        "waiting_change": StepChangeFactory(sources=[steps[2]], targets=[steps[3]]).pk,
    }


def editors_pages() -> dict[str, str]:
    """Every page that the admin makes for a model, by the name of its address."""
    pages = {}
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        assert row is not None, f"there is no {model._meta.verbose_name}: make one in this file"
        for kind in ADMIN_KINDS:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
            args: list[object] = [] if kind in {"changelist", "add"} else [row.pk]
            if kind == "version":
                history = getattr(row, "history", None)
                first = history.order_by("pk").first() if history is not None else None
                if first is None:
                    continue
                args += [model._meta.model_name, first.pk]
            try:
                pages[name] = reverse(name, args=args)
            except NoReverseMatch:
                assert kind == "version"
    return pages
