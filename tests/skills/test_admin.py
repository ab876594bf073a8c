"""Skills and their areas in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from skills.models import Skill, SkillArea
from tests.factories import CourseFactory, RoleSkillFactory, SkillAreaFactory, SkillFactory

pytestmark = pytest.mark.django_db


def test_an_area_counts_and_lists_its_skills(admin_client: Client) -> None:
    area = SkillAreaFactory(title="Code", order=2)
    SkillAreaFactory(title="Maths", order=1)
    SkillFactory(area=area, title="SQL", order=2)
    SkillFactory(area=area, title="Python", order=1)

    listed = admin_client.get(reverse("admin:skills_skillarea_changelist"))
    page = admin_client.get(reverse("admin:skills_skillarea_change", args=[area.pk]))

    rows: Any = listed.context["cl"].result_list
    assert [(row.title, row.held) for row in rows] == [("Maths", 0), ("Code", 2)]
    formset = page.context["inline_admin_formsets"][0].formset
    assert [form.instance.title for form in formset.forms] == ["Python", "SQL"]


def test_a_skill_is_added_under_the_slug_given(admin_client: Client) -> None:
    area = SkillAreaFactory()
    sent = {"title": "Python", "slug": "python", "area": area.pk, "summary": "P.", "order": 1}

    response = admin_client.post(reverse("admin:skills_skill_add"), sent)

    assert response.status_code == 302
    assert Skill.objects.values_list("slug", "title", "area").get() == ("python", "Python", area.pk)


@pytest.mark.parametrize("slug", ["", "two words", "x" * 81, "taken", "ümlaut"])
def test_a_bad_slug_is_said_beside_it(admin_client: Client, slug: str) -> None:
    area = SkillAreaFactory()
    SkillFactory(slug="taken", area=area)
    sent = {"title": "Python", "slug": slug, "area": area.pk, "summary": "P.", "order": 1}

    response = admin_client.post(reverse("admin:skills_skill_add"), sent)

    assert list(response.context["adminform"].form.errors) == ["slug"]
    assert Skill.objects.count() == 1


def test_what_a_role_asks_for_is_not_deleted(admin_client: Client) -> None:
    skill = RoleSkillFactory().skill
    RoleSkillFactory(skill=skill)

    response = admin_client.post(
        reverse("admin:skills_skill_delete", args=[skill.pk]), {"post": "yes"}
    )

    said = response.content.decode()
    assert (
        "2 role skills need this skill, so it can’t be deleted. Retire it instead: "
        "no page offers it any more, and who has it keeps it."
    ) in said
    assert Skill.objects.get() == skill


def test_an_area_with_skills_is_not_deleted(admin_client: Client) -> None:
    area = SkillFactory().area

    response = admin_client.get(reverse("admin:skills_skillarea_delete", args=[area.pk]))

    assert "1 skill needs this skill area, so it can’t be deleted." in (response.content.decode())
    assert SkillArea.objects.exists()


def test_a_skill_that_only_courses_teach_can_be_deleted(admin_client: Client) -> None:
    skill = SkillFactory()
    CourseFactory().skills.add(skill)

    admin_client.post(reverse("admin:skills_skill_delete", args=[skill.pk]), {"post": "yes"})

    assert not Skill.objects.exists()


@pytest.mark.parametrize(("model", "queries"), [("skill", 7), ("skillarea", 6)])
def test_a_list_asks_the_same_for_one_row_and_for_many(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    model: str,
    queries: int,
) -> None:
    for _ in range(3):
        SkillFactory()
        with django_assert_num_queries(queries):
            admin_client.get(reverse(f"admin:skills_{model}_changelist"))


def test_an_areas_form_asks_the_same_for_one_skill_and_for_many(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    area = SkillAreaFactory()
    for _ in range(3):
        SkillFactory(area=area)
        with django_assert_num_queries(4):
            admin_client.get(reverse("admin:skills_skillarea_change", args=[area.pk]))
