"""Puts the site's content to the rules of `roadmap.content_rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Count, Model, Q
from django.urls import reverse

from courses.models import Course
from roadmap.content_files import KINDS
from roadmap.content_rules import (
    CourseRow,
    Finding,
    Live,
    NamedRow,
    RoleRow,
    Row,
    SpecialisationRow,
    StageRow,
    StepRow,
    broken_rules,
)
from roadmap.models import Specialisation, Stage, Step
from roadmap.teaching import shown_steps
from roles.models import Importance, Role
from skills.content import Content

SHOWN_SKILLS = Q(skills__retired=False, skills__area__retired=False)


def broken_rules_now() -> list[Finding]:
    """Every rule that the site's content breaks. As many queries however many rows."""
    return broken_rules(live_content())


def broken_rules_about(row: Model) -> list[Finding]:
    """What is wrong with a row, and with the stage and specialisation it belongs to.

    Nothing about a draft: no rule counts it yet.
    """
    if getattr(row, "draft", False):
        return []
    keys = {(row._meta.label_lower, row.pk)}
    if isinstance(row, Step | Specialisation):
        keys.add((Stage._meta.label_lower, row.stage_id))
    if isinstance(row, Step) and row.specialisation_id:
        keys.add((Specialisation._meta.label_lower, row.specialisation_id))
    return [finding for finding in broken_rules_now() if finding.touches(keys)]


def report_broken_rules(write: Callable[[str], object]) -> None:
    """A line for each, for commands."""
    for finding in broken_rules_now():
        write(f"Content rule broken: {finding}")


def live_content() -> Live:
    stages = list(Stage.objects.current())
    specialisations = list(Specialisation.objects.current().filter(stage__retired=False))
    steps = list(
        shown_steps().annotate(
            skill_count=Count("skills", filter=SHOWN_SKILLS, distinct=True),
            option_count=Count("options", distinct=True),
        )
    )
    return Live(
        stages=tuple(StageRow(_row(it), it.start_month, it.end_month) for it in stages),
        specialisations=tuple(SpecialisationRow(_row(it), it.stage_id) for it in specialisations),
        steps=tuple(
            StepRow(
                _row(it),
                hours=it.hours,
                stage=it.stage_id,
                specialisation=it.specialisation_id,
                skills=it.skill_count,
                options=it.option_count,
            )
            for it in steps
        ),
        roles=tuple(_roles()),
        courses=tuple(_courses()),
        named=tuple(_named()),
    )


def _row(row: Content) -> Row:
    return Row(row._meta.label_lower, row.pk, row.title, _url(type(row), row.pk))


def _url(model: type[Model], pk: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def _roles() -> Iterable[RoleRow]:
    core = Q(
        role_skills__importance=Importance.CORE,
        role_skills__skill__retired=False,
        role_skills__skill__area__retired=False,
    )
    roles = Role.objects.current().annotate(
        core_count=Count("role_skills", filter=core, distinct=True),
        band_count=Count("bands", distinct=True),
    )
    for role in roles:
        yield RoleRow(_row(role), role.core_count, role.band_count)


def _courses() -> Iterable[CourseRow]:
    shown = Q(steps__in=shown_steps().order_by().values("pk"))
    courses = Course.objects.current().annotate(
        step_count=Count("steps", filter=shown, distinct=True)
    )
    for course in courses:
        yield CourseRow(_row(course), course.step_count)


def _named() -> Iterator[NamedRow]:
    """Every row with a slug: a query a table."""
    for kind in KINDS.values():
        if not issubclass(kind.model, Content):
            continue
        rows = kind.model.objects.current().values_list("pk", "title", "slug", "was")
        for pk, title, slug, was in rows:
            row = Row(kind.label, pk, title, _url(kind.model, pk))
            yield NamedRow(row, slug, tuple(was))
