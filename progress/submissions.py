"""The number that a form of something new carries, so that sent twice it adds one thing."""

import uuid

from django.http import HttpRequest


def submission_of(request: HttpRequest) -> uuid.UUID:
    """The number that was sent; a new one for a form without a proper one."""
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()
