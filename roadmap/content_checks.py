"""Puts the content of the site to the rules, as a whole or for one row that was just saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from courses.models import Course, Platform, Provider
from roadmap.content_rules import (
    Content,
    Finding,
    RoleRow,
    Row,
    StageRow,
    StepRow,
    findings,
)
from roadmap.models import Specialisation, Stage, Step, Strategy
from roles.models import Importance, Industry, Role
from skills.models import Skill, SkillArea

SLUGGED: Sequence[type[models.Model]] = (
    SkillArea,
    Skill,
    Platform,
    Provider,
    Course,
    Industry,
    Role,
    Stage,
    Specialisation,
    Strategy,
)


def broken_rules_now() -> list[Finding]:
    """Everything on the site that breaks a rule. The same number of queries for any content."""
    return findings(_content())


def broken_rules_of(row: models.Model) -> list[Finding]:
    """What of it names this row; for a step, its stage and specialisation as well."""
    wanted = {(row._meta.label_lower, row.pk)}
    if isinstance(row, Step):
        wanted |= {
            ("roadmap.stage", row.stage_id),
            ("roadmap.specialisation", row.specialisation_id),
        }
    if isinstance(row, Specialisation):
        wanted.add(("roadmap.stage", row.stage_id))
    return [found for found in broken_rules_now() if (found.row.label, found.row.pk) in wanted]


def admin_address(row: Row) -> str:
    return reverse(f"admin:{row.label.replace('.', '_')}_change", args=[row.pk])


def _row(thing: models.Model) -> Row:
    return Row(thing._meta.label_lower, thing.pk, str(thing))


def _content() -> Content:
    return Content(
        stages=[
            StageRow(_row(stage), stage.number, stage.start_month, stage.end_month)
            for stage in Stage.objects.current()
        ],
        steps=list(_steps()),
        specialisations=[
            (_row(it), it.stage_id)
            for it in Specialisation.objects.current().filter(stage__retired=False)
        ],
        roles=list(_roles()),
        courses=[
            (_row(course), course.served)
            for course in Course.objects.current()
            .order_by("order", "title")
            .annotate(served=Count("steps", filter=Q(steps__retired=False)))
        ],
        taken_slugs=list(_taken_slugs()),
    )


def _steps() -> Iterable[StepRow]:
    steps = (
        Step.objects.current()
        .filter(Q(specialisation=None) | Q(specialisation__retired=False), stage__retired=False)
        .select_related("stage")
        .annotate(
            skill_count=Count(
                "skills",
                distinct=True,
                filter=Q(skills__retired=False, skills__area__retired=False),
            ),
            option_count=Count("options", distinct=True),
        )
        .order_by("stage__number", "order", "title")
    )
    for step in steps:
        yield StepRow(
            _row(step),
            step.stage_id,
            step.hours,
            step.specialisation_id,
            step.skill_count,  # type: ignore[attr-defined]
            step.option_count,  # type: ignore[attr-defined]
        )


def _roles() -> Iterable[RoleRow]:
    core = Q(role_skills__importance=Importance.CORE, role_skills__skill__retired=False)
    roles = Role.objects.current().annotate(
        core=Count("role_skills", distinct=True, filter=core),
        band_count=Count("bands", distinct=True),
    )
    for role in roles.order_by("order", "title"):
        yield RoleRow(_row(role), role.core, role.band_count)


def _taken_slugs() -> Iterable[tuple[Row, str]]:
    """Former slugs that are another row's now."""
    for model in SLUGGED:
        named = list(model._default_manager.exclude(was=[]))
        wanted = {slug for row in named for slug in row.was}  # type: ignore[attr-defined]
        if not wanted:
            continue
        taken = set(model._default_manager.filter(slug__in=wanted).values_list("slug", flat=True))
        for row in named:
            for slug in row.was:  # type: ignore[attr-defined]
                if slug in taken and slug != row.slug:  # type: ignore[attr-defined]
                    yield _row(row), slug
