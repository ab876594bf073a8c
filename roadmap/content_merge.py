"""What a load has to change: the files, the site and what was last shipped, compared.

Plain values in, a list of changes out; nothing is read or written here. A row's values are as
in the files: a reference is the other row's natural key, several references a sorted list.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

Values = dict[str, Any]

# Stands for the shipped value of a field that an editor had changed before the first load.
# No field holds an object, so it equals neither side and the difference goes on being reported.
UNKNOWN: Final[Values] = {"unknown": True}


class Ref(NamedTuple):
    """One row: its model's label and its natural key, written with slashes."""

    label: str
    key: str

    def __str__(self) -> str:
        return f"{self.label} “{self.key}”"


class Target(NamedTuple):
    """What a field of references points to."""

    label: str
    many: bool

    def refs(self, value: Any) -> list[Ref]:
        keys = value if self.many else [value] if value is not None else []
        return [Ref(self.label, "/".join(map(str, key))) for key in keys]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the comparison must know of a model."""

    defaults: Values
    references: Mapping[str, Target]

    @property
    def can_retire(self) -> bool:
        return "retired" in self.defaults


class Settle(enum.Enum):
    """What to do where the files and an editor both changed a value."""

    REPORT = "keep the editor's value and report it, now and with every load"
    OURS = "keep the editor's value and don't report it again"
    THEIRS = "take the files' value"


class Action(enum.Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    RETIRED = "retired"
    LEFT = "left"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of the site that stays although the files say something else."""

    field: str
    ours: Any
    theirs: Any
    both_changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one row."""

    ref: Ref
    action: Action
    # The fields to write; all of them for a new row.
    write: Values
    # What counts as last shipped from now on; None drops the record.
    base: Values | None
    kept: tuple[Kept, ...] = ()
    # Why a row of the files was not made, or not changed.
    reason: str = ""
    # The slug that the row had before this load.
    former: str = ""

    @property
    def to_report(self) -> bool:
        """Whether an editor should hear of it."""
        return (
            self.action in {Action.RETIRED, Action.LEFT}
            or bool(self.reason or self.former)
            or any(kept.both_changed for kept in self.kept)
        )

    @property
    def is_conflict(self) -> bool:
        """Whether the files and an editor want different things and nobody has decided."""
        return bool(self.reason) or any(kept.both_changed for kept in self.kept)

    @property
    def is_a_version(self) -> bool:
        """Whether the row is another one afterwards."""
        return bool(self.write or self.former)


@dataclass(frozen=True, slots=True)
class Merge:
    """The three sides of a load.

    `settle` decides for each row, `fits` says whether a row of mixed values is possible, and
    `fixed` names rows that stay as they are whatever the files say.
    """

    theirs: Mapping[Ref, Values]
    ours: Mapping[Ref, Values]
    bases: Mapping[Ref, Values]
    shapes: Mapping[str, Shape]
    settle: Callable[[Ref], Settle]
    fits: Callable[[Ref, Values], bool]
    fixed: Collection[Ref] = ()

    def changes(self) -> list[Change]:
        """One change for each row of the files, which come in dependency order, and for each
        row that left them."""
        made: set[Ref] = set()
        changes = []
        for ref, theirs in self.theirs.items():
            change = (
                self._merged(ref, theirs, made)
                if ref in self.ours
                else self._created(ref, theirs, made)
            )
            if change.action is Action.CREATED:
                made.add(ref)
            changes.append(change)
        return changes + list(self._gone())

    def _lost(self, ref: Ref, theirs: Values, made: set[Ref]) -> dict[str, list[Ref]]:
        """References to rows that the files have and an editor deleted, by field."""
        found = {
            field: [to for to in target.refs(theirs[field]) if to not in made | self.ours.keys()]
            for field, target in self.shapes[ref.label].references.items()
        }
        return {field: lost for field, lost in found.items() if lost}

    def _possible(self, ref: Ref, theirs: Values, lost: Mapping[str, list[Ref]]) -> Values:
        """The files' values without references to lost rows; a single one can't be left out."""
        possible = dict(theirs)
        for field, refs in lost.items():
            target = self.shapes[ref.label].references[field]
            if target.many:
                possible[field] = [
                    key for key in theirs[field] if target.refs([key])[0] not in refs
                ]
            else:
                del possible[field]
        return possible

    def _created(self, ref: Ref, theirs: Values, made: set[Ref]) -> Change:
        """A row that the site does not have: a new one, or one that an editor deleted."""
        lost = self._lost(ref, theirs, made)
        possible = self._possible(ref, theirs, lost)
        reason = ""
        base = self.bases.get(ref)
        if len(possible) < len(theirs):
            to = next(lost[field][0] for field in theirs if field not in possible)
            reason = f"is not made: {to} was deleted on the site"
        elif base is not None:
            changed = any(theirs.get(f, was) != was for f, was in base.items() if was != UNKNOWN)
            owners = self.shapes[ref.label].references.items()
            if any(not made.isdisjoint(target.refs(theirs[field])) for field, target in owners):
                changed = True
            if not changed:
                return Change(ref, Action.KEPT, {}, theirs)
            if self.settle(ref) is not Settle.THEIRS:
                reason = "was deleted on the site and changed in the files"
        if not reason:
            return Change(ref, Action.CREATED, possible, theirs)
        if self.settle(ref) is Settle.OURS:
            return Change(ref, Action.KEPT, {}, theirs)
        return Change(ref, Action.KEPT, {}, base, reason=reason)

    def _merged(self, ref: Ref, theirs: Values, made: set[Ref]) -> Change:
        ours = self.ours[ref]
        base = self.bases.get(ref)
        if ref in self.fixed:
            reason = "" if ours == theirs else "has been carried out and stays as it is"
            action = Action.KEPT if reason else Action.UNCHANGED
            return Change(ref, action, {}, base or ours, reason=reason)
        possible = self._possible(ref, theirs, self._lost(ref, theirs, made))
        write: Values = {}
        new_base = dict(theirs)
        kept = []
        for field, value in theirs.items():
            if ours[field] == possible.get(field, UNKNOWN):
                continue
            if base is None:
                shipped: Any = UNKNOWN
            else:
                # A field that the model has only got since: nobody has edited its default.
                shipped = base.get(field, self.shapes[ref.label].defaults.get(field, UNKNOWN))
            both = value != shipped
            take = ours[field] == shipped or (both and self.settle(ref) is Settle.THEIRS)
            if take and field in possible:
                write[field] = possible[field]
                continue
            report = both and self.settle(ref) is not Settle.OURS
            kept.append(Kept(field, ours[field], value, report))
            if report:
                new_base[field] = shipped
        if write and kept and not self.fits(ref, {**ours, **write}):
            # The files' values and the editor's can't stand in one row.
            if self.settle(ref) is Settle.THEIRS:
                write |= {k.field: possible[k.field] for k in kept if k.field in possible}
                kept = [k for k in kept if k.field not in possible]
            else:
                report = self.settle(ref) is Settle.REPORT
                kept += [Kept(field, ours[field], theirs[field], report) for field in write]
                if report:
                    new_base |= {field: ours[field] for field in write}
                write = {}
        action = Action.UPDATED if write else Action.KEPT if kept else Action.UNCHANGED
        return Change(ref, action, write, new_base, tuple(kept))

    def _gone(self) -> Iterable[Change]:
        """Rows shipped before that the files no longer have.

        A model that is in no file at all is left alone: the files are a part of the content.
        """
        labels = {ref.label for ref in self.theirs}
        for ref, base in self.bases.items():
            if ref in self.theirs or ref in self.fixed or ref.label not in labels:
                continue
            ours = self.ours.get(ref)
            if ours is None:
                yield Change(ref, Action.FORGOTTEN, {}, None)
            elif not self.shapes[ref.label].can_retire:
                yield Change(ref, Action.LEFT, {}, base)
            elif base.get("retired") is True and not ours["retired"]:
                # An earlier load retired it and an editor brought it back.
                kept = Kept("retired", ours=False, theirs=True, both_changed=False)
                yield Change(ref, Action.KEPT, {}, base, (kept,))
            elif not ours["retired"]:
                yield Change(ref, Action.RETIRED, {"retired": True}, {**base, "retired": True})
            # Else it is retired already: by a load, or by an editor. Then the base goes on
            # saying that it was not, and it stays retired should it come back to the files.


# --- Other names ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Renames:
    """Rows of the site that the files know under another slug, and what forbids it."""

    to: Mapping[Ref, Ref]
    problems: tuple[tuple[Ref, str], ...] = ()


def renames(
    theirs: Mapping[Ref, Values], ours: Mapping[Ref, Values], bases: Mapping[Ref, Values]
) -> Renames:
    """Which rows get another slug, by the former slugs that the files name in `was`.

    A row of the site that was never shipped is somebody else's that has taken the slug since.
    """
    to: dict[Ref, Ref] = {}
    problems: list[tuple[Ref, str]] = []
    for ref, values in theirs.items():
        former = [Ref(ref.label, slug) for slug in values.get("was") or []]
        used = [old.key for old in former if old in theirs]
        if used:
            problems.append((ref, f"“{used[0]}” is another row's slug in these files."))
            continue
        there = [old for old in former if old in ours and (old in bases or ref not in ours)]
        if len(there) > 1 or (there and ref in ours):
            names = "” and “".join(old.key for old in [*there, *([ref] if ref in ours else [])])
            problems.append(
                (ref, f"the site has “{names}”. Only one can have this name: retire the others.")
            )
        elif there:
            to[there[0]] = ref
    return Renames(to, tuple(problems))


def renamed(
    rows: Mapping[Ref, Values],
    to: Mapping[Ref, Ref],
    shapes: Mapping[str, Shape],
    ref_of: Callable[[str, Values], Ref],
) -> dict[Ref, Values]:
    """The rows under their new names, and with them whatever refers to them."""
    if not to:
        return dict(rows)
    found = {}
    for ref, values in rows.items():
        after = dict(values)
        if ref in to:
            after["slug"] = to[ref].key
        for field, target in shapes[ref.label].references.items():
            if field in after:
                after[field] = _renamed_value(after[field], target, to)
        found[ref_of(ref.label, after)] = after
    return found


def _renamed_value(value: Any, target: Target, to: Mapping[Ref, Ref]) -> Any:
    """A key, or a sorted list of them. Only rows with a slug have other names."""
    if value is None or value == UNKNOWN:
        return value
    keys = [
        [to[ref].key] if ref in to else key
        for key, ref in zip(value if target.many else [value], target.refs(value), strict=True)
    ]
    return sorted(keys) if target.many else keys[0]
