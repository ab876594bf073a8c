"""Courses, platforms and providers in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Platform, Provider
from skills.content_admin import ContentAdmin, Parts


class SourceAdmin(ContentAdmin):
    """Where courses come from."""

    list_display: tuple[str, ...] = ("title", "course_count", "order", "state")
    list_editable = ("order",)
    counted = "courses"

    @admin.display(ordering="held", description=_("courses"))
    def course_count(self, source: Platform | Provider) -> int:
        return source.held  # type: ignore[union-attr, no-any-return]


@admin.register(Platform)
class PlatformAdmin(SourceAdmin):
    parts = ((None, ("link", ("link_source", "link_edition"))),)


@admin.register(Provider)
class ProviderAdmin(SourceAdmin):
    pass


@admin.register(Course)
class CourseAdmin(ContentAdmin):
    list_display = ("title", "platform", "duration", "weekly", "order", "state")
    list_editable = ("order",)
    list_filter = ["platform", "self_paced", *ContentAdmin.list_filter]
    list_select_related = ("platform",)
    autocomplete_fields = ("platform", "providers", "skills")
    parts: Parts = (
        (
            None,
            ("platform", "providers", "instructor", "link", ("link_source", "link_edition")),
        ),
        (
            _("Time"),
            (
                ("duration_min", "duration_max", "duration_unit", "duration_approximate"),
                ("hours_per_week_min", "hours_per_week_max", "hours_approximate"),
                ("duration_source", "duration_edition"),
                "self_paced",
            ),
        ),
        (_("Contents"), ("focus", "summary", "suits", "skills")),
    )

    @admin.display(ordering="duration_min", description=_("duration"))
    def duration(self, course: Course) -> str:
        span = spoken(course.duration_min, course.duration_max)
        return f"{span} {course.get_duration_unit_display()}"

    @admin.display(ordering="hours_per_week_min", description=_("hours a week"))
    def weekly(self, course: Course) -> str:
        return spoken(course.hours_per_week_min, course.hours_per_week_max)


def spoken(fewest: int, most: int) -> str:
    """One number, or two with a dash."""
    return f"{fewest}" if fewest == most else f"{fewest}–{most}"
