"""Keeps versions of rows that were written in bulk, as saving each would have."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from django.db import models
from simple_history.utils import get_history_manager_for_model, get_history_model_for_model


def keep_versions(
    model: type[models.Model], *, created: Collection[int], changed: Collection[int], reason: str
) -> None:
    """A version of each of these rows as it is now, in a few queries for all of them.

    Models whose rows change only by being carried out have no versions.
    """
    if not hasattr(model._meta, "simple_history_manager_attribute"):
        return
    for keys, update in ((created, False), (changed, True)):
        if keys:
            rows = list(model._default_manager.filter(pk__in=keys).order_by("pk"))
            history = get_history_manager_for_model(model)
            versions = history.bulk_history_create(
                rows, update=update, default_change_reason=reason
            )
            _keep_sets(model, rows, versions)


def _keep_sets(
    model: type[models.Model], rows: Sequence[models.Model], versions: Sequence[Any]
) -> None:
    """The sets of other rows, which the library leaves out where it writes in bulk."""
    version_of = {row.pk: version for row, version in zip(rows, versions, strict=True)}
    for field in get_history_model_for_model(model)._history_m2m_fields:
        through = cast("type[models.Model]", field.remote_field.through)
        owner = f"{field.m2m_field_name()}_id"
        kept = getattr(get_history_model_for_model(model), field.name).model
        names = [column.attname for column in through._meta.concrete_fields]
        kept.objects.bulk_create(
            kept(
                history=version_of[getattr(link, owner)],
                **{name: getattr(link, name) for name in names},
            )
            for link in through._default_manager.filter(**{f"{owner}__in": version_of})
        )
