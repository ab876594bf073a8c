"""What the plan's form and the project's have in common."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TODAY_OR_STARTED = _("Your calendar says %(today)s: choose today or the day it started.")
TODAY_OR_FINISHED = _("Your calendar says %(today)s: choose today or the day it finished.")
NO_SUCH_DAY = _("Enter a day that the calendar has, such as 2026-07-22.")


_format_html_lazy = lazy(format_html, SafeString)


def card_label(title: str | Promise, note: str | Promise = "") -> SafeString:
    """A choice's title with a smaller note below, in the language of whoever reads it."""
    return _format_html_lazy("{}<small>{}</small>" if note else "{}", title, note)


class Question(Div):
    """Fields under a numbered heading."""

    template = "progress/partials/_form_question.html"

    def __init__(self, number: int, title: str | Promise, *fields: Any) -> None:
        super().__init__(*fields, css_id=f"question-{number}")
        self.number = number
        self.title = title


class Section(Div):
    """Fields that belong together, under a rule and a heading."""

    template = "progress/partials/_form_section.html"

    def __init__(self, title: str | Promise, *fields: Any) -> None:
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


def too_early(started: datetime.date) -> str:
    """What is said of an end before its start."""
    return gettext("Choose %(day)s, the day it started, or a later one.") % {
        "day": in_words(started)
    }


def check_reach(day: datetime.date, first: datetime.date, last: datetime.date) -> None:
    if not first <= day <= last:
        raise ValidationError(
            _("Choose a day from %(first)s to %(last)s."),
            code="out_of_reach",
            params={"first": in_words(first), "last": in_words(last)},
        )


class WholeNumberField(forms.IntegerField):
    """Digits 0 to 9 and nothing else: Python would take 1_0 and digits of other scripts too."""

    def to_python(self, value: Any) -> int | None:
        text = str(value).strip() if value is not None else ""
        if text and not (text.isascii() and text.isdecimal()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
