"""Who needs attention, at the edges of the rule, and the small pictures of the list."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.attention import Attention, Facts, attention_of
from mentoring.following import Followed, follow
from mentoring.pictures import (
    MiniBar,
    MiniStrip,
    PaceBar,
    SpreadStage,
    mini_strip,
    pace_bars,
    spread,
)
from mentoring.wording import attention_words, behind_words, reasons_of
from progress.models import StepStatus
from roadmap.models import Step
from roadmap.pictures import StripStage
from tests.factories import (
    MentorFactory,
    MentorshipFactory,
    PauseFactory,
    PlanFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, TODAY, ago, learner_of, moved

WELL: dict[str, Any] = {
    "is_moving": True,
    "variance_days": 0,
    "quiet_days": 0,
    "calendar_days": 0,
}


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, ()),
        ({"variance_days": -28}, ()),
        ({"variance_days": -29}, ("29 days behind the plan",)),
        ({"variance_days": 29}, ()),
        ({"quiet_days": 13, "calendar_days": 13}, ()),
        ({"quiet_days": 14, "calendar_days": 14}, ("No step moved for 14 days",)),
        ({"quiet_days": 13, "calendar_days": 30}, ()),
        (
            {"quiet_days": 16, "calendar_days": 20},
            ("No step moved for 16 days, pauses left out",),
        ),
        (
            {"quiet_days": 15, "calendar_days": 15, "has_moved": False},
            ("No step moved yet, 15 days into the plan",),
        ),
        (
            {"variance_days": -31, "quiet_days": 40, "calendar_days": 40},
            ("31 days behind the plan", "No step moved for 40 days"),
        ),
        (
            {"is_moving": False, "variance_days": -99, "quiet_days": 99, "calendar_days": 99},
            (),
        ),
    ],
)
def test_attention_at_the_edges(facts: dict[str, Any], reasons: tuple[str, ...]) -> None:
    found = attention_of(Facts(**{**WELL, **facts}))
    assert reasons_of(found) == reasons
    assert bool(found) is bool(reasons)


def test_reasons_read_as_sentences() -> None:
    attention = Attention(behind_days=31, quiet_days=16)
    assert attention_words(attention) == "31 days behind the plan. No step moved for 16 days."


# --- From rows -----------------------------------------------------------------------------


def only(learner: User, now: datetime.datetime = NOW) -> Followed:
    (found,) = follow([learner], now)
    return found


@pytest.fixture
def mentor(db: None) -> User:
    StepFactory(stage=StageFactory(number=1, start_month=0, end_month=3), hours=20)
    return MentorFactory()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "quiet"), [(13, ""), (14, "No step moved for 14 days")])
def test_quiet_days_are_counted_from_the_last_event(mentor: User, days: int, quiet: str) -> None:
    learner = learner_of(mentor, began=20)
    moved(learner, 19)
    moved(learner, days)
    assert only(learner).attention_words == (f"{quiet}." if quiet else "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("began", "quiet"), [(13, ""), (14, "No step moved yet, 14 days into the plan")]
)
def test_without_events_they_are_counted_from_the_start(
    mentor: User, began: int, quiet: str
) -> None:
    learner = learner_of(mentor, began=began)
    assert only(learner).attention_words == (f"{quiet}." if quiet else "")


@pytest.mark.django_db
def test_events_before_the_start_do_not_count(mentor: User) -> None:
    learner = learner_of(mentor, began=10)
    moved(learner, 60)
    assert only(learner).attention == Attention()
    assert only(learner).last_active == "60 days ago"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pause", "quiet"), [(5, ""), (4, "No step moved for 14 days, pauses left out")]
)
def test_paused_days_are_left_out(mentor: User, pause: int, quiet: str) -> None:
    learner = learner_of(mentor, began=20)
    moved(learner, 18)
    PauseFactory(
        plan=learner.plans.get(), start=ago(10), until=ago(10) + datetime.timedelta(days=pause)
    )
    assert only(learner).attention_words == (f"{quiet}." if quiet else "")


@pytest.mark.django_db
def test_nobody_is_disturbed_who_has_not_begun_stands_still_or_is_done(mentor: User) -> None:
    later = learner_of(mentor, "Later", began=-1)
    paused = learner_of(mentor, "Paused", began=200)
    PauseFactory(plan=paused.plans.get(), start=ago(100))
    done = learner_of(mentor, "Done", began=200)
    StepStateFactory(user=done, step=Step.objects.get())
    skipped = learner_of(mentor, "Skipped", began=200)
    StepStateFactory(user=skipped, step=Step.objects.get(), status=StepStatus.SKIPPED)
    planless: User = UserFactory(display_name="No plan")
    found = follow([later, paused, done, skipped, planless], NOW)
    assert {row.learner.name: (row.attention, row.against) for row in found} == {
        "Later": (Attention(), "Starts on 23 July 2026"),
        "Paused": (Attention(), "Paused"),
        "Done": (Attention(), "Finished on 1 April 2026"),
        "Skipped": (Attention(), "Nothing is planned"),
        "No plan": (Attention(), "No plan yet"),
    }


@pytest.mark.django_db
def test_behind_is_said_in_days(mentor: User) -> None:
    learner = learner_of(mentor, began=29)
    moved(learner, 1)
    found = only(learner)
    assert (reasons_of(found.attention), found.last_active) == (
        ("29 days behind the plan",),
        "Yesterday",
    )
    other = learner_of(mentor, began=28)
    moved(other, 0)
    assert (only(other).attention, only(other).last_active) == (Attention(), "Today")


@pytest.mark.django_db
def test_each_learner_has_their_own_day(mentor: User) -> None:
    """Late in the evening in UTC it is tomorrow in Auckland and still today in Honolulu."""
    late = NOW.replace(hour=23)
    names = {}
    for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
        learner = learner_of(mentor, zone, began=13)
        learner.time_zone = zone
        learner.save()
        found = only(learner, late)
        names[zone] = (found.today, bool(found.attention))
    assert names == {
        "Pacific/Auckland": (TODAY + datetime.timedelta(days=1), True),
        "Pacific/Honolulu": (TODAY, False),
    }


@pytest.mark.django_db
def test_hidden_comparison_is_the_learners_own(mentor: User) -> None:
    learner = learner_of(mentor, began=40, hide_comparison=True)
    assert behind_words(only(learner).attention) == "40 days behind the plan"
    learner.plans.get().refresh_from_db()
    assert learner.plans.get().hide_comparison is True


@pytest.mark.django_db
def test_weeks_are_of_seven_days_with_the_oldest_first(mentor: User) -> None:
    learner = learner_of(mentor, began=80)
    stage = StageFactory(number=2, start_month=3, end_month=6)
    for days, hours in ((0, 6), (6, 4), (7, 5), (55, 7), (56, 11)):
        step = StepFactory(stage=stage, hours=hours)
        StepStateFactory(user=learner, step=step, done_on=ago(days))
    found = only(learner)
    assert found.weeks == (7, 0, 0, 0, 0, 0, 5, 10)
    assert found.hours_a_week == 22 / 8


@pytest.mark.django_db
def test_mean_of_a_young_plan_is_of_its_own_weeks(mentor: User) -> None:
    learner = learner_of(mentor, began=8)
    step = StepFactory(stage=StageFactory(number=2, start_month=3, end_month=6), hours=10)
    StepStateFactory(user=learner, step=step, done_on=ago(1))
    assert only(learner).hours_a_week == 5


def finished(learner: User, hours_by_days_ago: dict[int, int]) -> None:
    stage = StageFactory(number=2, start_month=3, end_month=6)
    for days, hours in hours_by_days_ago.items():
        step = StepFactory(stage=stage, hours=hours)
        StepStateFactory(user=learner, step=step, done_on=ago(days))


def pause(learner: User, start: int, until: int | None) -> None:
    until_day = None if until is None else ago(until)
    PauseFactory(plan=learner.plans.get(), start=ago(start), until=until_day)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("began", "mean"),
    # In all 66 hours: 4 in the newest week, 6 in the one before, 56 in the one before that.
    [(-3, 4), (0, 4), (1, 4), (7, 4), (8, 5), (14, 5), (15, 22), (21, 22), (22, 16.5), (80, 8.25)],
)
def test_mean_is_of_the_weeks_of_the_plan_alone(mentor: User, began: int, mean: float) -> None:
    """What was finished before it is no pace of it."""
    learner = learner_of(mentor, began=began)
    finished(learner, {6: 4, 7: 6, 14: 40, 20: 16})
    found = only(learner)
    assert found.weeks == (0, 0, 0, 0, 0, 56, 6, 4)
    assert found.hours_a_week == mean


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pauses", "mean"),
    [
        # Of eight weeks with 8, 0, 0, 0, 0, 4, 6, 7 hours, the oldest first: 25.
        ([], 25 / 8),
        # The newest from its first day to today: 18 in seven.
        ([(6, None)], 18 / 7),
        # A day less, at either end, and it is a week like any other.
        ([(5, None)], 25 / 8),
        ([(6, 0)], 25 / 8),
        # It ends with the week.
        ([(6, -1)], 18 / 7),
        # Two that touch are one.
        ([(6, 3), (3, None)], 18 / 7),
        ([(6, 3), (2, None)], 25 / 8),
        # Five weeks without hours or with few, from 48 to 14 days ago: 8 + 6 + 7 in three.
        ([(48, 13)], 21 / 3),
        # All but the oldest; then all.
        ([(48, None)], 8),
        ([(55, None)], 0),
    ],
)
def test_mean_leaves_paused_weeks_out(
    mentor: User, pauses: list[tuple[int, int | None]], mean: float
) -> None:
    learner = learner_of(mentor, began=80)
    finished(learner, {50: 8, 15: 4, 10: 6, 0: 7})
    for start, until in pauses:
        pause(learner, start, until)
    found = only(learner)
    assert found.weeks == (8, 0, 0, 0, 0, 4, 6, 7)
    assert found.hours_a_week == pytest.approx(mean)


@pytest.mark.django_db
def test_pace_says_that_pauses_are_left_out(mentor: User) -> None:
    learner = learner_of(mentor, began=80)
    client = Client()
    client.force_login(mentor, backend="accounts.backends.EmailBackend")
    for page in (reverse("mentoring:desk"), reverse("mentoring:learner", args=[learner.pk])):
        text = client.get(page).content.decode().lower()
        assert re.search(r"(their mean|the last eight weeks), pauses left out", text), page


@pytest.mark.django_db
def test_those_who_need_attention_come_first_the_furthest_behind_on_top(mentor: User) -> None:
    for name, began in (("Zoe", 40), ("Ben", 1), ("adam", 2), ("Kim", 60)):
        moved(learner_of(mentor, name, began=began), 0)
    planless = UserFactory(display_name="Aaron")
    MentorshipFactory(mentor=mentor, learner=planless)
    archived = UserFactory(display_name="Old")
    PlanFactory(user=archived, archived_at=NOW)
    people = list(User.objects.exclude(pk=mentor.pk))
    names = [row.learner.name for row in follow(people, NOW)]
    assert names == ["Kim", "Zoe", "adam", "Ben", "Aaron", "Old"]


# --- Pictures ------------------------------------------------------------------------------

STAGES = [StripStage(1, "One", 0, 3, 1), StripStage(2, "Two", 3, None, 0.5)]
STAGES += [StripStage(7, "Seven", 3, 6, 0)]


def test_mini_strip_has_stages_in_lanes_a_dot_and_a_line() -> None:
    assert mini_strip(STAGES, end_month=6, earned=3.2, planned=4) == MiniStrip(
        bars=(
            MiniBar(1, 1, 0.0, 46.38, 46.38, 7, 8),
            MiniBar(2, 2, 46.88, 52.62, 23.44, 7, 3.5),
            MiniBar(7, 1, 46.88, 46.38, 0.0, 11.5, 3.5),
        ),
        earned=50.0,
        planned=62.5,
    )


def test_mini_strip_makes_room_for_a_plan_past_the_end() -> None:
    strip = mini_strip(STAGES, end_month=6, earned=0, planned=8.5)
    assert (strip.earned, strip.planned) == (0, 85.0)
    assert mini_strip(STAGES, end_month=6, earned=0, planned=None).planned is None


def test_pace_bars_share_a_scale_up_to_fifteen_hours() -> None:
    assert pace_bars([0, 7.5, 15]).bars == (
        PaceBar(0, 21, 1, is_empty=True),
        PaceBar(9, 11, 11, is_empty=False),
        PaceBar(18, 0, 22, is_empty=False),
    )
    assert [bar.height for bar in pace_bars([15, 30]).bars] == [11, 22]
    assert pace_bars([]).bars == ()


def test_spread_draws_people_on_one_axis() -> None:
    found = spread([SpreadStage(1, "One", 4, 1), SpreadStage(2, "Two", 0, 2)])
    assert [(bar.earned_width, bar.planned_width) for bar in found] == [(100, 25), (0, 50)]
    assert spread([SpreadStage(1, "One", 0, 0)])[0].earned_width == 0
    assert spread([]) == ()
