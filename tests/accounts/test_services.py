"""Accounts made by others: the operator, an admin, the demonstration."""

import os

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.services import DemoRefused, create_demo_user, verify_address
from tests.accounts.people import PASSWORD, make_member, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    rows = EmailAddress.objects.filter(user=user)
    return list(rows.values_list("email", "verified", "primary"))


def make_demo(**changes: object) -> User:
    given: dict[str, object] = {
        "email": "Demo@example.com",
        "display_name": "Demo",
        "time_zone": "Europe/London",
        "password": PASSWORD,
    }
    return create_demo_user(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def debug(settings: Settings) -> None:
    settings.DEBUG = True


def test_verified_address_is_the_only_one() -> None:
    user = UserFactory(email="ada@example.com")
    EmailAddress.objects.create(user=user, email="old@example.com", verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="ada@example.com")
    verify_address(user)
    assert addresses(user) == [("ada@example.com", True, True)]


def test_verifying_twice_is_the_same_and_leaves_others_alone() -> None:
    user, other = UserFactory(), make_member()
    verify_address(user)
    verify_address(user)
    assert addresses(user) == [(user.email, True, True)]
    assert addresses(other) == [(other.email, True, True)]


def test_superuser_of_the_command_line_signs_in_without_a_code(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Root@example.com", interactive=False, verbosity=0)
    response = sign_in(client, "root@example.com", next="/admin/")
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert mail.outbox == []


def test_ordinary_user_still_needs_a_code(client: Client) -> None:
    User.objects.create_user("ada@example.com", PASSWORD, is_staff=True)
    response = sign_in(client, "ada@example.com")
    assert response.headers["Location"] == "/accounts/confirm-email/"


@pytest.mark.usefixtures("debug")
def test_demo_user_can_sign_in(client: Client) -> None:
    user = make_demo(groups=["Mentors"], is_staff=True)
    assert (user.email, user.is_demo, user.is_staff) == ("demo@example.com", True, True)
    assert (user.display_name, user.time_zone) == ("Demo", "Europe/London")
    assert not user.is_superuser
    assert [group.name for group in user.groups.all()] == ["Mentors"]
    assert addresses(user) == [("demo@example.com", True, True)]
    assert sign_in(client, "demo@example.com").headers["Location"] == "/mentor/"


@pytest.mark.usefixtures("debug")
def test_second_call_keeps_what_the_person_changed(client: Client) -> None:
    first = make_demo(groups=["Mentors"])
    first.display_name, first.time_zone = "Mine", "Asia/Tokyo"
    first.save()
    first.groups.clear()
    second = make_demo(groups=["Mentors"], is_staff=True)
    assert User.objects.count() == 1
    assert (second.pk, second.display_name, second.time_zone) == (first.pk, "Mine", "Asia/Tokyo")
    assert not second.is_staff
    assert not second.groups.exists()
    assert addresses(second) == [("demo@example.com", True, True)]


@pytest.mark.usefixtures("debug")
def test_second_call_keeps_open_sessions(client: Client) -> None:
    make_demo()
    sign_in(client, "demo@example.com")
    make_demo()
    assert client.get("/accounts/settings/").status_code == 200


@pytest.mark.usefixtures("debug")
def test_second_call_makes_the_printed_password_work_again(client: Client) -> None:
    user = make_demo()
    user.set_password("something else entirely")
    user.is_active = False
    user.save()
    make_demo()
    assert sign_in(client, "demo@example.com").headers["Location"] == "/dashboard/"


def test_demo_user_is_refused_outside_debug() -> None:
    with pytest.raises(DemoRefused, match="DEBUG=true"):
        make_demo()
    assert not User.objects.exists()


@pytest.mark.usefixtures("debug")
def test_demo_never_takes_over_a_real_account() -> None:
    real = make_member(email="demo@example.com")
    before = real.password
    with pytest.raises(DemoRefused, match="real person"):
        make_demo(is_superuser=True)
    real.refresh_from_db()
    assert (real.password, real.is_demo, real.is_superuser) == (before, False, False)


@pytest.mark.usefixtures("debug")
def test_demo_user_needs_a_real_time_zone() -> None:
    with pytest.raises(ValidationError):
        make_demo(time_zone="Mars/Olympus_Mons")
    assert not User.objects.exists()
