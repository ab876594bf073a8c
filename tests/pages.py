"""Reads a rendered page: what a visitor sees, element by element."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Protocol

VOID = {"br", "hr", "img", "input", "link", "meta"}
UNSEEN = {"script", "style", "svg"}


class Answer(Protocol):
    """A response, whichever class the test client makes of it."""

    @property
    def content(self) -> bytes: ...


class Element:
    """An element with its text in reading order, without script and drawings."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    @property
    def text(self) -> str:
        """On one line, with single spaces."""
        parts = (
            part if isinstance(part, str) else "" if part.tag in UNSEEN else f" {part.text} "
            for part in self.children
        )
        return " ".join("".join(parts).split())

    def all(self, tag: str) -> list[Element]:
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.tag == tag else []
                found += child.all(tag)
        return found

    def one(self, tag: str) -> Element:
        (found,) = self.all(tag)
        return found

    def texts(self, tag: str) -> list[str]:
        return [element.text for element in self.all(tag)]

    def by_id(self, id_: str) -> Element:
        found = self.find(id_)
        assert found is not None, f"no element has the id {id_}"
        return found

    def find(self, id_: str) -> Element | None:
        for child in self.children:
            if isinstance(child, Element):
                found = child if child.attributes.get("id") == id_ else child.find(id_)
                if found is not None:
                    return found
        return None

    def facts(self) -> list[tuple[str, str]]:
        """The pairs of its description lists, in order."""
        return list(zip(self.texts("dt"), self.texts("dd"), strict=True))

    def links(self) -> list[str]:
        return [link.attributes.get("href") or "" for link in self.all("a")]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        # A page whose tags do not match would be read wrongly.
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    assert builder.open == [builder.root], f"never closed: {builder.open[-1].tag}"
    return builder.root


def page(response: Answer) -> Element:
    """The whole document of an answer."""
    return read(response.content.decode())


def main(response: Answer) -> Element:
    """What stands between header and footer."""
    return page(response).one("main")


def canonical(response: Answer) -> str:
    match = re.search(r'<link rel="canonical" href="([^"]*)"', response.content.decode())
    return match[1] if match else ""


def is_indexed(response: Answer) -> bool:
    return b'<meta name="robots" content="noindex' not in response.content
