"""Looks whether the links of courses and platforms still answer."""

import datetime
import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses import web
from courses.link_check import check_all, links_due


def above_zero(text: str) -> int:
    """A whole number that makes sense as a limit."""
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise ArgumentTypeError("must be a whole number from 1 to 100000")
    return int(text)


class Command(BaseCommand):
    help = (
        "Check the links of courses and platforms, and note what was found for the admin. Asks "
        "public addresses by http and https only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit", type=above_zero, default=200, help="Links at most (default: %(default)s)."
        )
        parser.add_argument(
            "--older-than",
            type=above_zero,
            metavar="DAYS",
            help="Leave out what was checked within so many days.",
        )
        parser.add_argument(
            "--timeout",
            type=above_zero,
            metavar="SECONDS",
            default=10,
            help="For one request (default: %(default)s).",
        )
        parser.add_argument(
            "--total",
            type=above_zero,
            metavar="SECONDS",
            default=900,
            help="Begin no new link after so long (default: %(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["older_than"]
        before = timezone.now() - datetime.timedelta(days=days) if days else None
        links = links_due(before=before, limit=options["limit"])
        network, began = web.Network(), time.monotonic()

        def look(address: str) -> str:
            try:
                web.check(address, timeout=options["timeout"], network=network)
            except web.LinkProblemError as error:
                return str(error)
            return ""

        found = []
        for result in check_all(
            links,
            look=look,
            elapsed=lambda: time.monotonic() - began,
            wait=time.sleep,
            now=timezone.now,
            at_most=options["total"],
        ):
            found.append(result)
            if result.problem:
                self.stdout.write(f"{result.link.title}: {result.link.address}: {result.problem}")
        problems = sum(bool(result.problem) for result in found)
        self.stdout.write(
            self.style.SUCCESS(
                f"Checked {len(found)} of {len(links)} links; {problems} with a problem."
            )
        )
