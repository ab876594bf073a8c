"""The list of roles: order, filter, comparison, and what is hidden."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roles.models import Importance, Industry, SalaryBand, SalaryLevel
from tests.factories import RoleFactory, RoleSkillFactory, SalaryBandFactory, SkillFactory
from tests.pages import canonical, is_indexed, main, page

pytestmark = pytest.mark.django_db


def make_role(title: str, first: int, senior: int | None, **values: object) -> None:
    role = RoleFactory(title=title, slug=title.lower(), **values)
    SalaryBandFactory(role=role, minimum=first - 10_000, maximum=first)
    if senior:
        SalaryBandFactory(
            role=role,
            level=SalaryLevel.SENIOR,
            minimum=first,
            maximum=senior,
            open_ended=True,
        )


@pytest.fixture
def _three_roles() -> None:
    make_role("Beta", 150_000, 200_000, order=1)
    make_role("Alpha", 120_000, 300_000, order=2)
    make_role("Gamma", 180_000, None, order=3)


@pytest.mark.usefixtures("_three_roles")
@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Alpha", "Beta", "Gamma"]),
        ("?sort=senior", ["Alpha", "Beta", "Gamma"]),
        ("?sort=entry", ["Gamma", "Beta", "Alpha"]),
        ("?sort=name", ["Alpha", "Beta", "Gamma"]),
        ("?sort=source", ["Beta", "Alpha", "Gamma"]),
        ("?sort=nonsense", ["Alpha", "Beta", "Gamma"]),
    ],
)
def test_roles_are_sorted(client: Client, query: str, order: list[str]) -> None:
    content = main(client.get(f"/roles/{query}"))
    assert content.texts("h3")[: len(order)] == order


@pytest.mark.usefixtures("_three_roles")
def test_figures_stand_beside_the_bars(client: Client) -> None:
    content = main(client.get("/roles/"))
    first = content.all("ul")[0].texts("li")[0]
    assert first == "Compare Alpha Alpha Entry to mid: $110k–120k Senior: $120k–300k+"
    assert "No senior band" in content.all("ul")[0].texts("li")[2]
    assert content.all("tr")[1].texts("td") == ["$110,000", "$120,000", "$120,000", "$300,000+"]


@pytest.mark.usefixtures("_three_roles")
@pytest.mark.parametrize("importance", Importance.values)
def test_filter_by_skill_whatever_its_importance(client: Client, importance: str) -> None:
    skill = SkillFactory(slug="python", title="Python")
    gamma = RoleFactory._meta.model.objects.get(slug="gamma")
    RoleSkillFactory(role=gamma, skill=skill, importance=importance)
    content = main(client.get("/roles/?skill=python"))
    assert content.texts("h3")[0] == "Gamma"
    status = next(p for p in content.all("p") if p.attributes.get("role") == "status")
    assert status.text.startswith("1 role asking for Python, highest senior pay first")


@pytest.mark.usefixtures("_three_roles")
def test_skill_that_no_role_asks_for_leaves_an_explanation(client: Client) -> None:
    SkillFactory(slug="cobol")
    content = main(client.get("/roles/?skill=cobol"))
    assert "0 roles" in content.text
    assert "No role asks for that." in content.text


@pytest.mark.usefixtures("_three_roles")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?skill=nonsense", "Select a valid choice."),
        ("?skill=%00", "Null characters are not allowed."),
        ("?sort=nonsense", "Select a valid choice."),
        ("?skill=%F0%28", "Select a valid choice."),
    ],
)
def test_bad_filter_is_said_beside_its_field(client: Client, query: str, message: str) -> None:
    response = client.get(f"/roles/{query}")
    assert response.status_code == 200
    content = main(response)
    assert message in content.all("form")[0].text
    assert "3 roles" in content.text


@pytest.mark.usefixtures("_three_roles")
def test_retired_roles_and_skills_are_hidden(client: Client) -> None:
    RoleFactory(title="Gone", retired=True)
    SkillFactory(title="Forgotten", retired=True)
    SkillFactory(title="Orphan", area__retired=True)
    Industry.objects.create(slug="whaling", title="Whaling", retired=True)
    text = main(client.get("/roles/")).text
    assert not [word for word in ("Gone", "Forgotten", "Orphan", "Whaling") if word in text]


def test_newest_edition_counts(client: Client) -> None:
    role = RoleFactory(title="Alpha")
    SalaryBandFactory(role=role, edition=2025, minimum=1_000, maximum=2_000)
    SalaryBandFactory(role=role, edition=2026, minimum=90_000, maximum=95_000)
    text = main(client.get("/roles/")).text
    assert "$90k–95k" in text
    assert "2026 edition" in text
    assert "$1k" not in text


@pytest.mark.usefixtures("_three_roles", "today")
@pytest.mark.parametrize("address", ["/roles/", "/roles/compare/?role=alpha&role=beta"])
def test_the_oldest_figure_says_its_source_and_age(client: Client, address: str) -> None:
    SalaryBand.objects.update(source="A report", verified_on=datetime.date(2026, 7, 1))
    SalaryBandFactory(role=RoleFactory(), edition=2020)
    SalaryBandFactory(role=RoleFactory(retired=True), edition=2019)
    SalaryBand.objects.filter(role__slug="alpha", level=SalaryLevel.SENIOR).update(
        verified_on=datetime.date(2026, 3, 3)
    )
    text = main(client.get(address)).text

    oldest = (
        "2020 edition, not checked since"
        if address == "/roles/"
        else "A report, 2026 edition, checked on 3 March 2026, 4 months ago"
    )
    assert f"Oldest of these figures: {oldest}." in text


def test_role_without_bands_is_listed(client: Client) -> None:
    RoleFactory(title="Unpaid")
    response = client.get("/roles/")
    assert response.status_code == 200
    assert "Unpaid" in main(response).text


def test_no_roles_at_all(client: Client) -> None:
    assert "No role asks for that." in main(client.get("/roles/")).text


@pytest.mark.usefixtures("_three_roles")
def test_head_of_the_page(client: Client) -> None:
    plain, filtered = client.get("/roles/"), client.get("/roles/?sort=name")
    assert page(plain).one("title").text == "Roles and what they pay · ML Careers"
    assert canonical(plain) == canonical(filtered) == "http://testserver/roles/"
    assert (is_indexed(plain), is_indexed(filtered)) == (True, False)


def test_only_reading(client: Client) -> None:
    assert client.post("/roles/").status_code == 405


@pytest.mark.parametrize("number", [1, 6])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for index in range(number):
        make_role(f"Role{index}", 100_000 + index, 200_000)
        SkillFactory()
    with django_assert_num_queries(4):
        client.get("/roles/")
