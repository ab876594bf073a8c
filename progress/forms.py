"""What learners say of their plan and of their projects."""

from __future__ import annotations

import datetime
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from progress import timeline
from progress.models import LifeCyclePart, Plan, Project, web_address
from roadmap.models import Specialisation, Stage
from roles.models import Role
from roles.salaries import pay_of
from skills.models import Skill

PLAN_BACK_MONTHS = 5 * 12
PLAN_AHEAD_MONTHS = 12
PROJECT_BACK_MONTHS = 50 * 12
HOURS_A_WEEK = "Enter a whole number of hours from 1 to 60."
PROJECT_HOURS = "Enter a whole number of hours from 1 to 5,000."
NO_SUCH_DAY = "Enter a day that the calendar has, such as 2026-07-22."


# --- Parts of both forms -------------------------------------------------------------------


class Question(Div):
    """Fields under a numbered heading."""

    template = "progress/partials/_form_question.html"

    def __init__(self, number: int, title: str, *fields: Any) -> None:
        super().__init__(*fields, css_id=f"question-{number}")
        self.number = number
        self.title = title


class Section(Div):
    """Fields that belong together, under a rule and a heading."""

    template = "progress/partials/_form_section.html"

    def __init__(self, title: str, *fields: Any) -> None:
        super().__init__(*fields)
        self.title = title


class Cards(Field):
    """Radio buttons as cards."""

    template = "progress/partials/_cards_field.html"


class SkillChoices(Field):
    """Checkboxes in folds, an area each."""

    template = "progress/partials/_skills_field.html"


def helper_of(*layout: Any, disable_csrf: bool = False) -> FormHelper:
    """Fields alone: the page has the form's tag, its buttons and the summary of errors."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = disable_csrf
    helper.layout = Layout(*layout)
    return helper


class DayField(forms.DateField):
    """A day, in the browser's own picker."""

    default_error_messages = {"invalid": NO_SUCH_DAY}

    def __init__(self, **kwargs: Any) -> None:
        # The picker understands the ISO form alone.
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, **kwargs)

    def reach(self, first: datetime.date, last: datetime.date) -> None:
        """Tell the picker which days there are to choose from."""
        self.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}


def in_words(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def check_reach(day: datetime.date, first: datetime.date, last: datetime.date) -> None:
    if not first <= day <= last:
        raise ValidationError(
            f"Choose a day from {in_words(first)} to {in_words(last)}.", code="out_of_reach"
        )


# --- The plan ------------------------------------------------------------------------------


class RoleField(forms.ModelChoiceField):
    """A role as a card: its title and what it pays."""

    def label_from_instance(self, obj: Any) -> SafeString:
        if obj.retired:
            return _card(obj.title, "No longer in the list: yours until you choose another")
        pay = pay_of(obj).pay
        first = [pay.first.short] if pay.first else []
        senior = [f"senior {pay.senior.short}"] if pay.senior else []
        return _card(obj.title, ", ".join(first + senior))


class SpecialisationField(forms.ModelChoiceField):
    """A field of Stage 5 as a card."""

    def label_from_instance(self, obj: Any) -> SafeString:
        note = "No longer in the list: yours until you choose another" if obj.retired else ""
        return _card(obj.title, note)


def _card(title: str, note: str) -> SafeString:
    if not note:
        return format_html("{}", title)
    return format_html("{}<small>{}</small>", title, note)


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
        empty_label="No target yet",
        label="Target role (optional)",
        help_text="Not sure? Leave it open. The first months are the same for everyone.",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the roles in the list."},
    )
    start_date = DayField(
        label="Start date",
        help_text="A Monday makes the weeks line up.",
        error_messages={"required": "Choose the day you start."},
    )
    hours_per_week = forms.IntegerField(
        label="Hours a week",
        min_value=1,
        max_value=60,
        help_text=(
            "Count a normal week, then take a little off. "
            f"The roadmap is written for {timeline.RECOMMENDED_HOURS}."
        ),
        widget=forms.NumberInput(attrs={"min": 1, "max": 60, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], HOURS_A_WEEK
        ),
    )
    specialisation = SpecialisationField(
        queryset=Specialisation.objects.none(),
        to_field_name="slug",
        required=False,
        blank=True,
        empty_label="Decide later",
        label="Specialisation (optional)",
        help_text="You go deep in one field towards the end.",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the fields in the list."},
    )

    helper = helper_of(
        Question(1, "Where do you want to end up?", Cards("target_role")),
        Question(2, "When do you start?", Div("start_date", css_class="narrow-field")),
        Question(
            3, "How many hours can you keep?", Div("hours_per_week", css_class="narrow-field")
        ),
        Question(4, "Which field appeals, later on?", Cards("specialisation")),
        disable_csrf=True,
    )

    def __init__(
        self, answers: Mapping[str, Any] | None = None, *, plan: Plan | None, today: datetime.date
    ) -> None:
        super().__init__(answers, initial=self.answers_of(plan, today))
        self.plan = plan
        self.first_day = timeline.add_months(today, -PLAN_BACK_MONTHS)
        self.last_day = timeline.add_months(today, PLAN_AHEAD_MONTHS)
        # `queryset` is a property of the two fields below, which the type of `fields` hides.
        roles: Any = self.fields["target_role"]
        roles.queryset = Role.objects.filter(
            Q(retired=False) | Q(pk=plan and plan.target_role_id)
        ).prefetch_related("bands")
        specialisations: Any = self.fields["specialisation"]
        specialisations.queryset = Specialisation.objects.filter(
            Q(retired=False) | Q(pk=plan and plan.specialisation_id)
        )
        start: Any = self.fields["start_date"]
        start.reach(min(self.first_day, plan.start_date) if plan else self.first_day, self.last_day)

    @classmethod
    def what_if(
        cls, query: Mapping[str, str], *, plan: Plan | None, today: datetime.date
    ) -> PlanForm:
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


# --- Projects ------------------------------------------------------------------------------

WHITE_SPACE = re.compile(r"\s")


def check_web_address(address: str) -> None:
    """Refuse what a reader of the link could be misled by, then anything but http and https."""
    if WHITE_SPACE.search(address):
        raise ValidationError("A web address has no spaces or line breaks in it.", code="spaces")
    # Control, invisible and direction-changing characters: the validator below lets some pass.
    if any(unicodedata.category(character).startswith("C") for character in address):
        raise ValidationError("There is an invisible character in this address.", code="invisible")
    web_address(address)
    if "@" in urlsplit(address).netloc:
        raise ValidationError(
            "Leave out the name and password before the @: others may see this address.",
            code="credentials",
        )


class WebAddressField(forms.CharField):
    """An http or https address, as typed."""

    default_validators = [check_web_address]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.URLInput(attrs={"placeholder": "https://", "spellcheck": "false"})
        super().__init__(max_length=500, required=False, widget=widget, **kwargs)


class TextField(forms.CharField):
    """Several lines, each ended by one character, as the browser counts them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class SkillsByArea(ModelChoiceIterator):
    """The skills as groups of choices, an area each."""

    def __iter__(self) -> Iterator[Any]:
        for area, skills in groupby(self.queryset, key=lambda skill: skill.area):
            yield area.title, [self.choice(skill) for skill in skills]


class SkillsField(forms.ModelMultipleChoiceField):
    iterator = SkillsByArea


class ProjectForm(forms.ModelForm):
    """A project in its owner's words. Who owns and sees it is not theirs to send."""

    title = forms.CharField(
        max_length=120, help_text="Say what it does, in words a friend would use."
    )
    summary = TextField(
        max_length=2_000,
        help_text="Two sentences: the problem, and what you made.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    stage = forms.ModelChoiceField(
        queryset=Stage.objects.none(),
        required=False,
        empty_label="No stage",
        label="Stage (optional)",
        error_messages={"invalid_choice": "Choose one of the stages in the list."},
    )
    repository_url = WebAddressField(
        label="Repository (optional)", help_text="With a README that says how to run it."
    )
    demo_url = WebAddressField(label="Demo (optional)")
    write_up_url = WebAddressField(label="Write-up (optional)")
    life_cycle = forms.MultipleChoiceField(
        choices=LifeCyclePart,
        required=False,
        label="Tick only what a stranger could check (optional)",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among the five phases."},
    )
    skills = SkillsField(
        queryset=Skill.objects.none(),
        to_field_name="slug",
        required=False,
        label="Choose an area to see its skills (optional)",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among the skills in the list."},
    )
    started_on = DayField(required=False, label="Started (optional)")
    finished_on = DayField(
        required=False,
        label="Finished (optional)",
        help_text="Leave it empty while you work on it.",
    )
    hours = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=5_000,
        label="Hours (optional)",
        help_text="A rough figure will do.",
        widget=forms.NumberInput(attrs={"min": 1, "max": 5_000, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], PROJECT_HOURS),
    )

    helper = helper_of(
        "title",
        "summary",
        Div("stage", css_class="narrow-field"),
        Section("Evidence", "repository_url", "demo_url", "write_up_url"),
        Section("Phases it covers", "life_cycle"),
        Section("Skills it shows", SkillChoices("skills")),
        Section(
            "Time",
            Div(
                Div("started_on", css_class="col-md-6"),
                Div("finished_on", css_class="col-md-6"),
                css_class="row",
            ),
            Div("hours", css_class="narrow-field"),
        ),
        HTML('{% include "progress/partials/_project_privacy.html" %}'),
    )

    class Meta:
        model = Project
        fields = [
            "title",
            "summary",
            "stage",
            "repository_url",
            "demo_url",
            "write_up_url",
            "life_cycle",
            "skills",
            "started_on",
            "finished_on",
            "hours",
        ]

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.first_day = timeline.add_months(today, -PROJECT_BACK_MONTHS)
        kept = self.instance.skills.values("pk") if self.instance.pk else []
        # `queryset` is a property of the fields below, which the type of `fields` hides.
        skills: Any = self.fields["skills"]
        skills.queryset = (
            Skill.objects.filter(Q(retired=False, area__retired=False) | Q(pk__in=kept))
            .select_related("area")
            .order_by("area__order", "area__title", "order", "title")
        )
        stages: Any = self.fields["stage"]
        stages.queryset = Stage.objects.filter(Q(retired=False) | Q(pk=self.instance.stage_id))
        for name in ("started_on", "finished_on"):
            field: Any = self.fields[name]
            field.reach(self.first_day, today)

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not any(character.isprintable() and character != " " for character in title):
            raise ValidationError("Write a title that can be read.", code="invisible")
        return title

    def clean_life_cycle(self) -> list[str]:
        """The parts in their own order, whatever the order they were sent in."""
        chosen: Iterable[str] = self.cleaned_data["life_cycle"]
        return [part.value for part in LifeCyclePart if part.value in chosen]

    def clean_started_on(self) -> datetime.date | None:
        return self._in_reach("started_on", "started")

    def clean_finished_on(self) -> datetime.date | None:
        return self._in_reach("finished_on", "finished")

    def _in_reach(self, name: str, verb: str) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data[name]
        if day is not None and day > self.today:
            raise ValidationError(
                f"Your calendar says {in_words(self.today)}: choose today or the day it {verb}.",
                code="future",
            )
        if day is not None:
            check_reach(day, self.first_day, self.today)
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        started, finished = answers.get("started_on"), answers.get("finished_on")
        if started and finished and finished < started:
            self.add_error(
                "finished_on", f"Choose {in_words(started)}, the day it started, or a later one."
            )
        return answers

    @transaction.atomic
    def save(self, commit: bool = True) -> Project:
        project: Project = super().save(commit)
        return project

    def add(self, *, user: User, submission: uuid.UUID) -> Project:
        """Save a new project of this person; the one there is when this form was saved before."""
        self.instance.user = user
        self.instance.submission = submission
        try:
            return self.save()
        except IntegrityError:
            return Project.objects.get(user=user, submission=submission)
