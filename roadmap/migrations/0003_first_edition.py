"""A site that has a roadmap already starts with edition 1: what it shows today."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def publish(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    stages = apps.get_model("roadmap", "Stage").objects.filter(retired=False).order_by("slug")
    steps = (
        apps.get_model("roadmap", "Step")
        .objects.filter(retired=False, stage__retired=False)
        .select_related("stage", "specialisation")
        .order_by("slug")
    )
    publications = apps.get_model("roadmap", "Publication").objects
    if not steps or publications.exists():
        return
    publications.create(
        number=1,
        published_at=timezone.now(),
        stages=[
            {
                "slug": stage.slug,
                "number": stage.number,
                "title": stage.title,
                "start": stage.start_month,
                "end": stage.end_month,
            }
            for stage in stages
        ],
        steps=[
            {
                "slug": step.slug,
                "title": step.title,
                "hours": step.hours,
                "stage": step.stage.slug,
                "specialisation": step.specialisation.slug if step.specialisation else None,
            }
            for step in steps
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0002_grown_content")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
