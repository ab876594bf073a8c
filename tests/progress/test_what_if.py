"""“At so many hours a week”: the arithmetic, and the page that asks it. Nothing is saved."""

import datetime
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress import timeline
from progress.models import Plan, StepStatus
from progress.standing import standing_of
from progress.timeline import date_after_weeks, finish_at_pace, weeks_at
from progress.what_if import what_if_of
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
from tests.pages import page

ADDRESS = reverse("progress:what-if")
TODAY = date(2026, 7, 22)
HTMX = {"HX-Request": "true"}
NEW_YEAR = date(2026, 1, 1)
PAPER = timeline.Plan(NEW_YEAR)
STAGES = (timeline.Stage(1, 0, 12), timeline.Stage(2, 12, 15))


# --- The arithmetic ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remaining", "hours", "weeks"),
    [(375, 6, Fraction(125, 2)), (12, 6, 2), (1, 60, Fraction(1, 60)), (0, 6, 0)],
)
def test_weeks_are_the_hours_divided(remaining: int, hours: int, weeks: Fraction) -> None:
    assert weeks_at(remaining, hours) == weeks


@pytest.mark.parametrize(("remaining", "hours"), [(10, 0), (10, -1), (-1, 10)])
def test_weeks_of_nonsense_are_refused(remaining: int, hours: int) -> None:
    with pytest.raises(ValueError, match="Hours remain"):
        weeks_at(remaining, hours)


def paused(start: date, until: date | None) -> timeline.Plan:
    return replace(PAPER, pauses=(timeline.Pause(start, until),))


@pytest.mark.parametrize(
    ("plan", "weeks", "day"),
    [
        (PAPER, 2, date(2026, 8, 5)),
        # Part of a day is a day.
        (PAPER, Fraction(1, 60), date(2026, 7, 23)),
        (PAPER, 0, TODAY),
        # A pause to come is waited for.
        (paused(date(2026, 7, 29), date(2026, 8, 5)), 2, date(2026, 8, 12)),
        # Today's pause counts up to its end; without an end, up to today.
        (paused(date(2026, 7, 1), date(2026, 8, 1)), 1, date(2026, 8, 8)),
        (paused(date(2026, 7, 1), None), 1, date(2026, 7, 30)),
        (paused(date(2026, 7, 1), None), 0, TODAY),
        # Weeks of a plan that has not begun are counted from its first day.
        (timeline.Plan(date(2026, 8, 3)), 1, date(2026, 8, 10)),
        # Ten years are in reach, a day more is not.
        (PAPER, Fraction(3653, 7), date(2036, 7, 22)),
        (PAPER, Fraction(3654, 7), None),
        (PAPER, 10**9, None),
    ],
)
def test_day_after_some_weeks(plan: timeline.Plan, weeks: Fraction, day: date | None) -> None:
    assert date_after_weeks(plan, weeks, TODAY) == day


@given(
    start=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    hours=st.integers(1, 60),
    begin=st.integers(0, 400),
    length=st.none() | st.integers(1, 200),
)
def test_own_pace_leads_to_the_plans_own_end(
    start: date, hours: int, begin: int, length: int | None
) -> None:
    first = start + datetime.timedelta(days=begin)
    until = None if length is None else first + datetime.timedelta(days=length)
    plan = timeline.Plan(start, hours, (timeline.Pause(first, until),))
    finish = finish_at_pace(plan, STAGES, hours, TODAY)
    if timeline.position(plan, TODAY) < 15:
        assert finish == timeline.date_at(plan, 15, TODAY)
    else:
        assert finish is None


@pytest.mark.parametrize(
    ("hours", "finish"),
    [
        # Month 9 of 15 on 1 October: six months to go at 10 hours a week.
        (10, date(2027, 4, 1)),
        (5, date(2027, 10, 1)),
        (20, date(2027, 1, 1)),
        (1, date(2031, 10, 1)),
    ],
)
def test_rest_of_the_plan_goes_on_at_another_pace(hours: int, finish: date) -> None:
    assert finish_at_pace(PAPER, STAGES, hours, date(2026, 10, 1)) == finish


def test_plan_before_its_start_is_all_rest() -> None:
    finish = finish_at_pace(PAPER, STAGES, 5, date(2025, 12, 1))
    assert finish == timeline.date_at(timeline.Plan(NEW_YEAR, 5), 15, date(2025, 12, 1))


def test_plan_past_its_months_has_no_rest() -> None:
    assert finish_at_pace(PAPER, STAGES, 10, date(2027, 4, 1)) is None
    assert finish_at_pace(PAPER, STAGES, 10, date(2027, 3, 31)) == date(2027, 4, 1)


# --- The page ------------------------------------------------------------------------------


@pytest.fixture
def plan(learner: User, today: date) -> Plan:
    """From 16 March at 10 hours a week; 28 hours done, 378 to go."""
    stage = StageFactory(number=1, start_month=0, end_month=15)
    StepStateFactory(user=learner, step__stage=stage, step__hours=28, done_on=date(2026, 7, 1))
    StepFactory.create_batch(27, stage=stage, hours=14)
    return PlanFactory(user=learner)


def ask(client: Client, hours: Any = None, **headers: str) -> Any:
    return client.get(ADDRESS, {} if hours is None else {"hours": hours}, headers=headers)


def test_answer_is_plain_arithmetic_beside_the_forecast(plan: Plan, learner_client: Client) -> None:
    response = ask(learner_client, 6)
    answer = page(response).by_id("what-if-answer")
    assert "378 h remain; at 6 h a week that is 63 weeks: 6 October 2027." in answer.text
    standing = standing_of(plan, TODAY)
    likely = standing.forecast.likely
    assert likely is not None
    facts = dict(answer.facts())
    assert facts["Your forecast now"].startswith(f"Likely {likely.day} {likely:%B %Y}, cautious")
    assert facts["The plan’s months, as saved"] == "16 June 2027, at 10 h a week"
    rest = standing.plan_finish_at(6)
    assert rest is not None
    assert facts["The plan’s months, at this pace"] == (
        f"{rest.day} {rest:%B %Y}, at 6 h a week from today"
    )
    assert "about 6 times in 10" in answer.text


def test_without_hours_it_is_about_the_plans_own(plan: Plan, learner_client: Client) -> None:
    facts = dict(page(ask(learner_client)).by_id("what-if-answer").facts())
    saved = facts["The plan’s months, as saved"]
    assert facts["The plan’s months, at this pace"] == f"{saved} from today"


def test_nothing_is_saved(plan: Plan, learner_client: Client) -> None:
    before = Plan.objects.values().get()
    ask(learner_client, 6)
    assert Plan.objects.values().get() == before
    assert learner_client.post(ADDRESS, {"hours": 6}).status_code == 405


@pytest.mark.parametrize("hours", ["", "0", "61", "-1", "6.5", "many", "1e9"])
def test_hours_out_of_reach_are_refused_as_typed(
    plan: Plan, learner_client: Client, hours: str
) -> None:
    answer = page(ask(learner_client, hours))
    assert answer.by_id("what-if-hours").attributes.get("value", "") == hours
    assert "Enter a whole number of hours from 1 to 60." in answer.text
    assert "remain" not in answer.by_id("what-if-answer").text


@pytest.mark.parametrize("hours", [1, 60])
def test_edges_are_in_reach(plan: Plan, learner_client: Client, hours: int) -> None:
    assert ask(learner_client, hours).status_code == 200


def test_htmx_gets_the_answer_alone(plan: Plan, learner_client: Client) -> None:
    response = learner_client.get(ADDRESS, {"hours": 6}, headers=HTMX)
    assert "<html" not in response.content.decode()
    assert page(response).by_id("announcement").text == what_if_of(standing_of(plan, TODAY), 6).said
    assert "HX-Request" in response.headers["Vary"]
    wrong = learner_client.get(ADDRESS, {"hours": "x"}, headers=HTMX)
    assert "whole number" in page(wrong).text


def test_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert ask(client, 6).status_code == 302


def test_without_a_plan_it_leads_to_one(learner_client: Client, today: date) -> None:
    PlanFactory(user=UserFactory())
    response = ask(learner_client, 6)
    assert response.status_code == 200
    assert reverse("progress:plan") in page(response).links()
    assert "You have no plan yet." in page(response).text


def test_too_slow_a_pace_is_said(plan: Plan, learner_client: Client) -> None:
    StepFactory.create_batch(5, stage=Stage.objects.get(), hours=40)
    answer = page(ask(learner_client, 1)).by_id("what-if-answer").text
    assert "578 h remain; at 1 h a week that is 578 weeks" in answer
    assert "more than ten years, so not at this pace." in answer


def test_finished_plan_has_nothing_to_ask(
    plan: Plan, learner: User, learner_client: Client
) -> None:
    for row in standing_of(plan, TODAY).rows:
        if not row.is_done:
            StepStateFactory(user=learner, step=row.step)
    answer = page(ask(learner_client, 6)).by_id("what-if-answer")
    assert answer.text == "Nothing remains: every step of your plan is done."


def test_plan_without_steps_has_nothing_to_divide(learner: User, learner_client: Client) -> None:
    StageFactory(number=1, start_month=0, end_month=3)
    PlanFactory(user=learner)
    answer = page(ask(learner_client, 6)).by_id("what-if-answer")
    assert answer.text == "No step counts in your plan yet."


def test_skipped_hours_do_not_remain(plan: Plan, learner: User, learner_client: Client) -> None:
    row = standing_of(plan, TODAY).next_rows(1)[0]
    StepStateFactory(user=learner, step=row.step, status=StepStatus.SKIPPED)
    assert "364 h remain" in page(ask(learner_client, 6)).text


def test_open_pause_counts_as_ended(plan: Plan, learner_client: Client) -> None:
    PauseFactory(plan=plan, start=date(2026, 7, 1))
    answer = page(ask(learner_client, 6)).by_id("what-if-answer")
    assert "63 weeks: 7 October 2027." in answer.text
    assert dict(answer.facts())["Your forecast now"] == "It waits while you pause"
    assert "counts as if it ended today" in answer.text


def test_hidden_comparison_leaves_the_plan_out(plan: Plan, learner_client: Client) -> None:
    Plan.objects.update(hide_comparison=True)
    answer = page(ask(learner_client, 6)).by_id("what-if-answer")
    assert [name for name, _ in answer.facts()] == ["Your forecast now"]
    assert "need not agree" not in answer.text


def test_why_the_dates_differ_stands_under_them(plan: Plan, learner_client: Client) -> None:
    """With the hours of a field, while the plan has none."""
    answer = page(ask(learner_client, 6)).by_id("what-if-answer").text
    assert "go by its months, whatever is finished, so the two need not agree." in answer
    assert "hours of a field" not in answer

    field = SpecialisationFactory(stage=Stage.objects.get())
    StepFactory.create_batch(2, stage=field.stage, specialisation=field, hours=30)
    answer = page(ask(learner_client, 6)).by_id("what-if-answer").text
    assert "The months also have room for the 60 hours of a field" in answer

    Plan.objects.update(specialisation=field)
    assert "hours of a field" not in page(ask(learner_client, 6)).by_id("what-if-answer").text


@pytest.mark.parametrize("many", [False, True])
def test_queries_do_not_grow(
    plan: Plan,
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    many: bool,
) -> None:
    if many:
        for row in standing_of(plan, TODAY).next_rows(20):
            StepStateFactory(user=learner, step=row.step)
        for month in range(1, 7):
            PauseFactory(plan=plan, start=date(2026, month, 1), until=date(2026, month, 3))
    with django_assert_num_queries(QUERIES):
        ask(learner_client, 6)


QUERIES = 11
