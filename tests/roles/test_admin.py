"""Roles with their pay, skills and moves in the admin."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from roles.admin import RoleAdmin
from roles.models import Industry, Role, RoleSkill, RoleTransition, SalaryBand
from tests.factories import (
    PlanFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def form(role: Role, **inlines: list[dict[str, Any]]) -> dict[str, Any]:
    """The role's form as an editor sends it, with these rows in it."""
    sent: dict[str, Any] = {
        "title": role.title,
        "short_title": role.short_title,
        "summary": role.summary,
        "description": role.description,
        "order": 1,
    }
    for prefix in ("bands", "role_skills", "moves_on"):
        rows = inlines.get(prefix, [])
        sent[f"{prefix}-TOTAL_FORMS"] = len(rows)
        sent[f"{prefix}-INITIAL_FORMS"] = sum("id" in row for row in rows)
        for number, row in enumerate(rows):
            sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
            sent[f"{prefix}-{number}-{'origin' if prefix == 'moves_on' else 'role'}"] = role.pk
    return sent


def band(**change: Any) -> dict[str, Any]:
    return {
        "level": "senior",
        "edition": 2026,
        "currency": "USD",
        "minimum": 100,
        "maximum": 200,
        "basis": "Typical",
        **change,
    }


def change_url(role: Role) -> str:
    return reverse("admin:roles_role_change", args=[role.pk])


@pytest.mark.parametrize(("change", "is_kept"), [({"maximum": 201}, False), ({"note": "n"}, True)])
def test_checked_pay_that_changes_is_unchecked(
    admin_client: Client, change: dict[str, Any], is_kept: bool
) -> None:
    day = datetime.date(2026, 7, 1)
    row = SalaryBandFactory(**band(), verified_on=day, verified_by=UserFactory())
    sent = form(row.role, bands=[band(id=row.pk, **change)])

    assert admin_client.post(change_url(row.role), sent).status_code == 302

    row.refresh_from_db()
    assert (row.verified_on, row.verified_by is not None) == (day if is_kept else None, is_kept)


def test_pay_skills_and_moves_are_edited_on_the_roles_form(admin_client: Client) -> None:
    role, other, skill = RoleFactory(), RoleFactory(), SkillFactory()
    sent = form(
        role,
        bands=[band()],
        role_skills=[{"skill": skill.pk, "importance": "core"}],
        moves_on=[{"destination": other.pk, "note": "Learn more."}],
    )

    response = admin_client.post(change_url(role), sent)

    assert response.status_code == 302
    assert SalaryBand.objects.get().natural_key() == (role.slug, "senior", 2026)
    assert RoleSkill.objects.get().natural_key() == (role.slug, skill.slug)
    assert RoleTransition.objects.get().natural_key() == (role.slug, other.slug)


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ([band(minimum=200)], "The salary minimum must be below its maximum."),
        ([band(minimum=0)], "The salary minimum must be below its maximum."),
        ([band(minimum=-1)], "Ensure this value is greater than or equal to 0."),
        ([band(minimum="lots")], "Enter a whole number."),
        ([band(basis="")], "This field is required."),
        ([band(level="guru")], "Select a valid choice. guru is not one of the available choices."),
        ([band(), band()], "Please correct the duplicate data for"),
    ],
)
def test_bad_pay_is_said_beside_it(
    admin_client: Client, bands: list[dict[str, Any]], message: str
) -> None:
    role = RoleFactory()

    response = admin_client.post(change_url(role), form(role, bands=bands))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not SalaryBand.objects.exists()


def test_a_role_moves_on_to_another_one(admin_client: Client) -> None:
    role = RoleFactory()
    sent = form(role, moves_on=[{"destination": role.pk, "note": "Stay."}])

    response = admin_client.post(change_url(role), sent)

    assert "A move leads to another role." in response.content.decode()
    assert not RoleTransition.objects.exists()


def test_a_role_lists_a_skill_once(admin_client: Client) -> None:
    listed = RoleSkillFactory()
    rows = [
        {"id": listed.pk, "skill": listed.skill.pk, "importance": "core"},
        {"skill": listed.skill.pk, "importance": "useful"},
    ]

    response = admin_client.post(change_url(listed.role), form(listed.role, role_skills=rows))

    assert response.status_code == 200
    assert RoleSkill.objects.get().importance == "core"


def test_skills_that_swap_places_are_refused_beside_them(admin_client: Client) -> None:
    first = RoleSkillFactory()
    second = RoleSkillFactory(role=first.role)
    rows = [
        {"id": first.pk, "skill": second.skill.pk, "importance": "core"},
        {"id": second.pk, "skill": first.skill.pk, "importance": "core"},
    ]

    response = admin_client.post(change_url(first.role), form(first.role, role_skills=rows))

    assert response.content.decode().count("This role lists that skill already.") == 2


def test_a_clash_in_the_database_is_said_plainly(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = RoleFactory(title="Before")

    def clash(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(RoleAdmin, "save_related", clash)
    response = admin_client.post(change_url(role), form(role) | {"title": "After"}, follow=True)

    assert "Nothing was saved: two rows" in response.content.decode()
    assert Role.objects.get().title == "Before"


def test_a_role_that_learners_aim_for_is_not_deleted(admin_client: Client) -> None:
    plan = PlanFactory(target_role=RoleFactory())
    SalaryBandFactory(role=plan.target_role)
    address = reverse("admin:roles_role_delete", args=[plan.target_role.pk])

    response = admin_client.post(address, {"post": "yes"})

    assert "1 learner holds this role, so it can’t be deleted." in response.content.decode()
    assert Role.objects.exists()


def test_a_free_role_goes_with_its_pay(admin_client: Client) -> None:
    role = SalaryBandFactory().role

    admin_client.post(reverse("admin:roles_role_delete", args=[role.pk]), {"post": "yes"})

    assert not SalaryBand.objects.exists()


def test_all_pay_stands_in_one_table(admin_client: Client) -> None:
    SalaryBandFactory(role__title="Engineer")

    page = admin_client.get(reverse("admin:roles_salaryband_changelist"), {"q": "engin"})

    assert page.context["cl"].result_count == 1


@pytest.mark.parametrize(("model", "queries"), [("role", 6), ("salaryband", 9), ("industry", 6)])
def test_a_list_asks_the_same_for_one_row_and_for_many(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    model: str,
    queries: int,
) -> None:
    for number in range(3):
        role = SalaryBandFactory().role
        RoleSkillFactory(role=role)
        role.industries.add(Industry.objects.create(slug=f"i{number}", title="Industry"))
        with django_assert_num_queries(queries):
            admin_client.get(reverse(f"admin:roles_{model}_changelist"))


def test_a_roles_form_asks_the_same_however_many_rows_stand_in_it(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    role = RoleFactory()
    # Content types are remembered from the first time on.
    admin_client.get(change_url(role))
    for number in range(3):
        SalaryBandFactory(role=role, edition=2026 + number)
        RoleSkillFactory(role=role)
        RoleTransition.objects.create(origin=role, destination=RoleFactory(), note="Learn.")
        with django_assert_num_queries(15):
            admin_client.get(change_url(role))
