"""The JSON Resume document: its form, and that it holds what the page holds."""

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client

from portfolio.models import Portfolio
from tests.factories import PortfolioFactory
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
