"""The site as an app: manifest, worker, page without a network, icons, the card of a link."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve
from PIL import Image
from pytest_django import Settings

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def found(address: str) -> Path:
    """The file behind a static address."""
    path = finders.find(address.removeprefix("/static/"))
    assert isinstance(path, str), address
    return Path(path)


def test_manifest_names_an_app_whose_parts_exist(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert (manifest["name"], manifest["display"], manifest["scope"]) == (
        "ML Careers",
        "standalone",
        "/",
    )
    for path in (manifest["start_url"], *(item["url"] for item in manifest["shortcuts"])):
        assert resolve(path)
    purposes = {(icon["sizes"], icon.get("purpose")) for icon in manifest["icons"]}
    assert purposes == {
        ("any", None),
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"][1:]:
        with Image.open(found(icon["src"])) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_head_names_manifest_icons_and_colours(client: Client) -> None:
    page = client.get("/about/").content.decode()
    assert (
        '<link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials">' in page
    )
    assert page.count('name="theme-color"') == 2
    for address in re.findall(r'rel="(?:icon|apple-touch-icon)" href="([^"]+)"', page):
        assert found(address).exists()
    with Image.open(found("/static/icons/apple-touch-180.png")) as picture:
        assert picture.size == (180, 180)


def test_favicon_is_found_where_nobody_said(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    with Image.open(found(answer.headers["Location"])) as picture:
        assert picture.format == "ICO"


def test_worker_may_answer_for_the_whole_site_and_is_asked_for_anew(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    listed = re.search(r"FILES = \[(.*)\];", answer.content.decode())
    assert listed
    for address in json.loads(f"[{listed[1]}]"):
        assert found(address.replace("\\u002D", "-")).exists()


def test_worker_changes_with_what_it_keeps(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/service-worker.js").content
    assert client.get("/service-worker.js").content == before
    monkeypatch.setattr("mlcareers.installing.OFFLINE_FILES", ("theme.css",))
    assert client.get("/service-worker.js").content != before


def test_page_without_a_network_is_the_same_for_everybody(client: Client) -> None:
    page = client.get("/offline/").content
    assert b"There is no connection." in page
    user = UserFactory(display_name="Zebulon Quill")
    client.force_login(user)
    assert client.get("/offline/").content == page
    german = client.get("/offline/", headers={"Accept-Language": "de"}).content.decode()
    assert "Es gibt keine Verbindung." in german
    assert "Zebulon" not in german
    assert b"<script" not in page


def test_link_to_a_page_has_its_words_and_a_picture(client: Client) -> None:
    page = client.get("/about/", headers={"host": "localhost"}).content.decode()
    tags = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', page)
    )
    assert tags["og:type"] == "website"
    assert tags["og:title"]
    assert f"<title>{tags['og:title']} · ML Careers</title>" in page
    assert f'<meta name="description" content="{tags["og:description"]}">' in page
    assert tags["og:url"] == "http://localhost/about/"
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["og:image"].startswith("http://localhost/static/icons/social-card")
    with Image.open(found(tags["og:image"].removeprefix("http://localhost"))) as card:
        assert (card.width, card.height) == (1200, 630)
        assert [tags["og:image:width"], tags["og:image:height"]] == ["1200", "630"]


def test_own_pages_say_nothing_to_other_sites(client: Client) -> None:
    client.force_login(UserFactory())
    assert b"og:" not in client.get("/dashboard/").content
