"""The owner's page: what it takes, what it refuses, and nobody else's."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from portfolio import services
from portfolio.forms import RESERVED, TAKEN, PortfolioForm, suggested_handle
from portfolio.models import RESERVED_HANDLES, Portfolio
from portfolio.written import mark_of, written_in
from progress.models import Project
from tests import pages
from tests.factories import PortfolioFactory, ProjectFactory, ShownProjectFactory, UserFactory
from tests.portfolio.people import client_of, own_link

EDIT = reverse("portfolio:edit")
PREVIEW = reverse("portfolio:preview")
ADD_LINK = reverse("portfolio:add-link")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def answers(**changes: Any) -> dict[str, Any]:
    return {"handle": "amara-osei", "visibility": "private", **changes}


def problems(**changes: Any) -> dict[str, list[str]]:
    """What the form says is wrong, by field."""
    form = PortfolioForm(answers(**changes), instance=Portfolio(user=UserFactory()))
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def order(portfolio: Portfolio) -> list[str]:
    return [item.project.title for item in portfolio.shown.select_related("project")]


def chosen(user: User, *titles: str) -> tuple[Portfolio, list[Project]]:
    portfolio: Portfolio = PortfolioFactory(user=user)
    projects: list[Project] = [ProjectFactory(user=user, title=title) for title in titles]
    for place, project in enumerate(projects):
        ShownProjectFactory(portfolio=portfolio, project=project, order=place)
    return portfolio, projects


def verb(name: str, project: Project) -> str:
    return reverse(f"portfolio:{name}-project", args=[project.pk])


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [EDIT, PREVIEW])
def test_visitor_is_sent_to_sign_in_and_back(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("name", ["show", "hide", "move"])
def test_visitor_changes_no_project(client: Client, name: str) -> None:
    portfolio, (first, _) = chosen(UserFactory(), "A", "B")
    response = client.post(verb(name, first), {"to": "down"})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert order(portfolio) == ["A", "B"]


@pytest.mark.parametrize("name", ["show", "hide", "move"])
def test_somebody_elses_project_is_not_found(learner: User, name: str) -> None:
    portfolio, (first, _) = chosen(UserFactory(), "A", "B")
    own = PortfolioFactory(user=learner)
    assert client_of(learner).post(verb(name, first), {"to": "down"}).status_code == 404
    assert (order(portfolio), order(own)) == (["A", "B"], [])


@pytest.mark.parametrize("name", ["show", "hide", "move"])
@pytest.mark.parametrize("number", [0, 10**30])
def test_project_that_is_not_there_is_not_found(
    learner: User, learner_client: Client, name: str, number: int
) -> None:
    PortfolioFactory(user=learner)
    path = reverse(f"portfolio:{name}-project", args=[number])
    assert learner_client.post(path, {"to": "up"}).status_code == 404


def test_wrong_verbs_are_refused(learner: User, learner_client: Client) -> None:
    portfolio, (project,) = chosen(learner, "A")
    link = own_link(portfolio, 1)
    writes = [verb(name, project) for name in ("show", "hide", "move")]
    writes += [ADD_LINK, reverse("portfolio:delete-link", args=[link.pk])]
    assert [learner_client.get(path).status_code for path in writes] == [405] * 5
    assert learner_client.put(EDIT).status_code == learner_client.post(PREVIEW).status_code == 405
    assert (order(portfolio), portfolio.links.count()) == (["A"], 1)


# --- What it says --------------------------------------------------------------------------


def test_looking_makes_nothing_and_suggests_a_handle() -> None:
    person = UserFactory(display_name="Amara Oséi")
    response = client_of(person).get(EDIT)
    assert response.context["form"].initial["handle"] == "amara-osei"
    assert not pages.is_indexed(response)
    assert not Portfolio.objects.exists()


def test_handle_is_never_suggested_from_the_address() -> None:
    person = UserFactory(email="secret.name@example.com")
    assert client_of(person).get(EDIT).context["form"].initial == {"handle": ""}


@pytest.mark.parametrize(
    ("name", "taken", "handle"),
    [
        ("Amara Osei", [], "amara-osei"),
        ("Amara Osei", ["amara-osei", "amara-osei-2"], "amara-osei-3"),
        ("Admin", [], "admin-2"),
        ("Al", [], "al-2"),
        ("李", [], ""),
        ("", [], ""),
        ("x" * 80, [], "x" * 27),
        ("__ Li__Na __", [], "li-na"),
    ],
)
def test_suggested_handle_is_free_and_fits(name: str, taken: list[str], handle: str) -> None:
    for one in taken:
        PortfolioFactory(handle=one)
    assert suggested_handle(name) == handle


def test_first_save_makes_the_portfolio(learner: User, learner_client: Client) -> None:
    sent = answers(
        handle="Amara-Osei",
        headline="  Builds \n things ",
        about="Two\r\nlines",
        location="Porto",
        contact_email="hello@example.org",
        shows_stages="on",
        visibility="link",
    )
    for _ in range(2):
        assert learner_client.post(EDIT, sent).headers["Location"] == EDIT
    portfolio = Portfolio.objects.get()
    assert (portfolio.user, portfolio.handle, portfolio.visibility) == (
        learner,
        "amara-osei",
        "link",
    )
    assert (portfolio.headline, portfolio.about) == ("Builds things", "Two\nlines")
    assert (portfolio.shows_stages, portfolio.shows_skills) == (True, False)


@pytest.mark.parametrize(
    "handle", ["ab", "-abc", "abc-", "a--b", "a b", "ämara", "a.b", "x" * 31, "a\x00bc", "<b>"]
)
def test_handle_of_another_form_is_refused(handle: str) -> None:
    assert list(problems(handle=handle)) == ["handle"]


@pytest.mark.parametrize("handle", sorted(RESERVED_HANDLES))
def test_reserved_handle_is_refused(handle: str) -> None:
    assert problems(handle=handle.upper()) == {"handle": [str(RESERVED)]}


def test_taken_handle_is_refused_beside_its_field() -> None:
    PortfolioFactory(handle="amara-osei")
    assert problems(handle="Amara-Osei") == {"handle": [str(TAKEN)]}


def test_handle_that_is_taken_between_check_and_save_is_refused_too() -> None:
    form = PortfolioForm(answers(), instance=Portfolio(user=UserFactory()))
    assert form.is_valid()
    PortfolioFactory(handle="amara-osei")
    assert not form.keep()
    assert form.errors == {"handle": [TAKEN]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("visibility", ""),
        ("visibility", "everyone"),
        ("contact_email", "nobody"),
        ("headline", "x" * 161),
        ("about", "x" * 4_001),
        ("about", "a\x00b"),
        ("location", "x" * 81),
    ],
)
def test_bad_answer_is_refused_and_what_was_typed_stays(
    learner: User, learner_client: Client, field: str, value: str
) -> None:
    portfolio = PortfolioFactory(user=learner, handle="before")
    seen = mark_of(written_in(portfolio))
    sent = answers(handle="after-this", headline="Typed with care", seen=seen) | {field: value}
    response = learner_client.post(EDIT, sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    html = response.content.decode()
    assert "after-this" in html
    # The page's links lead to what is saved.
    assert "/p/before/" in html
    assert "/p/after-this/" not in html
    portfolio.refresh_from_db()
    assert portfolio.handle == "before"


# --- Projects ------------------------------------------------------------------------------


def test_shown_project_comes_last_and_once(learner: User, learner_client: Client) -> None:
    portfolio, _ = chosen(learner, "A", "B")
    third = ProjectFactory(user=learner, title="C")
    for _ in range(2):
        learner_client.post(verb("show", third))
    assert order(portfolio) == ["A", "B", "C"]
    assert [item.order for item in portfolio.shown.all()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("private", "private", "private"),
        ("mentors", "private", "mentors"),
        ("link", "private", "link"),
        ("public", "private", "public"),
        # Whoever chose an audience has chosen it.
        ("public", "mentors", "mentors"),
        ("mentors", "public", "public"),
    ],
)
def test_showing_opens_a_private_project_as_far_as_the_page(
    learner: User, learner_client: Client, page: str, before: str, after: str
) -> None:
    PortfolioFactory(user=learner, visibility=page)
    project = ProjectFactory(user=learner, visibility=before)
    said = learner_client.get(EDIT).content.decode()
    assert ("Show, and open it to" in said) == (before != after)
    learner_client.post(verb("show", project), {"visibility": page})
    project.refresh_from_db()
    assert project.visibility == after


def test_nothing_is_opened_wider_than_the_button_said(
    learner: User, learner_client: Client
) -> None:
    """The button said “mentors”; in another tab the page has become public since."""
    portfolio = PortfolioFactory(user=learner, visibility="public")
    project = ProjectFactory(user=learner)
    response = learner_client.post(verb("show", project), {"visibility": "mentors"}, follow=True)
    assert "has changed since" in response.content.decode()
    project.refresh_from_db()
    assert (project.visibility, order(portfolio)) == ("private", [])


def test_narrower_project_is_marked_and_can_be_opened(
    learner: User, learner_client: Client
) -> None:
    portfolio = PortfolioFactory(user=learner, visibility="public")
    project = ProjectFactory(user=learner, visibility="mentors")
    ShownProjectFactory(portfolio=portfolio, project=project)
    assert "Not shown to everybody" in pages.main(learner_client.get(EDIT)).text
    learner_client.post(verb("show", project), {"visibility": "public", "open": "1"})
    project.refresh_from_db()
    assert project.visibility == "public"
    assert "Not shown to" not in pages.main(learner_client.get(EDIT)).text


def test_service_itself_refuses_somebody_elses_project(learner: User) -> None:
    portfolio = PortfolioFactory(user=learner, visibility="public")
    theirs = ProjectFactory(visibility="private")
    with pytest.raises(services.NotTheirsError):
        services.show_project(portfolio=portfolio, project=theirs, opens=True)
    theirs.refresh_from_db()
    assert (portfolio.shown.count(), theirs.visibility) == (0, "private")


def test_twenty_first_project_is_refused(learner: User, learner_client: Client) -> None:
    portfolio, _ = chosen(learner, *map(str, range(services.MOST_SHOWN)))
    one_more = ProjectFactory(user=learner)
    response = learner_client.post(verb("show", one_more), follow=True)
    assert "shows at most 20 projects" in response.content.decode()
    assert portfolio.shown.count() == services.MOST_SHOWN


@pytest.mark.parametrize(
    ("title", "to", "after"),
    [("A", "down", "BAC"), ("C", "up", "ACB"), ("A", "up", "ABC"), ("C", "down", "ABC")],
)
def test_project_moves_by_one_place(
    learner: User, learner_client: Client, title: str, to: str, after: str
) -> None:
    portfolio, projects = chosen(learner, "A", "B", "C")
    project = next(project for project in projects if project.title == title)
    assert learner_client.post(verb("move", project), {"to": to}).status_code == 302
    assert "".join(order(portfolio)) == after
    assert [item.order for item in portfolio.shown.all()] == [0, 1, 2]


@pytest.mark.parametrize("to", ["", "sideways", "-1", "\x00"])
def test_move_nowhere_is_refused(learner: User, learner_client: Client, to: str) -> None:
    portfolio, (first, _) = chosen(learner, "A", "B")
    response = learner_client.post(verb("move", first), {"to": to}, follow=True)
    assert "Choose up or down." in response.content.decode()
    assert order(portfolio) == ["A", "B"]


def test_hidden_project_leaves_no_gap_and_keeps_who_sees_it(
    learner: User, learner_client: Client
) -> None:
    portfolio, (_, second, _) = chosen(learner, "A", "B", "C")
    Project.objects.update(visibility="public")
    for _ in range(2):
        assert learner_client.post(verb("hide", second)).status_code == 302
    assert order(portfolio) == ["A", "C"]
    assert [item.order for item in portfolio.shown.all()] == [0, 1]
    second.refresh_from_db()
    assert second.visibility == "public"


def test_htmx_gets_the_list_alone(learner: User, learner_client: Client) -> None:
    _, (first, _) = chosen(learner, "A", "B")
    headers = {"HX-Request": "true"}
    response = learner_client.post(verb("move", first), {"to": "down"}, headers=headers)
    html = response.content.decode()
    assert html.startswith("<section") or html.lstrip().startswith("<section")
    assert re.findall(r'id="(up|down)-(\d+)" disabled', html) != []
    assert "Moved down." in html
    refused = learner_client.post(verb("move", first), {"to": "x"}, headers=headers)
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)


# --- Preview -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "asked", "shown"),
    [
        ("private", "", ["public"]),
        ("private", "mentors", ["mentors", "public"]),
        ("mentors", "", ["mentors", "public"]),
        ("public", "private", ["public"]),
        ("public", "\x00", ["public"]),
    ],
)
def test_preview_is_the_page_of_an_audience(
    learner: User, learner_client: Client, visibility: str, asked: str, shown: list[str]
) -> None:
    portfolio = PortfolioFactory(user=learner, visibility=visibility)
    for title in ("private", "mentors", "public"):
        project = ProjectFactory(user=learner, title=title, visibility=title)
        ShownProjectFactory(portfolio=portfolio, project=project)
    page = pages.main(learner_client.get(PREVIEW, {"as": asked}))
    assert page.texts("h3") == shown
    assert ("nobody sees it yet" in page.text) == (visibility == "private")


def test_preview_of_nothing_is_not_found(learner_client: Client) -> None:
    assert learner_client.get(PREVIEW).status_code == 404


@pytest.mark.parametrize("rows", [1, 6])
def test_page_asks_as_much_for_many_rows_as_for_one(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    portfolio, _ = chosen(learner, *map(str, range(rows)))
    for n in range(rows):
        ProjectFactory(user=learner)
        own_link(portfolio, n)
    # session, person, header, portfolio twice, links, chosen projects, others
    with django_assert_num_queries(8):
        learner_client.get(EDIT)


# --- At once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)
def test_tabs_that_move_at_once_leave_each_project_once_in_a_dense_order() -> None:
    portfolio, projects = chosen(UserFactory(), *"ABCDEF")

    def change(number: int) -> None:
        project = projects[number % len(projects)]
        if number == 11:
            services.hide_project(portfolio=portfolio, project_id=project.pk)
        else:
            way = 1 if number % 2 else -1
            services.move_project(portfolio=portfolio, project_id=project.pk, by=way)

    assert at_once(change, 12) == []
    shown = list(portfolio.shown.all())
    assert [item.order for item in shown] == list(range(5))
    assert sorted(order(portfolio)) == list("ABCDE")


def at_once(action: Callable[[int], object], threads: int) -> list[Exception]:
    start, failures = threading.Barrier(threads), []

    def run(number: int) -> None:
        try:
            start.wait()
            action(number)
        except Exception as error:  # noqa: BLE001 - the test looks at whatever was raised
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=[number]) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return failures
