"""Writes the site's content back to files, in the one way that content is written down.

What `load` reads and nothing else: the same content always gives the same bytes.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roadmap.content import read_site
from roadmap.content_files import KINDS
from roadmap.content_merge import Ref, Values

# Which file holds which rows.
FILES: Mapping[str, tuple[str, ...]] = {
    "skills.json": ("skills.skillarea", "skills.skill"),
    "courses.json": ("courses.platform", "courses.provider", "courses.course"),
    "roles.json": (
        "roles.industry",
        "roles.role",
        "roles.salaryband",
        "roles.roleskill",
        "roles.roletransition",
    ),
    "roadmap.json": ("roadmap.edition", "roadmap.stage", "roadmap.specialisation"),
    "steps.json": ("roadmap.step", "roadmap.stepoption"),
    "step_changes.json": ("roadmap.stepchange",),
    "strategies.json": ("roadmap.strategy",),
}
# Most rows have nothing to say here, and then they don't.
QUIET = ("draft", "was")


def dumped() -> dict[str, str]:
    """The text of each file that has rows, by its name. Reads every row of the content."""
    rows = read_site().rows
    return {
        name: json.dumps(things, indent=2, ensure_ascii=False) + "\n"
        for name, labels in FILES.items()
        if (things := [thing for label in labels for thing in _things(rows, label)])
    }


def _things(rows: Mapping[Ref, Values], label: str) -> list[dict[str, Any]]:
    """The rows of one model, as they stand in a file."""
    kind = KINDS[label]
    places = _places(rows)
    found = sorted(
        (ref for ref in rows if ref.label == label),
        key=lambda ref: (*_parents(rows, ref, places), places[ref], ref.key),
    )
    return [{"model": label, "fields": _written(kind.columns, rows[ref])} for ref in found]


def _places(rows: Mapping[Ref, Values]) -> dict[Ref, int]:
    """The number by which a row is ordered among its like."""
    names = ("number", "year", "order", "minimum")
    return {
        ref: next((values[name] for name in names if name in values), 0)
        for ref, values in rows.items()
    }


def _parents(
    rows: Mapping[Ref, Values], ref: Ref, places: Mapping[Ref, int]
) -> tuple[tuple[int, str], ...]:
    """The places of the rows that a row belongs to: steps come stage by stage."""
    references = KINDS[ref.label].shape.references
    owners = ("area", "stage", "role", "origin", "step")
    found = []
    for name in owners:
        if name in references and name in rows[ref]:
            for parent in references[name].refs(rows[ref][name]):
                found += [*_parents(rows, parent, places), (places[parent], parent.key)]
    return tuple(found)


def _written(columns: Mapping[str, Any], values: Values) -> Values:
    return {
        name: value
        for name, value in values.items()
        if not (name in QUIET and name in columns and not value)
    }


def write_files(folder: Path) -> list[str]:
    """Write what differs into the folder, each file as a whole; the names of those written."""
    written = []
    for name, text in dumped().items():
        path = folder / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=folder, suffix=".part", delete=False
        ) as part:
            part.write(text)
        # As any file that is made here, and not for its owner alone.
        os.chmod(part.name, 0o644)
        os.replace(part.name, path)
        written.append(name)
    return written


def differing(folder: Path) -> list[str]:
    """The names of files that the site would write otherwise, and of those it would not write."""
    texts = dumped()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(
        name for name in texts.keys() | there.keys() if texts.get(name) != there.get(name)
    )
