"""The page of notices: whose they are, what is new, where they lead."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Notice, NoticeKind
from tests.factories import UserFactory
from tests.pages import main

LIST = reverse("mentoring:notices")
READ_ALL = reverse("mentoring:read-notices")
NOON = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def told(person: User, text: str = "Hannah published a review", **changes: Any) -> Notice:
    values: dict[str, Any] = {
        "kind": NoticeKind.REVIEW_PUBLISHED,
        "cause": f"review-{Notice.objects.count()}",
        "address": "/reviews/?page=1#message-3",
        "at": NOON,
    }
    return Notice.objects.create(recipient=person, text=text, **(values | changes))


def opening(notice: Notice) -> str:
    return reverse("mentoring:open-notice", args=[notice.pk])


def lines(client: Client, page: str = "") -> list[str]:
    """The notices as the list shows them."""
    found = main(client.get(LIST + page)).all("ol")
    return [item.text for item in found[0].all("li")] if found else []


# --- Who may -------------------------------------------------------------------------------


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(LIST).url == f"/accounts/login/?next={LIST}"  # type: ignore[attr-defined]
    notice = told(UserFactory())
    for address in (opening(notice), READ_ALL):
        answer = client.post(address, {"newest": notice.pk})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    assert Notice.objects.unread().count() == 1


def test_verbs(learner_client: Client, learner: User) -> None:
    notice = told(learner)
    assert learner_client.post(LIST).status_code == 405
    assert learner_client.get(opening(notice)).status_code == 405
    assert learner_client.get(READ_ALL).status_code == 405
    assert Notice.objects.unread().count() == 1


def test_somebody_elses_notice_is_not_found(learner_client: Client) -> None:
    notice = told(UserFactory(), "A secret between two others")
    assert learner_client.post(opening(notice)).status_code == 404
    learner_client.post(READ_ALL, {"newest": notice.pk})
    assert Notice.objects.unread().count() == 1
    assert b"A secret" not in learner_client.get(LIST).content


def test_forms_need_their_token(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    notice = told(learner)
    assert client.post(opening(notice)).status_code == 403
    assert client.post(READ_ALL, {"newest": notice.pk}).status_code == 403
    assert Notice.objects.unread().count() == 1


# --- The list ------------------------------------------------------------------------------


def test_newest_first_with_what_is_new_in_words(learner_client: Client, learner: User) -> None:
    learner.time_zone = "Asia/Tokyo"
    learner.save()
    told(learner, "An old one <b>", read_at=NOON)
    told(learner, "The first new one", kind=NoticeKind.YOUR_TURN)
    told(learner, "The second new one", kind=NoticeKind.REQUEST_RECEIVED)
    assert lines(learner_client) == [
        "The second new one New A review is asked for, 22 July 2026, 21:00",
        "The first new one New It is your turn, 22 July 2026, 21:00",
        "An old one <b> A review is published, 22 July 2026, 21:00",
    ]
    page = main(learner_client.get(LIST))
    assert page.all("h1")[0].text == "2 new notices"
    links = [link for item in page.all("ol")[0].all("li") for link in item.all("a")]
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("An old one <b>", "/reviews/?page=1#message-3")
    ]


def test_notices_of_an_account_without_a_language_say_that_they_are_english(
    learner_client: Client, learner: User
) -> None:
    """They are kept in the site's own language; the page follows the browser."""
    told(learner)
    german = {"accept-language": "de"}
    said = ' lang="en">Hannah published a review<'
    with translation.override("en-gb"):
        assert said in learner_client.get(LIST, headers=german).content.decode()
        assert said not in learner_client.get(LIST).content.decode()
        User.objects.filter(pk=learner.pk).update(language="de")
        assert said not in learner_client.get(LIST, headers=german).content.decode()


def test_looking_reads_nothing(learner_client: Client, learner: User) -> None:
    told(learner)
    learner_client.get(LIST)
    assert Notice.objects.unread().count() == 1


def test_empty(learner_client: Client) -> None:
    page = main(learner_client.get(LIST))
    assert page.all("h1")[0].text == "Nothing to tell you yet"
    assert "Mark all as read" not in page.text


def test_pages(learner_client: Client, learner: User) -> None:
    for number in range(31):
        told(learner, f"Notice {number}.")
    assert len(lines(learner_client)) == 30
    assert [line.partition(".")[0] for line in lines(learner_client, "?page=2")] == ["Notice 0"]
    for junk in ("0", "-1", "x", "9" * 40, "%00"):
        assert learner_client.get(LIST, {"page": junk}).status_code == 200
    assert "Mark all as read" not in main(learner_client.get(f"{LIST}?page=2")).text


def test_the_list_costs_the_same_however_long(
    learner_client: Client, learner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told(learner)
    # Session, person, number, notices, frame.
    with django_assert_num_queries(5):
        learner_client.get(LIST)
    for number in range(5):
        told(learner, read_at=NOON if number % 2 else None)
    with django_assert_num_queries(5):
        learner_client.get(LIST)


# --- Opening -------------------------------------------------------------------------------


def test_opening_reads_it_and_leads_there(learner_client: Client, learner: User) -> None:
    notice, other = told(learner), told(learner)
    answer = learner_client.post(opening(notice))
    assert answer.headers["Location"] == "/reviews/?page=1#message-3"
    notice.refresh_from_db()
    assert notice.read_at == pytest.approx(timezone.now(), abs=datetime.timedelta(minutes=1))
    first = notice.read_at
    assert learner_client.post(opening(notice)).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at == first
    assert list(Notice.objects.unread()) == [other]


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/x", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_it_leads_nowhere_else(learner_client: Client, learner: User, address: str) -> None:
    notice = told(learner, address=address)
    assert learner_client.post(opening(notice)).headers["Location"] == LIST


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_unknown_notices_are_not_found(learner_client: Client, pk: int) -> None:
    address = reverse("mentoring:open-notice", args=[pk])
    assert learner_client.post(address).status_code == 404


# --- All at once ---------------------------------------------------------------------------


def test_all_that_were_seen_are_read(learner_client: Client, learner: User) -> None:
    told(learner)
    seen = told(learner)
    form = next(
        form
        for form in main(learner_client.get(LIST)).all("form")
        if form.attributes.get("action") == READ_ALL
    )
    sent = {field.attributes["name"]: field.attributes["value"] for field in form.all("input")}
    assert sent["newest"] == str(seen.pk)
    since = told(learner)
    for _ in range(2):
        answer = learner_client.post(READ_ALL, sent)
        assert answer.headers["Location"] == LIST
        assert list(Notice.objects.unread()) == [since]


@pytest.mark.parametrize("newest", ["", "x", "-1", "²", "\x00", "9" * 40])
def test_an_incomplete_form_reads_nothing(
    learner_client: Client, learner: User, newest: str
) -> None:
    told(learner)
    answer = learner_client.post(READ_ALL, {"newest": newest}, follow=True)
    assert "That form was incomplete" in main(answer).text
    assert Notice.objects.unread().count() == 1
