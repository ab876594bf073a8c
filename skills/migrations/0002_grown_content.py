import django.db.models.deletion
import simple_history.models
import skills.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("skills", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="skill",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="skill",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="skillarea",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="skillarea",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddConstraint(
            model_name="skill",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="skills_skill_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="skillarea",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="skills_skillarea_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalSkill",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Part of the address. Never changes once published.",
                        max_length=80,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")),
                (
                    "editorial",
                    models.BooleanField(
                        default=False,
                        help_text="Our own judgement rather than a fact of the source. Pages say so.",
                    ),
                ),
                (
                    "retired",
                    models.BooleanField(
                        default=False, help_text="Hidden from pages and plans. History keeps it."
                    ),
                ),
                (
                    "draft",
                    models.BooleanField(
                        default=False, editable=False, help_text="Written and not published yet."
                    ),
                ),
                (
                    "was",
                    skills.fields.LinesField(
                        blank=True,
                        default=list,
                        help_text="Slugs that it had before, one a line: they lead here.",
                        verbose_name="former slugs",
                    ),
                ),
                (
                    "summary",
                    models.TextField(help_text="What it is and what being able to do it means."),
                ),
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
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="skills.skillarea",
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
            ],
            options={
                "verbose_name": "historical skill",
                "verbose_name_plural": "historical skills",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSkillArea",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Part of the address. Never changes once published.",
                        max_length=80,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")),
                (
                    "editorial",
                    models.BooleanField(
                        default=False,
                        help_text="Our own judgement rather than a fact of the source. Pages say so.",
                    ),
                ),
                (
                    "retired",
                    models.BooleanField(
                        default=False, help_text="Hidden from pages and plans. History keeps it."
                    ),
                ),
                (
                    "draft",
                    models.BooleanField(
                        default=False, editable=False, help_text="Written and not published yet."
                    ),
                ),
                (
                    "was",
                    skills.fields.LinesField(
                        blank=True,
                        default=list,
                        help_text="Slugs that it had before, one a line: they lead here.",
                        verbose_name="former slugs",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        help_text="Two or three sentences: what it is for in the job."
                    ),
                ),
                (
                    "used_in",
                    skills.fields.LinesField(blank=True, default=list, verbose_name="used in"),
                ),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical skill area",
                "verbose_name_plural": "historical skill areas",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "model",
                    models.CharField(help_text="The label of the list's model.", max_length=60),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "query",
                    models.CharField(blank=True, help_text="What follows the “?”.", max_length=500),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["model", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("model", "name"),
                        name="saved_filter_once",
                        violation_error_message="This list has a filter of that name already.",
                    )
                ],
            },
        ),
    ]
