"""History that survives: undo, reset, renew and restore lose no tick and double none."""

import datetime
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress import history_services, services
from progress.history_log import lines_of
from progress.models import Evidence, Plan, Project, StepEvent, StepState, StepStatus
from progress.standing import standing_of
from roadmap.models import Step
from tests.factories import (
    EvidenceFactory,
    PauseFactory,
    PlanFactory,
    ProjectFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    UserFactory,
)
from tests.pages import main

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
HISTORY = reverse("progress:history")
RESET = reverse("progress:reset-plan")
RENEW = reverse("progress:renew-plan")
PLAN = reverse("progress:plan")
DASHBOARD = reverse("progress:dashboard")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def move(user: User, step: Step, to: StepStatus, **extra: Any) -> StepEvent:
    values: dict[str, Any] = {"today": TODAY, "now": NOW} | extra
    event = services.set_status(user=user, step=step, to=to, **values)
    assert event is not None
    return event


def states(user: User) -> dict[str, tuple[Any, ...]]:
    """Everything a learner has at each step, but for when the row was written."""
    return {
        s.step.title: (
            s.status,
            s.done_on,
            s.first_done_on,
            s.option_id,
            s.skip_reason,
            s.note,
        )
        for s in StepState.objects.filter(user=user).select_related("step")
    }


def check_log(user: User) -> None:
    """Each step's events follow from one another, from nothing to the state there is."""
    for state in StepState.objects.filter(user=user):
        status, done_on = "todo", None
        for event in StepEvent.objects.filter(user=user, step=state.step).order_by("pk"):
            assert (event.from_status, event.from_done_on) == (status, done_on)
            status, done_on = event.to_status, event.to_done_on
        assert (state.status, state.done_on) == (status, done_on)


def restore_url(plan: Plan) -> str:
    return reverse("progress:restore-plan", args=[plan.pk])


def undo_url(event: StepEvent) -> str:
    return reverse("progress:undo-event", args=[event.pk])


@pytest.fixture
def plan(learner: User) -> Plan:
    """Steps in every state: done long ago, re-ticked, with an option, begun, skipped, untouched."""
    stage = StageFactory(number=1)
    titles = ("Long ago", "Again", "Either or", "Begun", "Skipped", "Untouched")
    steps = {title: StepFactory(title=title, stage=stage, hours=10) for title in titles}
    day = datetime.date(2026, 4, 1)
    move(learner, steps["Long ago"], StepStatus.DONE, done_on=day)
    services.write_note(user=learner, step=steps["Long ago"], note="Kept.")
    move(learner, steps["Again"], StepStatus.DONE, done_on=day)
    move(learner, steps["Again"], StepStatus.TODO)
    move(learner, steps["Again"], StepStatus.DONE, done_on=datetime.date(2026, 5, 1))
    move(
        learner,
        steps["Either or"],
        StepStatus.DONE,
        option=StepOptionFactory(step=steps["Either or"]),
    )
    move(learner, steps["Begun"], StepStatus.DOING)
    move(learner, steps["Skipped"], StepStatus.SKIPPED, skip_reason="Known")
    EvidenceFactory(user=learner, step=steps["Long ago"])
    ProjectFactory(user=learner)
    return PlanFactory(user=learner)


def step_of(title: str) -> Step:
    return Step.objects.get(title=title)


# --- Reset and restore ---------------------------------------------------------------------


def test_reset_puts_every_step_back_and_keeps_the_rest(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    before, events = states(learner), list(StepEvent.objects.order_by("pk").values())
    assertRedirects(learner_client.post(RESET, {"plan": plan.pk}), HISTORY)
    plan.refresh_from_db()
    assert plan.archived_at is not None
    after = states(learner)
    assert {title: state[0] for title, state in after.items()} == dict.fromkeys(before, "todo")
    # First days, options and notes.
    for title, (_, _, first, option, _, note) in before.items():
        assert (after[title][2], after[title][3], after[title][5]) == (first, option, note)
    assert (Evidence.objects.count(), Project.objects.count()) == (1, 1)
    assert list(StepEvent.objects.order_by("pk").values())[: len(events)] == events
    new = StepEvent.objects.order_by("pk")[len(events) :]
    assert {event.batch for event in new} == {history_services.reset_batch(plan)}
    assert len(new) == 5
    check_log(learner)


def test_restore_brings_back_every_tick_once(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    """The one that fails if a tick is lost or doubled on the way there and back."""
    before = states(learner)
    figures = standing_of(plan, TODAY).tally
    for _ in range(3):
        learner_client.post(RESET, {"plan": plan.pk})
        learner_client.post(RESET, {"plan": plan.pk})
        assert standing_of(plan, TODAY).tally.done_hours == 0
        assertRedirects(learner_client.post(restore_url(plan)), DASHBOARD)
        assertRedirects(learner_client.post(restore_url(plan)), DASHBOARD)
        assert states(learner) == before
        assert standing_of(plan, TODAY).tally == figures
        check_log(learner)
    plan.refresh_from_db()
    assert plan.archived_at is None
    # Seven changes, then five there and five back, three times.
    assert StepEvent.objects.count() == 7 + 3 * 10
    assert StepState.objects.count() == 5


def test_restore_leaves_what_has_changed_since_and_says_so(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    before = states(learner)
    learner_client.post(RESET, {"plan": plan.pk})
    move(learner, step_of("Long ago"), StepStatus.DONE)
    asked = learner_client.get(restore_url(plan))
    assertContains(asked, "Changed since, so left as they are")
    back = asked.context["back"]
    assert (back.steps, back.left) == (4, ("Long ago",))
    response = learner_client.post(restore_url(plan), follow=True)
    assertContains(response, "Your plan is back. 4 steps put back.")
    assertContains(response, "Changed since, so left as they are: “Long ago”.")
    after = states(learner)
    assert after.pop("Long ago")[:3] == ("done", TODAY, datetime.date(2026, 4, 1))
    before.pop("Long ago")
    assert after == before
    check_log(learner)


def undone_in_history(learner: User, step: Step) -> None:
    services.undo(event=move(learner, step, StepStatus.DONE), now=NOW)


def begun_and_put_back(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DOING)
    move(learner, step, StepStatus.TODO)


def undone_and_redone(learner: User, step: Step) -> None:
    reset = StepEvent.objects.filter(user=learner, step=step).first()
    assert reset is not None
    undoing = services.undo(event=reset, now=NOW)
    assert undoing is not None
    services.undo(event=undoing, now=NOW)


def another_plan_reset(learner: User, step: Step) -> None:
    plan = PlanFactory(user=learner)
    move(learner, step, StepStatus.DONE)
    later = NOW + datetime.timedelta(hours=1)
    history_services.reset_plan(user=learner, plan_id=plan.pk, now=later)


@pytest.mark.parametrize(
    "touch", [undone_in_history, begun_and_put_back, undone_and_redone, another_plan_reset]
)
def test_step_touched_after_a_reset_and_put_back_comes_back_with_the_plan(
    learner: User, learner_client: Client, plan: Plan, touch: Callable[[User, Step], None]
) -> None:
    """What a step is decides, not that something happened to it in between."""
    before = states(learner)
    learner_client.post(RESET, {"plan": plan.pk})
    touch(learner, step_of("Long ago"))
    asked = learner_client.get(restore_url(plan)).context["back"]
    assert (asked.steps, asked.left) == (5, ())
    learner_client.post(restore_url(plan))
    assert states(learner) == before
    check_log(learner)


def test_late_second_undo_of_a_batch_leaves_a_later_tick(learner: User, plan: Plan) -> None:
    step, batch = step_of("Untouched"), uuid.uuid4()
    move(learner, step, StepStatus.DONE, batch=batch)
    history_services.undo_batch(user=learner, batch=batch, now=NOW)
    move(learner, step, StepStatus.DONE)
    assert history_services.undo_batch(user=learner, batch=batch, now=NOW).steps == 0
    assert states(learner)["Untouched"][0] == "done"


def test_step_put_back_by_hand_is_not_called_changed(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    before = states(learner)
    learner_client.post(RESET, {"plan": plan.pk})
    reset = StepEvent.objects.filter(step=step_of("Long ago")).first()
    assert reset is not None
    services.undo(event=reset, now=NOW)
    learner_client.post(restore_url(plan))
    assert states(learner) == before
    plan.refresh_from_db()
    assert history_services.reset_batch(plan) is None


def test_retired_step_stays_in_a_reset_and_comes_back_from_one(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    before = states(learner)
    Step.objects.filter(title="Long ago").update(retired=True)
    learner_client.post(RESET, {"plan": plan.pk})
    assert states(learner)["Long ago"] == before["Long ago"]
    Step.objects.filter(title="Again").update(retired=True)
    learner_client.post(restore_url(plan))
    assert states(learner) == before


def test_restore_archives_the_plan_of_the_meantime(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    learner_client.post(RESET, {"plan": plan.pk})
    learner_client.post(PLAN, {"start_date": "2026-07-22", "hours_per_week": "5"})
    move(learner, step_of("Untouched"), StepStatus.DONE)
    meantime = Plan.objects.current().get()
    assertContains(learner_client.get(restore_url(plan)), "Your plan now")
    learner_client.post(restore_url(plan))
    assert Plan.objects.current().get() == plan
    assert states(learner)["Untouched"][0] == "done"
    learner_client.post(restore_url(meantime))
    assert Plan.objects.current().get() == meantime
    assert states(learner)["Long ago"][0] == "done"
    assert Plan.objects.count() == 2


def test_stale_reset_leaves_a_later_plan_alone(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    learner_client.post(RESET, {"plan": plan.pk})
    learner_client.post(PLAN, {"start_date": "2026-07-22", "hours_per_week": "5"})
    move(learner, step_of("Untouched"), StepStatus.DONE)
    response = learner_client.post(RESET, {"plan": plan.pk}, follow=True)
    assertContains(response, "That plan is put away already.")
    assert Plan.objects.current().count() == 1
    assert states(learner)["Untouched"][0] == "done"


def test_reset_asks_first(learner: User, learner_client: Client, plan: Plan) -> None:
    before = states(learner)
    response = learner_client.get(RESET)
    assertContains(response, "Reset your plan?")
    assertContains(response, "3 finished steps of this plan, 1 in progress, 1 skipped")
    for sent in ({}, {"plan": ""}, {"plan": "x"}, {"plan": "9" * 40}, {"plan": "²"}):
        assert learner_client.post(RESET, sent).status_code == 422
    assert learner_client.post(RESET, {"plan": "99999"}).status_code == 404
    assert states(learner) == before
    assert Plan.objects.current().get() == plan


def test_a_failure_half_way_changes_nothing(
    learner: User, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, events = states(learner), StepEvent.objects.count()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(StepEvent.objects.all()), "bulk_create", fail)
    monkeypatch.setattr(StepEvent.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        history_services.reset_plan(user=learner, plan_id=plan.pk, now=NOW)
    plan.refresh_from_db()
    assert (states(learner), StepEvent.objects.count()) == (before, events)
    assert plan.archived_at is None


def test_reset_touches_nobody_else(learner: User, learner_client: Client, plan: Plan) -> None:
    other = PlanFactory()
    move(other.user, step_of("Long ago"), StepStatus.DONE)
    theirs = states(other.user)
    assert learner_client.post(RESET, {"plan": other.pk}).status_code == 404
    learner_client.post(RESET, {"plan": plan.pk})
    learner_client.post(restore_url(plan))
    other.refresh_from_db()
    assert (states(other.user), other.archived_at) == (theirs, None)


# --- Renew ---------------------------------------------------------------------------------


ANSWERS = {"start_date": "2026-07-22", "hours_per_week": "8"}


def test_renewed_plan_carries_the_ticks_over(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    PauseFactory(plan=plan)
    Plan.objects.update(hide_comparison=True)
    before, events = states(learner), StepEvent.objects.count()
    sent = {**ANSWERS, "plan": plan.pk}
    for _ in range(2):
        assertRedirects(learner_client.post(RENEW, sent), DASHBOARD)
    new = Plan.objects.of(learner)
    assert new is not None
    assert (new.start_date, new.hours_per_week, new.hide_comparison) == (TODAY, 8, True)
    assert Plan.objects.count() == 2
    assert (plan.pauses.count(), new.pauses.count()) == (1, 0)
    assert (states(learner), StepEvent.objects.count()) == (before, events)
    learner_client.post(restore_url(plan))
    assert Plan.objects.current().get() == plan
    assert (states(learner), StepEvent.objects.count()) == (before, events)


def test_renew_is_prefilled_and_shows_dates(learner_client: Client, plan: Plan) -> None:
    Plan.objects.update(hours_per_week=17)
    PauseFactory(plan=plan)
    response = learner_client.get(RENEW)
    assertContains(response, 'value="17"')
    assertContains(response, 'value="2026-07-22"')
    looked = learner_client.get(RENEW, {**ANSWERS, "plan": f"{plan.pk}"})
    # Three months of stages, at 8 hours a week and without the old pause.
    assert looked.context["preview"].finish == looked.context["moves"].finish
    assert looked.context["preview"].has_pauses is False
    assert Plan.objects.count() == 1
    assertNotContains(learner_client.get(RENEW, headers={"HX-Request": "true"}), "<html")


@pytest.mark.parametrize("sent", [{}, {"hours_per_week": "0"}, {"start_date": "2031-01-01"}])
def test_bad_renewal_comes_back(learner_client: Client, plan: Plan, sent: dict[str, str]) -> None:
    answers = {**ANSWERS, "plan": f"{plan.pk}", **sent} if sent else {}
    assert learner_client.post(RENEW, answers).status_code == 422
    assert Plan.objects.get() == plan


def test_renewal_that_lost_its_plan_is_refused(learner_client: Client, plan: Plan) -> None:
    assert learner_client.post(RENEW, ANSWERS).status_code == 422
    assert learner_client.post(RENEW, {**ANSWERS, "plan": PlanFactory().pk}).status_code == 404
    assert Plan.objects.filter(user=plan.user).get() == plan


# --- Undo from the history -----------------------------------------------------------------


def test_history_is_newest_first_with_undo_where_it_is_the_last_change(
    learner: User, plan: Plan
) -> None:
    events = StepEvent.objects.filter(user=learner)
    lines = lines_of(learner, events, NOW)
    assert [(line.event.step_title, line.event.to_status, line.can_undo) for line in lines] == [
        ("Skipped", "skipped", True),
        ("Begun", "doing", True),
        ("Either or", "done", True),
        ("Again", "done", True),
        ("Again", "todo", False),
        ("Again", "done", False),
        ("Long ago", "done", True),
    ]
    later = NOW + datetime.timedelta(hours=48)
    assert any(line.can_undo for line in lines_of(learner, events, later))
    later += datetime.timedelta(seconds=1)
    assert not any(line.can_undo for line in lines_of(learner, events, later))


def test_undo_from_the_history_happens_once(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    event = StepEvent.objects.get(step_title="Long ago")
    count = StepEvent.objects.count()
    said = ["Undone: Long ago", "Undone already: Long ago"]
    for words in said:
        response = learner_client.post(undo_url(event), {"page": "1"}, follow=True)
        assert response.redirect_chain == [(HISTORY, 302)]
        assertContains(response, words)
    assert StepEvent.objects.count() == count + 1
    assert states(learner)["Long ago"][:3] == ("todo", None, datetime.date(2026, 4, 1))
    check_log(learner)


def test_undo_of_what_has_changed_since_is_refused(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    before = states(learner)
    first = StepEvent.objects.filter(step_title="Again").order_by("pk")[0]
    response = learner_client.post(undo_url(first), follow=True)
    assertContains(response, "“Again” has changed since.")
    assert states(learner) == before


def test_old_changes_are_only_read(learner: User, learner_client: Client, plan: Plan) -> None:
    before = states(learner)
    event = StepEvent.objects.get(step_title="Long ago")
    with time_machine.travel(NOW + datetime.timedelta(hours=49)):
        response = learner_client.get(HISTORY)
        assertContains(response, "Long ago")
        assertNotContains(response, "/undo/")
        refused = learner_client.post(undo_url(event), follow=True)
    assertContains(refused, "This was more than 48 hours ago.")
    assert states(learner) == before


def test_batch_is_one_line_with_one_undo(learner: User, learner_client: Client, plan: Plan) -> None:
    batch = uuid.uuid4()
    for title in ("Begun", "Untouched"):
        move(learner, step_of(title), StepStatus.DONE, batch=batch)
    before = states(learner)
    response = learner_client.get(HISTORY)
    assert len(response.context["lines"]) == 8
    assertContains(response, "2 steps → Done")
    head = response.context["lines"][0].event
    said = learner_client.post(undo_url(head), follow=True)
    assertContains(said, "2 steps put back.")
    assert (states(learner)["Begun"][0], states(learner)["Untouched"][0]) == ("doing", "todo")
    assertContains(learner_client.post(undo_url(head), follow=True), "This is undone already.")
    undone = learner_client.get(HISTORY).context["lines"][0]
    assert (undone.is_undo, len(undone.members), undone.can_undo) == (True, 2, True)
    learner_client.post(undo_url(undone.event))
    assert states(learner) == before
    check_log(learner)


def test_undo_of_a_batch_leaves_the_steps_that_changed_since(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    batch = uuid.uuid4()
    for title in ("Begun", "Untouched"):
        event = move(learner, step_of(title), StepStatus.DONE, batch=batch)
    move(learner, step_of("Begun"), StepStatus.SKIPPED)
    response = learner_client.post(undo_url(event), follow=True)
    assertContains(response, "1 step put back.")
    assertContains(response, "left as they are: “Begun”.")
    assert (states(learner)["Begun"][0], states(learner)["Untouched"][0]) == ("skipped", "todo")


def test_undo_of_a_reset_leads_to_its_plan(
    learner: User, learner_client: Client, plan: Plan
) -> None:
    learner_client.post(RESET, {"plan": plan.pk})
    page = learner_client.get(HISTORY)
    assertContains(page, "Plan reset: 5 steps → Not started")
    head = page.context["lines"][0]
    assert head.plan == plan
    assertRedirects(learner_client.post(undo_url(head.event)), restore_url(plan))
    assert states(learner)["Long ago"][0] == "todo"


def test_pages_of_fifty_lines(learner: User, learner_client: Client, plan: Plan) -> None:
    step = step_of("Untouched")
    for number in range(60):
        move(learner, step, StepStatus.DOING if number % 2 else StepStatus.SKIPPED)
    first, second = learner_client.get(HISTORY), learner_client.get(f"{HISTORY}?page=2")
    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 17)
    assert second.context["lines"][-1].event == StepEvent.objects.order_by("pk").first()
    event = StepEvent.objects.get(step_title="Long ago")
    response = learner_client.post(undo_url(event), {"page": "2"})
    assert response.headers["Location"] == f"{HISTORY}?page=2"
    for nonsense in ("x", "-1", "²", "9" * 99, "//evil.example"):
        back = learner_client.post(undo_url(event), {"page": nonsense})
        assert back.headers["Location"] == HISTORY
    assert learner_client.get(f"{HISTORY}?page=nowhere").status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_history_asks_as_much_for_many_rows_as_for_one(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        batch = uuid.uuid4()
        move(learner, StepFactory(), StepStatus.DONE)
        for step in StepFactory.create_batch(rows):
            move(learner, step, StepStatus.DONE, batch=batch)
        PlanFactory(user=learner, archived_at=NOW)
    # Session, person, header; count, page, batches, newest, plans for the lines and for the list.
    with django_assert_num_queries(10):
        learner_client.get(HISTORY)


@pytest.mark.parametrize("rows", [1, 4])
def test_reset_and_restore_ask_as_much_for_many_rows_as_for_one(
    learner: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    plan = PlanFactory(user=learner)
    for step in StepFactory.create_batch(rows):
        move(learner, step, StepStatus.DONE)
    # Savepoint and its release; the learner, plans, their change; states; the two bulk writes.
    with django_assert_num_queries(8):
        history_services.reset_plan(user=learner, plan_id=plan.pk, now=NOW)
    # Current plans, events and newest events besides.
    with django_assert_num_queries(11):
        history_services.restore_plan(user=learner, plan_id=plan.pk, now=NOW)


def test_history_is_in_the_persons_own_time(learner_client: Client) -> None:
    for zone, said in (
        ("Pacific/Auckland", "23 July 2026, 00:00"),
        ("Pacific/Honolulu", "22 July 2026, 02:00"),
    ):
        person = UserFactory(time_zone=zone)
        move(person, StepFactory(), StepStatus.DONE)
        client = Client()
        client.force_login(person, backend="accounts.backends.EmailBackend")
        assert said in main(client.get(HISTORY)).text


def test_empty_history_says_what_will_stand_here(learner_client: Client) -> None:
    assertContains(learner_client.get(HISTORY), "Nothing has happened yet.")


# --- Who may -------------------------------------------------------------------------------


def test_somebody_elses_history_is_not_found(learner_client: Client) -> None:
    other = PlanFactory(archived_at=NOW)
    event = move(other.user, StepFactory(title="Theirs"), StepStatus.DONE)
    for verb in (learner_client.get, learner_client.post):
        assert verb(restore_url(other)).status_code == 404
    assert learner_client.post(undo_url(event)).status_code == 404
    assertNotContains(learner_client.get(HISTORY), "Theirs")
    assert StepEvent.objects.count() == 1


@pytest.mark.parametrize("path", [RESET, RENEW, HISTORY, "/plan/restore/1/", "/history/1/undo/"])
def test_visitor_is_sent_to_sign_in(client: Client, path: str) -> None:
    for response in (client.get(path), client.post(path)):
        assert response.status_code in {302, 405}
        if response.status_code == 302:
            assert response.headers["Location"].startswith(reverse("account_login"))


def test_missing_token_is_refused(learner: User, plan: Plan) -> None:
    before = states(learner)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    event = StepEvent.objects.filter(user=learner).first()
    assert event is not None
    for path in (RESET, RENEW, restore_url(plan), undo_url(event)):
        assert strict.post(path, {**ANSWERS, "plan": plan.pk}).status_code == 403
    assert states(learner) == before
    assert Plan.objects.get() == plan


def test_wrong_verbs_are_refused(learner_client: Client, plan: Plan) -> None:
    assert learner_client.post(HISTORY).status_code == 405
    assert learner_client.put(RESET).status_code == 405
    event = StepEvent.objects.filter(user=plan.user).first()
    assert event is not None
    assert learner_client.get(undo_url(event)).status_code == 405
    assertRedirects(learner_client.get(restore_url(plan)), DASHBOARD)


@pytest.mark.parametrize("path", [RESET, RENEW])
def test_without_a_plan_one_is_made_first(learner_client: Client, path: str) -> None:
    assertRedirects(learner_client.get(path), PLAN)
    assertRedirects(learner_client.post(path), PLAN)


def test_forms_name_the_plan_they_are_about(learner_client: Client, plan: Plan) -> None:
    for path in (RESET, RENEW):
        page = learner_client.get(path).content.decode()
        assert re.findall(r'name="plan" value="(\d+)"', page) == [f"{plan.pk}"]
