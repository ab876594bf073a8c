"""A learner's courses: the log by status, what each still serves, and those for now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from courses.models import Course
from progress.models import CourseLog, CourseStatus
from progress.standing import Standing, StepRow
from roadmap.models import Stage, Step

COURSES_NOW = 3
# What one is at first, what one has done last.
ORDER = (CourseStatus.STARTED, CourseStatus.PLANNED, CourseStatus.FINISHED, CourseStatus.DROPPED)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A logged course, and how many open steps of the plan it serves."""

    log: CourseLog
    open_steps: int


@dataclass(frozen=True, slots=True)
class LogGroup:
    status: CourseStatus
    entries: tuple[LogEntry, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """All of a learner's courses, with the sums of what they noted."""

    groups: tuple[LogGroup, ...]
    hours: int
    costs: tuple[tuple[str, Decimal], ...]


def log_page(user: User, rows: Iterable[StepRow]) -> LogPage:
    """The log under its four headings. Two queries."""
    logs = list(
        CourseLog.objects.filter(user=user)
        .select_related("course__platform")
        .order_by("-finished_on", "-started_on", "course__title")
    )
    served = served_rows(open_rows(rows))
    groups = tuple(
        LogGroup(
            status,
            tuple(
                LogEntry(log, len(served.get(log.course_id, ())))
                for log in logs
                if log.status == status
            ),
        )
        for status in ORDER
    )
    costs: defaultdict[str, Decimal] = defaultdict(Decimal)
    for log in logs:
        if log.cost:
            costs[log.currency] += log.cost
    return LogPage(
        groups=tuple(group for group in groups if group.entries),
        hours=sum(log.hours or 0 for log in logs),
        costs=tuple(sorted(costs.items())),
    )


def open_rows(rows: Iterable[StepRow]) -> list[StepRow]:
    """What is left to do: neither done nor skipped."""
    return [row for row in rows if row.is_counted and not row.is_done]


def served_rows(rows: Iterable[StepRow]) -> dict[int, list[StepRow]]:
    """The rows that each course serves. One query."""
    by_step = {row.step.pk: row for row in rows}
    pairs = Step.courses.through.objects.filter(step__in=by_step).order_by("pk")
    served: defaultdict[int, list[StepRow]] = defaultdict(list)
    for step, course in pairs.values_list("step", "course"):
        served[course].append(by_step[step])
    return dict(served)


@dataclass(frozen=True, slots=True)
class CourseNow:
    """A course that serves open steps of the current stage, and the learner's log of it."""

    course: Course
    steps: int
    hours: int
    log: CourseLog | None


def courses_now(
    user: User, standing: Standing, stage: Stage, most: int = COURSES_NOW
) -> list[CourseNow]:
    """The courses for the stage that the learner is at work in: most open hours first.

    Three queries.

    One that was dropped is not put forward again.
    """
    rows = [row for row in open_rows(standing.rows) if row.step.stage == stage]
    served = served_rows(rows)
    logs = {log.course_id: log for log in CourseLog.objects.filter(user=user)}
    courses = Course.objects.current().filter(pk__in=served).select_related("platform")
    found = [
        CourseNow(
            course=course,
            steps=len(served[course.pk]),
            hours=sum(row.hours for row in served[course.pk]),
            log=logs.get(course.pk),
        )
        for course in courses
    ]
    wanted = [item for item in found if not item.log or item.log.status != CourseStatus.DROPPED]
    return sorted(wanted, key=lambda item: -item.hours)[:most]
