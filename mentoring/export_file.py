"""The export as a file: a ZIP with `data.json` and the pictures that it names.

It is written to the disk once it grows, picture by picture. docs/export.md says what is in it.
"""

from __future__ import annotations

import datetime
import shutil
import tempfile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile

from accounts.models import User
from mentoring.export import export_of

# What is smaller stays in memory.
MOST_IN_MEMORY = 1024 * 1024


def export_file(user: User, now: datetime.datetime) -> IO[bytes]:
    """At its beginning, for the caller to read and close."""
    file = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - handed on
    try:
        with ZipFile(file, "w") as archive:
            _fill(archive, user, now)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _fill(archive: ZipFile, user: User, now: datetime.datetime) -> None:
    """The pictures first: the document names those that were there."""

    def keep(picture: FieldFile) -> str | None:
        row = picture.instance
        entry = _entry(f"pictures/{row._meta.model_name}-{row.pk}.webp", now, ZIP_STORED)
        try:
            source = picture.storage.open(str(picture.name))
        except FileNotFoundError:
            return None
        with source, archive.open(entry, "w") as target:
            shutil.copyfileobj(source, target)
        return entry.filename

    document = export_of(user, now, keep)
    encoder = DjangoJSONEncoder(indent=2, ensure_ascii=False)
    with archive.open(_entry("data.json", now, ZIP_DEFLATED), "w") as target:
        for chunk in encoder.iterencode(document):
            target.write(chunk.encode())


def _entry(name: str, now: datetime.datetime, compression: int) -> ZipInfo:
    """Dated by the given moment, so that the same rows make the same file."""
    entry = ZipInfo(name, date_time=now.timetuple()[:6])
    entry.compress_type = compression
    return entry
