"""The progress app."""

from django.apps import AppConfig
from PIL import Image

from progress.images import MOST_PIXELS


class ProgressConfig(AppConfig):
    name = "progress"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # For whatever opens a picture without the checks of a form.
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
