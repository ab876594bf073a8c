"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class NoDemoMixin(ModelBackend):
    """Refuses demonstration accounts outside debug, and ends sessions they left open.

    Their passwords are printed for everybody to read, so a database that moves from a
    laptop to a public site must not carry a way in.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        if user is not None and user.is_demo and not settings.DEBUG:
            return False
        return super().user_can_authenticate(user)


class PermissionBackend(NoDemoMixin):
    """Passwords and permissions, as Django has them."""


class EmailBackend(NoDemoMixin, AuthenticationBackend):
    """Sign-in by email address."""
