"""Every word of ours that people read can be said in another language, and German is complete.

The pages are rendered in a language that puts each translated text between brackets. What stands
outside of them must be content of the site, what people wrote, or a name.
"""

import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils.translation import trans_real
from pytest_django import Settings

from progress import demo
from tests.e2e.addresses import (
    ADMIN,
    LEARNER,
    LEARNER_TOO,
    MENTOR,
    MENTOR_TOO,
    VISITOR,
    VISITOR_TOO,
)
from tests.e2e.world import Places, make, person
from tests.pages import Element, read

GERMAN = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES" / "django.po"
APPS = [
    app.label for app in apps.get_app_configs() if (Path(settings.BASE_DIR) / app.label).is_dir()
]
MAKE_MESSAGES = ("--no-obsolete", "--no-location", "--verbosity=0")
OPEN, CLOSE = "⟦", "⟧"
# Attributes that are read out or shown.
SAID = ("alt", "aria-label", "aria-description", "title", "placeholder", "content", "data-label")
SAID_BY_META = ("description", "og:title", "og:description")
# Names, units and formats that are the same everywhere.
SAME = re.compile(
    r"ML|Careers|https|p|JSON|Resume|CSV|Markdown|HTML|GitHub|English|Deutsch|UTC|Esc|[A-Z]{3}|h|k|min|MB"
)
PAGES = {
    "visitor": ("", VISITOR | VISITOR_TOO),
    "learner": (demo.LEARNER.email, LEARNER | LEARNER_TOO),
    "mentor": (demo.MENTOR.email, MENTOR | MENTOR_TOO),
    "admin": (demo.ADMIN.email, ADMIN),
}
# Of packages that bring no German.
OF_OTHERS = {"Tasks", "Database", "Backend", "Search"}
# Where nothing of ours is said, or what is said comes from elsewhere.
LEFT_OUT = {"no-such-page"}


class Bracketed(gettext.NullTranslations):
    """Translates nothing and puts it between brackets."""

    def gettext(self, message: str) -> str:
        # Django asks for a text with its context before it.
        context, _, text = message.rpartition("\x04")
        # A pattern is not read but followed.
        return text if context.endswith("format") else f"{OPEN}{text}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of German, whose formats it has."""
    found = Bracketed()
    found.language, found.domain = lambda: "de", "django"  # type: ignore[attr-defined]
    found.to_language = lambda: "de"  # type: ignore[attr-defined]
    translations = vars(trans_real)["_translations"]
    monkeypatch.setitem(translations, "de", found)


@pytest.fixture
def places(db: None, settings: Settings) -> Places:
    call_command("load_content", verbosity=0)
    return make(settings)


@pytest.mark.django_db
@pytest.mark.without_database
@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize("who", PAGES)
def test_no_word_is_missed(who: str, places: Places) -> None:
    email, pages = PAGES[who]
    client = Client(headers={"Accept-Language": "de"})
    if email:
        client.force_login(person(email), backend="accounts.backends.EmailBackend")
    data, missed = _data(), {}
    for name, address in pages.items():
        if name in LEFT_OUT:
            continue
        response = client.get(address.format(**places))
        assert response.status_code == 200, name
        words = sorted(set(chain.from_iterable(_missed(text, data) for text in _texts(response))))
        if words:
            missed[name] = words
    assert not missed, "\n".join(f"{name}: {words}" for name, words in missed.items())


def _texts(response: Any) -> Iterator[str]:
    """What a page says, piece by piece, without what is marked as another language."""
    yield from _said(read(response.content.decode()))


def _said(element: Element) -> Iterator[str]:
    if element.tag in {"script", "style", "code", "kbd"} or _is_foreign(element):
        return
    for name in SAID:
        value = element.attributes.get(name)
        of = element.attributes.get("name") or element.attributes.get("property")
        # A description that was cut is content.
        cut = name == "content" and (of not in SAID_BY_META or (value or "").endswith("…"))
        if value and not cut:
            yield value
    if element.tag == "input" and element.attributes.get("type") in {"submit", "button"}:
        yield element.attributes.get("value") or ""
    # What somebody typed, and the world's places.
    if element.tag == "textarea" or element.attributes.get("name") == "time_zone":
        return
    if "avatar" in (element.attributes.get("class") or ""):
        return
    text = ""
    for child in element.children:
        if isinstance(child, str):
            text += child
        else:
            # Brackets may be open across inline elements.
            text += "".join(f" {part} " for part in _said(child))
    yield text


def _is_foreign(element: Element) -> bool:
    """Content in English says so in a German page, and the choice of languages names each."""
    return element.tag != "html" and element.attributes.get("lang") is not None


def _missed(text: str, data: re.Pattern[str]) -> list[str]:
    depth, left = 0, ""
    for letter in text:
        depth += (letter == OPEN) - (letter == CLOSE)
        left += letter if depth == 0 and letter != CLOSE else " "
    left = data.sub(" ", " ".join(left.split()))
    words = re.findall(r"[^\W\d_][\w’'.@/-]*", left)
    return [
        word for word in words if word not in OF_OTHERS and not SAME.fullmatch(word.strip("'’.-/"))
    ]


def _data() -> re.Pattern[str]:
    """Whatever stands in the database: content, and what people wrote."""
    found = set()
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
            and not field.choices
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            for value in row:
                found |= set(chain.from_iterable(map(_pieces, _strings(value))))
    longest_first = sorted((piece for piece in found if len(piece) > 1), key=len, reverse=True)
    pieces = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{pieces})(?!\w)", re.IGNORECASE)


def _strings(value: Any) -> Iterator[str]:
    """The texts of a value, however deep."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
    elif value:
        yield str(value)


def _pieces(text: str) -> Iterator[str]:
    """A text whole, by line, as HTML shows it between marks, and the name in an address."""
    for piece in [text, *text.splitlines(), *re.split(r"[*_`#>\n]+|\[|\]\([^)]*\)", text)]:
        yield " ".join(piece.split())
    yield text.partition("@")[0]


# --- The catalogue -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with its plural, where it has one, and what it is in German."""

    context: str | None
    english: tuple[str, ...]
    german: tuple[str, ...]
    is_fuzzy: bool


def read_catalogue(path: Path) -> list[Entry]:
    with path.open("rb") as file:
        return [
            Entry(
                message.context,
                (message.id,) if isinstance(message.id, str) else tuple(message.id),
                (message.string,)
                if isinstance(message.string, str)
                else tuple(message.string or ()),
                message.fuzzy,
            )
            for message in read_po(file, locale="de")
            if message.id
        ]


@pytest.fixture(scope="module")
def german() -> list[Entry]:
    return read_catalogue(GERMAN)


def test_german_is_complete(german: list[Entry]) -> None:
    assert [entry for entry in german if entry.is_fuzzy or not all(entry.german)] == []


def test_every_marked_text_is_in_the_catalogue(german: list[Entry], tmp_path: Path) -> None:
    """`make messages` was run after the last change of a text."""
    if not shutil.which("xgettext"):
        if os.environ.get("CI") == "true":
            pytest.fail("There is no xgettext: install the package gettext.")
        pytest.skip("There is no xgettext: install the package gettext.")
    root = Path(settings.BASE_DIR)
    for folder in (*APPS, "templates", "locale"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(root / "manage.py", tmp_path)
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", *MAKE_MESSAGES]
    environment = {**os.environ, "DEBUG": "true", "DJANGO_SETTINGS_MODULE": "mlcareers.settings"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)  # noqa: S603 - our own
    found = read_catalogue(tmp_path / GERMAN.relative_to(root))
    assert _keys(found) == _keys(german)


def _keys(entries: list[Entry]) -> set[tuple[str | None, tuple[str, ...]]]:
    return {(entry.context, entry.english) for entry in entries}


def test_placeholders_are_those_of_the_english(german: list[Entry]) -> None:
    """A lost one would lose a figure; a wrong one would break the page."""
    wrong = {}
    for entry in german:
        wanted = set().union(*map(_placeholders, entry.english))
        for text in entry.german:
            got = _placeholders(text)
            # A form for one may do without its figure.
            if not got <= wanted or (len(entry.english) == 1 and got != wanted):
                wrong[entry.english[0]] = text
    assert wrong == {}


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+", text))


def test_compiled_catalogue_is_that_of_the_text(german: list[Entry]) -> None:
    """The site reads the compiled one: `make messages` after each change."""
    with GERMAN.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in german:
        context, english = entry.context, entry.english
        if len(english) == 1 and context:
            got = [compiled.pgettext(context, english[0])]
        elif len(english) == 1:
            got = [compiled.gettext(english[0])]
        elif context:
            got = [compiled.npgettext(context, english[0], english[1], n) for n in (1, 2)]
        else:
            got = [compiled.ngettext(english[0], english[1], n) for n in (1, 2)]
        assert tuple(got) == entry.german, english
