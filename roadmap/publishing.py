"""Publishes editions of the roadmap: each change of what plans count gets a number."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from accounts.models import User
from roadmap.editions import Snapshot, StagePart, StepPart, counts_the_same
from roadmap.models import Publication, Stage, Step


def snapshot_now() -> Snapshot:
    """What plans count on the site as it is. Two queries."""
    stages = Stage.objects.current().order_by("pk")
    steps = (
        Step.objects.current()
        .filter(stage__retired=False)
        .order_by("pk")
        .values(
            "slug",
            "title",
            "hours",
            stage_slug=F("stage__slug"),
            field=F("specialisation__slug"),
        )
    )
    return Snapshot.of(
        (StagePart(s.slug, s.number, s.title, s.start_month, s.end_month) for s in stages),
        (StepPart(s["slug"], s["title"], s["hours"], s["stage_slug"], s["field"]) for s in steps),
    )


def snapshot_of(publication: Publication) -> Snapshot:
    return Snapshot.from_json(publication.stages, publication.steps)


def mark_of(publication: Publication, specialisation: str | None) -> str:
    """The mark of what a plan with this specialisation counts. No query where it was kept."""
    marks = publication.marks or snapshot_of(publication).marks()
    return str(marks.get(specialisation or "", marks[""]))


@transaction.atomic
def publish(
    *, now: datetime.datetime, by: User | None = None, reason: str = ""
) -> Publication | None:
    """Number the roadmap as it is; None where the newest edition counts the same.

    Call it in the transaction of every change of steps and stages, and it may be called any time.
    """
    # One at a time. Whoever waited here reads once more: there is a newer one by then.
    Publication.objects.select_for_update().order_by("-number").first()
    newest = Publication.objects.newest()
    current = snapshot_now()
    if newest is None and not current.steps:
        return None
    if newest is not None and counts_the_same(snapshot_of(newest), current):
        return None
    return Publication.objects.create(
        number=newest.number + 1 if newest else 1,
        published_at=now,
        published_by=by,
        reason=reason,
        stages=current.stages_json(),
        steps=current.steps_json(),
        marks=current.marks(),
    )


def rename_in_editions(
    *, stages: Mapping[str, str] | None = None, specialisations: Mapping[str, str] | None = None
) -> None:
    """Editions follow rows that get another slug: nothing has changed for a plan by that."""
    if not (stages or specialisations):
        return
    for edition in Publication.objects.select_for_update().order_by("pk"):
        after = snapshot_of(edition).renamed(stages or {}, specialisations or {})
        edition.stages, edition.steps = after.stages_json(), after.steps_json()
        edition.marks = after.marks()
        edition.save(update_fields=["stages", "steps", "marks"])
