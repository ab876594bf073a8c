"""Says what of the content breaks a rule, and how to mend it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap.content_checks import admin_address, broken_rules_now


class Command(BaseCommand):
    help = (
        "Check the content that the site shows: hours of stages, gaps, steps without skills and "
        "the like. Ends with an error where a rule is broken."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = broken_rules_now()
        for finding in found:
            self.stdout.write(f"{finding} ({admin_address(finding.row)})")
        if found:
            raise CommandError(f"Broken rules: {len(found)}.")
        self.stdout.write(self.style.SUCCESS("Every rule holds."))
