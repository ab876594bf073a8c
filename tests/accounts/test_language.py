"""The language of a person: chosen on the account, in the footer, or left to the browser."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.languages import written_for
from accounts.models import User
from tests.accounts.people import sign_up

pytestmark = pytest.mark.django_db
PAGE = "/accounts/settings/"
GOOD = {"display_name": "Ada", "time_zone": "UTC"}
GERMAN = {"Accept-Language": "de"}


def language_of(client: Client, **headers: str) -> str:
    """The language in which the page of settings answers, as page and header say alike."""
    response = client.get(PAGE, headers=headers)
    language: str = response.headers["Content-Language"]
    assert f'<html lang="{language}" ' in response.content.decode()
    return language


def choose(client: Client, language: str) -> None:
    User.objects.update(language=language)


@pytest.mark.parametrize(
    ("on_account", "in_cookie", "by_browser", "expected"),
    [
        ("", "", "", "en-gb"),
        ("", "", "de", "de"),
        ("", "en-gb", "de", "en-gb"),
        ("de", "", "", "de"),
        ("de", "en-gb", "en", "de"),
        ("en-gb", "de", "de", "en-gb"),
        # Spoken once, and not any more.
        ("fr", "", "de", "de"),
    ],
)
def test_account_goes_before_cookie_and_browser(
    learner_client: Client, on_account: str, in_cookie: str, by_browser: str, expected: str
) -> None:
    choose(learner_client, on_account)
    learner_client.cookies["language"] = in_cookie
    headers = {"Accept-Language": by_browser} if by_browser else {}
    assert language_of(learner_client, **headers) == expected


def test_language_of_one_request_is_not_left_to_the_next(learner_client: Client) -> None:
    choose(learner_client, "de")
    assert language_of(learner_client) == "de"
    assert Client().get("/about/").headers["Content-Language"] == "en-gb"


def test_settings_choose_a_language(learner_client: Client, learner: User) -> None:
    page = learner_client.get(PAGE).content.decode()
    assert '<option value="" selected>As my browser asks</option>' in page
    assert '<option value="de">Deutsch</option>' in page
    response = learner_client.post(PAGE, {**GOOD, "language": "de"})
    learner.refresh_from_db()
    assert learner.language == "de"
    assert response.cookies["language"].value == "de"
    assert language_of(learner_client) == "de"


def test_settings_leave_it_to_the_browser_again(learner_client: Client, learner: User) -> None:
    learner_client.post(PAGE, {**GOOD, "language": "de"})
    response = learner_client.post(PAGE, {**GOOD, "language": ""})
    learner.refresh_from_db()
    assert learner.language == ""
    assert response.cookies["language"]["max-age"] == 0
    assert language_of(learner_client) == "en-gb"
    assert language_of(learner_client, **GERMAN) == "de"


def test_settings_without_a_change_leave_the_cookie_alone(learner_client: Client) -> None:
    assert "language" not in learner_client.post(PAGE, GOOD).cookies


@pytest.mark.parametrize("language", ["fr", "en", "DE", "de\0", "x" * 10_000])
def test_language_nonsense_is_refused(learner_client: Client, learner: User, language: str) -> None:
    response = learner_client.post(PAGE, {**GOOD, "language": language})
    assert list(response.context["form"].errors) == ["language"]
    learner.refresh_from_db()
    assert learner.language == ""


def test_choice_in_the_footer_is_kept_on_the_account(learner_client: Client, learner: User) -> None:
    choose(learner_client, "en-gb")
    response = learner_client.post("/language/", {"language": "de", "next": PAGE})
    assert response.headers["Location"] == PAGE
    learner.refresh_from_db()
    assert learner.language == "de"
    assert language_of(learner_client) == "de"


@pytest.mark.parametrize("language", ["", "xx", "fr", "de\0"])
def test_footer_keeps_no_nonsense(learner_client: Client, learner: User, language: str) -> None:
    choose(learner_client, "de")
    assert learner_client.post("/language/", {"language": language}).status_code in {204, 302}
    learner.refresh_from_db()
    assert learner.language == "de"


def test_choice_in_the_footer_is_the_persons_own(learner_client: Client, learner: User) -> None:
    other = User.objects.create_user("other@example.com")
    learner_client.post("/language/", {"language": "de", "pk": other.pk})
    other.refresh_from_db()
    assert other.language == ""


def test_footer_of_a_visitor_keeps_it_on_the_device_alone(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.post("/language/", {"language": "de"})
    assert client.cookies["language"].value == "de"


@pytest.mark.parametrize(("in_cookie", "kept"), [("de", "de"), ("", ""), ("xx", "")])
def test_sign_up_keeps_what_was_chosen_before(client: Client, in_cookie: str, kept: str) -> None:
    client.cookies["language"] = in_cookie
    sign_up(client, "ada@example.com")
    assert User.objects.get(email="ada@example.com").language == kept


@pytest.mark.parametrize(
    ("code", "fallback", "expected"),
    [("de", "en-gb", "de"), ("", "de", "de"), ("fr", "en-gb", "en-gb")],
)
def test_written_for_a_person(code: str, fallback: str, expected: str) -> None:
    with written_for(code, fallback):
        assert translation.get_language() == expected
    assert translation.get_language() == "en-gb"


def test_a_new_language_needs_no_migration(settings: Settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    field = User._meta.get_field("language")
    assert ("fr", "Français") in list(field.choices or ())
