"""Minutes of study in words."""

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from progress import weeks

register = template.Library()
register.filter("in_full", weeks.in_full)
register.filter("in_hours", weeks.in_hours)


@register.filter
def figure(number: str) -> str:
    """A figure such as “5.8” with the decimal sign of the page's language."""
    return number_format(number)


@register.filter
def week_in_words(study: weeks.WeekOfStudy) -> str:
    """The picture of a week in words."""
    said = ", ".join(_day_in_words(column) for column in study.logged)
    text = f"{said}." if said else _("Nothing is logged.")
    if study.days_left:
        text = f"{text} {_('The rest of the week is still to come.')}"
    return text


def _day_in_words(column: weeks.DayColumn) -> str:
    words = {"day": date_format(column.day, "D"), "hours": number_format(column.hours)}
    if column.hours == "1":
        return _("%(day)s 1 hour") % words
    return _("%(day)s %(hours)s hours") % words
