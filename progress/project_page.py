"""What pages say of one project."""

from collections.abc import Collection

from progress.completeness import ProjectFacts
from progress.models import Project


def facts_of(
    project: Project,
    skills: Collection[object],
    steps: Collection[object],
    images: Collection[object],
) -> ProjectFacts:
    """What the hints ask, of rows that are loaded. A picture can't be without its words."""
    return ProjectFacts(
        summary=project.summary,
        repository_url=project.repository_url,
        demo_url=project.demo_url,
        write_up_url=project.write_up_url,
        my_role=project.my_role,
        metric=project.metric,
        metric_value=project.metric_value,
        baseline_value=project.baseline_value,
        data_source=project.data_source,
        data_licence=project.data_licence,
        life_cycle_parts=len(project.life_cycle),
        skills=len(skills),
        steps=len(steps),
        described_images=len(images),
    )
