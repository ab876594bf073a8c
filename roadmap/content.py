"""Brings the content of files into the database of a site that people are using."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.db import IntegrityError, models, transaction

from roadmap.content_files import (
    KINDS,
    Kind,
    Problem,
    broken_rules,
    check_constraints,
    check_references,
    clashes,
    read_files,
)
from roadmap.content_merge import Action, Change, Merge, Ref, Settle, Values
from roadmap.models import ShippedContent

# Where unique numbers wait while rows swap them: above all real ones, within a small integer.
PARKED_FROM = 30_000


class ContentError(Exception):
    """The content was not loaded, and nothing was written."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = [str(problem) for problem in problems]
        super().__init__("\n".join(self.problems))


@dataclass(slots=True)
class Site:
    """The content rows of the database."""

    rows: dict[Ref, Values]
    pks: dict[Ref, int]
    bases: dict[Ref, Values]


@transaction.atomic
def load(folder: Path, *, settle: Settle = Settle.REPORT) -> list[Change]:
    """Make the site's content that of the files, except where editors changed it.

    Raises `ContentError` with every problem found; then nothing has been written.
    """
    files = read_files(folder)
    site = read_site()
    check_references(files, known=site.rows.__contains__)
    check_constraints(files)
    if files.problems:
        raise ContentError(files.problems)
    merge = Merge(
        theirs=files.rows,
        ours=site.rows,
        bases=site.bases,
        shapes={label: kind.shape for label, kind in KINDS.items()},
        settle=settle,
        fits=lambda ref, values: not any(broken_rules(ref, values)),
    )
    changes = merge.changes()
    after = site.rows | {
        change.ref: {**site.rows.get(change.ref, {}), **change.write}
        for change in changes
        if change.write
    }
    problems = [
        Problem(files.sources.get(ref, ""), str(ref), name, message)
        for ref, name, message in clashes(after)
    ]
    if problems:
        raise ContentError(problems)
    try:
        write(changes, site)
    except IntegrityError as error:
        raise ContentError(
            [f"somebody changed the content at the same time. Load it once more. ({error})"]
        ) from error
    return changes


def read_site() -> Site:
    """All content rows, locked until the transaction ends, in one query a table."""
    site = Site(rows={}, pks={}, bases={})
    keys: dict[str, dict[int, list[str | int]]] = {}
    for label, kind in KINDS.items():
        keys[label] = {}
        sets = {name: _read_sets(kind, name, keys) for name in kind.many}
        for row in kind.model._default_manager.select_for_update().order_by("pk"):
            values: Values = {}
            for name, column in kind.columns.items():
                value = getattr(row, column.attname)
                target = kind.shape.references.get(name)
                if target is not None and value is not None:
                    value = keys[target.label][value]
                values[name] = value
            for name, of in sets.items():
                values[name] = sorted(of.get(row.pk, []))
            ref = kind.ref_of(values)
            keys[label][row.pk] = kind.key_of(values)
            site.rows[ref] = values
            site.pks[ref] = row.pk
    for shipped in ShippedContent.objects.all():
        site.bases[Ref(shipped.label, shipped.key)] = shipped.values
    return site


def _read_sets(
    kind: Kind, name: str, keys: dict[str, dict[int, list[str | int]]]
) -> dict[int, list[list[str | int]]]:
    """What each row's set holds, by the row's primary key."""
    link = _Link(kind, name)
    sets: dict[int, list[list[str | int]]] = {}
    for owner, member in link.through._default_manager.values_list(link.owner, link.member):
        sets.setdefault(owner, []).append(keys[link.label][member])
    return sets


class _Link:
    """The table behind a field of many references."""

    def __init__(self, kind: Kind, name: str) -> None:
        field = kind.many[name]
        self.through = cast("type[models.Model]", field.remote_field.through)
        self.owner = f"{field.m2m_field_name()}_id"
        self.member = f"{field.m2m_reverse_field_name()}_id"
        self.label = kind.shape.references[name].label


def write(changes: list[Change], site: Site) -> None:
    """Carry the changes out, in dependency order."""
    for label, kind in KINDS.items():
        ours = [change for change in changes if change.ref.label == label and change.write]
        _park(kind, ours, site)
        made = [change for change in ours if change.action is Action.CREATED]
        rows = kind.model._default_manager.bulk_create(
            [kind.model(**_columns(kind, change.write, site)) for change in made]
        )
        site.pks |= {change.ref: row.pk for change, row in zip(made, rows, strict=True)}
        for change in ours:
            columns = _columns(kind, change.write, site)
            if change.action is not Action.CREATED and columns:
                kind.model._default_manager.filter(pk=site.pks[change.ref]).update(**columns)
        for name in kind.many:
            _write_sets(kind, name, [change for change in ours if name in change.write], site)
    _write_bases(changes, site.bases)


def _columns(kind: Kind, values: Values, site: Site) -> dict[str, Any]:
    """The values of a row as the database has them."""
    columns = {}
    for name, column in kind.columns.items():
        if name in values:
            target = kind.shape.references.get(name)
            refs = target.refs(values[name]) if target else []
            columns[column.attname] = (
                values[name] if target is None else site.pks[refs[0]] if refs else None
            )
    return columns


def _park(kind: Kind, changes: list[Change], site: Site) -> None:
    """Free unique numbers that rows are about to swap, such as those of stages."""
    for name, column in kind.columns.items():
        if column.unique and name not in kind.key_fields:
            for position, change in enumerate(changes):
                if change.action is not Action.CREATED and name in change.write:
                    kind.model._default_manager.filter(pk=site.pks[change.ref]).update(
                        **{name: PARKED_FROM + position}
                    )


def _write_sets(kind: Kind, name: str, changes: list[Change], site: Site) -> None:
    link = _Link(kind, name)
    target = kind.shape.references[name]
    added = []
    for change in changes:
        owner = site.pks[change.ref]
        old = set(target.refs(site.rows.get(change.ref, {}).get(name, [])))
        new = set(target.refs(change.write[name]))
        if old - new:
            members = [site.pks[ref] for ref in old - new]
            link.through._default_manager.filter(
                **{link.owner: owner, f"{link.member}__in": members}
            ).delete()
        added += [
            link.through(**{link.owner: owner, link.member: site.pks[ref]})
            for ref in sorted(new - old)
        ]
    link.through._default_manager.bulk_create(added)


def _write_bases(changes: list[Change], bases: dict[Ref, Values]) -> None:
    """Remember what was shipped, touching only the records that differ."""
    differing = [change for change in changes if bases.get(change.ref) != change.base]
    for change in differing:
        if change.base is None:
            ShippedContent.objects.filter(label=change.ref.label, key=change.ref.key).delete()
    ShippedContent.objects.bulk_create(
        [
            ShippedContent(label=change.ref.label, key=change.ref.key, values=change.base)
            for change in differing
            if change.base is not None
        ],
        update_conflicts=True,
        unique_fields=["label", "key"],
        update_fields=["values"],
    )


def counts(changes: list[Change]) -> Counter[Action]:
    """How many rows met each fate."""
    return Counter(change.action for change in changes)
