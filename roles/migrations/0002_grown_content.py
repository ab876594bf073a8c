import django.core.validators
import django.db.models.deletion
import simple_history.models
import skills.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("roles", "0001_initial"),
        ("skills", "0002_grown_content"),
    ]

    operations = [
        migrations.AddField(
            model_name="industry",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="industry",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="salaryband",
            name="source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="salaryband",
            name="verified_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="salaryband",
            name="verified_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="industry",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="roles_industry_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="roles_role_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalIndustry",
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
                    "across_field",
                    models.BooleanField(
                        default=True,
                        help_text="Named among the industries where machine learning is a core function.",
                        verbose_name="in the overview",
                    ),
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
                "verbose_name": "historical industry",
                "verbose_name_plural": "historical industries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRole",
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
                    "short_title",
                    models.CharField(help_text="For charts and narrow places.", max_length=60),
                ),
                ("summary", models.TextField(help_text="One sentence for lists.")),
                (
                    "description",
                    models.TextField(help_text="A few paragraphs: the work as one meets it."),
                ),
                (
                    "does",
                    skills.fields.LinesField(blank=True, default=list, verbose_name="what it does"),
                ),
                (
                    "examples",
                    skills.fields.LinesField(
                        blank=True, default=list, verbose_name="what it builds"
                    ),
                ),
                (
                    "works_with",
                    skills.fields.LinesField(blank=True, default=list, verbose_name="works with"),
                ),
                ("employers", skills.fields.LinesField(blank=True, default=list)),
                (
                    "includes",
                    skills.fields.LinesField(
                        blank=True, default=list, verbose_name="job titles included"
                    ),
                ),
                ("market", models.TextField(blank=True, verbose_name="market in 2026")),
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
                "verbose_name": "historical role",
                "verbose_name_plural": "historical roles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRole_industries",
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
                        to="roles.historicalrole",
                    ),
                ),
                (
                    "industry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roles.industry",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roles.role",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalRole_industries",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRoleSkill",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "importance",
                    models.CharField(
                        choices=[("core", "Core"), ("useful", "Useful")], max_length=6
                    ),
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
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roles.role",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="skills.skill",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical role skill",
                "verbose_name_plural": "historical role skills",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRoleTransition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "note",
                    models.TextField(help_text="What carries over and what has to be learnt."),
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
                    "destination",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roles.role",
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
                    "origin",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roles.role",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical role transition",
                "verbose_name_plural": "historical role transitions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSalaryBand",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("verified_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "level",
                    models.CharField(
                        choices=[("entry-to-mid", "Entry to mid level"), ("senior", "Senior")],
                        max_length=12,
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=2026)),
                (
                    "minimum",
                    models.PositiveIntegerField(
                        help_text="A year, in the currency below.",
                        validators=[django.core.validators.MaxValueValidator(5000000)],
                    ),
                ),
                (
                    "maximum",
                    models.PositiveIntegerField(
                        help_text="A year, in the currency below.",
                        validators=[django.core.validators.MaxValueValidator(5000000)],
                    ),
                ),
                (
                    "open_ended",
                    models.BooleanField(
                        default=False,
                        help_text="The source prints a plus: nobody has drawn a ceiling.",
                    ),
                ),
                ("currency", models.CharField(default="USD", max_length=3)),
                ("basis", models.CharField(max_length=200)),
                ("who", models.CharField(blank=True, max_length=200)),
                ("where", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=200)),
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
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roles.role",
                    ),
                ),
                (
                    "verified_by",
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
            ],
            options={
                "verbose_name": "historical salary band",
                "verbose_name_plural": "historical salary bands",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
