"""A mentor's word for a piece of work: written down when a review approves, and taken back.

It changes nothing that the learner did: no tick, no day, no event.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import hold
from progress.models import Project, Verification, VerifiedStep
from roadmap.models import Step


@transaction.atomic
def verify(
    *,
    user: User,
    subject: str,
    project: Project | None,
    fingerprint: str,
    steps: Iterable[Step],
    mentor: User | None,
    score: Decimal | None,
    source: UUID,
    at: datetime.datetime,
) -> Verification:
    """Write down that work of `user` is approved; what is there where `source` has done so.

    `fingerprint` is of the version that was approved, which may not be the present one.
    """
    hold(user)
    there = Verification.objects.filter(source=source).first()
    if there:
        return there
    # Deleted meanwhile, it has still been approved.
    is_there = project is not None and Project.objects.filter(pk=project.pk).exists()
    made = Verification.objects.create(
        user=user,
        subject=subject,
        project=project if is_there else None,
        fingerprint=fingerprint,
        mentor=mentor,
        score=score,
        source=source,
        verified_at=at,
    )
    named = {step.pk: step for step in steps}
    VerifiedStep.objects.bulk_create(
        VerifiedStep(verification=made, step=step) for step in named.values()
    )
    return made


@transaction.atomic
def withdraw_verification(*, source: UUID, at: datetime.datetime) -> bool:
    """Take a mentor's word back; whether it stood until now."""
    return bool(Verification.objects.standing().filter(source=source).update(withdrawn_at=at))


def words_for(user_id: int | None, step: Step) -> list[Verification]:
    """What mentors said for one person's step, and has not been taken back; the newest first."""
    standing = Verification.objects.standing().filter(user=user_id, verified_steps__step=step)
    return list(standing.select_related("mentor", "project"))
