"""The frame that every page shares."""

import pytest
from django.test import Client


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
