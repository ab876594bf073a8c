"""The versions of a row as people read them: who, when, why, and what differs, field by field."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from skills.recording import BEFORE, history_of, set_fields, sets_of_rows, sets_of_versions

# Of each kind of row, the newest. Older ones stay in the database.
MOST_VERSIONS = 200
# Words of a text from which on it is shown as a whole: comparing takes the square of it.
MOST_WORDS = 2_000
# Of a text that stayed, on each side of a change in a list.
WORDS_AROUND = 6
KINDS = {"+": _("Added"), "~": _("Changed"), "-": _("Deleted")}
# Reasons that the site itself writes, in words for whoever reads.
REASONS = {
    "Published": _("Published"),
    "Retired": _("Retired"),
    "Brought back": _("Brought back"),
    "Loaded from the files": _("Loaded from the files"),
    BEFORE: _("As it stood before the next change"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    pieces: tuple[Piece, ...]

    @property
    def glimpse(self) -> tuple[Piece, ...]:
        """What went and came, with a few of the words around it."""
        last = len(self.pieces) - 1
        return tuple(
            piece
            for place, whole in enumerate(self.pieces)
            for piece in _around(whole, is_first=place == 0, is_last=place == last)
        )


def _around(piece: Piece, *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Of a long piece that stayed only what stands beside a change."""
    words = re.findall(r"\s*\S+\s*", piece.text)
    ends = (not is_first) + (not is_last)
    if piece.kind != "same" or len(words) <= WORDS_AROUND * ends + 2:
        yield piece
        return
    if not is_first:
        yield Piece("same", "".join(words[:WORDS_AROUND]))
    yield Piece("left-out", "… ")
    if not is_last:
        yield Piece("same", "".join(words[-WORDS_AROUND:]))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a row, and how it differs from the one before."""

    key: int
    # The name of its model, as in addresses.
    kind: str
    # What it belongs to by name, where the page is about another row.
    called: str
    done: str
    at: datetime.datetime
    who: str
    why: str
    changes: tuple[Change, ...]


Values = Mapping[str, str]


def differences(before: Values, after: Values) -> tuple[Change, ...]:
    """What differs, in the order of the fields."""
    labels = dict.fromkeys([*after, *before])
    return tuple(
        Change(label, tuple(_pieces(before.get(label, ""), after.get(label, ""))))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """The words of both texts. A value of one line is replaced as a whole."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if min(len(old), len(new)) < 6 or max(len(old), len(new)) > MOST_WORDS:
        old, new = [before] if before else [], [after] if after else []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))


# --- Values in words -----------------------------------------------------------------------


def values_of_versions(model: type[models.Model], versions: Sequence[Any]) -> list[Values]:
    """What each version says, by the label of the field. A query a relation, not a version."""
    return _readable(model, versions, sets_of_versions(model, [v.pk for v in versions]))


def values_of_row(row: models.Model) -> Values:
    """What the row says now, in the same words."""
    return _readable(type(row), [row], sets_of_rows(type(row), [row.pk]))[0]


def _readable(model: type[models.Model], rows: Sequence[Any], sets: Any) -> list[Values]:
    columns = [f for f in history_of(model).tracked_fields if not f.primary_key]
    names = {
        field.name: _names(field, {getattr(row, field.attname) for row in rows})
        for field in columns
        if isinstance(field, models.ForeignKey)
    } | {
        field.name: _names(field, {key for keys in sets[field.name].values() for key in keys})
        for field in set_fields(model)
    }
    found: list[Values] = []
    for row in rows:
        said = {
            _label(field): _words(field, getattr(row, field.attname), names)
            for field in columns
            if field.name not in {"draft", "retired"}
        }
        for many in set_fields(model):
            keys = sets[many.name].get(row.pk, ())
            said[_label(many)] = "\n".join(sorted(names[many.name][key] for key in keys))
        if hasattr(row, "draft"):
            said[gettext("State")] = gettext(
                "Draft" if row.draft else "Retired" if row.retired else "Live"
            )
        found.append(said)
    return found


def _label(field: Any) -> str:
    return str(capfirst(field.verbose_name))


def _names(field: Any, keys: set[Any]) -> dict[Any, str]:
    keys.discard(None)
    target = field.remote_field.model
    known = {row.pk: str(row) for row in _with_parents(target).filter(pk__in=keys)}
    gone = gettext("a %(name)s that is gone") % {"name": target._meta.verbose_name}
    return {key: known.get(key, gone) for key in keys}


def _with_parents(model: Any) -> models.QuerySet[Any]:
    """Rows with what their own names may name."""
    parents = [f.name for f in model._meta.concrete_fields if f.many_to_one and not f.null]
    return model._base_manager.select_related(*parents)  # type: ignore[no-any-return]


def _words(field: Any, value: Any, names: Mapping[str, Mapping[Any, str]]) -> str:
    if value is None:
        return ""
    if field.name in names:
        return names[field.name][value]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)


# --- The list ------------------------------------------------------------------------------


def timeline_of(
    row: models.Model, parts: Iterable[tuple[type[models.Model], str]] = ()
) -> list[Version]:
    """The versions of a row and of those that belong to it, the newest first.

    A part is a model and its column that refers to the row; deleted rows are among them.
    """
    found = _versions(type(row), {"id": row.pk}, is_part=False)
    for model, column in parts:
        found += _versions(model, {column: row.pk}, is_part=True)
    return sorted(found, key=lambda version: version.at, reverse=True)


def _versions(
    model: type[models.Model], lookup: Mapping[str, Any], *, is_part: bool
) -> list[Version]:
    query = history_of(model).objects.filter(**lookup).select_related("history_user")
    rows = list(query.order_by("-history_date", "-history_id")[:MOST_VERSIONS])
    values = dict(zip(rows, values_of_versions(model, rows), strict=True))
    before: dict[int, Values] = {}
    found = []
    for row in reversed(rows):
        earlier, before[row.id] = before.get(row.id), values[row]
        reason = row.history_change_reason or ""
        is_changed = earlier is not None and row.history_type != "-"
        found.append(
            Version(
                key=row.pk,
                kind=str(model._meta.model_name),
                called=called(model, values[row]) if is_part else "",
                done=str(REASONS[BEFORE] if reason == BEFORE else KINDS[row.history_type]),
                at=row.history_date,
                who=str(row.history_user or ""),
                why="" if reason == BEFORE else str(REASONS.get(reason, reason)),
                changes=differences(earlier, values[row]) if is_changed and earlier else (),
            )
        )
    return found


def called(model: type[models.Model], values: Values) -> str:
    """A row by its kind and what it says first, such as “salary band Senior”.

    From its values alone: what it referred to may be gone, and its own name would fail.
    """
    columns = [f for f in history_of(model).tracked_fields if not f.primary_key]
    # Of a part the row it belongs to comes first, which the page names already.
    own = columns[1:] if isinstance(columns[0], models.ForeignKey) else columns
    first = next((value for field in own if (value := values.get(_label(field), ""))), "")
    return f"{model._meta.verbose_name} {first}".strip()
