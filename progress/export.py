"""What a learner has planned, done, written and built, as plain values."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.export import Fields, KeepPicture, told
from accounts.models import User
from courses.models import Course
from progress.models import (
    CourseLog,
    DismissedHint,
    EditionNote,
    Evidence,
    Pause,
    Plan,
    Project,
    ProjectImage,
    StepEvent,
    StepState,
    StudySession,
    Verification,
    VerifiedStep,
)
from roadmap.models import Publication, Specialisation, Stage, Step, StepOption
from roles.models import Role
from skills.models import Skill

# Content is named, not repeated.
NAMED = (Course, Role, Skill, Specialisation, Stage, Step, StepOption)
FIELDS: Fields = {
    **dict.fromkeys(NAMED, ("slug", "title")),
    Publication: ("number",),
    Plan: (
        "start_date",
        "hours_per_week",
        "target_role",
        "specialisation",
        "hide_comparison",
        "created_at",
        "archived_at",
        "seen",
        "pauses",
        "edition_notes",
    ),
    Pause: ("start", "until"),
    EditionNote: (
        "publication",
        "since",
        "planned_before",
        "earned_before",
        "planned_after",
        "earned_after",
        "lines",
        "read_at",
    ),
    StepState: (
        "step",
        "status",
        "done_on",
        "first_done_on",
        "option",
        "skip_reason",
        "note",
        "updated_at",
    ),
    StepEvent: (
        "id",
        "step",
        "step_title",
        "at",
        "from_status",
        "to_status",
        "from_done_on",
        "to_done_on",
        "from_option",
        "to_option",
        "from_skip_reason",
        "to_skip_reason",
        "batch",
        "undoes_id",
    ),
    Evidence: ("step", "url", "title", "added_at"),
    CourseLog: (
        "course",
        "status",
        "started_on",
        "finished_on",
        "hours",
        "cost",
        "currency",
        "certificate_url",
        "drop_reason",
        "created_at",
        "updated_at",
    ),
    StudySession: ("day", "minutes", "step", "note", "created_at"),
    Project: (
        "id",
        "title",
        "summary",
        "stage",
        "skills",
        "steps",
        "repository_url",
        "demo_url",
        "write_up_url",
        "my_role",
        "metric",
        "metric_value",
        "baseline_value",
        "data_source",
        "data_licence",
        "life_cycle",
        "started_on",
        "finished_on",
        "hours",
        "visibility",
        "created_at",
        "updated_at",
        "images",
    ),
    ProjectImage: ("image", "alt", "added_at"),
    Verification: (
        "subject",
        "project_id",
        "mentor",
        "score",
        "verified_at",
        "withdrawn_at",
        "verified_steps",
    ),
    VerifiedStep: ("step",),
    DismissedHint: ("hint", "dismissed_at"),
}


def learning_of(user: User, keep: KeepPicture) -> dict[str, Any]:
    """The oldest first. As many queries for one row of anything as for many."""
    steps = VerifiedStep.objects.select_related("step")
    found: dict[str, QuerySet[Any]] = {
        "plans": Plan.objects.select_related(
            "target_role", "specialisation", "seen"
        ).prefetch_related(
            Prefetch("pauses", Pause.objects.order_by("start", "pk")),
            Prefetch("edition_notes", EditionNote.objects.select_related("publication", "since")),
        ),
        "step_states": StepState.objects.select_related("step", "option"),
        "step_events": StepEvent.objects.select_related("step", "from_option", "to_option"),
        "evidence": Evidence.objects.select_related("step"),
        "course_logs": CourseLog.objects.select_related("course"),
        "study_sessions": StudySession.objects.select_related("step"),
        "projects": Project.objects.select_related("stage").prefetch_related(
            "skills", "steps", "images"
        ),
        "verifications": Verification.objects.select_related("mentor").prefetch_related(
            Prefetch("verified_steps", steps)
        ),
        "dismissed_hints": DismissedHint.objects.all(),
    }
    return {
        name: told(rows.filter(user=user).order_by("pk"), FIELDS, keep)
        for name, rows in found.items()
    }
