"""Mail about notices: once a cause, one a day and kind, never inside a request."""

import datetime
import io
import re
import smtplib
import uuid
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from mentoring import mailing, tasks
from mentoring.mailing import Outcome
from mentoring.models import Mailing, Notice, NoticeKind, NoticeOptOut, Thread
from mentoring.notify import notify
from tests.factories import MentorFactory, ReviewFactory, ThreadFactory, UserFactory
from tests.progress.test_concurrency import at_once, overlap

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
REVIEW = NoticeKind.REVIEW_PUBLISHED
TURN = NoticeKind.YOUR_TURN
SITE = "https://careers.example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.SITE_URL = SITE


def tell(person: User, cause: str = "review-1", **changes: Any) -> None:
    values: dict[str, Any] = {
        "kind": REVIEW,
        "text": "Hannah published a review of “House prices”",
        "address": "/reviews/1/",
        "at": NOW,
        "actor": None,
    }
    notify(recipients=[person], cause=cause, **(values | changes))


def send(person: User, kind: NoticeKind = REVIEW, now: datetime.datetime = NOW) -> Outcome:
    return mailing.send(recipient=person.pk, kind=kind, now=now)


def work() -> None:
    """What `manage.py db_worker --batch` does, without its handlers of signals.

    It drops connections that were left in a transaction, as the one of a test is.
    """
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        worker.run()


def waiting() -> list[list[Any]]:
    """What the tasks in the queue are about."""
    return [task.args_kwargs["args"] for task in DBTaskResult.objects.order_by("enqueued_at")]


def html_of(message: EmailMultiAlternatives) -> str:
    ((page, mimetype),) = message.alternatives
    assert mimetype == "text/html"
    return str(page)


class Refusing(EmailBackend):
    """A mail server that answers as a test wants it to."""

    on_open: Exception | None = None
    on_send: Exception | None = None

    def open(self) -> bool | None:
        if self.on_open:
            raise self.on_open
        return None

    def send_messages(self, messages: Any) -> int:
        if self.on_send:
            raise self.on_send
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets what the mail server does from now on; without words it accepts."""
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"

    def set_answer(on_open: Exception | None = None, on_send: Exception | None = None) -> None:
        monkeypatch.setattr(Refusing, "on_open", on_open)
        monkeypatch.setattr(Refusing, "on_send", on_send)

    return set_answer


# --- Telling -------------------------------------------------------------------------------


def test_each_person_is_told_in_their_own_language() -> None:
    people = [UserFactory(language=language) for language in ("de", "", "en-gb")]
    with translation.override("de"):
        notify(
            recipients=people,
            kind=TURN,
            cause="message-1",
            text=lambda: f"In {translation.get_language()}",
            address="/reviews/1/",
            at=NOW,
            actor=None,
        )
    told = [Notice.objects.get(recipient=person).text for person in people]
    assert told == ["In de", "In en-gb", "In en-gb"]


def test_a_person_is_told_once_of_a_cause(learner: User) -> None:
    tell(learner)
    tell(learner, text="In other words")
    tell(learner, cause="review-2")
    tell(learner, kind=TURN)
    assert list(Notice.objects.order_by("pk").values_list("kind", "cause")) == [
        ("review", "review-1"),
        ("review", "review-2"),
        ("turn", "review-1"),
    ]
    assert waiting() == [[learner.pk, "review"], [learner.pk, "review"], [learner.pk, "turn"]]


def test_the_database_refuses_a_second_notice_of_a_cause(learner: User) -> None:
    tell(learner)
    again = Notice(recipient=learner, kind=REVIEW, cause="review-1", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_only_those_who_were_not_told_yet_are_told(learner: User) -> None:
    other = UserFactory()
    tell(learner)
    notify(
        kind=REVIEW,
        recipients=[learner, other, other],
        cause="review-1",
        text="A review",
        address="/reviews/1/",
        at=NOW,
        actor=None,
    )
    assert Notice.objects.filter(recipient=other).count() == 1
    assert waiting() == [[learner.pk, "review"], [other.pk, "review"]]


def test_what_is_rolled_back_was_never_told(learner: User) -> None:
    def tell_and_fail() -> None:
        with transaction.atomic():
            tell(learner)
            raise LookupError

    with pytest.raises(LookupError):
        tell_and_fail()
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_notices_lead_to_this_site_only(learner: User, address: str) -> None:
    with pytest.raises(ValueError, match="Not a path"):
        tell(learner, address=address)


def test_a_title_with_line_breaks_becomes_a_line(
    learner: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(learner, text="A review of “House\r\nBcc: me@example.com”\x00" + " long" * 60)
    text = Notice.objects.get().text
    assert text.startswith("A review of “House Bcc: me@example.com” long")
    assert (len(text), text[-1]) == (200, "…")
    assert send(learner) == Outcome.SENT
    assert mailoutbox[0].recipients() == [learner.email]
    assert mailoutbox[0].subject == text


def test_another_backend_waits_for_the_commit(
    learner: User,
    settings: Settings,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with time_machine.travel(NOW), django_capture_on_commit_callbacks(execute=True) as callbacks:
        tell(learner)
        assert mailoutbox == []
    assert len(callbacks) == 1
    assert len(mailoutbox) == 1


# --- Never inside a request ----------------------------------------------------------------


def test_a_request_sends_nothing_and_the_worker_does(
    client: Client, today: datetime.date, mailoutbox: list[EmailMessage]
) -> None:
    review = ReviewFactory()
    learner, mentor = review.request.learner, review.mentor
    Thread.objects.filter(pk=review.request.thread_id).update(mentor=mentor, turn="learner")
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    page = reverse("mentoring:post-message", args=[review.request.thread_id])
    answers = {"text": "What of the holdout?", "submission": str(uuid.uuid4())}
    assert client.post(page, answers).status_code == 302
    assert Notice.objects.get(kind=TURN).recipient == mentor
    assert mailoutbox == []
    work()
    assert [mail.recipients() for mail in mailoutbox] == [[mentor.email]]
    work()
    assert len(mailoutbox) == 1


# --- The mail ------------------------------------------------------------------------------


def test_the_mail_says_what_happened_and_how_to_stop_it(
    mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    person = UserFactory(display_name="Amara & <co>", email="amara@example.com")
    tell(person)
    assert send(person) == Outcome.SENT
    (mail,) = mailoutbox
    found = re.search(r"https://careers\.example\.org/notices/stop/[^/\s]+/", str(mail.body))
    assert found
    assert mailing.read_stop_token(found[0].split("/")[-2]) == (person.pk, REVIEW)
    assert mail.subject == "Hannah published a review of “House prices”"
    assert mail.from_email == settings.DEFAULT_FROM_EMAIL
    assert mail.to == ["amara@example.com"]
    assert mail.body == (
        "Hello Amara & <co>,\n"
        "\n"
        "Hannah published a review of “House prices”\n"
        f"{SITE}/reviews/1/\n"
        "\n"
        "ML Careers\n"
        "\n"
        "You get at most one such mail a day.\n"
        f"Stop mail of this kind (a review is published): {found[0]}\n"
        f"Choose which mail you get: {SITE}/notices/mail/\n"
    )
    assert mail.extra_headers == {
        "List-Unsubscribe": f"<{found[0]}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


@pytest.mark.parametrize(("chosen", "expected"), [("de", "de"), ("", "en-gb"), ("xx", "en-gb")])
def test_mail_is_in_the_language_of_the_account(
    learner: User, mailoutbox: list[EmailMultiAlternatives], chosen: str, expected: str
) -> None:
    User.objects.filter(pk=learner.pk).update(language=chosen)
    tell(learner)
    with translation.override("de" if expected == "en-gb" else "en-gb"):
        assert send(learner) == Outcome.SENT
    assert f'<html lang="{expected}" dir="ltr">' in html_of(mailoutbox[0])


def test_html_version_says_the_same_and_escapes_it(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    person = UserFactory(display_name="Amara & <co>")
    for number in range(22):
        tell(person, cause=f"m-{number}", text="About <b>", address=f"/reviews/{number}/")
    send(person)
    page = html_of(mailoutbox[0])
    assert "Hello Amara &amp; &lt;co&gt;," in page
    assert page.count("About &lt;b&gt;</a>") == 20
    assert "And 2 more" in page
    addresses = re.findall(r'href="([^"]+)"', page)
    assert addresses[:20] == [f"{SITE}/reviews/{number}/" for number in range(20)]
    assert {f"{SITE}/notices/", f"{SITE}/notices/mail/"} <= set(addresses)
    stop = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert addresses.count(stop) == 1
    assert all(address.startswith(f"{SITE}/") for address in addresses)


def test_many_notices_are_one_mail_and_the_list_has_an_end(
    learner: User, mailoutbox: list[EmailMessage]
) -> None:
    for number in range(23):
        tell(learner, cause=f"message-{number}", kind=TURN, address=f"/reviews/{number}/")
    assert send(learner, TURN) == Outcome.SENT
    assert mailoutbox[0].subject == "It is your turn: 23 pieces of news"
    assert mailoutbox[0].body.count(f"{SITE}/reviews/") == 20
    assert f"And 3 more:\n{SITE}/notices/\n" in mailoutbox[0].body
    assert Notice.objects.filter(mailing__isnull=False).count() == 23


# --- One a day and kind --------------------------------------------------------------------


def test_the_rest_of_the_day_waits_for_the_next_mail(
    learner: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(learner, cause="review-1")
    assert send(learner) == Outcome.SENT
    assert send(learner) == Outcome.NOTHING_DUE
    tell(learner, cause="review-2", text="The second")
    assert send(learner) == Outcome.NOTHING_DUE
    tell(learner, cause="review-3", text="The third")
    assert len(mailoutbox) == 1
    assert send(learner, now=NOW + DAY) == Outcome.SENT
    assert mailoutbox[1].subject == "2 pieces of news about your reviews"
    assert Mailing.objects.count() == 2
    assert Notice.objects.filter(mailing=None).count() == 0


def test_two_kinds_on_a_day_are_two_mails(learner: User, mailoutbox: list[EmailMessage]) -> None:
    tell(learner)
    tell(learner, kind=TURN)
    assert [send(learner), send(learner, TURN)] == [Outcome.SENT, Outcome.SENT]
    assert len(mailoutbox) == 2


def test_the_database_refuses_a_second_mailing_of_the_day(learner: User) -> None:
    first = Mailing(recipient=learner, kind=REVIEW, day=NOW.date(), begun_at=NOW)
    first.save()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize(
    ("zone", "sent_at", "again_at", "sent"),
    [
        # The day turns at the person's midnight, not at that of UTC.
        ("UTC", "2026-07-22T23:59", "2026-07-23T00:00", True),
        ("America/New_York", "2026-07-22T23:59", "2026-07-23T00:00", False),
        ("America/New_York", "2026-07-23T03:59", "2026-07-23T04:00", True),
        ("Pacific/Auckland", "2026-07-22T11:59", "2026-07-22T12:00", True),
        ("Pacific/Auckland", "2026-07-22T12:00", "2026-07-23T11:59", False),
        # A day of 25 hours, and one of 23.
        ("Europe/London", "2026-10-24T23:00", "2026-10-25T23:59", False),
        ("Europe/London", "2026-10-24T23:00", "2026-10-26T00:00", True),
        ("Europe/London", "2026-03-29T00:00", "2026-03-29T22:59", False),
        ("Europe/London", "2026-03-29T00:00", "2026-03-29T23:00", True),
    ],
)
def test_a_day_is_the_recipients_own(
    zone: str, sent_at: str, again_at: str, sent: bool, mailoutbox: list[EmailMessage]
) -> None:
    person = UserFactory(time_zone=zone)
    first, second = (
        datetime.datetime.fromisoformat(f"{moment}+00:00") for moment in (sent_at, again_at)
    )
    tell(person, at=first)
    assert send(person, now=first) == Outcome.SENT
    tell(person, cause="review-2", at=first)
    assert (send(person, now=second) == Outcome.SENT) is sent
    assert len(mailoutbox) == 1 + sent


# --- Who gets none -------------------------------------------------------------------------


def read_it(person: User) -> None:
    Notice.objects.filter(recipient=person).update(read_at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda person: NoticeOptOut.objects.create(user=person, kind=REVIEW),
        lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
        lambda person: User.objects.filter(pk=person.pk).update(is_demo=True),
        lambda person: person.delete(),
        read_it,
    ],
    ids=["opted out", "account closed", "a demo account", "account deleted", "read"],
)
def test_what_changed_since_it_was_enqueued_is_respected(
    learner: User, mailoutbox: list[EmailMessage], change: Callable[[User], object]
) -> None:
    with time_machine.travel(NOW):
        tell(learner)
        change(learner)
        work()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert DBTaskResult.objects.get().return_value == "nothing due"
    assert mailoutbox == []
    assert not Mailing.objects.exists()


def test_another_kind_goes_on(learner: User, mailoutbox: list[EmailMessage]) -> None:
    mailing.stop(user=learner, kind=REVIEW)
    mailing.stop(user=UserFactory(), kind=TURN)
    tell(learner)
    tell(learner, kind=TURN, text="Hannah wrote")
    mailing.send_due(NOW)
    assert [mail.subject for mail in mailoutbox] == ["Hannah wrote"]


def test_what_is_a_week_old_is_no_news(learner: User, mailoutbox: list[EmailMessage]) -> None:
    tell(learner, cause="review-1")
    tell(learner, cause="review-2", text="The second", at=NOW + datetime.timedelta(seconds=1))
    assert send(learner, now=NOW + 7 * DAY) == Outcome.SENT
    assert [mail.subject for mail in mailoutbox] == ["The second"]


# --- Trouble -------------------------------------------------------------------------------

LOST = smtplib.SMTPServerDisconnected("gone")
UNKNOWN = smtplib.SMTPRecipientsRefused({"x@example.com": (450, b"later")})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"on_open": ConnectionRefusedError()}, Outcome.UNREACHABLE),
        ({"on_open": smtplib.SMTPAuthenticationError(535, b"no")}, Outcome.UNREACHABLE),
        ({"on_send": smtplib.SMTPDataError(451, b"later")}, Outcome.REFUSED),
        ({"on_send": UNKNOWN}, Outcome.REFUSED),
    ],
)
def test_a_mail_that_has_not_left_is_sent_later(
    learner: User,
    server: Callable[..., None],
    mailoutbox: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
    answer: dict[str, Exception],
    outcome: Outcome,
) -> None:
    server(**answer)
    tell(learner)
    assert send(learner) == outcome
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert not Mailing.objects.exists()
    server()
    assert send(learner) == Outcome.SENT
    assert Mailing.objects.get().sent_at == NOW
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("error", [LOST, TimeoutError(), ConnectionResetError()])
def test_a_mail_that_may_have_left_is_not_sent_again(
    learner: User,
    server: Callable[..., None],
    mailoutbox: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    server(on_send=error)
    tell(learner)
    assert send(learner) == Outcome.UNCERTAIN
    assert "may have been sent or not" in caplog.text
    server()
    assert send(learner) == Outcome.NOTHING_DUE
    assert send(learner, now=NOW + DAY) == Outcome.NOTHING_DUE
    assert mailoutbox == []
    assert Mailing.objects.get().sent_at is None


def test_a_crash_before_sending_never_doubles(
    learner: User, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object) -> None:
        raise KeyboardInterrupt

    tell(learner)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", die)
        with pytest.raises(KeyboardInterrupt):
            send(learner)
    assert send(learner) == Outcome.NOTHING_DUE
    assert mailoutbox == []


def test_a_mail_that_cannot_be_written_leaves_no_trace(
    learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **values: object) -> None:
        raise LookupError

    tell(learner)
    with monkeypatch.context() as patched:
        patched.setattr(mailing, "message_of", fail)
        with pytest.raises(LookupError):
            send(learner)
    assert send(learner) == Outcome.SENT


# --- The command ---------------------------------------------------------------------------


def test_the_command_sends_what_waits_once(
    learner: User, mailoutbox: list[EmailMessage], capsys: pytest.CaptureFixture[str]
) -> None:
    other = UserFactory()
    tell(learner, cause="review-1")
    tell(learner, cause="review-2")
    tell(other)
    with time_machine.travel(NOW):
        call_command("send_notices")
        call_command("send_notices")
        work()
    assert capsys.readouterr().out == "Sent 2 mails, 0 failed.\nSent 0 mails, 0 failed.\n"
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([learner.email, other.email])


def test_the_command_stops_where_the_server_cannot_be_reached(
    learner: User, server: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    tell(learner)
    tell(UserFactory())
    server(on_open=ConnectionRefusedError())
    with time_machine.travel(NOW + DAY), pytest.raises(CommandError, match="cannot be reached"):
        call_command("send_notices")
    assert not Mailing.objects.exists()
    assert Notice.objects.filter(mailing=None).count() == 2


def test_the_command_sweeps_up_after_workers(learner: User) -> None:
    tell(learner)
    made = {
        name: DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            task_path=path,
            queue_name="default",
            backend_name="default",
            run_after=NOW,
            started_at=NOW - datetime.timedelta(minutes=started),
            finished_at=finished,
        ).pk
        for name, status, path, started, finished in [
            ("killed", "RUNNING", "mentoring.tasks.mail_notices", 60, None),
            ("at work", "RUNNING", "mentoring.tasks.mail_notices", 59, None),
            ("old", "SUCCESSFUL", "mentoring.tasks.mail_notices", 0, NOW - 15 * DAY),
            ("recent", "SUCCESSFUL", "mentoring.tasks.mail_notices", 0, NOW - 13 * DAY),
            ("needless", "READY", "mentoring.tasks.mail_notices", 0, None),
            ("fresh", "READY", "mentoring.tasks.mail_notices", 0, None),
            ("another's", "READY", "elsewhere.tasks.other", 0, None),
        ]
    }
    DBTaskResult.objects.update(enqueued_at=NOW - datetime.timedelta(minutes=59))
    for name in ("needless", "another's"):
        DBTaskResult.objects.filter(pk=made[name]).update(enqueued_at=NOW - tasks.STALE)
    with time_machine.travel(NOW, tick=False):
        call_command("send_notices", stdout=io.StringIO())
    left = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert {name: left.get(pk) for name, pk in made.items()} == {
        "killed": "FAILED",
        "at work": "RUNNING",
        "old": None,
        "recent": "SUCCESSFUL",
        "needless": None,
        "fresh": "READY",
        "another's": "READY",
    }
    killed = DBTaskResult.objects.get(pk=made["killed"])
    assert killed.task_result.errors[0].exception_class is TimeoutError
    assert killed.finished_at == NOW


def test_a_mail_costs_the_same_however_much_waits(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, many = UserFactory(), UserFactory()
    tell(one)
    for number in range(5):
        tell(many, cause=f"review-{number}")
    for person in (one, many):
        # Look, savepoint, insert, attach, read, release, and the time of sending.
        with django_assert_num_queries(7):
            assert send(person) == Outcome.SENT


# --- At once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)
def test_eight_tasks_at_once_send_one_mail(mailoutbox: list[EmailMessage]) -> None:
    person = UserFactory()
    for number in range(3):
        tell(person, cause=f"review-{number}")
    outcomes: list[Outcome] = []
    assert at_once(lambda _: outcomes.append(send(person)), 8) == []
    assert sorted(outcomes) == sorted([Outcome.SENT] + [Outcome.NOTHING_DUE] * 7)
    assert len(mailoutbox) == 1
    assert Mailing.objects.get().notices.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)
def test_mails_of_two_days_at_once_bring_a_notice_once(mailoutbox: list[EmailMessage]) -> None:
    person = UserFactory()
    tell(person)
    # The first commits while the second waits for its notices.
    acts = [lambda: send(person), lambda: send(person, now=NOW + DAY)]
    assert overlap(*acts) == []
    assert len(mailoutbox) == 1
    assert Mailing.objects.get().notices.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)
def test_told_eight_times_at_once_is_told_once(mailoutbox: list[EmailMessage]) -> None:
    person, thread = UserFactory(), ThreadFactory(mentor=MentorFactory())
    assert at_once(lambda _: tell(person, thread=thread), 8) == []
    assert Notice.objects.count() == 1
    assert connection.vendor == "postgresql"
