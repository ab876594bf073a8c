"""What is shown when something is missing, forbidden or broken, and the page about the site."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error

from accounts.models import User
from tests.pages import canonical, is_indexed, main, read


@pytest.mark.django_db
def test_unknown_address_offers_a_search(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    content = main(response)
    assert content.one("h1").text == "Month 404 is off the map."
    assert content.one("form").attributes["action"] == "/search/"
    assert "/roadmap/" in content.links()
    assert not is_indexed(response)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%00/", "/roles/%F0%28/", "/" + "a" * 5_000, "/skills/é/"])
def test_odd_addresses_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_learners_find_their_dashboard_from_a_404(client: Client, learner: User) -> None:
    assert "/dashboard/" not in main(client.get("/nowhere/")).links()
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    assert "/dashboard/" in main(client.get("/nowhere/")).links()


def test_broken_page_needs_neither_context_nor_database(rf: RequestFactory) -> None:
    # Without the django_db mark any query would fail.
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert read(response.content.decode()).one("h1").text == "Something broke on our side."


def test_broken_page_follows_the_policy() -> None:
    html = render_to_string("500.html")
    assert "style=" not in html
    assert "<style" not in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("template", "heading"),
    [
        ("403.html", "You may not open this page."),
        ("403_csrf.html", "This form went stale."),
        ("429.html", "Too many tries."),
    ],
)
def test_refusals_say_what_to_do(rf: RequestFactory, template: str, heading: str) -> None:
    request = rf.get("/")
    html = render_to_string(template, request=request)
    document = read(html)
    assert document.one("h1").text == heading
    assert document.one("title").text == f"{heading.rstrip('.')} · ML Careers"


def test_forged_form_is_refused_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/appearance/", {"appearance": "dark"})
    assert response.status_code == 403
    assert "This form went stale." in response.content.decode()


@pytest.mark.django_db
def test_about_tells_facts_from_judgement_and_names_the_cookies(client: Client) -> None:
    response = client.get("/about/")
    content = main(response)
    for anchor in ("figures", "judgement", "accessibility", "privacy"):
        assert content.by_id(anchor).tag == "h2"
    privacy = content.text.partition("Privacy")[2]
    cookies = ("sessionid", "csrftoken", "messages", "appearance", "language")
    assert all(cookie in privacy for cookie in cookies)
    assert canonical(response) == "http://testserver/about/"


def test_broken_page_speaks_the_language_of_the_reader(rf: RequestFactory) -> None:
    with translation.override("de"):
        page = server_error(rf.get("/")).content.decode()
    assert '<html lang="de">' in page
    assert read(page).one("h1").text == "Bei uns ging etwas kaputt."
