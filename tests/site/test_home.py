"""The landing page, drawn from the content."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from roadmap.models import StepKind
from roles.models import SalaryLevel
from tests.factories import (
    EditionFactory,
    RoleFactory,
    SalaryBandFactory,
    StageFactory,
    StepFactory,
)
from tests.pages import canonical, is_indexed, main, page

pytestmark = pytest.mark.django_db


def test_stages_and_months_are_counted(client: Client) -> None:
    StageFactory(number=1, title="First", start_month=0, end_month=4)
    StageFactory(number=2, title="Second", start_month=4, end_month=None)
    StageFactory(number=3, title="Gone", start_month=4, end_month=90, retired=True)
    StageFactory(number=4, title="Third", start_month=4, end_month=7)
    EditionFactory(first_role_from_month=5, first_role_to_month=6)
    response = client.get("/")
    content = main(response)
    assert "Three stages over seven months" in content.text
    assert [row.texts("td") for row in content.one("table").all("tr")[1:]] == [
        ["1", "0", "4"],
        ["2", "4", "No fixed end"],
        ["4", "4", "7"],
    ]
    assert "Months 5 to 6 are realistic for a first role." in response.content.decode()
    assert "Gone" not in content.text


def test_roles_stand_highest_senior_pay_first(client: Client) -> None:
    for title, top in (("Low", 200_000), ("High", 400_000)):
        role = RoleFactory(title=title)
        SalaryBandFactory(role=role, minimum=100_000, maximum=150_000)
        SalaryBandFactory(
            role=role,
            level=SalaryLevel.SENIOR,
            minimum=150_000,
            maximum=top,
            open_ended=True,
        )
    SalaryBandFactory(role__title="Junior", minimum=70_000, maximum=110_000)
    RoleFactory(title="Gone", retired=True)
    content = main(client.get("/"))
    assert "Compare all three roles" in content.text
    chart = next(
        element
        for element in content.all("ul")
        if (element.attributes.get("class") or "").startswith("range-list")
    )
    assert chart.texts("li")[1:] == [
        "High Entry to mid $100k–150k. Senior $150k–400k+. $400k+",
        "Low Entry to mid $100k–150k. Senior $150k–200k+. $200k+",
        "Junior Entry to mid $70k–110k. $110k",
    ]
    assert content.facts() == [
        ("Fact", "Senior pay, High"),
        ("Value", "$150k–400k+"),
        ("Edition", "2026"),
    ]


def test_examples_are_current_steps(client: Client) -> None:
    stage = StageFactory(number=2)
    StepFactory(title="Current", stage=stage, hours=12)
    StepFactory(title="Old", stage=stage, retired=True)
    StepFactory(title="Built", stage=stage, kind=StepKind.PROJECT, hours=20)
    text = main(client.get("/")).text
    assert "Current 12 h" in text
    assert "Built 20 h" in text
    assert "Old" not in text


def test_charts_have_unique_names(client: Client) -> None:
    StageFactory(number=1)
    html = client.get("/").content.decode()
    titles = [name for name in ("timeline", "example", "zero") if f'id="{name}-title"' in html]
    assert titles == ["timeline", "example", "zero"]
    assert html.count('role="img"') == 3


def test_empty_site_has_a_home_page(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_visitors_sign_up_and_learners_go_on(client: Client, learner: User) -> None:
    visitor = main(client.get("/"))
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    signed_in = main(client.get("/"))
    assert visitor.texts("a")[0] == "Plan your route"
    assert signed_in.all("a")[0].attributes["href"] == "/dashboard/"


def test_head_of_the_page(client: Client) -> None:
    response = client.get("/")
    assert page(response).all("title")[0].text == "The route into machine learning · ML Careers"
    assert canonical(response) == "http://testserver/"
    assert is_indexed(response)


@pytest.mark.parametrize("number", [1, 5])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        SalaryBandFactory()
        StepFactory()
        StepFactory(kind=StepKind.PROJECT)
    with django_assert_num_queries(6):
        client.get("/")
