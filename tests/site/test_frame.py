"""The frame that every page shares."""

from itertools import product

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from tests.pages import Answer, read
from tests.site.addresses import NOBODY, TABLE
from tests.site.story import tell
from tests.site.test_access import client_of, url_of


def test_appearance_is_remembered(client: Client) -> None:
    response = client.post("/appearance/", {"appearance": "dark", "next": "/healthz"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/healthz"
    assert response.cookies["appearance"].value == "dark"


def test_appearance_never_leads_to_another_site(client: Client) -> None:
    response = client.post("/appearance/", {"appearance": "dark", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize(
    "address", ["foo", "é", "a\nb", "//[", "http://[", "\x00", "/\\evil.example"]
)
def test_appearance_takes_nonsense_for_home(client: Client, address: str) -> None:
    response = client.post("/appearance/", {"appearance": "dark", "next": address})
    assert response.headers["Location"] == "/"


def test_appearance_refuses_get(client: Client) -> None:
    assert client.get("/appearance/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_checks_answer(client: Client, path: str) -> None:
    assert client.get(path).content == b"ok"


def test_language_is_remembered(client: Client) -> None:
    response = client.post("/language/", {"language": "de", "next": "/about/"})
    assert response.headers["Location"] == "/about/"
    assert response.cookies["language"].value == "de"
    assert '<html lang="de" dir="ltr"' in client.get("/about/").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//[", "http://[", "\x00", "/\\a.b"])
def test_language_never_leads_to_another_site(client: Client, address: str) -> None:
    response = client.post("/language/", {"language": "de", "next": address})
    assert response.headers["Location"] == "/"


def test_language_refuses_get_and_what_there_is_not(client: Client) -> None:
    assert client.get("/language/").status_code == 405
    client.post("/language/", {"language": "xx", "next": "/about/"})
    assert '<html lang="en-gb" dir="ltr"' in client.get("/about/").content.decode()


def footer_leads_to(response: Answer) -> set[str]:
    """Where the choices at the foot of a page come back to."""
    fields = read(response.content.decode()).all("footer")[0].all("input")
    return {
        field.attributes["value"] or "" for field in fields if field.attributes["name"] == "next"
    }


@pytest.mark.without_database
@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_choices_at_the_foot_of_a_refused_form_lead_to_a_page(learner: User) -> None:
    """Its address may take no GET, and sent a second time it was sent from there."""
    story = tell(learner)
    bad = {"until": "never", "note": "x" * 20_000, "text": "x" * 20_000, "scores": "9"}
    seen = set()
    for row, person in product(TABLE, ("learner", "own")):
        client = client_of(person, story)
        url = url_of(row, story)
        with transaction.atomic():
            response = client.post(url, TABLE[row].form or bad, headers={"referer": url})
            transaction.set_rollback(True)
        if response.streaming:
            response.close()
        elif response.status_code == 422 and b"<footer" in response.content:
            seen.add(row)
            for address in footer_leads_to(response):
                assert client.get(address).status_code == 200, (row, person, address)
    writes = {row for row in seen if TABLE[row].get == NOBODY}
    assert {
        "mentoring:post-message",
        "mentoring:publish",
        "mentoring:write-note",
        "portfolio:add-link",
        "portfolio:add-share-link",
        "progress:end-pause",
        "progress:switch-target",
    } <= writes, writes


@pytest.mark.django_db
def test_choices_at_the_foot_of_an_error_lead_to_where_it_was_sent_from() -> None:
    client = Client(enforce_csrf_checks=True)
    sent_from = {"referer": "http://testserver/roadmap/?a=b"}
    assert footer_leads_to(client.post("/steps/none/finish/", headers=sent_from)) == {
        "/roadmap/?a=b"
    }
    assert footer_leads_to(client.post("/steps/none/finish/")) == {"/"}
    assert footer_leads_to(client.get("/nowhere/?a=b")) == {"/nowhere/?a=b"}


@pytest.mark.parametrize("path", ["/accounts/settings/", "/study/add/"])
def test_choices_at_the_foot_stay_on_a_page_that_leads_back(
    learner_client: Client, path: str
) -> None:
    """What the form on it leads to is another thing."""
    address = f"{path}?next=/roadmap/"
    response = learner_client.get(address)
    assert footer_leads_to(response) == {address}
    assert 'name="next" value="/roadmap/"' in response.content.decode()
