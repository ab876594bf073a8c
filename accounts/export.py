"""What the site holds about a person, as plain values: the account, and how any row is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db.models import Manager, Model, QuerySet
from django.db.models.fields.files import FieldFile

from accounts.models import User

# Which fields of a row are told, in this order.
Fields = Mapping[type[Model], tuple[str, ...]]
# Puts a picture beside the data; its name there, or None where the file is missing.
KeepPicture = Callable[[FieldFile], str | None]

FIELDS: Fields = {
    User: (
        "email",
        "display_name",
        "time_zone",
        "language",
        "date_joined",
        "last_login",
        "is_active",
        "is_staff",
        "is_superuser",
        "is_demo",
        "groups",
        "user_permissions",
    ),
    Group: ("name",),
    Permission: ("codename",),
    EmailAddress: ("email", "verified", "primary"),
}


def account_of(user: User, keep: KeepPicture) -> dict[str, Any]:
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    return {
        "account": told_fields(user, FIELDS, keep),
        "email_addresses": told(addresses, FIELDS, keep),
    }


def told(value: Any, fields: Fields, keep: KeepPicture) -> Any:
    """A value as JSON can say it; rows and sets of rows by the fields that are told of them.

    A person in a row is the name that the site shows. Callers prefetch what their fields name.
    """
    if isinstance(value, User):
        return value.name
    if isinstance(value, Manager):
        value = value.all()
    if isinstance(value, QuerySet):
        return [told(row, fields, keep) for row in value]
    if isinstance(value, Model):
        return told_fields(value, fields, keep)
    return keep(value) if isinstance(value, FieldFile) else value


def told_fields(row: Model, fields: Fields, keep: KeepPicture) -> dict[str, Any]:
    return {name: told(getattr(row, name), fields, keep) for name in fields[type(row)]}
