"""The mail of an invitation, sent outside the request."""

from django.utils.translation import gettext as _
from django_tasks import task

from accounts.languages import written_for
from accounts.mail import language_at, message_of
from mentoring.models import MentorInvitation


@task()
def send_invitation(invitation_id: int, address: str) -> None:
    """Nothing is sent where it was accepted, revoked or deleted in the meantime.

    In the language of the account with its address, where there is one.
    """
    invitation = MentorInvitation.objects.unanswered().filter(pk=invitation_id).first()
    if invitation is None:
        return
    with written_for(language_at(invitation.email)):
        message = message_of(
            "mentoring/mail/invitation",
            {"invitation": invitation, "address": address},
            subject=_("You are invited to mentor on ML Careers"),
            to=invitation.email,
        )
    message.send()
