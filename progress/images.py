"""What a picture must be before this site takes it in.

Nothing here trusts the name or the type that the browser sent. The size is read from the
file's head, so that a small file that would unfold to gigabytes is refused without decoding it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _
from imagekit.processors import Transpose
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
# A longer strip would shrink to a line, or to nothing, when it is fitted to a page.
MOST_TIMES_AS_LONG = 20
EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
# Only these decoders are tried. A phone's JPEG with a second picture inside is an MPO to Pillow.
FORMATS = ["JPEG", "PNG", "WEBP"]
MOVING = {"PNG", "WEBP"}

TOO_BIG = _("This file is larger than 5 MB. Make the picture smaller, or save it as a JPEG.")
WRONG_NAME = _("Choose a file whose name ends in .jpg, .jpeg, .png or .webp.")
NO_PICTURE = _("Whatever its name says, this file is no JPEG, PNG or WebP picture.")
DAMAGED = _("This file is damaged or cut off. Save the picture anew, then choose that file.")
TOO_MANY_PIXELS = _(
    "This picture has more than 25 million pixels (5,000 × 5,000). Make it smaller."
)
TOO_LONG = _("This picture is more than 20 times as long as it is wide. Cut it to what matters.")
IT_MOVES = _("This picture moves. Choose one that stands still.")

check_extension = FileExtensionValidator(EXTENSIONS, message=WRONG_NAME, code="extension")


def check_picture(file: File[Any]) -> None:
    """Raise ValidationError for what is not a whole, still picture of a sensible size."""
    check_extension(file)
    if file.size > MOST_BYTES:
        raise ValidationError(TOO_BIG, code="too_big")
    try:
        with Image.open(file, formats=FORMATS) as picture:
            _check_head(picture)
            picture.load()
            # As the model's field will: it reads the camera's data, which may be damaged too.
            Transpose().process(picture)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise ValidationError(NO_PICTURE, code="no_picture") from error
    except Exception as error:  # noqa: BLE001 - decoders raise whatever the bytes lead them to
        raise ValidationError(DAMAGED, code="damaged") from error
    finally:
        file.seek(0)


def _check_head(picture: Image.Image) -> None:
    """What can be told before the picture is decoded."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")
    if max(width, height) > MOST_TIMES_AS_LONG * min(width, height):
        raise ValidationError(TOO_LONG, code="too_long")
    if picture.format in MOVING and getattr(picture, "is_animated", False):
        raise ValidationError(IT_MOVES, code="it_moves")
