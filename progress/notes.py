"""Learners' notes: Markdown in, safe HTML out."""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
# Headings would stand beside those of the page, and images would load from other sites.
_TAGS = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def render_note(text: str) -> SafeString:
    """HTML with a short list of tags, no images and no addresses but http, https and mailto."""
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        link_rel="noopener nofollow ugc",
        url_schemes={"http", "https", "mailto"},
    )
    return SafeString(html)
