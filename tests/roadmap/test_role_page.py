"""One role: pay, work, skills with the stages that teach them, courses and moves."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roles.models import Importance, Industry, Role, RoleTransition, SalaryBand, SalaryLevel
from tests.factories import (
    CourseFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillAreaFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
)
from tests.pages import Element, canonical, is_indexed, main, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> Role:
    role = RoleFactory(slug="engineer", title="Engineer", summary="Builds it.")
    SalaryBandFactory(role=role, minimum=110_000, maximum=180_000)
    SalaryBandFactory(
        role=role,
        level=SalaryLevel.SENIOR,
        minimum=180_000,
        maximum=300_000,
        open_ended=True,
        who="staff level",
        where="tech hubs",
        note="bonuses in some cases",
    )
    return role


def content(client: Client) -> Element:
    return main(client.get("/roles/engineer/"))


@pytest.mark.usefixtures("role")
def test_bands_are_written_out_with_their_context(client: Client) -> None:
    facts = content(client).facts()
    assert ("Entry to mid level", "$110k–180k US dollars a year, 2026 edition") in facts
    assert ("Senior", "$180k–300k+ No ceiling given, 2026 edition") in facts
    full = [value for name, value in facts if name == "A year"]
    assert full == ["$110,000–$180,000", "$180,000–$300,000+"]
    assert {
        ("Who", "Staff level"),
        ("Where", "Tech hubs"),
        ("Note", "Bonuses in some cases"),
        ("Basis", "Typical ranges, 2026 edition"),
    } <= set(facts)


@pytest.mark.usefixtures("role", "today")
def test_pay_says_its_source_and_age(client: Client) -> None:
    SalaryBand.objects.update(source="A report")
    SalaryBand.objects.filter(level=SalaryLevel.SENIOR).update(
        verified_on=datetime.date(2026, 7, 1)
    )

    assert [value for name, value in content(client).facts() if name == "Source"] == [
        "A report, 2026 edition, not checked since",
        "A report, 2026 edition, checked on 1 July 2026, 3 weeks ago",
    ]


def test_missing_senior_band_is_said(client: Client) -> None:
    SalaryBandFactory(role=RoleFactory(slug="engineer"))
    assert ("Senior", "No senior band The edition names none for this role") in content(
        client
    ).facts()


def test_role_without_any_facts_still_has_a_page(client: Client) -> None:
    RoleFactory(slug="engineer")
    response = client.get("/roles/engineer/")
    assert response.status_code == 200
    assert "No entry band" in main(response).text


def test_lists_of_the_work(client: Client, role: Role) -> None:
    role.does, role.examples = ["design models"], ["chatbots"]
    role.works_with, role.employers, role.includes = ["networks"], ["labs"], ["data analyst"]
    role.market = "In demand."
    role.save()
    role.industries.add(Industry.objects.create(slug="finance", title="Finance"))
    role.industries.add(Industry.objects.create(slug="gone", title="Gone", retired=True))
    facts = dict(content(client).facts())
    assert {name: facts[name] for name in ("Does", "Builds", "Works with", "Job titles")} == {
        "Does": "Design models",
        "Builds": "Chatbots",
        "Works with": "Networks",
        "Job titles": "Data analyst",
    }
    assert facts["Employers"] == "Labs"
    assert facts["Industries"] == "Finance"
    assert facts["Market in 2026"] == "In demand."


def test_skills_stand_by_area_with_their_stages(client: Client, role: Role) -> None:
    area = SkillAreaFactory(title="Programming")
    python, sql = SkillFactory(area=area, title="Python"), SkillFactory(area=area, title="SQL")
    first, second = StageFactory(number=1), StageFactory(number=2)
    StepFactory(stage=second).skills.add(python)
    StepFactory(stage=first).skills.add(python)
    StepFactory(stage=first).skills.add(python, SkillFactory())
    RoleSkillFactory(role=role, skill=python)
    RoleSkillFactory(role=role, skill=sql, importance=Importance.USEFUL)
    (row,) = content(client).one("tbody").all("tr")
    assert row.text == "Programming Python (taught in stage 1, 2) 1 2 SQL"
    route = content(client).one("aside").all("ol")[0].texts("li")
    assert route == ["1 Stage 1: Stage title 1 1 skill", "2 Stage 2: Stage title 2 1 skill"]


def test_judgement_is_marked(client: Client, role: Role) -> None:
    RoleSkillFactory(role=role)
    RoleTransition.objects.create(origin=RoleFactory(), destination=role, note="Learn more.")
    headings = [
        section.text
        for section in content(client).all("div")
        if section.attributes.get("class") == "section-head"
    ]
    assert headings == [
        "Skills it asks for Importance is our judgement",
        "Pay, next to the other roles Solid: entry to mid. Open: senior.",
        "Ways in and ways on Our judgement",
    ]


def test_moves_lead_both_ways(client: Client, role: Role) -> None:
    junior, lead = RoleFactory(title="Junior"), RoleFactory(title="Lead")
    gone = RoleFactory(title="Gone", retired=True)
    RoleTransition.objects.create(origin=junior, destination=role, note="Bring Python.")
    RoleTransition.objects.create(origin=role, destination=lead, note="Add people.")
    RoleTransition.objects.create(origin=role, destination=gone, note="Not any more.")
    RoleTransition.objects.create(origin=gone, destination=role, note="Not from there.")
    moves = next(
        part for part in content(client).all("div") if part.attributes.get("class") == "moves"
    )
    assert moves.text == (
        "People arrive from Junior Bring Python. Engineer From $110k–180k "
        "People go on to Lead Add people."
    )


def test_courses_with_most_core_skills_come_first(client: Client, role: Role) -> None:
    core, useful, other = SkillFactory.create_batch(3)
    RoleSkillFactory(role=role, skill=core)
    RoleSkillFactory(role=role, skill=useful, importance=Importance.USEFUL)
    RoleSkillFactory(skill=other)
    CourseFactory(title="Useful").skills.add(useful)
    CourseFactory(title="Both").skills.add(core, useful)
    CourseFactory(title="Core").skills.add(core, other)
    CourseFactory(title="Neither").skills.add(other)
    CourseFactory(title="Gone", retired=True).skills.add(core)
    rows = content(client).one("aside").all("ul")[0].texts("li")
    assert rows == [
        "Both 2 of its skills, 1 core; 87 h",
        "Core 1 of its skills, 1 core; 87 h",
        "Useful 1 of its skills, 0 core; 87 h",
    ]


def test_retired_things_are_hidden(client: Client, role: Role) -> None:
    skill = SkillFactory(title="Python")
    RoleSkillFactory(role=role, skill=skill)
    RoleSkillFactory(role=role, skill__title="COBOL", skill__retired=True)
    RoleSkillFactory(role=role, skill__title="Knots", skill__area__retired=True)
    RoleFactory(short_title="Gone", retired=True)
    StepFactory(stage=StageFactory(number=7, title="Old stage", retired=True)).skills.add(skill)
    StepFactory(stage=StageFactory(number=8), retired=True).skills.add(skill)
    field = SpecialisationFactory(stage=StageFactory(number=9), retired=True)
    StepFactory(stage=field.stage, specialisation=field).skills.add(skill)
    found = content(client)
    text = found.text
    assert not [word for word in ("COBOL", "Knots", "Gone", "Old stage") if word in text]
    assert "taught in" not in text
    assert found.one("aside").all("ol")[0].texts("li") == [
        "8 Stage 8: Stage title 8 None",
        "9 Stage 9: Stage title 9 None",
    ]


@pytest.mark.parametrize("slug", ["gone", "nobody"])
def test_unknown_and_retired_roles_are_not_found(client: Client, slug: str) -> None:
    RoleFactory(slug="gone", retired=True)
    assert client.get(f"/roles/{slug}/").status_code == 404


@pytest.mark.usefixtures("role")
def test_head_of_the_page(client: Client) -> None:
    response = client.get("/roles/engineer/?from=mail")
    assert page(response).one("title").text == "Engineer · ML Careers"
    assert 'name="description" content="Builds it."' in response.content.decode()
    assert canonical(response) == "http://testserver/roles/engineer/"
    assert is_indexed(response)


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    role: Role,
    number: int,
) -> None:
    for _ in range(number):
        other = RoleFactory()
        SalaryBandFactory(role=other)
        RoleTransition.objects.create(origin=other, destination=role, note="In.")
        RoleTransition.objects.create(origin=role, destination=other, note="On.")
        skill = RoleSkillFactory(role=role).skill
        CourseFactory().skills.add(skill)
        StepFactory().skills.add(skill)
        role.industries.add(Industry.objects.create(slug=f"i-{other.pk}", title=f"I {other.pk}"))
    with django_assert_num_queries(14):
        client.get("/roles/engineer/")
