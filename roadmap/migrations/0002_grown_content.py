import django.core.validators
import django.db.models.deletion
import simple_history.models
import skills.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("courses", "0002_grown_content"),
        ("roadmap", "0001_initial"),
        ("skills", "0002_grown_content"),
    ]

    operations = [
        migrations.AddField(
            model_name="specialisation",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="specialisation",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddField(
            model_name="strategy",
            name="draft",
            field=models.BooleanField(
                default=False, editable=False, help_text="Written and not published yet."
            ),
        ),
        migrations.AddField(
            model_name="strategy",
            name="was",
            field=skills.fields.LinesField(
                blank=True,
                default=list,
                help_text="Slugs that it had before, one a line: they lead here.",
                verbose_name="former slugs",
            ),
        ),
        migrations.AddConstraint(
            model_name="specialisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="roadmap_specialisation_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="roadmap_stage_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="roadmap_step_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategy",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", False), ("retired", True), _connector="OR"),
                name="roadmap_strategy_draft_is_hidden",
                violation_error_message="A draft is hidden until it is published.",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalEdition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(db_index=True)),
                (
                    "first_role_from_month",
                    models.PositiveSmallIntegerField(
                        verbose_name="realistic for a first role from"
                    ),
                ),
                (
                    "first_role_to_month",
                    models.PositiveSmallIntegerField(verbose_name="realistic for a first role to"),
                ),
                ("first_role_note", models.TextField()),
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
                "verbose_name": "historical edition",
                "verbose_name_plural": "historical editions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSpecialisation",
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
                ("short_title", models.CharField(max_length=40)),
                ("summary", models.TextField()),
                ("projects", skills.fields.LinesField(blank=True, default=list)),
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
                    "stage",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical specialisation",
                "verbose_name_plural": "historical specialisations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStage",
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
                    "number",
                    models.PositiveSmallIntegerField(
                        db_index=True, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    "short_title",
                    models.CharField(help_text="For charts, such as Core ML.", max_length=40),
                ),
                (
                    "chart_note",
                    models.CharField(help_text="A few words beside the bar.", max_length=60),
                ),
                (
                    "full_title",
                    models.CharField(
                        help_text="What one does in it, as a sentence.", max_length=120
                    ),
                ),
                (
                    "start_month",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(120)]
                    ),
                ),
                (
                    "end_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: the stage has no fixed end.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(120)],
                    ),
                ),
                ("summary", models.TextField(help_text="Two or three sentences.")),
                ("description", models.TextField(help_text="How to go about it.")),
                ("outcome", models.TextField(verbose_name="what you can say afterwards")),
                ("goal", models.CharField(blank=True, max_length=200)),
                ("topics", skills.fields.LinesField(blank=True, default=list)),
                ("practice", skills.fields.LinesField(blank=True, default=list)),
                ("projects", skills.fields.LinesField(blank=True, default=list)),
                ("tools", skills.fields.LinesField(blank=True, default=list)),
                (
                    "matters_most_for",
                    skills.fields.LinesField(
                        blank=True, default=list, verbose_name="matters most for"
                    ),
                ),
                ("portfolio", skills.fields.LinesField(blank=True, default=list)),
                (
                    "apply_for",
                    skills.fields.LinesField(blank=True, default=list, verbose_name="apply for"),
                ),
                ("show", skills.fields.LinesField(blank=True, default=list)),
                ("network", skills.fields.LinesField(blank=True, default=list)),
                ("note", models.TextField(blank=True)),
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
                "verbose_name": "historical stage",
                "verbose_name_plural": "historical stages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStep",
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
                    "group",
                    models.CharField(help_text="The heading it stands under.", max_length=60),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("topic", "Topic"),
                            ("practice", "Practice"),
                            ("project", "Project"),
                            ("career", "Career task"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        help_text="For a learner new to it. 4 to 40.",
                        validators=[
                            django.core.validators.MinValueValidator(4),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="effort in hours",
                    ),
                ),
                ("summary", models.TextField(verbose_name="what it is about")),
                ("done_when", models.TextField(verbose_name="done when")),
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
                    "specialisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Empty: a step for everybody.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.specialisation",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical step",
                "verbose_name_plural": "historical steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStep_courses",
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
                        to="roadmap.historicalstep",
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
            ],
            options={
                "verbose_name": "HistoricalStep_courses",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStep_skills",
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
                        to="roadmap.historicalstep",
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
            ],
            options={
                "verbose_name": "HistoricalStep_skills",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStepOption",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40)),
                ("title", models.CharField(max_length=60)),
                ("summary", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=0)),
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
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmap.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical step option",
                "verbose_name_plural": "historical step options",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStrategy",
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
                ("summary", models.TextField()),
                ("description", models.TextField(help_text="How to do it, specifically.")),
                ("covers", skills.fields.LinesField(blank=True, default=list)),
                ("examples", skills.fields.LinesField(blank=True, default=list)),
                ("note", models.TextField(blank=True)),
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
                "verbose_name": "historical strategy",
                "verbose_name_plural": "historical strategies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("published_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("stages", models.JSONField()),
                ("steps", models.JSONField()),
                (
                    "marks",
                    models.JSONField(
                        default=dict,
                        help_text="Of what plans count, by specialisation; empty: not worked out.",
                    ),
                ),
                (
                    "published_by",
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
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="StepChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as split-docker-image.", max_length=80, unique=True
                    ),
                ),
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
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
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
                        editable=False,
                        help_text="The edition with which it took effect.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_changes",
                        to="roadmap.publication",
                    ),
                ),
                (
                    "sources",
                    models.ManyToManyField(
                        related_name="changed_into", to="roadmap.step", verbose_name="from"
                    ),
                ),
                (
                    "targets",
                    models.ManyToManyField(
                        blank=True,
                        related_name="changed_from",
                        to="roadmap.step",
                        verbose_name="into",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverted_at__isnull", True),
                            ("applied_at__isnull", False),
                            _connector="OR",
                        ),
                        name="step_change_applied_before_reverted",
                    )
                ],
            },
        ),
    ]
