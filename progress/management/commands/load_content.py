"""Loads the shipped content: into a new site, or over what a running one has."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress import content_loading
from progress.content_loading import Loaded
from roadmap.content import ContentError
from roadmap.content_checks import report_broken_rules
from roadmap.content_merge import Settle
from roadmap.content_report import lines_of, summary


class Command(BaseCommand):
    help = (
        "Load the content files. What editors changed since the last load stays, nothing is "
        "deleted, what left the files is retired, and ticks follow steps that changed. Safe to "
        "run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--path",
            type=Path,
            default=Path(settings.FIXTURE_DIRS[0]),
            help="The folder of the files (default: %(default)s).",
        )
        parser.add_argument(
            "--take-theirs",
            nargs="*",
            metavar="ROW",
            help="Where the files and an editor both changed a value, take the files': everywhere, "
            "or only in rows named such as roadmap.step/docker-image.",
        )
        parser.add_argument(
            "--keep-ours",
            nargs="*",
            metavar="ROW",
            help="There keep the editor's for good, everywhere or in the rows named. Without "
            "either it is kept, too, and reported with every load.",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="Say what a load would do and to how many learners, and write nothing. Ends with "
            "an error where the files and editors disagree.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settle, rows = _decisions(options["take_theirs"], options["keep_ours"])
        try:
            loaded = content_loading.load(
                options["path"],
                now=timezone.now(),
                settle=settle,
                settle_rows=rows,
                only_look=options["check"],
            )
        except ContentError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"Nothing was loaded.\n{problems}") from error
        if options["verbosity"] >= 1:
            self._report(loaded, everything=options["verbosity"] > 1, only_look=options["check"])
        if options["check"] and loaded.conflicts:
            raise CommandError(
                f"Conflicts: {loaded.conflicts}. Settle them with --take-theirs or --keep-ours."
            )

    def _report(self, loaded: Loaded, *, everything: bool, only_look: bool) -> None:
        for line in lines_of(loaded.changes, everything=everything, learners=loaded.learners):
            self.stdout.write(line)
        for done in loaded.applied:
            change = done.change
            self.stdout.write(
                f"{change}: {change.get_kind_display().lower()}, "
                f"ticks of {done.learners} learner{'' if done.learners == 1 else 's'} went along."
            )
        for item in loaded.impact.touched if loaded.impact else ():
            self.stdout.write(f"{item.said} {item.plans} plan{'' if item.plans == 1 else 's'}.")
        if loaded.edition and (loaded.edition > 1 or everything) and not only_look:
            self.stdout.write(f"This is edition {loaded.edition} of the roadmap.")
        if not only_look:
            report_broken_rules(self.stderr.write)
        said = "Content would load" if only_look else "Content loaded"
        self.stdout.write(self.style.SUCCESS(f"{said}: {summary(loaded.changes)}."))


def _decisions(
    theirs: list[str] | None, ours: list[str] | None
) -> tuple[Settle, dict[str, Settle]]:
    """How to settle everywhere, and the rows for which something else holds."""
    if theirs == [] and ours == []:
        raise CommandError("Take theirs or keep ours: name the rows of one of them at least.")
    both = set(theirs or ()) & set(ours or ())
    if both:
        raise CommandError(f"{sorted(both)[0]} is named on both sides.")
    rows = dict.fromkeys(theirs or (), Settle.THEIRS) | dict.fromkeys(ours or (), Settle.OURS)
    everywhere = Settle.THEIRS if theirs == [] else Settle.OURS if ours == [] else Settle.REPORT
    return everywhere, rows
