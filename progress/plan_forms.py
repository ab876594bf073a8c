"""What learners say of their plan."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from crispy_forms.layout import Div, Field
from django import forms
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from progress import timeline
from progress.form_parts import (
    DayField,
    Question,
    WholeNumberField,
    card_label,
    check_reach,
    helper_of,
)
from progress.models import Plan
from roadmap.models import Specialisation
from roles.models import Role
from roles.salaries import pay_of

BACK_MONTHS = 5 * 12
AHEAD_MONTHS = 12
WHOLE_HOURS = _("Enter a whole number of hours from 1 to 60.")
RETIRED = _("No longer in the list: yours until you choose another")


class Cards(Field):
    """Radio buttons as cards."""

    template = "progress/partials/_cards_field.html"


class RoleField(forms.ModelChoiceField):
    """A role as a card: its title and what it pays."""

    def label_from_instance(self, obj: Any) -> SafeString:
        if obj.retired:
            return card_label(obj.short_title, RETIRED)
        pay = pay_of(obj).pay
        first = [pay.first.short] if pay.first else []
        senior = (
            [pgettext("pay", "senior %(pay)s") % {"pay": pay.senior.short}] if pay.senior else []
        )
        return card_label(obj.short_title, ", ".join(first + senior))


class SpecialisationField(forms.ModelChoiceField):
    """A field of Stage 5 as a card."""

    def label_from_instance(self, obj: Any) -> SafeString:
        return card_label(obj.title, RETIRED if obj.retired else "")


class PlanForm(forms.Form):
    """Where to, from when, how fast, and in which field.

    `plan` is the learner's own so far: its answers stand in the form, and what it holds stays a
    choice after an editor has retired it.
    """

    target_role = RoleField(
        queryset=Role.objects.none(),
        to_field_name="slug",
        required=False,
        blank=True,
        empty_label=_("No target yet"),
        label=_("Target role (optional)"),
        help_text=_("Not sure? Leave it open. The first months are the same for everyone."),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the roles in the list.")},
    )
    start_date = DayField(
        label=_("Start date"),
        help_text=_("A Monday makes the weeks line up."),
        error_messages={"required": _("Choose the day you start.")},
    )
    hours_per_week = WholeNumberField(
        label=_("Hours a week"),
        min_value=1,
        max_value=60,
        help_text=format_lazy(
            _("Count a normal week, then take a little off. The roadmap is written for {hours}."),
            hours=timeline.RECOMMENDED_HOURS,
        ),
        widget=forms.NumberInput(attrs={"min": 1, "max": 60, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], WHOLE_HOURS
        ),
    )
    specialisation = SpecialisationField(
        queryset=Specialisation.objects.none(),
        to_field_name="slug",
        required=False,
        blank=True,
        empty_label=_("Decide later"),
        label=_("Specialisation (optional)"),
        help_text=_("You go deep in one field towards the end."),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the fields in the list.")},
    )

    helper = helper_of(
        Question(1, _("Where do you want to end up?"), Cards("target_role")),
        Question(2, _("When do you start?"), Div("start_date", css_class="narrow-field")),
        Question(
            3, _("How many hours can you keep?"), Div("hours_per_week", css_class="narrow-field")
        ),
        Question(4, _("Which field appeals, later on?"), Cards("specialisation")),
        disable_csrf=True,
    )

    def __init__(
        self, answers: Mapping[str, Any] | None = None, *, plan: Plan | None, today: datetime.date
    ) -> None:
        super().__init__(answers, initial=self.answers_of(plan, today))
        self.plan = plan
        self.first_day = timeline.add_months(today, -BACK_MONTHS)
        self.last_day = timeline.add_months(today, AHEAD_MONTHS)
        # `queryset` is a property of the two fields below, which the type of `fields` hides.
        roles: Any = self.fields["target_role"]
        roles.queryset = Role.objects.filter(
            Q(retired=False) | Q(pk=plan and plan.target_role_id)
        ).prefetch_related("bands")
        roles.empty_label = card_label(
            gettext("No target yet"), gettext("Choose one whenever you like")
        )
        specialisations: Any = self.fields["specialisation"]
        specialisations.empty_label = card_label(
            gettext("Decide later"), gettext("Its hours join your plan then")
        )
        specialisations.queryset = Specialisation.objects.filter(
            Q(retired=False) | Q(pk=plan and plan.specialisation_id)
        )
        start: Any = self.fields["start_date"]
        start.reach(min(self.first_day, plan.start_date) if plan else self.first_day, self.last_day)

    @classmethod
    def what_if(cls, query: Mapping[str, str], *, plan: Plan | None, today: datetime.date) -> Self:
        """The form for an address's query. What it doesn't say is as in the plan so far."""
        if not any(name in query for name in cls.base_fields):
            return cls(plan=plan, today=today)
        answers = cls.answers_of(plan, today)
        return cls(
            {name: query.get(name, answers[name]) for name in cls.base_fields},
            plan=plan,
            today=today,
        )

    @staticmethod
    def answers_of(plan: Plan | None, today: datetime.date) -> dict[str, Any]:
        if plan is None:
            return {
                "target_role": "",
                "start_date": today,
                "hours_per_week": timeline.RECOMMENDED_HOURS,
                "specialisation": "",
            }
        return {
            "target_role": plan.target_role.slug if plan.target_role else "",
            "start_date": plan.start_date,
            "hours_per_week": plan.hours_per_week,
            "specialisation": plan.specialisation.slug if plan.specialisation else "",
        }

    def clean_start_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["start_date"]
        # A plan grows older than any reach; its own start is never refused.
        if self.plan is None or day != self.plan.start_date:
            check_reach(day, self.first_day, self.last_day)
        return day

    def pace(self) -> timeline.Plan | None:
        """The plan of these answers as the maths knows it; None while they make no sense."""
        if self.is_bound and not self.is_valid():
            return None
        answers = self.cleaned_data if self.is_bound else self.initial
        return timeline.Plan(
            start_date=answers["start_date"],
            hours_per_week=answers["hours_per_week"],
            pauses=self.plan.as_timeline().pauses if self.plan else (),
        )

    def field(self) -> Specialisation | None:
        """The specialisation of these answers; the plan's own while nothing is asked."""
        if self.is_bound and self.is_valid():
            chosen: Specialisation | None = self.cleaned_data["specialisation"]
            return chosen
        return self.plan.specialisation if self.plan else None

    def target(self) -> Role | None:
        """The role of these answers; None while none is chosen."""
        if self.is_bound and self.is_valid():
            chosen: Role | None = self.cleaned_data["target_role"]
            return chosen
        return self.plan.target_role if self.plan else None


class RenewForm(PlanForm):
    """Another plan after this one: its answers but for the start, and none of its pauses."""

    @staticmethod
    def answers_of(plan: Plan | None, today: datetime.date) -> dict[str, Any]:
        return PlanForm.answers_of(plan, today) | {"start_date": today}

    def pace(self) -> timeline.Plan | None:
        pace = super().pace()
        return pace and replace(pace, pauses=())
