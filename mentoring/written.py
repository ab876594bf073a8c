"""What a mentor has written so far, and a mark by which it is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

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
            mark = {None: "no score", 0: "does not apply"}.get(score, str(score))
            parts.append(f"{title}: {mark}" + (f"\n{comment}" if comment else ""))
    parts += [written.summary] if written.summary else []
    parts += [f"Why it cannot be reviewed: {written.reason}"] if written.reason else []
    parts += [f"Note for mentors: {written.private_note}"] if written.private_note else []
    parts += [f"Verdict: {_label(written.verdict)}"] if written.verdict else []
    ticked = tuple(named_steps) if written.steps is None else written.steps
    if ticked or named_steps:
        titles = [title for slug, title in named_steps.items() if slug in ticked]
        titles += [slug for slug in ticked if slug not in named_steps]
        parts.append(f"Steps that this work shows: {', '.join(titles) or 'none'}")
    return "\n\n".join(parts)


def _label(verdict: str) -> str:
    return Verdict(verdict).label if verdict in Verdict.values else verdict
