"""A cohort as one of its mentors sees it: who, where on the roadmap, who needs attention."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import MENTORS, User
from mentoring.following import Followed, follow, listed
from mentoring.models import Cohort
from mentoring.models.people import learners_of
from mentoring.pictures import SpreadBar, SpreadStage, spread
from progress.standing import Standing
from progress.timeline import State
from roadmap.models import Stage


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Learners who stand in no stage, and why."""

    words: str
    count: int


def cohort_page_of(
    mentor: User,
    cohort: Cohort,
    now: datetime.datetime,
    show: str = "",
    page: str | None = None,
) -> dict[str, Any]:
    """The values of the page. The mentor's own place and blocked people are left out."""
    members = learners_of(mentor).filter(cohort_places__cohort=cohort)
    rows = follow(members.order_by("pk"), now)
    stages = list(Stage.objects.current())
    return {
        "now": now,
        "cohort": cohort,
        "mentors": list(
            cohort.mentors.filter(is_active=True, groups__name=MENTORS).order_by(
                "display_name", "email"
            )
        ),
        "learners": listed(rows, show, page),
        "needing": [row for row in rows if row.attention],
        "spread": spread_of(stages, rows),
        "elsewhere": elsewhere_of(rows),
    }


def spread_of(stages: Sequence[Stage], rows: Iterable[Followed]) -> tuple[SpreadBar, ...]:
    """How many stand in each stage, by what they have finished and by their plans."""
    running = [row.standing for row in rows if row.standing and _is_running(row.standing)]
    earned = Counter(stage_at(stages, standing.earned_month) for standing in running)
    planned = Counter(stage_at(stages, standing.position) for standing in running)
    return spread(
        [
            SpreadStage(stage.number, stage.title, earned[stage.number], planned[stage.number])
            for stage in stages
        ]
    )


def elsewhere_of(rows: Iterable[Followed]) -> list[Elsewhere]:
    rows = list(rows)
    states = Counter(row.standing.state if row.standing else None for row in rows)
    found = [
        Elsewhere(_("finished"), states[State.FINISHED]),
        Elsewhere(_("not started"), states[State.NOT_STARTED]),
        Elsewhere(_("no plan"), states[None]),
    ]
    return [item for item in found if item.count]


def stage_at(stages: Sequence[Stage], month: float) -> int | None:
    """The number of the stage that a month lies in: the first of those that run side by side.

    The last of those that were reached, once all are past.
    """
    reached = [stage for stage in stages if stage.start_month <= month]
    running = [stage for stage in reached if stage.end_month is None or month < stage.end_month]
    if running:
        return running[0].number
    return reached[-1].number if reached else None


def _is_running(standing: Standing) -> bool:
    return standing.state not in {State.FINISHED, State.NOT_STARTED}
