"""The course log, the steps that a finished course offers, and the courses for now."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from courses.models import Course
from progress.course_log import courses_now
from progress.course_services import save_log, tick_served_steps
from progress.models import CourseLog, CourseStatus, Plan, StepEvent, StepState, StepStatus
from progress.standing import StepRow, standing_of
from tests.factories import (
    CourseFactory,
    CourseLogFactory,
    PlanFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
LOG = "/learning/a-course/"
STEPS = "/learning/a-course/steps/"
DELETE = "/learning/a-course/delete/"
# The end of a step's box; the footer has buttons of its own that are checked.
CHECKED = '" checked><label class="form-check-label" for="step-'


@pytest.fixture
def course() -> Course:
    return CourseFactory(slug="a-course", title="A course on folds")


@pytest.fixture
def finished(learner: User, course: Course) -> CourseLog:
    day = datetime.date(2026, 7, 10)
    return CourseLogFactory(
        user=learner, course=course, status=CourseStatus.FINISHED, finished_on=day
    )


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


def test_course_page_leads_to_the_log(client: Client, course: Course) -> None:
    assertContains(client.get(course.get_absolute_url()), f'href="{LOG}"')


def test_course_is_logged_and_stands_under_its_status(
    learner_client: Client, learner: User, course: Course
) -> None:
    assertContains(learner_client.get("/learning/"), "No courses yet")
    assertContains(learner_client.get(LOG), "Log this course")
    sent = {
        "status": "started",
        "started_on": "2026-07-01",
        "hours": "12",
        "cost": "49.5",
        "currency": "eur",
        "certificate_url": "",
    }
    assertRedirects(learner_client.post(LOG, sent), "/learning/")
    log = CourseLog.objects.get()
    assert (log.user, log.course, log.status) == (learner, course, "started")
    assert (log.started_on, log.hours) == (datetime.date(2026, 7, 1), 12)
    assert (log.cost, log.currency) == (Decimal("49.50"), "EUR")
    page = learner_client.get("/learning/")
    assertContains(page, '<h2 id="started">Started</h2>')
    assertContains(page, "49.50 EUR")
    assertContains(page, "Since 1 July 2026")
    assertContains(learner_client.get(LOG), "Save changes")


def test_twice_is_one_log(learner_client: Client, course: Course) -> None:
    for _ in range(2):
        assert learner_client.post(LOG, {"status": "planned"}).status_code == 302
    assert CourseLog.objects.count() == 1


def test_finished_is_today_unless_another_day_is_given(
    learner_client: Client, course: Course
) -> None:
    learner_client.post(LOG, {"status": "finished"})
    assert CourseLog.objects.get().finished_on == TODAY
    learner_client.post(LOG, {"status": "finished", "finished_on": "2026-07-02"})
    assert CourseLog.objects.get().finished_on == datetime.date(2026, 7, 2)


def test_today_is_the_learners_own(learner_client: Client, learner: User, course: Course) -> None:
    learner.time_zone = "Pacific/Auckland"
    learner.save()
    learner_client.post(LOG, {"status": "finished"})
    assert CourseLog.objects.get().finished_on == datetime.date(2026, 7, 23)
    # Flown to Honolulu, where that day is still to come: it stands all the same.
    learner.time_zone = "Pacific/Honolulu"
    learner.save()
    sent = {"status": "finished", "finished_on": "2026-07-23", "hours": "3"}
    assert learner_client.post(LOG, sent).status_code == 302
    assert CourseLog.objects.get().hours == 3


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Choose where you are with it."),
        ({"status": "loved"}, "Choose one of the four."),
        ({"status": "started", "started_on": "2026-07-23"}, "Your calendar says 22 July 2026"),
        ({"status": "finished", "finished_on": "2026-07-23"}, "Your calendar says 22 July 2026"),
        ({"status": "started", "started_on": "1989-12-31"}, "Choose a day from 1 January 1990"),
        ({"status": "started", "started_on": "2026-02-30"}, "Enter a day that the calendar has"),
        (
            {"status": "finished", "started_on": "2026-07-02", "finished_on": "2026-07-01"},
            "Choose 2 July 2026, the day it started, or a later one.",
        ),
        ({"status": "started", "finished_on": "2026-07-01"}, "Only a finished course has this day"),
        ({"status": "dropped", "finished_on": "2026-07-01"}, "Only a finished course has this day"),
        ({"status": "planned", "started_on": "2026-07-01"}, "A planned course has no such day"),
        ({"status": "planned", "hours": "-1"}, "Enter a whole number of hours from 0 to 5,000."),
        ({"status": "planned", "hours": "5001"}, "Enter a whole number of hours"),
        ({"status": "planned", "hours": "1.5"}, "Enter a whole number of hours"),
        ({"status": "planned", "cost": "-0.01"}, "Enter an amount such as 49"),
        ({"status": "planned", "cost": "1.005"}, "Enter an amount such as 49"),
        ({"status": "planned", "cost": "1000000"}, "Enter an amount such as 49"),
        ({"status": "planned", "cost": "NaN"}, "Enter an amount such as 49"),
        ({"status": "planned", "cost": "1", "currency": "£"}, "Enter three letters"),
        ({"status": "planned", "cost": "1", "currency": "EURO"}, "Enter three letters"),
        ({"status": "planned", "certificate_url": "javascript:x"}, "Enter a web address"),
        ({"status": "planned", "certificate_url": "https://a:b@example.com"}, "name and password"),
        ({"status": "dropped", "drop_reason": "x" * 201}, "at most 200 characters"),
    ],
)
def test_nonsense_is_refused_and_kept_in_the_form(
    learner_client: Client, course: Course, answers: dict[str, str], message: str
) -> None:
    response = learner_client.post(LOG, answers)
    assertContains(response, message, status_code=422)
    for name, value in answers.items():
        if name != "status":
            assertContains(response, f'value="{value}"', status_code=422)
    assert not CourseLog.objects.exists()


def test_a_first_day_today_and_one_day_of_study_are_fine(
    learner_client: Client, course: Course
) -> None:
    sent = {"status": "finished", "started_on": "2026-07-22", "finished_on": "2026-07-22"}
    assert learner_client.post(LOG, sent).status_code == 302


def test_currency_is_the_usual_one_and_none_without_a_cost(
    learner_client: Client, course: Course
) -> None:
    assertContains(learner_client.get(LOG), 'name="currency" value="GBP"')
    learner_client.post(LOG, {"status": "planned", "currency": "USD"})
    assert CourseLog.objects.get().currency == ""
    learner_client.post(LOG, {"status": "planned", "cost": "0", "currency": ""})
    assert CourseLog.objects.get().currency == "GBP"
    assertContains(learner_client.get("/learning/"), "Free")
    learner_client.post(LOG, {"status": "planned", "cost": "10", "currency": "usd"})
    other = CourseFactory()
    page = learner_client.get(f"/learning/{other.slug}/")
    assertContains(page, 'name="currency" value="USD"')


def test_reason_belongs_to_a_dropped_course(learner_client: Client, course: Course) -> None:
    learner_client.post(LOG, {"status": "dropped", "drop_reason": "Too slow  for me"})
    assert CourseLog.objects.get().drop_reason == "Too slow for me"
    assertContains(learner_client.get("/learning/"), "Too slow for me")
    learner_client.post(LOG, {"status": "started", "drop_reason": "Too slow for me"})
    assert CourseLog.objects.get().drop_reason == ""


def test_log_is_ones_own(learner_client: Client, finished: CourseLog) -> None:
    stranger = client_for(UserFactory())
    assertNotContains(stranger.get("/learning/"), "A course on folds")
    assertNotContains(stranger.get(LOG), "2026-07-10")
    for path in (DELETE, STEPS):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path).status_code == 404
    stranger.post(LOG, {"status": "planned"})
    finished.refresh_from_db()
    assert finished.status == CourseStatus.FINISHED
    assert CourseLog.objects.count() == 2


@pytest.mark.parametrize("path", ["/learning/", LOG, DELETE, STEPS])
def test_visitors_sign_in_first(course: Course, path: str) -> None:
    response = Client().get(path)
    assert response.headers["Location"] == f"/accounts/login/?next={path}"
    assert Client().post(path).status_code in {302, 405}
    assert not CourseLog.objects.exists()


@pytest.mark.parametrize("path", [LOG, DELETE, STEPS])
def test_writes_refuse_a_missing_token(learner: User, finished: CourseLog, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    assert strict.post(path, {"status": "planned"}).status_code == 403
    finished.refresh_from_db()
    assert finished.status == CourseStatus.FINISHED


def test_unknown_course_is_a_404(learner_client: Client) -> None:
    assert learner_client.get("/learning/nowhere/").status_code == 404
    assert learner_client.post("/learning/nowhere/", {"status": "planned"}).status_code == 404


def test_retired_course_stays_in_the_log_by_its_title(
    learner_client: Client, finished: CourseLog, course: Course
) -> None:
    course.retired = True
    course.save()
    page = learner_client.get("/learning/")
    assertContains(page, "A course on folds")
    assertNotContains(page, f'href="{course.get_absolute_url()}"')
    form = learner_client.get(LOG)
    assertNotContains(form, f'href="{course.get_absolute_url()}"')
    sent = {"status": "finished", "finished_on": "2026-07-10", "hours": "9"}
    assert learner_client.post(LOG, sent).status_code == 302
    stranger = client_for(UserFactory())
    assert stranger.get(LOG).status_code == 404


def test_delete_asks_first(learner_client: Client, finished: CourseLog, course: Course) -> None:
    assertContains(learner_client.get(DELETE), "Delete “A course on folds” from your log?")
    assert CourseLog.objects.exists()
    assertRedirects(learner_client.post(DELETE), "/learning/")
    assert learner_client.post(DELETE).status_code == 404
    assert not CourseLog.objects.exists()
    assert Course.objects.filter(pk=course.pk).exists()


def test_finishing_offers_the_steps_and_forces_nothing(
    learner_client: Client, learner: User, course: Course
) -> None:
    step = StepFactory(title="Fold it")
    step.courses.add(course)
    sent = {"status": "finished", "finished_on": "2026-07-10"}
    assertRedirects(learner_client.post(LOG, sent), STEPS)
    page = learner_client.get(STEPS)
    assertContains(page, "Fold it")
    assertContains(page, "10 July 2026")
    assertNotContains(page, CHECKED)
    assert not StepState.objects.exists()
    # Saved once more, it is not asked again; the log keeps the offer.
    assertRedirects(learner_client.post(LOG, sent), "/learning/")
    assertContains(learner_client.get("/learning/"), "1 open step<")
    assertRedirects(learner_client.post(STEPS, {}), "/learning/")
    assert not StepState.objects.exists()


def test_finishing_a_course_with_nothing_to_tick_leads_back_to_the_log(
    learner_client: Client, learner: User, course: Course
) -> None:
    StepStateFactory(user=learner).step.courses.add(course)
    assertRedirects(learner_client.post(LOG, {"status": "finished"}), "/learning/")
    assertContains(learner_client.get(STEPS), "Nothing left to tick")


def test_chosen_steps_are_done_on_the_courses_day_once(
    learner_client: Client, learner: User, finished: CourseLog, course: Course
) -> None:
    first, second, third = StepFactory.create_batch(3)
    course.steps.add(first, second, third)
    sent = {"steps": [first.slug, second.slug]}
    for _ in range(2):
        assertRedirects(learner_client.post(STEPS, sent), "/learning/")
    states = StepState.objects.filter(user=learner)
    assert {(state.step, state.status, state.done_on) for state in states} == {
        (first, StepStatus.DONE, datetime.date(2026, 7, 10)),
        (second, StepStatus.DONE, datetime.date(2026, 7, 10)),
    }
    events = StepEvent.objects.all()
    assert len(events) == 2
    assert len({event.batch for event in events}) == 1
    assert events[0].batch is not None


def test_done_and_skipped_steps_stay_as_they_are(
    learner_client: Client, learner: User, finished: CourseLog, course: Course
) -> None:
    done = StepStateFactory(user=learner)
    skipped = StepStateFactory(user=learner, status=StepStatus.SKIPPED)
    course.steps.add(done.step, skipped.step)
    page = learner_client.get(STEPS)
    assertNotContains(page, done.step.title)
    assertNotContains(page, skipped.step.title)
    learner_client.post(STEPS, {"steps": [done.step.slug, skipped.step.slug]})
    done.refresh_from_db()
    skipped.refresh_from_db()
    assert (done.done_on, skipped.status) == (datetime.date(2026, 4, 1), StepStatus.SKIPPED)


def test_only_steps_of_the_plan_that_the_course_serves(
    learner_client: Client, learner: User, finished: CourseLog, course: Course
) -> None:
    stage = StageFactory(number=1)
    mine, other = SpecialisationFactory.create_batch(2, stage=stage)
    PlanFactory(user=learner, specialisation=mine)
    own = StepFactory(stage=stage, specialisation=mine)
    foreign = StepFactory(stage=stage, specialisation=other)
    retired = StepFactory(stage=stage, retired=True)
    unserved = StepFactory(stage=stage)
    course.steps.add(own, foreign, retired)
    page = learner_client.get(STEPS)
    assert [row.step for row, _, _ in page.context["choices"]] == [own]
    for step in (foreign, retired, unserved):
        sent = {"steps": [own.slug, step.slug]}
        assertContains(
            learner_client.post(STEPS, sent),
            "Choose among the steps that this course serves.",
            status_code=422,
        )
    assert not StepState.objects.exists()


def test_either_or_step_needs_its_option_and_nothing_is_ticked_without(
    learner_client: Client, learner: User, finished: CourseLog, course: Course
) -> None:
    plain, either = StepFactory(), StepFactory(title="A framework")
    option = StepOptionFactory(step=either, slug="pytorch", title="PyTorch")
    StepOptionFactory(slug="of-another-step")
    course.steps.add(plain, either)
    sent = {"steps": [plain.slug, either.slug]}
    for more in ({}, {f"option-{either.slug}": "of-another-step"}):
        response = learner_client.post(STEPS, sent | more)
        assertContains(response, "Choose which one you did: A framework.", status_code=422)
        assertContains(response, CHECKED, count=2, status_code=422)
        assert not StepState.objects.exists()
    learner_client.post(STEPS, sent | {f"option-{either.slug}": "pytorch"})
    assert StepState.objects.get(step=either).option == option
    assert StepState.objects.count() == 2


def test_option_chosen_before_is_taken(
    learner_client: Client, learner: User, finished: CourseLog, course: Course
) -> None:
    option = StepOptionFactory()
    StepStateFactory(user=learner, step=option.step, status=StepStatus.DOING, option=option)
    course.steps.add(option.step)
    learner_client.post(STEPS, {"steps": [option.step.slug]})
    state = StepState.objects.get()
    assert (state.status, state.option) == (StepStatus.DONE, option)


def test_steps_wait_until_the_course_is_finished(
    learner_client: Client, learner: User, course: Course
) -> None:
    CourseLogFactory(user=learner, course=course, status=CourseStatus.STARTED)
    step = StepFactory()
    course.steps.add(step)
    assertRedirects(learner_client.get(STEPS), LOG)
    assertRedirects(learner_client.post(STEPS, {"steps": [step.slug]}), LOG)
    assert not StepState.objects.exists()


def test_step_done_in_another_tab_meanwhile_keeps_its_day(
    learner: User, finished: CourseLog
) -> None:
    done = StepStateFactory(user=learner)
    # The row as it was when the page was sent.
    picked = [(StepRow(done.step, None), None)]
    assert tick_served_steps(log=finished, picked=picked, today=TODAY, now=NOW) == 0
    done.refresh_from_db()
    assert done.done_on == datetime.date(2026, 4, 1)


def test_all_chosen_steps_are_ticked_or_none(learner: User, finished: CourseLog) -> None:
    plain, either = StepFactory(), StepOptionFactory().step
    picked = [(StepRow(plain, None), None), (StepRow(either, None), None)]
    with pytest.raises(ValidationError):
        tick_served_steps(log=finished, picked=picked, today=TODAY, now=NOW)
    assert not StepState.objects.exists()
    assert not StepEvent.objects.exists()


def test_first_logs_of_two_tabs_become_one(learner: User, course: Course) -> None:
    first = save_log(user=learner, course=course, status=CourseStatus.PLANNED)
    second = save_log(user=learner, course=course, status=CourseStatus.STARTED)
    assert first == second
    assert CourseLog.objects.get().status == CourseStatus.STARTED


def test_sums_of_hours_and_costs_by_currency(learner_client: Client, learner: User) -> None:
    CourseLogFactory(user=learner, hours=10, cost="10.50", currency="GBP")
    CourseLogFactory(user=learner, hours=5, cost="9.50", currency="GBP")
    CourseLogFactory(user=learner, cost="30", currency="EUR")
    CourseLogFactory(hours=99, cost="99", currency="GBP")
    page = learner_client.get("/learning/")
    assertContains(page, "In all: 15 h, 30.00 EUR, 20.00 GBP.")


def test_courses_now_serve_most_open_hours_of_the_current_stage(learner: User) -> None:
    past, now = StageFactory(number=1), StageFactory(number=2)
    plan = PlanFactory(user=learner, start_date=datetime.date(2026, 4, 1))
    few, many, none, dropped, retired = CourseFactory.create_batch(5)
    StepFactory(stage=past, hours=40).courses.add(few)
    StepFactory(stage=now, hours=8).courses.add(few, many, dropped, retired)
    StepFactory(stage=now, hours=10).courses.add(many)
    StepStateFactory(user=learner, step__stage=now, step__hours=40).step.courses.add(few, none)
    StepStateFactory(
        user=learner, step__stage=now, step__hours=40, status=StepStatus.SKIPPED
    ).step.courses.add(none)
    log = CourseLogFactory(user=learner, course=few, status=CourseStatus.STARTED)
    CourseLogFactory(user=learner, course=dropped, status=CourseStatus.DROPPED)
    CourseLogFactory(course=many)
    Course.objects.filter(pk=retired.pk).update(retired=True)
    found = courses_now(learner, standing_of(plan, TODAY), now)
    assert [(item.course, item.steps, item.hours, item.log) for item in found] == [
        (many, 2, 18, None),
        (few, 1, 8, log),
    ]


def fill(learner: User, rows: int) -> None:
    """As many logged courses with steps and options as asked for, and one finished `a-course`."""
    stage = StageFactory(number=1)
    main = CourseLogFactory(
        user=learner, course__slug="a-course", status=CourseStatus.FINISHED, finished_on=TODAY
    )
    for _ in range(rows):
        step = StepFactory(stage=stage)
        StepOptionFactory.create_batch(rows, step=step)
        StepStateFactory(user=learner, step__stage=stage).step.courses.add(main.course)
        step.courses.add(main.course, CourseLogFactory(user=learner).course)


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(("path", "queries"), [("/learning/", 10), (LOG, 5), (STEPS, 10)])
def test_queries_do_not_grow(
    learner_client: Client,
    learner: User,
    django_assert_num_queries: object,
    rows: int,
    path: str,
    queries: int,
) -> None:
    PlanFactory(user=learner)
    fill(learner, rows)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        assert learner_client.get(path).status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_courses_now_are_three_queries(
    learner: User, django_assert_num_queries: object, rows: int
) -> None:
    PlanFactory(user=learner)
    fill(learner, rows)
    plan = Plan.objects.of(learner)
    assert plan is not None
    standing = standing_of(plan, TODAY)
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = courses_now(learner, standing, standing.roadmap_stages[0])
        assert [item.course.platform.title for item in found]
