import django.db.models.deletion
import simple_history.models
import skills.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("courses", "0001_initial"),
        ("skills", "0002_grown_content"),
    ]

    operations = [
        migrations.AddField(
            model_name="course",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="duration_edition",
            field=models.PositiveSmallIntegerField(default=2026),
        ),
        migrations.AddField(
            model_name="course",
            name="duration_source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="course",
            name="duration_verified_by",
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
            model_name="course",
            name="duration_verified_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="course",
            name="link_checked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="course",
            name="link_edition",
            field=models.PositiveSmallIntegerField(default=2026),
        ),
        migrations.AddField(
            model_name="course",
            name="link_problem",
            field=models.CharField(
                blank=True, editable=False, help_text="Empty: the link answered.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="link_source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="course",
            name="link_verified_by",
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
            model_name="course",
            name="link_verified_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="course",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="platform",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="platform",
            name="link_checked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="platform",
            name="link_edition",
            field=models.PositiveSmallIntegerField(default=2026),
        ),
        migrations.AddField(
            model_name="platform",
            name="link_problem",
            field=models.CharField(
                blank=True, editable=False, help_text="Empty: the link answered.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="platform",
            name="link_source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="platform",
            name="link_verified_by",
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
            model_name="platform",
            name="link_verified_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="platform",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="provider",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="courses_course_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="courses_platform_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="courses_provider_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalCourse",
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
                ("duration_source", models.CharField(blank=True, max_length=200)),
                ("duration_edition", models.PositiveSmallIntegerField(default=2026)),
                ("duration_verified_on", models.DateField(blank=True, editable=False, null=True)),
                ("link_source", models.CharField(blank=True, max_length=200)),
                ("link_edition", models.PositiveSmallIntegerField(default=2026)),
                ("link_verified_on", models.DateField(blank=True, editable=False, null=True)),
                ("link_checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "link_problem",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Empty: the link answered.",
                        max_length=200,
                    ),
                ),
                ("instructor", models.CharField(blank=True, max_length=120)),
                (
                    "duration_min",
                    models.PositiveSmallIntegerField(verbose_name="shortest duration"),
                ),
                ("duration_max", models.PositiveSmallIntegerField(verbose_name="longest duration")),
                (
                    "duration_unit",
                    models.CharField(
                        choices=[("weeks", "weeks"), ("months", "months")], max_length=6
                    ),
                ),
                (
                    "duration_approximate",
                    models.BooleanField(default=False, verbose_name="duration is approximate"),
                ),
                (
                    "hours_per_week_min",
                    models.PositiveSmallIntegerField(verbose_name="fewest hours a week"),
                ),
                (
                    "hours_per_week_max",
                    models.PositiveSmallIntegerField(verbose_name="most hours a week"),
                ),
                (
                    "hours_approximate",
                    models.BooleanField(default=False, verbose_name="hours a week are approximate"),
                ),
                ("self_paced", models.BooleanField(default=True)),
                (
                    "focus",
                    skills.fields.LinesField(
                        blank=True, default=list, help_text="What it teaches, in order."
                    ),
                ),
                ("summary", models.TextField(help_text="What a learner gets out of it.")),
                ("suits", models.TextField(blank=True, verbose_name="who it suits")),
                ("link", models.URLField(blank=True)),
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
                    "duration_verified_by",
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
                    "link_verified_by",
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
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="courses.platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical course",
                "verbose_name_plural": "historical courses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCourse_providers",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="courses.course",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="courses.historicalcourse",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="courses.provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCourse_providers",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCourse_skills",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="courses.course",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="courses.historicalcourse",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="skills.skill",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCourse_skills",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlatform",
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
                ("link_source", models.CharField(blank=True, max_length=200)),
                ("link_edition", models.PositiveSmallIntegerField(default=2026)),
                ("link_verified_on", models.DateField(blank=True, editable=False, null=True)),
                ("link_checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "link_problem",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Empty: the link answered.",
                        max_length=200,
                    ),
                ),
                ("link", models.URLField(blank=True, help_text="The platform's own home page.")),
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
                    "link_verified_by",
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
                "verbose_name": "historical platform",
                "verbose_name_plural": "historical platforms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProvider",
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
                "verbose_name": "historical provider",
                "verbose_name_plural": "historical providers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
