"""What a mentor has written so far, and a mark by which it is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mentoring.models import Draft, Verdict
from mentoring.rubric import TITLES

NOTHING = "new"


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a review, complete or not."""

    scores: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    verdict: str = ""
    reason: str = ""
    private_note: str = ""
    # None until the mentor says: all that the version names.
    steps: tuple[str, ...] | None = None

    @property
    def mark(self) -> str:
        content = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def written_in(draft: Draft) -> Written:
    return Written(
        scores=dict(draft.scores),
        comments=dict(draft.comments),
        summary=draft.summary,
        verdict=draft.verdict,
        reason=draft.reason,
        private_note=draft.private_note,
        steps=None if draft.steps is None else tuple(draft.steps),
    )


def mark_of(draft: Draft | None) -> str:
    """The mark of what is kept; a word of its own where nothing is."""
    return written_in(draft).mark if draft else NOTHING


def as_text(written: Written, named_steps: Mapping[str, str]) -> str:
    """Everything in words, to be read beside another version of it and copied from.

    `named_steps` are the titles by slug of the steps that the version names.
    """
    parts = []
    for slug, title in TITLES.items():
        score, comment = written.scores.get(slug), written.comments.get(slug, "")
        if score is not None or comment:
            mark = {None: _("no score"), 0: _("does not apply")}.get(score, str(score))
            parts.append(f"{_(title)}: {mark}" + (f"\n{comment}" if comment else ""))
    parts += [written.summary] if written.summary else []
    if written.reason:
        parts.append(_("Why it cannot be reviewed: %(text)s") % {"text": written.reason})
    if written.private_note:
        parts.append(_("Note for mentors: %(text)s") % {"text": written.private_note})
    if written.verdict:
        parts.append(_("Verdict: %(verdict)s") % {"verdict": _label(written.verdict)})
    ticked = tuple(named_steps) if written.steps is None else written.steps
    if ticked or named_steps:
        titles = [title for slug, title in named_steps.items() if slug in ticked]
        titles += [slug for slug in ticked if slug not in named_steps]
        shown = {"steps": ", ".join(titles) or pgettext("steps", "none")}
        parts.append(_("Steps that this work shows: %(steps)s") % shown)
    return "\n\n".join(parts)


def _label(verdict: str) -> str:
    return str(Verdict(verdict).label) if verdict in Verdict.values else verdict
