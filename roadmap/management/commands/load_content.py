"""Loads the shipped content: into a new site, or over what a running one has."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from roadmap import content
from roadmap.content_checks import report_broken_rules
from roadmap.content_merge import Action, Change, Settle

SUMMARY = (Action.CREATED, Action.UPDATED, Action.UNCHANGED, Action.KEPT, Action.RETIRED)


class Command(BaseCommand):
    help = (
        "Load the content files. What editors changed since the last load stays, nothing is "
        "deleted, and what left the files is retired. Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--path",
            type=Path,
            default=Path(settings.FIXTURE_DIRS[0]),
            help="The folder of the files (default: %(default)s).",
        )
        sides = parser.add_mutually_exclusive_group()
        sides.add_argument(
            "--take-theirs",
            dest="settle",
            action="store_const",
            const=Settle.THEIRS,
            help="Where the files and an editor both changed a value, take the files'.",
        )
        sides.add_argument(
            "--keep-ours",
            dest="settle",
            action="store_const",
            const=Settle.OURS,
            help="There keep the editor's for good. Without either option it is kept, too, "
            "and reported with every load.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = content.load(options["path"], settle=options["settle"] or Settle.REPORT)
        except content.ContentError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"Nothing was loaded.\n{problems}") from error
        if options["verbosity"] < 1:
            return
        for change in changes:
            if change.to_report or options["verbosity"] > 1:
                for line in describe(change, everything=options["verbosity"] > 1):
                    self.stdout.write(line)
        counts = content.counts(changes)
        figures = ", ".join(f"{counts[action]} {action.value}" for action in SUMMARY)
        self.stdout.write(self.style.SUCCESS(f"Content loaded: {figures}."))
        report_broken_rules(self.stderr.write)


def describe(change: Change, *, everything: bool) -> list[str]:
    """What happened to a row, a line each; nothing for a row that stayed as it was."""
    lines = []
    if change.reason:
        lines.append(f"{change.ref}: {change.reason}.")
    elif change.action is Action.RETIRED:
        lines.append(f"{change.ref}: left the files and is retired now.")
    elif change.action is Action.LEFT:
        lines.append(f"{change.ref}: left the files and stays. Remove it by hand if it is wrong.")
    elif everything and change.action is Action.CREATED:
        lines.append(f"{change.ref}: created.")
    elif everything and change.action is Action.UPDATED:
        lines.append(f"{change.ref}: updated {', '.join(change.write)}.")
    for kept in change.kept:
        if kept.both_changed:
            lines.append(
                f"{change.ref}: {kept.field} kept, differs: "
                f"{shorten(kept.ours)} here, {shorten(kept.theirs)} in the files."
            )
        elif everything:
            lines.append(f"{change.ref}: {kept.field} kept as edited.")
    return lines


def shorten(value: object) -> str:
    """A value on one line, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
