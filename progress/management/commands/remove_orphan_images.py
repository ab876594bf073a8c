"""Remove picture files that belong to no project any more."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from progress.project_services import remove_orphan_images

YOUNG = datetime.timedelta(hours=1)


class Command(BaseCommand):
    help = (
        "Removes the files of pictures whose project or owner has been deleted. "
        "Safe at any time; run it daily, and after deleting an account."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = remove_orphan_images(before=timezone.now() - YOUNG)
        self.stdout.write(f"Removed {number} file{'' if number == 1 else 's'}.")
