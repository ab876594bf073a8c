"""The order of stages and steps, put right in lists and forms."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from roadmap.models import Publication, Stage, Step
from tests.factories import StageFactory, StepFactory, UserFactory
from tests.roadmap.test_admin import form_of, text, url

pytestmark = pytest.mark.django_db


def listed(client: Client, **more: Any) -> dict[str, Any]:
    """What a browser sends back for the list of steps."""
    formset = client.get(url("step", "changelist")).context["cl"].formset
    sent: dict[str, Any] = {"_save": "Save"}
    for form in [formset.management_form, *formset.forms]:
        sent |= {bound.html_name: bound.value() for bound in form}
    return {key: "" if value is None else value for key, value in sent.items()} | more


def numbers() -> dict[str, int]:
    return dict(Stage.objects.values_list("slug", "number"))


def move(client: Client, action: str, *stages: Stage) -> Any:
    sent = {"action": action, "_selected_action": [stage.pk for stage in stages]}
    return client.post(url("stage", "changelist"), sent, follow=True)


def test_steps_are_put_in_order_in_their_list(admin_client: Client) -> None:
    first, second = StepFactory(order=1), StepFactory(order=2)

    response = admin_client.post(
        url("step", "changelist"), listed(admin_client, **{"form-0-order": 9}), follow=True
    )

    assert "1 step was changed successfully." in text(response)
    assert list(Step.objects.order_by("pk").values_list("order", flat=True)) == [9, 2]
    assert first.history.count() == 2
    assert second.history.count() == 1


def test_an_unchanged_order_writes_nothing(admin_client: Client) -> None:
    step = StepFactory()
    stage_page = admin_client.get(url("stage", "change", step.stage.pk))

    admin_client.post(url("step", "changelist"), listed(admin_client))
    admin_client.post(url("stage", "change", step.stage.pk), form_of(stage_page))

    assert (step.history.count(), step.stage.history.count()) == (1, 1)
    assert not LogEntry.objects.filter(content_type__model="step").exists()


@pytest.mark.parametrize("order", ["", "-1", "many"])
def test_a_bad_order_is_said_in_the_list(admin_client: Client, order: str) -> None:
    step = StepFactory(order=3)
    sent = listed(admin_client, **{"form-0-order": order})

    response = admin_client.post(url("step", "changelist"), sent)

    assert response.status_code == 200
    assert "Please correct the error below." in text(response)
    step.refresh_from_db()
    assert step.order == 3


def test_a_viewer_orders_nothing(client: Client) -> None:
    step, stage = StepFactory(order=3), StageFactory()
    staff = UserFactory(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_step", "view_stage"]))
    client.force_login(staff, backend="accounts.backends.EmailBackend")
    assert client.get(url("step", "changelist")).context["cl"].formset is None

    sent = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": step.pk}
    client.post(url("step", "changelist"), sent | {"form-0-order": 9, "_save": "Save"})
    move(client, "move_up", stage)

    step.refresh_from_db()
    assert step.order == 3
    assert list(numbers().values()) == [1, 2]


def test_a_draft_in_a_stages_form_stays_one(admin_client: Client) -> None:
    draft = StepFactory(draft=True, retired=True)
    page = admin_client.get(url("stage", "change", draft.stage.pk))
    sent = form_of(page) | {"steps-0-order": 5}
    del sent["steps-0-retired"]

    response = admin_client.post(url("stage", "change", draft.stage.pk), sent)

    draft.refresh_from_db()
    assert response.status_code == 302
    assert (draft.order, draft.state) == (5, "Draft")


def test_stages_change_places(admin_client: Client) -> None:
    one, two, _ = StageFactory(slug="a"), StageFactory(slug="b"), StageFactory(slug="c")
    StepFactory(stage=one)

    done = move(admin_client, "move_down", one)
    assert "Stage title 1 and Stage title 2 changed places." in text(done)
    assert numbers() == {"b": 1, "a": 2, "c": 3}
    move(admin_client, "move_up", two)
    move(admin_client, "move_up", one)

    assert numbers() == {"a": 1, "b": 2, "c": 3}
    # The first is edition 1. No plan counts otherwise by another number, so there is no second.
    assert [p.reason for p in Publication.objects.order_by("number")] == [
        "Stage title 1 and Stage title 2 changed places",
    ]
    assert [v.number for v in one.history.order_by("history_id")] == [1, 2, 1]


def test_at_the_end_nothing_moves(admin_client: Client) -> None:
    one, two = StageFactory(), StageFactory()
    assert "It stands at the end already." in text(move(admin_client, "move_up", one))
    assert "It stands at the end already." in text(move(admin_client, "move_down", two))
    assert "Choose one stage." in text(move(admin_client, "move_up", one, two))
    assert not LogEntry.objects.exists()
    assert list(numbers().values()) == [1, 2]
