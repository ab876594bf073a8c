"""What a learner reads before they ask: what is kept, what is missing, what was said before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from mentoring.freezing import newest_of, pictures_of
from mentoring.models import Review, Subject, Submission, Thread
from portfolio.models import Portfolio
from portfolio.snapshots import fingerprint_of_portfolio, snapshot_of_portfolio
from progress.completeness import Hint, hints
from progress.models import Project
from progress.project_page import facts_of
from progress.snapshots import fingerprint_of
from skills.wording import joined


@dataclass(frozen=True, slots=True)
class Kept:
    """What a version holds, by number."""

    links: int
    pictures: int
    skills: int = 0
    steps: int = 0
    projects: int = 0

    @property
    def in_words(self) -> str:
        """Such as: 3 links, 1 picture, 5 skills and 2 steps."""
        counts = [
            (self.projects, ngettext("%(number)s project", "%(number)s projects", self.projects)),
            (self.links, ngettext("%(number)s link", "%(number)s links", self.links)),
            (self.pictures, ngettext("%(number)s picture", "%(number)s pictures", self.pictures)),
            (self.skills, ngettext("%(number)s skill", "%(number)s skills", self.skills)),
            (self.steps, ngettext("%(number)s step", "%(number)s steps", self.steps)),
        ]
        parts = [words % {"number": number} for number, words in counts if number]
        return joined(parts)


@dataclass(frozen=True, slots=True)
class AskPage:
    title: str
    kept: Kept
    hints: list[Hint]
    thread: Thread | None
    newest: Submission | None
    earlier: Review | None
    is_unchanged: bool

    @property
    def hints_done(self) -> int:
        return sum(hint.is_done for hint in self.hints)

    @property
    def is_again(self) -> bool:
        return self.earlier is not None

    @property
    def version(self) -> int:
        """The number of the version that asking now is about."""
        if self.newest is None:
            return 1
        return self.newest.version if self.is_unchanged else self.newest.version + 1


def project_asking(project: Project) -> AskPage:
    """Reads skills, steps, images and stage, which callers prefetch (`projects_whole`)."""
    skills, steps = list(project.skills.all()), list(project.steps.all())
    images = list(project.images.all())
    kept = Kept(
        links=len(project.linked),
        pictures=len(images),
        skills=len(skills),
        steps=len(steps),
    )
    return _page(
        title=project.title,
        kept=kept,
        found=hints(facts_of(project, skills, steps, images)),
        thread=Thread.objects.filter(project=project).first(),
        fingerprint=fingerprint_of(project),
    )


def portfolio_asking(portfolio: Portfolio, learner: User, today: datetime.date) -> AskPage:
    content = snapshot_of_portfolio(portfolio, today)
    projects = content.get("projects", [])
    pictures = len(pictures_of(content))
    links = len(content.get("links", []))
    kept = Kept(links=links, pictures=pictures, projects=len(projects))
    return _page(
        title=_("Your portfolio"),
        kept=kept,
        found=_portfolio_hints(portfolio, links, len(projects), pictures),
        thread=Thread.objects.filter(subject=Subject.PORTFOLIO, learner=learner).first(),
        fingerprint=fingerprint_of_portfolio(portfolio),
    )


def _page(
    *, title: str, kept: Kept, found: list[Hint], thread: Thread | None, fingerprint: str
) -> AskPage:
    newest = newest_of(thread) if thread else None
    return AskPage(
        title=title,
        kept=kept,
        hints=found,
        thread=thread,
        newest=newest,
        earlier=_newest_review(thread) if thread else None,
        is_unchanged=newest is not None and newest.fingerprint == fingerprint,
    )


def _newest_review(thread: Thread) -> Review | None:
    return (
        Review.objects.filter(request__thread=thread)
        .select_related("mentor", "request__submission")
        .last()
    )


def _portfolio_hints(portfolio: Portfolio, links: int, projects: int, pictures: int) -> list[Hint]:
    """What a reviewer looks for in a portfolio. Never a condition."""
    return [
        Hint(
            "headline",
            _("A headline that says what you do"),
            _("One line, in words a recruiter would search for."),
            bool(portfolio.headline.strip()),
        ),
        Hint(
            "about",
            _("A few sentences about you"),
            _("What you build, and how you work."),
            bool(portfolio.about.strip()),
        ),
        Hint("links", _("A link to your code"), _("Such as your repositories."), links > 0),
        Hint(
            "projects",
            _("Two projects or more"),
            _("Two that differ say more than four alike."),
            projects > 1,
        ),
        Hint(
            "pictures", _("A picture in a project"), _("A chart of a result will do."), pictures > 0
        ),
    ]
