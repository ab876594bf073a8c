"""The settings of a person: name and time zone."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from tests.accounts.people import errors, messages_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/accounts/settings/"
GOOD = {"display_name": "Ada Lovelace", "time_zone": "Europe/London"}


def test_settings_are_saved(learner_client: Client, learner: User) -> None:
    assert learner_client.get(PAGE).status_code == 200
    response = learner_client.post(PAGE, GOOD, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert messages_of(response) == ["Your settings are saved."]
    learner.refresh_from_db()
    assert (learner.display_name, learner.time_zone) == ("Ada Lovelace", "Europe/London")
    html = response.content.decode()
    assert 'value="Ada Lovelace"' in html
    assert '<option value="Europe/London" selected>London</option>' in html


def test_settings_twice_are_the_same(learner_client: Client, learner: User) -> None:
    learner_client.post(PAGE, GOOD)
    assert learner_client.post(PAGE, GOOD).status_code == 302
    learner.refresh_from_db()
    assert learner.display_name == "Ada Lovelace"


def test_name_may_be_empty(learner_client: Client, learner: User) -> None:
    learner_client.post(PAGE, {**GOOD, "display_name": "  "})
    learner.refresh_from_db()
    assert learner.display_name == ""
    assert learner.name == learner.email.partition("@")[0]


@pytest.mark.parametrize(
    "zone",
    ["", "Mars/Olympus_Mons", "localtime", "europe/london", "UTC\0", "z" * 10_000, "../UTC"],
)
def test_time_zone_nonsense_is_refused(learner_client: Client, learner: User, zone: str) -> None:
    response = learner_client.post(PAGE, {**GOOD, "time_zone": zone})
    assert response.status_code == 200
    assert list(errors(response)) == ["time_zone"]
    learner.refresh_from_db()
    assert (learner.display_name, learner.time_zone) == ("", "UTC")


@pytest.mark.parametrize("name", ["x" * 81, "x" * 10_000, "Ada\0"])
def test_bad_name_is_refused_and_stays_in_the_field_only(
    learner_client: Client, learner: User, name: str
) -> None:
    response = learner_client.post(PAGE, {**GOOD, "display_name": name})
    assert list(errors(response)) == ["display_name"]
    html = response.content.decode()
    assert 'href="#id_display_name"' in html
    assert f"Account: {learner.name}<" in html
    learner.refresh_from_db()
    assert learner.display_name == ""


def test_name_is_shown_as_text(learner_client: Client) -> None:
    name = "<script>alert(1)</script>"
    page = learner_client.post(PAGE, {**GOOD, "display_name": name}, follow=True)
    assert "<script>alert" not in page.content.decode()


def test_page_changes_only_the_person_who_is_signed_in(
    learner_client: Client, learner: User
) -> None:
    other = UserFactory(display_name="Grace")
    learner_client.post(
        PAGE,
        {
            **GOOD,
            "id": str(other.pk),
            "pk": str(other.pk),
            "email": "taken@example.com",
            "is_staff": "on",
            "is_superuser": "on",
        },
    )
    other.refresh_from_db()
    assert other.display_name == "Grace"
    before = learner.email
    learner.refresh_from_db()
    assert (learner.email, learner.is_staff, learner.is_superuser) == (before, False, False)


def test_signed_out_people_sign_in_first(client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    assert client.post(PAGE, GOOD).headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_verbs_are_refused(learner_client: Client, method: str) -> None:
    assert getattr(learner_client, method)(PAGE).status_code == 405


def test_settings_need_the_token_of_their_page(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    assert client.post(PAGE, GOOD).status_code == 403


def test_next_is_followed_within_the_site(learner_client: Client) -> None:
    page = learner_client.get(f"{PAGE}?next=/plan/").content.decode()
    assert '<input type="hidden" name="next" value="/plan/">' in page
    response = learner_client.post(PAGE, {**GOOD, "next": "/plan/"})
    assert response.headers["Location"] == "/plan/"


@pytest.mark.parametrize("hostile", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_next_never_leads_elsewhere(learner_client: Client, hostile: str) -> None:
    assert hostile not in learner_client.get(PAGE, {"next": hostile}).content.decode()
    response = learner_client.post(PAGE, {**GOOD, "next": hostile})
    assert response.headers["Location"] == PAGE


@pytest.mark.parametrize("name", ["GB", "Asia/Calcutta", "Etc/GMT+5"])
def test_zone_with_an_old_name_is_kept(learner_client: Client, learner: User, name: str) -> None:
    User.objects.filter(pk=learner.pk).update(time_zone=name)
    page = learner_client.get(PAGE).content.decode()
    assert f'<option value="{name}" selected>{name}</option>' in page
    learner_client.post(PAGE, {"display_name": "Ada", "time_zone": name})
    learner.refresh_from_db()
    assert (learner.display_name, learner.time_zone) == ("Ada", name)


def test_page_needs_few_queries(
    learner_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # The session, the person, the person's own copy for the form, and the header.
    with django_assert_num_queries(4):
        learner_client.get(PAGE)


def test_chosen_zone_holds_for_the_next_page(
    learner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner_client.post(PAGE, {**GOOD, "time_zone": "Pacific/Kiritimati"})
    seen: list[datetime.date] = []
    real = timezone.override.__enter__

    def enter(self: timezone.override) -> None:
        real(self)
        seen.append(timezone.localdate())

    monkeypatch.setattr(timezone.override, "__enter__", enter)
    with time_machine.travel(datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)):
        learner_client.get(PAGE)
    assert seen == [datetime.date(2026, 7, 23)]
