"""Says which rules the site's content breaks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap.content_checks import broken_rules_now


class Command(BaseCommand):
    help = "Check the content against its rules. Fails where one is broken; changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = broken_rules_now()
        for finding in findings:
            self.stdout.write(f"{finding.rule}: {finding} {finding.row.url}")
        if findings:
            count = len(findings)
            raise CommandError(f"{count} {'rule is' if count == 1 else 'rules are'} broken.")
        self.stdout.write(self.style.SUCCESS("The content keeps all its rules."))
