"""The list of roles on one salary axis, and two to four of them side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from roles.forms import RoleListForm
from roles.models import Importance, Industry, RoleSkill
from roles.pictures import salary_chart
from roles.salaries import RolePay, current_roles, oldest_pay, pay_of
from skills.models import Skill, SkillArea

FEWEST, MOST = 2, 4


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    form = RoleListForm(request.GET)
    form.is_valid()
    roles = current_roles()
    if form.wanted_skill:
        roles = roles.filter(role_skills__skill=form.wanted_skill)
    items = form.in_order(pay_of(role) for role in roles)
    return render(
        request,
        "roles/role_list.html",
        {
            "form": form,
            "items": items,
            "chart": salary_chart([item.pay for item in items]),
            "industries": Industry.objects.current().filter(across_field=True),
            "edition": max((item.edition or 0 for item in items), default=0),
            "pay_fact": oldest_pay(items, timezone.localdate()),
            "filtered": any(request.GET.values()),
        },
    )


@require_safe
def compare_roles(request: HttpRequest) -> HttpResponse:
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("role") if slug))
    known = {role.slug: role for role in current_roles()}
    unknown = [slug for slug in asked if slug not in known]
    chosen = [known[slug] for slug in asked if slug in known]
    problem = problem_with(
        len(request.GET.getlist("role")) > 0, len(chosen), len(unknown), repeated(request)
    )
    items = [pay_of(role) for role in chosen[:MOST]] if FEWEST <= len(chosen) <= MOST else []
    return render(
        request,
        "roles/compare_roles.html",
        {
            "items": items,
            "names": ", ".join(item.pay.title for item in items),
            "chart": salary_chart([item.pay for item in items], height=34),
            "pay_fact": oldest_pay(items, timezone.localdate()),
            "areas": skills_side_by_side(items),
            "roles": known.values(),
            "places": [chosen[place] if place < len(chosen) else None for place in range(MOST)],
            "problem": problem,
        },
        status=404 if unknown and not items else 200,
    )


def repeated(request: HttpRequest) -> bool:
    slugs = [slug for slug in request.GET.getlist("role") if slug]
    return len(slugs) != len(set(slugs))


def problem_with(asked: bool, chosen: int, unknown: int, is_repeated: bool) -> str:
    """What stands in the way of the comparison asked for, in a sentence."""
    if chosen > MOST:
        return _("You chose %(chosen)s roles. Choose up to four: a page holds no more.") % {
            "chosen": chosen
        }
    if unknown:
        return ngettext(
            "One role in this address can’t be found. Choose from the list.",
            "%(unknown)s roles in this address can’t be found. Choose from the list.",
            unknown,
        ) % {"unknown": unknown}
    if asked and chosen < FEWEST:
        return _("A comparison needs at least two different roles. Choose another.")
    if is_repeated:
        return _("A role was named twice. It stands here once.")
    return ""


@dataclass(frozen=True, slots=True)
class Need:
    """What one role asks for within one skill area."""

    role: str
    core: list[Skill]
    useful: list[Skill]


@dataclass(frozen=True, slots=True)
class AreaRow:
    area: SkillArea
    needs: list[Need]


def skills_side_by_side(items: list[RolePay]) -> list[AreaRow]:
    """For each skill area, what each role asks for, in the roles' order."""
    names = {item.role.pk: item.pay.title for item in items}
    rows = RoleSkill.objects.filter(
        role__in=names,
        skill__retired=False,
        skill__area__retired=False,
    ).select_related("skill__area")
    found: dict[SkillArea, dict[int, Need]] = {}
    for row in rows.order_by("skill__area__order", "skill__area__title", "skill__order"):
        needs = found.setdefault(row.skill.area, {})
        need = needs.setdefault(row.role_id, Need(names[row.role_id], [], []))
        (need.core if row.importance == Importance.CORE else need.useful).append(row.skill)
    return [
        AreaRow(area, [needs.get(key, Need(name, [], [])) for key, name in names.items()])
        for area, needs in found.items()
    ]
