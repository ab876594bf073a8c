"""What holds a row of content, so that it can't be deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, QuerySet
from django.utils.translation import ngettext

from skills.wording import joined


@dataclass(frozen=True, slots=True)
class Holders:
    """What would be torn if a row were deleted."""

    learners: int
    # Other rows that need it: how many, and what they are called.
    rows: tuple[tuple[int, str], ...]

    def reason(self, row: models.Model, *, instead: str) -> str:
        """Why the row can't be deleted, followed by what to do instead."""
        name = row._meta.verbose_name
        names = [f"{count} {called}" for count, called in self.rows]
        said = {
            "learners": self.learners,
            "rows": joined(names),
            "name": name,
        }
        total = sum(count for count, _ in self.rows)
        if not self.rows:
            text = ngettext(
                "%(learners)s learner holds this %(name)s, so it can’t be deleted.",
                "%(learners)s learners hold this %(name)s, so it can’t be deleted.",
                self.learners,
            )
        elif not self.learners:
            text = ngettext(
                "%(rows)s needs this %(name)s, so it can’t be deleted.",
                "%(rows)s need this %(name)s, so it can’t be deleted.",
                total,
            )
        elif self.learners == 1:
            text = ngettext(
                "1 learner holds this %(name)s and %(rows)s needs it, so it can’t be deleted.",
                "1 learner holds this %(name)s and %(rows)s need it, so it can’t be deleted.",
                total,
            )
        else:
            text = ngettext(
                "%(learners)s learners hold this %(name)s and %(rows)s needs it, so it can’t "
                "be deleted.",
                "%(learners)s learners hold this %(name)s and %(rows)s need it, so it can’t "
                "be deleted.",
                total,
            )
        return f"{text % said} {instead}".strip()


def holders_of(rows: Iterable[models.Model]) -> dict[Any, Holders]:
    """What holds each of these rows of one model, by primary key; nothing for a free row.

    Looks at every relation that protects the row. A protecting row that belongs to a person
    counts as that person, so neither their names nor the apps above are needed here.
    """
    rows = list(rows)
    if not rows:
        return {}
    personal: list[QuerySet[Any, Any]] = []
    counts: dict[str, Counter[Any]] = {}
    names: dict[str, tuple[str, str]] = {}
    for field in _protecting(type(rows[0])):
        holding = field.model._base_manager.filter(**{f"{field.name}__in": rows}).order_by()
        owner = _owner_field(field.model)
        if owner is not None:
            personal.append(holding.values_list(field.attname, owner))
            continue
        counted = holding.values_list(field.attname).annotate(rows=Count("pk"))
        label = field.model._meta.label
        counts.setdefault(label, Counter()).update(dict(counted))
        names[label] = (
            str(field.model._meta.verbose_name),
            str(field.model._meta.verbose_name_plural),
        )
    # A union keeps each pair of row and person once.
    pairs = personal[0].union(*personal[1:]) if len(personal) > 1 else _distinct(personal)
    learners = Counter(pk for pk, _ in pairs)
    found = {}
    for row in rows:
        needing = tuple(
            (counter[row.pk], names[label][counter[row.pk] != 1])
            for label, counter in counts.items()
            if counter[row.pk]
        )
        if learners[row.pk] or needing:
            found[row.pk] = Holders(learners[row.pk], needing)
    return found


def _distinct(querysets: list[QuerySet[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    return querysets[0].distinct() if querysets else ()


def _protecting(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """The fields of other models that forbid deleting a row of this one."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT
    ]


def _owner_field(model: type[models.Model]) -> str | None:
    """The column that says whose a row is. What goes with the person is theirs."""
    for field in model._meta.concrete_fields:
        relation = field.remote_field
        if (
            relation
            and relation.model is get_user_model()
            and getattr(relation, "on_delete", None) is models.CASCADE
        ):
            return field.attname
    return None
