from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="submission",
            field=models.UUIDField(
                editable=False,
                help_text="Drawn by the form: sent twice, it adds one project.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                fields=("user", "submission"),
                name="project_once_per_submission",
                violation_error_message="This form has been saved already.",
            ),
        ),
    ]
