"""One skill: the roles that ask for it, the courses that teach it, the steps that practise it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roles.models import Importance
from skills.models import Skill
from tests.factories import (
    CourseFactory,
    RoleFactory,
    RoleSkillFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
)
from tests.pages import canonical, is_indexed, main, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill() -> Skill:
    return SkillFactory(slug="python", title="Python", area__slug="code", area__title="Code")


def test_roles_courses_and_steps(client: Client, skill: Skill) -> None:
    RoleSkillFactory(role=RoleFactory(title="Engineer", order=1), skill=skill)
    RoleSkillFactory(
        role=RoleFactory(title="Analyst", order=2), skill=skill, importance=Importance.USEFUL
    )
    CourseFactory(title="Python for all", platform__title="Coursera").skills.add(skill)
    second, first = StageFactory(number=2), StageFactory(number=1)
    StepFactory(title="Later", stage=second, hours=12).skills.add(skill)
    StepFactory(title="Syntax", stage=first, hours=8).skills.add(skill)
    content = main(client.get("/skills/python/"))
    assert content.by_id("steps").text == "Steps that practise it"
    assert content.texts("li")[3:] == [
        "Syntax Topic, A group 8 h",
        "Later Topic, A group 12 h",
        "Engineer A role. Core",
        "Analyst A role. Useful",
        "Python for all Coursera, 87 h",
    ]
    assert [heading for heading in content.texts("h3") if "Stage" in heading] == [
        "1 Stage 1: Stage title 1",
        "2 Stage 2: Stage title 2",
    ]


def test_area_leads_back_to_the_list(client: Client, skill: Skill) -> None:
    SkillFactory(area=skill.area, title="SQL", slug="sql")
    links = main(client.get("/skills/python/")).links()
    assert "/skills/#code" in links
    assert "/skills/sql/" in links


def test_editorial_skill_is_marked(client: Client) -> None:
    SkillFactory(slug="git", editorial=True)
    SkillFactory(slug="python")
    texts = [main(client.get(f"/skills/{slug}/")).text for slug in ("git", "python")]
    assert ["Our judgement" in text for text in texts] == [True, False]


def test_skill_that_nothing_uses_says_so(client: Client, skill: Skill) -> None:
    text = main(client.get("/skills/python/")).text
    assert "No step practises this skill yet." in text
    assert "No role names this skill." in text
    assert "None of the courses listed here." in text


def test_retired_things_are_hidden(client: Client, skill: Skill) -> None:
    RoleSkillFactory(skill=skill, role__title="Lamplighter", role__retired=True)
    CourseFactory(title="Old course", retired=True).skills.add(skill)
    StepFactory(title="Old step", retired=True).skills.add(skill)
    StepFactory(title="Lost step", stage=StageFactory(retired=True)).skills.add(skill)
    SkillFactory(area=skill.area, title="COBOL", retired=True)
    text = main(client.get("/skills/python/")).text
    hidden = ("Lamplighter", "Old course", "Old step", "Lost step", "COBOL")
    assert not [words for words in hidden if words in text]


def test_unknown_and_retired_skills_are_not_found(client: Client) -> None:
    SkillFactory(slug="cobol", retired=True)
    SkillFactory(slug="knots", area__retired=True)
    statuses = [client.get(f"/skills/{slug}/").status_code for slug in ("cobol", "knots", "none")]
    assert statuses == [404, 404, 404]


@pytest.mark.usefixtures("skill")
def test_head_of_the_page(client: Client) -> None:
    response = client.get("/skills/python/")
    assert page(response).one("title").text == "Python · ML Careers"
    assert canonical(response) == "http://testserver/skills/python/"
    assert is_indexed(response)


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, skill: Skill, number: int
) -> None:
    for _ in range(number):
        RoleSkillFactory(skill=skill)
        CourseFactory().skills.add(skill)
        StepFactory().skills.add(skill)
        SkillFactory(area=skill.area)
    with django_assert_num_queries(7):
        client.get("/skills/python/")
