"""What a mentor's approval of a project looks like to those who see the project."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects

from progress.models import Project, Verification
from progress.snapshots import fingerprint_of


@dataclass(frozen=True, slots=True)
class Badge:
    """A standing approval; `is_current` while the project is as it was approved."""

    verified_at: datetime.datetime
    mentor_name: str
    score: Decimal | None
    is_current: bool


def badges_of(projects: Iterable[Project]) -> dict[int, Badge]:
    """The badges of some projects by their keys; a project without one is left out.

    One query, and three more for those that have one unless they are prefetched.
    """
    by_key = {project.pk: project for project in projects}
    if not by_key:
        return {}
    words: dict[int, list[Verification]] = {}
    given = Verification.objects.standing().filter(
        subject=Verification.Subject.PROJECT, project__in=by_key
    )
    for word in given.select_related("mentor"):
        # Never None: that is what was asked for.
        words.setdefault(word.project_id or 0, []).append(word)
    prefetch_related_objects([by_key[key] for key in words], "skills", "steps", "images")
    return {key: _badge(by_key[key], found) for key, found in words.items()}


def badge_of(project: Project) -> Badge | None:
    """The badge of one project; None without one."""
    return badges_of([project]).get(project.pk)


def _badge(project: Project, words: list[Verification]) -> Badge:
    """Of the newest word for the present version, or else of the newest."""
    present = fingerprint_of(project)
    current = [word for word in words if word.fingerprint == present]
    word = (current or words)[0]
    return Badge(
        verified_at=word.verified_at,
        mentor_name=word.mentor_name,
        score=word.score,
        is_current=bool(current),
    )
