"""A learner's plan as a mentor of theirs sees it.

Nothing here reads what the learner keeps to themselves: notes, reasons for skipping, study log,
projects that were not sent to this mentor.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.desk_page import titled
from mentoring.following import Followed, follow
from mentoring.models import Cohort, MentorNote, Mentorship, ReviewRequest, Thread
from mentoring.people_forms import MentorNoteForm
from mentoring.people_services import note_mark
from portfolio.models import Portfolio
from progress.models import StepEvent, StepStatus
from progress.notes import render_note
from progress.standing import Standing
from progress.strip import strip_of
from roadmap.pictures import PositionStrip, spell

EVENTS_SHOWN = 10
THREADS_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of a step: its title as it was, from where to where, and when."""

    title: str
    before: str
    after: str
    at: datetime.datetime
    done_on: datetime.date | None
    is_undo: bool


def learner_page_of(mentor: User, learner: User, now: datetime.datetime) -> dict[str, Any]:
    """The values of the page. As many queries for one row of anything as for many."""
    (followed,) = follow([learner], now)
    note = MentorNote.objects.filter(mentor=mentor, learner=learner).first()
    text = note.text if note else ""
    return {
        "now": now,
        "learner": learner,
        "row": followed,
        "standing": followed.standing,
        "strip": followed.standing and strip_for_others(followed.standing, learner.name),
        "events": _events(followed),
        "threads": list(_threads(mentor, learner, now)),
        "requests": list(_requests(mentor, learner, now)),
        "portfolio": Portfolio.objects.open_to(mentor).filter(user=learner).first(),
        "cohorts": list(Cohort.objects.led_by(mentor).filter(members__user=learner)),
        "is_assigned": Mentorship.objects.filter(mentor=mentor, learner=learner).exists(),
        "note": note,
        "note_html": render_note(text),
        "note_seen": note_mark(text),
        "note_form": MentorNoteForm(initial={"text": text}),
    }


def strip_for_others(standing: Standing, name: str) -> PositionStrip:
    """The learner's own strip, with words that fit somebody who looks at it."""
    strip = strip_of(standing)
    earned = strip.earned
    if earned and earned.label:
        text = _("Work: month %(month)s") % {"month": standing.earned_at}
        words = replace(earned.label, text=text)
        earned = replace(earned, label=words)
    return replace(
        strip,
        earned=earned,
        title=_("The position of %(name)s on the %(months)s-month timeline")
        % {"name": name, "months": spell(standing.end_month)},
    )


def _events(followed: Followed) -> list[Moved]:
    """The newest changes of steps, without what the learner wrote about them."""
    if followed.last_event is None:
        return []
    events = (
        StepEvent.objects.filter(user=followed.learner)
        .order_by("-pk")
        .values_list("step_title", "from_status", "to_status", "at", "to_done_on", "undoes_id")
    )
    return [
        Moved(
            title=title,
            before=str(StepStatus(before).label),
            after=str(StepStatus(after).label),
            at=at,
            done_on=done_on,
            is_undo=undoes is not None,
        )
        for title, before, after, at, done_on, undoes in events[:EVENTS_SHOWN]
    ]


def _threads(mentor: User, learner: User, now: datetime.datetime) -> Any:
    """Those with this mentor: others' conversations are theirs."""
    threads = titled(Thread.objects.seen_by(mentor, now)).filter(learner=learner)
    return threads.order_by("-turn_since", "-pk")[:THREADS_SHOWN]


def _requests(mentor: User, learner: User, now: datetime.datetime) -> Any:
    """What this learner has in the queue, as far as this mentor may take it."""
    waiting = ReviewRequest.objects.open_to(mentor).filter(learner=learner)
    return waiting.free(now).select_related("submission").order_by("requested_at", "pk")
