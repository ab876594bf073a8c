"""The skills, area by area."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import SkillAreaFactory, SkillFactory
from tests.pages import canonical, is_indexed, main

pytestmark = pytest.mark.django_db


def test_skills_stand_in_their_areas_in_order(client: Client) -> None:
    maths = SkillAreaFactory(slug="maths", title="Mathematics", order=2, used_in=["loss functions"])
    code = SkillAreaFactory(slug="code", title="Programming", order=1)
    SkillFactory(area=maths, title="Calculus", order=2)
    SkillFactory(area=maths, title="Statistics", order=1)
    SkillFactory(area=code, title="Python", slug="python")
    content = main(client.get("/skills/"))
    assert content.texts("h2") == ["Programming", "Mathematics"]
    assert content.by_id("maths").texts("h3") == ["Statistics", "Calculus"]
    assert "Used in loss functions." in content.by_id("maths").text
    assert content.by_id("code").links() == ["/skills/python/"]


def test_editorial_skills_are_marked(client: Client) -> None:
    SkillFactory(area=SkillAreaFactory(slug="area"), title="Git", editorial=True)
    SkillFactory(title="Python")
    content = main(client.get("/skills/"))
    marked = [card.text for card in content.all("li") if "Our judgement" in card.text]
    assert marked == ["Git A skill. Our judgement"]


def test_retired_areas_and_skills_are_hidden(client: Client) -> None:
    SkillFactory(title="COBOL", retired=True)
    SkillFactory(title="Whittling", area=SkillAreaFactory(title="Crafts", retired=True))
    text = main(client.get("/skills/")).text
    assert not [word for word in ("COBOL", "Whittling", "Crafts") if word in text]


def test_no_content_yet(client: Client) -> None:
    assert "No skills yet." in main(client.get("/skills/")).text


def test_head_of_the_page(client: Client) -> None:
    response = client.get("/skills/?utm_source=mail")
    assert canonical(response) == "http://testserver/skills/"
    assert is_indexed(response)


@pytest.mark.parametrize("number", [1, 5])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        SkillFactory.create_batch(number, area=SkillAreaFactory())
    with django_assert_num_queries(2):
        client.get("/skills/")
