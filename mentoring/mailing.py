"""Mail about notices: at most one a day and kind to a person, and no notice twice.

What guarantees it is the database: a mail is sent only by whoever has made the row of its person,
kind and day, and has committed it together with the notices it brings.
"""

from __future__ import annotations

import datetime
import enum
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from zoneinfo import ZoneInfo

from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import ngettext, pgettext_lazy

from accounts.languages import written_for
from accounts.mail import absolute, message_of
from accounts.models import User
from mentoring.models import Mailing, Notice, NoticeKind, NoticeOptOut

log = logging.getLogger(__name__)

SALT = "mentoring.stop-mail"
MOST_LISTED = 20
# Within brackets, in the middle of a line.
KINDS_IN_WORDS = {
    NoticeKind.REQUEST_RECEIVED: pgettext_lazy("kind of mail", "a review is asked for"),
    NoticeKind.REVIEW_PUBLISHED: pgettext_lazy("kind of mail", "a review is published"),
    NoticeKind.YOUR_TURN: pgettext_lazy("kind of mail", "it is your turn"),
}


class Outcome(enum.StrEnum):
    SENT = "sent"
    NOTHING_DUE = "nothing due"
    # Nothing has left, so a later run sends it.
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    # It may have left, so it is not sent again.
    UNCERTAIN = "uncertain"


def send(*, recipient: int, kind: NoticeKind, now: datetime.datetime) -> Outcome:
    """Mail a person everything that waits of a kind, unless today's mail of it has been sent.

    What comes later the same day waits for the next one. Failing to send is logged, not raised.
    A process that dies between commit and sending loses a mail; none is ever sent twice.
    """
    begun = _begin(recipient, kind, now)
    if begun is None:
        return Outcome.NOTHING_DUE
    mailing, message = begun
    connection = message.connection = get_connection()
    try:
        connection.open()
    except OSError:  # the errors of smtplib are among them
        _take_back(mailing)
        log.exception("The mail server cannot be reached")
        return Outcome.UNREACHABLE
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused):
        _take_back(mailing)
        log.exception("The mail server refused mailing %d", mailing.pk)
        return Outcome.REFUSED
    except OSError:
        log.exception("Mailing %d may have been sent or not; it is not sent again", mailing.pk)
        return Outcome.UNCERTAIN
    finally:
        with suppress(OSError):
            connection.close()
    Mailing.objects.filter(pk=mailing.pk).update(sent_at=now)
    return Outcome.SENT


def send_due(now: datetime.datetime) -> dict[Outcome, int]:
    """Mail everybody what waits. Stops where the mail server cannot be reached."""
    due = Notice.objects.to_mail(now).order_by("recipient", "kind")
    numbers = dict.fromkeys(Outcome, 0)
    for recipient, kind in list(due.values_list("recipient", "kind").distinct()):
        outcome = send(recipient=recipient, kind=NoticeKind(kind), now=now)
        numbers[outcome] += 1
        if outcome is Outcome.UNREACHABLE:
            break
    return numbers


def _begin(
    recipient: int, kind: NoticeKind, now: datetime.datetime
) -> tuple[Mailing, EmailMessage] | None:
    """Make today's row and give it the notices that wait; None where there is nothing to send."""
    due = Notice.objects.to_mail(now).filter(recipient=recipient, kind=kind)
    first = due.select_related("recipient").first()
    if first is None:
        return None
    person = first.recipient
    day = now.astimezone(ZoneInfo(person.time_zone)).date()
    try:
        with transaction.atomic():
            mailing = Mailing.objects.create(recipient=person, kind=kind, day=day, begun_at=now)
            # Held, and so looked at again: another day's mail may have taken them a moment ago.
            notices = list(due.select_for_update(of=("self",)).order_by("pk"))
            if not notices:  # so have they been read, or are not wanted any more
                mailing.delete()
                return None
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailing=mailing)
            with written_for(person.language):
                return mailing, _message(person, kind, notices)
    except IntegrityError:
        # Today's has been sent. Or the person has just been deleted.
        return None


def _take_back(mailing: Mailing) -> None:
    """As if it had never been begun: its notices are due again."""
    Mailing.objects.filter(pk=mailing.pk).delete()


def _message(person: User, kind: NoticeKind, notices: Sequence[Notice]) -> EmailMessage:
    stop = absolute(reverse("mentoring:stop-mail", args=[stop_token(person, kind)]))
    context = {
        "name": person.name,
        "lines": [(notice.text, absolute(notice.address)) for notice in notices[:MOST_LISTED]],
        "more": max(len(notices) - MOST_LISTED, 0),
        "list_address": absolute(reverse("mentoring:notices")),
        "choices_address": absolute(reverse("mentoring:mail-choices")),
        "stop_address": stop,
        "kind": KINDS_IN_WORDS[kind],
    }
    return message_of(
        "mentoring/mail/notices",
        context,
        subject=notices[0].text if len(notices) == 1 else _subject_of_many(kind, len(notices)),
        to=person.email,
        headers={
            # One click in the mail program, RFC 8058.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # No out-of-office replies.
            "Auto-Submitted": "auto-generated",
        },
    )


def _subject_of_many(kind: NoticeKind, count: int) -> str:
    if kind == NoticeKind.REQUEST_RECEIVED:
        subject = ngettext(
            "%(count)d review is asked for", "%(count)d reviews are asked for", count
        )
    elif kind == NoticeKind.REVIEW_PUBLISHED:
        subject = ngettext(
            "%(count)d piece of news about your reviews",
            "%(count)d pieces of news about your reviews",
            count,
        )
    else:
        subject = ngettext(
            "It is your turn: %(count)d piece of news",
            "It is your turn: %(count)d pieces of news",
            count,
        )
    return subject % {"count": count}


# --- Who wants what ------------------------------------------------------------------------


def stop_token(user: User, kind: NoticeKind) -> str:
    """Lets whoever holds the mail stop mail of its kind, for ever and without signing in."""
    return signing.dumps([user.pk, kind.value], salt=SALT)


def read_stop_token(token: str) -> tuple[int, NoticeKind] | None:
    """Whose mail of which kind; None for anything that this site has not made."""
    try:
        user, kind = signing.loads(token, salt=SALT)
        return int(user), NoticeKind(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def stop(*, user: User, kind: NoticeKind) -> None:
    """No more mail of the kind; safe to call twice."""
    NoticeOptOut.objects.bulk_create([NoticeOptOut(user=user, kind=kind)], ignore_conflicts=True)


@transaction.atomic
def choose(*, user: User, offered: Collection[NoticeKind], wanted: Collection[NoticeKind]) -> None:
    """The person's choice among the kinds that were offered; the others stay as they are."""
    NoticeOptOut.objects.filter(user=user, kind__in=wanted).delete()
    refused = [NoticeOptOut(user=user, kind=kind) for kind in offered if kind not in wanted]
    NoticeOptOut.objects.bulk_create(refused, ignore_conflicts=True)
