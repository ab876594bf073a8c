"""A look back at one week of a learner: what was done, where it leaves them, what is next."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from progress.fit import Suggested, fit_book, suggestions_of
from progress.models import (
    CourseLog,
    CourseStatus,
    Plan,
    Project,
    StepState,
    StepStatus,
    StudySession,
)
from progress.standing import Standing, standing_of
from progress.study_services import study_week_of
from progress.timeline import State
from progress.weeks import Week, WeekOfStudy

NEXT_STEPS = 3


@dataclass(frozen=True, slots=True)
class WeekReview:
    """What the page of a week shows.

    `standing` is that of the week's last day, or of today in this week; None without a plan, as
    are the hours earned in the week by counted steps.
    """

    study: WeekOfStudy
    sessions: tuple[StudySession, ...]
    steps: tuple[StepState, ...]
    courses: tuple[CourseLog, ...]
    projects: tuple[Project, ...]
    plan: Plan | None
    standing: Standing | None
    earned_hours: float | None
    suggestions: tuple[Suggested, ...]

    @property
    def week(self) -> Week:
        return self.study.week

    @property
    def headline(self) -> str:
        """What the week came to, as the heading says it."""
        study, steps = self.study, len(self.steps)
        if study.chosen_hours is not None:
            hours = _("%(hours)s of %(chosen)s hours logged") % {
                "hours": number_format(study.hours),
                "chosen": number_format(study.chosen_hours),
            }
        elif study.hours == "1":
            hours = _("1 hour logged")
        else:
            hours = _("%(hours)s hours logged") % {"hours": number_format(study.hours)}
        finished = (
            ngettext("%(count)d step finished", "%(count)d steps finished", steps)
            % {"count": steps}
            if steps
            else _("no steps finished")
        )
        words = {"hours": hours, "steps": finished}
        if study.is_this_week:
            return _("This week: %(hours)s, %(steps)s.") % words
        return _("%(hours)s, %(steps)s.") % words

    @property
    def previous(self) -> Week | None:
        return self.week.previous

    @property
    def following(self) -> Week | None:
        """None for this week: those to come have nothing to look back at."""
        return None if self.study.is_this_week else self.week.following


def review_of(user: User, week: Week, today: datetime.date) -> WeekReview:
    """The week as the learner's own calendar has it. The number of queries is constant."""
    plan = Plan.objects.of(user)
    now = standing_of(plan, today) if plan else None
    end = now.as_of(week.sunday) if now else None
    # Nothing is asked of somebody who has finished.
    asking = None if end and end.state == State.FINISHED else plan
    sessions = StudySession.objects.filter(user=user, day__range=(week.monday, week.sunday))
    return WeekReview(
        study=study_week_of(user, asking, today, week),
        sessions=tuple(sessions.select_related("step__stage")),
        steps=tuple(_finished_steps(user, week, today)),
        courses=tuple(
            CourseLog.objects.filter(
                user=user,
                status=CourseStatus.FINISHED,
                finished_on__range=(week.monday, week.sunday),
            )
            .select_related("course")
            .order_by("finished_on", "pk")
        ),
        projects=tuple(
            Project.objects.visible_to(user)
            .filter(user=user, finished_on__range=(week.monday, week.sunday))
            .order_by("finished_on", "pk")
        ),
        plan=plan,
        standing=end,
        earned_hours=_earned_in(week, now) if now else None,
        suggestions=tuple(suggestions_of(now, fit_book(now).target, NEXT_STEPS)) if now else (),
    )


def _earned_in(week: Week, now: Standing) -> float:
    """Hours of the counted steps that were finished in a week."""
    eve = week.monday - datetime.timedelta(days=1)
    return now.earned_hours_on(week.sunday) - now.earned_hours_on(eve)


def _finished_steps(user: User, week: Week, today: datetime.date) -> QuerySet[StepState]:
    """The steps done in a week, those that have left the plan since among them."""
    states = StepState.objects.filter(
        user=user, status=StepStatus.DONE, done_on__gte=week.monday
    ).select_related("step__stage", "option")
    if week != Week.of(today):
        # This week has all that is done: what a traveller finished tomorrow counts today.
        states = states.filter(done_on__lte=week.sunday)
    return states.order_by("done_on", "step__stage__number", "step__order", "pk")
