"""Pages that join skills, courses and roles with the roadmap's steps, and the search over all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.models import Course
from courses.pictures import hours_chart
from roadmap.filters import CourseFilter
from roadmap.models import Stage, Strategy
from roadmap.search import search_content, starting_points
from roadmap.teaching import (
    by_stage,
    shown_courses,
    shown_skills,
    shown_steps,
    stages_teaching,
)
from roles.models import Importance, Industry, Role, RoleSkill, RoleTransition
from roles.pictures import salary_chart
from roles.salaries import current_roles, pay_of
from skills.facts import freshness_of
from skills.former import leads_on
from skills.models import Skill, SkillArea


@require_safe
@leads_on(Skill)
def skill_detail(request: HttpRequest, slug: str) -> HttpResponse:
    skill = get_object_or_404(shown_skills().select_related("area"), slug=slug)
    role_skills = RoleSkill.objects.filter(skill=skill, role__retired=False).select_related("role")
    return render(
        request,
        "roadmap/skill_detail.html",
        {
            "skill": skill,
            "role_skills": role_skills,
            "courses": shown_courses().filter(skills=skill),
            "stages": by_stage(shown_steps().filter(skills=skill).select_related("stage")),
            "beside": shown_skills().filter(area=skill.area).exclude(pk=skill.pk),
        },
    )


@dataclass(frozen=True, slots=True)
class TaughtSkill:
    skill: Skill
    stages: list[Stage]

    @property
    def numbers(self) -> str:
        """The stages by number, such as “1, 4”."""
        return ", ".join(str(stage.number) for stage in self.stages)


@dataclass(frozen=True, slots=True)
class AreaNeeds:
    """What a role asks for within one area."""

    area: SkillArea
    core: list[TaughtSkill]
    useful: list[TaughtSkill]


@dataclass(frozen=True, slots=True)
class RouteStage:
    """How many of a role's skills a stage teaches."""

    stage: Stage
    taught: int


@require_safe
@leads_on(Role)
def role_detail(request: HttpRequest, slug: str) -> HttpResponse:
    role = get_object_or_404(current_roles(), slug=slug)
    salary, today = pay_of(role), timezone.localdate()
    pays = [pay_of(other) for other in current_roles()]
    role_skills = list(
        RoleSkill.objects.filter(role=role, skill__retired=False, skill__area__retired=False)
        .select_related("skill__area")
        .order_by("skill__area__order", "skill__area__title", "skill__order")
    )
    needed = [row.skill_id for row in role_skills]
    taught = stages_teaching(needed)
    moves = RoleTransition.objects.select_related("origin", "destination")
    return render(
        request,
        "roadmap/role_detail.html",
        {
            "role": role,
            "today": today,
            "salary": salary,
            "bands": [(band, freshness_of(band, "pay", today)) for band in salary.bands],
            "chart": salary_chart([item.pay for item in pays], height=34, bar=10),
            "industries": role.industries.filter(retired=False),
            "areas": needs_by_area(role_skills, taught),
            "skill_count": len(needed),
            "route": [
                RouteStage(stage, sum(stage in stages for stages in taught.values()))
                for stage in Stage.objects.current()
            ],
            "courses": courses_for(role),
            "moves_in": moves.filter(destination=role, origin__retired=False),
            "moves_on": moves.filter(origin=role, destination__retired=False),
        },
    )


def needs_by_area(rows: list[RoleSkill], taught: dict[int, list[Stage]]) -> list[AreaNeeds]:
    areas: dict[int, AreaNeeds] = {}
    for row in rows:
        needs = areas.setdefault(row.skill.area_id, AreaNeeds(row.skill.area, [], []))
        skill = TaughtSkill(row.skill, taught.get(row.skill_id, []))
        (needs.core if row.importance == Importance.CORE else needs.useful).append(skill)
    return list(areas.values())


def courses_for(role: Role) -> list[Course]:
    """Courses that teach a skill of the role, those with most of its core skills first."""
    wanted = Q(skills__role_skills__role=role, skills__retired=False, skills__area__retired=False)
    core = wanted & Q(skills__role_skills__importance=Importance.CORE)
    return list(
        shown_courses()
        .annotate(
            core_skills=Count("skills", filter=core, distinct=True),
            role_skills=Count("skills", filter=wanted, distinct=True),
        )
        .filter(role_skills__gt=0)
        .order_by("-core_skills", "-role_skills", "order")
    )


@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    courses = CourseFilter(request.GET, queryset=shown_courses(), request=request)
    found = list(courses.qs)
    return render(
        request,
        "roadmap/course_list.html",
        {
            "filter": courses,
            "chart": hours_chart([course.total_hours for course in found]),
            "rows": [(course, by_stage(course.steps.all())) for course in found],
            "filtered": any(request.GET.values()),
        },
    )


@require_safe
@leads_on(Course)
def course_detail(request: HttpRequest, slug: str) -> HttpResponse:
    course, today = get_object_or_404(shown_courses(), slug=slug), timezone.localdate()
    return render(
        request,
        "roadmap/course_detail.html",
        {
            "course": course,
            "duration_fact": freshness_of(course, "duration", today),
            "link_fact": freshness_of(course, "link", today) if course.link else None,
            "stages": by_stage(course.steps.all()),
            "skills": shown_skills().filter(courses=course),
        },
    )


@require_safe
def job_market(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "roadmap/job_market.html",
        {
            "strategies": Strategy.objects.current(),
            "stages": [stage for stage in Stage.objects.current() if stage.apply_for],
            "industries": Industry.objects.current().filter(across_field=True),
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    results = search_content(request.GET.get("q", ""))
    return render(
        request,
        "roadmap/search.html",
        {"results": results, "starts": [] if results.entries else starting_points()},
    )
