import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("roadmap", "0003_first_edition"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalStepChange",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(help_text="Such as split-docker-image.", max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same", "Same work under another name"),
                            ("moved", "Moved to another place"),
                            ("split", "Split into several"),
                            ("merged", "Merged into one"),
                            ("replaced", "Replaced by other work"),
                            ("retired", "Retired"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(help_text="One or two sentences that learners read.")),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")),
                ("batch", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("applied_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "record",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Which steps it put on the roadmap (shown) and took off it (hidden).",
                    ),
                ),
                ("reverted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        help_text="The edition with which it took effect.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical step change",
                "verbose_name_plural": "historical step changes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStepChange_sources",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="roadmap.historicalstepchange",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.step",
                    ),
                ),
                (
                    "stepchange",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.stepchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalStepChange_sources",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStepChange_targets",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="roadmap.historicalstepchange",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.step",
                    ),
                ),
                (
                    "stepchange",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.stepchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalStepChange_targets",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
