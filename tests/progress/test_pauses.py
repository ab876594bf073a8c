"""Pauses: the plan stands still, dates are seen before they are saved, nothing is doubled."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress import plan_services, timeline
from progress.models import Pause, Plan, StepStatus
from progress.pause_forms import PauseForm
from progress.pauses import overlapping, rows_of, running_pause
from progress.plan_moves import moves_of, with_answers, with_pauses
from progress.standing import Standing, standing_of
from progress.strip import strip_of
from roadmap.models import Stage
from tests.factories import (
    PauseFactory,
    PlanFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)
from tests.pages import main

TODAY = datetime.date(2026, 7, 22)
PAUSES = reverse("progress:pauses")
ADD = reverse("progress:add-pause")
PLAN = reverse("progress:plan")
DASHBOARD = reverse("progress:dashboard")
COMPARISON = reverse("progress:set-comparison")
HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days_of(plan: Plan) -> list[tuple[str, str | None]]:
    return [
        (f"{p.start}", f"{p.until}" if p.until else None) for p in Pause.objects.filter(plan=plan)
    ]


def address(verb: str, pause: Pause) -> str:
    return reverse(f"progress:{verb}-pause", args=[pause.pk])


def problems(answers: dict[str, Any], pause: Pause | None = None) -> dict[str, list[str]]:
    form = PauseForm(answers, today=TODAY, pause=pause)
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def roadmap() -> list[Stage]:
    windows = [(0, 3), (3, 6), (6, 9), (9, 12), (12, None), (12, 15)]
    return [
        StageFactory(number=number, start_month=start, end_month=end)
        for number, (start, end) in enumerate(windows, start=1)
    ]


@pytest.fixture
def plan(learner: User, roadmap: list[Stage]) -> Plan:
    """From 16 March 2026 at 10 hours a week; 15 of 50 hours done."""
    StepStateFactory(user=learner, step__stage=roadmap[0], step__hours=15)
    StepFactory(stage=roadmap[1], hours=35)
    return PlanFactory(user=learner)


def standing(plan: Plan, today: datetime.date = TODAY) -> Standing:
    fresh = Plan.objects.of(plan.user)
    assert fresh is not None
    return standing_of(fresh, today)


# --- Add -----------------------------------------------------------------------------------


def test_pause_is_added_and_the_plan_stands_still(learner_client: Client, plan: Plan) -> None:
    response = learner_client.post(ADD, {"start": "2026-07-01", "until": ""}, follow=True)
    assert response.redirect_chain == [(PAUSES, 302)]
    assert days_of(plan) == [("2026-07-01", None)]
    assertContains(response, "your plan stands still")
    later = [standing(plan, TODAY + datetime.timedelta(days=n)) for n in (0, 30, 400)]
    assert {(s.state, s.position, s.variance_days) for s in later} == {
        (timeline.State.PAUSED, 3.5, later[0].variance_days)
    }


def test_pause_with_an_end_is_added(learner_client: Client, plan: Plan) -> None:
    learner_client.post(ADD, {"start": "2026-08-01", "until": "2026-08-15"})
    assert days_of(plan) == [("2026-08-01", "2026-08-15")]


@pytest.mark.parametrize("until", ["", "2026-09-01"])
def test_pause_sent_twice_is_one(learner_client: Client, plan: Plan, until: str) -> None:
    sent = {"start": "2026-07-20", "until": until}
    assert [learner_client.post(ADD, sent).status_code for _ in range(2)] == [302, 302]
    assert Pause.objects.count() == 1


def test_second_pause_without_an_end_is_refused(learner_client: Client, plan: Plan) -> None:
    PauseFactory(plan=plan)
    response = learner_client.post(ADD, {"start": "2026-07-10", "until": ""})
    assert response.status_code == 422
    assertContains(response, "You have a pause without an end already.", 3, status_code=422)
    assertContains(response, 'value="2026-07-10"', status_code=422)
    assert days_of(plan) == [("2026-07-01", None)]


def test_overlap_is_taken_and_said(learner_client: Client, plan: Plan) -> None:
    PauseFactory(plan=plan, start=day("2026-08-01"), until=day("2026-08-11"))
    sent = {"start": "2026-08-06", "until": "2026-08-16"}
    preview = learner_client.get(ADD, sent)
    assertContains(preview, "the days they share count once")
    assert preview.context["moves"].days_later == 5
    response = learner_client.post(ADD, sent, follow=True)
    assertContains(response, "It overlaps with another one; the days they share count once.")
    assert standing(plan).finish_date == day("2027-06-16") + datetime.timedelta(days=15)


def test_touching_pauses_do_not_overlap() -> None:
    first = Pause(pk=1, start=day("2026-08-01"), until=day("2026-08-11"))
    second = Pause(pk=2, start=day("2026-08-11"), until=day("2026-08-16"))
    assert overlapping(first, [first, second]) == []
    second.start = day("2026-08-10")
    assert overlapping(first, [first, second]) == [second]


IN_REACH = "Choose a day from 22 July 2021 to 22 July 2027."
UNTIL_REACH = "Choose a day from 22 July 2021 to 22 July 2036."
AFTER = "Work resumes after the pause starts."
CALENDAR = "Enter a day that the calendar has, such as 2026-07-22."


@pytest.mark.parametrize(
    ("start", "until", "wrong"),
    [
        ("", "", {"start": ["Choose the first day of the pause."]}),
        ("2026-02-30", "", {"start": [CALENDAR]}),
        ("2026-07-22\x00", "", {"start": [CALENDAR]}),
        ("2021-07-21", "", {"start": [IN_REACH]}),
        ("2027-07-23", "", {"start": [IN_REACH]}),
        ("2026-07-22", "2026-07-22", {"until": [AFTER]}),
        ("2026-07-22", "2026-07-21", {"until": [AFTER]}),
        ("2026-07-22", "2036-07-23", {"until": [UNTIL_REACH]}),
        ("2026-07-22", "9999-12-31", {"until": [UNTIL_REACH]}),
        ("2026-07-22", "soon", {"until": [CALENDAR]}),
        ("2021-07-22", "2021-07-23", {}),
        ("2027-07-22", "2036-07-22", {}),
    ],
)
def test_days_have_their_reach(start: str, until: str, wrong: dict[str, list[str]]) -> None:
    assert problems({"start": start, "until": until}) == wrong


def test_old_pause_keeps_its_own_days(plan: Plan) -> None:
    old = PauseFactory(plan=plan, start=day("2019-01-01"), until=day("2019-02-01"))
    assert problems({"start": "2019-01-01", "until": "2019-02-01"}, old) == {}
    assert problems({"start": "2019-01-02", "until": "2019-02-01"}, old) == {"start": [IN_REACH]}


@pytest.mark.parametrize("query", [{"start": "2026-08-01", "until": "2026-08-15"}, {"start": "x"}])
def test_look_at_the_dates_saves_nothing(
    learner_client: Client, plan: Plan, query: dict[str, str]
) -> None:
    assert learner_client.get(ADD, query).status_code == 200
    assert not Pause.objects.exists()


def test_preview_says_what_moves(learner_client: Client, plan: Plan) -> None:
    response = learner_client.get(ADD, {"start": "2026-08-01", "until": "2026-08-15"})
    moves = response.context["moves"]
    assert (moves.finish_before, moves.finish) == (day("2027-06-16"), day("2027-06-30"))
    assert [item.moves for item in moves.stages] == [False, True, True, True, True, True]
    assert moves.said == "The planned finish and stages 2 to 6 move."
    text = main(response).text
    assert "16 Jun 2027 30 Jun 2027" in text
    assert "14 days later than so far." in text


def test_preview_is_what_is_saved(learner_client: Client, plan: Plan) -> None:
    sent = {"start": "2026-07-01", "until": "2026-09-15"}
    foreseen = learner_client.get(ADD, sent).context["moves"]
    learner_client.post(ADD, sent)
    after = standing(plan)
    assert foreseen.finish == after.finish_date
    assert [(s.opens_on, s.closes_on) for s in foreseen.stages] == [
        (s.opens_on, s.closes_on) for s in after.stages
    ]


def test_htmx_gets_the_dates_alone(learner_client: Client, plan: Plan) -> None:
    response = learner_client.get(ADD, {"start": "2026-08-01"}, headers=HTMX)
    assertNotContains(response, "<html")
    assertContains(response, "The dates stay as they are")
    assert "HX-Request" in response.headers["Vary"]


def test_today_is_the_persons_own() -> None:
    """At the same instant it is the 23rd in Auckland and the 22nd in Honolulu."""
    with time_machine.travel(datetime.datetime(2026, 7, 22, 23, 30, tzinfo=datetime.UTC)):
        for zone, until in (("Pacific/Auckland", "2026-07-23"), ("Pacific/Honolulu", "2026-07-22")):
            person = UserFactory(time_zone=zone)
            pause = PauseFactory(plan=PlanFactory(user=person))
            client_of(person).post(address("end", pause))
            pause.refresh_from_db()
            assert f"{pause.until}" == until


# --- Edit, end, delete ---------------------------------------------------------------------


@pytest.fixture
def pause(plan: Plan) -> Pause:
    """Open since 1 July."""
    return PauseFactory(plan=plan)


def test_pause_is_changed(learner_client: Client, pause: Pause) -> None:
    sent = {"start": "2026-06-20", "until": "2026-07-10"}
    for _ in range(2):
        assertRedirects(learner_client.post(address("edit", pause), sent), PAUSES)
        assert days_of(pause.plan) == [("2026-06-20", "2026-07-10")]


def test_edit_shows_its_days_and_what_moves(learner_client: Client, pause: Pause) -> None:
    response = learner_client.get(address("edit", pause))
    assertContains(response, 'value="2026-07-01"')
    assert not response.context["moves"]
    moved = learner_client.get(address("edit", pause), {"start": "2026-07-11", "until": ""})
    assert moved.context["moves"].days_later == -10


@pytest.mark.parametrize("sent", [{}, {"start": "2026-07-01", "until": "2026-06-01"}])
def test_bad_change_comes_back(learner_client: Client, pause: Pause, sent: dict[str, str]) -> None:
    assert learner_client.post(address("edit", pause), sent).status_code == 422
    assert days_of(pause.plan) == [("2026-07-01", None)]


def test_closed_pause_can_not_become_a_second_open_one(
    learner_client: Client, pause: Pause
) -> None:
    other = PauseFactory(plan=pause.plan, start=day("2026-04-01"), until=day("2026-04-08"))
    response = learner_client.post(address("edit", other), {"start": "2026-04-01", "until": ""})
    assert response.status_code == 422
    assert learner_client.post(address("edit", pause), {"start": "2026-06-30"}).status_code == 302


def test_resume_ends_the_pause_today_and_only_once(learner_client: Client, pause: Pause) -> None:
    response = learner_client.post(address("end", pause), follow=True)
    assertContains(response, "Work resumes today.")
    assert days_of(pause.plan) == [("2026-07-01", "2026-07-22")]
    again = learner_client.post(address("end", pause), follow=True)
    assertContains(again, "Your plan is not paused today.")
    assert days_of(pause.plan) == [("2026-07-01", "2026-07-22")]
    assert standing(pause.plan).state != timeline.State.PAUSED


def test_resume_ends_every_pause_of_today(learner_client: Client, pause: Pause) -> None:
    PauseFactory(plan=pause.plan, start=day("2026-07-20"), until=day("2026-08-01"))
    PauseFactory(plan=pause.plan, start=TODAY, until=day("2026-08-01"))
    coming = PauseFactory(plan=pause.plan, start=day("2026-09-01"), until=day("2026-09-08"))
    learner_client.post(address("end", pause))
    assert days_of(pause.plan) == [
        ("2026-07-01", "2026-07-22"),
        ("2026-07-20", "2026-07-22"),
        ("2026-09-01", "2026-09-08"),
    ]
    assert standing(pause.plan).pause is None
    response = learner_client.post(address("end", coming), follow=True)
    assertContains(response, "This pause has not begun.")


def test_pause_ends_on_a_given_day(learner_client: Client, pause: Pause) -> None:
    learner_client.post(address("end", pause), {"until": "2026-08-03"})
    assert days_of(pause.plan) == [("2026-07-01", "2026-08-03")]
    assert standing(pause.plan).state == timeline.State.PAUSED
    assert standing(pause.plan, day("2026-08-03")).pause is None


@pytest.mark.parametrize("until", ["", "2026-07-01", "2026-02-30", "9999-01-01"])
def test_bad_end_is_refused_beside_the_field(
    learner_client: Client, pause: Pause, until: str
) -> None:
    response = learner_client.post(address("end", pause), {"until": until})
    assertContains(response, 'id="id_until_error"', status_code=422)
    assert days_of(pause.plan) == [("2026-07-01", None)]


def test_delete_asks_first_and_then_finds_nothing(learner_client: Client, pause: Pause) -> None:
    asked = learner_client.get(address("delete", pause))
    assertContains(asked, "Delete the pause from 1 July 2026?")
    assert asked.context["moves"].days_later == -22
    assert Pause.objects.exists()
    assertRedirects(learner_client.post(address("delete", pause)), PAUSES)
    assert not Pause.objects.exists()
    assert learner_client.post(address("delete", pause)).status_code == 404


# --- Who may -------------------------------------------------------------------------------


VERBS = ["edit", "end", "delete"]


@pytest.mark.parametrize("verb", VERBS)
def test_another_persons_pause_is_not_found(learner_client: Client, verb: str) -> None:
    other = PauseFactory()
    assert learner_client.post(address(verb, other)).status_code == 404
    other.refresh_from_db()
    assert (other.start, other.until) == (day("2026-07-01"), None)


@pytest.mark.parametrize("verb", VERBS)
def test_pause_of_an_archived_plan_stays(learner: User, learner_client: Client, verb: str) -> None:
    archived = PlanFactory(
        user=learner, archived_at=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)
    )
    pause = PauseFactory(plan=archived)
    assert learner_client.post(address(verb, pause)).status_code == 404
    assert days_of(archived) == [("2026-07-01", None)]


@pytest.mark.parametrize("verb", VERBS)
def test_visitor_is_sent_to_sign_in(client: Client, pause: Pause, verb: str) -> None:
    response = client.post(address(verb, pause))
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert days_of(pause.plan) == [("2026-07-01", None)]


def test_visitor_adds_no_pause(client: Client) -> None:
    assert client.post(ADD).headers["Location"].startswith(reverse("account_login"))
    assert client.get(PAUSES).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("verb", VERBS)
def test_missing_token_is_refused(learner: User, pause: Pause, verb: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    assert strict.post(address(verb, pause), {"start": "2026-06-01"}).status_code == 403
    assert strict.post(ADD, {"start": "2026-06-01", "until": "2026-06-02"}).status_code == 403
    assert days_of(pause.plan) == [("2026-07-01", None)]


def test_wrong_verbs_are_refused(learner_client: Client, pause: Pause) -> None:
    assert learner_client.get(address("end", pause)).status_code == 405
    assert learner_client.post(PAUSES).status_code == 405
    assert learner_client.put(ADD).status_code == 405
    assert learner_client.get(COMPARISON).status_code == 405


@pytest.mark.parametrize("path", [PAUSES, ADD])
def test_without_a_plan_one_is_made_first(learner_client: Client, path: str) -> None:
    assertRedirects(learner_client.get(path), PLAN)


# --- What a pause does to pages ------------------------------------------------------------


def test_list_says_what_each_pause_is(plan: Plan) -> None:
    PauseFactory(plan=plan, start=day("2026-01-01"), until=day("2026-01-15"))
    PauseFactory(plan=plan, start=day("2026-07-01"), until=None)
    PauseFactory(plan=plan, start=day("2026-07-20"), until=day("2026-07-25"))
    PauseFactory(plan=plan, start=day("2026-06-01"), until=day("2026-06-08"))
    fresh = Plan.objects.of(plan.user)
    assert fresh is not None
    got = [(r.state, r.days, r.overlaps, r.is_before_plan) for r in rows_of(fresh, TODAY)]
    assert got == [
        ("running", 5, True, False),
        ("running", 22, True, False),
        ("past", 7, False, False),
        ("past", 14, False, True),
    ]
    running = running_pause(fresh, TODAY)
    assert running is not None
    assert (running.start, running.until) == (day("2026-07-01"), None)
    assert running_pause(fresh, day("2026-06-20")) is None


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", [PAUSES, ADD])
def test_pages_ask_as_much_for_many_rows_as_for_one(
    learner_client: Client,
    plan: Plan,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
    path: str,
) -> None:
    for month in range(1, rows + 1):
        PauseFactory(plan=plan, start=datetime.date(2026, month, 1), until=day("2026-05-08"))
        StepStateFactory(user=plan.user)
    # Session, person, plan, pauses, steps, options, states, evidence, stages.
    with django_assert_num_queries(10):
        learner_client.get(path)


def test_strip_hatches_the_pause_from_the_planned_mark_on(plan: Plan) -> None:
    PauseFactory(plan=plan, start=day("2026-06-16"))
    strip = strip_of(standing(plan, day("2026-07-15")))
    assert strip.pause is not None
    assert strip.planned is not None
    assert strip.pause.x == strip.planned.x
    # 16 June to 15 July and that day: a month, of 16.6 on the strip.
    assert strip.pause.width == pytest.approx(100 / 16.6, abs=0.01)
    assert ("pause", "since 16 June 2026") in {(i.kind, i.text) for i in strip.legend}
    assert strip.forecast is None
    assert strip_of(standing(plan, day("2026-06-15"))).pause is None


def test_hatching_ends_with_the_picture(plan: Plan) -> None:
    PauseFactory(plan=plan, start=day("2026-06-16"), until=day("2036-06-16"))
    strip = strip_of(standing(plan))
    assert strip.pause is not None
    assert strip.pause.x + strip.pause.width == pytest.approx(100 * 15 / 16.6, abs=0.05)


def test_pauses_that_touch_are_one(plan: Plan) -> None:
    PauseFactory(plan=plan, start=day("2026-07-01"), until=day("2026-07-10"))
    PauseFactory(plan=plan, start=day("2026-07-10"), until=day("2026-08-01"))
    assert standing(plan).pause == timeline.Pause(day("2026-07-01"), day("2026-08-01"))
    assert standing(plan).paused_months == pytest.approx(1 + 1 / 31, abs=0.04)


def test_pause_before_the_start_is_clipped_and_none_when_finished(plan: Plan) -> None:
    PauseFactory(plan=plan, start=day("2026-03-01"))
    assert standing(plan).pause == timeline.Pause(plan.start_date, None)
    StepStateFactory(user=plan.user, step=plan_step(plan), done_on=TODAY)
    assert standing(plan).pause is None


def plan_step(plan: Plan) -> Any:
    return next(row.step for row in standing(plan).rows if row.state is None)


def test_dashboard_is_paused_and_its_forecast_waits(learner_client: Client, plan: Plan) -> None:
    PauseFactory(plan=plan)
    text = main(learner_client.get(DASHBOARD)).text
    assert "Paused at month 3.5, with your work in Stage 2." in text
    assert "It waits Until you resume" in text


# --- The plan's own change -----------------------------------------------------------------


def test_change_of_pace_shows_old_and_new_dates_of_every_stage(
    learner_client: Client, plan: Plan
) -> None:
    response = learner_client.get(PLAN, {"hours_per_week": "5"})
    moves = response.context["moves"]
    assert (moves.stages[1].opens_before, moves.stages[1].opens_on) == (
        day("2026-06-16"),
        day("2026-09-16"),
    )
    assert [(f.name, f.before, f.after) for f in moves.figures] == [
        ("Today", "month 4.1", "month 2"),
        ("Your work", "36 days behind", "56 days ahead"),
    ]
    assertContains(response, "What moves")
    learner_client.post(PLAN, {"start_date": "2026-03-16", "hours_per_week": "5"})
    after = standing(plan)
    assert moves.finish == after.finish_date
    assert after.variance_days == 56


def test_change_of_field_moves_hours_and_not_dates(learner_client: Client, plan: Plan) -> None:
    field = SpecialisationFactory(stage=Stage.objects.get(number=5))
    StepFactory(stage=field.stage, hours=40, specialisation=field)
    moves = learner_client.get(PLAN, {"specialisation": field.slug}).context["moves"]
    assert moves.days_later == 0
    assert [item.moves for item in moves.stages] == [False] * 6
    assert [(f.name, f.before, f.after) for f in moves.figures] == [("Hours in it", "50 h", "90 h")]
    assert moves.said == "The sum of hours moves."


def test_nothing_changed_moves_nothing(learner_client: Client, plan: Plan) -> None:
    response = learner_client.get(PLAN, {"hours_per_week": "10"})
    assert not response.context["moves"]
    assertNotContains(response, "What moves")


def test_look_ahead_leaves_the_standing_as_it_was(plan: Plan) -> None:
    before = standing(plan)
    finish = before.finish_date
    paused = with_pauses(before, (timeline.Pause(day("2026-08-01"), day("2026-08-02")),))
    slower = with_answers(before, timeline.Plan(plan.start_date, 5), None)
    assert paused.finish_date - finish == datetime.timedelta(days=1)
    assert slower.finish_date > paused.finish_date
    assert (before.finish_date, moves_of(before, before).what) == (finish, [])


# --- The comparison ------------------------------------------------------------------------


COMPARES = ("ahead", "behind", "late", "early", "on track", "level", "planned by today", "against")


def compares(client: Client, *paths: str) -> list[str]:
    texts = []
    for path in paths:
        response = client.get(path)
        # Why there is no forecast yet says nothing of the plan.
        texts.append(main(response).text.lower().replace("too early to tell", ""))
        strip = response.context.get("strip")
        if strip:
            texts.append(f"{strip.description} {strip.legend} {strip.planned}".lower())
    return [word for word in COMPARES if any(f" {word}" in text for text in texts)]


def behind(plan: Plan) -> None:
    """As it is."""


def ahead(plan: Plan) -> None:
    StepStateFactory(user=plan.user, step=plan_step(plan), done_on=TODAY)
    StepFactory(stage=Stage.objects.get(number=4), hours=5)


def finished(plan: Plan) -> None:
    StepStateFactory(user=plan.user, step=plan_step(plan), done_on=TODAY)


def over_time(plan: Plan) -> None:
    Plan.objects.update(start_date=day("2024-01-01"))


def not_started(plan: Plan) -> None:
    Plan.objects.update(start_date=day("2026-08-01"))


def first_day(plan: Plan) -> None:
    Plan.objects.update(start_date=TODAY)
    plan.user.step_states.all().delete()


def level(plan: Plan) -> None:
    Plan.objects.update(start_date=day("2026-04-20"))


@pytest.mark.parametrize(
    "story", [behind, ahead, finished, over_time, not_started, first_day, level]
)
def test_hidden_comparison_is_nowhere(learner_client: Client, plan: Plan, story: Any) -> None:
    story(plan)
    stages = [stage.get_absolute_url() for stage in Stage.objects.all()]
    pages = [DASHBOARD, "/roadmap/", *stages]
    assert compares(learner_client, *pages) != []
    learner_client.post(COMPARISON, {"hide": "yes"})
    assert compares(learner_client, *pages) == []


def test_paused_and_hidden_says_paused_and_no_more(learner_client: Client, plan: Plan) -> None:
    PauseFactory(plan=plan)
    learner_client.post(COMPARISON, {"hide": "yes"})
    assert compares(learner_client, DASHBOARD) == []
    assert "Your plan is paused." in main(learner_client.get(DASHBOARD)).text
    strip = learner_client.get(DASHBOARD).context["strip"]
    assert (strip.planned, strip.pause) == (None, None)


def test_comparison_is_hidden_and_shown_as_the_form_says(
    learner_client: Client, plan: Plan
) -> None:
    for hide, hidden in (("yes", True), ("yes", True), ("no", False), ("no", False)):
        assertRedirects(learner_client.post(COMPARISON, {"hide": hide}), PLAN)
        plan.refresh_from_db()
        assert plan.hide_comparison is hidden
    learner_client.post(COMPARISON, {"hide": "perhaps"})
    learner_client.post(COMPARISON)
    plan.refresh_from_db()
    assert plan.hide_comparison is False


def test_comparison_of_another_plan_is_left_alone(learner_client: Client, client: Client) -> None:
    other = PlanFactory()
    assertRedirects(learner_client.post(COMPARISON, {"hide": "yes"}), PLAN)
    other.refresh_from_db()
    assert other.hide_comparison is False


def test_visitor_has_no_comparison(client: Client) -> None:
    assert client.post(COMPARISON, {"hide": "yes"}).status_code == 302


def test_what_moves_keeps_the_comparison_hidden(learner_client: Client, plan: Plan) -> None:
    Plan.objects.update(hide_comparison=True)
    moves = learner_client.get(PLAN, {"hours_per_week": "5"}).context["moves"]
    assert moves.figures == ()


# --- The services --------------------------------------------------------------------------


def test_service_keeps_pauses_right_by_itself(plan: Plan) -> None:
    with pytest.raises(ValidationError) as refused:
        plan_services.add_pause(plan=plan, start=TODAY, until=TODAY)
    assert list(refused.value.error_dict) == ["until"]
    pause = plan_services.add_pause(plan=plan, start=TODAY, until=None)
    assert plan_services.add_pause(plan=plan, start=TODAY, until=None) == pause
    with pytest.raises(ValidationError):
        plan_services.end_pause(pause=pause, day=TODAY)
    assert plan_services.resume(plan=plan, today=TODAY) == 1
    assert plan_services.resume(plan=plan, today=TODAY) == 0
    assert not Pause.objects.exists()
    with pytest.raises(Pause.DoesNotExist):
        plan_services.change_pause(pause=Pause(pk=99, plan=plan), start=TODAY, until=None)


def test_skipped_and_pauses_leave_ticks_alone(learner_client: Client, plan: Plan) -> None:
    StepStateFactory(user=plan.user, status=StepStatus.SKIPPED)
    before = list(plan.user.step_states.values())
    learner_client.post(ADD, {"start": "2026-07-01", "until": ""})
    learner_client.post(address("end", Pause.objects.get()))
    learner_client.post(address("delete", Pause.objects.get()))
    assert list(plan.user.step_states.values()) == before
