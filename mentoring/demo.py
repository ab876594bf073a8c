"""The demo learner's mentor: a cohort, a queue, reviews of both outcomes, a portfolio.

Everything goes through the services, on the day on which it happened, so that the history is true.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from accounts.services import create_demo_user
from mentoring.claim_services import claim
from mentoring.models import (
    Cohort,
    CohortMember,
    Look,
    ReviewRequest,
    Snippet,
    Thread,
    Verdict,
)
from mentoring.request_services import ask_project
from mentoring.review_services import publish, save_draft
from mentoring.thread_services import post_message
from mentoring.written import Written
from portfolio.models import Portfolio, PortfolioLink, ShareLink, ShownProject
from progress import demo
from progress.models import LifeCyclePart, Pause, Plan, Project, StepStatus, Visibility
from progress.services import set_status
from roadmap.models import Stage, Step
from roles.models import Role
from skills.models import Skill

COHORT = "Spring 2026"
MORNING = datetime.time(8, 15, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Classmate:
    """Somebody else in the cohort; days count back from today."""

    email: str
    name: str
    role: str
    began: int
    # Hours of steps finished a week until `stopped` days ago.
    pace: float
    stopped: int = 1
    paused: int | None = None


CLASSMATES = (
    Classmate("ines@demo.example", "Ines Carvalho", "computer-vision-engineer", 170, 11.5),
    Classmate("tunde@demo.example", "Tunde Bakare", "data-scientist", 180, 9.0, stopped=23),
    Classmate("ewa@demo.example", "Ewa Nowak", "data-scientist", 130, 10.0, stopped=34, paused=33),
)


@dataclass(frozen=True)
class Work:
    """A project that waits for a review."""

    by: str
    title: str
    summary: str
    stage: str
    skills: tuple[str, ...]
    parts: tuple[LifeCyclePart, ...]
    address: str
    question: str
    waited: int
    look: Look = Look.FULL
    facts: dict[str, str] = field(default_factory=dict)


WAITING = (
    Work(
        by="tunde@demo.example",
        title="Which complaints cannot wait",
        summary="Sorts a housing charity’s messages by urgency, in two languages.",
        stage="core-machine-learning",
        skills=("python", "scikit-learn"),
        parts=(LifeCyclePart.DATA_COLLECTION, LifeCyclePart.TRAINING),
        address="https://example.org/tunde/complaints",
        question="Is a confusion matrix enough here, or do I need the cost of each mistake?",
        waited=4,
        look=Look.QUICK,
    ),
    Work(
        by="ines@demo.example",
        title="Plant disease classifier",
        summary="Photographs of vine leaves, sorted into healthy and three diseases. One vineyard "
        "is kept back for the test.",
        stage="deep-learning",
        skills=("python", "pytorch"),
        parts=(LifeCyclePart.DATA_COLLECTION, LifeCyclePart.TRAINING, LifeCyclePart.EVALUATION),
        address="https://example.org/ines/vine-leaves",
        question="All photos of the test set come from the same morning. Is 91% real?",
        waited=2,
        facts={
            "metric": "accuracy",
            "metric_value": "91 %",
            "baseline_value": "64 %, the commonest class",
            "data_source": "2,600 own photographs",
        },
    ),
)
HOUSES, CLEANER = "House prices in Leeds", "Bike-share cleaner"


@transaction.atomic
def create_people(*, today: datetime.date) -> None:
    """The demo people of `progress.demo`, and what mentoring adds, once.

    Raises DemoRefused outside debug.
    """
    demo.create_people(today=today)
    classmates = {mate.email: _classmate(mate, today) for mate in CLASSMATES}
    learner = User.objects.get(email=demo.LEARNER.email)
    mentor = User.objects.get(email=demo.MENTOR.email)
    if Cohort.objects.exists() or Thread.objects.filter(learner=learner).exists():
        return
    cohort = Cohort.objects.create(name=COHORT)
    cohort.mentors.add(mentor)
    for person in (learner, *classmates.values()):
        CohortMember.objects.create(cohort=cohort, user=person)
    _reviews(learner, mentor, today)
    for work in WAITING:
        _ask(classmates[work.by], work, today)
    _begin_review(mentor, today)
    _portfolio(learner)
    Snippet.objects.create(
        mentor=mentor,
        title="Baseline first",
        text="What does a model that always says “last year’s average” get? Put that figure "
        "beside yours before anything else.",
    )


def at(today: datetime.date, days_ago: int, time: datetime.time = MORNING) -> datetime.datetime:
    return datetime.datetime.combine(today - datetime.timedelta(days=days_ago), time)


def _classmate(mate: Classmate, today: datetime.date) -> User:
    user = create_demo_user(
        email=mate.email, display_name=mate.name, time_zone=demo.TIME_ZONE, password=demo.PASSWORD
    )
    if Plan.objects.filter(user=user).exists():
        return user
    start = today - datetime.timedelta(days=mate.began)
    role = Role.objects.current().filter(slug=mate.role).first()
    plan = Plan.objects.create(user=user, target_role=role, start_date=start)
    hours = 0
    for step in Step.objects.counted_for(None).order_by("stage__number", "order", "pk"):
        hours += step.hours
        on = start + datetime.timedelta(days=round(hours / mate.pace * 7))
        if on > today - datetime.timedelta(days=mate.stopped) or step.options.exists():
            continue
        set_status(
            user=user,
            step=step,
            to=StepStatus.DONE,
            today=on,
            now=datetime.datetime.combine(on, demo.EVENING),
        )
    if mate.paused is not None:
        Pause.objects.create(plan=plan, start=today - datetime.timedelta(days=mate.paused))
    return user


def _ask(user: User, work: Work, today: datetime.date) -> None:
    project = Project.objects.create(
        user=user,
        title=work.title,
        summary=work.summary,
        stage=Stage.objects.filter(slug=work.stage).first(),
        repository_url=work.address,
        life_cycle=list(work.parts),
        **work.facts,
    )
    project.skills.set(Skill.objects.filter(slug__in=work.skills))
    ask_project(
        learner=user,
        project=project,
        look=work.look,
        question=work.question,
        now=at(today, work.waited),
    )


def _reviews(learner: User, mentor: User, today: datetime.date) -> None:
    """One approved, one to be changed."""
    by_title = {project.title: project for project in learner.projects.all()}
    if CLEANER in by_title:
        asked = ask_project(
            learner=learner,
            project=by_title[CLEANER],
            look=Look.FULL,
            question="Is the report of what I threw away clear?",
            now=at(today, 52),
        )
        _answer(asked, mentor, at(today, 50), verdict=Verdict.APPROVED, **APPROVAL)
    if HOUSES in by_title:
        asked = ask_project(
            learner=learner,
            project=by_title[HOUSES],
            look=Look.FULL,
            question="I split by year, so the test set is all of last year. Is that fair?",
            now=at(today, 5),
        )
        _answer(asked, mentor, at(today, 2), verdict=Verdict.CHANGES, **CHANGES)
        post_message(
            thread=asked.thread,
            author=mentor,
            text="Take your time: the step on cross-validation is next on your plan anyway.",
            submission=uuid.uuid4(),
            now=at(today, 1),
        )


APPROVAL = {
    "scores": {
        "problem": 4,
        "modelling": 0,
        "evaluation": 0,
        "deployment": 0,
        "reproducibility": 4,
        "communication": 3,
    },
    "comments": {"reproducibility": "One command, same figures. Keep that."},
    "summary": "The table of what each rule throws away is what makes this **believable**. "
    "Next time say how long a run takes.",
}
CHANGES = {
    "scores": {
        "problem": 4,
        "modelling": 2,
        "evaluation": 3,
        "deployment": 0,
        "reproducibility": 3,
        "communication": 3,
    },
    "comments": {"modelling": "The depth of the forest was chosen on the test year."},
    "summary": "The split by year is right, and most people miss it.\n\n"
    "One change: cross-validate the forest before you trust its depth.",
}


def _answer(
    asked: ReviewRequest, mentor: User, now: datetime.datetime, *, verdict: Verdict, **text: object
) -> None:
    claim(request=asked, mentor=mentor, now=now - datetime.timedelta(hours=2))
    written = Written(verdict=verdict, **text)  # type: ignore[arg-type]
    publish(request=asked, mentor=mentor, written=written, now=now)


def _begin_review(mentor: User, today: datetime.date) -> None:
    asked = ReviewRequest.objects.waiting().filter(submission__title=WAITING[1].title).first()
    if asked is None:
        return
    claim(request=asked, mentor=mentor, now=at(today, 1))
    written = Written(
        scores={"problem": 4, "modelling": 3},
        summary="Holding back a whole vineyard was the right instinct, and your doubt about it "
        "is right as well.",
    )
    save_draft(request=asked, mentor=mentor, written=written, now=at(today, 1))


def _portfolio(learner: User) -> None:
    portfolio = Portfolio.objects.create(
        user=learner,
        handle="amara-osei",
        headline="Data cleaner on the way to MLOps",
        about="I build small systems end to end and write down **how they fail**.",
        location="Leeds, open to remote work",
        visibility=Visibility.PUBLIC,
    )
    PortfolioLink.objects.create(portfolio=portfolio, label="Code", url="https://example.org/amara")
    for order, project in enumerate(learner.projects.filter(title__in=[CLEANER, HOUSES])):
        project.visibility = Visibility.PUBLIC
        project.save(update_fields=["visibility"])
        ShownProject.objects.create(portfolio=portfolio, project=project, order=order)
    ShareLink.objects.create(portfolio=portfolio, recipient="Careers fair, Leeds")
