"""Changes of an account that touch more than its own row."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User, validate_time_zone


class DemoRefused(Exception):
    """A demonstration account was asked for where it would be a way in for everybody."""


def hold(user: User) -> None:
    """One change at a time of what is the person's: holds them until the transaction ends.

    Not their key, which rows that point at them need at every commit.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def verify_address(user: User) -> None:
    """The user's address counts as confirmed, without a code, and is the only one they have.

    For accounts made by somebody who answers for the address: an admin or the operator.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def create_demo_user(
    *,
    email: str,
    display_name: str,
    time_zone: str,
    password: str,
    groups: Iterable[str] = (),
    is_staff: bool = False,
    is_superuser: bool = False,
) -> User:
    """Makes a demonstration account, or finds it and sees that the password works.

    What the person has changed since stays as it is. `groups` are names; those missing are
    made. Raises DemoRefused outside debug, and for an address that a real person has.
    """
    if not settings.DEBUG:
        raise DemoRefused("Demonstration accounts exist only with DEBUG=true.")
    validate_time_zone(time_zone)
    with transaction.atomic():
        user, made = User.objects.get_or_create(
            email=email.lower(),
            defaults={
                "display_name": display_name,
                "time_zone": time_zone,
                "password": make_password(password),
                "is_staff": is_staff,
                "is_superuser": is_superuser,
                "is_demo": True,
            },
        )
        if not user.is_demo:
            raise DemoRefused(f"{user.email} is the account of a real person.")
        if made:
            user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        if not user.is_active or not user.check_password(password):
            user.is_active = True
            user.set_password(password)
            user.save(update_fields=["is_active", "password"])
        verify_address(user)
    return user
