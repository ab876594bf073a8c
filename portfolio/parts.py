"""What a portfolio is made of, read from the learner's own rows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch

from portfolio.audience import is_shown_to
from portfolio.models import Portfolio
from progress import role_fit
from progress.fit import supplies_of
from progress.layers import Layer, certified_logs
from progress.models import Plan, Project
from progress.standing import Standing, standing_of
from roadmap.models import Stage, Step
from roadmap.teaching import shown_skills
from skills.models import Skill, SkillArea


@dataclass(frozen=True, slots=True)
class FinishedStage:
    stage: Stage
    finished_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A finished course with the certificate that its learner links."""

    title: str
    platform: str
    finished_on: datetime.date | None
    url: str


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """The skills of an area that something shows. A skill that is only claimed is not here."""

    area: SkillArea
    verified: tuple[Skill, ...]
    evidenced: tuple[Skill, ...]


def chosen_projects(portfolio: Portfolio) -> list[Project]:
    """The chosen projects in their order, whoever may see them, with all that pages ask of them."""
    steps = Prefetch("steps", Step.objects.select_related("stage"))
    return list(
        Project.objects.filter(shown_in__portfolio=portfolio)
        .select_related("stage", "shown_in")
        .prefetch_related("skills", steps, "images")
        .order_by("shown_in__order", "shown_in__pk")
    )


def projects_for(audience: str, chosen: list[Project]) -> list[Project]:
    return [project for project in chosen if is_shown_to(audience, project.visibility)]


def standing_for(portfolio: Portfolio, today: datetime.date) -> Standing | None:
    """Where the learner stands; None without a plan, or where nothing of it is shown."""
    if not (portfolio.shows_position or portfolio.shows_stages):
        return None
    plan = Plan.objects.of(portfolio.user)
    return standing_of(plan, today) if plan else None


def finished_stages(portfolio: Portfolio, standing: Standing | None) -> tuple[FinishedStage, ...]:
    if standing is None or not portfolio.shows_stages:
        return ()
    return tuple(
        FinishedStage(item.stage, item.finished_on)
        for item in standing.stages
        if item.tally.is_finished
    )


def certificates_of(portfolio: Portfolio) -> tuple[Certificate, ...]:
    """The newest first. One query."""
    if not portfolio.shows_certificates:
        return ()
    logs = certified_logs(portfolio.user_id).select_related("course__platform")
    return tuple(
        Certificate(
            log.course.title, log.course.platform.title, log.finished_on, log.certificate_url
        )
        for log in sorted(
            logs, key=lambda log: (log.finished_on or datetime.date.min, log.pk), reverse=True
        )
    )


def proven_skills(portfolio: Portfolio, today: datetime.date) -> tuple[SkillGroup, ...]:
    """The skills with evidence or a mentor's word, by area, as the role fit reckons them."""
    if not portfolio.shows_skills:
        return ()
    layers = role_fit.best_layers(supplies_of(portfolio.user_id, today))
    proven = [slug for slug, layer in layers.items() if layer >= Layer.EVIDENCED]
    skills = (
        shown_skills()
        .filter(slug__in=proven)
        .select_related("area")
        .order_by("area__order", "area__title", "area_id", "order", "title")
    )
    groups = []
    for area, members in groupby(skills, key=lambda skill: skill.area):
        found = list(members)
        groups.append(
            SkillGroup(
                area,
                tuple(skill for skill in found if layers[skill.slug] == Layer.VERIFIED),
                tuple(skill for skill in found if layers[skill.slug] == Layer.EVIDENCED),
            )
        )
    return tuple(groups)
