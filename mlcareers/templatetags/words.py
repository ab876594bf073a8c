"""Numbers and lists in words, and the language that content is written in."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from skills import wording

register = template.Library()
register.filter("in_words", wording.in_words)
register.filter("joined", wording.joined)

# Roles, courses, stages and steps are written in English, whatever the page speaks.
CONTENT_LANGUAGE = "en"


@register.simple_tag
def content_lang() -> SafeString:
    """The attribute for an element that holds only content, where the page speaks otherwise."""
    spoken = (get_language() or CONTENT_LANGUAGE).partition("-")[0]
    return format_html("" if spoken == CONTENT_LANGUAGE else ' lang="{}"', CONTENT_LANGUAGE)
