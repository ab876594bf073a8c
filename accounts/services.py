"""Changes of an account that touch more than its own row."""

from collections.abc import Iterable, Iterator
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import FileField, Model
from django.db.models.deletion import Collector
from django.db.models.fields.files import FieldFile

from accounts.models import User, validate_time_zone


class LastSuperuserError(Exception):
    """Nobody else could enter the admin and hand out rights."""


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


def is_last_superuser(user: User) -> bool:
    """Whether no other active superuser is left without this one."""
    if not (user.is_superuser and user.is_active):
        return False
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return not others.exists()


@transaction.atomic
def delete_account(*, user: User) -> bool:
    """Delete a person and all that goes with them; False where that has been done already.

    What they wrote to others stays, and names nobody. The files of rows that go are removed
    once that is certain. Raises LastSuperuserError.
    """
    if user.is_superuser:
        # Two who leave at once are looked at one after the other.
        list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    # Their key as well: a row that is being added in another window waits, and then fails.
    there = User.objects.select_for_update().filter(pk=user.pk).first()
    if there is None:
        return False
    if is_last_superuser(there):
        raise LastSuperuserError
    leaving = Collector(using=DEFAULT_DB_ALIAS, origin=there)
    leaving.collect([there])
    files = list(_files_of(leaving))
    leaving.delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file)), robust=True)
    return True


def _files_of(leaving: Collector) -> Iterator[FieldFile]:
    """The files of the rows that will go, whichever app they belong to."""
    groups: list[tuple[type[Model], Iterable[Model]]] = list(leaving.data.items())
    groups += [(rows.model, rows) for rows in leaving.fast_deletes]
    for model, rows in groups:
        fields = [field for field in model._meta.concrete_fields if isinstance(field, FileField)]
        # Rows without files are not even loaded.
        for row in rows if fields else ():
            yield from filter(None, (getattr(row, field.name) for field in fields))
