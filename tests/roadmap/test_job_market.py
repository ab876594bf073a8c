"""The job-market advice."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roadmap.models import Strategy
from roles.models import Industry
from tests.factories import StageFactory
from tests.pages import canonical, is_indexed, main

pytestmark = pytest.mark.django_db


def make_strategy(slug: str, **values: object) -> Strategy:
    values = {"title": slug.title(), "summary": "In short.", "description": "At length.", **values}
    return Strategy.objects.create(slug=slug, **values)


def test_strategies_have_an_anchor_each(client: Client) -> None:
    make_strategy("cloud", covers=["AWS", "Azure"], examples=["an API"], note="It shows.", order=2)
    make_strategy("people", order=1)
    content = main(client.get("/job-market/"))
    assert content.one("h1").text == "Two ways into the job market"
    assert [section.attributes.get("id") for section in content.all("section")] == [
        "people",
        "cloud",
    ]
    assert content.by_id("cloud").facts() == [
        ("Covers", "AWS Azure"),
        ("For example", "An API"),
        ("Why it counts", "It shows."),
    ]


def test_roles_to_apply_for_come_from_the_stages(client: Client) -> None:
    StageFactory(number=6, apply_for=["data scientist", "AI analyst"], show=["one project"])
    StageFactory(number=7, apply_for=["lamplighter"], retired=True)
    Industry.objects.create(slug="finance", title="Finance")
    Industry.objects.create(slug="consulting", title="Consulting", across_field=False)
    rail = main(client.get("/job-market/")).one("aside")
    assert rail.texts("li") == ["Data scientist", "AI analyst", "One project", "Finance"]


def test_retired_advice_is_hidden(client: Client) -> None:
    make_strategy("telegrams", retired=True)
    assert "Telegrams" not in main(client.get("/job-market/")).text


def test_no_content_yet(client: Client) -> None:
    assert "No advice yet." in main(client.get("/job-market/")).text


def test_head_of_the_page(client: Client) -> None:
    response = client.get("/job-market/")
    assert canonical(response) == "http://testserver/job-market/"
    assert is_indexed(response)


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for index in range(number):
        make_strategy(f"way-{index}")
        StageFactory(apply_for=["analyst"])
    with django_assert_num_queries(3):
        client.get("/job-market/")
