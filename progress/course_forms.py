"""What learners say of a course they take, and which steps they tick after it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext_lazy as _

from progress.form_parts import (
    TODAY_OR_FINISHED,
    TODAY_OR_STARTED,
    DayField,
    check_reach,
    helper_of,
    in_words,
    too_early,
)
from progress.models import CourseLog, CourseStatus
from progress.project_forms import TitleField, WebAddressField
from progress.services import OLDEST_DAY
from progress.standing import StepRow
from roadmap.models import Step, StepOption

DEFAULT_CURRENCY = "GBP"
WHOLE_HOURS = _("Enter a whole number of hours from 0 to 5,000.")
AMOUNT = _("Enter an amount such as 49 or 49.50, up to 999,999.99.")


class AmountField(forms.DecimalField):
    """An amount with the decimal sign of the page's language, or with a point."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(sanitize_separators(value))


class CourseLogForm(forms.ModelForm):
    """One person's way through one course. Whose and which is not theirs to send."""

    status = forms.ChoiceField(
        choices=CourseStatus,
        label=_("Where you are with it"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where you are with it."),
            "invalid_choice": _("Choose one of the four."),
        },
    )
    started_on = DayField(required=False, label=_("Started (optional)"))
    finished_on = DayField(
        required=False,
        label=_("Finished"),
        help_text=_("For a finished course. Today if you leave it empty."),
    )
    hours = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=5_000,
        label=_("Hours spent (optional)"),
        help_text=_("A rough figure will do."),
        widget=forms.NumberInput(attrs={"min": 0, "max": 5_000, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WHOLE_HOURS),
    )
    cost = AmountField(
        required=False,
        min_value=Decimal(0),
        max_digits=8,
        decimal_places=2,
        label=_("Cost (optional)"),
        help_text=_("0 for a free one."),
        widget=forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"], AMOUNT
        ),
    )
    currency = forms.CharField(
        required=False,
        max_length=3,
        label=_("Currency"),
        help_text=_("Three letters, such as GBP or EUR."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"max_length": _("Enter three letters, such as GBP.")},
    )
    certificate_url = WebAddressField(
        label=_("Certificate (optional)"),
        help_text=_("The link to it. For a finished course it is evidence for its steps."),
    )
    drop_reason = TitleField(
        required=False,
        max_length=200,
        label=_("Why you dropped it (optional)"),
        help_text=_("For a dropped course."),
    )

    helper = helper_of(
        Field("status", wrapper_class="segmented"),
        Div(
            Div("started_on", css_class="col-md-6"),
            Div("finished_on", css_class="col-md-6"),
            css_class="row",
        ),
        Div(
            Div("hours", css_class="col-md-4"),
            Div("cost", css_class="col-md-4"),
            Div("currency", css_class="col-md-4"),
            css_class="row",
        ),
        "certificate_url",
        "drop_reason",
    )

    class Meta:
        model = CourseLog
        fields = [
            "status",
            "started_on",
            "finished_on",
            "hours",
            "cost",
            "currency",
            "certificate_url",
            "drop_reason",
        ]

    def __init__(
        self, *args: Any, today: datetime.date, currency: str = DEFAULT_CURRENCY, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.usual_currency = currency
        if not self.instance.currency:
            self.initial["currency"] = currency
        for name in ("started_on", "finished_on"):
            field: Any = self.fields[name]
            field.reach(OLDEST_DAY, today)

    def clean_started_on(self) -> datetime.date | None:
        return self._in_reach("started_on", TODAY_OR_STARTED)

    def clean_finished_on(self) -> datetime.date | None:
        return self._in_reach("finished_on", TODAY_OR_FINISHED)

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency:
            RegexValidator(r"\A[A-Z]{3}\Z", _("Enter three letters, such as GBP."))(currency)
        return currency

    def _in_reach(self, name: str, refusal: Any) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data[name]
        kept: datetime.date | None = self.initial.get(name)
        if day is None or day == kept:
            # A day that stands was true where the learner was, also if it is tomorrow here.
            return day
        if day > self.today:
            raise ValidationError(refusal, code="future", params={"today": in_words(self.today)})
        check_reach(day, OLDEST_DAY, self.today)
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        self._fit_days_to_status(answers)
        started, finished = answers.get("started_on"), answers.get("finished_on")
        if started and finished and finished < started:
            self.add_error("finished_on", too_early(started))
        if answers.get("status") != CourseStatus.DROPPED:
            answers["drop_reason"] = ""
        if "currency" in answers:
            paid = answers.get("cost") is not None
            answers["currency"] = (answers["currency"] or self.usual_currency) if paid else ""
        return answers

    def _fit_days_to_status(self, answers: dict[str, Any]) -> None:
        status = answers.get("status")
        if status == CourseStatus.FINISHED:
            if "finished_on" in answers and answers["finished_on"] is None:
                answers["finished_on"] = max(self.today, answers.get("started_on") or self.today)
        elif status and answers.get("finished_on"):
            self.add_error(
                "finished_on",
                _("Only a finished course has this day. Empty it, or choose Finished."),
            )
        if status == CourseStatus.PLANNED and answers.get("started_on"):
            self.add_error(
                "started_on", _("A planned course has no such day. Empty it, or choose Started.")
            )


class CourseStepsForm(forms.Form):
    """Which steps a finished course has done for its learner. None is ticked beforehand."""

    steps = forms.ModelMultipleChoiceField(
        queryset=Step.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Steps"),
        error_messages={
            "invalid_choice": _("Choose among the steps that this course serves."),
            "invalid_pk_value": _("Choose among the steps that this course serves."),
        },
    )

    def __init__(self, *args: Any, rows: Iterable[StepRow], **kwargs: Any) -> None:
        """`rows` are all that the course serves in the plan; done ones stay as they are."""
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        field: Any = self.fields["steps"]
        field.queryset = Step.objects.filter(pk__in=[row.step.pk for row in self.rows])

    @property
    def open_rows(self) -> list[StepRow]:
        return [row for row in self.rows if row.is_counted and not row.is_done]

    def option_of(self, row: StepRow) -> StepOption | None:
        """The option sent for an either/or step, else the one chosen before."""
        sent = self.data.get(f"option-{row.step.slug}", "")
        found = [option for option in row.step.options.all() if option.slug == sent]
        return found[0] if found else row.state.option if row.state else None

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        chosen = {step.pk for step in answers.get("steps", ())}
        picked = [(row, self.option_of(row)) for row in self.open_rows if row.step.pk in chosen]
        for row, option in picked:
            if row.step.options.all() and option is None:
                self.add_error(
                    "steps", _("Choose which one you did: %(step)s.") % {"step": row.step.title}
                )
        answers["picked"] = picked
        return answers

    def choices(self) -> list[tuple[StepRow, bool, StepOption | None]]:
        """Each open step, whether it was sent as ticked, and the option beside it."""
        sent = set(self.data.getlist("steps")) if self.is_bound else set()  # type: ignore[attr-defined]
        return [(row, row.step.slug in sent, self.option_of(row)) for row in self.open_rows]
