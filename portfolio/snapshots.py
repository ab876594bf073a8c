"""A portfolio as it was at one moment, and a mark by which that version is known again.

Both are of the page that its own audience sees: a project that it leaves out is left out here.
As with projects, the fingerprint is of what the learner decides. What grows by itself, such as
a finished stage, makes no new version.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from portfolio.models import Portfolio
from portfolio.parts import (
    certificates_of,
    chosen_projects,
    finished_stages,
    projects_for,
    proven_skills,
    standing_for,
)
from progress.models import Project
from progress.snapshots import fingerprint_of, snapshot_of

_FIELDS = ("handle", "headline", "about", "location", "contact_email")
_SECTIONS = ("shows_position", "shows_stages", "shows_certificates", "shows_skills")


def fingerprint_of_portfolio(portfolio: Portfolio) -> str:
    """64 hexadecimal digits of what the learner has put on the page."""
    chosen = chosen_projects(portfolio)
    return fingerprint_with(portfolio, projects_for(portfolio.visibility, chosen))


def fingerprint_with(portfolio: Portfolio, projects: Iterable[Project]) -> str:
    """The same for projects that are loaded: those on the page, in their order."""
    content = _own(portfolio) | {name: getattr(portfolio, name) for name in _SECTIONS}
    content["projects"] = [[project.pk, fingerprint_of(project)] for project in projects]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def snapshot_of_portfolio(portfolio: Portfolio, today: datetime.date) -> dict[str, Any]:
    """All that a reader sees on the page but the position, with names as they are now; JSON.

    Pictures are left out: their files are kept by whoever keeps the snapshot.
    """
    projects = projects_for(portfolio.visibility, chosen_projects(portfolio))
    stages = finished_stages(portfolio, standing_for(portfolio, today))
    return _own(portfolio) | {
        "name": portfolio.shown_name,
        "projects": [snapshot_of(project) | {"pk": project.pk} for project in projects],
        "stages": [
            {
                "number": item.stage.number,
                "title": item.stage.title,
                "finished_on": _iso(item.finished_on),
            }
            for item in stages
        ],
        "certificates": [
            {
                "title": item.title,
                "platform": item.platform,
                "finished_on": _iso(item.finished_on),
                "url": item.url,
            }
            for item in certificates_of(portfolio)
        ],
        "skills": [
            {"slug": skill.slug, "title": skill.title, "area": group.area.title, "layer": layer}
            for group in proven_skills(portfolio, today)
            for layer, skills in (("verified", group.verified), ("evidenced", group.evidenced))
            for skill in skills
        ],
    }


def _own(portfolio: Portfolio) -> dict[str, Any]:
    links = [{"label": link.label, "url": link.url} for link in portfolio.links.all()]
    return {name: getattr(portfolio, name) for name in _FIELDS} | {"links": links}


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
