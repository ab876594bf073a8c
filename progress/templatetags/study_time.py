"""Minutes of study in words."""

from django import template

from progress import weeks

register = template.Library()
register.filter("in_full", weeks.in_full)
register.filter("in_hours", weeks.in_hours)
