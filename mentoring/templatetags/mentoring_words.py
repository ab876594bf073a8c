"""Waits in the words of the page's language."""

from django import template

from mentoring import wording

register = template.Library()
register.filter("wait_in_words", wording.wait_in_words)
