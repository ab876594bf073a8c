"""Time that learners log, and its sums. It moves no position, no variance and no forecast."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import hold
from progress import timeline
from progress.models import Plan, StepStatus, StudySession
from progress.standing import StepRow
from progress.weeks import (
    DAYS,
    MINUTES_IN_HOUR,
    Week,
    WeekOfStudy,
    in_full,
    in_hours,
    week_of_study,
)
from roadmap.models import Step

MINUTES_IN_DAY = 24 * MINUTES_IN_HOUR
BACK_MONTHS = 12


def first_day(today: datetime.date) -> datetime.date:
    """The earliest day on which time can be logged."""
    return timeline.add_months(today, -BACK_MONTHS)


@dataclass(frozen=True, slots=True)
class Logged:
    """A session, and whether this request made it or found it made."""

    session: StudySession
    is_new: bool


@transaction.atomic
def add_session(
    *,
    user: User,
    submission: uuid.UUID,
    day: datetime.date,
    minutes: int,
    step: Step | None,
    note: str,
    today: datetime.date,
) -> Logged:
    """Log time on a day; the session there is where this form was saved before.

    Raises ValidationError, keyed by field.
    """
    hold(user)
    saved = StudySession.objects.filter(user=user, submission=submission).first()
    if saved:
        return Logged(saved, is_new=False)
    session = StudySession(
        user=user, submission=submission, day=day, minutes=minutes, step=step, note=note
    )
    _check_day(day, today)
    _save(session)
    return Logged(session, is_new=True)


@transaction.atomic
def change_session(
    *,
    session: StudySession,
    day: datetime.date,
    minutes: int,
    step: Step | None,
    note: str,
    today: datetime.date,
) -> StudySession:
    """Give a session other values. Raises ValidationError, keyed by field, and DoesNotExist."""
    # The person and not the rows of the day: two first sessions of a day have none yet.
    hold(session.user)
    kept = StudySession.objects.get(pk=session.pk)
    if day != kept.day:
        # One that stands stays: it may be a year old, or tomorrow where the learner flew east.
        _check_day(day, today)
    kept.day, kept.minutes, kept.step, kept.note = day, minutes, step, note
    _save(kept)
    return kept


def _check_day(day: datetime.date, today: datetime.date) -> None:
    if day > today:
        raise ValidationError(
            {
                "day": _("That day is still to come. Today is %(today)s.")
                % {"today": date_format(today, "DATE_FORMAT")}
            }
        )
    if day < first_day(today):
        raise ValidationError(
            {
                "day": _("Time can be logged for the last twelve months, from %(first)s on.")
                % {"first": date_format(first_day(today), "DATE_FORMAT")}
            }
        )


def _save(session: StudySession) -> None:
    others = StudySession.objects.filter(user_id=session.user_id, day=session.day)
    if session.pk:
        others = others.exclude(pk=session.pk)
    taken = others.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    if taken + session.minutes > MINUTES_IN_DAY:
        raise ValidationError({"minutes": _too_long(session.day, taken)})
    session.full_clean(exclude=["user", "step"], validate_unique=False)
    session.save()


def _too_long(day: datetime.date, taken: int) -> str:
    left = MINUTES_IN_DAY - taken
    text = (
        _("A day has 24 hours. %(day)s has %(taken)s logged already: %(left)s at most.")
        if left
        else _("A day has 24 hours. %(day)s has %(taken)s logged already: nothing more fits.")
    )
    return text % {
        "day": date_format(day, "DATE_FORMAT"),
        "taken": in_full(taken),
        "left": in_full(left),
    }


# --- Sums ----------------------------------------------------------------------------------


def study_minutes_by_day(
    user: User, first: datetime.date, last: datetime.date
) -> dict[datetime.date, int]:
    """Logged minutes of each day that has any, both ends included. One query."""
    rows = StudySession.objects.filter(user=user, day__range=(first, last)).order_by()
    return dict(rows.values_list("day").annotate(Sum("minutes")))


def study_minutes_on(user: User, step: Step) -> int:
    """All minutes logged on a step. One query."""
    rows = StudySession.objects.filter(user=user, step=step)
    return rows.aggregate(minutes=Sum("minutes"))["minutes"] or 0


def study_week_of(
    user: User, plan: Plan | None, today: datetime.date, week: Week | None = None
) -> WeekOfStudy:
    """This week, or another, by day against the plan's hours a week. One query."""
    week = week or Week.of(today)
    first = week.previous.monday if week.previous else week.monday
    minutes = study_minutes_by_day(user, first, week.sunday)
    return week_of_study(week, minutes, _chosen_minutes(plan, week), today)


def _chosen_minutes(plan: Plan | None, week: Week) -> int | None:
    """What the plan asks of a week; None where it stands still all week, or is not compared."""
    if plan is None or plan.hide_comparison:
        return None
    pace = plan.as_timeline()
    end = week.monday + datetime.timedelta(days=DAYS)
    if timeline.active_days(pace, week.monday) == timeline.active_days(pace, end):
        return None
    return plan.hours_per_week * MINUTES_IN_HOUR


# --- Parts of other pages ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuickLog:
    """A form of two taps: the step, if any, and a button of minutes."""

    submission: uuid.UUID
    step: Step | None
    lengths: tuple[int, ...] = (30, 60, 90)


def quick_log_of(row: StepRow | None) -> QuickLog:
    """For a page that names the step to go on with; it is offered once it is begun."""
    is_begun = row is not None and row.status == StepStatus.DOING
    return QuickLog(uuid.uuid4(), row.step if row and is_begun else None)


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step's real time against its effort, for the learner."""

    step: Step
    minutes: int
    quick: QuickLog

    @property
    def hours(self) -> str:
        return in_hours(self.minutes)


def step_time_of(user: User, row: StepRow) -> StepTime:
    """One query."""
    return StepTime(row.step, study_minutes_on(user, row.step), QuickLog(uuid.uuid4(), row.step))
