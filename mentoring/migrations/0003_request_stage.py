from typing import Any

from django.db import migrations, models


def name_stages(apps: Any, schema_editor: Any) -> None:
    """The stage of a request's version, read once, as new requests have it."""
    requests = apps.get_model("mentoring", "ReviewRequest").objects.filter(submission__isnull=False)
    found = []
    for request in requests.select_related("submission").iterator(chunk_size=500):
        stage = request.submission.content.get("stage")
        if stage:
            request.stage = stage["number"]
            found.append(request)
        if len(found) >= 500:
            requests.model.objects.bulk_update(found, ["stage"])
            found = []
    requests.model.objects.bulk_update(found, ["stage"])


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0002_staff_groups")]

    operations = [
        migrations.AddField(
            model_name="reviewrequest",
            name="stage",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="The number of the stage that the version names.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="reviewrequest",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["stage", "requested_at", "id"],
                name="request_queue_by_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewrequest",
            index=models.Index(
                condition=models.Q(("claimed_by__isnull", False), ("status", "waiting")),
                fields=["claim_expires_at"],
                name="request_claims",
            ),
        ),
        # Last: PostgreSQL changes no table of which rows were changed just before.
        migrations.RunPython(name_stages, migrations.RunPython.noop),
    ]
