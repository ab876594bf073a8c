"""What the address of a list of content may ask for: the content's own columns, in ways that no
value can make fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.db.models.options import Options
from django.http import HttpRequest

# Whatever else Django knows, such as `regex` or `range`, may fail only once the database is
# asked, which is too late for an answer.
PARTS_OF_DAYS = frozenset({"day", "month", "year"})
LOOKUPS = frozenset({"exact", "in", "isnull", "isempty", "gte", "lte", "gt", "lt"}) | PARTS_OF_DAYS
# Digits of the longest number that every database holds.
MOST_DIGITS = 18


class OwnColumnsMixin:
    """Nothing of the rows that refer to a row: those of learners are among them.

    `?states=17` would tell an editor whether somebody's seventeenth state is of this step.
    """

    opts: Options[Any]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if self._is_of_others(lookup.split(LOOKUP_SEP)[0]):
            return False
        if not is_safe(self.opts, lookup.split(LOOKUP_SEP), str(value)):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[misc, no-any-return]

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        # Django looks for the primary key in a relation that has none, and fails.
        if self._is_of_others(to_field):
            return False
        return super().to_field_allowed(request, to_field)  # type: ignore[misc, no-any-return]

    def _is_of_others(self, name: str) -> bool:
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return False
        return bool(field.auto_created and not field.concrete)


def is_safe(opts: Options[Any], path: Sequence[str], value: str) -> bool:
    """Whether asking a column so ends in an answer, whatever the value."""
    column, how = _split(opts, path)
    if isinstance(column, models.JSONField) or "\x00" in value:
        return False
    if not how:
        return True
    if len(how) > 1 or how[0] not in LOOKUPS:
        return False
    if how[0] in PARTS_OF_DAYS:
        return value.isdecimal() and len(value) <= 4 and int(value) > 0
    pieces = value.split(",") if how[0] == "in" else ()
    return all(len(piece) <= MOST_DIGITS for piece in pieces if piece.lstrip("-").isdecimal())


def _split(opts: Options[Any], path: Sequence[str]) -> tuple[Any, Sequence[str]]:
    """The column at the end of a path through relations, and how it is asked.

    The first name may be a filter's own or a count: then there is no column.
    """
    column: Any = None
    for place, name in enumerate(path):
        try:
            column = opts.pk if name == "pk" else opts.get_field(name)
        except FieldDoesNotExist:
            return column, path[max(place, 1) :]
        if not column.is_relation:
            return column, path[place + 1 :]
        opts = column.related_model._meta
    return column, ()
