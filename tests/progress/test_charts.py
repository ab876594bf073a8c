"""Standing, time and steps as pictures: each figure is the standing's, and so is each table."""

import datetime
import re
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress.charts import Charts, activity_of, burn_up_of, charts_of, logged_since
from progress.models import Plan, StepStatus, StudySession
from progress.pictures import ActiveDay
from progress.standing import Standing, standing_of
from roadmap.models import Stage, Step
from tests.factories import (
    PauseFactory,
    PlanFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    StudySessionFactory,
)
from tests.pages import Element, read

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 22)
FIRST = date(2026, 4, 1)
SECOND = date(2026, 7, 1)


@pytest.fixture
def plan(learner: User) -> Plan:
    """Two stages of 40 and 60 hours from 16 March; 30 and 10 hours done."""
    one = StageFactory(number=1, start_month=0, end_month=3)
    two = StageFactory(number=2, start_month=3, end_month=15)
    StepStateFactory(user=learner, step__stage=one, step__hours=30, done_on=FIRST)
    StepStateFactory(user=learner, step__stage=two, step__hours=10, done_on=SECOND)
    StepStateFactory(user=learner, step__stage=two, step__hours=20, status=StepStatus.SKIPPED)
    StepFactory(stage=one, hours=10)
    StepFactory.create_batch(2, stage=two, hours=25)
    return PlanFactory(user=learner)


def fresh(today: date = TODAY) -> Standing:
    """The plan as it is in the database."""
    return standing_of(Plan.objects.prefetch_related("pauses").get(), today)


def drawn(name: str, **context: Any) -> Element:
    return read(render_to_string(f"components/{name}.html", context))


def cells(element: Element) -> list[list[str]]:
    """The table behind the picture, row by row without its head."""
    return [row.texts("th") + row.texts("td") for row in element.all("tr")[1:]]


# --- Burn-up ---


def test_burn_up_takes_its_figures_from_the_standing(plan: Plan) -> None:
    standing = fresh()
    chart = burn_up_of(standing)
    assert chart is not None
    (today,) = (row for row in chart.rows if row.is_today)
    assert (today.month, today.day) == (standing.position, TODAY)
    assert (today.planned, today.finished) == (standing.planned_hours, standing.earned_hours)
    assert (chart.total, chart.finished) == (100, 40)
    assert chart.forecast == (standing.forecast.likely, standing.forecast.cautious)
    for row in chart.rows:
        if not row.is_today:
            assert row.day == standing.date_of(row.month)
            assert row.planned == standing.planned_hours_at(row.month)
        assert (row.finished is None) == (row.day > TODAY)
    assert [row.finished for row in chart.rows if row.day <= TODAY] == [0, 30, 30, 30, 40, 40]


def test_burn_up_table_says_what_the_picture_shows(plan: Plan) -> None:
    chart = burn_up_of(fresh())
    assert chart is not None
    document = drawn("burn_up", chart=chart)
    rows = cells(document)
    assert rows[0] == ["0", "16 Mar 2026", "0 h", "0 h"]
    assert rows[3] == ["3", "16 Jun 2026", "40 h", "30 h"]
    assert rows[5][0] == "Today"
    assert rows[-1] == ["15", "16 Jun 2027", "100 h", "– To come"]
    assert len(rows) == 17
    likely, cautious = chart.forecast or (None, None)
    assert f"likely {likely:%-d %B %Y}, cautious {cautious:%-d %B %Y}" in document.text


def test_plan_bends_where_stages_meet(plan: Plan) -> None:
    chart = burn_up_of(fresh())
    assert chart is not None
    places = re.findall(r"[ML](\S+) \S+", chart.plan_path)
    assert places == ["0", "300", "1500"]


def test_hidden_comparison_shows_no_plan(plan: Plan) -> None:
    Plan.objects.update(hide_comparison=True)
    chart = burn_up_of(fresh())
    assert chart is not None
    document = drawn("burn_up", chart=chart)
    assert not chart.has_plan
    assert chart.is_begun
    assert "planned" not in f"{chart.description} {document.text}".lower()
    assert [row[0] for row in cells(document)] == ["0", "1", "2", "3", "4", "Today"]


def test_first_day_has_the_plan_alone(learner: User) -> None:
    StepFactory(stage=StageFactory(number=1, start_month=0, end_month=15), hours=20)
    PlanFactory(user=learner, start_date=TODAY)
    chart = burn_up_of(fresh())
    assert chart is not None
    assert (chart.is_begun, chart.has_plan, chart.fan_path) == (False, True, "")
    document = drawn("burn_up", chart=chart)
    assert document.one("figcaption").text == (
        "The dashed line is the plan. Your own line starts at the corner with the first step "
        "you tick."
    )
    Plan.objects.update(hide_comparison=True)
    assert "dashed" not in drawn("burn_up", chart=burn_up_of(fresh())).text


def test_plan_without_steps_has_no_burn_up(learner: User) -> None:
    StageFactory(number=1)
    PlanFactory(user=learner)
    charts = charts_of(fresh())
    assert charts.burn_up is None
    assert [bar.hours.total for bar in charts.stage_hours.bars] == [0]


def test_open_pause_shows_no_forecast(plan: Plan) -> None:
    PauseFactory(plan=plan, start=date(2026, 7, 15))
    standing = fresh()
    chart = burn_up_of(standing)
    assert chart is not None
    assert standing.forecast.likely is not None
    assert (chart.fan_path, chart.forecast) == ("", None)
    later = burn_up_of(fresh(TODAY + datetime.timedelta(days=30)))
    assert later is not None
    assert later.done_path == chart.done_path


def test_finished_line_ends_on_the_last_day(plan: Plan, learner: User) -> None:
    for row in fresh().rows:
        if row.is_counted and not row.is_done:
            StepStateFactory(user=learner, step=row.step, done_on=SECOND)
    soon, late = burn_up_of(fresh()), burn_up_of(fresh(date(2029, 1, 1)))
    assert soon is not None
    assert late is not None
    assert soon.done_path == late.done_path
    assert "All of them were finished by 1 July 2026." in late.description
    assert late.rows[-1].is_today


def test_tick_of_tomorrows_day_is_in_the_line(plan: Plan, learner: User) -> None:
    """Ticked in Auckland, looked at in Honolulu."""
    StepStateFactory(
        user=learner,
        step__stage=Stage.objects.get(number=1),
        step__hours=5,
        done_on=TODAY + datetime.timedelta(days=1),
    )
    charts = charts_of(fresh())
    assert charts.burn_up is not None
    assert charts.burn_up.finished == 45
    (today,) = (square for square in charts.activity.squares if square.is_today)
    assert today.kind == "finished"


def test_before_the_start_and_past_the_end(plan: Plan) -> None:
    early, late = burn_up_of(fresh(date(2026, 3, 1))), burn_up_of(fresh(date(2028, 3, 16)))
    assert early is not None
    assert late is not None
    assert early.rows[0].is_today
    assert late.rows[-1].month == 24
    assert late.rows[-1].planned == 100


# --- The calendar of activity ---


def days_of(standing: Standing) -> dict[date, ActiveDay]:
    calendar = activity_of(standing, logged_since(standing.plan.user_id, standing.today))
    return {
        square.day: square.activity
        for square in calendar.squares
        if square.kind in ("logged", "finished")
    }


def test_time_and_steps_are_never_added_up(plan: Plan, learner: User) -> None:
    StudySessionFactory(user=learner, day=SECOND, minutes=45)
    assert days_of(fresh()) == {
        FIRST: ActiveDay(minutes=0, steps=1, stage=1),
        # Time on no step: the finished step lends its stage, not its ten hours.
        SECOND: ActiveDay(minutes=45, steps=1, stage=2),
    }


def test_day_wears_the_stage_with_most_time(plan: Plan, learner: User) -> None:
    one, two = Step.objects.filter(stage__number=1)[0], Step.objects.filter(stage__number=2)[0]
    day = date(2026, 7, 20)
    StudySessionFactory(user=learner, day=day, minutes=30, step=one)
    StudySessionFactory.create_batch(2, user=learner, day=day, minutes=20, step=two)
    StudySessionFactory(user=learner, day=day, minutes=300)
    assert days_of(fresh())[day] == ActiveDay(minutes=370, stage=2)


def test_hours_of_a_step_never_outweigh_minutes(plan: Plan, learner: User) -> None:
    two = Stage.objects.get(number=2)
    StepStateFactory(user=learner, step__stage=two, step__hours=40, done_on=TODAY)
    one = Step.objects.filter(stage__number=1)[0]
    StudySessionFactory(user=learner, day=TODAY, minutes=30, step=one)
    assert days_of(fresh())[TODAY] == ActiveDay(minutes=30, steps=1, stage=1)


def test_equal_time_is_the_earlier_stages(plan: Plan, learner: User) -> None:
    for number in (2, 1):
        StudySessionFactory(
            user=learner, day=TODAY, step=Step.objects.filter(stage__number=number)[0]
        )
    assert days_of(fresh())[TODAY].stage == 1


def test_time_on_no_step_has_no_stage(plan: Plan, learner: User) -> None:
    StudySessionFactory(user=learner, day=TODAY, minutes=60)
    charts = charts_of(fresh())
    assert days_of(fresh())[TODAY] == ActiveDay(minutes=60)
    assert charts.activity.has_time_on_no_step
    assert "On no step" in drawn("activity_calendar", calendar=charts.activity).text
    StudySession.objects.all().delete()
    assert "On no step" not in drawn("activity_calendar", calendar=charts_of(fresh()).activity).text


def test_time_of_tomorrow_was_logged_today(plan: Plan, learner: User) -> None:
    StudySessionFactory(user=learner, day=TODAY + datetime.timedelta(days=1), minutes=30)
    StudySessionFactory(user=learner, day=TODAY, minutes=30)
    assert days_of(fresh())[TODAY].minutes == 60


def test_another_learners_time_is_not_mine(plan: Plan) -> None:
    StudySessionFactory(day=TODAY)
    assert TODAY not in days_of(fresh())


def test_only_the_shown_weeks_are_read(plan: Plan, learner: User) -> None:
    monday = date(2026, 1, 26)
    StudySessionFactory(user=learner, day=monday)
    StudySessionFactory(user=learner, day=monday - datetime.timedelta(days=1))
    assert [time.day for time in logged_since(learner.pk, TODAY)] == [monday]


def test_calendar_says_what_a_square_counts_and_has_its_table(plan: Plan, learner: User) -> None:
    StudySessionFactory(user=learner, day=TODAY, minutes=90)
    document = drawn("activity_calendar", calendar=charts_of(fresh()).activity)
    assert "A square counts the minutes you logged that day." in document.one("figcaption").text
    rows = cells(document)
    assert len(rows) == 8
    assert rows[0] == ["20 Jul 2026", "1", "1.5 h", "0"]
    assert rows[3] == ["29 Jun 2026", "1", "0 h", "1"]


# --- Hours by stage ---


def test_hours_by_stage_are_the_tallies(plan: Plan) -> None:
    standing = fresh()
    chart = charts_of(standing).stage_hours
    assert [(bar.hours.done, bar.hours.total) for bar in chart.bars] == [
        (item.tally.done_hours, item.tally.total_hours) for item in standing.stages
    ]
    rows = cells(drawn("stage_hours", chart=chart))
    assert [row[1:] for row in rows] == [["40 h", "30 h", "75%"], ["60 h", "10 h", "16%"]]


# --- All of them ---


def everything(charts: Charts) -> str:
    return "".join(
        [
            render_to_string("components/burn_up.html", {"chart": charts.burn_up}),
            render_to_string("components/activity_calendar.html", {"calendar": charts.activity}),
            render_to_string("components/stage_hours.html", {"chart": charts.stage_hours}),
        ]
    )


def test_pictures_have_names_and_no_id_twice(plan: Plan, learner: User) -> None:
    StudySessionFactory(user=learner, day=TODAY)
    html = everything(charts_of(fresh()))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 6
    named = re.findall(r'role="img" aria-labelledby="(\S+)" aria-describedby="(\S+)"', html)
    assert sorted(ids) == sorted(name for pair in named for name in pair)
    assert "None" not in html


@pytest.mark.parametrize("many", [False, True])
def test_queries_do_not_grow(
    plan: Plan, learner: User, django_assert_num_queries: DjangoAssertNumQueries, many: bool
) -> None:
    if many:
        for number in range(60):
            day = TODAY - datetime.timedelta(days=number)
            StudySessionFactory(user=learner, day=day)
            StepStateFactory(
                user=learner, step__stage=Stage.objects.get(number=1 + number % 2), done_on=day
            )
        for month in range(1, 7):
            PauseFactory(plan=plan, start=date(2026, month, 1), until=date(2026, month, 3))
    standing = fresh()
    with django_assert_num_queries(1):
        everything(charts_of(standing))
