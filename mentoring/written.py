"""What a mentor has written so far, and a mark by which it is known again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from mentoring.models import Draft
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


def as_text(written: Written) -> str:
    """Everything in words, to be read beside another version of it and copied from."""
    parts = []
    for slug, title in TITLES.items():
        score, comment = written.scores.get(slug), written.comments.get(slug, "")
        if score is not None or comment:
            mark = {None: "no score", 0: "does not apply"}.get(score, str(score))
            parts.append(f"{title}: {mark}" + (f"\n{comment}" if comment else ""))
    parts += [written.summary] if written.summary else []
    parts += [f"Why it cannot be reviewed: {written.reason}"] if written.reason else []
    parts += [f"Note for mentors: {written.private_note}"] if written.private_note else []
    return "\n\n".join(parts)
