"""The way back to an earlier version of a row."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from skills.facts import SITE_OWN, forget_checks
from skills.recording import (
    columns_of,
    history_of,
    in_english,
    keep_before,
    record,
    set_fields,
    sets_of_rows,
    sets_of_versions,
)

# What a row is known by, and whether it is shown, stays as it is: learners may hold it. What the
# site found out since stays too, unless it was of a value that goes.
FIXED = frozenset({"id", "slug", "was", "year", "draft", "retired"}) | SITE_OWN


class RevertError(Exception):
    """Why a version can't be brought back, in a sentence."""


def moment(version: Any) -> str:
    """When it was made, in the reader's zone."""
    return date_format(
        version.history_date.astimezone(timezone.get_current_timezone()), "DATETIME_FORMAT"
    )


@transaction.atomic
def bring_back(*, version: Any, by: Any) -> models.Model | None:
    """Give a row the values of a version; a row that was deleted is made anew.

    None where it has them already.
    """
    model: Any = version.instance_type
    row = model._base_manager.filter(pk=version.id).order_by().select_for_update().first()
    is_new = row is None
    if is_new:
        row = version.instance
        row._state.adding = True
        forget_checks(row, columns_of(version))
    sets = {
        name: keys.get(version.pk, ())
        for name, keys in sets_of_versions(model, [version.pk]).items()
    }
    if not is_new:
        if _stands(row, version, sets):
            return None
        keep_before(model, [row.pk])
    _fill(row, version)
    _save(row, sets, is_new=is_new)
    with in_english():
        reason = f"Brought back from {moment(version)}"
    record([row], by=by, reason=reason, first=is_new)
    return row  # type: ignore[no-any-return]


def _stands(row: Any, version: Any, sets: dict[str, tuple[int, ...]]) -> bool:
    now = sets_of_rows(type(row), [row.pk])
    mine, its = columns_of(row), columns_of(version)
    return all(mine[name] == its[name] for name in mine if not _is_fixed(name)) and all(
        now[name].get(row.pk, ()) == keys for name, keys in sets.items()
    )


def _is_fixed(column: str) -> bool:
    return column.removesuffix("_id") in FIXED


def _fill(row: Any, version: Any) -> None:
    changed = []
    for field in history_of(type(row)).tracked_fields:
        if field.name in FIXED:
            continue
        value = getattr(version, field.attname)
        if isinstance(field, models.ForeignKey) and value is not None:
            exists = field.remote_field.model._base_manager.filter(pk=value).exists()
            if not exists and not field.null:
                raise RevertError(
                    _("The %(name)s that it had is gone.") % {"name": field.verbose_name}
                )
            value = value if exists else None
        if value != getattr(row, field.attname):
            changed.append(field.name)
        setattr(row, field.attname, value)
    forget_checks(row, changed)


def _save(row: Any, sets: dict[str, tuple[int, ...]], *, is_new: bool) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise RevertError(" ".join(error.messages)) from error
    # One version for the row and its sets, which follows.
    row.skip_history_when_saving = True
    row.save(force_insert=is_new)
    for field in set_fields(type(row)):
        target: Any = field.remote_field.model
        getattr(row, field.name).set(target._base_manager.filter(pk__in=sets[field.name]))
    del row.skip_history_when_saving
