"""Ticking: states, the event log, and what happens when the same thing is asked twice."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from progress import services
from progress.models import AppendOnlyError, StepEvent, StepState, StepStatus
from roadmap.models import Step
from tests.factories import StepFactory, StepOptionFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def step() -> Step:
    return StepFactory(title="Cross-validation")


def move(user: User, step: Step, to: StepStatus, **extra: object) -> StepEvent | None:
    return services.set_status(user=user, step=step, to=to, today=TODAY, now=NOW, **extra)  # type: ignore[arg-type]


def state_of(user: User, step: Step) -> StepState:
    return StepState.objects.get(user=user, step=step)


def test_finishing_keeps_state_day_and_event(learner: User, step: Step) -> None:
    event = move(learner, step, StepStatus.DONE)
    state = state_of(learner, step)
    assert (state.status, state.done_on, state.first_done_on) == ("done", TODAY, TODAY)
    assert event is not None
    assert (event.from_status, event.to_status, event.to_done_on) == ("todo", "done", TODAY)
    assert (event.step_title, event.at) == ("Cross-validation", NOW)


def test_finishing_twice_changes_nothing_more(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE, done_on=YESTERDAY)
    assert move(learner, step, StepStatus.DONE) is None
    assert state_of(learner, step).done_on == YESTERDAY
    assert StepEvent.objects.count() == 1


def test_day_can_be_corrected(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE)
    event = move(learner, step, StepStatus.DONE, done_on=YESTERDAY)
    assert event is not None
    assert (event.from_done_on, event.to_done_on) == (TODAY, YESTERDAY)
    assert state_of(learner, step).done_on == YESTERDAY


def test_first_completion_survives_untick_and_retick(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE, done_on=YESTERDAY)
    move(learner, step, StepStatus.TODO)
    assert state_of(learner, step).done_on is None
    assert state_of(learner, step).first_done_on == YESTERDAY
    move(learner, step, StepStatus.DONE)
    assert state_of(learner, step).done_on == TODAY
    assert state_of(learner, step).first_done_on == YESTERDAY


@pytest.mark.parametrize(
    "day", [TODAY + datetime.timedelta(days=1), datetime.date.max, datetime.date(1989, 12, 31)]
)
def test_impossible_days_are_refused_and_leave_no_trace(
    learner: User, step: Step, day: datetime.date
) -> None:
    with pytest.raises(ValidationError) as refused:
        move(learner, step, StepStatus.DONE, done_on=day)
    assert list(refused.value.error_dict) == ["done_on"]
    assert not StepState.objects.exists()
    assert not StepEvent.objects.exists()


def test_skipping_keeps_the_reason_and_leaves_done(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE)
    move(learner, step, StepStatus.SKIPPED, skip_reason="  Known already ")
    state = state_of(learner, step)
    assert (state.status, state.skip_reason, state.done_on) == ("skipped", "Known already", None)
    move(learner, step, StepStatus.SKIPPED)
    assert state_of(learner, step).skip_reason == "Known already"
    move(learner, step, StepStatus.TODO)
    assert state_of(learner, step).skip_reason == ""


def test_overlong_reason_is_refused(learner: User, step: Step) -> None:
    with pytest.raises(ValidationError):
        move(learner, step, StepStatus.SKIPPED, skip_reason="x" * 201)
    assert not StepEvent.objects.exists()


def test_either_or_step_needs_its_option(learner: User, step: Step) -> None:
    option = StepOptionFactory(step=step)
    with pytest.raises(ValidationError, match="Choose which one you did"):
        move(learner, step, StepStatus.DONE)
    move(learner, step, StepStatus.DONE, option=option)
    assert state_of(learner, step).option == option


def test_option_of_another_step_is_refused(learner: User, step: Step) -> None:
    with pytest.raises(ValidationError):
        move(learner, step, StepStatus.DONE, option=StepOptionFactory())
    with pytest.raises(ValidationError):
        services.choose_option(user=learner, step=step, option=StepOptionFactory(), now=NOW)


def test_choosing_an_option_leaves_the_status(learner: User, step: Step) -> None:
    first, second = StepOptionFactory.create_batch(2, step=step)
    services.choose_option(user=learner, step=step, option=first, now=NOW)
    assert services.choose_option(user=learner, step=step, option=first, now=NOW) is None
    move(learner, step, StepStatus.DONE)
    services.choose_option(user=learner, step=step, option=second, now=NOW)
    state = state_of(learner, step)
    assert (state.status, state.done_on, state.option) == ("done", TODAY, second)
    assert StepEvent.objects.count() == 3


def test_undo_is_an_event_and_happens_once(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DOING)
    done = move(learner, step, StepStatus.DONE, done_on=YESTERDAY)
    assert done is not None
    undoing = services.undo(event=done, now=NOW)
    assert undoing is not None
    assert (undoing.undoes, undoing.from_status, undoing.to_status) == (done, "done", "doing")
    assert services.undo(event=done, now=NOW) is None
    assert StepEvent.objects.count() == 3
    assert state_of(learner, step).status == "doing"


def test_undo_of_an_untick_brings_the_day_back(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE, done_on=YESTERDAY)
    untick = move(learner, step, StepStatus.TODO)
    assert untick is not None
    services.undo(event=untick, now=NOW)
    assert state_of(learner, step).done_on == YESTERDAY


def test_undo_of_an_undo_is_the_change_again(learner: User, step: Step) -> None:
    done = move(learner, step, StepStatus.DONE)
    assert done is not None
    undoing = services.undo(event=done, now=NOW)
    assert undoing is not None
    services.undo(event=undoing, now=NOW)
    assert state_of(learner, step).status == "done"


def test_undo_never_takes_back_a_later_decision(learner: User, step: Step) -> None:
    started = move(learner, step, StepStatus.DOING)
    move(learner, step, StepStatus.DONE)
    assert started is not None
    with pytest.raises(services.StaleUndoError):
        services.undo(event=started, now=NOW)
    assert state_of(learner, step).status == "done"


def test_retired_step_stays_as_it_is(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE)
    step.retired = True
    step.save()
    with pytest.raises(ValidationError, match="has left the roadmap"):
        move(learner, step, StepStatus.TODO)
    assert state_of(learner, step).status == "done"


def test_title_in_history_is_the_one_it_had(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE)
    Step.objects.filter(pk=step.pk).update(title="Resampling")
    assert StepEvent.objects.get().step_title == "Cross-validation"


def test_events_can_be_neither_changed_nor_removed(learner: User, step: Step) -> None:
    event = move(learner, step, StepStatus.DONE)
    assert event is not None
    event.to_status = StepStatus.TODO
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        StepEvent.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        StepEvent.objects.update(to_status="todo")
    assert StepEvent.objects.get().to_status == "done"


def test_one_learner_never_touches_another(learner: User, step: Step) -> None:
    other = UserFactory()
    move(other, step, StepStatus.DONE)
    move(learner, step, StepStatus.SKIPPED)
    assert state_of(other, step).status == "done"


def test_note_is_kept_beside_the_state(learner: User, step: Step) -> None:
    services.write_note(user=learner, step=step, note="  Folds by customer.  ")
    move(learner, step, StepStatus.DONE)
    assert state_of(learner, step).note == "Folds by customer."
    with pytest.raises(ValidationError):
        services.write_note(user=learner, step=step, note="x" * 10_001)
    assert state_of(learner, step).note == "Folds by customer."


def test_account_and_its_history_can_go(learner: User, step: Step) -> None:
    done = move(learner, step, StepStatus.DONE)
    assert done is not None
    services.undo(event=done, now=timezone.now())
    learner.delete()
    assert not StepEvent.objects.exists()
    assert Step.objects.filter(pk=step.pk).exists()


def test_later_change_wins_also_when_its_clock_was_read_earlier(learner: User, step: Step) -> None:
    """A request may read the clock, wait for the row, and be recorded after a quicker one."""
    move(learner, step, StepStatus.DOING)
    slow = NOW - datetime.timedelta(milliseconds=5)
    done = services.set_status(user=learner, step=step, to=StepStatus.DONE, today=TODAY, now=slow)
    assert done is not None
    assert services.undo(event=done, now=NOW) is not None
    assert state_of(learner, step).status == "doing"


def test_nothing_undoes_or_chooses_on_a_retired_step(learner: User, step: Step) -> None:
    option = StepOptionFactory(step=step)
    done = move(learner, step, StepStatus.DONE, option=option)
    assert done is not None
    step.stage.retired = True
    step.stage.save()
    other = StepOptionFactory(step=step)
    with pytest.raises(ValidationError, match="has left the roadmap"):
        services.undo(event=done, now=NOW)
    with pytest.raises(ValidationError, match="has left the roadmap"):
        services.choose_option(user=learner, step=step, option=other, now=NOW)
    with pytest.raises(ValidationError, match="has left the roadmap"):
        move(learner, step, StepStatus.TODO)
    assert state_of(learner, step).status == "done"


def test_day_that_stands_stays_true_where_today_is_a_day_behind(learner: User, step: Step) -> None:
    move(learner, step, StepStatus.DONE)
    again = services.set_status(
        user=learner, step=step, to=StepStatus.DONE, today=YESTERDAY, now=NOW
    )
    assert again is None
    assert state_of(learner, step).done_on == TODAY


def test_putting_back_what_was_never_begun_leaves_no_row(learner: User, step: Step) -> None:
    assert move(learner, step, StepStatus.TODO) is None
    assert not StepState.objects.exists()
