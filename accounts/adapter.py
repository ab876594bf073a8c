"""How allauth behaves on this site."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.core import context as current
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.languages import written_for
from accounts.mail import language_at
from accounts.models import User

log = logging.getLogger(__name__)

EMAIL_MAX_LENGTH = User._meta.get_field("email").max_length
EMAIL_TOO_LONG = format_lazy(
    _("Use an email address of {length} characters or fewer."), length=EMAIL_MAX_LENGTH
)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open to everybody; users have no name to fill in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "demo_refused": _("This is a demonstration account. It does not work on this site."),
        "duplicate_email": _("This is your email address already."),
        "email_password_mismatch": _(
            "No account has this email address and password. Check both and try again."
        ),
        "email_taken": _("This email address has an account."),
        "email_too_long": EMAIL_TOO_LONG,
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This is not the code we sent. Check it and try again."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("We sent a code a moment ago. Wait ten seconds, then ask again."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then start again."),
    }

    def clean_email(self, email: str) -> str:
        # Longer ones pass as addresses; the column would cut them or refuse them.
        if len(email) > (EMAIL_MAX_LENGTH or 0):
            raise self.validation_error("email_too_long")
        return email

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # such as http://[
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        # allauth hands back people whom the backends refused, to show them why.
        if user is not None and user.is_refused_demo:
            raise self.validation_error("demo_refused")
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Ends the wait for a code to another address that was signed up before."""
        super().login(request, user)
        request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """With what the HTML version names beside what is allauth's."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        address = current.request.build_absolute_uri
        more = {
            "subject": subject.strip(),
            "home_address": address("/"),
            "reset_address": address(reverse("account_reset_password")),
        }
        message: EmailMessage = super().render_mail(
            template_prefix, email, {**context, **more}, headers
        )
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the account with this address, else in the page's.

        Without mail a page still answers: the person can ask for the message again.
        """
        try:
            with written_for(language_at(email), fallback=get_language()):
                super().send_mail(template_prefix, email, context)
        except OSError:  # the errors of smtplib are among them
            log.exception("Mail was not sent: %s", template_prefix)
            messages.error(
                current.request,
                _("We could not send you a message just now. Try again in a few minutes."),
            )

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        if current.request.user.is_authenticated:
            return reverse("accounts:settings")
        return reverse("account_login")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Without `next`. Mentors begin at their desk, staff in the admin unless they learn too."""
        user = request.user
        if user.is_authenticated and user.is_mentor:
            return reverse("mentoring:desk")
        if user.is_authenticated and user.is_staff and not user.has_plan:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")
