"""Writes the site's content back to its files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from roadmap.content_dump import differing, write_files


class Command(BaseCommand):
    help = (
        "Write the content of the site to the content files: what editors made and changed, drafts "
        "and retired rows too. Straight after a load nothing differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--path",
            type=Path,
            default=Path(settings.FIXTURE_DIRS[0]),
            help="The folder of the files (default: %(default)s).",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="Write nothing, and end with an error where a file differs from the site.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["path"]
        if not folder.is_dir():
            raise CommandError(f"{folder}: there is no such folder.")
        with transaction.atomic():
            try:
                names = differing(folder) if options["check"] else write_files(folder)
            except OSError as error:
                raise CommandError(f"The files can't be written: {error}") from error
        if options["check"] and names:
            raise CommandError(f"They differ from the site: {', '.join(names)}.")
        said = f"Written: {', '.join(names)}." if names else "Nothing differs."
        self.stdout.write(self.style.SUCCESS(said))
