"""The weekly review: what was done, where it leaves the learner, and which weeks there are."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from progress.models import CourseStatus, Plan, StepStatus
from progress.standing import standing_of
from progress.week_review import WeekReview, review_of
from progress.weeks import Week
from roadmap.models import Stage
from tests.factories import (
    CourseLogFactory,
    PauseFactory,
    PlanFactory,
    ProjectFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
)
from tests.pages import main

WEEK = reverse("progress:week")
TODAY = datetime.date(2026, 7, 22)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def stage() -> Stage:
    return StageFactory(number=1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def done(user: User, stage: Stage, on: str, **of_step: Any) -> None:
    StepStateFactory(user=user, step=StepFactory(stage=stage, **of_step), done_on=day(on))


def review(user: User, week: str = "2026-W30", today: datetime.date = TODAY) -> WeekReview:
    return review_of(user, Week.named(week), today)


# --- Which weeks there are -----------------------------------------------------------------


def test_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    assert client.get(WEEK).headers["Location"] == f"{reverse('account_login')}?next={WEEK}"


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_wrong_verb_is_refused(learner_client: Client, verb: str) -> None:
    assert getattr(learner_client, verb)(WEEK).status_code == 405


@pytest.mark.parametrize("asked", [None, "", "2026-W30"])
def test_this_week_without_a_name_and_by_its_name(
    learner_client: Client, asked: str | None
) -> None:
    response = learner_client.get(WEEK, {} if asked is None else {"week": asked})
    page = main(response)
    assert "Week 30 · 20 July to 26 July 2026" in page.text
    assert "?week=2026-W29" in page.links()
    assert "?week=2026-W31" not in page.links()


def test_past_week_leads_both_ways(learner_client: Client) -> None:
    links = main(learner_client.get(WEEK, {"week": "2026-W29"})).links()
    assert {"?week=2026-W28", "?week=2026-W30", WEEK} <= set(links)


@pytest.mark.parametrize(
    ("name", "kicker", "before", "after"),
    [
        ("2020-W53", "Week 53 · 28 December 2020 to 3 January 2021", "2020-W52", "2021-W01"),
        ("2026-W01", "Week 1 · 29 December 2025 to 4 January 2026", "2025-W52", "2026-W02"),
    ],
)
def test_weeks_at_the_ends_of_years(
    learner_client: Client, name: str, kicker: str, before: str, after: str
) -> None:
    page = main(learner_client.get(WEEK, {"week": name}))
    assert kicker in page.text
    assert {f"?week={before}", f"?week={after}"} <= set(page.links())


@pytest.mark.parametrize("now", ["2026-12-31T12:00:00", "2027-01-03T12:00:00"])
def test_new_year_in_week_53(learner: User, client: Client, now: str) -> None:
    with time_machine.travel(datetime.datetime.fromisoformat(f"{now}+00:00")):
        client.force_login(learner, backend="accounts.backends.EmailBackend")
        page = main(client.get(WEEK))
        assert "Week 53 · 28 December 2026 to 3 January 2027" in page.text
        assert client.get(WEEK, {"week": "2027-W01"}).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "2026-W31",
        "2027-W01",
        "9999-W52",
        "0001-W01",
        "0000-W00",
        "2025-W53",
        "2026-W00",
        "2026-30",
        "2026-07-22",
        "x",
        "\x00",
        "2026-W30\x00",
        "９９９９-W30",
        "9" * 5_000,
        "' OR 1=1",
    ],
)
def test_weeks_to_come_and_nonsense_are_not_found(learner_client: Client, asked: str) -> None:
    assert learner_client.get(WEEK, {"week": asked}).status_code == 404


def test_the_first_week_of_all_has_none_before(learner: User, learner_client: Client) -> None:
    PlanFactory(user=learner)
    response = learner_client.get(WEEK, {"week": "1990-W01"})
    assert response.status_code == 200
    assertNotContains(response, "Week before")


# --- What was done -------------------------------------------------------------------------


def test_a_week_has_what_was_done_in_its_seven_days(
    learner: User, learner_client: Client, stage: Stage
) -> None:
    for on in ("2026-07-12", "2026-07-13", "2026-07-19", "2026-07-20"):
        done(learner, stage, on, title=f"Step of {on}")
        ProjectFactory(user=learner, title=f"Project of {on}", finished_on=day(on))
        log = CourseLogFactory(user=learner, status=CourseStatus.FINISHED, finished_on=day(on))
        log.course.title = f"Course of {on}"
        log.course.save()
        StudySessionFactory(user=learner, day=day(on), note=f"Session of {on}")
    text = main(learner_client.get(WEEK, {"week": "2026-W29"})).text
    for kind in ("Step", "Project", "Course", "Session"):
        shown = [
            on
            for on in ("2026-07-12", "2026-07-13", "2026-07-19", "2026-07-20")
            if f"{kind} of {on}" in text
        ]
        assert shown == ["2026-07-13", "2026-07-19"], kind


def test_only_what_is_finished_and_ones_own(learner: User, learner_client: Client) -> None:
    StepStateFactory(user=learner, step=StepFactory(title="Begun"), status=StepStatus.DOING)
    CourseLogFactory(user=learner, status=CourseStatus.DROPPED, finished_on=TODAY)
    ProjectFactory(user=learner, title="Open project")
    StepStateFactory(step=StepFactory(title="Another's"), done_on=TODAY)
    ProjectFactory(finished_on=TODAY)
    StudySessionFactory(day=TODAY, minutes=500)
    CourseLogFactory(status=CourseStatus.FINISHED, finished_on=TODAY)
    found = review(learner)
    assert (found.steps, found.courses, found.projects, found.sessions) == ((), (), (), ())
    assert found.study.minutes == 0
    assertContains(learner_client.get(WEEK), "No step, course or project was finished")


def test_retired_steps_are_told_and_not_counted(learner: User, stage: Stage) -> None:
    PlanFactory(user=learner)
    done(learner, stage, "2026-07-21", hours=8)
    done(learner, stage, "2026-07-21", hours=20, retired=True)
    found = review(learner)
    assert [state.step.hours for state in found.steps] == [8, 20]
    assert found.earned_hours == 8


def test_hours_against_the_chosen_ones(learner: User, learner_client: Client) -> None:
    PlanFactory(user=learner)
    StudySessionFactory(user=learner, day=day("2026-07-20"), minutes=330)
    StudySessionFactory(user=learner, day=day("2026-07-19"), minutes=420)
    page = main(learner_client.get(WEEK))
    assert page.one("h1").text == "This week: 5.5 of 10 hours logged, no steps finished."
    assert page.texts("figcaption") == ["4.5 hours to go, with four days left. Last week: 7 h."]
    page = main(learner_client.get(WEEK, {"week": "2026-W29"}))
    assert page.one("h1").text == "7 of 10 hours logged, no steps finished."
    assert page.texts("figcaption") == ["7 of the 10 hours you chose. The week before: 0 h."]


@pytest.mark.parametrize(
    ("minutes", "today", "said"),
    [
        (600, "2026-07-22", "The 10 hours you chose are logged."),
        (900, "2026-07-22", "The 10 hours you chose are logged."),
        (540, "2026-07-25", "1 hour to go, with one day left."),
        (0, "2026-07-26", "10 hours to go, and today is the last day."),
    ],
)
def test_the_words_of_a_week(
    learner: User, learner_client: Client, minutes: int, today: str, said: str
) -> None:
    PlanFactory(user=learner)
    if minutes:
        StudySessionFactory(user=learner, day=day("2026-07-20"), minutes=minutes)
    with time_machine.travel(datetime.datetime.fromisoformat(f"{today}T12:00:00+00:00")):
        (words,) = main(learner_client.get(WEEK)).texts("figcaption")
    assert words == f"{said} Last week: 0 h."


def test_table_behind_the_picture_has_the_same_days(learner: User, learner_client: Client) -> None:
    StudySessionFactory(user=learner, day=day("2026-07-21"), minutes=100)
    table = main(learner_client.get(WEEK)).one("table")
    assert table.texts("td") == ["0 min", "1 h 40 min", *["0 min"] * 5]
    assert table.texts("th")[1] == "Tuesday 21 July"


# --- Where it leaves the learner -----------------------------------------------------------


def test_figures_are_those_of_the_weeks_last_day(learner: User, stage: Stage) -> None:
    PlanFactory(user=learner)
    for number, on in enumerate(["2026-04-01", "2026-07-19", "2026-07-20", "2026-07-22"]):
        done(learner, stage, on, hours=10 + number)
    StepFactory(stage=stage, hours=40)
    past, now = review(learner, "2026-W29").standing, review(learner).standing
    assert past
    assert now
    assert (past.today, now.today) == (day("2026-07-19"), TODAY)
    assert (past.earned_hours, now.earned_hours) == (21, 46)
    assert (past.tally.done_hours, now.tally.done_hours) == (21, 46)
    assert (past.tally.total_hours, now.tally.total_hours) == (86, 86)
    assert review(learner, "2026-W29").earned_hours == 11
    assert review(learner).earned_hours == 25


def test_a_past_week_reads_as_it_did_on_its_sunday(learner: User, stage: Stage) -> None:
    """What was done since leaves no trace in any figure."""
    PlanFactory(user=learner)
    StepFactory(stage=stage, hours=30)
    for on in ("2026-04-01", "2026-06-10", "2026-07-19"):
        done(learner, stage, on)
    plan = Plan.objects.of(learner)
    assert plan
    late = StepFactory(stage=stage)
    then = standing_of(plan, day("2026-07-19"))
    wanted = {
        name: getattr(then, name)
        for name in (
            "state",
            "position",
            "earned_month",
            "earned_hours",
            "planned_hours",
            "percent",
            "variance_days",
            "forecast",
            "finish_date",
            "finished_on",
            "tally",
            "stages",
        )
    }
    StepStateFactory(user=learner, step=late, done_on=day("2026-07-20"))
    past = review(learner, "2026-W29").standing
    assert {name: getattr(past, name) for name in wanted} == wanted


def test_this_week_agrees_with_the_dashboard(
    learner: User, learner_client: Client, stage: Stage
) -> None:
    PlanFactory(user=learner)
    done(learner, stage, "2026-07-20", hours=10)
    StepFactory.create_batch(3, stage=stage)
    dashboard = learner_client.get(reverse("progress:dashboard")).context["standing"]
    week = learner_client.get(WEEK).context["review"].standing
    for name in ("position", "earned_month", "earned_hours", "percent", "variance_days"):
        assert getattr(week, name) == getattr(dashboard, name)
    facts = dict(main(learner_client.get(WEEK)).facts())
    assert facts["Finished work"] == "10 of 40 h, 25%"
    assert facts["Planned"] == f"Month {week.at} of 3"
    assert facts["Against the plan"] == f"{week.days_apart} days behind"


def test_a_step_of_tomorrow_counts_in_this_week(learner: User, stage: Stage) -> None:
    """Ticked in Auckland on Monday, looked at in Honolulu, where it is Sunday."""
    PlanFactory(user=learner)
    done(learner, stage, "2026-07-20", hours=10)
    sunday = day("2026-07-19")
    this_week = review(learner, "2026-W29", today=sunday)
    assert (len(this_week.steps), this_week.earned_hours) == (1, 10)
    assert len(review(learner, "2026-W29", today=TODAY).steps) == 0


def test_next_steps_are_those_of_the_dashboard(
    learner: User, learner_client: Client, stage: Stage
) -> None:
    PlanFactory(user=learner)
    steps = StepFactory.create_batch(5, stage=stage)
    StepStateFactory(user=learner, step=steps[3], status=StepStatus.DOING)
    rows = learner_client.get(WEEK).context["review"].suggestions
    dashboard = learner_client.get(reverse("progress:dashboard")).context["suggestions"]
    assert [item.row.step for item in rows] == [steps[3], steps[0], steps[1]]
    assert rows == tuple(dashboard[:3])


def test_comparison_is_hidden_where_the_learner_hides_it(
    learner: User, learner_client: Client, stage: Stage
) -> None:
    PlanFactory(user=learner, hide_comparison=True)
    done(learner, stage, "2026-07-20", hours=10)
    StepFactory(stage=stage)
    page = main(learner_client.get(WEEK))
    assert "behind" not in page.text
    assert "to go" not in page.text
    assert [name for name, _ in page.facts()] == ["Finished work", "Earned"]


def test_without_a_plan_the_log_still_reads(learner: User, learner_client: Client) -> None:
    StudySessionFactory(user=learner, minutes=90)
    page = main(learner_client.get(WEEK))
    assert page.one("h1").text == "This week: 1.5 hours logged, no steps finished."
    assert "No plan yet" in page.text


def test_a_paused_week_asks_nothing(learner: User, learner_client: Client, stage: Stage) -> None:
    PauseFactory(plan=PlanFactory(user=learner))
    StepFactory(stage=stage)
    assert "to go" not in main(learner_client.get(WEEK)).text


@pytest.mark.parametrize("many", [1, 6])
def test_queries_do_not_grow(
    learner: User,
    learner_client: Client,
    stage: Stage,
    django_assert_num_queries: DjangoAssertNumQueries,
    many: int,
) -> None:
    plan = PlanFactory(user=learner)
    for _ in range(many):
        done(learner, stage, "2026-07-20")
        StudySessionFactory(user=learner, step=StepFactory(stage=stage))
        ProjectFactory(user=learner, finished_on=TODAY)
        CourseLogFactory(user=learner, status=CourseStatus.FINISHED, finished_on=TODAY)
        PauseFactory(plan=plan, start=day("2026-04-01"), until=day("2026-04-02"))
        StudySessionFactory(user=UserFactory())
    learner_client.get(WEEK)
    # Session and person; plan and pauses; the standing's five; hours by day; sessions; steps,
    # courses and projects.
    with django_assert_num_queries(22):
        learner_client.get(WEEK)
