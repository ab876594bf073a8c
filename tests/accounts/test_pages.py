"""Every page of allauth wears this site's look and keeps its policy."""

import re
from typing import Any

import pytest
from allauth.account import urls as allauth_urls
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tests.accounts.people import PASSWORD, code_sent_to, make_member, sign_up

pytestmark = pytest.mark.django_db

SIGNED_OUT = {
    "account_login": "Sign in",
    "account_signup": "Make an account",
    "account_reset_password": "Forgotten your password?",
    "account_password_reset_completed": "Use your new password from now on",
    "account_inactive": "This account is closed",
}
SIGNED_IN = {
    "account_logout": "Sign out?",
    "account_email": "Change email",
    "account_change_password": "Change password",
    "account_reauthenticate": "Confirm it is you",
}
# These wait for a code, for a password that is missing, or are switched off.
UNDER_WAY = {
    "account_email_verification_sent",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_set_password",
    "account_confirm_login_code",
}
PATHS: dict[str, str] = {
    pattern.name: f"/accounts/{pattern.pattern}" for pattern in allauth_urls.urlpatterns
}


def check_page(response: Any, heading: str) -> None:
    assert response.status_code == 200
    html = response.content.decode()
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL) == [heading]
    assert html.count("<main") == 1
    assert 'class="container auth"' in html
    assert " · ML Careers</title>" in html
    assert '<meta name="robots" content="noindex">' in html
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert "<style" not in html
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for name in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert name in ids
    assert "placeholder" not in html.split("<main")[1]


def test_every_page_of_allauth_is_known_here() -> None:
    assert set(PATHS) == {*SIGNED_OUT, *SIGNED_IN, *UNDER_WAY}


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_page_signed_out(client: Client, name: str) -> None:
    check_page(client.get(PATHS[name]), SIGNED_OUT[name])


@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_signed_in(learner_client: Client, name: str) -> None:
    check_page(learner_client.get(PATHS[name]), SIGNED_IN[name])


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_page_signed_in_asks_visitors_to_sign_in(client: Client, name: str) -> None:
    expected = "/" if name == "account_logout" else f"/accounts/login/?next={PATHS[name]}"
    assert client.get(PATHS[name]).headers["Location"] == expected


@pytest.mark.parametrize("name", sorted(UNDER_WAY))
def test_page_under_way_leads_on_when_nothing_is(client: Client, name: str) -> None:
    response = client.get(PATHS[name])
    assert response.status_code == 302
    assert response.headers["Location"].startswith(("/accounts/login/", "/accounts/password/"))


def test_pages_that_wait_for_a_code(client: Client) -> None:
    sign_up(client, "ada@example.com")
    check_page(client.get(PATHS["account_email_verification_sent"]), "Confirm your email")
    make_member(email="grace@example.com")
    client.post(PATHS["account_reset_password"], {"email": "grace@example.com"})
    page = PATHS["account_confirm_password_reset_code"]
    check_page(client.get(page), "Enter the code")
    client.post(page, {"code": code_sent_to("grace@example.com")})
    check_page(client.get(PATHS["account_complete_password_reset"]), "Choose a new password")


def test_settings_page(learner_client: Client) -> None:
    check_page(learner_client.get("/accounts/settings/"), "Settings")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_login", {"login": "ada@example.com", "password": "wrong"}),
        ("account_login", {}),
        ("account_signup", {}),
        ("account_reset_password", {}),
    ],
)
def test_refused_form_leads_to_its_fields(client: Client, name: str, data: dict[str, str]) -> None:
    response = client.post(PATHS[name], data)
    check_page(response, SIGNED_OUT[name])
    html = response.content.decode()
    assert html.count('role="alert"') == 1 + html.count('class="trouble" role="alert"')
    ids = re.findall(r'\sid="([^"]+)"', html)
    for target in re.findall(r'<li><a href="#([^"]+)">', html):
        assert target in ids
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= set(ids)


def test_elements_of_allauth_wear_the_look_too(rf: RequestFactory) -> None:
    """Pages that this site does not have yet are made of these."""
    request: Any = rf.get("/")
    context = {"form": None, "signup_url": "/accounts/signup/"}
    html = render_to_string("account/signup_by_passkey.html", context, request)
    assert '<a class="btn btn-outline-secondary"' in html
    assert '<button class="btn btn-primary"' in html
    assert 'class="container auth"' in html


def test_mail_says_who_writes_and_why(client: Client) -> None:
    sign_up(client, "ada@example.com", PASSWORD)
    message = mail.outbox[0]
    code = code_sent_to("ada@example.com")
    assert message.subject == "Your code for ML Careers"
    assert str(message.body) == (
        "Hello,\n\nThis is the code that makes your account. Type it into the page that waits "
        f"for it:\n\n    {code}\n\nIt works for half an hour. If you did not ask for an "
        "account, do nothing: without the code there is none.\n\nML Careers\ntestserver"
    )
