"""All that the learner's home shows, from one standing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from progress.charts import charts_of
from progress.course_log import courses_now
from progress.edition_news import news_of
from progress.fit import Suggested, fit_book, suggestions_of
from progress.hints import dashboard_hint
from progress.models import Plan, Project
from progress.pauses import running_pause
from progress.standing import Standing, standing_of
from progress.strip import strip_of
from progress.study_services import quick_log_of, study_week_of
from progress.timeline import State
from progress.what_if import what_if_context
from roadmap.models import Stage
from roadmap.stages import empty_strip

NEXT_STEPS = 5
PROJECTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NextSteps:
    """The steps to take, and once what is true of each of them."""

    rows: tuple[Suggested, ...]
    shared: tuple[str, ...]


def next_steps_of(suggestions: Sequence[Suggested]) -> NextSteps:
    """Say a reason that several steps have in common once, not on each of them."""
    reasons = [suggested.reasons for suggested in suggestions if suggested.reasons]
    shared: tuple[str, ...] = ()
    if len(reasons) > 1:
        shared = tuple(said for said in reasons[0] if all(said in other for other in reasons))
    return NextSteps(
        rows=tuple(
            Suggested(
                suggested.row, tuple(said for said in suggested.reasons if said not in shared)
            )
            for suggested in suggestions
        ),
        shared=shared,
    )


def dashboard_of(user: User, today: datetime.date, keep: int | None = None) -> dict[str, Any]:
    """The values of the page. `keep` is a step that stays in the list after its tick.

    The number of queries does not grow with steps, events, projects or pauses.
    """
    plan = Plan.objects.of(user)
    projects = Project.objects.visible_to(user).filter(user=user).select_related("stage")
    context: dict[str, Any] = {
        "plan": plan,
        "today": today,
        "next": reverse("progress:dashboard"),
        "projects": projects[:PROJECTS_SHOWN],
    }
    if plan is None:
        put_away = Plan.objects.filter(user=user).order_by("-archived_at").first()
        empty = empty_strip(list(Stage.objects.current()))
        return context | {"strip": empty, "put_away": put_away}
    standing = standing_of(plan, today)
    fit = fit_book(standing).target
    suggestions = suggestions_of(standing, fit, NEXT_STEPS)
    first = suggestions[0].row if suggestions else None
    is_finished = standing.state == State.FINISHED
    return (
        context
        | what_if_context(standing)
        | {
            "standing": standing,
            "news": news_of(plan, standing),
            "hint": dashboard_hint(standing),
            "strip": strip_of(standing),
            "pause": running_pause(plan, today),
            "continue_row": first,
            "suggestions": (shown := [*_kept(standing, suggestions, keep), *suggestions]),
            "next_steps": next_steps_of(shown),
            "item": fit,
            # Nothing is asked of somebody who has finished.
            "study": study_week_of(user, None if is_finished else plan, today),
            "quick": quick_log_of(first),
            "courses_now": courses_now(user, standing, first.step.stage) if first else [],
            "charts": charts_of(standing),
        }
    )


def _kept(
    standing: Standing, suggestions: Iterable[Suggested], keep: int | None
) -> list[Suggested]:
    """The step that was just ticked, so that it can be undone where it was ticked."""
    shown = {suggested.row.step.pk for suggested in suggestions}
    return [
        Suggested(row, ())
        for row in standing.rows
        if row.step.pk == keep and row.step.pk not in shown
    ]
