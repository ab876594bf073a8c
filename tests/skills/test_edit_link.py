"""Pages lead staff to the form of what they show; nobody else sees a difference."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap.models import Strategy
from tests.factories import (
    CourseFactory,
    RoleFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)
from tests.mentoring.followed import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def _strategy() -> Strategy:
    slug = f"strategy-{Strategy.objects.count()}"
    return Strategy.objects.create(slug=slug, title="S", summary="S.", description="D.")


PAGES: list[tuple[Callable[[], Any], str]] = [
    (RoleFactory, ""),
    (RoleFactory, "/roles/"),
    (CourseFactory, ""),
    (CourseFactory, "/courses/"),
    (SkillFactory, ""),
    (StageFactory, ""),
    (StageFactory, "/roadmap/"),
    (StepFactory, ""),
    (_strategy, "/job-market/"),
    (lambda: SkillFactory().area, "/skills/"),
]
EACH = pytest.mark.parametrize(("make", "path"), PAGES)


def form_of(row: Any) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def staff(*names: str) -> Client:
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return client_of(person)


def asked(client: Client, path: str) -> tuple[str, int]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(path).content.decode()
    return page, len(queries)


@EACH
def test_those_who_may_change_a_row_are_led_to_its_form(make: Callable[[], Any], path: str) -> None:
    row = make()
    path = path or row.get_absolute_url()
    name = row._meta.model_name
    page = client_of(UserFactory(is_staff=True, is_superuser=True)).get(path).content.decode()
    assert f'href="{form_of(row)}"' in page
    page = staff(f"change_{name}").get(path).content.decode()
    assert f'<a class="edit-link d-print-none" href="{form_of(row)}">Edit' in page


@EACH
def test_nobody_else_sees_a_difference(make: Callable[[], Any], path: str) -> None:
    row = make()
    path = path or row.get_absolute_url()
    learner = UserFactory()
    learner.user_permissions.set(Permission.objects.filter(codename__startswith="change_"))
    lookers = staff(f"view_{row._meta.model_name}", "change_savedfilter")
    for client in (Client(), client_of(learner), lookers):
        page = client.get(path).content.decode()
        assert "edit-link" not in page
        assert "/admin/r" not in page


@EACH
def test_learners_ask_for_nothing_more_and_staff_for_their_rights_once(
    make: Callable[[], Any], path: str
) -> None:
    row = make()
    path = path or row.get_absolute_url()
    name = f"change_{row._meta.model_name}"
    for _ in range(2):
        learner, theirs = client_of(UserFactory()), staff(name)
        asked(learner, path)
        assert asked(theirs, path)[1] - asked(learner, path)[1] == 2
        make()


def test_a_title_is_no_markup() -> None:
    role = RoleFactory(title="<b>R&D</b>")
    page = staff("change_role").get(role.get_absolute_url()).content.decode()
    assert 'Edit<span class="visually-hidden"> &lt;b&gt;R&amp;D&lt;/b&gt;</span></a>' in page
