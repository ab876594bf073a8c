"""The user: a person known by their email address."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.languages import CODE_LENGTH, language_choices
from accounts.zones import DEFAULT_ZONE, known_zones

# The group whose members are mentors.
MENTORS = "Mentors"
# Who wrote something before their account was deleted.
FORMER_MEMBER = cast("str", _("Former member"))


def validate_time_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError(_("Choose a time zone from the list."), code="unknown_time_zone")


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them by email address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("An email address is required.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Makes one at the server's command line: its owner answers for the address."""
        # Here, since that module needs this one's model.
        from accounts.services import verify_address

        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            verify_address(user)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A learner, mentor or admin. The email address is the login."""

    email = models.EmailField(
        _("email address"), error_messages={"unique": _("This email address has an account.")}
    )
    display_name = models.CharField(
        max_length=80,
        blank=True,
        help_text=_("What mentors and other people see."),
    )
    time_zone = models.CharField(
        max_length=64,
        default=DEFAULT_ZONE,
        validators=[validate_time_zone],
        help_text=_("Decides when your day starts."),
    )
    language = models.CharField(
        _("language"),
        max_length=CODE_LENGTH,
        blank=True,
        choices=language_choices,
        help_text=_("Of pages and mail. Left empty, pages follow the browser."),
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May enter the admin."))
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(
        pgettext_lazy("kind of account", "demo"),
        default=False,
        help_text=_("A demonstration account with a published password. Refused outside debug."),
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message=_("This email address has an account."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        # Sign-in looks for the address in small letters.
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The chosen name, or the part of the address before the @."""
        return self.display_name or self.email.partition("@")[0]

    @property
    def initials(self) -> str:
        """One or two letters for the round badge in the header."""
        words = self.name.replace(".", " ").replace("-", " ").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @cached_property
    def is_mentor(self) -> bool:
        """Whether an admin or an invitation has made them a mentor. One query, once."""
        return self.groups.filter(name=MENTORS).exists()

    @property
    def has_plan(self) -> bool:
        """Whether a dashboard has something to show them, be it a plan put away. One query.

        The plans are those of `progress`, further up: known here by the name of the relation.
        """
        return self.plans.exists()

    @property
    def is_refused_demo(self) -> bool:
        """Their passwords are printed for everybody to read.

        So a database that moves from a laptop to a public site must not carry a way in.
        """
        return self.is_demo and not settings.DEBUG
