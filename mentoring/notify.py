"""Telling people: a notice in the site at once, mail later and outside the request."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from django.db import transaction

from accounts.languages import written_for
from accounts.models import User
from mentoring.models import Notice, NoticeKind, Thread
from mentoring.tasks import enqueue_with_commit, mail_notices

TEXT_LENGTH = 200


def notify(
    *,
    kind: NoticeKind,
    recipients: Iterable[User],
    cause: str,
    text: str | Callable[[], str],
    address: str,
    at: datetime.datetime,
    actor: User | None,
    thread: Thread | None = None,
) -> None:
    """Tell each person once of a cause; part of the caller's transaction.

    `cause` names what happened, such as “review-12”: told twice, a person hears of it once.
    `actor` is who caused it, and whom the text may name: the notice goes with their account.
    `text` is what is kept; a function is asked once a person, in the language of their account.
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
                text=_text_for(person, text),
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
            enqueue_with_commit(mail_notices, pk, kind.value)


def settle(
    *, kind: NoticeKind, cause: str, at: datetime.datetime, recipient: User | None = None
) -> None:
    """What a cause has told is over: read, and so not mailed. Of one person, or of everybody.

    Part of the caller's transaction.
    """
    told = Notice.objects.unread().filter(kind=kind, cause=cause)
    if recipient is not None:
        told = told.filter(recipient=recipient)
    told.update(read_at=at)


def _text_for(person: User, text: str | Callable[[], str]) -> str:
    with written_for(person.language):
        return _one_line(text if isinstance(text, str) else text())


def _one_line(text: str) -> str:
    """Titles that people have typed may hold line breaks, which no subject of a mail may."""
    line = " ".join(text.replace("\x00", "").split())
    return line if len(line) <= TEXT_LENGTH else f"{line[: TEXT_LENGTH - 1]}…"
