"""Count what learners do as a whole, ahead of the staff who look at it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring.aggregate_tables import count_figures


class Command(BaseCommand):
    help = (
        "Counts the figures of the admin and keeps them until midnight UTC. Their page counts "
        "by itself where nothing is kept, which takes about three seconds for a thousand "
        "learners; with many thousands, run this hourly from cron."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        figures = count_figures(timezone.now(), keep=86_400)
        self.stdout.write(f"Counted {len(figures.tables)} tables.")
