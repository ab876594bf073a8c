"""What happens to a file while it arrives."""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from progress.images import MOST_BYTES


class StopsKeeping(FileUploadHandler):
    """Lets the rest of a file go by once it is too large for any form of this site.

    What was kept is larger than the limit too, so the form refuses it with its own words,
    and a file of many gigabytes doesn't fill the disk first.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
