"""A portfolio as a JSON Resume 1.0 document (jsonresume.org). Nothing that the page hides."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri, punycode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolio.page import FolioPage, FolioProject
from portfolio.parts import Certificate, SkillGroup

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
USERNAME = re.compile(r"[A-Za-z0-9._-]{1,39}")
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def resume_of(page: FolioPage, *, address: str = "", canonical: str = "") -> dict[str, Any]:
    """The document of a page. `address` is the page's and `canonical` the document's own,
    where everybody may open them: a share link is not handed on.
    """
    return {
        "$schema": SCHEMA,
        "basics": _basics(page, address),
        "projects": [_project(item) for item in page.projects],
        "skills": [skill for group in page.skills for skill in _skills(group)],
        "certificates": [_certificate(item) for item in page.certificates],
        "meta": _given(
            canonical=canonical, version="v1.0.0", lastModified=_last_modified(page).isoformat()
        ),
    }


def _basics(page: FolioPage, address: str) -> dict[str, Any]:
    portfolio = page.portfolio
    basics = _given(
        name=page.name,
        label=portfolio.headline,
        email=portfolio.contact_email,
        url=address,
        summary=portfolio.about,
        # One line of free text; what shows such documents prints the city.
        location=_given(city=portfolio.location),
    )
    basics["profiles"] = [
        _given(network=link.label, username=_username(link.url), url=_uri(link.url))
        for link in page.links
    ]
    return basics


def _project(item: FolioProject) -> dict[str, Any]:
    work = item.project
    covered = [name for name, is_covered in work.parts if is_covered]
    links = [(name, _uri(address)) for name, address in item.links]
    first_link = next((address for _, address in links), "")
    return _given(
        name=work.title,
        description=work.summary,
        highlights=[
            *filter(None, [item.result]),
            *([_("Data: %(source)s") % {"source": item.data}] if item.data else []),
            *(f"{name}: {address}" for name, address in links[1:]),
            *([_("Covers: %(parts)s") % {"parts": _in_a_row(covered)}] if covered else []),
        ],
        keywords=sorted(skill.title for skill in work.skills.all()),
        startDate=_iso(work.started_on),
        endDate=_iso(work.finished_on),
        url=first_link,
        roles=[work.my_role] if work.my_role else [],
        type="project",
    )


def _in_a_row(names: Iterable[object]) -> str:
    """Names that stand in the middle of a line. German writes nouns large there too."""
    row = ", ".join(str(name) for name in names)
    return row.lower() if (get_language() or "en").startswith("en") else row


def _skills(group: SkillGroup) -> list[dict[str, Any]]:
    """An entry for each area and layer; the level says how it is shown."""
    layers = ((_("Verified by a mentor"), group.verified), (_("With evidence"), group.evidenced))
    return [
        {
            "name": group.area.title,
            "level": level,
            "keywords": [skill.title for skill in skills],
        }
        for level, skills in layers
        if skills
    ]


def _certificate(item: Certificate) -> dict[str, Any]:
    return _given(
        name=item.title, date=_iso(item.finished_on), url=_uri(item.url), issuer=item.platform
    )


def _given(**values: Any) -> dict[str, Any]:
    """Without what is empty: the schema has no null, and "" is no address."""
    return {name: value for name, value in values.items() if value}


def _username(url: str) -> str:
    """The last part of an address's path, which on most sites is the name there.

    "" for what does not look like a name: whoever shows the document may trust it.
    """
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return parts[-1] if parts and USERNAME.fullmatch(parts[-1]) else ""


def _uri(address: str) -> str:
    """An address in the letters that a URI has; people's may have any."""
    parts = urlsplit(address)
    host, colon, port = parts.netloc.partition(":")
    if not host.isascii():
        # Without a form in IDNA it is percent-encoded below.
        with contextlib.suppress(UnicodeError):
            parts = parts._replace(netloc=punycode(host) + colon + port)
    return iri_to_uri(STRAY_PERCENT.sub("%25", parts.geturl()))


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _last_modified(page: FolioPage) -> datetime.datetime:
    """When page or projects were last changed, in UTC without its sign, as the schema wants."""
    moments = [page.portfolio.updated_at, *(item.project.updated_at for item in page.projects)]
    return max(moments).astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
