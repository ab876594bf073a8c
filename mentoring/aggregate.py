"""Sums over all learners with a plan: nobody is named, and nothing here is shown as it is.

What leaves it for a page goes through `floor`.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum

from accounts.models import User
from mentoring.following import LEFT_ALONE, day_of
from progress.models import (
    CourseLog,
    CourseStatus,
    Pause,
    Plan,
    PlanQuerySet,
    StepEvent,
    StepStatus,
    StudySession,
)
from progress.standing import Standing, StepRow, standings_of

# Plans that are in memory at a time, and queries are made for.
BATCH = 500
QUIET = datetime.timedelta(days=28)
MONTHS_A_BAND = 3
# A learner and a step.
Pair = tuple[int, int]


@dataclass(slots=True)
class Tally:
    """Counts of learners; of steps and courses by their keys."""

    plans: int = 0
    states: Counter[str] = field(default_factory=Counter)
    # By the number of the band, counted from 0.
    bands: Counter[int] = field(default_factory=Counter)
    # By the stage's key: where the plan is today, and where work has stopped.
    stages: Counter[int] = field(default_factory=Counter)
    stopped: Counter[int] = field(default_factory=Counter)
    # Of the steps: begun by those who stopped, and skipped by anybody.
    left: Counter[int] = field(default_factory=Counter)
    skipped: Counter[int] = field(default_factory=Counter)
    days: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    minutes: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    courses: Counter[tuple[int, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Moves:
    """When each learner began each step and last moved any; the minutes they noted on it."""

    begun: dict[Pair, datetime.datetime]
    last: dict[int, datetime.datetime]
    minutes: dict[Pair, int]

    @classmethod
    def of(cls, users: list[int]) -> Moves:
        """Two queries."""
        events = StepEvent.objects.filter(user__in=users).order_by().values_list("user", "step")
        began = Min("at", filter=Q(to_status=StepStatus.DOING))
        begun: dict[Pair, datetime.datetime] = {}
        last: dict[int, datetime.datetime] = {}
        for user, step, first, newest in events.annotate(first=began, newest=Max("at")):
            if first is not None:
                begun[user, step] = first
            last[user] = max(newest, last.get(user, newest))
        sessions = StudySession.objects.filter(user__in=users, step__isnull=False).order_by()
        noted = sessions.values_list("user", "step").annotate(Sum("minutes"))
        return cls(begun, last, {(user, step): minutes for user, step, minutes in noted})


def counted_plans() -> PlanQuerySet:
    """The plans that are counted: current ones of people with an open account.

    Demonstration accounts count only where they may sign in, which is in debug.
    """
    plans = Plan.objects.current().filter(user__is_active=True)
    return plans if settings.DEBUG else plans.filter(user__is_demo=False)


def tally_of(now: datetime.datetime) -> Tally:
    """Everything at that moment. Six queries a batch of plans, and two."""
    tally = Tally()
    for plans in _batches():
        _count(tally, plans, now)
    began = CourseLog.objects.exclude(status=CourseStatus.PLANNED).order_by()
    logs = began.filter(user__in=counted_plans().order_by().values("user"))
    for course, status, learners in logs.values_list("course", "status").annotate(Count("pk")):
        tally.courses[course, status] = learners
    return tally


def _batches() -> Iterator[list[Plan]]:
    plans = counted_plans().select_related("user").prefetch_related("pauses").order_by("pk")
    rows = plans.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _count(tally: Tally, plans: list[Plan], now: datetime.datetime) -> None:
    today = {plan.user_id: day_of(plan.user, now) for plan in plans}
    standings, moves = standings_of(plans, today, proven=False), Moves.of(list(today))
    for user, standing in standings.items():
        _place(tally, standing)
        stopped = _has_stopped(standing, moves.last.get(user), now)
        if stopped and (stage := standing.stage_at(standing.earned_month)):
            tally.stopped[stage.pk] += 1
        for row in standing.rows:
            _count_step(tally, row, stopped=stopped)
            if row.is_done:
                _time_step(tally, row, standing.plan.user, moves)


def _place(tally: Tally, standing: Standing) -> None:
    """Where the plan is on the timeline."""
    tally.plans += 1
    tally.states[standing.state] += 1
    tally.bands[band_of(standing.earned_month, standing.end_month)] += 1
    if here := standing.stage_at(standing.position):
        tally.stages[here.pk] += 1


def bands_in(end_month: float) -> int:
    """How many bands there are up to the roadmap's last month; one at least."""
    return max(1, -(-int(end_month) // MONTHS_A_BAND))


def band_of(month: float, end_month: float) -> int:
    """The last month itself belongs to the last band."""
    return min(int(month // MONTHS_A_BAND), bands_in(end_month) - 1)


def _has_stopped(
    standing: Standing, last: datetime.datetime | None, now: datetime.datetime
) -> bool:
    """The plan has run for 28 days and more, and no step moved in them."""
    since = now - QUIET
    if standing.state in LEFT_ALONE or standing.plan.start_date > since.date():
        return False
    if any(pause.until is None or pause.until > since.date() for pause in _begun(standing)):
        return False
    return last is None or last < since


def _begun(standing: Standing) -> list[Pause]:
    return [pause for pause in standing.plan.pauses.all() if pause.start <= standing.today]


def _count_step(tally: Tally, row: StepRow, *, stopped: bool) -> None:
    if row.status == StepStatus.SKIPPED:
        tally.skipped[row.step.pk] += 1
    elif stopped and row.status == StepStatus.DOING:
        tally.left[row.step.pk] += 1


def _time_step(tally: Tally, row: StepRow, user: User, moves: Moves) -> None:
    """The days that a finished step took, where it is known when it was begun; minutes noted."""
    pair = (user.pk, row.step.pk)
    begun, finished = moves.begun.get(pair), row.state.first_done_on if row.state else None
    if begun and finished and (days := (finished - day_of(user, begun)).days) >= 0:
        tally.days[row.step.pk].append(days)
    if noted := moves.minutes.get(pair):
        tally.minutes[row.step.pk].append(noted)
