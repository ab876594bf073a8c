"""Which pages search engines are told about, and which they are kept from."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    CourseFactory,
    PortfolioFactory,
    RoleFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db


def addresses(client: Client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    return re.findall(r"<loc>http://testserver([^<]*)</loc>", response.content.decode())


def test_sitemap_has_every_public_page_once(client: Client) -> None:
    stage = StageFactory(number=1, slug="first")
    StepFactory(slug="begin", stage=stage)
    RoleFactory(slug="engineer")
    SkillFactory(slug="python")
    CourseFactory(slug="maths")
    assert sorted(addresses(client)) == [
        "/",
        "/about/",
        "/courses/",
        "/courses/maths/",
        "/job-market/",
        "/roadmap/",
        "/roadmap/first/",
        "/roles/",
        "/roles/compare/",
        "/roles/engineer/",
        "/skills/",
        "/skills/python/",
        "/steps/begin/",
        "/tour/",
    ]


def test_sitemap_leaves_retired_pages_out(client: Client) -> None:
    before = addresses(client)
    StepFactory(stage=StageFactory(retired=True))
    RoleFactory(retired=True)
    SkillFactory(retired=True)
    SkillFactory(area__retired=True)
    CourseFactory(retired=True)
    assert addresses(client) == before


def test_sitemap_has_public_portfolios_of_active_people_alone(client: Client) -> None:
    before = addresses(client)
    for visibility in ("private", "mentors", "link"):
        PortfolioFactory(visibility=visibility)
    PortfolioFactory(visibility="public", user__is_active=False)
    PortfolioFactory(visibility="public", handle="amara")
    assert addresses(client) == [*before, "/p/amara/"]


@pytest.mark.usefixtures("content")
def test_every_address_of_the_sitemap_answers(client: Client) -> None:
    found = addresses(client)
    assert len(found) > 100
    assert {client.get(address).status_code for address in found[::7]} == {200}


@pytest.mark.parametrize("number", [1, 4])
def test_sitemap_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        StepFactory()
        RoleFactory()
        SkillFactory()
        CourseFactory()
        PortfolioFactory(visibility="public")
    with django_assert_num_queries(12):
        client.get("/sitemap.xml")


def test_robots_names_the_sitemap_and_keeps_private_pages_out(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    kept_out = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")}
    assert {"/accounts/", "/admin/", "/dashboard/", "/plan/", "/projects/"} <= kept_out
    assert not [
        address
        for address in addresses(client)
        if any(address.startswith(prefix) for prefix in kept_out)
    ]
