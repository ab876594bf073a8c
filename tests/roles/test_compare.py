"""Two to four roles side by side."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roles.models import Importance, Role, SalaryLevel
from tests.factories import (
    PlanFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillAreaFactory,
    SkillFactory,
    UserFactory,
)
from tests.pages import canonical, is_indexed, main

pytestmark = pytest.mark.django_db


@pytest.fixture
def _six_roles() -> None:
    for letter in "abcdef":
        role = RoleFactory(slug=letter, title=f"Role {letter.upper()}", summary=f"Does {letter}.")
        SalaryBandFactory(role=role, minimum=100_000, maximum=150_000)
    SalaryBandFactory(
        role=role, level=SalaryLevel.SENIOR, minimum=150_000, maximum=250_000, open_ended=True
    )


def heads(client: Client, query: str) -> list[str]:
    content = main(client.get(f"/roles/compare/?{query}"))
    return [] if not content.all("table") else content.one("thead").texts("th")


@pytest.mark.usefixtures("_six_roles")
@pytest.mark.parametrize(
    ("query", "compared"),
    [
        ("role=b&role=a", ["Role B", "Role A"]),
        ("role=a&role=b&role=c", ["Role A", "Role B", "Role C"]),
        ("role=a&role=b&role=c&role=d", ["Role A", "Role B", "Role C", "Role D"]),
        ("role=a&role=&role=b&role=", ["Role A", "Role B"]),
        ("role=a&role=b&role=a", ["Role A", "Role B"]),
        ("role=a&role=b&role=nobody", ["Role A", "Role B"]),
    ],
)
def test_roles_stand_in_the_order_asked_for(
    client: Client, query: str, compared: list[str]
) -> None:
    assert heads(client, query) == compared
    assert client.get(f"/roles/compare/?{query}").status_code == 200


@pytest.mark.usefixtures("_six_roles")
@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("role=a", 200, "at least two different roles"),
        ("role=a&role=a", 200, "at least two different roles"),
        ("role=", 200, "at least two different roles"),
        ("role=a&role=b&role=c&role=d&role=e", 200, "You chose 5 roles. Choose up to four"),
        ("role=a&role=nobody", 404, "One role in this address can’t be found"),
        ("role=x&role=y", 404, "2 roles in this address can’t be found"),
        ("role=%00&role=%F0%28%8C", 404, "can’t be found"),
        ("role=" + "a" * 10_000, 404, "can’t be found"),
    ],
)
def test_what_cannot_be_compared_leads_to_the_chooser(
    client: Client, query: str, status: int, message: str
) -> None:
    response = client.get(f"/roles/compare/?{query}")
    assert response.status_code == status
    content = main(response)
    assert message in content.text
    assert len(content.all("select")) == 4
    assert not content.all("table")


@pytest.mark.usefixtures("_six_roles")
def test_chooser_keeps_what_was_chosen(client: Client) -> None:
    content = main(client.get("/roles/compare/?role=c"))
    chosen = [
        option.text
        for select in content.all("select")
        for option in select.all("option")
        if "selected" in option.attributes
    ]
    assert chosen == ["Role C"]


@pytest.mark.usefixtures("_six_roles")
def test_page_without_a_choice_says_nothing_wrong(client: Client) -> None:
    response = client.get("/roles/compare/")
    assert response.status_code == 200
    assert not [
        element
        for element in main(response).all("div")
        if element.attributes.get("role") == "alert"
    ]


@pytest.mark.usefixtures("_six_roles")
def test_retired_role_cannot_be_compared(client: Client) -> None:
    RoleFactory(slug="gone", title="Gone", retired=True)
    response = client.get("/roles/compare/?role=a&role=gone")
    assert response.status_code == 404
    assert "Gone" not in main(response).text


@pytest.mark.usefixtures("_six_roles")
def test_pay_is_written_out(client: Client) -> None:
    rows = {
        row.texts("th")[0]: row.texts("td")
        for row in main(client.get("/roles/compare/?role=e&role=f")).one("tbody").all("tr")
    }
    assert rows["Pay in full US dollars a year"] == [
        "$100,000–$150,000",
        "$100,000–$150,000 $150,000–$250,000+",
    ]
    assert rows["The work"] == ["Does e.", "Does f."]


@pytest.mark.usefixtures("_six_roles")
def test_skills_stand_side_by_side(client: Client) -> None:
    area = SkillAreaFactory(title="Programming")
    python, sql = (SkillFactory(area=area, title=title) for title in ("Python", "SQL"))
    gone = SkillFactory(area=area, title="COBOL", retired=True)
    roles = {role.slug: role for role in RoleFactory._meta.model.objects.all()}
    RoleSkillFactory(role=roles["a"], skill=python)
    RoleSkillFactory(role=roles["a"], skill=sql, importance=Importance.USEFUL)
    RoleSkillFactory(role=roles["b"], skill=sql)
    RoleSkillFactory(role=roles["b"], skill=gone)
    rows = {
        row.texts("th")[0]: row.texts("td")
        for row in main(client.get("/roles/compare/?role=a&role=b&role=c")).one("tbody").all("tr")
    }
    assert rows["Programming"] == ["Core Python Useful SQL", "Core SQL", "Not asked for"]


@pytest.mark.usefixtures("_six_roles")
def test_head_of_the_page(client: Client) -> None:
    plain, chosen = client.get("/roles/compare/"), client.get("/roles/compare/?role=a&role=b")
    assert canonical(plain) == canonical(chosen) == "http://testserver/roles/compare/"
    assert (is_indexed(plain), is_indexed(chosen)) == (True, False)


@pytest.mark.usefixtures("_six_roles")
@pytest.mark.parametrize("slugs", ["ab", "abcd"])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, slugs: str
) -> None:
    for role in RoleFactory._meta.model.objects.all():
        RoleSkillFactory.create_batch(len(slugs), role=role)
    query = "&".join(f"role={slug}" for slug in slugs)
    with django_assert_num_queries(3):
        client.get(f"/roles/compare/?{query}")


# --- The reader's own target ---------------------------------------------------------------


def targets(client: Client) -> list[str]:
    """The cells of the last row, when it is about the target."""
    row = main(client.get("/roles/compare/?role=a&role=b&role=c")).one("tbody").all("tr")[-1]
    return row.texts("td") if row.texts("th") == ["Target role"] else []


@pytest.mark.usefixtures("_six_roles")
def test_learner_sees_the_target_and_may_take_another(client: Client) -> None:
    plan = PlanFactory(target_role=Role.objects.get(slug="b"))
    client.force_login(plan.user)
    assert targets(client) == [
        "Make it my target : Role A",
        "Your target",
        "Make it my target : Role C",
    ]
    forms = main(client.get("/roles/compare/?role=a&role=b&role=c")).one("tbody").all("form")
    for form, slug in zip(forms, "ac", strict=True):
        assert form.attributes["action"] == "/role-fit/target/"
        named = {field.attributes["name"]: field.attributes["value"] for field in form.all("input")}
        client.post(form.attributes["action"], {"role": named["role"]})
        plan.refresh_from_db()
        assert plan.target_role.slug == slug


@pytest.mark.usefixtures("_six_roles")
def test_without_a_target_every_role_may_become_it(client: Client) -> None:
    client.force_login(PlanFactory(target_role=None).user)
    assert targets(client) == [f"Make it my target : Role {letter}" for letter in "ABC"]


@pytest.mark.usefixtures("_six_roles")
def test_row_of_targets_is_for_people_with_a_plan(client: Client) -> None:
    assert targets(client) == []
    client.force_login(UserFactory())
    assert targets(client) == []


@pytest.mark.usefixtures("_six_roles")
@pytest.mark.parametrize("slugs", ["ab", "abcd"])
def test_row_of_targets_takes_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, slugs: str
) -> None:
    plan = PlanFactory(target_role=Role.objects.get(slug="b"))
    client.force_login(plan.user)
    query = "&".join(f"role={slug}" for slug in slugs)
    # The three of a visitor, three of every signed-in page, and the plan.
    with django_assert_num_queries(3 + 3 + 1):
        client.get(f"/roles/compare/?{query}")
