"""Which models are content, how their rows look in files, and what is wrong with a file.

The files are Django's own serialisation format with natural keys, so `loaddata` reads them too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from courses.models import Course, Platform, Provider
from roadmap.content_merge import Ref, Shape, Target, Values
from roadmap.models import Edition, Specialisation, Stage, Step, StepChange, StepOption, Strategy
from roles.models import Industry, Role, RoleSkill, RoleTransition, SalaryBand
from skills import facts
from skills.models import Skill, SkillArea

# Rows without a slug of their own that is unique, and the fields their natural key is made of.
KEY_FIELDS: Mapping[type[models.Model], tuple[str, ...]] = {
    SalaryBand: ("role", "level", "edition"),
    RoleSkill: ("role", "skill"),
    RoleTransition: ("origin", "destination"),
    Edition: ("year",),
    StepOption: ("step", "slug"),
}

# What a site finds out or does for itself: no file says it.
SITE_OWN = facts.SITE_OWN | {
    "batch",
    "applied_at",
    "applied_by",
    "publication",
    "record",
    "reverted_at",
}


@dataclass(frozen=True)
class Kind:
    """A content model, seen as rows in a file."""

    model: type[models.Model]

    @cached_property
    def label(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def key_fields(self) -> tuple[str, ...]:
        return KEY_FIELDS.get(self.model, ("slug",))

    @cached_property
    def columns(self) -> dict[str, models.Field[Any, Any]]:
        """The fields that are columns, without the primary key and what is the site's own."""
        columns = self.model._meta.concrete_fields
        return {
            column.name: column
            for column in columns
            if not column.primary_key and column.name not in SITE_OWN
        }

    @cached_property
    def many(self) -> dict[str, models.ManyToManyField[Any, Any]]:
        """The fields that are plain sets of other rows. One with a model of its own is not."""
        return {
            many.name: many
            for many in self.model._meta.many_to_many
            if (through := many.remote_field.through) and through._meta.auto_created
        }

    @cached_property
    def shape(self) -> Shape:
        references = {
            name: Target(column.remote_field.model._meta.label_lower, many=column.many_to_many)
            for name, column in {**self.columns, **self.many}.items()
            if isinstance(column, models.ForeignKey | models.ManyToManyField)
        }
        defaults = {
            name: column.get_default()
            for name, column in self.columns.items()
            if column.has_default() or column.null or column.blank
        } | {name: [] for name, many in self.many.items() if many.blank}
        return Shape(defaults=defaults, references=references)

    def key_of(self, values: Values) -> list[str | int]:
        """The natural key of a row with these values, as other rows refer to it."""
        key: list[str | int] = []
        for name in self.key_fields:
            key += values[name] if name in self.shape.references else [values[name]]
        return key

    def ref_of(self, values: Values) -> Ref:
        return Ref(self.label, "/".join(map(str, self.key_of(values))))


# In dependency order: a row refers only to rows of models before its own.
KINDS: Mapping[str, Kind] = {
    model._meta.label_lower: Kind(model)
    for model in (
        SkillArea,
        Skill,
        Platform,
        Provider,
        Course,
        Industry,
        Role,
        SalaryBand,
        RoleSkill,
        RoleTransition,
        Edition,
        Stage,
        Specialisation,
        Step,
        StepOption,
        StepChange,
        Strategy,
    )
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where."""

    file: str
    row: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.row, self.field, self.message) if part)


@dataclass(slots=True)
class Files:
    """All rows of a folder of files, and what is wrong with them."""

    rows: dict[Ref, Values] = field(default_factory=dict)
    sources: dict[Ref, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add_problem(self, ref: Ref, field: str, message: str) -> None:
        self.problems.append(Problem(self.sources.get(ref, ""), str(ref), field, message))


class RepeatedNameError(ValueError):
    """An object of the file names one thing twice, of which JSON would silently keep one."""


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise RepeatedNameError(f"“{name}” stands twice in one object")
    return dict(pairs)


def read_files(folder: Path) -> Files:
    """Every row of the folder's *.json, in dependency order. References are not looked up yet."""
    files = Files()
    found: list[tuple[Kind, Ref, Values]] = []
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        files.problems.append(Problem(str(folder), "", "", "there is no content here (*.json)."))
    for path in paths:
        try:
            objects = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_distinct)
        except (OSError, ValueError, RecursionError) as error:
            files.problems.append(Problem(path.name, "", "", f"can't be read as JSON: {error}."))
            continue
        if not isinstance(objects, list):
            files.problems.append(Problem(path.name, "", "", "must be a list of objects."))
            continue
        for number, thing in enumerate(objects, start=1):
            reader = _Reader(file=path.name, number=number)
            row = reader.read(thing)
            files.problems += reader.problems
            if row is None:
                continue
            kind, values = row
            ref = kind.ref_of(values)
            if ref in files.sources:
                files.problems.append(
                    Problem(path.name, str(ref), "", f"stands already in {files.sources[ref]}.")
                )
                continue
            files.sources[ref] = path.name
            found.append((kind, ref, values))
    order = list(KINDS)
    for _, ref, values in sorted(found, key=lambda row: order.index(row[0].label)):
        files.rows[ref] = values
    return files


@dataclass(slots=True)
class _Reader:
    """Reads one object of a file, and collects everything that is wrong with it."""

    file: str
    number: int
    row: str = ""
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, field: str, message: str) -> None:
        row = self.row or f"object {self.number}"
        self.problems.append(Problem(self.file, row, field, message))

    def read(self, thing: object) -> tuple[Kind, Values] | None:
        """The row's model and values; None when it can't be told which row it is."""
        if not isinstance(thing, dict):
            self.wrong("", "must be an object with “model” and “fields”.")
            return None
        label = thing.get("model")
        kind = KINDS.get(label.lower()) if isinstance(label, str) else None
        if kind is None:
            self.wrong("model", f"{label!r} is no content model.")
            return None
        fields = thing.get("fields")
        if not isinstance(fields, dict):
            self.wrong("fields", "must be an object of field names and values.")
            return None
        key = [fields.get(name) for name in kind.key_fields]
        self.row = f"{kind.label} {json.dumps(key, ensure_ascii=False)[1:-1]}"
        for name in thing.keys() - {"model", "fields"}:
            self.wrong(name, "is not part of a row. Rows are known by their natural keys.")
        for name in fields.keys() - kind.columns.keys() - kind.many.keys():
            self.wrong(name, "there is no such field.")
        values = self._values(kind, fields)
        return (kind, values) if values.keys() >= set(kind.key_fields) else None

    def _values(self, kind: Kind, fields: dict[str, Any]) -> Values:
        """The values of the fields that are right, in the model's order."""
        values: Values = {}
        for name in (*kind.columns, *kind.many):
            if name not in fields:
                if name in kind.shape.defaults and name not in kind.key_fields:
                    values[name] = kind.shape.defaults[name]
                else:
                    self.wrong(name, "is missing.")
                continue
            before = len(self.problems)
            if name in kind.shape.references:
                value = self._reference(kind, name, fields[name])
            else:
                value = self._plain(kind.columns[name], fields[name])
            if len(self.problems) == before:
                values[name] = value
        return values

    def _plain(self, column: models.Field[Any, Any], value: Any) -> Any:
        wanted = _type_of(column)
        if value is None and column.null:
            return None
        if wanted and type(value) is not wanted[0]:
            self.wrong(column.name, f"must be {wanted[1]}, not {json.dumps(value)[:60]}.")
            return None
        if isinstance(value, str) and (value != value.strip() or "\r" in value):
            self.wrong(column.name, "starts or ends with a space, or has a carriage return.")
        try:
            return column.clean(value, None)
        except ValidationError as error:
            for message in error.messages:
                self.wrong(column.name, message)
        return None

    def _reference(self, kind: Kind, name: str, value: Any) -> Any:
        """A natural key, or a sorted list of distinct ones."""
        target = kind.shape.references[name]
        to = KINDS[target.label]
        if not target.many:
            if value is None and kind.columns[name].null:
                return None
            return self._key(name, to, value)
        if not isinstance(value, list):
            self.wrong(name, f"must be a list of natural keys of {to.label}.")
            return None
        keys = [key for key in (self._key(name, to, key) for key in value) if key is not None]
        if not keys and not kind.many[name].blank:
            self.wrong(name, "must name one at least.")
        for position, key in enumerate(keys):
            if key in keys[:position]:
                self.wrong(name, f"{key} stands here twice.")
        return sorted(keys)

    def _key(self, name: str, to: Kind, value: Any) -> list[str | int] | None:
        example = [_type_of(to.columns[part]) for part in to.key_fields]
        if (
            isinstance(value, list)
            and len(value) == len(example)
            and all(
                wanted and type(part) is wanted[0]
                for part, wanted in zip(value, example, strict=True)
            )
        ):
            return value
        shown = json.dumps(value, ensure_ascii=False)[:60]
        self.wrong(name, f'must be a natural key of {to.label}, such as ["…"], not {shown}.')
        return None


def _type_of(column: models.Field[Any, Any]) -> tuple[type, str] | None:
    """The JSON type of a column and its name; None where the column's validators look."""
    if isinstance(column, models.BooleanField):
        return bool, "true or false"
    if isinstance(column, models.IntegerField):
        return int, "a whole number"
    if isinstance(column, models.CharField | models.TextField):
        return str, "a text"
    return None


def check_references(files: Files, *, known: Callable[[Ref], bool]) -> None:
    """Every reference leads to a row of the files or to one that the site has."""
    for ref, values in files.rows.items():
        for name, target in KINDS[ref.label].shape.references.items():
            for to in target.refs(values.get(name, [] if target.many else None)):
                if to not in files.rows and not known(to):
                    files.add_problem(ref, name, f"there is no {to}.")


def check_former_slugs(files: Files) -> None:
    """A step's slug is its public id: learners' ticks hang on it, so it never changes."""
    for ref, values in files.rows.items():
        if ref.label == "roadmap.step" and values.get("was"):
            files.add_problem(
                ref, "was", "a step keeps its slug. A roadmap.stepchange “same” gives it another."
            )


def ref_of(label: str, values: Values) -> Ref:
    return KINDS[label].ref_of(values)


def check_constraints(files: Files) -> None:
    """The rules between the fields of a row, such as a minimum below a maximum."""
    for ref, values in files.rows.items():
        if values.keys() == {*KINDS[ref.label].columns, *KINDS[ref.label].many}:
            for message in broken_rules(ref, values):
                files.add_problem(ref, "", message)


def broken_rules(ref: Ref, values: Values) -> Iterable[str]:
    """What the check constraints of the row's model say of these values."""
    kind = KINDS[ref.label]
    rules = [c for c in kind.model._meta.constraints if isinstance(c, models.CheckConstraint)]
    if not rules:
        return
    # Rows of the files have no primary key yet, so references are compared by made-up numbers.
    numbers: dict[Ref, int] = {}
    columns = {}
    for name, column in kind.columns.items():
        target = kind.shape.references.get(name)
        to = target.refs(values[name]) if target else []
        columns[column.attname] = (
            values[name]
            if target is None
            else numbers.setdefault(to[0], len(numbers))
            if to
            else None
        )
    for rule in rules:
        try:
            rule.validate(kind.model, kind.model(**columns))
        except ValidationError as error:
            yield from error.messages


def clashes(rows: Mapping[Ref, Values]) -> Iterable[tuple[Ref, str, str]]:
    """Values that must be unique and stand in two rows, besides natural keys.

    The row, the field and the message.
    """
    taken: dict[tuple[str, str, Any], Ref] = {}
    for ref, values in rows.items():
        kind = KINDS[ref.label]
        for name, column in kind.columns.items():
            if column.unique and name not in kind.key_fields:
                other = taken.setdefault((ref.label, name, values[name]), ref)
                if other != ref:
                    yield ref, name, f"{values[name]} belongs to {other} already."
