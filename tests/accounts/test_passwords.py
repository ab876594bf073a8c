"""Changing a password, and replacing a forgotten one by a code."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.people import (
    NEW_PASSWORD,
    PASSWORD,
    code_sent_to,
    errors,
    make_member,
    messages_of,
    sign_in,
)

pytestmark = pytest.mark.django_db
ASK = "/accounts/password/reset/"
CODE = "/accounts/password/reset/confirm/"
CHOOSE = "/accounts/password/reset/complete/"
DONE = "/accounts/password/reset/done/"
CHANGE = "/accounts/password/change/"
NOON = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def ada() -> User:
    return make_member(email="ada@example.com")


@pytest.fixture
def ada_client(client: Client, ada: User) -> Client:
    client.force_login(ada, backend="accounts.backends.EmailBackend")
    return client


def has_password(user: User, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


def test_forgotten_password_is_replaced(client: Client, ada: User) -> None:
    assert client.get(ASK).status_code == 200
    assert client.post(ASK, {"email": "ADA@example.com"}).headers["Location"] == CODE
    assert client.get(CODE).status_code == 200
    code = code_sent_to("ada@example.com")
    assert client.post(CODE, {"code": code}).headers["Location"] == CHOOSE
    assert client.get(CHOOSE).status_code == 200
    assert client.post(CHOOSE, {"password1": NEW_PASSWORD}).headers["Location"] == DONE
    assert client.get(DONE).status_code == 200
    assert has_password(ada, NEW_PASSWORD)
    assert mail.outbox[-1].subject == "Your password was changed"
    assert sign_in(client, "ada@example.com", NEW_PASSWORD).headers["Location"] == "/dashboard/"


def test_replacing_a_password_signs_out_everywhere(client: Client, ada: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, ada.email)
    assert elsewhere.get("/accounts/settings/").status_code == 200
    client.post(ASK, {"email": ada.email})
    client.post(CODE, {"code": code_sent_to(ada.email)})
    client.post(CHOOSE, {"password1": NEW_PASSWORD})
    assert elsewhere.get("/accounts/settings/").status_code == 302


def test_unknown_address_looks_like_a_known_one(client: Client, ada: User) -> None:
    known = client.post(ASK, {"email": ada.email})
    known_page = client.get(CODE).content.decode()
    stranger = Client()
    unknown = stranger.post(ASK, {"email": "nobody@example.com"})
    unknown_page = stranger.get(CODE).content.decode().replace("nobody@example.com", ada.email)
    assert known.headers["Location"] == unknown.headers["Location"] == CODE
    pages = [
        [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
        for page in (known_page, unknown_page)
    ]
    assert pages[0] == pages[1]
    assert mail.outbox[-1].to == ["nobody@example.com"]
    assert mail.outbox[-1].subject == "No account with this email address"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "\0", "ä" * 10_000])
def test_wrong_code_leads_nowhere(client: Client, ada: User, code: str) -> None:
    client.post(ASK, {"email": ada.email})
    response = client.post(CODE, {"code": code})
    assert list(errors(response)) == ["code"]
    assert client.get(CHOOSE).headers["Location"] == CODE
    client.post(CHOOSE, {"password1": NEW_PASSWORD})
    assert has_password(ada, PASSWORD)


def test_empty_code_does_not_fit_an_unknown_address(client: Client) -> None:
    client.post(ASK, {"email": "nobody@example.com"})
    for code in ("", " ", "-"):
        assert list(errors(client.post(CODE, {"code": code}))) == ["code"]


def test_too_many_wrong_codes_end_it(client: Client, ada: User) -> None:
    client.post(ASK, {"email": ada.email})
    right = code_sent_to(ada.email)
    for _ in range(4):
        assert client.post(CODE, {"code": "AAAA-AAAA"}).status_code == 200
    response = client.post(CODE, {"code": "AAAA-AAAA"}, follow=True)
    assert response.redirect_chain == [("/accounts/login/", 302)]
    assert messages_of(response) == ["Too many tries. Wait five minutes, then start again."]
    assert client.post(CODE, {"code": right}).headers["Location"] == ASK


def test_code_is_too_old_after_half_an_hour(client: Client, ada: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client.post(ASK, {"email": ada.email})
        clock.shift(datetime.timedelta(minutes=30, seconds=1))
        response = client.post(CODE, {"code": code_sent_to(ada.email)}, follow=True)
    assert response.redirect_chain == [(ASK, 302)]
    assert messages_of(response) == ["That code is no longer valid. Ask for a new one."]


def test_code_is_of_no_use_in_another_browser(client: Client, ada: User) -> None:
    client.post(ASK, {"email": ada.email})
    other = Client()
    assert other.post(CODE, {"code": code_sent_to(ada.email)}).headers["Location"] == ASK
    assert other.get(CHOOSE).headers["Location"] == ASK


def test_reset_works_once(client: Client, ada: User) -> None:
    client.post(ASK, {"email": ada.email})
    code = code_sent_to(ada.email)
    client.post(CODE, {"code": code})
    client.post(CHOOSE, {"password1": NEW_PASSWORD})
    assert client.post(CHOOSE, {"password1": "a third long pass phrase"}).headers["Location"] == ASK
    assert client.post(CODE, {"code": code}).headers["Location"] == ASK
    assert has_password(ada, NEW_PASSWORD)


def test_weak_new_password_is_refused(client: Client, ada: User) -> None:
    client.post(ASK, {"email": ada.email})
    client.post(CODE, {"code": code_sent_to(ada.email)})
    response = client.post(CHOOSE, {"password1": "too short"})
    assert errors(response) == {
        "password1": ["This password is too short. It must contain at least 12 characters."]
    }
    assert has_password(ada, PASSWORD)


@pytest.mark.parametrize("email", ["", "ada", "ada@example.com\0", "a" * 9_988 + "@example.com"])
def test_reset_for_a_bad_address_gets_a_message(client: Client, email: str) -> None:
    response = client.post(ASK, {"email": email})
    assert response.status_code == 200
    assert list(errors(response)) == ["email"]
    assert mail.outbox == []


def test_closed_account_gets_no_code(client: Client) -> None:
    make_member(email="ada@example.com", is_active=False)
    client.post(ASK, {"email": "ada@example.com"})
    assert mail.outbox[-1].subject == "No account with this email address"


def test_change_password(ada_client: Client, ada: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, ada.email)
    assert ada_client.get(CHANGE).status_code == 200
    response = ada_client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert response.headers["Location"] == "/accounts/settings/"
    assert has_password(ada, NEW_PASSWORD)
    page = ada_client.get("/accounts/settings/")
    assert page.status_code == 200
    assert messages_of(page) == ["Your new password is saved."]
    assert elsewhere.get("/accounts/settings/").status_code == 302
    notice = mail.outbox[-1]
    assert (notice.to, notice.subject) == ([ada.email], "Your password was changed")
    assert "Network address: 127.0.0.1" in str(notice.body)
    assert "http://testserver/accounts/password/reset/" in str(notice.body)


def test_change_password_twice_needs_the_new_one(ada_client: Client, ada: User) -> None:
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    ada_client.post(CHANGE, data)
    response = ada_client.post(CHANGE, data)
    assert errors(response) == {"oldpassword": ["This is not your current password."]}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", NEW_PASSWORD, "oldpassword"),
        ("", NEW_PASSWORD, "oldpassword"),
        (PASSWORD, "", "password1"),
        (PASSWORD, "too short", "password1"),
        (PASSWORD, "ada@example.com", "password1"),
    ],
)
def test_refused_change_keeps_the_password(
    ada_client: Client, ada: User, old: str, new: str, field: str
) -> None:
    response = ada_client.post(CHANGE, {"oldpassword": old, "password1": new})
    assert list(errors(response)) == [field]
    assert has_password(ada, PASSWORD)


def test_change_password_signed_out(client: Client) -> None:
    assert client.get(CHANGE).headers["Location"] == f"/accounts/login/?next={CHANGE}"
    assert client.post(CHANGE).headers["Location"] == f"/accounts/login/?next={CHANGE}"


def test_change_password_needs_the_token_of_its_page(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="accounts.backends.EmailBackend")
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    assert client.post(CHANGE, data).status_code == 403
    assert has_password(ada, PASSWORD)


def test_account_without_a_password_chooses_one(client: Client) -> None:
    user = make_member(email="ada@example.com")
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    assert client.get(CHANGE).headers["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    client.post("/accounts/password/set/", {"password1": NEW_PASSWORD})
    assert has_password(user, NEW_PASSWORD)
