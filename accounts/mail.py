"""Mail with a text and an HTML version, in the language of whoever gets it."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.languages import is_spoken
from accounts.models import User


def absolute(path: str) -> str:
    """The address of a path of this site where there is no request to ask."""
    return f"{settings.SITE_URL}{path}"


def message_of(
    template: str,
    context: dict[str, Any],
    *,
    subject: str,
    to: str,
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    """A mail from outside a request: TEMPLATE.txt says everything, TEMPLATE.html the same.

    Written in the language that is active: see `accounts.languages.written_for`.
    """
    context = {"subject": subject, "home_address": absolute("/"), **context}
    message = EmailMultiAlternatives(
        # A line break in a subject is refused, and would be at every later try.
        subject=" ".join(subject.split()),
        body=render_to_string(f"{template}.txt", context),
        to=[to],
        headers=headers,
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


def language_at(email: str) -> str:
    """The language that the account with this address has chosen; "" without one."""
    found = User.objects.filter(email__iexact=email).values_list("language", flat=True).first()
    return found if found and is_spoken(found) else ""
