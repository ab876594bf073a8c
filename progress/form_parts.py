"""What the plan's form and the project's have in common."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

NO_SUCH_DAY = "Enter a day that the calendar has, such as 2026-07-22."


class Question(Div):
    """Fields under a numbered heading."""

    template = "progress/partials/_form_question.html"

    def __init__(self, number: int, title: object, *fields: Any) -> None:
        super().__init__(*fields, css_id=f"question-{number}")
        self.number = number
        self.title = title


class Section(Div):
    """Fields that belong together, under a rule and a heading."""

    template = "progress/partials/_form_section.html"

    def __init__(self, title: object, *fields: Any) -> None:
        super().__init__(*fields)
        self.title = title


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
    return date_format(day, "DATE_FORMAT")


def check_reach(day: datetime.date, first: datetime.date, last: datetime.date) -> None:
    if not first <= day <= last:
        raise ValidationError(
            f"Choose a day from {in_words(first)} to {in_words(last)}.", code="out_of_reach"
        )


class WholeNumberField(forms.IntegerField):
    """Digits 0 to 9 and nothing else: Python would take 1_0 and digits of other scripts too."""

    def to_python(self, value: Any) -> int | None:
        text = str(value).strip() if value is not None else ""
        if text and not (text.isascii() and text.isdecimal()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
