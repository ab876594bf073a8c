"""Before an edit takes effect, an editor sees how many learners it concerns and what it does."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from progress.change_preview import preview_of_edit
from progress.models import StepState
from roadmap.models import Publication, Specialisation, Stage, Step
from roadmap.publishing import publish, snapshot_now
from tests.factories import (
    PlanFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
)
from tests.progress.test_step_changes import NOW
from tests.roadmap.test_admin import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LIST = reverse("admin:roadmap_step_changelist")


@pytest.fixture
def step() -> Step:
    """Of 10 hours; one learner has finished it, one has a plan only."""
    step = StepFactory(title="Git", hours=10)
    step.skills.add(SkillFactory())
    StepStateFactory(step=step, user=PlanFactory().user)
    PlanFactory()
    publish(now=NOW)
    return step


def url(row: Any, view: str = "change") -> str:
    return reverse(f"admin:roadmap_{row._meta.model_name}_{view}", args=[row.pk])


def form(step: Step, **values: Any) -> dict[str, Any]:
    return {
        "title": step.title,
        "stage": step.stage_id,
        "group": step.group,
        "kind": step.kind,
        "hours": step.hours,
        "summary": step.summary,
        "done_when": step.done_when,
        "skills": [skill.pk for skill in step.skills.all()],
        "order": step.order,
        "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
        "_save": "Save",
    } | values


def test_an_edit_that_plans_would_notice_is_asked_about_first(
    admin_client: Client, step: Step
) -> None:
    page = admin_client.post(url(step), form(step, hours=6))

    assertContains(page, "Nothing is saved yet.")
    assertContains(page, "“Git” counts 6 hours, 10 before. It concerns 2 plans.")
    assert "1 Done 4 earned hours fewer" in text(page)
    assertContains(page, '<input type="hidden" name="hours" value="6">', html=True)
    assert Step.objects.get().hours == 10
    assert list(get_messages(page.wsgi_request)) == []
    assert not Step.history.filter(hours=6).exists()


def test_a_step_in_plans_that_nobody_has_begun_says_both(admin_client: Client, step: Step) -> None:
    StepState.objects.all().delete()

    page = admin_client.post(url(step), form(step, hours=6))

    said = "It concerns 2 plans. No learner has begun, finished or skipped it."
    assert said in text(page)


def test_a_stage_is_nothing_that_learners_tick(step: Step) -> None:
    before = snapshot_now()
    Stage.objects.update(end_month=4)
    impact = preview_of_edit(before, snapshot_now())

    assert impact is not None
    assert not impact.touched[0].is_step


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("{change}?_changelist_filters=q%3Dgit", "{change}?_changelist_filters=q%3Dgit"),
        ("{list}?q=git", "{list}?q=git"),
        ("{delete}", "{change}"),
    ],
)
def test_cancel_leads_back_to_where_the_edit_was_made(
    admin_client: Client, step: Step, address: str, back: str
) -> None:
    StepState.objects.all().delete()
    pages = {"change": url(step), "delete": url(step, "delete"), "list": LIST}
    action = {"action": "retire", "_selected_action": step.pk}
    sent = {"{delete}": {"post": "yes"}, "{list}?q=git": action}

    page = admin_client.post(address.format(**pages), sent.get(address, form(step, hours=6)))

    assertContains(page, f'<a class="button" href="{back.format(**pages)}">Cancel</a>', html=True)
    assert Step.objects.get().hours == 10


def test_sent_again_from_there_it_is_saved(admin_client: Client, step: Step) -> None:
    sent = form(step, hours=6, _seen_impact="yes")

    assertRedirects(admin_client.post(url(step), sent), LIST)
    assert Step.objects.get().hours == 6
    assert Publication.objects.count() == 2


def test_other_words_are_saved_without_a_question(admin_client: Client, step: Step) -> None:
    assertRedirects(admin_client.post(url(step), form(step, title="Git, in short")), LIST)


def test_a_form_with_errors_comes_back_with_them(admin_client: Client, step: Step) -> None:
    page = admin_client.post(url(step), form(step, hours=99))

    assertContains(page, "Ensure this value is less than or equal to 40")
    assertNotContains(page, "Nothing is saved yet")


def test_retiring_from_the_list_is_asked_about(admin_client: Client, step: Step) -> None:
    sent = {"action": "retire", "_selected_action": step.pk}

    page = admin_client.post(LIST, sent)

    assertContains(page, "Stays in their history, 10 earned hours fewer")
    assert not Step.objects.get().retired
    assertRedirects(admin_client.post(LIST, sent | {"_seen_impact": "yes"}), LIST)
    assert Step.objects.get().retired
    assert StepState.objects.get().status == "done"


def test_where_nobody_has_a_plan_nothing_is_asked(admin_client: Client) -> None:
    step = StepFactory()
    step.skills.add(SkillFactory())

    assertRedirects(admin_client.post(url(step), form(step, hours=6)), LIST)


@pytest.mark.parametrize(
    ("values", "said", "becomes"),
    [
        ({"hours": 12}, "“Git” counts 12 hours, 10 before.", "2 earned hours more"),
        (
            {"retired": True},
            "“Git” leaves the plans, with its 10 hours.",
            "stays in their history, 10 earned hours fewer",
        ),
        ({"stage": "other"}, "“Git” moves to stage 2, from 1.", "stays as it is"),
        (
            {"specialisation": "its"},
            "“Git” leaves the plans, with its 10 hours.",
            "stays in their history, 10 earned hours fewer",
        ),
    ],
)
def test_what_plans_would_notice(
    step: Step, values: dict[str, Any], said: str, becomes: str
) -> None:
    other = StageFactory()
    named: dict[str, Any] = {"other": other, "its": SpecialisationFactory(stage=other)}
    before = snapshot_now()
    for name, value in values.items():
        setattr(step, name, named[value] if isinstance(value, str) else value)
    step.save()

    impact = preview_of_edit(before, snapshot_now())

    assert impact is not None
    (touched,) = impact.touched
    assert (touched.said, touched.plans) == (said, 2)
    assert [(o.learners, o.status, o.becomes) for o in touched.outcomes] == [(1, "Done", becomes)]


def test_plans_are_counted_by_their_specialisation(step: Step) -> None:
    field = SpecialisationFactory(stage=step.stage)
    own = StepFactory(stage=step.stage, specialisation=field)
    before = snapshot_now()
    PlanFactory(specialisation=field)
    Step.objects.filter(pk=own.pk).update(hours=20)

    impact = preview_of_edit(before, snapshot_now())

    assert impact is not None
    assert impact.plans == 1
    assert Specialisation.objects.count() == 1


def test_other_months_concern_every_plan(step: Step) -> None:
    before = snapshot_now()
    Stage.objects.update(end_month=4)

    impact = preview_of_edit(before, snapshot_now())

    assert impact is not None
    assert impact.touched[0].said.startswith("The months of “")
    assert impact.plans == 2


def test_looking_asks_the_same_however_many_learners(
    django_assert_num_queries: DjangoAssertNumQueries, step: Step
) -> None:
    before = snapshot_now()
    Step.objects.update(hours=20)
    after = snapshot_now()
    for _ in range(2):
        with django_assert_num_queries(3):
            preview_of_edit(before, after)
        for _ in range(3):
            StepStateFactory(step=step, user=PlanFactory().user)
    with django_assert_num_queries(0):
        assert preview_of_edit(after, after) is None
