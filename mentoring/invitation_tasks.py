"""The mail of an invitation, sent outside the request."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django_tasks import task

from mentoring.models import MentorInvitation


@task()
def send_invitation(invitation_id: int, address: str) -> None:
    """Nothing is sent where it was accepted, revoked or deleted in the meantime."""
    invitation = MentorInvitation.objects.unanswered().filter(pk=invitation_id).first()
    if invitation is None:
        return
    text = render_to_string(
        "mentoring/invitation_mail.txt", {"invitation": invitation, "address": address}
    )
    send_mail("You are invited to mentor on ML Careers", text, None, [invitation.email])
