"""Waits in the words of the page's language."""

from django import template

from mentoring import wording

register = template.Library()
register.filter("waits_in_words", wording.waits_in_words)
