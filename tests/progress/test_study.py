"""The study log: add, see, edit, delete; nobody else's; and what it never moves."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from progress import study_services
from progress.models import Plan, StepStatus, StudySession
from progress.standing import Standing, StepRow, standing_of
from progress.study_services import (
    quick_log_of,
    step_time_of,
    study_minutes_by_day,
    study_minutes_on,
    study_week_of,
)
from progress.weeks import Week
from roadmap.models import Stage
from tests.factories import (
    PauseFactory,
    PlanFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
)
from tests.pages import main, read
from tests.progress.test_concurrency import at_once

LOG = reverse("progress:study")
ADD = reverse("progress:add-session")
TODAY = datetime.date(2026, 7, 22)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def url(name: str, session: StudySession) -> str:
    args = [] if name in {"study", "add-session"} else [session.pk]
    return reverse(f"progress:{name}", args=args)


def rows() -> list[tuple[str, int]]:
    return [(f"{s.day}", s.minutes) for s in StudySession.objects.order_by("day", "pk")]


def add(user: User, **changes: Any) -> study_services.Logged:
    values: dict[str, Any] = {
        "user": user,
        "submission": uuid.uuid4(),
        "day": TODAY,
        "minutes": 60,
        "step": None,
        "note": "",
        "today": TODAY,
    }
    return study_services.add_session(**values | changes)


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["study", "add-session", "edit-session", "delete-session"])
def test_visitor_is_sent_to_sign_in_and_back(client: Client, name: str) -> None:
    path = url(name, StudySessionFactory())
    assert client.get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("name", ["add-session", "edit-session", "delete-session"])
def test_visitor_changes_nothing(client: Client, name: str) -> None:
    session = StudySessionFactory()
    response = client.post(url(name, session), {"minutes": 5})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert rows() == [("2026-07-20", 60)]


@pytest.mark.parametrize("name", ["edit-session", "delete-session"])
def test_somebody_elses_session_is_not_found(learner_client: Client, name: str) -> None:
    session = StudySessionFactory(note="Secret")
    assert learner_client.get(url(name, session)).status_code == 404
    assert learner_client.post(url(name, session), {"minutes": 5}).status_code == 404
    assert rows() == [("2026-07-20", 60)]
    assertNotContains(learner_client.get(LOG), "Secret")


@pytest.mark.parametrize("name", ["edit-session", "delete-session"])
@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_session_that_is_not_there_is_not_found(
    learner_client: Client, name: str, number: int
) -> None:
    assert learner_client.get(reverse(f"progress:{name}", args=[number])).status_code == 404


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("study", ["post", "put", "delete"]),
        ("add-session", ["put", "delete"]),
        ("edit-session", ["put", "delete"]),
        ("delete-session", ["put", "delete"]),
    ],
)
def test_wrong_verb_is_refused(
    learner: User, learner_client: Client, name: str, verbs: list[str]
) -> None:
    path = url(name, StudySessionFactory(user=learner))
    assert [getattr(learner_client, verb)(path).status_code for verb in verbs] == [405] * len(verbs)


# --- Add -----------------------------------------------------------------------------------


def test_a_button_logs_today_on_the_step_in_progress(learner: User, learner_client: Client) -> None:
    step = StepFactory(slug="trees", title="Trees")
    response = learner_client.post(ADD, {"minutes": "30", "step": "trees", "next": "/dashboard/"})
    assert response.headers["Location"] == "/dashboard/"
    session = StudySession.objects.get()
    assert (session.user, session.day, session.minutes, session.step, session.note) == (
        learner,
        TODAY,
        30,
        step,
        "",
    )
    assertContains(learner_client.get(LOG), "Logged: 30 min on 22 July 2026, Trees.")


def test_any_number_on_another_day_without_a_step(learner_client: Client) -> None:
    sent = {"minutes": "125", "day": "2026-07-01", "step": "", "note": "  A paper  "}
    assert learner_client.post(ADD, sent).headers["Location"] == LOG
    session = StudySession.objects.get()
    assert (session.day, session.minutes, session.step, session.note) == (
        datetime.date(2026, 7, 1),
        125,
        None,
        "A paper",
    )


def test_a_double_click_logs_once(learner: User, learner_client: Client) -> None:
    StudySessionFactory(submission=(submission := uuid.uuid4()))  # Somebody else's form.
    sent = {"minutes": "30", "submission": str(submission)}
    for _ in range(2):
        assert learner_client.post(ADD, sent).status_code == 302
    assert [s.minutes for s in StudySession.objects.filter(user=learner)] == [30]
    assertNotContains(learner_client.get(LOG), "saved before")


def test_a_form_sent_again_with_other_answers_says_so(learner_client: Client) -> None:
    submission = str(uuid.uuid4())
    learner_client.post(ADD, {"minutes": "30", "submission": submission})
    learner_client.post(ADD, {"minutes": "90", "submission": submission})
    assert rows() == [("2026-07-22", 30)]
    assertContains(
        learner_client.get(LOG), "This form was saved before, as 30 min on 22 July 2026."
    )


def test_the_page_of_the_log_carries_the_number_of_its_form(learner_client: Client) -> None:
    page = main(learner_client.get(LOG))
    (number,) = [
        field.attributes["value"]
        for field in page.all("input")
        if field.attributes.get("name") == "submission"
    ]
    assert number
    assert uuid.UUID(number)
    minutes = [b.attributes["value"] for b in page.all("button") if "name" in b.attributes]
    assert minutes[:3] == ["30", "60", "90"]


@pytest.mark.parametrize("submission", ["", "x", "\x00", "9" * 10_000])
def test_a_form_without_a_proper_number_still_saves(
    learner_client: Client, submission: str
) -> None:
    for _ in range(2):
        learner_client.post(ADD, {"minutes": "30", "submission": submission})
    assert rows() == [("2026-07-22", 30)] * 2


WHOLE = "Enter a whole number of minutes from 1 to 1,440."
YEAR = "Time can be logged for the last twelve months, from 22 July 2025 on."
AHEAD = "That day is still to come. Today is 22 July 2026."
CALENDAR = "Enter a day that the calendar has, such as 2026-07-22."
IN_THE_LIST = "Choose one of the steps in the list."
NULL = "Null characters are not allowed."


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"minutes": ""}, {"minutes": ["Say how many minutes."]}),
        *(
            ({"minutes": minutes}, {"minutes": [WHOLE]})
            for minutes in ("0", "-1", "1441", "1.5", "an hour", "9" * 5_000, "1\x00", "१x")
        ),
        ({"day": "2026-07-23"}, {"day": [AHEAD]}),
        ({"day": "9999-12-31"}, {"day": [AHEAD]}),
        ({"day": "2025-07-21"}, {"day": [YEAR]}),
        ({"day": "0001-01-01"}, {"day": [YEAR]}),
        ({"day": "2026-02-29"}, {"day": [CALENDAR]}),
        ({"day": "yesterday"}, {"day": [CALENDAR]}),
        ({"day": "2026-07-22\x00"}, {"day": [CALENDAR]}),
        ({"step": "nope"}, {"step": [IN_THE_LIST]}),
        ({"step": "gone"}, {"step": [IN_THE_LIST]}),
        ({"step": "trees\x00"}, {"step": [NULL]}),
        ({"note": "a\x00"}, {"note": [NULL]}),
        (
            {"note": "x" * 201},
            {"note": ["Ensure this value has at most 200 characters (it has 201)."]},
        ),
    ],
)
def test_bad_answer_is_refused_as_it_was_typed(
    learner_client: Client, changes: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    StepFactory(slug="gone", retired=True)
    number = str(uuid.uuid4())
    sent = {"minutes": "30", "note": "Typed <b>", "submission": number, "next": "/week/"}
    response = learner_client.post(ADD, sent | changes)
    assert response.status_code == 422
    assert response.context["form"].errors == wrong
    assert rows() == []
    page = response.content.decode()
    assert page.startswith("<!doctype html>")
    assert f'name="submission" value="{number}"' in page
    assert 'name="next" value="/week/"' in page
    if "note" not in changes:
        assert 'value="Typed &lt;b&gt;"' in page


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": "1"},
        {"minutes": "1440"},
        {"day": "2025-07-22"},
        {"day": "2026-07-22"},
        {"day": "22/07/2026"},
        {"day": ""},
        {"note": "x" * 200},
        {"step": ""},
    ],
)
def test_answer_on_the_edge_is_taken(learner_client: Client, changes: dict[str, str]) -> None:
    assert learner_client.post(ADD, {"minutes": "30"} | changes).status_code == 302


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_a_form_leads_back_to_this_site_only(learner_client: Client, address: str) -> None:
    response = learner_client.post(ADD, {"minutes": "30", "next": address})
    assert response.headers["Location"] == LOG
    page = main(learner_client.get(ADD, {"next": address}))
    assert LOG in page.links()
    assert not [link for link in page.links() if "evil" in link or link.startswith("javascript")]
    fields = {field.attributes["name"]: field.attributes for field in page.all("input")}
    assert fields["next"]["value"] == LOG


def test_add_page_has_the_step_that_is_asked_for(learner_client: Client) -> None:
    StepFactory(slug="trees", stage=StageFactory(number=1, title="Core"))
    page = learner_client.get(ADD, {"step": "trees"}).content.decode()
    assert '<optgroup label="Stage 1: Core">' in page
    assert 'value="trees" selected' in page
    assert 'value="2026-07-22"' in page
    for nonsense in ("nope", "\x00", "9" * 5_000):
        assert learner_client.get(ADD, {"step": nonsense}).status_code == 200


# --- A day has 24 hours --------------------------------------------------------------------


def test_a_days_total_stays_within_the_day(learner: User, learner_client: Client) -> None:
    StudySessionFactory(user=learner, day=TODAY, minutes=1_000)
    StudySessionFactory(day=TODAY, minutes=1_440)  # Somebody else's day is another day.
    assert learner_client.post(ADD, {"minutes": "440"}).status_code == 302
    response = learner_client.post(ADD, {"minutes": "1"})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "minutes": ["A day has 24 hours. 22 July 2026 has 24 h logged already: nothing more fits."]
    }
    assert learner_client.post(ADD, {"minutes": "1", "day": "2026-07-21"}).status_code == 302


def test_what_still_fits_is_said(learner: User) -> None:
    StudySessionFactory(user=learner, day=TODAY, minutes=1_410)
    with pytest.raises(ValidationError) as refusal:
        add(learner, minutes=31)
    assert refusal.value.message_dict == {
        "minutes": [
            "A day has 24 hours. 22 July 2026 has 23 h 30 min logged already: 30 min at most."
        ]
    }


def test_an_edit_does_not_count_itself(learner: User, learner_client: Client) -> None:
    session = StudySessionFactory(user=learner, day=TODAY, minutes=1_000)
    other = StudySessionFactory(user=learner, day=TODAY, minutes=440)
    edit = url("edit-session", session)
    assert learner_client.post(edit, {"minutes": "1000", "day": "2026-07-22"}).status_code == 302
    assert learner_client.post(edit, {"minutes": "1001", "day": "2026-07-22"}).status_code == 422
    session.refresh_from_db()
    assert session.minutes == 1_000
    other.delete()
    assert learner_client.post(edit, {"minutes": "1440", "day": "2026-07-22"}).status_code == 302


@pytest.mark.parametrize("minutes", [0, -1, 1_441])
def test_the_service_holds_without_the_form(learner: User, minutes: int) -> None:
    with pytest.raises(ValidationError):
        add(learner, minutes=minutes)
    assert rows() == []


# --- See -----------------------------------------------------------------------------------


def test_days_stand_newest_first_with_their_totals(learner: User, learner_client: Client) -> None:
    StudySessionFactory(user=learner, day=datetime.date(2026, 7, 19), minutes=45)
    StudySessionFactory(user=learner, day=TODAY, minutes=60, note="First")
    StudySessionFactory(user=learner, day=TODAY, minutes=35, note="<i>Second</i>")
    days = learner_client.get(LOG).context["days"]
    assert [(f"{day}", total, [s.minutes for s in sessions]) for day, total, sessions in days] == [
        ("2026-07-22", "1 h 35 min", [35, 60]),
        ("2026-07-19", "45 min", [45]),
    ]
    page = learner_client.get(LOG)
    assertContains(page, "Wednesday 22 July 2026")
    assertContains(page, "&lt;i&gt;Second&lt;/i&gt;")


@pytest.mark.parametrize(
    ("number", "shown", "first"),
    [
        ("", 1, "2026-07-22"),
        ("2", 2, "2026-07-08"),
        ("99", 3, "2026-06-24"),
        ("0", 3, "2026-06-24"),
        ("x", 1, "2026-07-22"),
        ("9" * 5_000, 1, "2026-07-22"),
    ],
)
def test_a_page_has_fourteen_days(
    learner: User, learner_client: Client, number: str, shown: int, first: str
) -> None:
    for back in range(30):
        StudySessionFactory.create_batch(2, user=learner, day=TODAY - datetime.timedelta(back))
    context = learner_client.get(LOG, {"page": number}).context
    assert context["page"].number == shown
    assert f"{context['days'][0][0]}" == first
    assert len(context["days"]) == (2 if shown == 3 else 14)


def test_an_empty_log_says_what_will_stand_there(learner_client: Client) -> None:
    assertContains(learner_client.get(LOG), "Nothing logged yet")


@pytest.mark.parametrize("days", [1, 12])
def test_queries_of_the_log_do_not_grow(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    days: int,
) -> None:
    PlanFactory(user=learner)
    for back in range(days):
        day = TODAY - datetime.timedelta(back)
        StudySessionFactory.create_batch(3, user=learner, day=day, step=StepFactory())
    learner_client.get(LOG)
    # Session, person and header; plan and pauses; the standing's five; days and their number;
    # sessions; this week.
    with django_assert_num_queries(14):
        learner_client.get(LOG)


# --- Edit and delete -----------------------------------------------------------------------


def test_edit_shows_what_is_there_and_changes_it(learner: User, learner_client: Client) -> None:
    step = StepFactory(slug="trees")
    session = StudySessionFactory(user=learner, minutes=45, step=step, note="Before")
    edit = url("edit-session", session)
    page = learner_client.get(edit).content.decode()
    for shown in ('value="45"', 'value="2026-07-20"', 'value="trees" selected', 'value="Before"'):
        assert shown in page
    for _ in range(2):  # Twice is as once.
        response = learner_client.post(edit, {"minutes": "90", "day": "2026-07-19"})
        assert response.headers["Location"] == LOG
    session.refresh_from_db()
    assert (f"{session.day}", session.minutes, session.step, session.note) == (
        "2026-07-19",
        90,
        None,
        "",
    )
    assert StudySession.objects.count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"minutes": "0"}, {"minutes": "5", "day": "2026-07-23"}, {"minutes": "x"}]
)
def test_edit_refuses_and_changes_nothing(
    learner: User, learner_client: Client, sent: dict[str, str]
) -> None:
    session = StudySessionFactory(user=learner)
    response = learner_client.post(url("edit-session", session), sent)
    assert response.status_code == 422
    assert rows() == [("2026-07-20", 60)]


@pytest.mark.parametrize("day", ["2024-01-01", "2026-07-23"])
def test_edit_keeps_a_day_that_could_not_be_chosen_now(
    learner: User, learner_client: Client, day: str
) -> None:
    session = StudySessionFactory(user=learner, day=datetime.date.fromisoformat(day))
    edit = url("edit-session", session)
    assert learner_client.post(edit, {"minutes": "90", "day": day}).status_code == 302
    assert rows() == [(day, 90)]


def test_edit_keeps_a_retired_step(learner: User, learner_client: Client) -> None:
    step = StepFactory(slug="gone", retired=True)
    session = StudySessionFactory(user=learner, step=step)
    sent = {"minutes": "90", "day": "2026-07-20", "step": "gone"}
    assert learner_client.post(url("edit-session", session), sent).status_code == 302
    session.refresh_from_db()
    assert session.step == step


def test_an_edit_of_what_was_just_deleted_is_told(learner: User) -> None:
    session = StudySessionFactory(user=learner)
    StudySession.objects.all().delete()
    with pytest.raises(StudySession.DoesNotExist):
        study_services.change_session(
            session=session, day=TODAY, minutes=5, step=None, note="", today=TODAY
        )
    assert rows() == []


def test_delete_asks_first_and_takes_that_one_alone(learner: User, learner_client: Client) -> None:
    session = StudySessionFactory(user=learner, minutes=100)
    kept = StudySessionFactory(user=learner)
    delete = url("delete-session", session)
    assertContains(learner_client.get(delete), "Delete 1 h 40 min on 20 July 2026?")
    assert StudySession.objects.count() == 2
    said = learner_client.post(delete, follow=True)
    assert said.redirect_chain == [(LOG, 302)]
    assertContains(said, "Deleted: 1 h 40 min on 20 July 2026.")
    assert learner_client.post(delete).status_code == 404
    assert list(StudySession.objects.all()) == [kept]


# --- What it never moves -------------------------------------------------------------------

FIGURES = [
    "state",
    "position",
    "earned_month",
    "end_month",
    "earned_hours",
    "planned_hours",
    "percent",
    "variance_days",
    "hours_to_level",
    "forecast",
    "finish_date",
    "finished_on",
    "hours_left",
    "tally",
    "stages",
]


def figures(plan: Plan) -> dict[str, Any]:
    standing: Standing = standing_of(Plan.objects.get(pk=plan.pk), TODAY)
    return {name: getattr(standing, name) for name in FIGURES}


def test_no_figure_of_the_plan_moves(learner: User, learner_client: Client) -> None:
    plan = PlanFactory(user=learner)
    steps = StepFactory.create_batch(4, stage=StageFactory(number=1))
    StepStateFactory(user=learner, step=steps[0], done_on=datetime.date(2026, 6, 1))
    StepStateFactory(user=learner, step=steps[1], status=StepStatus.DOING)
    before = figures(plan)
    assert before["forecast"].likely
    assert before["variance_days"]
    for minutes in ("30", "1200"):
        learner_client.post(ADD, {"minutes": minutes, "step": steps[1].slug})
    learner_client.post(ADD, {"minutes": "600", "day": "2026-06-02", "step": steps[0].slug})
    assert len(rows()) == 3
    assert figures(plan) == before


# --- Sums and parts of other pages ---------------------------------------------------------


@pytest.fixture
def stage() -> Stage:
    return StageFactory(number=1)


def test_minutes_by_day_and_on_a_step(
    learner: User, stage: Stage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, last = datetime.date(2026, 7, 20), datetime.date(2026, 7, 26)
    step = StepFactory(stage=stage)
    StudySessionFactory(user=learner, day=first, minutes=30, step=step)
    StudySessionFactory(user=learner, day=first, minutes=15, step=StepFactory(stage=stage))
    StudySessionFactory(user=learner, day=first, minutes=10)
    StudySessionFactory(user=learner, day=last, minutes=5)
    StudySessionFactory(user=learner, day=first - datetime.timedelta(1), minutes=100, step=step)
    StudySessionFactory(user=learner, day=last + datetime.timedelta(1), minutes=100)
    StudySessionFactory(day=first, minutes=100, step=step)
    with django_assert_num_queries(1):
        assert study_minutes_by_day(learner, first, last) == {first: 55, last: 5}
    with django_assert_num_queries(1):
        assert study_minutes_on(learner, step) == 130
    assert study_minutes_on(learner, StepFactory()) == 0


def test_step_time_of_the_learner_alone(learner: User, stage: Stage) -> None:
    step = StepFactory(stage=stage, hours=8)
    StudySessionFactory(user=learner, step=step, minutes=210)
    StudySessionFactory(step=step, minutes=60)
    time = step_time_of(learner, StepRow(step, None))
    assert (time.minutes, time.hours, time.quick.step) == (210, "3.5", step)
    part = read(render_to_string("progress/partials/_step_time.html", {"time": time, "next": "/"}))
    assert part.texts("p")[0] == "You logged 3.5 h; planned 8 h."
    assert [b.attributes["value"] for b in part.all("button")] == ["30", "60", "90"]
    assert f'name="step" value="{step.slug}"' in render_to_string(
        "progress/partials/_quick_log.html", {"quick": time.quick, "fixed": True, "next": "/"}
    )


def test_quick_log_offers_the_step_in_progress(learner: User, stage: Stage) -> None:
    plan = PlanFactory(user=learner)
    StepFactory(stage=stage)
    doing = StepFactory(stage=stage)
    assert quick_log_of(None).step is None
    assert quick_log_of(standing_of(plan, TODAY).next_rows(1)[0]).step is None
    StepStateFactory(user=learner, step=doing, status=StepStatus.DOING)
    assert quick_log_of(standing_of(plan, TODAY).next_rows(1)[0]).step == doing
    assert len({quick_log_of(None).submission for _ in range(3)}) == 3


def test_this_week_against_the_plan(
    learner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = PlanFactory(user=learner, hours_per_week=6)
    StudySessionFactory(user=learner, minutes=90)
    StudySessionFactory(user=learner, day=datetime.date(2026, 7, 19), minutes=30)
    loaded = Plan.objects.of(learner)
    with django_assert_num_queries(1):
        study = study_week_of(learner, loaded, TODAY)
    assert (study.hours, study.chosen_hours, study.hours_before) == ("1.5", "6", "0.5")
    assert study_week_of(learner, None, TODAY).chosen is None
    plan.hide_comparison = True
    assert study_week_of(learner, plan, TODAY).chosen is None


@pytest.mark.parametrize(
    ("start", "until", "chosen"),
    [
        (None, None, 600),
        ("2026-07-19", None, None),
        ("2026-07-20", "2026-07-27", None),
        ("2026-07-20", "2026-07-26", 600),
        ("2026-07-22", None, 600),
        ("2026-07-27", None, 600),
    ],
)
def test_nothing_is_asked_of_a_week_that_is_paused_through(
    learner: User, start: str | None, until: str | None, chosen: int | None
) -> None:
    plan = PlanFactory(user=learner)
    if start:
        end = until and datetime.date.fromisoformat(until)
        PauseFactory(plan=plan, start=datetime.date.fromisoformat(start), until=end)
    assert study_week_of(learner, Plan.objects.of(learner), TODAY).chosen == chosen


def test_nothing_is_asked_before_the_plan_starts(learner: User) -> None:
    plan = PlanFactory(user=learner, start_date=datetime.date(2026, 7, 26))
    week = Week.of(TODAY)
    assert study_week_of(learner, plan, TODAY).chosen == 600
    assert study_week_of(learner, plan, TODAY, week.previous).chosen is None


# --- At once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)
def test_eight_at_once_stay_within_the_day_and_one_form_is_one_session() -> None:
    assert connection.vendor == "postgresql"
    user, submission = UserFactory(), uuid.uuid4()
    assert at_once(lambda _: add(user, submission=submission, minutes=10), 8) == []
    assert rows() == [("2026-07-22", 10)]
    failures = at_once(lambda _: add(user, minutes=400), 8)
    assert [type(failure) for failure in failures] == [ValidationError] * 5
    assert sum(minutes for _, minutes in rows()) == 1_210
