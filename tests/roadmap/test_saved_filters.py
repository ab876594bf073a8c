"""Filters of the admin's lists, kept under a name."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from skills.models import SavedFilter
from tests.factories import StageFactory, StepFactory, UserFactory
from tests.roadmap.test_admin import text, url

pytestmark = pytest.mark.django_db
SAVE = "save_filter"


def staff(*codenames: str) -> User:
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def enter(client: Client, person: User) -> None:
    client.force_login(person, backend="accounts.backends.EmailBackend")


def keep(client: Client, query: str, name: str = "Mine") -> Any:
    return client.post(url("step", SAVE), {"name": name, "query": query}, follow=True)


def kept(**more: Any) -> SavedFilter:
    given = {"model": "roadmap.step", "name": "Drafts", "query": "state=draft"}
    return SavedFilter.objects.create(**(given | more))


def queries() -> list[tuple[str, str, str]]:
    return list(SavedFilter.objects.values_list("model", "name", "query"))


def test_a_filter_is_kept_and_shown_above_its_list(admin_client: Client) -> None:
    page = admin_client.get(url("step", "changelist") + "?state=draft&q=a+b&p=2")
    sent = page.context["query_here"]

    response = keep(admin_client, sent)

    assert queries() == [("roadmap.step", "Mine", "state=draft&q=a+b")]
    assert SavedFilter.objects.get().made_by == User.objects.get(is_superuser=True)
    assert response.redirect_chain == [("/admin/roadmap/step/?state=draft&q=a+b", 302)]
    assert '<a href="?state=draft&amp;q=a+b" aria-current="page">Mine</a>' in (
        response.content.decode()
    )
    assert "Mine" not in text(admin_client.get(url("stage", "changelist")))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "p=2",
        "_popup=1",
        "state=draft&_popup=1",
        "_to_field=id",
        "states__user__email__startswith=a",
        "nonsense=1",
        "hours=many",
        "retired__exact=maybe",
        "title__regex=(",
        "hours__range=1",
        "was__contains=1",
        "pk__in=99999999999999999999",
        "q=%00",
        "q=" + "x" * 500,
        "https://elsewhere.example/?state=draft",
    ],
)
def test_what_the_list_does_not_accept_is_not_kept(admin_client: Client, query: str) -> None:
    StepFactory()
    response = keep(admin_client, query)
    assert "Nothing was kept." in text(response)
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b"])
def test_a_filter_needs_a_name(admin_client: Client, name: str) -> None:
    assert "Nothing was kept." in text(keep(admin_client, "state=draft", name))
    assert not SavedFilter.objects.exists()


def test_filters_are_kept_and_removed_by_post_only(admin_client: Client) -> None:
    row = kept()
    assert admin_client.get(url("step", SAVE)).status_code == 405
    assert admin_client.get(url("step", "remove_filter", row.pk)).status_code == 405
    assert SavedFilter.objects.get() == row


def test_only_those_who_see_the_list_keep_filters(client: Client) -> None:
    assert "login" in client.post(url("step", SAVE))["Location"]
    enter(client, staff("view_stage"))
    assert keep(client, "state=draft").status_code == 403
    enter(client, staff("view_step"))
    keep(client, "state=draft")
    assert queries() == [("roadmap.step", "Mine", "state=draft")]


def test_a_name_stands_once_in_a_list(admin_client: Client) -> None:
    kept(model="roadmap.stage", name="Mine")
    keep(admin_client, "state=draft")
    response = keep(admin_client, "state=live")
    assert "This list has a filter of that name already." in text(response)
    assert SavedFilter.objects.count() == 2


def test_a_filter_is_removed_by_whoever_made_it(client: Client) -> None:
    maker, other = staff("view_step"), staff("view_step", "change_step")
    row = kept(made_by=maker)
    remove = url("step", "remove_filter", row.pk)

    enter(client, other)
    assert remove not in client.get(url("step", "changelist")).content.decode()
    assert client.post(remove).status_code == 404

    enter(client, maker)
    assert remove in client.get(url("step", "changelist")).content.decode()
    assert "“Drafts” is removed." in text(client.post(remove, follow=True))
    assert client.post(remove).status_code == 404
    assert not SavedFilter.objects.exists()


def test_a_superuser_removes_any(admin_client: Client) -> None:
    row = kept(made_by=UserFactory(is_staff=True))
    assert admin_client.post(url("stage", "remove_filter", row.pk)).status_code == 404
    admin_client.post(url("step", "remove_filter", row.pk))
    assert not SavedFilter.objects.exists()


def test_removing_needs_a_way_in(client: Client) -> None:
    row = kept()
    assert "login" in client.post(url("step", "remove_filter", row.pk))["Location"]
    enter(client, staff())
    assert client.post(url("step", "remove_filter", row.pk)).status_code == 403
    enter(client, staff("view_step"))
    assert client.post(url("step", "remove_filter", 999)).status_code == 404


def test_a_list_asks_the_same_however_many_filters(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    StageFactory()
    for number in range(3):
        kept(model="roadmap.stage", name=f"Filter {number}")
        with django_assert_num_queries(6):
            admin_client.get(url("stage", "changelist"))


@pytest.mark.parametrize("model", ["roles_salaryband", "skills_skill", "courses_course"])
def test_every_list_of_content_keeps_filters(admin_client: Client, model: str) -> None:
    address = reverse(f"admin:{model}_changelist")
    assert "Keep this filter as" in text(admin_client.get(address, {"q": "a"}))
    assert "Keep this filter as" not in text(admin_client.get(address))
