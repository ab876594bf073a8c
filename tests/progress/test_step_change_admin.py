"""Editors write a change of steps down, look at who holds what, carry it out, take it back."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from progress.change_preview import preview_of
from progress.models import StepState
from roadmap.models import ChangeKind, Step, StepChange
from tests.factories import (
    PlanFactory,
    StepChangeFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)
from tests.roadmap.test_admin import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ADD = reverse("admin:roadmap_stepchange_add")


@pytest.fixture
def split() -> StepChange:
    """Old is held by two who finished it and one who began."""
    old = StepFactory(slug="old", title="Old")
    for status in ("done", "done", "doing"):
        StepStateFactory(step=old, status=status, user=PlanFactory().user)
    halves = [
        StepFactory(title=title, hours=5, stage=old.stage, retired=True, draft=True)
        for title in ("One", "Two")
    ]
    return StepChangeFactory(kind=ChangeKind.SPLIT, sources=[old], targets=halves)


def url(verb: str, change: StepChange) -> str:
    return reverse(f"admin:roadmap_stepchange_{verb}", args=[change.pk])


def form(change: StepChange, **values: Any) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "sources": [step.pk for step in change.sources.all()],
        "targets": [step.pk for step in change.targets.all()],
        "reason": "Why.",
        "slug": "another",
        "order": 0,
    } | values


def test_looking_says_who_holds_what_and_changes_nothing(
    admin_client: Client, split: StepChange
) -> None:
    page = admin_client.get(url("carry_out", split))

    assert "2 Done Each new step counts as done" in text(page)
    assertContains(page, "Each new step is in progress")
    assertContains(page, "3 current plans count these steps: 10 hours before, 10 after.")
    assert not StepChange.objects.in_force().exists()


def test_carried_out_it_is_in_force_and_logged(admin_client: Client, split: StepChange) -> None:
    page = admin_client.post(url("carry_out", split), follow=True)

    assertContains(page, "Ticks of 3 learners went along.")
    split.refresh_from_db()
    assert split.is_in_force
    assert split.applied_by is not None
    assert StepState.objects.filter(step__in=split.targets.all(), status="done").count() == 4
    assert LogEntry.objects.get().change_message == "Carried out."
    # Twice is once.
    assertContains(admin_client.get(url("carry_out", split), follow=True), "in force already")
    admin_client.post(url("carry_out", split))
    assert LogEntry.objects.count() == 1


def test_taken_back(admin_client: Client, split: StepChange) -> None:
    admin_client.post(url("carry_out", split))
    assertContains(admin_client.get(url("take_back", split)), "nothing is lost")

    page = admin_client.post(url("take_back", split), follow=True)

    assertContains(page, "everything is as it was before")
    assert not StepChange.objects.in_force().exists()
    assert not Step.objects.get(slug="old").retired


def test_taking_back_is_refused_once_a_learner_worked_on(
    admin_client: Client, split: StepChange, client: Client
) -> None:
    admin_client.post(url("carry_out", split))
    client.force_login(UserFactory(), backend="accounts.backends.EmailBackend")
    target = split.targets.all()[0]
    client.post(reverse("progress:finish-step", args=[target.slug]))

    for ask in (admin_client.get, admin_client.post):
        assertContains(ask(url("take_back", split)), "1 learner has worked on")
    assert StepChange.objects.in_force().exists()


def test_written_down_it_asks_what_it_would_do(admin_client: Client, split: StepChange) -> None:
    response = admin_client.post(ADD, form(split))

    made = StepChange.objects.get(slug="another")
    assertRedirects(response, url("carry_out", made))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"targets": []}, "takes 2 to 20 steps into, not 0"),
        ({"kind": "merged"}, "takes 2 to 20 steps from, not 1"),
        ({"kind": "fun"}, "Select a valid choice"),
        ({"sources": ["999"]}, "Select a valid choice"),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_nonsense_is_told_beside_the_form(
    admin_client: Client, split: StepChange, values: dict[str, Any], said: str
) -> None:
    page = admin_client.post(ADD, form(split, **values))

    assertContains(page, said)
    assert StepChange.objects.count() == 1


def test_in_force_it_is_only_looked_at(admin_client: Client, split: StepChange) -> None:
    admin_client.post(url("carry_out", split))

    assertNotContains(admin_client.get(url("change", split)), 'name="reason"')
    assert admin_client.post(url("change", split), form(split)).status_code == 403
    assert admin_client.post(url("delete", split), {"post": "yes"}).status_code == 403
    changelist = reverse("admin:roadmap_stepchange_changelist")
    sent = {"action": "delete_selected", "_selected_action": split.pk, "post": "yes"}
    admin_client.post(changelist, sent)
    assert StepChange.objects.get().reason == split.reason


@pytest.mark.parametrize("verb", ["carry_out", "take_back"])
def test_only_those_who_may_change_it(client: Client, split: StepChange, verb: str) -> None:
    client.force_login(UserFactory(), backend="accounts.backends.EmailBackend")
    assert client.post(url(verb, split)).status_code == 302
    looks = UserFactory(is_staff=True)
    looks.user_permissions.add(Permission.objects.get(codename="view_stepchange"))
    client.force_login(looks, backend="accounts.backends.EmailBackend")

    for ask in (client.get, client.post, client.put):
        assert ask(url(verb, split)).status_code == 403
    assert not StepChange.objects.in_force().exists()


def test_looking_asks_the_same_however_many_hold_it(
    django_assert_num_queries: DjangoAssertNumQueries, split: StepChange
) -> None:
    for _ in range(2):
        with django_assert_num_queries(4):
            preview_of(split)
        for _ in range(3):
            StepStateFactory(step=split.sources.get())
