"""The form in two windows: the older one takes nothing back without a word."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portfolio.models import Portfolio
from portfolio.written import FIELDS, mark_of, written_in
from tests import pages
from tests.factories import PortfolioFactory, UserFactory
from tests.portfolio.people import client_of
from tests.portfolio.test_editing import at_once

EDIT = reverse("portfolio:edit")
CHANGED = "was changed in another window"

# Another value for each field of `portfolio_of`.
OTHER: dict[str, Any] = {
    "handle": "another-handle",
    "headline": "Another <b>headline</b>",
    "about": "Another\ntext",
    "location": "Leeds",
    "contact_email": "another@example.org",
    "shows_position": False,
    "shows_stages": False,
    "shows_certificates": False,
    "shows_skills": False,
    "visibility": "private",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def portfolio_of(user: User, visibility: str = "public") -> Portfolio:
    made: Portfolio = PortfolioFactory(
        user=user, handle="amara", headline="Before", about="Before", visibility=visibility
    )
    return made


def filled_in(response: Any) -> dict[str, str]:
    """What the browser would send if the form were sent as it stands."""
    form = next(
        form for form in pages.main(response).all("form") if form.attributes["action"] == EDIT
    )
    sent = {}
    for field in form.all("input"):
        kind, name = field.attributes.get("type"), field.attributes.get("name")
        if kind not in {"radio", "checkbox"} or "checked" in field.attributes:
            sent[name or ""] = field.attributes.get("value") or ("on" if kind == "checkbox" else "")
    for area in form.all("textarea"):
        written = "".join(part for part in area.children if isinstance(part, str))
        sent[area.attributes["name"] or ""] = written.removeprefix("\n")
    del sent["csrfmiddlewaretoken"]
    return sent


def opened(client: Client) -> dict[str, str]:
    """A window with the form in it."""
    return filled_in(client.get(EDIT))


def save(client: Client, window: dict[str, str], **changes: str) -> Any:
    return client.post(EDIT, window | changes)


def saved(user: User) -> dict[str, Any]:
    return written_in(Portfolio.objects.get(user=user))


def beside(response: Any) -> dict[str, str]:
    """What is said to be saved, by field."""
    main = pages.main(response)
    found = {name: main.find(f"id_{name}_helptext") for name in FIELDS}
    said = {
        name: re.search(r"\bSaved: (.*)", element.text)
        for name, element in found.items()
        if element
    }
    return {name: match[1] for name, match in said.items() if match}


# --- An older window -----------------------------------------------------------------------


def test_old_window_does_not_make_a_private_page_public_again(
    learner: User, learner_client: Client
) -> None:
    portfolio_of(learner)
    old, new = opened(learner_client), opened(learner_client)
    assert save(learner_client, new, visibility="private", about="After").status_code == 302
    before = saved(learner)
    response = save(learner_client, old, headline="Typed with care")

    assert response.status_code == 422
    assert saved(learner) == before
    assert (before["visibility"], before["about"]) == ("private", "After")
    assert Client().get("/p/amara/").status_code == 404
    page = pages.main(response)
    assert CHANGED in page.text
    assert list(response.context["form"].errors) == ["headline", "about", "visibility"]
    assert "Set back to what is saved: Private." in page.text
    assert page.texts("h1") == ["Your portfolio is private."]
    assert beside(response) == {"headline": "Before", "about": "After"}
    shown = filled_in(response)
    assert (shown["headline"], shown["about"]) == ("Typed with care", "Before")
    assert shown["visibility"] == "private"

    # Once more, having seen both.
    assert save(learner_client, shown).status_code == 302
    after = saved(learner)
    assert after == before | {"headline": "Typed with care", "about": "Before"}


def test_who_sees_it_is_theirs_to_choose_again(learner: User, learner_client: Client) -> None:
    portfolio_of(learner)
    old = opened(learner_client)
    Portfolio.objects.update(visibility="private")
    shown = filled_in(save(learner_client, old, headline="Typed"))
    assert save(learner_client, shown, visibility="link").status_code == 302
    assert saved(learner)["visibility"] == "link"


@pytest.mark.parametrize("mark", ["", "0" * 16, "new", "a\x00b", "x" * 50_000])
def test_window_without_a_mark_of_ours_counts_as_old(
    learner: User, learner_client: Client, mark: str
) -> None:
    portfolio_of(learner)
    window = opened(learner_client)
    before = saved(learner)
    assert save(learner_client, window, seen=mark, headline="Typed").status_code == 422
    assert saved(learner) == before


def test_window_that_sends_no_mark_counts_as_old(learner: User, learner_client: Client) -> None:
    portfolio_of(learner)
    window = opened(learner_client)
    del window["seen"]
    assert save(learner_client, window, headline="Typed").status_code == 422


def test_same_answers_from_two_windows_are_no_clash(learner: User, learner_client: Client) -> None:
    portfolio_of(learner)
    old = opened(learner_client)
    for _ in range(2):
        assert save(learner_client, old, headline="Typed", visibility="link").status_code == 302
    assert saved(learner)["visibility"] == "link"


def test_second_window_of_a_new_portfolio_takes_nothing_back(
    learner: User, learner_client: Client
) -> None:
    first, second = opened(learner_client), opened(learner_client)
    assert save(learner_client, first, handle="amara", about="First").status_code == 302
    response = save(learner_client, second, handle="amara", visibility="public")
    assert response.status_code == 422
    assert beside(response) == {"about": "First"}
    assert (saved(learner)["about"], saved(learner)["visibility"]) == ("First", "private")


def test_what_is_wrong_in_an_old_window_hides_nothing(
    learner: User, learner_client: Client
) -> None:
    """Refused for its address, the form would otherwise come back with a new mark."""
    portfolio_of(learner)
    old = opened(learner_client)
    Portfolio.objects.update(visibility="private", about="After")
    response = save(learner_client, old, contact_email="nobody")
    assert list(response.context["form"].errors) == ["contact_email", "about", "visibility"]
    assert beside(response) == {"about": "After", "contact_email": "nothing"}
    shown = filled_in(response)
    assert (shown["visibility"], shown["contact_email"]) == ("private", "nobody")


def test_what_is_wrong_in_the_newest_window_keeps_its_mark(
    learner: User, learner_client: Client
) -> None:
    portfolio_of(learner)
    window = opened(learner_client)
    response = save(learner_client, window, contact_email="nobody")
    assert list(response.context["form"].errors) == ["contact_email"]
    assert filled_in(response) == window | {"contact_email": "nobody"}
    assert CHANGED not in pages.main(response).text


# --- Every field ---------------------------------------------------------------------------


def test_there_is_another_value_for_every_field() -> None:
    assert set(OTHER) == set(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_field_that_another_window_changed_is_named_with_its_value(
    learner: User, learner_client: Client, field: str
) -> None:
    portfolio_of(learner)
    old = opened(learner_client)
    Portfolio.objects.update(**{field: OTHER[field]})
    response = save(learner_client, old)
    assert response.status_code == 422
    assert saved(learner)[field] == OTHER[field]
    shown = "not shown" if OTHER[field] is False else " ".join(str(OTHER[field]).split())
    wanted = {} if field == "visibility" else {field: shown}
    assert beside(response) == wanted
    assert list(response.context["form"].errors) == [field]
    assert "<b>headline" not in response.content.decode()


@pytest.mark.parametrize("field", FIELDS)
def test_mark_changes_with_every_field(learner: User, field: str) -> None:
    portfolio = portfolio_of(learner)
    before = mark_of(written_in(portfolio))
    setattr(portfolio, field, OTHER[field])
    assert mark_of(written_in(portfolio)) != before


def test_mark_is_not_of_who_the_person_is() -> None:
    marks = set()
    for _ in range(2):
        Portfolio.objects.all().delete()
        marks.add(opened(client_of(portfolio_of(UserFactory()).user))["seen"])
    assert len(marks) == 1


# --- A new portfolio -----------------------------------------------------------------------


def test_new_portfolio_is_saved_as_it_stands_and_is_private() -> None:
    person = UserFactory(display_name="Amara Osei")
    client = client_of(person)
    window = opened(client)
    assert window["visibility"] == "private"
    assert save(client, window).status_code == 302
    portfolio = Portfolio.objects.get()
    assert (portfolio.handle, portfolio.visibility) == ("amara-osei", "private")


# --- At once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)
def test_of_windows_that_save_at_once_one_wins_and_the_others_are_told() -> None:
    user = UserFactory()
    portfolio_of(user)
    clients = [client_of(user) for _ in range(6)]
    windows = [opened(client) for client in clients]
    statuses = []

    def send(number: int) -> None:
        statuses.append(save(clients[number], windows[number], headline=str(number)).status_code)

    assert at_once(send, 6) == []
    assert sorted(statuses) == [302, *[422] * 5]
