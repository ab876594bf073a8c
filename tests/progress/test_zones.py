"""Midnight and zones: everybody has their own day, and it stays the day it was."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.models import User
from progress.models import Plan, StepState, StudySession
from progress.standing import standing_of
from progress.study_services import study_minutes_by_day
from progress.weeks import Week
from roadmap.models import Step
from tests.factories import PlanFactory, StageFactory, StepFactory, UserFactory
from tests.pages import main

AUCKLAND, HONOLULU = "Pacific/Auckland", "Pacific/Honolulu"
DASHBOARD, WEEK = reverse("progress:dashboard"), reverse("progress:week")
HISTORY = reverse("progress:history")
STUDY, ADD = reverse("progress:study"), reverse("progress:add-session")
# Wednesday in Honolulu, Thursday in Auckland.
MIDWEEK = datetime.datetime(2026, 7, 22, 23, 30, tzinfo=datetime.UTC)
# Sunday of week 29 in Honolulu, Monday of week 30 in Auckland.
TURN_OF_THE_WEEK = datetime.datetime(2026, 7, 19, 23, 30, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


def learner_in(zone: str, now: datetime.datetime) -> tuple[User, Client]:
    """Somebody with a plan, who has just signed in."""
    user = UserFactory(time_zone=zone)
    PlanFactory(user=user, start_date=datetime.date(2026, 3, 16))
    return user, sign_in(user, now)


def sign_in(user: User, now: datetime.datetime) -> Client:
    client = Client()
    with time_machine.travel(now):
        client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


def tick(client: Client, step: Step) -> None:
    assert client.post(reverse("progress:finish-step", args=[step.slug])).status_code == 302


def move_to(user: User, zone: str) -> None:
    User.objects.filter(pk=user.pk).update(time_zone=zone)


@pytest.fixture
def step() -> Step:
    return StepFactory(stage=StageFactory(number=1), slug="trees", title="Trees", hours=10)


@pytest.mark.parametrize(
    ("zone", "done_on", "spelled", "clock"),
    [
        (AUCKLAND, datetime.date(2026, 7, 23), "23 July 2026", "23 July 2026, 11:30"),
        (HONOLULU, datetime.date(2026, 7, 22), "22 July 2026", "22 July 2026, 13:30"),
    ],
)
def test_one_instant_is_two_days(
    step: Step, zone: str, done_on: datetime.date, spelled: str, clock: str
) -> None:
    user, client = learner_in(zone, MIDWEEK)
    with time_machine.travel(MIDWEEK):
        tick(client, step)
        client.post(ADD, {"minutes": "30", "step": "trees"})
        assert StepState.objects.get().done_on == done_on
        assert study_minutes_by_day(user, done_on, done_on) == {done_on: 30}
        # The step's page: the day it was done, and the clock of its history.
        page = main(client.get(step.get_absolute_url()))
        assert f"Done on {spelled}" in page.text
        assert clock in page.text
        # All that the learner did.
        assertContains(client.get(HISTORY), clock)
        # Today, on the dashboard, in the log and on the page of the week.
        assertContains(client.get(DASHBOARD), f"{done_on:%A} {spelled}")
        assertContains(client.get(STUDY), f"{spelled}</time>, today")
        week = main(client.get(WEEK))
        assert f"finished {done_on:%A} {done_on.day} July" in week.text
        assert f"{done_on:%A} {done_on.day} July" in week.texts("h3")
        days = week.by_id("by-day")
        logged = dict(zip(days.texts("th"), days.texts("td"), strict=True))
        assert logged[f"{done_on:%A} {done_on.day} July"] == "30 min"


def test_both_at_once_and_neither_moves_the_other(step: Step) -> None:
    (east, east_client), (west, west_client) = (
        learner_in(AUCKLAND, MIDWEEK),
        learner_in(HONOLULU, MIDWEEK),
    )
    with time_machine.travel(MIDWEEK):
        for client in (east_client, west_client, east_client):
            tick(client, step)
    days = {state.user_id: state.done_on for state in StepState.objects.all()}
    assert days == {east.pk: datetime.date(2026, 7, 23), west.pk: datetime.date(2026, 7, 22)}


@pytest.mark.parametrize(("zone", "name"), [(AUCKLAND, "2026-W30"), (HONOLULU, "2026-W29")])
def test_the_week_turns_at_ones_own_midnight(step: Step, zone: str, name: str) -> None:
    user, client = learner_in(zone, TURN_OF_THE_WEEK)
    with time_machine.travel(TURN_OF_THE_WEEK):
        tick(client, step)
        client.post(ADD, {"minutes": "30"})
        review = client.get(WEEK).context["review"]
        assert (review.week.name, len(review.steps), review.study.minutes) == (name, 1, 30)
        assert review.earned_hours == 10
        coming = review.week.following.name
        assert client.get(WEEK, {"week": coming}).status_code == 404


@pytest.mark.parametrize(
    ("zone", "date"),
    [
        (AUCKLAND, "2026-04-05"),  # 25 hours
        (AUCKLAND, "2026-09-27"),  # 23 hours
        ("Europe/London", "2026-03-29"),
        ("Europe/London", "2026-10-25"),
        ("America/New_York", "2026-11-01"),
        ("America/Santiago", "2026-09-06"),  # Begins at one o’clock: there is no midnight.
        ("Australia/Lord_Howe", "2026-04-05"),  # Turns by half an hour.
        ("Europe/London", "2028-02-29"),
        (AUCKLAND, "2028-02-29"),
        (HONOLULU, "2028-02-29"),
    ],
)
def test_every_hour_of_an_odd_day_is_that_day(zone: str, date: str) -> None:
    """From its first minute to its last, whatever the number of hours between."""
    day = datetime.date.fromisoformat(date)
    stage = StageFactory(number=1)
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    following = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), ZoneInfo(zone)
    )
    first, end = (moment.astimezone(datetime.UTC) for moment in (midnight, following))
    moments = [first + datetime.timedelta(minutes=90 * n) for n in range(16)]
    moments = [moment for moment in moments if moment < end] + [end - datetime.timedelta(minutes=1)]
    _, client = learner_in(zone, first)
    for number, moment in enumerate(moments):
        step = StepFactory(stage=stage, slug=f"step-{number}", hours=4)
        with time_machine.travel(moment):
            tick(client, step)
            client.post(ADD, {"minutes": "10"})
    assert {state.done_on for state in StepState.objects.all()} == {day}
    assert {session.day for session in StudySession.objects.all()} == {day}
    with time_machine.travel(end + datetime.timedelta(minutes=1)):
        tick(client, StepFactory(stage=stage, slug="next-day"))
        review = client.get(WEEK, {"week": Week.of(day).name}).context["review"]
    assert StepState.objects.get(step__slug="next-day").done_on == day + datetime.timedelta(days=1)
    assert {c.day: c.minutes for c in review.study.logged} == {day: 10 * len(moments)}


@pytest.mark.parametrize(("old", "new"), [(AUCKLAND, HONOLULU), (HONOLULU, AUCKLAND)])
def test_a_new_zone_moves_no_stored_day(step: Step, old: str, new: str) -> None:
    user, client = learner_in(old, MIDWEEK)
    with time_machine.travel(MIDWEEK):
        tick(client, step)
        client.post(ADD, {"minutes": "30", "step": "trees"})
        day = StepState.objects.get().done_on
        assert day
        move_to(user, new)
        assert StepState.objects.get().done_on == day
        assert StudySession.objects.get().day == day
        spelled = f"{day.day} July 2026"
        assert f"Done on {spelled}" in main(client.get(step.get_absolute_url())).text
        assertContains(client.get(STUDY), f"{day:%A} {spelled}")
        review = client.get(WEEK).context["review"]
        assert [c.day for c in review.study.logged] == [day]
        assert [state.done_on for state in review.steps] == [day]
        # Ticking it again changes nothing, although it may be tomorrow here.
        tick(client, step)
        assert StepState.objects.get().done_on == day


def test_a_step_of_tomorrow_counts_today_everywhere(step: Step) -> None:
    user, client = learner_in(AUCKLAND, TURN_OF_THE_WEEK)
    with time_machine.travel(TURN_OF_THE_WEEK):
        tick(client, step)
        move_to(user, HONOLULU)
        plan = Plan.objects.of(user)
        assert plan
        standing = standing_of(plan, datetime.date(2026, 7, 19))
        review = client.get(WEEK).context["review"]
        assert review.week.name == "2026-W29"
        assert review.standing.earned_hours == standing.earned_hours == 10
        assert (len(review.steps), review.earned_hours) == (1, 10)
        dashboard = client.get(DASHBOARD).context["standing"]
        assert dashboard.earned_hours == review.standing.earned_hours


def test_tomorrow_is_refused_by_ones_own_calendar(step: Step) -> None:
    finish = reverse("progress:finish-step", args=[step.slug])
    statuses = {}
    for zone in (AUCKLAND, HONOLULU):
        _, client = learner_in(zone, MIDWEEK)
        with time_machine.travel(MIDWEEK):
            statuses[zone] = [
                client.post(ADD, {"minutes": "5", "day": "2026-07-23"}).status_code,
                client.post(finish, {"done_on": "2026-07-23"}).status_code,
                client.post(ADD, {"minutes": "5", "day": "2026-07-24"}).status_code,
            ]
    assert statuses == {AUCKLAND: [302, 302, 422], HONOLULU: [422, 422, 422]}


def test_a_leap_day_passes(step: Step) -> None:
    leap = datetime.datetime(2028, 2, 29, 12, tzinfo=datetime.UTC)
    user, client = learner_in("Europe/London", leap)
    with time_machine.travel(leap):
        tick(client, step)
        client.post(ADD, {"minutes": "45"})
        # A year before a leap day is the 28th, which is still in reach.
        client.post(ADD, {"minutes": "15", "day": "2027-02-28"})
        assert client.post(ADD, {"minutes": "15", "day": "2027-02-27"}).status_code == 422
        page = client.get(WEEK)
        assertContains(page, "28 February to 5 March 2028")
        assertContains(page, "finished Tuesday 29 February")
    year_later = leap + datetime.timedelta(days=366)  # 1 March 2029
    client = sign_in(user, year_later)
    with time_machine.travel(year_later):
        assert client.get(WEEK, {"week": "2028-W09"}).context["review"].study.minutes == 45
        assertContains(client.get(WEEK), "no steps finished")
