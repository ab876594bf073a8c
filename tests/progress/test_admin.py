"""What support staff see of learners: all of it to look at, nothing to change."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress.models import Pause, Plan, Project, StepEvent, StepState, StepStatus
from tests.factories import (
    PlanFactory,
    ProjectFactory,
    RoleFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MODELS = {"plan": Plan, "stepstate": StepState, "stepevent": StepEvent, "project": Project}


def make_all() -> dict[str, Any]:
    """One row of each kind, of one learner."""
    user = UserFactory()
    option = StepOptionFactory()
    plan = PlanFactory(user=user, target_role=RoleFactory(), specialisation=SpecialisationFactory())
    Pause.objects.create(plan=plan, start=datetime.date(2026, 5, 1))
    state = StepStateFactory(user=user, step=option.step, option=option, note="My secret")
    first = make_event(user, option.step)
    return {
        "plan": plan,
        "stepstate": state,
        "stepevent": make_event(user, option.step, undoes=first),
        "project": ProjectFactory(user=user, stage=StageFactory()),
    }


def make_event(user: User, step: Any, **more: Any) -> StepEvent:
    return StepEvent.objects.create(
        user=user,
        step=step,
        step_title=step.title,
        at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC),
        from_status=StepStatus.TODO,
        to_status=StepStatus.DOING,
        **more,
    )


def url(model: str, view: str, *args: Any) -> str:
    return reverse(f"admin:progress_{model}_{view}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_even_a_superuser_only_looks(admin_client: Client, model: str) -> None:
    row = make_all()[model]
    rows = list(MODELS[model]._default_manager.values())

    assert admin_client.get(url(model, "changelist")).status_code == 200
    page = admin_client.get(url(model, "change", row.pk))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert admin_client.get(url(model, "add")).status_code == 403
    assert admin_client.post(url(model, "change", row.pk), {"user": 1}).status_code == 403
    assert admin_client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    admin_client.post(
        url(model, "changelist"),
        {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"},
    )
    assert list(MODELS[model]._default_manager.values()) == rows


@pytest.mark.parametrize("model", MODELS)
def test_only_staff_with_the_permission_looks(client: Client, model: str) -> None:
    row = make_all()[model]
    addresses = [url(model, "changelist"), url(model, "change", row.pk)]
    assert {client.get(address).status_code for address in addresses} == {302}

    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    assert {client.get(address).status_code for address in addresses} == {403}

    staff.user_permissions.add(Permission.objects.get(codename=f"view_{model}"))
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_learners_note_is_not_shown(admin_client: Client) -> None:
    state = make_all()["stepstate"]

    page = admin_client.get(url("stepstate", "change", state.pk))

    assert "My secret" not in page.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_rows_are_found_by_the_learners_address(admin_client: Client, model: str) -> None:
    wanted = make_all()[model]
    make_all()

    page = admin_client.get(url(model, "changelist"), {"q": wanted.user.email})

    assert {row.user for row in page.context["cl"].result_list} == {wanted.user}


def test_a_learner_can_still_be_deleted_with_all_that_is_theirs(admin_client: Client) -> None:
    user = make_all()["plan"].user
    address = reverse("admin:accounts_user_delete", args=[user.pk])

    asked = admin_client.get(address)
    done = admin_client.post(address, {"post": "yes"})

    assert "Are you sure" in asked.content.decode()
    assert done.status_code == 302
    assert not User.objects.filter(pk=user.pk).exists()
    assert not any(model._default_manager.exists() for model in MODELS.values())


def test_deleting_a_learner_takes_the_right_to(client: Client) -> None:
    user = make_all()["plan"].user
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="delete_user"))
    client.force_login(staff)

    response = client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize(
    ("model", "queries"), [("plan", 7), ("stepstate", 6), ("stepevent", 6), ("project", 6)]
)
def test_a_list_asks_the_same_for_one_row_and_for_many(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    model: str,
    queries: int,
) -> None:
    for _ in range(3):
        make_all()
        with django_assert_num_queries(queries):
            admin_client.get(url(model, "changelist"))


def test_a_held_step_names_no_learner_in_a_query_string(admin_client: Client) -> None:
    StepFactory()

    response = admin_client.get(url("stepstate", "changelist"), {"step__stage__id__exact": "abc"})

    assert response.status_code in {200, 302}
