"""How a visitor narrows the list of courses by its query string."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet, ModelChoiceFilter, NumberFilter

from courses.models import Course, Platform
from roadmap.models import Stage
from roadmap.teaching import shown_skills, shown_steps
from skills.models import SkillArea


class CourseFilter(FilterSet):
    """A bad value is said beside its field and narrows nothing."""

    stage = ModelChoiceFilter(
        queryset=lambda request: Stage.objects.current(),
        to_field_name="slug",
        method="filter_stage",
        label=_("Stage"),
        empty_label=_("Any stage"),
    )
    platform = ModelChoiceFilter(
        queryset=lambda request: Platform.objects.current(),
        to_field_name="slug",
        label=_("Platform"),
        empty_label=_("Any platform"),
    )
    area = ModelChoiceFilter(
        queryset=lambda request: SkillArea.objects.current(),
        to_field_name="slug",
        method="filter_area",
        label=_("Area"),
        empty_label=_("Any area"),
    )
    hours = NumberFilter(
        field_name="hours_per_week_min",
        lookup_expr="lte",
        label=_("Your hours a week"),
        decimal_places=0,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        # Not a number input: those empty themselves of what they can't read.
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": _("Any")}),
    )

    class Meta:
        model = Course
        fields = ["stage", "platform", "area", "hours"]

    def filter_stage(self, courses: QuerySet[Course], name: str, stage: Stage) -> QuerySet[Course]:
        return courses.filter(pk__in=shown_steps().filter(stage=stage).values("courses"))

    def filter_area(
        self, courses: QuerySet[Course], name: str, area: SkillArea
    ) -> QuerySet[Course]:
        wanted = Course.objects.filter(skills__in=shown_skills().filter(area=area))
        return courses.filter(pk__in=wanted.values("pk"))
