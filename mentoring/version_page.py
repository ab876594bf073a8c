"""A frozen version as pages show it. What an old one doesn't have is left out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.models import Submission, SubmissionImage
from progress.form_parts import in_words
from progress.models import LifeCyclePart
from progress.notes import render_note

_LINKS = (
    (_("Repository"), "repo", "repository_url"),
    (_("Demo"), "demo", "demo_url"),
    (_("Write-up"), "note", "write_up_url"),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    icon: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class StageName:
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class StepName:
    title: str
    stage: int


@dataclass(frozen=True, slots=True)
class ProjectVersion:
    """A project as it was."""

    title: str
    summary: str
    stage: StageName | None
    links: list[Link]
    parts: list[tuple[str, bool]]
    facts: list[tuple[str, str]]
    skills: list[str]
    steps: list[StepName]
    pictures: list[Picture]

    @property
    def covered(self) -> int:
        return sum(is_covered for _, is_covered in self.parts)


@dataclass(frozen=True, slots=True)
class PortfolioVersion:
    """A portfolio as it was, with the projects that it showed."""

    name: str
    headline: str
    about: SafeString
    location: str
    contact_email: str
    links: list[tuple[str, str]]
    projects: list[ProjectVersion]
    stages: list[str]
    certificates: list[str]
    skills: list[str]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One of the two is there."""

    number: int
    title: str
    frozen_at: datetime.datetime
    project: ProjectVersion | None = None
    portfolio: PortfolioVersion | None = None


def version_of(
    submission: Submission, image_address: Callable[[SubmissionImage], str]
) -> VersionPage:
    """What the page says of a version. Reads its images, which callers prefetch, and nothing else.

    `image_address` names the page at which this reader sees a picture.
    """
    content: dict[str, Any] = submission.content
    images = list(submission.images.all())
    pictures = [(image, Picture(image_address(image), image.alt)) for image in images]
    named = submission.version, submission.title, submission.frozen_at
    if "projects" in content:
        return VersionPage(*named, portfolio=_portfolio(content, pictures))
    return VersionPage(*named, project=_project(content, [picture for _, picture in pictures]))


def _project(content: dict[str, Any], pictures: list[Picture]) -> ProjectVersion:
    covered = content.get("life_cycle") or []
    stage = content.get("stage")
    return ProjectVersion(
        title=_text(content, "title"),
        summary=_text(content, "summary"),
        stage=StageName(stage["number"], stage["title"]) if stage else None,
        links=[Link(str(label), icon, _address(content, name)) for label, icon, name in _LINKS],
        parts=[(str(part.label), part.value in covered) for part in LifeCyclePart],
        facts=_facts(content),
        skills=_titles(content, "skills"),
        steps=[StepName(step["title"], step["stage"]) for step in content.get("steps") or []],
        pictures=pictures,
    )


def _portfolio(
    content: dict[str, Any], pictures: list[tuple[SubmissionImage, Picture]]
) -> PortfolioVersion:
    links = content.get("links") or []
    return PortfolioVersion(
        name=_text(content, "name"),
        headline=_text(content, "headline"),
        about=render_note(_text(content, "about")),
        location=_text(content, "location"),
        contact_email=_text(content, "contact_email"),
        links=[(_text(link, "label"), _address(link, "url")) for link in links],
        projects=[
            _project(project, [picture for image, picture in pictures if _is_of(project, image)])
            for project in content["projects"]
        ],
        stages=_titles(content, "stages"),
        certificates=_titles(content, "certificates"),
        skills=[_skill(skill) for skill in content.get("skills") or []],
    )


def _skill(skill: dict[str, Any]) -> str:
    """Its name, and whether a mentor's word stood behind it."""
    title = _text(skill, "title")
    if skill.get("layer") != "verified":
        return title
    return gettext("%(skill)s, verified") % {"skill": title}


def _is_of(project: dict[str, Any], image: SubmissionImage) -> bool:
    if "pictures" in project:
        return image.order in project["pictures"]
    return image.project_title == project.get("title")


def _facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    """What was given, by name."""
    value, baseline = _text(content, "metric_value"), _text(content, "baseline_value")
    if value and baseline:
        result = gettext("%(value)s against %(baseline)s") % {"value": value, "baseline": baseline}
    elif value:
        result = gettext("%(value)s, no baseline") % {"value": value}
    else:
        result = gettext("None, against %(baseline)s") % {"baseline": baseline} if baseline else ""
    facts = [
        (gettext("Part in it"), _text(content, "my_role")),
        (gettext("Metric"), _text(content, "metric")),
        (gettext("Result"), result),
        (gettext("Data"), _text(content, "data_source")),
        (gettext("Licence"), _text(content, "data_licence")),
        (gettext("Started"), _day(content, "started_on")),
        (gettext("Finished"), _day(content, "finished_on") or gettext("Not yet")),
        (gettext("Hours"), _text(content, "hours")),
    ]
    return [(name, text) for name, text in facts if text]


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    return "" if value is None else str(value)


def _address(content: dict[str, Any], name: str) -> str:
    """A web address, and no other."""
    address = _text(content, name)
    return address if address.startswith(("https://", "http://")) else ""


def _day(content: dict[str, Any], name: str) -> str:
    text = _text(content, name)
    return in_words(datetime.date.fromisoformat(text)) if text else ""


def _titles(content: dict[str, Any], name: str) -> list[str]:
    return [_text(item, "title") for item in content.get(name) or []]
