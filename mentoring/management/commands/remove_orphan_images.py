"""Remove picture files that belong to no project and no submission any more."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring.models import SubmissionImage
from progress.project_services import remove_orphan_images, remove_orphans

YOUNG = datetime.timedelta(hours=1)
# Where `mentoring.models.requests.submission_image_name` puts them.
FOLDER = "submissions"


class Command(BaseCommand):
    help = (
        "Removes the files of pictures whose project, submission or owner has been deleted. "
        "Safe at any time; run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - YOUNG
        known = SubmissionImage.objects.values_list("image", flat=True)
        number = remove_orphan_images(before=before)
        number += remove_orphans(folder=FOLDER, known=known, before=before)
        self.stdout.write(f"Removed {number} file{'' if number == 1 else 's'}.")
