"""The JSON Resume document: its form, and that it holds what the page holds."""

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client

from portfolio.models import Portfolio
from tests.factories import CourseLogFactory, PortfolioFactory
from tests.portfolio.people import world
from tests.portfolio.test_public import full

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = re.compile(r"([1-2]\d{3}-[0-1]\d-[0-3]\d|[1-2]\d{3}-[0-1]\d|[1-2]\d{3})\Z")
ADDRESS = re.compile(r"https?://\S+\Z")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\Z")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")
# The rules of the schema, version 1.0.0, for what is written here.
SCHEMA: dict[str, Any] = {
    "$schema": ADDRESS,
    "basics": {
        "name": str,
        "label": str,
        "email": EMAIL,
        "url": ADDRESS,
        "summary": str,
        "location": {"city": str},
        "profiles": [{"network": str, "username": str, "url": ADDRESS}],
    },
    "projects": [
        {
            "name": str,
            "description": str,
            "highlights": [str],
            "keywords": [str],
            "startDate": DAY,
            "endDate": DAY,
            "url": ADDRESS,
            "roles": [str],
            "type": str,
        }
    ],
    "skills": [{"name": str, "level": str, "keywords": [str]}],
    "certificates": [{"name": str, "date": DAY, "url": ADDRESS, "issuer": str}],
    "meta": {"canonical": ADDRESS, "version": str, "lastModified": MOMENT},
}


def check(value: Any, rule: Any, at: str = "") -> None:
    if isinstance(rule, dict):
        assert isinstance(value, dict), at
        assert set(value) <= set(rule), at
        for name, inner in value.items():
            check(inner, rule[name], f"{at}/{name}")
    elif isinstance(rule, list):
        assert isinstance(value, list), at
        for inner in value:
            check(inner, rule[0], at)
    elif isinstance(rule, re.Pattern):
        assert rule.match(value), (at, value)
    else:
        assert isinstance(value, rule), at


def resume(client: Client, portfolio: Portfolio) -> dict[str, Any]:
    response = client.get(portfolio.get_absolute_url() + "resume.json")
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_document_follows_the_schema_and_holds_the_page(client: Client) -> None:
    document = resume(client, full())
    check(document, SCHEMA)
    assert document["basics"] == {
        "name": "Amara Osei",
        "label": "Builds small systems.",
        "email": "hello@example.org",
        "url": "http://testserver/p/amara/",
        "summary": "I like **tests**. <script>alert(1)</script>",
        "location": {"city": "Porto"},
        "profiles": [{"network": "Site 1", "username": "1", "url": "https://example.org/1"}],
    }
    assert document["projects"] == [
        {
            "name": "Trams",
            "description": "Predicts\ndelays.",
            "highlights": [
                "Median error: 70 s, against a baseline of 110 s",
                "Data: Open feeds, ODbL",
                "Covers: training",
            ],
            "endDate": "2026-05-03",
            "url": "https://git.example.org/trams",
            "roles": ["All of it"],
            "type": "project",
        }
    ]
    assert [(item["level"], item["keywords"]) for item in document["skills"]] == [
        ("With evidence", ["Python"])
    ]
    assert [item["name"] for item in document["certificates"]] == ["Statistics"]
    assert document["meta"]["canonical"] == "http://testserver/p/amara/resume.json"


def test_empty_portfolio_follows_the_schema(client: Client) -> None:
    document = resume(client, PortfolioFactory(visibility="public", handle="amara"))
    check(document, SCHEMA)
    assert document["basics"] == {
        "name": "amara",
        "url": "http://testserver/p/amara/",
        "profiles": [],
    }


@pytest.mark.parametrize(
    ("url", "username"),
    [
        ("https://example.org/amara", "amara"),
        ("https://example.org/users/Amara_O.sei-2/", "Amara_O.sei-2"),
        ("https://example.org/amara?tab=all#top", "amara"),
        ("https://example.org", None),
        ('https://example.org/"onmouseover=alert(1)', None),
        ("https://example.org/%00", None),
        ("https://example.org/a%2Fb", None),
        ("https://example.org/<b>", None),
        ("https://example.org/amára", None),
        ("https://example.org/" + "a" * 39, "a" * 39),
        ("https://example.org/" + "a" * 40, None),
    ],
)
def test_name_on_a_site_is_taken_only_where_it_looks_like_one(
    client: Client, url: str, username: str | None
) -> None:
    portfolio = PortfolioFactory(visibility="public")
    portfolio.links.create(label="Code", url=url)
    (profile,) = resume(client, portfolio)["basics"]["profiles"]
    assert profile.get("username") == username


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://example.org/a-b_c.d~e/?q=1&r=%C3%A9#f", None),
        (
            "https://example.org/é ü?ö=ä#ñ",
            "https://example.org/%C3%A9%20%C3%BC?%C3%B6=%C3%A4#%C3%B1",
        ),
        ('https://example.org/"<x>', "https://example.org/%22%3Cx%3E"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://bücher.рф:8080/a", "https://xn--bcher-kva.xn--p1ai:8080/a"),
        ("http://[::1]:8000/a", None),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%zz%41", "https://example.org/%25zz%41"),
        # No name of a host, but no reason to answer nothing.
        (f"https://{'ü' * 64}.example/", f"https://{'%C3%BC' * 64}.example/"),
    ],
)
def test_addresses_are_written_as_the_schema_wants_them(
    client: Client, typed: str, written: str | None
) -> None:
    there = world("public")
    user = there.portfolio.user
    there.portfolio.links.create(label="Site", url=typed)
    user.projects.update(repository_url=typed, demo_url=typed)
    CourseLogFactory(
        user=user,
        status="finished",
        finished_on=datetime.date(2026, 6, 1),
        certificate_url=typed,
    )
    document = resume(client, there.portfolio)
    check(document, SCHEMA)
    address = written or typed
    assert address.isascii()
    assert [item["url"] for item in document["basics"]["profiles"]] == [address]
    assert [item["url"] for item in document["projects"]] == [address]
    assert f"Demo: {address}" in document["projects"][0]["highlights"]
    assert [item["url"] for item in document["certificates"]] == [address]


def test_document_is_a_file_of_its_own_type(client: Client) -> None:
    response = client.get(world("public").address("resume"))
    assert response.headers["Content-Type"] == "application/json"
    name = 'attachment; filename="amara-osei-resume.json"'
    assert response.headers["Content-Disposition"] == name


def test_secret_address_is_not_in_the_file(client: Client) -> None:
    there = world("link", "live")
    assert there.link
    text = client.get(there.address("resume")).content.decode()
    assert there.link.token not in text
    assert "canonical" not in text


def test_moment_of_change_is_the_newest_of_page_and_projects(client: Client) -> None:
    there = world("public")
    later = datetime.datetime(2026, 7, 22, 15, 30, tzinfo=datetime.UTC)
    there.portfolio.user.projects.update(updated_at=later)
    assert resume(client, there.portfolio)["meta"]["lastModified"] == "2026-07-22T15:30:00"
