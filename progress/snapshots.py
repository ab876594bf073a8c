"""A project as it was at one moment, and a mark by which that version is known again.

The fingerprint is of what the learner decides, and of nothing that an editor of the site may
change: a step that is renamed makes no new version of anybody's project.
"""

import hashlib
import json
from typing import Any

from progress.models import Project

_FIELDS = (
    "title",
    "summary",
    "my_role",
    "repository_url",
    "demo_url",
    "write_up_url",
    "metric",
    "metric_value",
    "baseline_value",
    "data_source",
    "data_licence",
)


def fingerprint_of(project: Project) -> str:
    """64 hexadecimal digits of the project's present content, whoever may see it.

    Reads skills, steps and images, which callers prefetch.
    """
    content = _own(project) | {
        "stage": project.stage_id,
        "skills": sorted(skill.pk for skill in project.skills.all()),
        "steps": sorted(step.pk for step in project.steps.all()),
        # A picture never changes: another one has another key.
        "images": sorted((image.pk, image.alt) for image in project.images.all()),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def snapshot_of(project: Project) -> dict[str, Any]:
    """All that a reader sees of the project, with names as they are now; JSON.

    Pictures are left out: their files are kept by whoever keeps the snapshot.
    """
    stage = project.stage
    skills = sorted(project.skills.all(), key=lambda skill: skill.title)
    steps = sorted(project.steps.all(), key=lambda step: (step.stage.number, step.order, step.pk))
    return _own(project) | {
        "stage": stage and {"number": stage.number, "title": stage.title, "slug": stage.slug},
        "skills": [{"slug": skill.slug, "title": skill.title} for skill in skills],
        "steps": [
            {"slug": step.slug, "title": step.title, "stage": step.stage.number} for step in steps
        ],
    }


def _own(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in _FIELDS} | {
        "life_cycle": sorted(project.life_cycle),
        "started_on": project.started_on and project.started_on.isoformat(),
        "finished_on": project.finished_on and project.finished_on.isoformat(),
        "hours": project.hours,
    }
