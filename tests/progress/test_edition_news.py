"""What changed in a plan: told once, with figures before and after, and kept."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress.edition_news import PUT_BACK, Figures, news_of
from progress.models import EditionNote, Plan, StepState
from progress.plan_services import save_plan
from progress.standing import standing_of
from progress.step_changes import apply_changes
from roadmap.models import ChangeKind, Publication, Step
from roadmap.publishing import publish
from tests.factories import (
    PlanFactory,
    SpecialisationFactory,
    StepChangeFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
LIST = reverse("progress:editions")
DASHBOARD = reverse("progress:dashboard")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def steps() -> list[Step]:
    first = StepFactory(title="Git", hours=10)
    return [first, StepFactory(title="SQL", hours=30, stage=first.stage)]


@pytest.fixture
def plan(learner: User, steps: list[Step]) -> Plan:
    """Git is done: 10 of 40 hours under edition 1."""
    plan = PlanFactory(user=learner, seen=publish(now=NOW))
    StepStateFactory(user=learner, step=steps[0])
    return plan


def edit(step: Step, **values: Any) -> None:
    for name, value in values.items():
        setattr(step, name, value)
    step.save()
    publish(now=NOW)


def news(plan: Plan) -> Any:
    plan = Plan.objects.get(pk=plan.pk)
    return news_of(plan, standing_of(plan, TODAY))


def test_nothing_is_told_while_nothing_changed(plan: Plan, steps: list[Step]) -> None:
    assert news(plan) is None
    edit(steps[0], title="Git and more")
    assert news(plan) is None


def test_fewer_hours_for_a_finished_step_are_told_with_both_figures(
    plan: Plan, steps: list[Step]
) -> None:
    edit(steps[0], hours=6)

    told = news(plan)

    assert told.before == Figures(40, 10, 25.0)
    assert (told.after.planned, told.after.earned, told.after.whole_percent) == (36, 6, 16)
    assert told.lines == ("“Git” counts 6 hours now, 10 before.",)


def test_figures_before_are_of_the_same_ticks(plan: Plan, steps: list[Step]) -> None:
    edit(steps[1], hours=20)
    StepStateFactory(user=plan.user, step=steps[1])

    assert news(plan).before == Figures(40, 40, 100.0)
    assert news(plan).after == Figures(30, 30, 100.0)


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (True, "“Git” is now “One” and “Two”. You had finished it: all count as done. Why."),
        (False, "“Git” is now “One” and “Two”. Why."),
    ],
)
def test_a_split_is_told_once_and_in_its_own_words(
    plan: Plan, steps: list[Step], done: bool, line: str
) -> None:
    if not done:
        StepState.objects.all().delete()
    halves = [StepFactory(title=t, hours=5, stage=steps[0].stage) for t in ("One", "Two")]
    split = StepChangeFactory(
        kind=ChangeKind.SPLIT, sources=steps[:1], targets=halves, reason="Why."
    )
    apply_changes([split], now=NOW)

    assert news(plan).lines == (line,)


def test_a_merge_says_that_a_part_is_a_beginning(plan: Plan, steps: list[Step]) -> None:
    whole = StepFactory(title="Whole", stage=steps[0].stage)
    merged = StepChangeFactory(kind="merged", sources=steps, targets=[whole], reason="")
    apply_changes([merged], now=NOW)

    assert news(plan).lines == (
        "“Git” and “SQL” are one step now: “Whole”. You had finished a part, so it is in progress.",
    )
    assert news(plan).after.earned == 0


def test_what_left_stays_in_the_history_and_says_so(plan: Plan, steps: list[Step]) -> None:
    edit(steps[0], retired=True)

    assert news(plan).lines == (
        "“Git”, 10 hours, left the roadmap. You had finished it: it stays in your history.",
    )


def test_another_specialisations_steps_are_none_of_a_plans_business(
    plan: Plan, steps: list[Step]
) -> None:
    field = SpecialisationFactory(stage=steps[0].stage)
    StepFactory(stage=steps[0].stage, specialisation=field)
    publish(now=NOW)

    assert Publication.objects.count() == 2
    assert news(plan) is None


def test_put_back_as_it_was_is_told_too(plan: Plan, steps: list[Step]) -> None:
    """Pages showed other figures in between."""
    edit(steps[0], hours=6)
    edit(steps[0], hours=10)

    assert news(plan).lines == (PUT_BACK,)
    assert news(plan).before == news(plan).after


def test_many_editions_are_told_as_one(plan: Plan, steps: list[Step]) -> None:
    for hours in (11, 12, 13):
        edit(steps[0], hours=hours)

    assert news(plan).lines == ("“Git” counts 13 hours now, 10 before.",)


def test_a_new_plan_knows_the_newest_edition(steps: list[Step]) -> None:
    edition = publish(now=NOW)
    answers: dict[str, Any] = {"target_role": None, "specialisation": None, "hours_per_week": 10}

    made = save_plan(user=UserFactory(), start_date=TODAY, **answers)
    assert made.seen == edition
    edit(steps[0], hours=6)
    changed = save_plan(user=made.user, start_date=TODAY, **answers | {"hours_per_week": 5})
    assert changed.seen == edition


def test_queries_do_not_grow_with_what_changed(
    django_assert_num_queries: DjangoAssertNumQueries, plan: Plan, steps: list[Step]
) -> None:
    standing = standing_of(Plan.objects.of(plan.user), TODAY)  # type: ignore[arg-type]
    with django_assert_num_queries(1):
        news_of(standing.plan, standing)
    for count in (1, 3):
        for step in StepFactory.create_batch(count, stage=steps[0].stage):
            edit(step, hours=7)
        with django_assert_num_queries(6):
            assert news_of(standing.plan, standing) is not None


# --- Pages ---------------------------------------------------------------------------------


def read(client: Client, number: int, **extra: Any) -> Any:
    return client.post(reverse("progress:read-edition", args=[number]), **extra)


def test_dashboard_tells_and_asks_no_more_once_read(
    learner_client: Client, plan: Plan, steps: list[Step]
) -> None:
    edit(steps[0], hours=6)
    assertContains(learner_client.get(DASHBOARD), "What changed in your plan")

    assertRedirects(read(learner_client, 2), DASHBOARD)

    assertNotContains(learner_client.get(DASHBOARD), "“Git” counts 6 hours now")
    note = EditionNote.objects.get()
    assert (note.planned_before, note.earned_before) == (40, 10)
    assert (note.planned_after, note.earned_after) == (36, 6)
    assertContains(learner_client.get(LIST), "“Git” counts 6 hours now, 10 before.")


def test_read_twice_is_read_once(learner_client: Client, plan: Plan, steps: list[Step]) -> None:
    edit(steps[0], hours=6)

    for _ in range(2):
        assertRedirects(read(learner_client, 2), DASHBOARD)
    assert EditionNote.objects.count() == 1


def test_an_edition_that_came_meanwhile_is_still_told(
    learner_client: Client, plan: Plan, steps: list[Step]
) -> None:
    edit(steps[0], hours=6)
    edit(steps[0], hours=7)

    read(learner_client, 2)

    assert not EditionNote.objects.exists()
    assert news(plan) is not None


def test_reading_is_a_post_of_somebody_signed_in(
    client: Client, plan: Plan, steps: list[Step]
) -> None:
    edit(steps[0], hours=6)
    address = reverse("progress:read-edition", args=[2])

    assert read(client, 2).url.startswith(reverse("account_login"))
    client.force_login(plan.user, backend="accounts.backends.EmailBackend")
    assert client.get(address).status_code == 405
    assert client.post(reverse("progress:read-edition", args=[999_999])).status_code == 302
    assert not EditionNote.objects.exists()


def test_nobody_reads_for_somebody_else(client: Client, plan: Plan, steps: list[Step]) -> None:
    edit(steps[0], hours=6)
    client.force_login(UserFactory(), backend="accounts.backends.EmailBackend")

    read(client, 2)

    assert news(plan) is not None
    assertNotContains(client.get(LIST), "Git")


def test_list_without_a_plan_says_what_to_do(learner_client: Client) -> None:
    assertContains(learner_client.get(LIST), "Make a plan")
