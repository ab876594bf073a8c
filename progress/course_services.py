"""Changes of a learner's course log. Each is one transaction and safe to send twice."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from courses.models import Course
from progress.models import CourseLog, StepStatus
from progress.services import locked_states, set_status
from progress.standing import StepRow
from roadmap.models import StepOption


def save_log(*, user: User, course: Course, **answers: Any) -> CourseLog:
    """Log a course, or give the log there is these answers. Two first ones at once become one."""
    log, _ = CourseLog.objects.update_or_create(user=user, course=course, defaults=answers)
    return log


@transaction.atomic
def tick_served_steps(
    *,
    log: CourseLog,
    picked: Iterable[tuple[StepRow, StepOption | None]],
    today: datetime.date,
    now: datetime.datetime,
) -> int:
    """Mark steps as done on the day the course was finished; how many were not before.

    All or none. A step that was done meanwhile keeps its day, one that was skipped stays so.
    Raises ValidationError where a step can't be ticked.
    """
    picked = list(picked)
    states = locked_states(log.user_id, [row.step.pk for row, _ in picked])
    settled = {
        step
        for step, state in states.items()
        if state.status in {StepStatus.DONE, StepStatus.SKIPPED}
    }
    batch, ticked = uuid.uuid4(), 0
    for row, option in picked:
        if row.step.pk not in settled:
            set_status(
                user=log.user,
                step=row.step,
                to=StepStatus.DONE,
                today=today,
                now=now,
                # Finished in Auckland and ticked in Honolulu: tomorrow there, today here.
                done_on=min(log.finished_on or today, today),
                option=option,
                batch=batch,
            )
            ticked += 1
    return ticked
