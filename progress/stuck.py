"""Plans that run while nothing moves: counted in the database, without loading anybody."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from progress.models import Pause, Plan, StepEvent, StepState, StepStatus
from roadmap.models import Step


def stuck_plans(today: datetime.date, *, days: int) -> QuerySet[Plan]:
    """Current plans, not finished, whose owner changed no step for so many days.

    A plan younger than that is left alone, and one that was paused meanwhile. Days are those of
    the site.
    """
    first = today - datetime.timedelta(days=days)
    since = datetime.datetime.combine(first, datetime.time(), datetime.UTC)
    paused = Pause.objects.filter(
        Q(until=None) | Q(until__gt=first), plan=OuterRef("pk"), start__lte=today
    )
    moved = StepEvent.objects.filter(user=OuterRef("user"), at__gte=since).order_by()
    settled = StepState.objects.filter(
        step=OuterRef("pk"),
        user=OuterRef(OuterRef("user")),
        status__in=[StepStatus.DONE, StepStatus.SKIPPED],
    )
    # The steps of `Step.objects.counted_for`, which takes a value where this needs a column.
    left = (
        Step.objects.current()
        .filter(Q(specialisation=None) | Q(specialisation=OuterRef("specialisation")))
        .filter(~Exists(settled), stage__retired=False)
        .order_by()
    )
    return Plan.objects.current().filter(
        ~Exists(moved),
        ~Exists(paused),
        Exists(left),
        user__is_active=True,
        start_date__lte=first,
    )
