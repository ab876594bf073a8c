"""Telling people: a notice in the site at once, mail later and outside the request."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django_tasks_db import DatabaseBackend

from accounts.models import User
from mentoring.models import Notice, NoticeKind, Thread
from mentoring.tasks import mail_notices

TEXT_LENGTH = 200


def notify(
    *,
    kind: NoticeKind,
    recipients: Iterable[User],
    cause: str,
    text: str,
    address: str,
    at: datetime.datetime,
    actor: User | None,
    thread: Thread | None = None,
) -> None:
    """Tell each person once of a cause; part of the caller's transaction.

    `cause` names what happened, such as “review-12”: told twice, a person hears of it once.
    `actor` is who caused it, and whom the text may name: the notice goes with their account.
    `address` is a path of this site; a mail puts the site's own address before it.
    """
    if not address.startswith("/") or address.startswith("//"):
        raise ValueError(f"Not a path of this site: {address!r}")
    people = {person.pk: person for person in recipients}
    with transaction.atomic():
        told = Notice.objects.filter(kind=kind, cause=cause, recipient__in=people)
        for pk in told.order_by().values_list("recipient", flat=True):
            del people[pk]
        notices = [
            Notice(
                recipient=person,
                kind=kind,
                cause=cause,
                text=_one_line(text),
                address=address,
                thread=thread,
                actor=actor,
                at=at,
            )
            for person in people.values()
        ]
        # Somebody else may have told them of the same cause at this moment.
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        for pk in people:
            _enqueue(pk, kind)


def _enqueue(recipient: int, kind: NoticeKind) -> None:
    """A task in the database comes and goes with the notice; any other waits for the commit."""
    if isinstance(mail_notices.get_backend(), DatabaseBackend):
        mail_notices.enqueue(recipient, kind.value)
    else:
        transaction.on_commit(partial(mail_notices.enqueue, recipient, kind.value))


def _one_line(text: str) -> str:
    """Titles that people have typed may hold line breaks, which no subject of a mail may."""
    line = " ".join(text.replace("\x00", "").split())
    return line if len(line) <= TEXT_LENGTH else f"{line[: TEXT_LENGTH - 1]}…"
