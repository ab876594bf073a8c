"""The roadmap and its stages, for anybody; with a plan, as one's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress.hints import steps_hint
from progress.models import Plan
from progress.stage_page import covers
from progress.standing import standing_of
from progress.views.pages import stage_context
from roadmap.models import Edition, Stage, Step
from roadmap.stages import months_of, timeline_of
from roadmap.teaching import shown_steps
from skills.former import leads_on


@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    """All stages on the line of months."""
    plan = Plan.objects.of(request.user) if request.user.is_authenticated else None
    standing = standing_of(plan, timezone.localdate()) if plan else None
    edition = Edition.objects.newest()
    stages = list(Stage.objects.current())
    steps = list(shown_steps().prefetch_related("courses").only("stage", "hours", "specialisation"))
    mine = {item.stage.pk: item for item in standing.stages} if standing else {}
    rows = [
        {
            "stage": stage,
            "mine": mine.get(stage.pk),
            "hours": _hours_of(stage, steps),
            "courses": [c.course for c in covers(s for s in steps if s.stage_id == stage.pk)][:4],
        }
        for stage in stages
    ]
    timeline = timeline_of(stages, edition, you=standing.earned_month if standing else None)
    return render(
        request,
        "progress/roadmap.html",
        {
            "rows": rows,
            "timeline": timeline,
            "last_month": months_of(stages),
            "edition": edition,
            "standing": standing,
            "hint": steps_hint(standing),
            "next": request.path,
        },
    )


@require_safe
@leads_on(Stage)
def stage_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A stage and its steps, to read or to tick."""
    context = stage_context(request, slug, timezone.localdate())
    return render(request, "progress/stage_detail.html", context)


def _hours_of(stage: Stage, steps: list[Step]) -> tuple[int, int]:
    """Hours of a stage without a specialisation and with the longest of them."""
    own = [step for step in steps if step.stage_id == stage.pk]
    common = sum(step.hours for step in own if step.specialisation_id is None)
    fields = {step.specialisation_id for step in own} - {None}
    longest = max(
        (sum(s.hours for s in own if s.specialisation_id == field) for field in fields), default=0
    )
    return common, common + longest
