"""Three people to try the site with; the learner is half-way through stage 2, a little late.

Their password is published, so `accounts` refuses them outside debug.
"""

import datetime
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from accounts.services import create_demo_user
from courses.models import Course
from progress.models import (
    CourseLog,
    CourseStatus,
    Evidence,
    LifeCyclePart,
    Plan,
    Project,
    StepEvent,
    StepStatus,
    StudySession,
)
from progress.services import set_status, write_note
from roadmap.models import Stage, Step
from roles.models import Role
from skills.models import Skill

PASSWORD = "walk-the-roadmap"  # noqa: S105 - published on purpose, and refused outside debug
TIME_ZONE = "Europe/London"
EVENING = datetime.time(19, 30, tzinfo=datetime.UTC)


class DemoPerson(NamedTuple):
    """A sign-in, and what it is for."""

    email: str
    display_name: str
    purpose: str
    groups: tuple[str, ...] = ()
    is_admin: bool = False


LEARNER = DemoPerson("learner@demo.example", "Amara Osei", "half-way through stage 2")
MENTOR = DemoPerson("mentor@demo.example", "Hannah Lindqvist", "a mentor", groups=("Mentors",))
ADMIN = DemoPerson("admin@demo.example", "Tomasz Nowak", "edits all content", is_admin=True)
PEOPLE = (LEARNER, MENTOR, ADMIN)

TARGET_ROLE = "mlops-engineer"
# A bit over four and a half months: stage 2 runs from month 3 to month 6.
DAYS_ON_THE_ROAD = 144
# The step, and the day on which it was finished, counted from the start of the plan: a quick
# start, a fortnight off, and weeks uneven enough for the forecast to be a range.
FINISHED = (
    ("python-syntax", 3),
    ("git-commits-and-branches", 6),
    ("python-data-structures", 10),
    ("python-functions", 14),
    ("python-classes", 20),
    ("small-python-scripts", 27),
    ("numpy-arrays", 31),
    ("pandas-tables", 36),
    ("sql-queries", 41),
    ("linear-algebra", 52),
    ("probability-and-bayes", 55),
    ("statistics-and-sampling", 68),
    ("derivatives-and-gradients", 74),
    ("clean-a-messy-dataset", 83),
    ("simple-visualisations", 88),
    ("supervised-learning-basics", 93),
    ("linear-regression", 97),
    ("logistic-regression", 112),
    ("train-validation-test", 113),
    ("missing-values", 117),
    ("scaling-and-encoding", 118),
    ("decision-trees-and-random-forests", 131),
    ("metrics-for-the-question", 139),
)
STARTED = ("cross-validation", 142)
SKIPPED = ("reinforcement-learning-first-look", 114, "Not part of an MLOps engineer’s work.")
NOTES = {
    "clean-a-messy-dataset": (
        "Two years of bike-share trips. What helped:\n\n"
        "- parse dates *once*, on reading\n"
        "- count what each rule throws away\n"
        "- keep the raw file untouched"
    ),
    "metrics-for-the-question": (
        "Accuracy was **0.94** and useless: 94 % of the rows are one class. "
        "Recall at a fixed precision says what I need."
    ),
    "cross-validation": "By hand first, then with `cross_val_score`. Groups must not be split!",
}


class DemoProject(NamedTuple):
    """A project of the learner; days count from the start of the plan."""

    title: str
    summary: str
    stage: str
    skills: tuple[str, ...]
    parts: tuple[LifeCyclePart, ...]
    address: str
    started: int
    finished: int | None
    hours: int | None
    steps: tuple[str, ...] = ()
    result: tuple[str, str, str] | None = None


PROJECTS = (
    DemoProject(
        title="Bike-share cleaner",
        summary="Two years of a city’s bike trips, made fit to read: one script, one report of "
        "what it threw away and why.",
        stage="foundations",
        skills=("python", "pandas", "data-cleaning"),
        parts=(LifeCyclePart.DATA_COLLECTION,),
        address="https://example.org/amara/bike-share-cleaner",
        started=81,
        finished=89,
        hours=14,
    ),
    DemoProject(
        title="House prices in Leeds",
        summary="What a terraced house is worth, and how sure one can be. Beats the average of "
        "the postcode by a third.",
        stage="core-machine-learning",
        skills=("python", "scikit-learn", "supervised-learning", "model-evaluation"),
        parts=(LifeCyclePart.DATA_COLLECTION, LifeCyclePart.TRAINING, LifeCyclePart.EVALUATION),
        address="https://example.org/amara/leeds-house-prices",
        started=103,
        finished=138,
        hours=22,
        steps=("linear-regression", "metrics-for-the-question"),
        result=("mean absolute error", "£21,400", "£32,100, the postcode’s average"),
    ),
    DemoProject(
        title="Film recommender",
        summary="Suggests films from the ratings of people with similar taste, and shows which of "
        "your ratings led to each suggestion.",
        stage="core-machine-learning",
        skills=("python", "pandas"),
        parts=(LifeCyclePart.DATA_COLLECTION,),
        address="",
        started=139,
        finished=None,
        hours=None,
    ),
)


# Links that show a step, by step.
EVIDENCE = {
    "clean-a-messy-dataset": "https://example.org/amara/bike-share-cleaner",
    "simple-visualisations": "https://example.org/amara/bike-share-cleaner/charts",
    "linear-regression": "https://example.org/amara/leeds-house-prices",
}
# Course, status, day begun and day finished.
COURSES = (
    ("python-for-everybody", CourseStatus.FINISHED, 2, 58),
    ("machine-learning-specialization", CourseStatus.STARTED, 92, None),
)
# Minutes on the days before a step was finished: what an evening or a Sunday leaves.
EVENINGS = (60, 90, 45)


@transaction.atomic
def create_people(*, today: datetime.date) -> None:
    """Makes the demo people that are missing. What a person has or did already is kept.

    Raises DemoRefused outside debug.
    """
    for person in PEOPLE:
        user = create_demo_user(
            email=person.email,
            display_name=person.display_name,
            time_zone=TIME_ZONE,
            password=PASSWORD,
            groups=person.groups,
            is_staff=person.is_admin,
            is_superuser=person.is_admin,
        )
        if person is LEARNER:
            walk_the_roadmap(user=user, today=today)


def walk_the_roadmap(*, user: User, today: datetime.date) -> None:
    """Gives the learner a plan, steps with a history, notes and projects, once.

    Somebody who has a plan, archived or not, a step's history or a project is left alone.
    """
    if (
        Plan.objects.filter(user=user).exists()
        or StepEvent.objects.filter(user=user).exists()
        or Project.objects.filter(user=user).exists()
    ):
        return
    start = today - datetime.timedelta(days=DAYS_ON_THE_ROAD)
    role = Role.objects.current().filter(slug=TARGET_ROLE).first()
    Plan.objects.create(user=user, target_role=role, start_date=start)
    _take_steps(user, start)
    for project in PROJECTS:
        _log_project(user, project, start)
    _show_and_study(user, start)


def _take_steps(user: User, start: datetime.date) -> None:
    """Each change in the order and on the day of the story, so that the history is true."""
    # An editor may have retired a step of the story; the learner then never met it.
    steps = {step.slug: step for step in Step.objects.current()}
    story = [(day, slug, StepStatus.DONE, "") for slug, day in FINISHED]
    story.append((STARTED[1], STARTED[0], StepStatus.DOING, ""))
    story.append((SKIPPED[1], SKIPPED[0], StepStatus.SKIPPED, SKIPPED[2]))
    for day, slug, status, reason in sorted(story):
        if slug in steps:
            on = start + datetime.timedelta(days=day)
            set_status(
                user=user,
                step=steps[slug],
                to=status,
                today=on,
                now=datetime.datetime.combine(on, EVENING),
                skip_reason=reason,
            )
    for slug, note in NOTES.items():
        if slug in steps:
            write_note(user=user, step=steps[slug], note=note)


def _log_project(user: User, project: DemoProject, start: datetime.date) -> None:
    finished = project.finished
    row = Project.objects.create(
        user=user,
        title=project.title,
        summary=project.summary,
        stage=Stage.objects.filter(slug=project.stage).first(),
        repository_url=project.address,
        life_cycle=list(project.parts),
        started_on=start + datetime.timedelta(days=project.started),
        finished_on=None if finished is None else start + datetime.timedelta(days=finished),
        hours=project.hours,
    )
    if project.result:
        row.metric, row.metric_value, row.baseline_value = project.result
        row.my_role = "All of it, alone"
        row.save()
    row.steps.set(Step.objects.current().filter(slug__in=project.steps))
    row.skills.set(Skill.objects.filter(slug__in=project.skills))


def _show_and_study(user: User, start: datetime.date) -> None:
    steps = {step.slug: step for step in Step.objects.current()}
    for slug, address in EVIDENCE.items():
        if slug in steps:
            Evidence.objects.create(user=user, step=steps[slug], url=address)
    for slug, status, begun, finished in COURSES:
        course = Course.objects.current().filter(slug=slug).first()
        if course:
            CourseLog.objects.create(
                user=user,
                course=course,
                status=status,
                started_on=start + datetime.timedelta(days=begun),
                finished_on=None if finished is None else start + datetime.timedelta(days=finished),
            )
    StudySession.objects.bulk_create(
        StudySession(
            user=user,
            day=start + datetime.timedelta(days=day - before),
            minutes=minutes,
            step=steps[slug],
        )
        for slug, day in (*FINISHED, STARTED)
        for before, minutes in enumerate(EVENINGS)
        if slug in steps and day >= before
    )
