"""Signing in and out."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import MENTORS, User
from tests.accounts.people import (
    PASSWORD,
    code_sent_to,
    errors,
    make_member,
    sign_in,
)
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
SIGN_OUT = "/accounts/logout/"
MISMATCH = "No account has this email address and password. Check both and try again."


def is_signed_in(client: Client) -> bool:
    """As the site sees it, whatever the session says."""
    return client.get("/accounts/settings/").status_code == 200


def test_sign_in_leads_to_the_dashboard(client: Client) -> None:
    make_member(email="ada@example.com")
    assert sign_in(client, "ada@example.com").headers["Location"] == "/dashboard/"
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["Foo@Example.com", "FOO@EXAMPLE.COM", " foo@example.com "])
def test_case_of_the_email_does_not_matter(client: Client, typed: str) -> None:
    make_member(email="foo@example.com")
    sign_in(client, typed)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("nobody@example.com", "x")],
)
def test_wrong_password_and_unknown_address_look_alike(
    client: Client, email: str, password: str
) -> None:
    make_member(email="ada@example.com")
    response = sign_in(client, email, password)
    assert response.status_code == 200
    assert errors(response) == {"__all__": [MISMATCH]}
    html = response.content.decode()
    assert f'value="{email}"' in html
    assert f'value="{password}"' not in html
    assert html.count(MISMATCH) == 1


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@example.com\0", "a" * 10_000, "a" * 9_988 + "@example.com"]
)
def test_bad_email_gets_a_message(client: Client, email: str) -> None:
    response = sign_in(client, email)
    assert response.status_code == 200
    assert list(errors(response)) == ["login"]


def test_long_and_odd_passwords_get_a_message(client: Client) -> None:
    make_member(email="ada@example.com")
    assert errors(sign_in(client, "ada@example.com", "p" * 10_000)) == {"__all__": [MISMATCH]}
    assert errors(sign_in(client, "ada@example.com", "a\0b")) == {
        "password": ["Null characters are not allowed."]
    }


def test_kept_signed_in_for_two_weeks_only_when_asked(client: Client) -> None:
    make_member(email="ada@example.com")
    response = sign_in(client, "ada@example.com")
    assert response.cookies["sessionid"]["expires"] == ""
    assert client.session.get_expire_at_browser_close()
    client.logout()
    response = sign_in(client, "ada@example.com", remember="on")
    assert response.cookies["sessionid"]["max-age"] == 14 * 24 * 60 * 60


def test_unconfirmed_address_is_asked_for_a_code(client: Client) -> None:
    UserFactory(email="ada@example.com")
    response = sign_in(client, "ada@example.com")
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    client.post("/accounts/confirm-email/", {"code": code_sent_to("ada@example.com")})
    assert is_signed_in(client)


def test_closed_account_is_told_so(client: Client) -> None:
    make_member(email="ada@example.com", is_active=False)
    response = sign_in(client, "ada@example.com")
    assert response.headers["Location"] == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions(client: Client) -> None:
    user = make_member(email="ada@example.com")
    sign_in(client, "ada@example.com")
    assert is_signed_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_signed_in_people_are_led_on(learner_client: Client) -> None:
    assert learner_client.get(SIGN_IN).headers["Location"] == "/dashboard/"
    assert learner_client.get(f"{SIGN_IN}?next=/plan/").headers["Location"] == "/plan/"


def test_next_is_kept(client: Client) -> None:
    make_member(email="ada@example.com")
    page = client.get(f"{SIGN_IN}?next=/plan/").content.decode()
    assert '<input type="hidden" name="next" value="/plan/">' in page
    assert sign_in(client, "ada@example.com", next="/plan/").headers["Location"] == "/plan/"


def test_mentors_begin_at_their_desk(client: Client) -> None:
    """They may have no plan. Those who asked for a page get it."""
    mentor = make_member(email="ada@example.com")
    mentor.groups.add(Group.objects.get(name=MENTORS))
    assert sign_in(client, "ada@example.com").headers["Location"] == "/mentor/"
    assert client.get(SIGN_IN).headers["Location"] == "/mentor/"
    assert client.get(f"{SIGN_IN}?next=/plan/").headers["Location"] == "/plan/"
    other = Client()
    assert sign_in(other, "ada@example.com", next="/plan/").headers["Location"] == "/plan/"
    hostile = sign_in(Client(), "ada@example.com", next="//evil.example/")
    assert hostile.headers["Location"] == "/mentor/"


def test_staff_without_a_plan_begin_in_the_admin(client: Client) -> None:
    """Those who asked for a page get it; those who learn too, or are mentors, have a place."""
    staff = make_member(email="ada@example.com", is_staff=True)
    assert sign_in(client, "ada@example.com").headers["Location"] == "/admin/"
    assert client.get(SIGN_IN).headers["Location"] == "/admin/"
    assert client.get(f"{SIGN_IN}?next=/plan/").headers["Location"] == "/plan/"
    PlanFactory(user=staff)
    assert client.get(SIGN_IN).headers["Location"] == "/dashboard/"
    staff.groups.add(Group.objects.get(name=MENTORS))
    assert client.get(SIGN_IN).headers["Location"] == "/mentor/"


def test_staff_find_the_admin_on_top_of_their_menu(admin_client: Client) -> None:
    menu = admin_client.get("/roadmap/").content.decode().partition('class="menu-list"')[2]
    assert re.findall(r'<li><a href="([^"]+)"', menu)[:2] == ["/admin/", "/plan/"]


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
        "https://testserver@evil.example/",
        "\x00//evil.example",
        " //evil.example",
        "x" * 5_000 + ":",
    ],
)
@pytest.mark.parametrize("way", ["sign in", "signed in", "sign out"])
def test_hostile_next_is_never_followed(client: Client, hostile: str, way: str) -> None:
    user = make_member(email="ada@example.com")
    if way == "sign in":
        response = sign_in(client, "ada@example.com", next=hostile)
        assert response.headers["Location"] == "/dashboard/"
        return
    client.force_login(user, backend="accounts.backends.EmailBackend")
    if way == "signed in":
        response = client.get(SIGN_IN, {"next": hostile})
        assert response.headers["Location"] == "/dashboard/"
    else:
        response = client.post(SIGN_OUT, {"next": hostile})
        assert response.headers["Location"] == "/"


def test_next_can_not_break_out_of_the_page(client: Client) -> None:
    page = client.get(SIGN_IN, {"next": '/"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in page


def test_sign_in_needs_the_token_of_its_page() -> None:
    make_member(email="ada@example.com")
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "ada@example.com").status_code == 403
    assert not is_signed_in(client)
    client.get(SIGN_IN)
    token = client.cookies["csrftoken"].value
    sign_in(client, "ada@example.com", csrfmiddlewaretoken=token)
    assert is_signed_in(client)


def test_session_key_changes_at_sign_in(client: Client) -> None:
    """Somebody who planted a session in this browser is not signed in with it."""
    make_member(email="ada@example.com")
    session = client.session
    session["planted"] = True
    session.save()
    sign_in(client, "ada@example.com")
    assert client.session.session_key != session.session_key


def test_sign_out_asks_first(learner_client: Client) -> None:
    response = learner_client.get(SIGN_OUT)
    assert response.status_code == 200
    assert "<h1>Sign out?</h1>" in response.content.decode()
    assert is_signed_in(learner_client)


def test_sign_out(learner_client: Client) -> None:
    assert learner_client.post(SIGN_OUT).headers["Location"] == "/"
    assert not is_signed_in(learner_client)


def test_sign_out_twice_or_signed_out_goes_home(client: Client) -> None:
    assert client.post(SIGN_OUT).headers["Location"] == "/"
    assert client.post(SIGN_OUT).headers["Location"] == "/"
    assert client.get(SIGN_OUT).headers["Location"] == "/"


def test_sign_out_needs_the_token_of_its_page(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    assert client.post(SIGN_OUT).status_code == 403
    assert is_signed_in(client)


def test_demo_account_works_in_debug_only(client: Client, settings: Settings) -> None:
    make_member(email="demo@example.com", is_demo=True)
    response = sign_in(client, "demo@example.com")
    assert errors(response) == {
        "__all__": ["This is a demonstration account. It does not work on this site."]
    }
    assert not is_signed_in(client)
    settings.DEBUG = True
    sign_in(client, "demo@example.com")
    assert is_signed_in(client)


def test_demo_account_with_a_wrong_password_says_nothing(client: Client) -> None:
    make_member(email="demo@example.com", is_demo=True)
    assert errors(sign_in(client, "demo@example.com", "wrong")) == {"__all__": [MISMATCH]}


def test_open_session_of_a_demo_account_ends(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    make_member(email="demo@example.com", is_demo=True)
    sign_in(client, "demo@example.com")
    assert is_signed_in(client)
    settings.DEBUG = False
    assert not is_signed_in(client)


def test_demo_account_does_not_enter_by_a_code_either(client: Client) -> None:
    user = UserFactory(email="demo@example.com", is_demo=True, is_active=True)
    client.post("/accounts/password/reset/", {"email": user.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_sent_to(user.email)})
    client.post("/accounts/password/reset/complete/", {"password1": PASSWORD})
    sign_in(client, user.email)
    assert not is_signed_in(client)


def test_only_a_code_is_mailed_never_a_password(client: Client) -> None:
    UserFactory(email="ada@example.com")
    sign_in(client, "ada@example.com")
    assert PASSWORD not in str(mail.outbox[-1].body)
