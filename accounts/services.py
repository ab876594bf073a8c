"""Changes of an account that touch more than its own row."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import FileField, Model
from django.db.models.deletion import Collector
from django.db.models.fields.files import FieldFile

from accounts.models import User, validate_time_zone

DELETION_TRIES = 3


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
    return _are_last_superusers([user])


def _are_last_superusers(people: Collection[User]) -> bool:
    if not any(person.is_superuser and person.is_active for person in people):
        return False
    others = User.objects.filter(is_superuser=True, is_active=True)
    return not others.exclude(pk__in=[person.pk for person in people]).exists()


def delete_account(*, user: User) -> bool:
    """Delete a person and all that goes with them; False where that has been done already.

    Raises LastSuperuserError.
    """
    return bool(delete_accounts(users=[user]))


def delete_accounts(*, users: Iterable[User]) -> int:
    """Delete people and all that goes with them, all or nobody. Returns how many there were.

    What they wrote to others stays, and names nobody. The files of rows that go are removed
    once that is certain. Raises LastSuperuserError.
    """
    keys = [user.pk for user in users]
    for _ in range(DELETION_TRIES - 1):
        # Others change at this moment what points at them: then once more from the beginning.
        with suppress(IntegrityError, OperationalError):
            return _delete(keys)
    return _delete(keys)


@transaction.atomic
def _delete(keys: Collection[int]) -> int:
    superusers = User.objects.filter(is_superuser=True)
    if superusers.filter(pk__in=keys).exists():
        # Two who leave at once are looked at one after the other.
        list(superusers.select_for_update(no_key=True).order_by("pk"))
    # Only the last statement takes their keys: who holds what is locked below needs them to end.
    people = User.objects.select_for_update(no_key=True).filter(pk__in=keys)
    there = list(people.order_by("pk"))
    if _are_last_superusers(there):
        raise LastSuperuserError
    leaving = Collector(using=DEFAULT_DB_ALIAS)
    leaving.collect(there)
    files = list(_files_of(leaving))
    _hold_what_stays(leaving)
    leaving.delete()
    if connection.features.has_select_for_update:
        # At the commit it would be too late to begin again.
        connection.check_constraints()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file)), robust=True)
    return len(there)


def _hold_what_stays(leaving: Collector) -> None:
    """Lock the rows that lose a name before any row is changed, in the one order of locks.

    That is the highest app first, since it calls the lower ones, and in each app what is pointed
    at first, as its models are defined.
    """
    going = {*leaving.data, *(rows.model for rows in leaving.fast_deletes)}
    staying: dict[type[Model], Any] = {}
    for (field, _), found in leaving.field_updates.items():
        for rows in () if field.model in going else found:
            known = staying.get(field.model)
            staying[field.model] = rows if known is None else known | rows
    for app in reversed(list(apps.get_app_configs())):
        for model in filter(staying.__contains__, app.get_models()):
            held = staying[model].select_for_update(no_key=True).order_by("pk")
            list(held.values_list("pk", flat=True))


def _files_of(leaving: Collector) -> Iterator[FieldFile]:
    """The files of the rows that will go, whichever app they belong to."""
    groups: list[tuple[type[Model], Iterable[Model]]] = list(leaving.data.items())
    groups += [(rows.model, rows) for rows in leaving.fast_deletes]
    for model, rows in groups:
        fields = [field for field in model._meta.concrete_fields if isinstance(field, FileField)]
        # Rows without files are not even loaded.
        for row in rows if fields else ():
            yield from filter(None, (getattr(row, field.name) for field in fields))
