"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend


class NoDemoMixin(ModelBackend):
    """Refuses demonstration accounts outside debug, and ends sessions they left open."""

    def user_can_authenticate(self, user: Any) -> bool:
        if user is not None and user.is_refused_demo:
            return False
        return super().user_can_authenticate(user)


class PermissionBackend(NoDemoMixin):
    """Passwords and permissions, as Django has them."""


class EmailBackend(NoDemoMixin, AuthenticationBackend):
    """Sign-in by email address."""
