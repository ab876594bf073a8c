"""The roadmap: stages on a line of months, the steps in them, and job-market advice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from courses.models import Course
from skills.content import Content, ContentManager, ContentQuerySet
from skills.fields import LinesField
from skills.models import Skill

# Ten years. At the slowest pace, an hour a week, that is a hundred in the calendar.
LAST_MONTH = 120


class EditionManager(models.Manager["Edition"]):
    def get_by_natural_key(self, year: int) -> Edition:
        return self.get(year=year)

    def newest(self) -> Edition | None:
        return self.order_by("-year").first()


class Edition(models.Model):
    """What one year's roadmap says of itself as a whole."""

    year = models.PositiveSmallIntegerField(unique=True)
    first_role_from_month = models.PositiveSmallIntegerField(_("realistic for a first role from"))
    first_role_to_month = models.PositiveSmallIntegerField(_("realistic for a first role to"))
    first_role_note = models.TextField()

    objects = EditionManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_role_to_month__gt=F("first_role_from_month")),
                name="edition_first_role_in_order",
                violation_error_message=_("The last month must come after the first."),
            )
        ]

    def __str__(self) -> str:
        return gettext("%(year)s edition") % {"year": self.year}

    def natural_key(self) -> tuple[int, ...]:
        return (self.year,)


class Stage(Content):
    """A window on the roadmap's months, such as months 3 to 6."""

    number = models.PositiveSmallIntegerField(unique=True, validators=[MinValueValidator(1)])
    short_title = models.CharField(max_length=40, help_text=_("For charts, such as Core ML."))
    chart_note = models.CharField(max_length=60, help_text=_("A few words beside the bar."))
    full_title = models.CharField(
        max_length=120, help_text=_("What one does in it, as a sentence.")
    )
    start_month = models.PositiveSmallIntegerField(validators=[MaxValueValidator(LAST_MONTH)])
    end_month = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(LAST_MONTH)],
        help_text=_("Empty: the stage has no fixed end."),
    )
    summary = models.TextField(help_text=_("Two or three sentences."))
    description = models.TextField(help_text=_("How to go about it."))
    outcome = models.TextField(_("what you can say afterwards"))
    goal = models.CharField(max_length=200, blank=True)
    topics = LinesField()
    practice = LinesField()
    projects = LinesField()
    tools = LinesField()
    matters_most_for = LinesField(_("matters most for"))
    portfolio = LinesField()
    apply_for = LinesField(_("apply for"))
    show = LinesField()
    network = LinesField()
    note = models.TextField(blank=True)

    class Meta(Content.Meta):
        ordering = ["number"]
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_month__isnull=True) | Q(end_month__gt=F("start_month")),
                name="stage_window_in_order",
                violation_error_message=_("A stage must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(start_month__lte=LAST_MONTH)
                & (Q(end_month__isnull=True) | Q(end_month__lte=LAST_MONTH)),
                name="stage_window_in_reach",
                violation_error_message=format_lazy(
                    _("A stage lies within {months} months."), months=LAST_MONTH
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("progress:stage", args=[self.slug])

    @property
    def window(self) -> str:
        """The months in words: “Months 3–6” or “Month 12 onwards”."""
        if self.end_month is None:
            return gettext("Month %(start)s onwards") % {"start": self.start_month}
        return gettext("Months %(start)s–%(end)s") % {
            "start": self.start_month,
            "end": self.end_month,
        }


class Specialisation(Content):
    """A field to go deep in. A plan has at most one."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="specialisations")
    short_title = models.CharField(max_length=40)
    summary = models.TextField()
    projects = LinesField()

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = ["roadmap.stage"]  # type: ignore[attr-defined]


class StepKind(models.TextChoices):
    TOPIC = "topic", _("Topic")
    PRACTICE = "practice", _("Practice")
    PROJECT = "project", _("Project")
    CAREER = "career", _("Career task")


class StepQuerySet(ContentQuerySet["Step"]):
    """Questions about steps."""

    def counted_for(self, specialisation_id: int | None) -> StepQuerySet:
        """The current steps of a plan: the common ones and those of its specialisation."""
        return self.counted_for_any([specialisation_id])

    def counted_for_any(self, specialisation_ids: Iterable[int | None]) -> StepQuerySet:
        """The current steps of plans with these specialisations."""
        wanted = Q(specialisation__isnull=True)
        chosen = {key for key in specialisation_ids if key is not None}
        if chosen:
            wanted |= Q(specialisation__in=chosen)
        return self.current().filter(wanted, stage__retired=False)


class Step(Content):
    """The unit a learner ticks. Its slug is the public id: fixed for good, wherever it moves."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="steps")
    group = models.CharField(max_length=60, help_text=_("The heading it stands under."))
    specialisation = models.ForeignKey(
        Specialisation,
        on_delete=models.PROTECT,
        related_name="steps",
        null=True,
        blank=True,
        help_text=_("Empty: a step for everybody."),
    )
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    hours = models.PositiveSmallIntegerField(
        _("effort in hours"),
        validators=[MinValueValidator(4), MaxValueValidator(40)],
        help_text=_("For a learner new to it. 4 to 40."),
    )
    summary = models.TextField(_("what it is about"))
    done_when = models.TextField(_("done when"))
    skills = models.ManyToManyField(Skill, related_name="steps")
    courses = models.ManyToManyField(Course, related_name="steps", blank=True)
    recorded_sets = ("skills", "courses")

    # A narrower manager than the base class has, which the type checker cannot follow.
    objects = ContentManager.from_queryset(StepQuerySet)()  # type: ignore[assignment,misc]

    class Meta(Content.Meta):
        ordering = ["stage__number", "order", "title"]
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                condition=Q(hours__gte=4, hours__lte=40),
                name="step_hours_in_reach",
                violation_error_message=_("A step takes 4 to 40 hours. Split or merge it."),
            ),
        ]

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "roadmap.stage",
        "roadmap.specialisation",
        "skills.skill",
        "courses.course",
    ]

    def get_absolute_url(self) -> str:
        return reverse("progress:step", args=[self.slug])

    @classmethod
    def kept_hidden(cls) -> dict[int, str]:
        """A step that others have taken the place of would count a second time."""
        return {
            step: gettext(
                "Other steps stand in its place by “%(change)s”. Take that change back instead."
            )
            % {"change": change}
            for step, change in StepChange.objects.replaced().items()
        }

    def is_counted_for(self, specialisation_id: int | None) -> bool:
        """Whether a plan with this specialisation has the step: `counted_for` for one row."""
        return self.is_shown and self.specialisation_id in {None, specialisation_id}

    @property
    def is_shown(self) -> bool:
        """Whether the roadmap still has it. Its stage must be loaded."""
        return not (self.retired or self.stage.retired)


class StepOptionManager(models.Manager["StepOption"]):
    def get_by_natural_key(self, step: str, slug: str) -> StepOption:
        return self.get(step__slug=step, slug=slug)


class StepOption(models.Model):
    """One side of an either/or step, such as PyTorch. Doing one is doing the step."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="options")
    slug = models.SlugField(max_length=40)
    title = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    objects = StepOptionManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["step__stage__number", "step__order", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "slug"],
                name="step_option_once",
                violation_error_message=_("This step has that option already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, ...]:
        return (*self.step.natural_key(), self.slug)

    natural_key.dependencies = ["roadmap.step"]  # type: ignore[attr-defined]


class Strategy(Content):
    """One piece of advice for the job market."""

    summary = models.TextField()
    description = models.TextField(help_text=_("How to do it, specifically."))
    covers = LinesField()
    examples = LinesField()
    note = models.TextField(blank=True)

    class Meta(Content.Meta):
        verbose_name_plural = _("strategies")

    def get_absolute_url(self) -> str:
        return f"{reverse('roadmap:job-market')}#{self.slug}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def newest(self) -> Publication | None:
        return self.order_by("-number").first()


class Publication(models.Model):
    """A numbered edition of the roadmap: its stages and steps as plans count them from then on.

    Written by `publishing.publish` and changed only where a stage or specialisation gets another
    slug. The snapshots are in the form of `roadmap.editions`, by public ids.
    """

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=200, blank=True)
    stages = models.JSONField()
    steps = models.JSONField()
    marks = models.JSONField(
        default=dict, help_text=_("Of what plans count, by specialisation; empty: not worked out.")
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Edition {self.number}"


class ChangeKind(models.TextChoices):
    SAME = "same", _("Same work under another name")
    MOVED = "moved", _("Moved to another place")
    SPLIT = "split", _("Split into several")
    MERGED = "merged", _("Merged into one")
    REPLACED = "replaced", _("Replaced by other work")
    RETIRED = "retired", _("Retired")


class StepChangeQuerySet(models.QuerySet["StepChange"]):
    def in_force(self) -> StepChangeQuerySet:
        """Those that were carried out and not taken back."""
        return self.filter(applied_at__isnull=False, reverted_at__isnull=True)

    def replaced(self) -> dict[int, str]:
        """The steps, by key, with the slug of the change that put others in their place.

        They can't be on the roadmap beside those. A step that a later change puts back in its
        place is not among them. One query.
        """
        pairs = (
            self.in_force()
            .filter(targets__isnull=False)
            .order_by("applied_at", "order", "pk")
            .values_list("slug", "sources", "targets")
        )
        found: dict[int, str] = {}
        for slug, source, target in pairs:
            found.pop(target, None)
            found[source] = slug
        return found

    def pending(self) -> StepChangeQuerySet:
        """Those that were never carried out."""
        return self.filter(applied_at__isnull=True)


class StepChangeManager(models.Manager["StepChange"]):
    def get_by_natural_key(self, slug: str) -> StepChange:
        return self.get(slug=slug)


class StepChange(models.Model):
    """What becomes of learners' ticks when steps change: from which steps, into which.

    Data like all content; `progress.step_changes` carries it out for those who hold the steps.
    """

    slug = models.SlugField(max_length=80, unique=True, help_text=_("Such as split-docker-image."))
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    sources = models.ManyToManyField(
        Step, related_name="changed_into", verbose_name=pgettext_lazy("steps of a change", "from")
    )
    targets = models.ManyToManyField(
        Step,
        related_name="changed_from",
        verbose_name=pgettext_lazy("steps of a change", "into"),
        blank=True,
    )
    reason = models.TextField(help_text=_("One or two sentences that learners read."))
    order = models.PositiveSmallIntegerField(default=0, help_text=_("Lowest first."))
    # The site's own record of it; never in the files.
    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        related_name="step_changes",
        null=True,
        blank=True,
        editable=False,
        help_text=_("The edition with which it took effect."),
    )
    record = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Which steps it put on the roadmap (shown) and took off it (hidden)."),
    )
    reverted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StepChangeManager.from_queryset(StepChangeQuerySet)()
    history = HistoricalRecords(m2m_fields=[sources, targets])

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverted_at__isnull=True) | Q(applied_at__isnull=False),
                name="step_change_applied_before_reverted",
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    natural_key.dependencies = ["roadmap.step"]  # type: ignore[attr-defined]

    @property
    def is_in_force(self) -> bool:
        return self.applied_at is not None and self.reverted_at is None


class ShippedContent(models.Model):
    """What a content row held when it was last loaded from the files.

    A load compares it with the row to tell what an editor has changed since. It stands apart
    from the row so that content is the same however it was loaded.
    """

    label = models.CharField(max_length=60, help_text=_("The row's model."))
    key = models.CharField(max_length=200, help_text=_("The row's natural key, with slashes."))
    values = models.JSONField(help_text=_("The fields as in the files."))

    class Meta:
        ordering = ["label", "key"]
        verbose_name_plural = _("shipped content")
        constraints = [
            models.UniqueConstraint(fields=["label", "key"], name="shipped_content_once")
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.key}"
