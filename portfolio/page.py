"""A portfolio as its readers see it: one set of values for page, preview, print and export."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import FORMER_MEMBER
from portfolio.models import Portfolio, PortfolioLink
from portfolio.parts import (
    Certificate,
    FinishedStage,
    SkillGroup,
    certificates_of,
    chosen_projects,
    finished_stages,
    projects_for,
    proven_skills,
    standing_for,
)
from portfolio.snapshots import fingerprint_with
from progress.badges import Badge, badges_of
from progress.models import Project, ProjectImage, Verification
from progress.notes import render_note
from progress.standing import Standing
from roadmap.pictures import PositionStrip, StripStage, position_strip, spell

ImageAddress = Callable[[ProjectImage], str]


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class FolioProject:
    """A chosen project, its pictures at addresses that its reader may open."""

    project: Project
    pictures: tuple[Picture, ...]
    badge: Badge | None
    is_finished: bool

    @property
    def result(self) -> str:
        """The metric with its result and what it stands against; "" without a result."""
        work = self.project
        if not work.metric_value:
            return ""
        metric = work.metric[:1].upper() + work.metric[1:]
        named = f"{metric}: {work.metric_value}" if metric else work.metric_value
        if not work.baseline_value:
            return named
        against = _("%(result)s, against a baseline of %(baseline)s")
        return against % {"result": named, "baseline": work.baseline_value}

    @property
    def data(self) -> str:
        """Where the data came from and on which terms."""
        return ", ".join(filter(None, (self.project.data_source, self.project.data_licence)))

    @property
    def links(self) -> list[tuple[str, str]]:
        work = self.project
        links = [
            (_("Repository"), work.repository_url),
            (_("Demo"), work.demo_url),
            (_("Write-up"), work.write_up_url),
        ]
        return [(name, address) for name, address in links if address]


@dataclass(frozen=True, slots=True)
class Position:
    """What is finished of the plan. Nothing here tells whether that is early or late."""

    month: str
    end: str
    stage: int | None
    stages: int
    done_hours: int
    total_hours: int
    specialisation: str
    specialisation_hours: int
    is_finished: bool
    strip: PositionStrip


@dataclass(frozen=True, slots=True)
class FolioPage:
    """Everything on the page for one audience."""

    portfolio: Portfolio
    audience: str
    about: SafeString
    links: tuple[PortfolioLink, ...]
    position: Position | None
    projects: tuple[FolioProject, ...]
    stages: tuple[FinishedStage, ...]
    certificates: tuple[Certificate, ...]
    skills: tuple[SkillGroup, ...]
    badge: Badge | None
    today: datetime.date

    @property
    def name(self) -> str:
        return self.portfolio.shown_name

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing below the name yet."""
        return not any(
            (
                self.about,
                self.position,
                self.projects,
                self.stages,
                self.certificates,
                self.skills,
            )
        )


def page_of(
    portfolio: Portfolio, audience: str, today: datetime.date, image_address: ImageAddress
) -> FolioPage:
    """The page for an audience. The number of queries does not grow with what is on it."""
    chosen = chosen_projects(portfolio)
    projects = projects_for(audience, chosen)
    standing = standing_for(portfolio, today)
    badges = badges_of(projects)
    return FolioPage(
        portfolio=portfolio,
        audience=audience,
        about=render_note(portfolio.about),
        links=tuple(portfolio.links.all()),
        position=position_of(standing) if standing and portfolio.shows_position else None,
        projects=tuple(
            FolioProject(
                project,
                tuple(Picture(image_address(image), image.alt) for image in project.images.all()),
                badges.get(project.pk),
                project.is_finished(today),
            )
            for project in projects
        ),
        stages=finished_stages(portfolio, standing),
        certificates=certificates_of(portfolio),
        skills=proven_skills(portfolio, today),
        badge=_badge_of(portfolio, projects_for(portfolio.visibility, chosen)),
        today=today,
    )


def position_of(standing: Standing) -> Position:
    """The finished work on the roadmap's months. The calendar stays out of it."""
    begun = [
        item.stage
        for item in standing.stages
        if item.stage.start_month <= standing.earned_month and not item.tally.is_finished
    ]
    field = standing.plan.specialisation
    own_hours = sum(
        row.hours
        for row in standing.rows
        if field and row.is_done and row.step.specialisation_id == field.pk
    )
    return Position(
        month=standing.earned_at,
        end=spell(standing.end_month),
        stage=begun[0].number if begun else None,
        stages=len(standing.stages),
        done_hours=standing.tally.done_hours,
        total_hours=standing.tally.total_hours,
        specialisation=field.title if field else "",
        specialisation_hours=own_hours,
        is_finished=standing.tally.is_finished,
        strip=_strip_of(standing),
    )


def _strip_of(standing: Standing) -> PositionStrip:
    """The stages with their finished shares: no dates, no plan, no forecast."""
    stages = standing.stages
    said = [_said(item.stage.number, item.stage.title, item.tally.share) for item in stages]
    return position_strip(
        [
            StripStage(
                item.stage.number,
                item.stage.short_title,
                item.stage.start_month,
                item.stage.end_month,
                item.tally.share,
            )
            for item in stages
        ],
        end_month=standing.end_month,
        title=_("What is finished of the %(months)s-month roadmap")
        % {"months": spell(standing.end_month)},
        description=" ".join(said),
        uid="folio-strip",
    )


def _said(number: int, title: str, share: float) -> str:
    if share >= 1:
        sentence = _("Stage %(number)d, %(title)s: finished.")
    elif share:
        sentence = _("Stage %(number)d, %(title)s: %(percent)d %% finished.")
    else:
        sentence = _("Stage %(number)d, %(title)s: not begun.")
    return sentence % {"number": number, "title": title, "percent": int(share * 100)}


def _badge_of(portfolio: Portfolio, projects: list[Project]) -> Badge | None:
    """Of the newest word for the page as it is, or else of the newest. One query."""
    words = list(
        Verification.objects.standing()
        .filter(user=portfolio.user_id, subject=Verification.Subject.PORTFOLIO)
        .select_related("mentor")
    )
    if not words:
        return None
    present = fingerprint_with(portfolio, projects)
    current = [word for word in words if word.fingerprint == present]
    word = (current or words)[0]
    return Badge(
        verified_at=word.verified_at,
        mentor_name=word.mentor.name if word.mentor else FORMER_MEMBER,
        score=word.score,
        is_current=bool(current),
    )
