"""Changes of who follows whom. Each is one transaction and safe to send twice."""

from __future__ import annotations

import datetime
import hashlib

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import hold
from mentoring.models import Block, Cohort, CohortMember, MentorNote, Mentorship
from mentoring.models.people import normal_code

# A code has 19 letters to the power of 8; ten guesses an hour find nothing.
WRONG_CODES = 10
WRONG_CODES_WITHIN = datetime.timedelta(hours=1)


class TooManyCodesError(Exception):
    """Somebody has tried too many codes within the hour."""


class LeadsItError(Exception):
    """A mentor wants to join a cohort that they lead."""


@transaction.atomic
def find_cohort(*, user: User, code: str, now: datetime.datetime) -> Cohort | None:
    """The open cohort of a join code; None for a wrong one, which is counted.

    Raises TooManyCodesError after ten wrong ones within an hour, whatever the code.
    """
    hold(user)
    key = f"wrong-join-codes-{user.pk}"
    wrong = [at for at in cache.get(key, []) if at > now - WRONG_CODES_WITHIN]
    if len(wrong) >= WRONG_CODES:
        raise TooManyCodesError
    cohort = Cohort.objects.filter(join_code=normal_code(code), is_open=True).first()
    if cohort is None:
        cache.set(key, [*wrong, now], WRONG_CODES_WITHIN.total_seconds())
    return cohort


@transaction.atomic
def join(*, user: User, cohort: Cohort) -> bool:
    """Become a learner of a cohort; False where they are one already.

    `cohort` is as `find_cohort` gave it. Raises Cohort.DoesNotExist where its code was changed or
    it was closed in the meantime, and LeadsItError.
    """
    hold(user)
    held = Cohort.objects.select_for_update().get(
        pk=cohort.pk, join_code=cohort.join_code, is_open=True
    )
    if held.mentors.filter(pk=user.pk).exists():
        raise LeadsItError
    return CohortMember.objects.get_or_create(cohort=held, user=user)[1]


@transaction.atomic
def leave(*, user: User, cohort: Cohort) -> bool:
    """Its mentors see nothing more of them from now on. False where they have left already."""
    return bool(CohortMember.objects.filter(user=user, cohort=cohort).delete()[0])


@transaction.atomic
def end_mentorship(*, mentorship: Mentorship) -> bool:
    """The learner wants this mentor no more. False where it has ended already."""
    return bool(Mentorship.objects.filter(pk=mentorship.pk).delete()[0])


@transaction.atomic
def lift_block(*, block: Block) -> bool:
    """What was before the block holds again. False where it is lifted already."""
    return bool(Block.objects.filter(pk=block.pk).delete()[0])


def note_mark(text: str) -> str:
    """A short mark by which a note is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def write_note(*, mentor: User, learner: User, text: str, seen: str = "") -> MentorNote:
    """Keep what a mentor notes about a learner.

    `seen` is the `note_mark` of the note that the writer had before them; without one, none is
    compared. Raises ValidationError, keyed by field, for a note that is too long, and where
    another one was saved in the meantime: it would be lost without a word.
    """
    fresh = MentorNote(mentor=mentor, learner=learner)
    MentorNote.objects.bulk_create([fresh], ignore_conflicts=True)
    note = MentorNote.objects.select_for_update().get(mentor=mentor, learner=learner)
    if seen and seen != note_mark(note.text) and note.text != text.strip():
        raise ValidationError(
            {
                "text": _(
                    "This note was changed in another window. That one is shown above, "
                    "yours is below: save again to keep yours."
                )
            }
        )
    note.text = text.strip()
    note.clean_fields(exclude=["mentor", "learner"])
    note.save(update_fields=["text", "updated_at"])
    return note
