"""What a portfolio says and to whom, and a mark by which that is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from portfolio.models import Portfolio

NOTHING = "new"
# All that its form holds.
FIELDS = (
    "handle",
    "headline",
    "about",
    "location",
    "contact_email",
    "shows_position",
    "shows_stages",
    "shows_certificates",
    "shows_skills",
    "visibility",
)


def written_in(portfolio: Portfolio) -> dict[str, str | bool]:
    return {name: getattr(portfolio, name) for name in FIELDS}


def mark_of(written: Mapping[str, str | bool] | None) -> str:
    """The mark of what is saved; a word of its own where nothing is."""
    if written is None:
        return NOTHING
    content = json.dumps(dict(written), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def in_words(value: str | bool) -> str:
    """A value of the form, to be read beside another one."""
    if isinstance(value, bool):
        return _("shown") if value else _("not shown")
    return value or _("nothing")
