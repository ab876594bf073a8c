"""The skills of the field, area by area."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skills.models import Skill, SkillArea


@require_safe
def skill_list(request: HttpRequest) -> HttpResponse:
    areas = SkillArea.objects.current().prefetch_related(
        Prefetch("skills", queryset=Skill.objects.current())
    )
    return render(request, "skills/skill_list.html", {"areas": areas})
