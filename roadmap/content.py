"""Brings the content of files into the database of a site that people are using."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from django.db import IntegrityError, models, transaction

from roadmap.content_files import (
    KINDS,
    Kind,
    Problem,
    broken_rules,
    check_constraints,
    check_former_slugs,
    check_references,
    clashes,
    read_files,
    ref_of,
)
from roadmap.content_merge import (
    Action,
    Change,
    Merge,
    Ref,
    Settle,
    Values,
    renamed,
    renames,
)
from roadmap.models import ShippedContent, StepChange
from roadmap.publishing import rename_in_editions
from skills.facts import reset_checks
from skills.recording import is_recorded, record

# Where unique numbers wait while rows swap them: above all real ones, within a small integer.
PARKED_FROM = 30_000
# Why a version of a row was kept.
LOADED = "Loaded from the files"
SHAPES = {label: kind.shape for label, kind in KINDS.items()}


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
    # Rows that no load changes: changes of steps that were carried out.
    fixed: set[Ref]


@transaction.atomic
def load(
    folder: Path,
    *,
    settle: Settle = Settle.REPORT,
    settle_rows: Mapping[str, Settle] | None = None,
) -> list[Change]:
    """Make the site's content that of the files, except where editors changed it.

    `settle_rows` decides for single rows, named such as “roadmap.step/docker-image”. Raises
    `ContentError` with every problem found; then nothing has been written.
    """
    files = read_files(folder)
    site = read_site()
    check_references(files, known=site.rows.__contains__)
    check_constraints(files)
    check_former_slugs(files)
    names = renames(files.rows, site.rows, site.bases)
    for ref, message in names.problems:
        files.add_problem(ref, "was", message)
    if files.problems:
        raise ContentError(files.problems)
    site = rename(site, names.to)
    merge = Merge(
        theirs=files.rows,
        ours=site.rows,
        bases=site.bases,
        shapes=SHAPES,
        settle=_settling(settle, settle_rows or {}, known={*files.rows, *site.rows}),
        fits=lambda ref, values: not any(broken_rules(ref, values)),
        fixed=site.fixed,
    )
    changes = _with_renames(merge.changes(), names.to)
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


def _settling(
    settle: Settle, rows: Mapping[str, Settle], known: Collection[Ref]
) -> Callable[[Ref], Settle]:
    """The decision for each row; names that are nobody's are a problem."""
    named = {Ref(*name.partition("/")[::2]): how for name, how in rows.items()}
    strange = [f"{ref.label}/{ref.key}: there is no such row." for ref in named if ref not in known]
    if strange:
        raise ContentError(strange)
    return lambda ref: named.get(ref, settle)


def _with_renames(changes: Iterable[Change], to: Mapping[Ref, Ref]) -> list[Change]:
    former = {new: old.key for old, new in to.items()}
    return [
        replace(change, former=former[change.ref]) if change.ref in former else change
        for change in changes
    ]


def read_site() -> Site:
    """All content rows, locked until the transaction ends, in one query a table.

    Not their keys: learners' ticks refer to them and go on meanwhile.
    """
    site = Site(rows={}, pks={}, bases={}, fixed=set())
    keys: dict[str, dict[int, list[str | int]]] = {}
    for label, kind in KINDS.items():
        keys[label] = {}
        sets = {name: _read_sets(kind, name, keys) for name in kind.many}
        for row in kind.model._default_manager.select_for_update(no_key=True).order_by("pk"):
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
            if isinstance(row, StepChange) and row.applied_at is not None:
                site.fixed.add(ref)
    for shipped in ShippedContent.objects.all():
        site.bases[Ref(shipped.label, shipped.key)] = shipped.values
    return site


def rename(site: Site, to: Mapping[Ref, Ref]) -> Site:
    """Give rows their new slugs, on the site and in what is remembered as shipped."""
    if not to:
        return site
    for old, new in to.items():
        KINDS[old.label].model._default_manager.filter(pk=site.pks[old]).update(slug=new.key)
    rename_in_editions(
        stages={old.key: new.key for old, new in to.items() if old.label == "roadmap.stage"},
        specialisations={
            old.key: new.key for old, new in to.items() if old.label == "roadmap.specialisation"
        },
    )
    rows = renamed(site.rows, to, SHAPES, ref_of)
    bases = renamed(site.bases, to, SHAPES, ref_of)
    pks = dict(zip(rows, (site.pks[ref] for ref in site.rows), strict=True))
    moved = [ref for ref, after in zip(site.bases, bases, strict=True) if ref != after]
    for ref in moved:
        ShippedContent.objects.filter(label=ref.label, key=ref.key).delete()
    changed = [ref for ref, values in bases.items() if site.bases.get(ref) != values]
    _remember({ref: bases[ref] for ref in changed})
    return Site(rows=rows, pks=pks, bases=bases, fixed=site.fixed)


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
                # A check was of the value that was there.
                columns |= reset_checks(kind.model, change.write)
                kind.model._default_manager.filter(pk=site.pks[change.ref]).update(**columns)
        for name in kind.many:
            _write_sets(kind, name, [change for change in ours if name in change.write], site)
        if is_recorded(kind.model):
            _keep_versions(kind, [c for c in changes if c.ref.label == label], site)
    _write_bases(changes, site.bases)


def _keep_versions(kind: Kind, changes: Iterable[Change], site: Site) -> None:
    """A version of each row that is another one now, as if it had been saved in the admin."""
    keys: dict[bool, list[int]] = {True: [], False: []}
    for change in changes:
        if change.is_a_version:
            keys[change.action is Action.CREATED].append(site.pks[change.ref])
    for is_new, wanted in keys.items():
        if wanted:
            rows = list(kind.model._default_manager.filter(pk__in=wanted).order_by("pk"))
            record(rows, by=None, reason=LOADED, first=is_new)


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
    _remember({c.ref: c.base for c in differing if c.base is not None})


def _remember(shipped: Mapping[Ref, Values]) -> None:
    ShippedContent.objects.bulk_create(
        [
            ShippedContent(label=ref.label, key=ref.key, values=values)
            for ref, values in shipped.items()
        ],
        update_conflicts=True,
        unique_fields=["label", "key"],
        update_fields=["values"],
    )


def counts(changes: list[Change]) -> Counter[Action]:
    """How many rows met each fate."""
    return Counter(change.action for change in changes)
