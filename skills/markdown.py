"""Markdown: safe HTML of it, and its words alone."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Headings would stand beside those of the page, and images would load from other sites.
TAGS = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Everything that can mean something in Markdown. Most texts have none of it.
SIGNS = re.compile(r"[\\*_`\[\]<>#~|&]|^[ \t]*([-+=]|\d+[.)])|^(\t| {4})|\n", re.MULTILINE)

# Of links that editors make: not endorsed, and nothing of this window for the other page.
CONTENT_REL = "noopener nofollow"

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
# The texts of pages have always kept their line breaks.
_CONTENT = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
    ["table", "strikethrough"]
)


def render(text: str, *, rel: str, breaks: bool = False) -> SafeString:
    """HTML with a short list of tags, no images and no addresses but http, https and mailto."""
    html = nh3.clean(
        (_CONTENT if breaks else _MARKDOWN).render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        link_rel=rel,
        url_schemes={"http", "https", "mailto"},
    )
    return SafeString(html)


# The same few hundred texts, page after page.
@lru_cache(maxsize=2048)
def render_content(text: str) -> SafeString:
    """What an editor wrote, as it stands on a page."""
    return render(text, rel=CONTENT_REL, breaks=True)


@lru_cache(maxsize=4096)
def words_of(text: str) -> str:
    """The words alone, in one paragraph, for lists and where no markup can stand.

    Not safe as HTML: it is text.
    """
    if not SIGNS.search(text):
        return text
    return " ".join("".join(_pieces(_CONTENT.parse(text))).split())


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children is not None:
            yield from _pieces(token.children)
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type not in {"text", "code_inline", "text_special", "fence", "code_block"}:
            continue
        else:
            yield token.content
        if token.block:
            yield "\n"
