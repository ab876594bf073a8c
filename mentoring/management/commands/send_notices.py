"""Mail what waits, and sweep what workers left behind."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_tasks_db import DatabaseBackend

from mentoring import mailing, tasks
from mentoring.mailing import Outcome


class Command(BaseCommand):
    help = (
        "Mails the notices that wait: those that a day's mail had no room for, and all of them "
        "where no worker runs. Safe at any time, also beside a worker; run it hourly from cron."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        numbers = mailing.send_due(now)
        tasks.fail_stale_tasks(now)
        failed = numbers[Outcome.REFUSED] + numbers[Outcome.UNCERTAIN]
        sent = numbers[Outcome.SENT]
        self.stdout.write(f"Sent {sent} mail{'' if sent == 1 else 's'}, {failed} failed.")
        if isinstance(tasks.mail_notices.get_backend(), DatabaseBackend):
            call_command("prune_db_task_results", verbosity=0)
        if numbers[Outcome.UNREACHABLE]:
            raise CommandError("The mail server cannot be reached; the rest waits.")
        tasks.drop_needless_tasks(now)
