"""What teaches what: the steps and stages behind a skill, a course or a role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from courses.models import Course, Provider
from roadmap.models import Stage, Step
from skills.models import Skill


def shown_steps() -> QuerySet[Step]:
    """The steps that pages show: current, in a current stage and, if any, a current field."""
    return Step.objects.current().filter(
        Q(specialisation__isnull=True) | Q(specialisation__retired=False), stage__retired=False
    )


def shown_skills() -> QuerySet[Skill]:
    return Skill.objects.current().filter(area__retired=False)


def shown_courses() -> QuerySet[Course]:
    """Current courses with all that a list shows of them: four queries whatever their number."""
    return (
        Course.objects.current()
        .select_related("platform")
        .prefetch_related(
            Prefetch("providers", queryset=Provider.objects.current()),
            Prefetch("steps", queryset=shown_steps().select_related("stage")),
        )
    )


@dataclass(frozen=True, slots=True)
class StageSteps:
    """A stage with those of its steps that matter here."""

    stage: Stage
    steps: list[Step]


def by_stage(steps: Iterable[Step]) -> list[StageSteps]:
    """Steps under their stages, in the roadmap's order. The stages must be loaded."""
    found: dict[int, StageSteps] = {}
    for step in sorted(steps, key=lambda step: (step.stage.number, step.order, step.title)):
        found.setdefault(step.stage.number, StageSteps(step.stage, [])).steps.append(step)
    return list(found.values())


def stages_teaching(skills: Iterable[int]) -> dict[int, list[Stage]]:
    """The stages that teach each skill, in order; one query and one for the stages."""
    stages = {stage.pk: stage for stage in Stage.objects.current()}
    pairs = (
        shown_steps()
        .filter(skills__in=skills)
        .order_by("stage__number")
        .values_list("skills", "stage")
        .distinct()
    )
    taught: dict[int, list[Stage]] = {}
    for skill, stage in pairs:
        taught.setdefault(skill, []).append(stages[stage])
    return taught
