"""Changing the email address: password, code, and the old address is told."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.people import (
    PASSWORD,
    code_sent_to,
    errors,
    make_member,
    messages_of,
    sign_in,
)

pytestmark = pytest.mark.django_db
EMAIL = "/accounts/email/"
CODE = "/accounts/confirm-email/"
CONFIRM = "/accounts/reauthenticate/"
NOON = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def ada() -> User:
    return make_member(email="ada@example.com")


@pytest.fixture
def ada_client(client: Client, ada: User) -> Client:
    client.force_login(ada, backend="accounts.backends.EmailBackend")
    return client


def ask_for(client: Client, email: str, password: str = PASSWORD) -> None:
    """Asks for a new address, and says the password once more if that is wanted."""
    response = client.post(EMAIL, {"email": email, "action_add": ""})
    if response.headers.get("Location", "").startswith(CONFIRM):
        client.post(f"{CONFIRM}?next={EMAIL}", {"password": password, "next": EMAIL})


def test_change_of_address_end_to_end(ada_client: Client, ada: User) -> None:
    assert ada_client.get(EMAIL).status_code == 200
    response = ada_client.post(EMAIL, {"email": "Lovelace@example.com", "action_add": ""})
    assert response.headers["Location"] == f"{CONFIRM}?next=%2Faccounts%2Femail%2F"
    assert mail.outbox == []
    assert ada_client.get(response.headers["Location"]).status_code == 200
    response = ada_client.post(CONFIRM, {"password": PASSWORD, "next": EMAIL})
    assert response.headers["Location"] == CODE
    assert ada_client.get(CODE).status_code == 200
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"

    code = code_sent_to("lovelace@example.com")
    response = ada_client.post(CODE, {"code": code}, follow=True)
    assert response.redirect_chain == [("/accounts/settings/", 302)]
    assert messages_of(response) == ["lovelace@example.com is confirmed."]
    ada.refresh_from_db()
    assert ada.email == "lovelace@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("lovelace@example.com", True, True)
    ]
    notice = mail.outbox[-1]
    assert (notice.to, notice.subject) == (["ada@example.com"], "Your email address was changed")

    other = Client()
    assert sign_in(other, "ada@example.com").status_code == 200
    assert sign_in(other, "lovelace@example.com").headers["Location"] == "/dashboard/"


def test_wrong_password_changes_nothing(ada_client: Client, ada: User) -> None:
    ada_client.post(EMAIL, {"email": "lovelace@example.com", "action_add": ""})
    response = ada_client.post(CONFIRM, {"password": "wrong", "next": EMAIL})
    assert errors(response) == {"password": ["This is not your password."]}
    assert mail.outbox == []


def test_password_is_asked_only_once_in_a_while(ada_client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask_for(ada_client, "one@example.com")
        clock.shift(datetime.timedelta(minutes=4))
        response = ada_client.post(EMAIL, {"email": "two@example.com", "action_add": ""})
        assert response.headers["Location"] == CODE
        clock.shift(datetime.timedelta(minutes=2))
        response = ada_client.post(EMAIL, {"email": "three@example.com", "action_add": ""})
        assert response.headers["Location"].startswith(CONFIRM)


def test_address_of_somebody_else_is_not_given_away(ada_client: Client, ada: User) -> None:
    make_member(email="grace@example.com")
    ask_for(ada_client, "grace@example.com")
    assert ada_client.get(CODE).status_code == 200
    # Grace herself could type the code; even then there is no way to share an address.
    response = ada_client.post(CODE, {"code": code_sent_to("grace@example.com")})
    assert errors(response) == {"code": ["This email address has an account."]}
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "lovelace",
        "ada@example.com",
        "ADA@example.com",
        "lovelace@example.com\0",
        "a" * 9_988 + "@example.com",
        "a" * 64 + "@" + ".".join(["b" * 60] * 4) + ".com",
    ],
)
def test_bad_address_gets_a_message(ada_client: Client, email: str) -> None:
    response = ada_client.post(EMAIL, {"email": email, "action_add": ""})
    assert response.status_code == 200
    assert list(errors(response)) == ["email"]


def test_wrong_and_old_codes_change_nothing(ada_client: Client, ada: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask_for(ada_client, "lovelace@example.com")
        assert list(errors(ada_client.post(CODE, {"code": "AAAA-AAAA"}))) == ["code"]
        clock.shift(datetime.timedelta(minutes=31))
        code = code_sent_to("lovelace@example.com")
        response = ada_client.post(CODE, {"code": code}, follow=True)
    assert response.redirect_chain == [(EMAIL, 302)]
    assert messages_of(response) == ["That code is no longer valid. Ask to be sent a new one."]
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"


def test_code_works_once(ada_client: Client, ada: User) -> None:
    ask_for(ada_client, "lovelace@example.com")
    code = code_sent_to("lovelace@example.com")
    ada_client.post(CODE, {"code": code})
    assert ada_client.post(CODE, {"code": code}).headers["Location"] == EMAIL


def test_somebody_elses_address_can_not_be_removed(ada_client: Client) -> None:
    make_member(email="grace@example.com")
    ada_client.post(EMAIL, {"email": "grace@example.com", "action_remove": ""})
    assert EmailAddress.objects.filter(email="grace@example.com", verified=True).exists()


def test_last_address_can_not_be_removed(ada_client: Client) -> None:
    ada_client.post(EMAIL, {"email": "ada@example.com", "action_remove": ""})
    ada_client.post(CONFIRM, {"password": PASSWORD, "next": EMAIL})
    assert EmailAddress.objects.filter(email="ada@example.com", verified=True).exists()


def test_address_that_waits_is_shown_without_inline_styles(ada_client: Client, ada: User) -> None:
    EmailAddress.objects.create(user=ada, email="lovelace@example.com")
    page = ada_client.get(EMAIL).content.decode()
    assert "lovelace@example.com</b> is not confirmed yet." in page
    assert "style=" not in page


def test_signed_out_people_sign_in_first(client: Client) -> None:
    for path in (EMAIL, CONFIRM):
        assert client.get(path).headers["Location"] == f"/accounts/login/?next={path}"
        assert client.post(path).headers["Location"] == f"/accounts/login/?next={path}"


def test_change_needs_the_token_of_its_page(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="accounts.backends.EmailBackend")
    data = {"email": "lovelace@example.com", "action_add": ""}
    assert client.post(EMAIL, data).status_code == 403
