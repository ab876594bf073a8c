"""Keeping a piece of work as it is now: the text in one row, every picture in a file of its own.

A copy is made before its row, ahead of the locks, and removed again where it gets none. What a
crash leaves behind, and the copies of a deleted account, `remove_orphan_images` finds.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from mentoring.models import Subject, Submission, SubmissionImage, Thread
from portfolio.models import Portfolio
from portfolio.snapshots import fingerprint_of_portfolio, snapshot_of_portfolio
from progress.models import Project, ProjectImage
from progress.snapshots import fingerprint_of, snapshot_of


class Copies:
    """Copies of pictures, by the picture's key. Those that no submission took are removed."""

    def __init__(self) -> None:
        self._made: dict[int, str] = {}
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        kept = self._taken if error is None else set()
        for name in self._made.values():
            if name not in kept:
                default_storage.delete(name)

    def make(self, images: Iterable[ProjectImage]) -> None:
        """Copy the files, byte for byte. A picture without its file is passed over."""
        for image in images:
            content = None if image.pk in self._made else _content(image)
            if content is not None:
                copy = SubmissionImage()
                copy.image.save("picture.webp", ContentFile(content), save=False)
                self._made[image.pk] = str(copy.image.name)

    def attach(self, submission: Submission, images: Sequence[ProjectImage]) -> None:
        """Give the submission its copies, in this order; those not made yet are made."""
        self.make(images)
        rows = [
            SubmissionImage(
                submission=submission,
                image=self._made[image.pk],
                alt=image.alt,
                project_title=_project_title(submission, image),
                order=order,
            )
            for order, image in enumerate(images)
            if image.pk in self._made
        ]
        SubmissionImage.objects.bulk_create(rows)
        self._taken |= {str(row.image.name) for row in rows}


def projects_whole() -> QuerySet[Project]:
    """Projects with all that a version of them names."""
    return Project.objects.select_related("stage").prefetch_related(
        "skills", "steps__stage", "images"
    )


def freeze_project(
    *, thread: Thread, project: Project, copies: Copies, at: datetime.datetime
) -> Submission:
    """The project's newest version; the one there is where nothing has changed since.

    Part of the caller's transaction, which holds thread and project.
    """
    return _freeze(
        thread=thread,
        learner=project.user_id,
        title=project.title,
        fingerprint=fingerprint_of(project),
        content=snapshot_of(project),
        images=list(project.images.all()),
        copies=copies,
        at=at,
    )


def freeze_portfolio(
    *,
    thread: Thread,
    portfolio: Portfolio,
    copies: Copies,
    at: datetime.datetime,
    today: datetime.date,
) -> Submission:
    """The portfolio's newest version, with the pictures of the projects that it shows."""
    content = snapshot_of_portfolio(portfolio, today)
    images = pictures_of(content)
    for project in content.get("projects", []):
        # By place, since two projects may have one title.
        project["pictures"] = [
            order for order, image in enumerate(images) if image.project_id == project.get("pk")
        ]
    return _freeze(
        thread=thread,
        learner=portfolio.user_id,
        title=portfolio_title(portfolio),
        fingerprint=fingerprint_of_portfolio(portfolio),
        content=content,
        images=images,
        copies=copies,
        at=at,
    )


def portfolio_title(portfolio: Portfolio) -> str:
    return f"Portfolio of {portfolio.shown_name}"


def pictures_of(content: dict[str, Any]) -> list[ProjectImage]:
    """The pictures of the projects in a snapshot of a portfolio, project by project."""
    keys = [project["pk"] for project in content.get("projects", []) if "pk" in project]
    found = ProjectImage.objects.filter(project__in=keys).select_related("project")
    return sorted(found, key=lambda image: keys.index(image.project_id))


def newest_of(thread: Thread) -> Submission | None:
    return thread.submissions.order_by("-version").first()


def has_changed_since(thread: Thread, submission: Submission) -> bool | None:
    """Whether the learner has changed the work since that version; None where it is gone."""
    if thread.subject == Subject.PROJECT:
        project = projects_whole().filter(threads=thread).first()
        return fingerprint_of(project) != submission.fingerprint if project else None
    portfolio = Portfolio.objects.filter(user=thread.learner_id).select_related("user").first()
    if portfolio is None:
        return None
    return fingerprint_of_portfolio(portfolio) != submission.fingerprint


def _freeze(
    *,
    thread: Thread,
    learner: int,
    title: str,
    fingerprint: str,
    content: dict[str, Any],
    images: Sequence[ProjectImage],
    copies: Copies,
    at: datetime.datetime,
) -> Submission:
    newest = newest_of(thread)
    if newest is not None and newest.fingerprint == fingerprint:
        return newest
    submission = Submission.objects.create(
        thread=thread,
        learner_id=learner,
        version=newest.version + 1 if newest else 1,
        title=title,
        content=content,
        fingerprint=fingerprint,
        frozen_at=at,
    )
    copies.attach(submission, images)
    return submission


def _project_title(submission: Submission, image: ProjectImage) -> str:
    """In a portfolio, of which project; a project's own picture says nothing more."""
    return image.project.title if submission.thread.subject == Subject.PORTFOLIO else ""


def _content(image: ProjectImage) -> bytes | None:
    """The file's bytes; None where it is missing."""
    try:
        with image.image.storage.open(image.image.name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None
