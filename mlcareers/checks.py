"""Checks of `manage.py check --deploy`: what would only be noticed once somebody is waiting."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.checks import CheckMessage, Tags, Warning, register

MAIL_IS_PRINTED = Warning(
    "Mail is printed in the log instead of being sent, so nobody can finish signing up.",
    hint="Set EMAIL_URL, such as smtp+tls://name:password@mail.example.org:587.",
    id="mlcareers.W001",
)
SENDER_IS_LOCAL = Warning(
    "Mail is sent from an address at localhost, which other mail servers refuse.",
    hint="Set DEFAULT_FROM_EMAIL, such as ML Careers <careers@example.org>.",
    id="mlcareers.W002",
)
FILES_NOT_COLLECTED = Warning(
    "Style sheets and scripts have not been collected: every page would answer 500.",
    hint="Run manage.py collectstatic.",
    id="mlcareers.W003",
)


@register(Tags.compatibility, deploy=True)
def check_mail(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND.endswith(".console.EmailBackend"):
        found.append(MAIL_IS_PRINTED)
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        found.append(SENDER_IS_LOCAL)
    return found


@register(Tags.staticfiles, deploy=True)
def check_collected_files(**kwargs: Any) -> list[CheckMessage]:
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        return []
    manifest = Path(settings.STATIC_ROOT) / staticfiles_storage.manifest_name
    return [] if manifest.exists() else [FILES_NOT_COLLECTED]
