"""The demo people: who they are, what the learner did, and that a second run changes nothing."""

import datetime
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from progress import demo, standing
from progress.models import Plan, Project, StepEvent, StepState, StepStatus
from progress.services import set_status
from progress.timeline import State
from roadmap.models import Step
from tests.conftest import TODAY
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def people(settings: Settings, content: None) -> None:
    settings.DEBUG = True
    demo.create_people(today=TODAY)


def learner() -> User:
    return User.objects.get(email=demo.LEARNER.email)


def everything() -> list[object]:
    """All that the learner has, as plain values."""
    tables = (Plan, StepState, StepEvent, Project)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.usefixtures("people")
def test_three_people_with_their_rights() -> None:
    rights = {
        user.email: (user.is_demo, user.is_staff, [group.name for group in user.groups.all()])
        for user in User.objects.all()
    }
    assert rights == {
        "learner@demo.example": (True, False, []),
        "mentor@demo.example": (True, False, ["Mentors"]),
        "admin@demo.example": (True, True, []),
    }
    assert all(user.check_password(demo.PASSWORD) for user in User.objects.all())


@pytest.mark.usefixtures("people")
def test_learner_is_half_way_through_stage_2_and_a_little_behind() -> None:
    plan = Plan.objects.of(learner())
    assert plan is not None
    where = standing.standing_of(plan, TODAY)
    assert plan.target_role is not None
    assert plan.target_role.slug == "mlops-engineer"
    assert where.current_stage is not None
    assert where.current_stage.stage.number == 2
    assert where.stages[0].tally.is_finished
    assert 0.4 <= where.stages[1].tally.share <= 0.6
    assert (where.stages[1].tally.doing, where.stages[1].tally.skipped) == (1, 1)
    assert [item.tally.done for item in where.stages[2:]] == [0, 0, 0, 0]
    assert where.state == State.BEHIND
    assert -15 < where.variance_days < -7
    assert where.forecast.likely is not None


@pytest.mark.parametrize("day", [TODAY, datetime.date(2028, 2, 29), datetime.date(2027, 1, 1)])
def test_learner_is_behind_on_any_day(day: datetime.date) -> None:
    user = UserFactory()
    demo.walk_the_roadmap(user=user, today=day)
    plan = Plan.objects.of(user)
    assert plan is not None
    assert standing.standing_of(plan, day).state == State.BEHIND


@pytest.mark.usefixtures("people")
def test_history_tells_each_change_on_its_day() -> None:
    events = list(StepEvent.objects.filter(user=learner()).order_by("at"))
    assert len(events) == len(demo.FINISHED) + 2
    assert all(earlier.at < later.at for earlier, later in pairwise(events))
    assert events[-1].at.date() <= TODAY
    done = [event for event in events if event.to_status == StepStatus.DONE]
    assert [event.to_done_on for event in done] == [event.at.date() for event in done]
    skipped = StepState.objects.get(user=learner(), status=StepStatus.SKIPPED)
    assert skipped.skip_reason == demo.SKIPPED[2]


@pytest.mark.usefixtures("people")
def test_story_names_only_steps_and_skills_that_exist() -> None:
    states = StepState.objects.filter(user=learner())
    assert states.count() == len(demo.FINISHED) + 2
    assert set(states.exclude(note="").values_list("step__slug", flat=True)) == set(demo.NOTES)
    for project in Project.objects.filter(user=learner()):
        project.full_clean()
        story = next(item for item in demo.PROJECTS if item.title == project.title)
        assert {skill.slug for skill in project.skills.all()} == set(story.skills)
        assert project.stage is not None


@pytest.mark.usefixtures("people")
def test_second_run_changes_nothing() -> None:
    before = everything()
    demo.create_people(today=TODAY + datetime.timedelta(days=9))
    assert everything() == before


@pytest.mark.usefixtures("people")
def test_second_run_keeps_what_the_person_did() -> None:
    user = learner()
    user.display_name = "Ama"
    user.save()
    Plan.objects.filter(user=user).update(hours_per_week=5)
    Project.objects.filter(user=user).delete()
    set_status(
        user=user,
        step=Step.objects.get(slug="cross-validation"),
        to=StepStatus.DONE,
        today=TODAY,
        now=datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC),
    )
    before = everything()
    demo.create_people(today=TODAY)
    assert everything() == before
    assert learner().display_name == "Ama"


def test_step_that_left_the_roadmap_is_left_out(settings: Settings) -> None:
    settings.DEBUG = True
    Step.objects.filter(slug="missing-values").update(retired=True)
    demo.create_people(today=TODAY)
    assert StepState.objects.count() == len(demo.FINISHED) + 1


def test_command_prints_how_to_sign_in(settings: Settings, today: datetime.date) -> None:
    settings.DEBUG = True
    said = StringIO()
    call_command("create_demo", stdout=said)
    assert all(person.email in said.getvalue() for person in demo.PEOPLE)
    assert demo.PASSWORD in said.getvalue()
    start = Plan.objects.get(user=learner()).start_date
    assert start == today - datetime.timedelta(days=demo.DAYS_ON_THE_ROAD)


def test_refused_outside_debug() -> None:
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("create_demo", stdout=StringIO())
    assert not User.objects.exists()
