"""History for changes that no single `save()` tells of: bulk changes, and rows with their sets.

What simple-history does by itself is one version a `save()` and one more for each set that
changes. Here several rows, or a row and all its sets, make one version each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import translation

Row = TypeVar("Row", bound=models.Model)
# As long as simple-history's column.
LONGEST_REASON = 100
BEFORE = "As it stood before the next change"


def history_of(model: type[models.Model]) -> Any:
    """The model of the versions of a model's rows."""
    return model.history.model  # type: ignore[attr-defined]


def in_english() -> AbstractContextManager[None]:
    """What is kept in the database is in one language, whoever reads it."""
    return translation.override(settings.LANGUAGE_CODE)


def is_recorded(model: type[models.Model]) -> bool:
    return hasattr(model, "history")


def set_fields(model: type[models.Model]) -> Sequence[models.ManyToManyField[Any, Any]]:
    """The sets of other rows that versions hold as well."""
    fields: Sequence[models.ManyToManyField[Any, Any]] = history_of(model)._history_m2m_fields
    return fields


def _links(field: models.ManyToManyField[Any, Any]) -> Any:
    through: Any = field.remote_field.through
    return through._default_manager


def columns_of(row: models.Model) -> dict[str, Any]:
    """What a row or a version holds in its columns, by column."""
    model = getattr(row, "instance_type", type(row))
    return {f.attname: getattr(row, f.attname) for f in history_of(model).tracked_fields}


Sets = Mapping[str, Mapping[int, tuple[int, ...]]]


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for key, other in pairs:
        found.setdefault(key, []).append(other)
    return {key: tuple(sorted(others)) for key, others in found.items()}


def sets_of_rows(model: type[models.Model], keys: Iterable[int]) -> Sets:
    """The keys in each set of these rows, by field and row. A query a field."""
    keys = list(keys)
    found = {}
    for field in set_fields(model):
        mine, others = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        rows = _links(field).filter(**{f"{mine}__in": keys})
        found[field.name] = _gathered(rows.values_list(mine, others))
    return found


def sets_of_versions(model: type[models.Model], keys: Iterable[int]) -> Sets:
    """The same of versions, by their `history_id`."""
    keys = list(keys)
    found = {}
    for field in set_fields(model):
        kept = getattr(history_of(model), field.name).model.objects.filter(history__in=keys)
        other = f"{field.m2m_reverse_field_name()}_id"
        found[field.name] = _gathered(kept.values_list("history_id", other))
    return found


def record(rows: Sequence[models.Model], *, by: Any, reason: str = "", first: bool = False) -> None:
    """One version of each of these rows of one model, as they are now with their sets."""
    if not rows:
        return
    model = type(rows[0])
    versions = model.history.bulk_history_create(  # type: ignore[attr-defined]
        rows, update=not first, default_user=by, default_change_reason=reason[:LONGEST_REASON]
    )
    at = {row.pk: version for row, version in zip(rows, versions, strict=True)}
    for field in set_fields(model):
        kept = getattr(history_of(model), field.name).model
        mine, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        links = _links(field).filter(**{f"{mine}__in": list(at)})
        kept.objects.bulk_create(
            kept(history=at[link[1]], id=link[0], **{mine: link[1], other: link[2]})
            for link in links.values_list("pk", mine, other)
        )


def keep_before(model: type[models.Model], keys: Iterable[int]) -> None:
    """Write down how rows stand where their newest version says otherwise, or there is none.

    Raw saves such as Django's `loaddata` write no history, nor does the link checker: without
    this the next editor would seem to have made their changes, and the way back would lead past
    them.
    """
    keys = list(keys)
    versions = history_of(model).objects
    newest = versions.filter(id=OuterRef("id")).order_by("-history_date", "-history_id")
    known = {
        version.id: version
        for version in versions.filter(
            id__in=keys, history_id=Subquery(newest.values("history_id")[:1])
        )
    }
    now, then = sets_of_rows(model, keys), sets_of_versions(model, [v.pk for v in known.values()])
    unknown = [
        row
        for row in model._base_manager.filter(pk__in=keys).order_by("pk")
        if not _is_as_in(known.get(row.pk), row, now, then)
    ]
    for row in unknown:
        # Nobody's: not whoever makes the change that follows.
        row._history_user = None  # type: ignore[attr-defined]
    record(unknown, by=None, reason=BEFORE)


def _is_as_in(version: Any, row: models.Model, now: Sets, then: Sets) -> bool:
    if version is None or version.history_type == "-":
        return False
    return columns_of(version) == columns_of(row) and all(
        now[name].get(row.pk, ()) == then[name].get(version.pk, ()) for name in now
    )
