"""Mail: a text and an HTML version that say the same, in the language of whoever gets it."""

import datetime
import html
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.core import context as current
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client, RequestFactory
from django.utils import translation

from accounts.adapter import AccountAdapter
from accounts.models import User
from tests.accounts.people import PASSWORD, make_member, sign_up

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "templates/account/email"
MAILS = sorted(path.name.removesuffix("_message.txt") for path in FOLDER.glob("*_message.txt"))
MAILS.remove("base")
ALL_THERE_IS = {
    "code": "ABCD-EFGH",
    "from_email": "old@example.com",
    "to_email": "new@example.com",
    "deleted_email": "<old>@example.com",
    "password_reset_url": "http://testserver/accounts/password/reset/",
    "signup_url": "http://testserver/accounts/signup/",
    "timestamp": datetime.datetime(2026, 7, 22, 12, 5, tzinfo=datetime.UTC),
    "ip": "192.0.2.1",
    "user_agent": "A <browser> & more",
}


def written(name: str, rf: RequestFactory, email: str = "ada@example.com") -> Any:
    """The mail of that name, as allauth would send it."""
    request = rf.get("/")
    SessionMiddleware(lambda _: None).process_request(request)  # type: ignore[arg-type]
    with current.request_context(request):
        AccountAdapter(request).send_mail(f"account/email/{name}", email, dict(ALL_THERE_IS))
    return mail.outbox[-1]


def page_of(message: Any) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    ((content, mimetype),) = message.alternatives
    assert mimetype == "text/html"
    return str(content)


def words_of(page: str) -> str:
    """What a reader of the HTML version sees, without its head."""
    body = re.sub(r"(?s)<head>.*?</head>|<div style=\"display: none.*?</div>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("name", MAILS)
def test_both_versions_say_the_same(name: str, rf: RequestFactory) -> None:
    message = written(name, rf)
    page = page_of(message)
    seen = words_of(page) + " ".join(html.unescape(a) for a in re.findall(r'href="([^"]*)"', page))
    for line in str(message.body).splitlines():
        # The table of the HTML version needs no colons.
        for part in line.split(": ") if line.startswith(("When", "Network", "Browser")) else [line]:
            assert part.strip() in seen, part


@pytest.mark.parametrize("name", MAILS)
def test_html_version_is_sound_and_asks_nobody_for_anything(name: str, rf: RequestFactory) -> None:
    page = page_of(written(name, rf))
    assert page.startswith("<!doctype html>")
    assert '<html lang="en-gb" dir="ltr">' in page
    assert page.count("<h1") == 1
    assert page.count("<table") == page.count("</table>") == page.count('role="presentation"')
    assert not re.search(r"<(?:img|link|script|iframe|form|input|svg)\b|url\(|@import", page)
    assert {
        re.match(r"https?://[^/]+", address)[0]  # type: ignore[index]
        for address in re.findall(r'href="([^"]*)"', page)
    } == {"http://testserver"}
    assert "<browser>" not in page
    assert "<old>" not in page


def test_subject_is_the_heading_and_has_one_line(rf: RequestFactory) -> None:
    message = written("password_changed", rf)
    assert message.subject == "Your password was changed"
    assert re.search(r"<h1[^>]*>Your password was changed</h1>", page_of(message))


def test_code_stands_in_one_piece(rf: RequestFactory) -> None:
    assert ">ABCD-EFGH</td>" in page_of(written("email_confirmation", rf))


@pytest.mark.parametrize(
    ("of_account", "of_page", "expected"),
    [("de", "en-gb", "de"), ("", "de", "de"), ("", "en-gb", "en-gb"), ("en-gb", "de", "en-gb")],
)
def test_mail_is_in_the_language_of_who_gets_it(
    rf: RequestFactory, of_account: str, of_page: str, expected: str
) -> None:
    make_member(email="ada@example.com", language=of_account)
    with translation.override(of_page):
        message = written("password_changed", rf, "Ada@example.com")
        assert translation.get_language() == of_page
    assert f'<html lang="{expected}"' in page_of(message)
    day = {"de": "22. Juli 2026", "en-gb": "22 July 2026"}[expected]
    assert day in message.body
    assert day in page_of(message)


def test_somebody_elses_page_does_not_choose_the_language(client: Client) -> None:
    """Who tries to sign up with the address of another person writes to that person."""
    make_member(email="ada@example.com", language="de")
    sign_up(client, "ada@example.com", PASSWORD)
    assert mail.outbox[-1].to == ["ada@example.com"]
    assert '<html lang="de"' in page_of(mail.outbox[-1])


def test_new_person_gets_the_code_in_the_language_of_the_page(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"email": "ada@example.com", "password1": PASSWORD},
        headers={"Accept-Language": "de"},
    )
    assert '<html lang="de"' in page_of(mail.outbox[-1])
    assert User.objects.get().language == ""
