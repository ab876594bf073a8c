"""What learners say of their projects."""

from __future__ import annotations

import datetime
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress import timeline
from progress.form_parts import (
    TODAY_OR_FINISHED,
    TODAY_OR_STARTED,
    DayField,
    Section,
    card_label,
    check_reach,
    helper_of,
    in_words,
    too_early,
)
from progress.models import LifeCyclePart, Project, Visibility, web_address
from progress.plan_forms import Cards
from roadmap.models import Stage, Step
from skills.models import Skill

BACK_MONTHS = 50 * 12
WHOLE_HOURS = _("Enter a whole number of hours from 1 to 5,000.")
WHO_SEES = {
    Visibility.PRIVATE: _("Only you, and a mentor where you ask for a review."),
    Visibility.MENTORS: _("Mentors too, once it is on a portfolio that is open to them."),
    Visibility.LINK: _("Also whoever has a share link of your portfolio, once it is on it."),
    Visibility.PUBLIC: _("Everybody who may see your portfolio, once it is on it."),
}
WHITE_SPACE = re.compile(r"\s")


def check_web_address(address: str) -> None:
    """Refuse what a reader of the link could be misled by, then anything but http and https."""
    if WHITE_SPACE.search(address):
        raise ValidationError(_("A web address has no spaces or line breaks in it."), code="spaces")
    # Control, invisible and direction-changing characters: the validator below lets some pass.
    if any(unicodedata.category(character).startswith("C") for character in address):
        raise ValidationError(
            _("There is an invisible character in this address."), code="invisible"
        )
    web_address(address)
    if "@" in urlsplit(address).netloc:
        raise ValidationError(
            _("Leave out the name and password before the @: others may see this address."),
            code="credentials",
        )


class WebAddressField(forms.CharField):
    """An http or https address, as typed."""

    default_validators = [check_web_address]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.URLInput(attrs={"placeholder": "https://", "spellcheck": "false"})
        super().__init__(max_length=500, required=False, widget=widget, **kwargs)


def check_visible(text: str) -> None:
    if not any(character.isprintable() and character != " " for character in text):
        raise ValidationError(_("Write something that can be read."), code="invisible")


class LineField(forms.CharField):
    """A line with something to see in it."""

    default_validators = [check_visible]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return " ".join(text.split()) if isinstance(text, str) else text


class TitleField(LineField):
    """The name of something, often of a link to it."""

    default_error_messages = {"invisible": _("Write a title that can be read.")}


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


class StepsByStage(ModelChoiceIterator):
    """The steps as groups of choices, a stage each."""

    def __iter__(self) -> Iterator[Any]:
        for stage, steps in groupby(self.queryset, key=lambda step: step.stage):
            yield str(stage), [self.choice(step) for step in steps]


class SkillsField(forms.ModelMultipleChoiceField):
    iterator = SkillsByArea


class StepsField(forms.ModelMultipleChoiceField):
    iterator = StepsByStage


class VisibilityField(forms.ChoiceField):
    """Who may see it, as cards. Left out, it stays as it is: private for something new."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (choice.value, card_label(choice.label, WHO_SEES[choice])) for choice in Visibility
        ]
        widget, initial = forms.RadioSelect, Visibility.PRIVATE.value
        super().__init__(choices=choices, required=False, widget=widget, initial=initial, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) and super().has_changed(initial, data)


class FoldedChoices(Field):
    """Checkboxes in folds, a group each."""

    template = "progress/partials/_folded_choices.html"


def _side_by_side(*names: str) -> Div:
    return Div(*(Div(name, css_class="col-md-6") for name in names), css_class="row")


class ProjectForm(forms.ModelForm):
    """A project in its owner's words, and who may see it. Whose it is, is not theirs to send."""

    title = TitleField(
        max_length=120,
        label=_("Title"),
        help_text=_("Say what it does, in words a friend would use."),
        error_messages={"required": _("Give it a title.")},
    )
    summary = TextField(
        max_length=2_000,
        label=_("Summary"),
        help_text=_("Two sentences: the problem, and what you made."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence or two what it is.")},
    )
    stage = forms.ModelChoiceField(
        queryset=Stage.objects.none(),
        required=False,
        empty_label=_("No stage"),
        label=_("Stage (optional)"),
        error_messages={"invalid_choice": _("Choose one of the stages in the list.")},
    )
    repository_url = WebAddressField(
        label=_("Repository (optional)"), help_text=_("With a README that says how to run it.")
    )
    demo_url = WebAddressField(label=_("Demo (optional)"))
    write_up_url = WebAddressField(label=_("Write-up (optional)"))
    my_role = LineField(
        max_length=200,
        required=False,
        label=_("Your part in it (optional)"),
        help_text=_("Such as: all of it, or the model while two others built the page."),
    )
    metric = LineField(
        max_length=80,
        required=False,
        label=_("Metric (optional)"),
        help_text=_("What you measured, such as recall on next month’s data."),
    )
    metric_value = LineField(
        max_length=40, required=False, label=_("Result (optional)"), help_text=_("Such as 0.81.")
    )
    baseline_value = LineField(
        max_length=40,
        required=False,
        label=_("Baseline (optional)"),
        help_text=_("What a simple method gets, such as 0.62 for predicting the mean."),
    )
    data_source = LineField(
        max_length=200,
        required=False,
        label=_("Data source (optional)"),
        help_text=_("Who published or collected it, and when."),
    )
    data_licence = LineField(
        max_length=80,
        required=False,
        label=_("Data licence (optional)"),
        help_text=_("Such as CC BY 4.0, or: used with the owner’s permission."),
    )
    life_cycle = forms.MultipleChoiceField(
        choices=LifeCyclePart,
        required=False,
        label=_("Tick only what a stranger could check (optional)"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the five phases.")},
    )
    skills = SkillsField(
        queryset=Skill.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Choose an area to see its skills (optional)"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the skills in the list.")},
    )
    steps = StepsField(
        queryset=Step.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Choose a stage to see its steps (optional)"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the steps in the list.")},
    )
    started_on = DayField(required=False, label=_("Started (optional)"))
    finished_on = DayField(
        required=False,
        label=_("Finished (optional)"),
        help_text=_("Leave it empty while you work on it."),
    )
    hours = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=5_000,
        label=_("Hours (optional)"),
        help_text=_("A rough figure will do."),
        widget=forms.NumberInput(attrs={"min": 1, "max": 5_000, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WHOLE_HOURS),
    )

    visibility = VisibilityField(
        label=_("Who may see it"),
        error_messages={"invalid_choice": _("Choose one of the four: who may see the project.")},
    )

    helper = helper_of(
        "title",
        "summary",
        "my_role",
        Div("stage", css_class="narrow-field"),
        Section(_("Evidence"), "repository_url", "demo_url", "write_up_url"),
        Section(_("Result"), "metric", _side_by_side("metric_value", "baseline_value")),
        Section(_("Data"), "data_source", "data_licence"),
        Section(_("Phases it covers"), "life_cycle"),
        Section(_("Skills it shows"), FoldedChoices("skills")),
        Section(_("Steps it is evidence for"), FoldedChoices("steps")),
        Section(
            _("Time"),
            _side_by_side("started_on", "finished_on"),
            Div("hours", css_class="narrow-field"),
        ),
        Section(_("Who may see it"), Cards("visibility")),
    )

    class Meta:
        model = Project
        fields = [
            "title",
            "summary",
            "my_role",
            "stage",
            "repository_url",
            "demo_url",
            "write_up_url",
            "metric",
            "metric_value",
            "baseline_value",
            "data_source",
            "data_licence",
            "life_cycle",
            "skills",
            "steps",
            "started_on",
            "finished_on",
            "hours",
            "visibility",
        ]

    def __init__(
        self,
        *args: Any,
        today: datetime.date,
        specialisation_id: int | None = None,
        **kwargs: Any,
    ) -> None:
        """The specialisation is that of the learner's plan: its steps are offered too."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.first_day = timeline.add_months(today, -BACK_MONTHS)
        kept = self.instance.skills.values("pk") if self.instance.pk else []
        # `queryset` is a property of the fields below, which the type of `fields` hides.
        skills: Any = self.fields["skills"]
        skills.queryset = (
            Skill.objects.filter(Q(retired=False, area__retired=False) | Q(pk__in=kept))
            .select_related("area")
            .order_by("area__order", "area__title", "order", "title")
        )
        steps: Any = self.fields["steps"]
        linked = self.instance.steps.values("pk") if self.instance.pk else []
        steps.queryset = (
            Step.objects.filter(
                Q(pk__in=Step.objects.counted_for(specialisation_id)) | Q(pk__in=linked)
            )
            .select_related("stage")
            .order_by("stage__number", "order", "title")
        )
        stages: Any = self.fields["stage"]
        stages.queryset = Stage.objects.filter(Q(retired=False) | Q(pk=self.instance.stage_id))
        for name in ("started_on", "finished_on"):
            field: Any = self.fields[name]
            field.reach(self.first_day, today)

    def clean_life_cycle(self) -> list[str]:
        """The parts in their own order, whatever the order they were sent in."""
        chosen: Iterable[str] = self.cleaned_data["life_cycle"]
        return [part.value for part in LifeCyclePart if part.value in chosen]

    def clean_started_on(self) -> datetime.date | None:
        return self._in_reach("started_on", TODAY_OR_STARTED)

    def clean_finished_on(self) -> datetime.date | None:
        return self._in_reach("finished_on", TODAY_OR_FINISHED)

    def _in_reach(self, name: str, refusal: Any) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data[name]
        if day == getattr(self.instance, name):
            # One that stands is true, also where the learner's today is a day behind by now.
            return day
        if day is not None and day > self.today:
            raise ValidationError(refusal, code="future", params={"today": in_words(self.today)})
        if day is not None:
            check_reach(day, self.first_day, self.today)
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        started, finished = answers.get("started_on"), answers.get("finished_on")
        if started and finished and finished < started:
            self.add_error("finished_on", too_early(started))
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
