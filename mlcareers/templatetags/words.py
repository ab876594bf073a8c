"""Numbers and lists in words, and the language that content is written in."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from skills import wording

register = template.Library()
register.filter("in_words", wording.in_words)
register.filter("joined", wording.joined)

# Roles, courses, stages and steps are written in English, whatever the page speaks.
CONTENT_LANGUAGE = "en"


@register.filter
def content_joined(items: Iterable[object]) -> str:
    """A list of content in the words of its own language."""
    with override(CONTENT_LANGUAGE):
        return wording.joined(items)


@register.simple_tag
def content_lang() -> SafeString:
    """The attribute for an element that holds only content, where the page speaks otherwise."""
    spoken = (get_language() or CONTENT_LANGUAGE).partition("-")[0]
    return format_html("" if spoken == CONTENT_LANGUAGE else ' lang="{}"', CONTENT_LANGUAGE)
