"""What the address of a list of content may ask for: the content's own columns."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP
from django.db.models.options import Options
from django.http import HttpRequest


class OwnColumnsMixin:
    """Nothing of the rows that refer to a row: those of learners are among them.

    `?states=17` would tell an editor whether somebody's seventeenth state is of this step.
    """

    opts: Options[Any]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if self._is_of_others(lookup.split(LOOKUP_SEP)[0]):
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
