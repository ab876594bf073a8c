"""Changes of projects that files hang on.

A file is made before its row and removed after it, once the change is certain. What a crash
between the two leaves behind, `remove_orphans` finds.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.db import transaction

from accounts.services import hold
from progress.models import Project, ProjectImage

MOST_IMAGES = 8
# Where `progress.models.image_name` puts them.
FOLDER = "projects"


class TooManyImagesError(Exception):
    """The project has as many pictures as it may."""


def add_image(*, project: Project, file: File[Any], alt: str) -> ProjectImage:
    """Keep a checked picture, made anew; the one there is when it was sent before.

    Raises TooManyImagesError, and Project.DoesNotExist where it was deleted meanwhile.
    """
    image = ProjectImage(project=project, alt=alt)
    # Ahead of the lock: making it anew takes a second, and SQLite has one writer at a time.
    image.image.save("picture.webp", file, save=False)
    try:
        with transaction.atomic():
            return _add(image)
    finally:
        if image.pk is None:
            image.image.delete(save=False)


@transaction.atomic
def delete_image(*, image: ProjectImage) -> None:
    storage, name = image.image.storage, image.image.name
    image.delete()
    _remove_after_commit(storage, name)


@transaction.atomic
def delete_project(*, project: Project) -> None:
    # The person first, as everything does that touches what hangs on a project.
    hold(project.user)
    Project.objects.select_for_update().filter(pk=project.pk).first()
    files = [image.image for image in project.images.all()]
    project.delete()
    for file in files:
        _remove_after_commit(file.storage, file.name)


def remove_orphan_images(*, before: datetime.datetime) -> int:
    """Remove the files of pictures that no project has any more; their number."""
    known = ProjectImage.objects.values_list("image", flat=True)
    return remove_orphans(folder=FOLDER, known=known, before=before)


def remove_orphans(*, folder: str, known: Iterable[str], before: datetime.datetime) -> int:
    """Remove a folder's files that are not `known` and older than `before`; their number.

    A younger one may be waiting for its row.
    """
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    kept = set(known)
    orphans = [
        path
        for path in (f"{folder}/{name}" for name in names)
        if path not in kept and default_storage.get_modified_time(path) < before
    ]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)


def _add(image: ProjectImage) -> ProjectImage:
    Project.objects.select_for_update().get(pk=image.project_id)
    others = list(ProjectImage.objects.filter(project=image.project_id))
    for other in others:
        # The same file made anew has the same bytes.
        if other.alt == image.alt and _content(other) == _content(image):
            return other
    if len(others) >= MOST_IMAGES:
        raise TooManyImagesError
    image.save()
    return image


def _content(image: ProjectImage) -> bytes | None:
    """The file's bytes; None where it is missing."""
    try:
        with image.image.storage.open(image.image.name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _remove_after_commit(storage: Storage, name: str) -> None:
    transaction.on_commit(partial(storage.delete, name), robust=True)
