"""A learner's plan, the state of each step, its history, and projects."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Never

from django.conf import settings
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    URLValidator,
)
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from imagekit.models import ProcessedImageField
from imagekit.processors import ResizeToFit, Transpose

from accounts.models import FORMER_MEMBER
from courses.models import Course
from progress import timeline
from roadmap.models import Publication, Specialisation, Stage, Step, StepOption
from roles.models import Role
from skills.models import Skill


class PlanQuerySet(models.QuerySet["Plan"]):
    def current(self) -> PlanQuerySet:
        return self.filter(archived_at__isnull=True)

    def of(self, user: Any) -> Plan | None:
        """The learner's plan with all that its figures need, in two queries; None without one."""
        return (
            self.current()
            .filter(user=user)
            .select_related("target_role", "specialisation")
            .prefetch_related("pauses")
            .first()
        )


class Plan(models.Model):
    """A learner's start, pace and direction."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plans"
    )
    target_role = models.ForeignKey(
        Role, on_delete=models.PROTECT, related_name="plans", null=True, blank=True
    )
    start_date = models.DateField()
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week"),
        default=timeline.RECOMMENDED_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    specialisation = models.ForeignKey(
        Specialisation, on_delete=models.PROTECT, related_name="plans", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    hide_comparison = models.BooleanField(
        _("hide the comparison with the plan"),
        default=False,
        help_text=_("Pages then show what is done, and not whether it is on time."),
    )
    # None: made before there was an edition.
    seen = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        help_text=_("The edition of the roadmap that its owner knows of."),
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(archived_at__isnull=True),
                name="plan_one_current_per_learner",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__gte=1, hours_per_week__lte=60),
                name="plan_hours_in_reach",
                violation_error_message=_("Choose between 1 and 60 hours a week."),
            ),
        ]

    def __str__(self) -> str:
        return f"Plan from {self.start_date:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.seen_id is None:
            # Whoever makes a plan sees the roadmap as it is.
            self.seen = Publication.objects.newest()
        super().save(*args, **kwargs)

    def as_timeline(self) -> timeline.Plan:
        """The plan as the maths knows it. Reads the pauses, which callers prefetch."""
        return timeline.Plan(
            start_date=self.start_date,
            hours_per_week=self.hours_per_week,
            pauses=tuple(timeline.Pause(p.start, p.until) for p in self.pauses.all()),
        )


class EditionNote(models.Model):
    """What newer editions of the roadmap changed in a plan, as its owner was told.

    Hours of counted steps with the same ticks under the edition known before and under the new
    one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="edition_notes")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    since = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    planned_before = models.PositiveIntegerField()
    earned_before = models.PositiveIntegerField()
    planned_after = models.PositiveIntegerField()
    earned_after = models.PositiveIntegerField()
    lines = models.JSONField(help_text=_("What changed, a sentence each, as shown."))
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-publication__number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "publication"], name="edition_note_once")
        ]

    def __str__(self) -> str:
        return f"Plan {self.plan_id} with edition {self.publication_id}"


class Pause(models.Model):
    """Days on which the plan stands still."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pauses")
    start = models.DateField()
    until = models.DateField(
        _("work resumes on"), null=True, blank=True, help_text=_("Empty while the pause lasts.")
    )

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("start")),
                name="pause_ends_after_start",
                violation_error_message=_("Work resumes after the pause starts."),
            )
        ]

    def __str__(self) -> str:
        return f"Pause from {self.start:%Y-%m-%d}"


class Hint(models.TextChoices):
    """A short explanation for somebody new, each on the page where it helps."""

    TICK = "tick", _("What to tick")
    POSITIONS = "positions", _("What the two positions mean")
    STEPS = "steps", _("When a step is done")
    EVIDENCE = "evidence", _("How evidence counts")


class DismissedHint(models.Model):
    """A hint that a person has read and never sees again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dismissed_hints"
    )
    hint = models.CharField(max_length=12, choices=Hint.choices)
    dismissed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "hint"], name="dismissed_hint_once")]

    def __str__(self) -> str:
        return f"{self.get_hint_display()}, read"


class StepStatus(models.TextChoices):
    TODO = "todo", _("Not started")
    DOING = "doing", _("In progress")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class StepState(models.Model):
    """Where one learner stands with one step. No row means not started."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="step_states"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="states")
    status = models.CharField(max_length=8, choices=StepStatus.choices, default=StepStatus.TODO)
    done_on = models.DateField(null=True, blank=True, help_text=_("In the learner's own calendar."))
    first_done_on = models.DateField(
        null=True, blank=True, help_text=_("Survives un-tick and re-tick.")
    )
    option = models.ForeignKey(
        StepOption, on_delete=models.PROTECT, related_name="states", null=True, blank=True
    )
    skip_reason = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True, max_length=10_000, validators=[MaxLengthValidator(10_000)])
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        # No joins: a lock on these rows would hold those of the steps too.
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "step"], name="step_state_once_per_learner"),
            models.CheckConstraint(
                condition=Q(status="done", done_on__isnull=False, first_done_on__isnull=False)
                | (~Q(status="done") & Q(done_on__isnull=True)),
                name="step_state_done_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.get_status_display()}"


class AppendOnlyError(Exception):
    """Somebody tried to change or remove history."""


class StepEventQuerySet(models.QuerySet["StepEvent"]):
    """History: rows are added and read, never changed."""

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnlyError("Events are never changed.")

    def delete(self) -> Never:
        raise AppendOnlyError("Events are never removed.")


class StepEvent(models.Model):
    """One change of one step's state. Append-only; an undo is an event too."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="step_events"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="events")
    step_title = models.CharField(max_length=120, help_text=_("As it was."))
    at = models.DateTimeField(help_text=_("When it was recorded, in UTC."))
    from_status = models.CharField(max_length=8, choices=StepStatus.choices)
    to_status = models.CharField(max_length=8, choices=StepStatus.choices)
    from_done_on = models.DateField(null=True, blank=True)
    to_done_on = models.DateField(null=True, blank=True)
    from_option = models.ForeignKey(
        StepOption, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_option = models.ForeignKey(
        StepOption, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    from_skip_reason = models.CharField(max_length=200, blank=True)
    to_skip_reason = models.CharField(max_length=200, blank=True)
    batch = models.UUIDField(
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Shared by changes that were made as one."),
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.RESTRICT, related_name="undone_by", null=True, blank=True
    )

    objects = StepEventQuerySet.as_manager()

    class Meta:
        # Not by `at`: the clock is read before the row is locked, the key is drawn under the lock.
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "step", "-id"], name="event_by_learner_step")]

    def __str__(self) -> str:
        return f"{self.step_title}: {self.from_status} to {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnlyError("Events are never removed.")


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Private")
    MENTORS = "mentors", _("Mentors")
    LINK = "link", _("Anyone with the link")
    PUBLIC = "public", _("Public")


class LifeCyclePart(models.TextChoices):
    DATA_COLLECTION = "data-collection", _("Data collection")
    TRAINING = "training", _("Training")
    EVALUATION = "evaluation", _("Evaluation")
    DEPLOYMENT = "deployment", _("Deployment")
    MONITORING = "monitoring", _("Monitoring")


web_address = URLValidator(
    schemes=["http", "https"],
    message=_("Enter a web address that starts with https:// or http://."),
)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: Any) -> ProjectQuerySet:
        """The projects this person may see: for now their own."""
        return self.filter(user=user)


class Project(models.Model):
    """Something a learner built."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="projects"
    )
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=2_000)
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="projects_of_learners", null=True, blank=True
    )
    skills = models.ManyToManyField(Skill, related_name="projects", blank=True)
    repository_url = models.CharField(
        _("repository"), max_length=500, blank=True, validators=[web_address]
    )
    demo_url = models.CharField(_("demo"), max_length=500, blank=True, validators=[web_address])
    write_up_url = models.CharField(
        _("write-up"), max_length=500, blank=True, validators=[web_address]
    )
    my_role = models.CharField(_("your part in it"), max_length=200, blank=True)
    metric = models.CharField(
        max_length=80, blank=True, help_text=_("Such as mean absolute error.")
    )
    metric_value = models.CharField(_("result"), max_length=40, blank=True)
    baseline_value = models.CharField(_("baseline"), max_length=40, blank=True)
    data_source = models.CharField(max_length=200, blank=True)
    data_licence = models.CharField(max_length=80, blank=True)
    steps = models.ManyToManyField(Step, related_name="projects_of_learners", blank=True)
    life_cycle = models.JSONField(_("life-cycle parts"), default=list, blank=True)
    started_on = models.DateField(_("started"), null=True, blank=True)
    finished_on = models.DateField(_("finished"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5_000)]
    )
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    submission = models.UUIDField(
        null=True,
        editable=False,
        help_text=_("Drawn by the form: sent twice, it adds one project."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(finished_on__isnull=True)
                | Q(finished_on__gte=F("started_on")),
                name="project_dates_in_order",
                violation_error_message=_("The project finishes before it starts."),
            ),
            models.UniqueConstraint(
                fields=["user", "submission"],
                name="project_once_per_submission",
                violation_error_message=_("This form has been saved already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("progress:project", args=[self.pk])

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Every life-cycle part by name, and whether the project covers it."""
        return [(str(part.label), part.value in self.life_cycle) for part in LifeCyclePart]

    @property
    def linked(self) -> list[str]:
        """What one can look at, by name: repository, demo, write-up."""
        links = {
            _("repository"): self.repository_url,
            _("demo"): self.demo_url,
            _("write-up"): self.write_up_url,
        }
        return [str(name) for name, address in links.items() if address]

    def is_finished(self, today: datetime.date) -> bool:
        return self.finished_on is not None and self.finished_on <= today


class Evidence(models.Model):
    """A link that shows a step was done."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="evidence")
    url = models.CharField(_("link"), max_length=500, validators=[web_address])
    title = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "step", "url"],
                name="evidence_once_per_step",
                violation_error_message=_("This link is here already."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.url


class CourseStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    STARTED = "started", _("Started")
    FINISHED = "finished", _("Finished")
    DROPPED = "dropped", _("Dropped")


class CourseLog(models.Model):
    """One learner's way through one course."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="course_logs"
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="logs")
    status = models.CharField(
        max_length=8, choices=CourseStatus.choices, default=CourseStatus.PLANNED
    )
    started_on = models.DateField(_("started"), null=True, blank=True)
    finished_on = models.DateField(_("finished"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(
        "hours spent", null=True, blank=True, validators=[MaxValueValidator(5_000)]
    )
    cost = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(max_length=3, blank=True, help_text=_("Such as GBP."))
    certificate_url = models.CharField(
        _("certificate"), max_length=500, blank=True, validators=[web_address]
    )
    drop_reason = models.CharField(_("why you dropped it"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "course"], name="course_log_once_per_learner"),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(finished_on__isnull=True)
                | Q(finished_on__gte=F("started_on")),
                name="course_log_dates_in_order",
                violation_error_message=_("The course finishes before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.get_status_display()}"


def image_name(image: ProjectImage, filename: str) -> str:
    """A name that nobody can guess and that says nothing of the file as it was sent."""
    return f"projects/{uuid.uuid4().hex}.webp"


class ProjectImage(models.Model):
    """A picture of a project, made anew from what was sent."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="images")
    # Made anew as WebP: no location or other data of the camera, and no second file inside.
    image = ProcessedImageField(
        upload_to=image_name,
        processors=[Transpose(), ResizeToFit(1600, 1600, upscale=False)],
        format="WEBP",
        options={"quality": 82},
    )
    alt = models.CharField(_("what it shows"), max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.alt


class StudySession(models.Model):
    """Time spent on one day, on a step or not. It never moves position or forecast."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_sessions"
    )
    day = models.DateField(help_text=_("In the learner's own calendar."))
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(1_440)]
    )
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, related_name="study_sessions", null=True, blank=True
    )
    note = models.CharField(max_length=200, blank=True)
    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["user", "-day"], name="study_by_learner_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "submission"], name="study_session_once_per_submission"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1_440),
                name="study_session_within_a_day",
                violation_error_message=_("A day has 1 to 1,440 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.day:%Y-%m-%d}"


class VerificationQuerySet(models.QuerySet["Verification"]):
    def standing(self) -> VerificationQuerySet:
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Verification(models.Model):
    """A mentor's word for a piece of work, and for the steps that it shows.

    Written when a review approves, never removed: taking a verdict back dates `withdrawn_at`.
    Whoever gave it is None once their account is gone.
    """

    class Subject(models.TextChoices):
        PROJECT = "project", _("Project")
        PORTFOLIO = "portfolio", _("Portfolio")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="verifications"
    )
    subject = models.CharField(max_length=9, choices=Subject.choices, default=Subject.PROJECT)
    project = models.ForeignKey(
        Project, on_delete=models.SET_NULL, related_name="verifications", null=True, blank=True
    )
    fingerprint = models.CharField(
        max_length=64, help_text=_("Of the version that was approved; see snapshots.py.")
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    score = models.DecimalField(
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Mean of the rubric, 1–4."),
    )
    verified_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    source = models.UUIDField(unique=True, help_text=_("Of the review: one review, one word."))

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["-verified_at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "subject"],
                condition=Q(withdrawn_at__isnull=True),
                name="verification_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} verified on {self.verified_at:%Y-%m-%d}"

    @property
    def mentor_name(self) -> str:
        return self.mentor.name if self.mentor else FORMER_MEMBER


class VerifiedStep(models.Model):
    """A step that approved work shows to be done."""

    verification = models.ForeignKey(
        Verification, on_delete=models.CASCADE, related_name="verified_steps"
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="verifications")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "step"], name="verified_step_once_per_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_id} by {self.verification_id}"
