"""Invitations to mentor: their addresses, who may accept them, and what accepting does."""

from __future__ import annotations

import datetime
import enum

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.mail import absolute
from accounts.models import MENTORS, User
from accounts.services import hold
from mentoring.invitation_tasks import send_invitation
from mentoring.models import MentorInvitation
from mentoring.tasks import enqueue_with_commit

VALID_DAYS = 14
_SIGNER = signing.Signer(salt="mentoring.invitation")


class Answer(enum.Enum):
    """What became of accepting."""

    ACCEPTED = enum.auto()
    NO_LONGER = enum.auto()
    NOT_FOR_YOU = enum.auto()


def token_of(invitation: MentorInvitation) -> str:
    """What stands in its address: nobody else can make one, and it says nothing of the person."""
    return _SIGNER.sign(str(invitation.pk))


def invitation_of(token: str) -> MentorInvitation | None:
    """None for whatever we have not signed, and once the invitation is deleted."""
    try:
        pk = int(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return MentorInvitation.objects.filter(pk=pk).first()


def send(invitation: MentorInvitation) -> None:
    """Mail it outside the request; part of the caller's transaction."""
    path = reverse("mentoring:invitation", args=[token_of(invitation)])
    enqueue_with_commit(send_invitation, invitation_id=invitation.pk, address=absolute(path))


@transaction.atomic
def invite(*, invitation: MentorInvitation, days: int, now: datetime.datetime) -> None:
    """Save and send a new one. One to the same address that has expired makes room.

    Raises IntegrityError where another one is still open.
    """
    unanswered = MentorInvitation.objects.unanswered().filter(email__iexact=invitation.email)
    unanswered.filter(expires_at__lte=now).update(revoked_at=now)
    invitation.expires_at = now + datetime.timedelta(days=days)
    invitation.save()
    send(invitation)


def is_for(invitation: MentorInvitation, user: User) -> bool:
    """Whether the person has shown that the invited mailbox is theirs."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return bool(addresses.filter(email__iexact=invitation.email).exists())


def has_accepted(invitation: MentorInvitation, user: User) -> bool:
    """Whether the person accepted it and is a mentor to this day."""
    return invitation.accepted_by_id == user.pk and user.is_mentor


@transaction.atomic
def accept(*, user: User, invitation: MentorInvitation, now: datetime.datetime) -> Answer:
    """Make the person a mentor. Twice by the same person is once."""
    hold(user)
    invitation = MentorInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not is_for(invitation, user):
        return Answer.NOT_FOR_YOU
    if invitation.accepted_by_id == user.pk and user.groups.filter(name=MENTORS).exists():
        return Answer.ACCEPTED
    if not invitation.is_live(now):
        return Answer.NO_LONGER
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    user.groups.add(Group.objects.get_or_create(name=MENTORS)[0])
    # Known from before.
    user.__dict__.pop("is_mentor", None)
    return Answer.ACCEPTED


@transaction.atomic
def revoke(*, invitation: MentorInvitation, now: datetime.datetime) -> bool:
    """Its address opens nothing any more. False where it was accepted or revoked before."""
    held = MentorInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if held.accepted_at or held.revoked_at:
        return False
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    return True


@transaction.atomic
def send_again(*, invitation: MentorInvitation, now: datetime.datetime) -> bool:
    """The same address once more, for another fourteen days. False once accepted or revoked."""
    held = MentorInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if held.accepted_at or held.revoked_at:
        return False
    held.expires_at = max(held.expires_at, now + datetime.timedelta(days=VALID_DAYS))
    held.save(update_fields=["expires_at"])
    send(held)
    return True
