"""Making an account: email, password, code."""

import datetime
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from tests.accounts.people import (
    PASSWORD,
    code_sent_to,
    errors,
    make_member,
    messages_of,
    sign_in,
    sign_up,
)

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
SIGN_UP = "/accounts/signup/"
CODE = "/accounts/confirm-email/"
NOON = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)


def signed_in_as(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else None


def test_sign_up_ends_signed_in_and_confirmed(client: Client) -> None:
    assert client.get(SIGN_UP).status_code == 200
    response = sign_up(client, "ada@example.com", time_zone="Europe/Paris")
    assert response.headers["Location"] == CODE
    assert signed_in_as(client) is None
    response = client.post(CODE, {"code": code_sent_to("ada@example.com")})
    assert response.headers["Location"] == "/plan/"
    assert signed_in_as(client) == "ada@example.com"
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("ada@example.com", True, True)
    assert User.objects.get().time_zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("America/New_York", "America/New_York"),
        ("Mars/Olympus_Mons", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("localtime", "UTC"),
        ("europe/paris", "UTC"),
        ("Europe/Paris\0", "UTC"),
        ("x" * 10_000, "UTC"),
        ("", "UTC"),
    ],
)
def test_time_zone_of_the_browser_is_taken_or_is_utc(client: Client, sent: str, kept: str) -> None:
    sign_up(client, "ada@example.com", time_zone=sent)
    assert User.objects.get().time_zone == kept


def test_sign_up_without_a_script_is_in_utc(client: Client) -> None:
    sign_up(client, "ada@example.com")
    assert User.objects.get().time_zone == "UTC"


def test_code_works_in_small_letters_and_without_the_dash(client: Client) -> None:
    sign_up(client, "ada@example.com")
    client.post(CODE, {"code": code_sent_to("ada@example.com").replace("-", " ").lower()})
    assert signed_in_as(client) == "ada@example.com"


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("too short", "This password is too short. It must contain at least 12 characters."),
        ("123456789012345", "This password is entirely numeric."),
        ("password1234", "This password is too common."),
        ("ada@example.com", "The password is too similar to the email address."),
        ("", "This field is required."),
        ("null\0in the middle", "Null characters are not allowed."),
    ],
)
def test_weak_password_is_named_at_its_field_and_the_email_stays(
    client: Client, password: str, complaint: str
) -> None:
    response = sign_up(client, "ada@example.com", password)
    assert response.status_code == 200
    assert complaint in errors(response)["password1"]
    html = response.content.decode()
    assert 'value="ada@example.com"' in html
    assert f'<p id="error_1_id_password1"><strong>{complaint}</strong></p>' in html
    assert 'href="#id_password1"' in html
    assert 'type="password" name="password1" value=' not in html
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "not an address",
        "ada@example.com\0",
        "a" * 10_000,
        "a" * 9_988 + "@example.com",
        # Passes as an address, and is longer than the column.
        "a" * 64 + "@" + ".".join(["b" * 60] * 4) + ".com",
    ],
)
def test_bad_email_gets_a_message(client: Client, email: str) -> None:
    response = sign_up(client, email)
    assert response.status_code == 200
    assert list(errors(response)) == ["email"]
    assert not User.objects.exists()
    assert mail.outbox == []


def test_capitals_in_the_email_are_made_small(client: Client) -> None:
    sign_up(client, " Ada@Example.COM ")
    assert User.objects.get().email == "ada@example.com"


def test_taken_address_in_another_case_looks_like_any_other(client: Client) -> None:
    make_member(email="ada@example.com")
    taken = sign_up(client, "ADA@example.com")
    assert mail.outbox[-1].subject == "You have an account with ML Careers"
    assert "/accounts/password/reset/" in str(mail.outbox[-1].body)
    page_taken = client.get(CODE).content.decode()
    stranger = Client()
    free = sign_up(stranger, "eve@example.com")
    page_free = stranger.get(CODE).content.decode()

    assert (taken.status_code, taken.headers["Location"]) == (302, CODE)
    assert (free.status_code, free.headers["Location"]) == (302, CODE)
    forms = [
        [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
        for page in (page_taken, page_free.replace("eve@example.com", "ada@example.com"))
    ]
    assert forms[0] == forms[1]
    assert User.objects.filter(email__iexact="ada@example.com").count() == 1


def test_nobody_enters_by_the_page_shown_for_a_taken_address(client: Client) -> None:
    make_member(email="ada@example.com")
    sign_up(client, "ada@example.com")
    for code in ("", "AAAA-AAAA"):
        assert client.post(CODE, {"code": code}).status_code == 200
    assert signed_in_as(client) is None


@pytest.mark.parametrize("is_taken", [True, False])
def test_sign_in_stays_within_reach_while_a_code_is_waited_for(
    client: Client, is_taken: bool
) -> None:
    """Whether the address had an account or not: the page does not tell."""
    make_member(email="ada@example.com" if is_taken else "eve@example.com")
    assert "Waiting for a code from us?" not in client.get(SIGN_IN).content.decode()
    sign_up(client, "ada@example.com")
    page = client.get(SIGN_IN)
    assert page.status_code == 200
    words = page.content.decode()
    assert '<input type="password" name="password"' in words
    assert f'Waiting for a code from us? <a href="{CODE}">Enter it here</a>.' in words
    assert client.get(CODE).status_code == 200


def test_owner_of_a_taken_address_signs_in_and_waits_no_longer(client: Client) -> None:
    make_member(email="ada@example.com")
    sign_up(client, "ada@example.com", "not the pass phrase")
    assert errors(sign_in(client, "ada@example.com", "not the pass phrase"))
    assert sign_in(client, "ada@example.com").headers["Location"] == "/dashboard/"
    assert signed_in_as(client) == "ada@example.com"
    assert client.get(CODE).status_code == 302


def test_code_works_after_a_look_at_the_sign_in_form(client: Client) -> None:
    sign_up(client, "ada@example.com", next="/projects/add/")
    client.get(SIGN_IN)
    response = client.post(CODE, {"code": code_sent_to("ada@example.com")})
    assert response.headers["Location"] == "/projects/add/"
    assert signed_in_as(client) == "ada@example.com"


def test_sign_in_with_an_address_that_waits_sends_another_code(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_up(client, "ada@example.com")
        clock.shift(datetime.timedelta(seconds=11))
        assert sign_in(client, "ada@example.com").headers["Location"] == CODE
        assert len(mail.outbox) == 2
        client.post(CODE, {"code": code_sent_to("ada@example.com")})
        assert signed_in_as(client) == "ada@example.com"


def test_sign_up_twice_in_a_row_makes_one_account(client: Client) -> None:
    sign_up(client, "ada@example.com")
    response = sign_up(client, "ada@example.com")
    assert response.headers["Location"] == CODE
    assert User.objects.count() == 1
    assert len(mail.outbox) == 1


def test_two_sign_ups_at_the_same_moment_make_one_account(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second passes the check for the address before the first has written it."""
    make_member(email="ada@example.com")
    calls: list[str] = []

    def not_seen_yet(email: str) -> tuple[str, bool]:
        calls.append(email)
        return email, False

    monkeypatch.setattr(
        "allauth.account.forms.flows.manage_email.email_already_exists", not_seen_yet
    )
    response = sign_up(client, "ada@example.com")
    assert calls == ["ada@example.com"]
    assert response.headers["Location"] == CODE
    assert User.objects.count() == 1
    assert mail.outbox[-1].subject == "You have an account with ML Careers"


def test_the_database_refuses_the_same_address_in_another_case() -> None:
    make_member(email="ada@example.com")
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ADA@example.com")])


def test_wrong_code_can_be_tried_again(client: Client) -> None:
    sign_up(client, "ada@example.com")
    response = client.post(CODE, {"code": "AAAA-AAAA"})
    assert errors(response) == {"code": ["This is not the code we sent. Check it and try again."]}
    client.post(CODE, {"code": code_sent_to("ada@example.com")})
    assert signed_in_as(client) == "ada@example.com"


def test_too_many_wrong_codes_end_it(client: Client) -> None:
    sign_up(client, "ada@example.com")
    right = code_sent_to("ada@example.com")
    for _ in range(4):
        assert client.post(CODE, {"code": "AAAA-AAAA"}).status_code == 200
    response = client.post(CODE, {"code": "AAAA-AAAA"}, follow=True)
    assert response.redirect_chain == [("/accounts/login/", 302)]
    assert messages_of(response) == ["Too many tries. Wait five minutes, then start again."]
    client.post(CODE, {"code": right})
    assert signed_in_as(client) is None


def test_code_is_too_old_after_half_an_hour(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_up(client, "ada@example.com")
        right = code_sent_to("ada@example.com")
        clock.shift(datetime.timedelta(minutes=30, seconds=1))
        response = client.post(CODE, {"code": right}, follow=True)
    assert response.redirect_chain == [("/accounts/login/", 302)]
    assert messages_of(response) == ["That code is no longer valid. Sign in to be sent a new one."]
    assert signed_in_as(client) is None
    assert not EmailAddress.objects.get().verified


def test_code_still_works_shortly_before(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_up(client, "ada@example.com")
        clock.shift(datetime.timedelta(minutes=29))
        client.post(CODE, {"code": code_sent_to("ada@example.com")})
        assert signed_in_as(client) == "ada@example.com"


def test_new_code_replaces_the_first(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_up(client, "ada@example.com")
        first = code_sent_to("ada@example.com")
        clock.shift(datetime.timedelta(seconds=11))
        response = client.post(CODE, {"action": "resend"}, follow=True)
        assert messages_of(response) == ["A new code is on its way."]
        second = code_sent_to("ada@example.com")
        assert first != second
        client.post(CODE, {"code": first})
        assert signed_in_as(client) is None
        client.post(CODE, {"code": second})
        assert signed_in_as(client) == "ada@example.com"


def test_new_code_at_once_has_to_wait_and_the_first_still_works(client: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_up(client, "ada@example.com")
        response = client.post(CODE, {"action": "resend"}, follow=True)
        assert messages_of(response) == ["Wait ten seconds, then ask for a new code again."]
        assert len(mail.outbox) == 1
        client.post(CODE, {"code": code_sent_to("ada@example.com")})
        assert signed_in_as(client) == "ada@example.com"


def test_mistyped_address_is_mended_by_starting_again(client: Client) -> None:
    sign_up(client, "adda@example.com")
    response = client.post("/accounts/logout/", {"next": SIGN_UP})
    assert response.headers["Location"] == SIGN_UP
    sign_up(client, "ada@example.com")
    client.post(CODE, {"code": code_sent_to("ada@example.com")})
    assert signed_in_as(client) == "ada@example.com"


def test_owner_of_an_address_that_a_stranger_signed_up_gets_it_back(client: Client) -> None:
    """By the reset: its code proves the mailbox."""
    sign_up(Client(), "ada@example.com", "a stranger's pass phrase")
    client.post("/accounts/password/reset/", {"email": "ada@example.com"})
    client.post("/accounts/password/reset/confirm/", {"code": code_sent_to("ada@example.com")})
    client.post("/accounts/password/reset/complete/", {"password1": PASSWORD})
    assert sign_in(client, "ada@example.com").headers["Location"] == "/dashboard/"


def test_signed_in_people_are_led_on(learner_client: Client) -> None:
    assert learner_client.get(SIGN_UP).headers["Location"] == "/dashboard/"
    assert sign_up(learner_client, "eve@example.com").headers["Location"] == "/dashboard/"
    assert User.objects.count() == 1


def test_next_is_kept_through_sign_up_and_code(client: Client) -> None:
    page = client.get("/accounts/login/?next=/projects/add/").content.decode()
    assert 'href="/accounts/signup/?next=%2Fprojects%2Fadd%2F"' in page
    page = client.get(f"{SIGN_UP}?next=/projects/add/").content.decode()
    assert '<input type="hidden" name="next" value="/projects/add/">' in page
    sign_up(client, "ada@example.com", next="/projects/add/")
    response = client.post(CODE, {"code": code_sent_to("ada@example.com")})
    assert response.headers["Location"] == "/projects/add/"


def test_sign_up_needs_the_token_of_its_page() -> None:
    assert sign_up(Client(enforce_csrf_checks=True), "ada@example.com").status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_verbs_make_no_account(client: Client, method: str) -> None:
    getattr(client, method)(SIGN_UP)
    assert not User.objects.exists()


def test_sign_up_sets_nothing_but_what_it_asks(client: Client) -> None:
    sign_up(client, "ada@example.com", is_staff="on", is_superuser="on", is_demo="on")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_demo) == (False, False, False)


def test_page_answers_while_the_mail_server_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    sign_up(client, "ada@example.com")
    response = client.get(CODE)
    assert response.status_code == 200
    assert messages_of(response) == [
        "We could not send you a message just now. Try again in a few minutes."
    ]


def test_script_of_the_page_is_a_file_of_ours(client: Client) -> None:
    page = client.get(SIGN_UP).content.decode()
    assert '<script src="/static/time-zone.js" defer></script>' in page
    assert 'name="time_zone" data-browser-time-zone=""' in page
