"""What learners do as a whole: the tables, who may read them, and what they never tell."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from mentoring.aggregate import band_of, bands_in
from mentoring.aggregate_tables import Table, figures_of
from mentoring.floor import WITHHELD
from mentoring.views.figures import harmless
from progress.floor import FEWER
from progress.models import CourseStatus, StepStatus
from roadmap.models import Stage, Step
from tests.factories import (
    CourseFactory,
    CourseLogFactory,
    PauseFactory,
    PlanFactory,
    ReviewRequestFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, ago, client_of, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TABLES = ["states", "months", "stages", "stopped", "left-steps", "step-times", "courses", "reviews"]
PAGE = "/admin/figures/"


@pytest.fixture
def stages(db: None) -> list[Stage]:
    """Two stages of three months with a step of 10 hours each."""
    made: list[Stage] = [StageFactory(), StageFactory()]
    for stage in made:
        StepFactory(stage=stage, title=f"Step of {stage.number}")
    return made


@pytest.fixture
def reader() -> Client:
    person: User = UserFactory(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_plan"))
    return client_of(person)


def learners(count: int, began: int = 10, **plan: Any) -> list[User]:
    return [PlanFactory(start_date=ago(began), **plan).user for _ in range(count)]


def figures_again() -> None:
    """What was counted is forgotten."""
    cache.clear()


def rows(slug: str) -> dict[Any, Any]:
    """By the first column; the only other one by itself."""
    table = figures_of(NOW).table(slug)
    assert isinstance(table, Table)
    return {row[0]: row[1] if len(row) == 2 else row[1:] for row in table.rows}


# --- The tables ----------------------------------------------------------------------------


def test_plans_by_how_they_stand(stages: list[Stage]) -> None:
    learners(6, began=1)
    learners(5, began=-5)
    learners(7, began=100)
    for user in learners(5):
        PauseFactory(plan=user.plans.get(), start=ago(3))
    assert rows("states") == {
        # It goes with those that nobody is in.
        "Not started": WITHHELD,
        "On track": 6,
        "Ahead": WITHHELD,
        "Behind": 7,
        "Paused": 5,
        "Finished": WITHHELD,
        "Over time": WITHHELD,
        "All": 23,
    }


def test_a_state_of_few_is_withheld_with_the_next(stages: list[Stage]) -> None:
    learners(20, began=100)
    learners(9, began=1)
    learners(3, began=-5)
    assert rows("states") == {
        "Not started": WITHHELD,
        "On track": WITHHELD,
        "Ahead": WITHHELD,
        "Behind": 20,
        "Paused": WITHHELD,
        "Finished": WITHHELD,
        "Over time": WITHHELD,
        "All": 32,
    }


def test_work_by_the_month_it_reaches(stages: list[Stage]) -> None:
    first, second = Step.objects.order_by("stage__number")
    for user in learners(6):
        StepStateFactory(user=user, step=first)
    for user in learners(5):
        StepStateFactory(user=user, step=first)
        StepStateFactory(user=user, step=second)
    assert rows("months") == {"0–3": WITHHELD, "3–6": WITHHELD, "All": 11}
    learners(5)
    figures_again()
    assert rows("months") == {"0–3": 5, "3–6": 11, "All": 16}


@pytest.mark.parametrize(
    ("month", "band"), [(0, 0), (2.99, 0), (3, 1), (14.9, 4), (15, 4), (99, 4)]
)
def test_bands(month: float, band: int) -> None:
    assert bands_in(15) == 5
    assert band_of(month, 15) == band
    assert band_of(0, 0) == 0


def test_plans_by_the_stage_of_today(stages: list[Stage]) -> None:
    learners(5, began=10)
    learners(6, began=120)
    assert rows("stages") == {"1 Stage title 1": 5, "2 Stage title 2": 6, "All": 11}


def test_where_learners_stop(stages: list[Stage]) -> None:
    first, _ = Step.objects.order_by("stage__number")
    for user in learners(5, began=60):
        moved(user, 29)
    for user in learners(6, began=60):
        StepStateFactory(user=user, step=first)
        moved(user, 40, step=first, to_status="done")
    # These go on, are young, paused or finished.
    for user in learners(5, began=60):
        moved(user, 27)
    learners(5, began=27)
    for user in learners(5, began=60):
        PauseFactory(plan=user.plans.get(), start=ago(3))
    for user in learners(5, began=60):
        for step in Step.objects.all():
            StepStateFactory(user=user, step=step)
    assert rows("stopped") == {"1 Stage title 1": 5, "2 Stage title 2": 6, "All": 11}


def test_stopped_learners_are_not_told_by_the_few_who_go_on(stages: list[Stage]) -> None:
    learners(10, began=60)
    for user in learners(4, began=60):
        moved(user, 1)
    assert set(rows("stopped").values()) == {WITHHELD}


def test_steps_that_are_left_or_skipped(stages: list[Stage]) -> None:
    first, second = Step.objects.order_by("stage__number")
    for user in learners(5, began=60):
        StepStateFactory(user=user, step=first, status=StepStatus.DOING)
        StepStateFactory(user=user, step=second, status=StepStatus.SKIPPED)
    for user in learners(3, began=60):
        StepStateFactory(user=user, step=first, status=StepStatus.SKIPPED)
        moved(user, 1)
    for user in learners(2, began=60):
        moved(user, 1)
        StepStateFactory(user=user, step=second, status=StepStatus.SKIPPED)
    table = figures_of(NOW).table("left-steps")
    assert table
    assert table.rows == (("Step of 2", 2, FEWER, 7), ("Step of 1", 1, 5, FEWER))


def test_median_time_of_a_step(stages: list[Stage]) -> None:
    step = Step.objects.get(title="Step of 1")
    for days, minutes in ((1, 30), (2, 60), (3, 600), (30, 660), (90, 6_000), (4, 0)):
        (user,) = learners(1, began=200)
        moved(user, 100, step=step)
        # Begun again later: the first time counts.
        moved(user, 99, step=step)
        StepStateFactory(user=user, step=step, done_on=ago(100 - days))
        for part in range(0, minutes, 600):
            StudySessionFactory(user=user, step=step, minutes=min(600, minutes - part))
    # Nothing is known of when these were begun, or it is after the day of completion.
    for began in (0, 0, 0, 5):
        (user,) = learners(1, began=200)
        moved(user, began or 50, step=step, to_status="doing" if began else "done")
        StepStateFactory(user=user, step=step, done_on=ago(50))
    assert rows("step-times") == {"Step of 1": (1, 10, 6, "3.5", 5, "10")}


def test_times_of_few_are_left_out(stages: list[Stage]) -> None:
    step = Step.objects.get(title="Step of 1")
    for user in learners(4, began=200):
        moved(user, 100, step=step)
        StepStateFactory(user=user, step=step)
        StudySessionFactory(user=user, step=step)
    assert rows("step-times") == {}


def test_courses_begun_and_dropped() -> None:
    people = learners(30)
    course, small = CourseFactory(title="A course"), CourseFactory(title="Small")
    ends = [*[CourseStatus.FINISHED] * 8, *[CourseStatus.DROPPED] * 6, *[CourseStatus.STARTED] * 5]
    for user, status in zip(people, [*ends, CourseStatus.PLANNED], strict=False):
        CourseLogFactory(user=user, course=course, status=status)
    for user in people[:4]:
        CourseLogFactory(user=user, course=small, status=CourseStatus.DROPPED)
    CourseLogFactory(course=course, status=CourseStatus.DROPPED)  # Without a plan.
    assert rows("courses") == {"A course": (19, 8, 6, 5, "32%")}


def test_a_share_is_withheld_with_its_count() -> None:
    course = CourseFactory(title="A course")
    ends = [*[CourseStatus.FINISHED] * 8, *[CourseStatus.DROPPED] * 2, *[CourseStatus.STARTED] * 9]
    for user, status in zip(learners(19), ends, strict=True):
        CourseLogFactory(user=user, course=course, status=status)
    assert rows("courses") == {"A course": (19, WITHHELD, WITHHELD, 9, WITHHELD)}


def test_reviews_that_wait() -> None:
    for _ in range(5):
        ReviewRequestFactory()
    assert rows("reviews")["Requests that wait"] == WITHHELD
    for _ in range(5):
        ReviewRequestFactory(status="answered", settled_at=NOW)
    figures_again()
    assert rows("reviews") == {
        "Requests that wait": 5,
        "Requests answered or withdrawn": 5,
        "Both": 10,
        "Half of them are answered within": "about 2 days",
        "80% of them are answered within": "longer than about 2 days so far",
    }


def test_one_learners_many_requests_are_one_learner() -> None:
    learner = UserFactory()
    for _ in range(9):
        ReviewRequestFactory(learner=learner)
    assert set(rows("reviews").values()) == {FEWER}


# --- Who is counted ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "debug", "counted"),
    [
        ({}, False, 6),
        ({"is_staff": True}, False, 6),
        ({"is_active": False}, False, 5),
        ({"is_demo": True}, False, 5),
        ({"is_demo": True}, True, 6),
    ],
)
def test_who_is_counted(
    settings: Settings, stages: list[Stage], person: dict[str, bool], debug: bool, counted: int
) -> None:
    settings.DEBUG = debug
    learners(5)
    PlanFactory(user=UserFactory(**person))
    PlanFactory(archived_at=NOW)
    assert rows("stages")["All"] == counted


# --- The page and the files ----------------------------------------------------------------


@pytest.mark.parametrize("path", [PAGE, *(f"{PAGE}{slug}.csv" for slug in TABLES)])
def test_only_staff_who_may_see_plans(path: str, reader: Client) -> None:
    assert client_of(None).get(path).status_code == 302
    assert client_of(UserFactory()).get(path).status_code == 302
    assert client_of(UserFactory(is_staff=True)).get(path).status_code == 403
    assert reader.get(path).status_code == 200
    assert reader.post(path).status_code == 405


def test_the_page_holds_every_table_and_says_how_it_counts(
    reader: Client, stages: list[Stage]
) -> None:
    learners(3, user__display_name="Ada Osei")
    response = reader.get(PAGE)
    body = response.content.decode()
    assert [table.slug for table in response.context["figures"].tables] == TABLES
    assert "as of 22 July 2026, 12:00" in body
    assert "Demonstration accounts are left out" in body
    assert "fewer than 5" in body
    assert "Ada" not in body
    assert "style=" not in body


def test_an_empty_site_is_no_error(reader: Client) -> None:
    assert reader.get(PAGE).status_code == 200
    for slug in TABLES:
        assert reader.get(f"{PAGE}{slug}.csv").status_code == 200


def test_a_file_is_the_table(reader: Client, stages: list[Stage]) -> None:
    learners(6)
    Stage.objects.filter(number=1).update(title="Größe – “first”")
    response = reader.get(reverse("figures:table", args=["stages"]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="stages-2026-07-22.csv"'
    read = list(csv.reader(io.StringIO(response.content.decode())))
    assert read == [
        ["Stage", "Learners"],
        ["1 Größe – “first”", WITHHELD],
        ["2 Stage title 2", WITHHELD],
        ["All", "6"],
    ]


@pytest.mark.parametrize("slug", ["nonsense", "figures", "0"])
def test_an_unknown_file_is_not_found(reader: Client, slug: str) -> None:
    assert reader.get(f"{PAGE}{slug}.csv").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str, reader: Client) -> None:
    assert harmless(text) == f"'{text}"
    course = CourseFactory(title=text)
    for user in learners(5):
        CourseLogFactory(user=user, course=course, status=CourseStatus.DROPPED)
    body = reader.get(f"{PAGE}courses.csv").content.decode()
    assert list(csv.reader(io.StringIO(body, newline="")))[1][0] == f"'{text}"


@pytest.mark.parametrize("cell", [-1, 5, "3–6", "A step", ""])
def test_other_cells_stay(cell: int | str) -> None:
    assert harmless(cell) == cell


def test_figures_are_kept_for_an_hour_and_a_day(reader: Client, stages: list[Stage]) -> None:
    learners(5)
    assert rows("stages")["All"] == 5
    learners(5)
    later = figures_of(NOW + datetime.timedelta(minutes=59))
    assert later.at == NOW
    tomorrow = figures_of(NOW + datetime.timedelta(days=1)).table("stages")
    assert tomorrow
    assert tomorrow.rows[-1] == ("All", 10)


def test_the_command_counts_ahead(stages: list[Stage]) -> None:
    learners(5)
    call_command("count_figures", stdout=io.StringIO())
    learners(5)
    assert rows("stages")["All"] == 5
    call_command("count_figures", stdout=io.StringIO())
    assert rows("stages")["All"] == 10


def test_it_asks_the_same_for_one_learner_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries, stages: list[Stage]
) -> None:
    step = Step.objects.get(title="Step of 1")
    for count in (1, 3):
        for user in learners(count, began=60):
            StepStateFactory(user=user, step=step)
            moved(user, 40, step=step)
            StudySessionFactory(user=user, step=step)
            CourseLogFactory(user=user, status=CourseStatus.DROPPED)
            PauseFactory(plan=user.plans.get(), start=ago(50), until=ago(45))
            ReviewRequestFactory(learner=user)
        figures_again()
        with django_assert_num_queries(22):
            figures_of(NOW)


def test_decimals_are_written_as_the_reader_writes_them() -> None:
    row = ("A step", 3, "2.5", WITHHELD, FEWER)
    table = Table(slug="t", title="", note="", columns=(), kept=(row,))

    with translation.override("en-gb"):
        assert table.shown_rows == [["A step", 3, "2.5", "withheld", "fewer than 5"]]
    with translation.override("de"):
        assert table.shown_rows[0][2] == "2,5"
