"""Changes of steps carried out for learners: nothing of theirs is lost or counts twice."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from progress import history_services, services
from progress.layers import proof_of
from progress.models import (
    Evidence,
    Project,
    StepEvent,
    StepState,
    StepStatus,
    VerifiedStep,
)
from progress.snapshots import fingerprint_of
from progress.standing import Standing, standing_of
from progress.step_changes import (
    CannotRevertError,
    apply_changes,
    apply_pending,
    carry_again,
    changed_since,
    later_change,
    problem_of,
    revert_change,
)
from roadmap.models import ChangeKind, Publication, Step, StepChange
from roadmap.publishing import publish
from skills.states import State, move
from tests.factories import (
    EvidenceFactory,
    PlanFactory,
    ProjectFactory,
    StageFactory,
    StepChangeFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
    VerificationFactory,
)

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
MAY = datetime.date(2026, 5, 4)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def old() -> Step:
    step = StepFactory(slug="old", title="The old step", hours=12)
    publish(now=NOW)
    return step


@pytest.fixture
def halves(old: Step) -> list[Step]:
    """Drafts, as an editor prepares them."""
    return [
        StepFactory(
            slug=slug, stage=old.stage, hours=6, retired=True, draft=True, order=order, title=slug
        )
        for order, slug in enumerate(["first-half", "second-half"])
    ]


def tick(user: User, step: Step, to: StepStatus = StepStatus.DONE, **extra: Any) -> None:
    services.set_status(
        user=user, step=step, to=to, today=TODAY, now=NOW, **({"done_on": MAY} | extra)
    )


def change(kind: ChangeKind, sources: list[Step], targets: list[Step]) -> StepChange:
    return StepChangeFactory(kind=kind, sources=sources, targets=targets)


def carry_out(*changes: StepChange) -> int:
    return sum(done.learners for done in apply_changes(changes, now=NOW))


def status_of(user: User, *steps: Step) -> list[str]:
    states = {s.step_id: s.status for s in StepState.objects.filter(user=user)}
    return [states.get(step.pk, "todo") for step in steps]


def standing(user: User) -> Standing:
    plan = user.plans.get(archived_at=None)
    return standing_of(plan, TODAY)


# --- Carrying out --------------------------------------------------------------------------


def test_a_split_hands_the_tick_to_both_halves(old: Step, halves: list[Step]) -> None:
    user = PlanFactory().user
    tick(user, old)
    before = standing(user).earned_hours

    assert carry_out(change(ChangeKind.SPLIT, [old], halves)) == 1

    old.refresh_from_db()
    assert (old.retired, [Step.objects.get(pk=h.pk).state for h in halves]) == (True, ["Live"] * 2)
    assert status_of(user, old, *halves) == ["done", "done", "done"]
    assert standing(user).earned_hours == before == 12
    for half in halves:
        state = StepState.objects.get(user=user, step=half)
        assert (state.done_on, state.first_done_on) == (MAY, MAY)
        event = StepEvent.objects.get(user=user, step=half)
        assert (event.from_status, event.to_status, event.to_done_on) == ("todo", "done", MAY)
        assert event.step_title == half.title


def test_carried_out_twice_changes_nothing_more(old: Step, halves: list[Step]) -> None:
    user = UserFactory()
    tick(user, old)
    split = change(ChangeKind.SPLIT, [old], halves)
    carry_out(split)
    rows = list(StepState.objects.values())
    events = StepEvent.objects.count()

    assert apply_changes([split], now=NOW) == []
    assert apply_pending([split.slug], now=NOW) == []
    assert (list(StepState.objects.values()), StepEvent.objects.count()) == (rows, events)


def test_who_held_nothing_gets_nothing(old: Step, halves: list[Step]) -> None:
    UserFactory()

    assert carry_out(change(ChangeKind.SPLIT, [old], halves)) == 0
    assert not StepState.objects.exists()


def test_a_merge_counts_the_parts_together(old: Step) -> None:
    other = StepFactory(stage=old.stage)
    whole = StepFactory(stage=old.stage, retired=True, draft=True)
    both, one = UserFactory(), UserFactory()
    for step in (old, other):
        tick(both, step)
    tick(one, old)

    assert carry_out(change(ChangeKind.MERGED, [old, other], [whole])) == 2

    assert status_of(both, whole) == ["done"]
    assert status_of(one, whole, old) == ["doing", "done"]


def test_the_first_completion_survives_an_un_tick_and_a_new_name(old: Step) -> None:
    new, user = StepFactory(stage=old.stage), UserFactory()
    tick(user, old)
    tick(user, old, StepStatus.TODO, done_on=None)

    carry_out(change(ChangeKind.SAME, [old], [new]))

    state = StepState.objects.get(user=user, step=new)
    assert (state.status, state.first_done_on) == ("todo", MAY)


def test_the_chosen_option_goes_along_by_its_name(old: Step) -> None:
    torch = StepOptionFactory(step=old, slug="pytorch")
    new = StepFactory(stage=old.stage)
    same = StepOptionFactory(step=new, slug="pytorch")
    user = UserFactory()
    tick(user, old, option=torch)

    carry_out(change(ChangeKind.SAME, [old], [new]))

    assert StepState.objects.get(user=user, step=new).option == same


def test_notes_are_copied_and_stay_where_they_were(old: Step, halves: list[Step]) -> None:
    state = StepStateFactory(step=old, status="todo", note="Ask about branches.")

    carry_out(change(ChangeKind.SPLIT, [old], halves))

    state.refresh_from_db()
    assert state.note == "Ask about branches."
    assert StepState.objects.get(user=state.user, step=halves[0]).note == state.note
    assert not StepState.objects.filter(user=state.user, step=halves[1]).exists()


def test_what_a_learner_said_of_the_new_step_stands(old: Step) -> None:
    new, user = StepFactory(stage=old.stage), UserFactory()
    tick(user, old)
    tick(user, new, StepStatus.SKIPPED, skip_reason="Known.", done_on=None)

    assert carry_out(change(ChangeKind.SAME, [old], [new])) == 0
    assert status_of(user, new) == ["skipped"]


def test_a_move_touches_no_tick(old: Step) -> None:
    user = UserFactory()
    tick(user, old)

    assert carry_out(change(ChangeKind.MOVED, [old], [])) == 0

    old.refresh_from_db()
    assert (old.retired, status_of(user, old)) == (False, ["done"])


def test_evidence_counts_for_the_heirs_without_being_copied(old: Step, halves: list[Step]) -> None:
    link = EvidenceFactory(step=old)
    tick(link.user, old)

    carry_out(change(ChangeKind.SPLIT, [old], halves))

    assert proof_of(link.user_id).evidenced == {old.pk, *(half.pk for half in halves)}
    assert list(Evidence.objects.all()) == [link]


def test_other_work_is_no_evidence(old: Step) -> None:
    new = StepFactory(stage=old.stage)
    link = EvidenceFactory(step=old)
    tick(link.user, old)

    carry_out(change(ChangeKind.REPLACED, [old], [new]))

    assert proof_of(link.user_id).evidenced == {old.pk}
    assert status_of(link.user, new) == ["done"]


def test_a_project_stays_the_version_that_was_approved(old: Step, halves: list[Step]) -> None:
    """Its fingerprint is of what the learner decided: an editor's change makes no new version."""
    project = ProjectFactory()
    project.steps.add(old)
    verification = VerificationFactory(project=project, user=project.user)
    VerifiedStep.objects.create(verification=verification, step=old)
    before = fingerprint_of(project)

    carry_out(change(ChangeKind.SPLIT, [old], halves))

    assert fingerprint_of(Project.objects.get()) == before
    assert proof_of(project.user_id).verified == {old.pk, *(half.pk for half in halves)}


def test_a_mentors_word_for_one_part_is_none_for_the_merged_step(old: Step) -> None:
    other, whole = StepFactory(stage=old.stage), StepFactory(stage=old.stage)
    verification = VerificationFactory()
    VerifiedStep.objects.create(verification=verification, step=old)

    carry_out(change(ChangeKind.MERGED, [old, other], [whole]))

    proof = proof_of(verification.user_id)
    assert proof.verified == {old.pk}
    assert proof.evidenced == {old.pk, whole.pk}


@pytest.mark.parametrize(
    ("kind", "sources", "targets"),
    [
        (ChangeKind.SPLIT, 1, 1),
        (ChangeKind.MERGED, 1, 1),
        (ChangeKind.SAME, 1, 0),
        (ChangeKind.RETIRED, 1, 1),
        (ChangeKind.SAME, 2, 1),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_whole(
    kind: ChangeKind, sources: int, targets: int
) -> None:
    steps = StepFactory.create_batch(4)
    wrong = change(kind, steps[:sources], steps[2 : 2 + targets])
    good = change(ChangeKind.RETIRED, [steps[3]], [])

    with pytest.raises(ValidationError):
        apply_changes([good, wrong], now=NOW)

    assert not Step.objects.filter(retired=True).exists()
    assert not StepChange.objects.in_force().exists()


def test_a_step_takes_no_place_of_its_own() -> None:
    step = StepFactory()
    assert "its own place" in problem_of(ChangeKind.SAME, [step], [step])


def test_an_edition_names_the_change(old: Step, halves: list[Step]) -> None:
    split = change(ChangeKind.SPLIT, [old], halves)

    carry_out(split)

    split.refresh_from_db()
    newest = Publication.objects.newest()
    assert split.publication == newest
    assert newest is not None
    assert newest.number == 2
    assert newest.reason == split.slug


def test_a_thousand_holders_ask_as_little_as_one(
    django_assert_max_num_queries: Any, old: Step, halves: list[Step]
) -> None:
    for user in UserFactory.create_batch(30):
        StepStateFactory(user=user, step=old)
    UserFactory.create_batch(5)
    split = change(ChangeKind.SPLIT, [old], halves)

    with django_assert_max_num_queries(45):
        assert carry_out(split) == 30


# --- The way back --------------------------------------------------------------------------


def test_taken_back_everything_is_as_before(old: Step, halves: list[Step]) -> None:
    user = PlanFactory().user
    tick(user, old)
    before = standing(user).tally
    split = change(ChangeKind.SPLIT, [old], halves)
    carry_out(split)

    assert revert_change(change=split, now=NOW) is not None

    old.refresh_from_db()
    assert not old.retired
    assert all(Step.objects.get(pk=half.pk).retired for half in halves)
    assert status_of(user, old, *halves) == ["done", "todo", "todo"]
    assert standing(user).tally == before
    # Nothing is removed: each carried tick has an event against it.
    undone = StepEvent.objects.filter(user=user, undoes__isnull=False)
    assert undone.count() == 2
    assert revert_change(change=split, now=NOW) is None


def test_it_can_be_carried_out_again(old: Step, halves: list[Step]) -> None:
    user = UserFactory()
    tick(user, old)
    split = change(ChangeKind.SPLIT, [old], halves)
    carry_out(split)
    revert_change(change=split, now=NOW)

    assert carry_out(split) == 1
    assert status_of(user, *halves) == ["done", "done"]


@pytest.mark.parametrize("who", ["a holder", "somebody new"])
def test_once_learners_worked_on_it_is_refused(old: Step, halves: list[Step], who: str) -> None:
    user = UserFactory()
    tick(user, old)
    split = change(ChangeKind.SPLIT, [old], halves)
    carry_out(split)
    Step.objects.get(pk=halves[0].pk)
    halves[0].refresh_from_db()
    if who == "a holder":
        tick(user, halves[0], StepStatus.TODO, done_on=None)
    else:
        tick(UserFactory(), halves[0])
    split.refresh_from_db()

    assert changed_since(split) == 1
    with pytest.raises(CannotRevertError):
        revert_change(change=split, now=NOW)
    old.refresh_from_db()
    assert old.retired


def test_a_step_that_was_there_before_stays(old: Step) -> None:
    there = StepFactory(stage=old.stage)
    publish(now=NOW)
    holder, owner = UserFactory(), UserFactory()
    tick(holder, old)
    tick(owner, there)
    same = change(ChangeKind.SAME, [old], [there])
    carry_out(same)

    revert_change(change=same, now=NOW)

    there.refresh_from_db()
    assert not there.retired
    assert status_of(owner, there) == ["done"]
    assert status_of(holder, old, there) == ["done", "todo"]


# --- Around it -----------------------------------------------------------------------------


def test_a_plan_brought_back_finds_its_ticks_on_the_new_steps(
    old: Step, halves: list[Step]
) -> None:
    plan = PlanFactory()
    tick(plan.user, old)
    history_services.reset_plan(user=plan.user, plan_id=plan.pk, now=NOW)
    carry_out(change(ChangeKind.SPLIT, [old], halves))

    history_services.restore_plan(user=plan.user, plan_id=plan.pk, now=NOW)

    assert status_of(plan.user, old, *halves) == ["done", "done", "done"]
    assert standing(plan.user).earned_hours == 12


def test_carried_again_it_follows_a_chain(old: Step, halves: list[Step]) -> None:
    last, user = StepFactory(stage=old.stage), UserFactory()
    carry_out(change(ChangeKind.SPLIT, [old], halves))
    carry_out(change(ChangeKind.SAME, [halves[0]], [last]))
    StepStateFactory(user=user, step=old)

    for _ in range(2):
        carry_again(user=user, steps=[old.pk], now=NOW)

    assert status_of(user, *halves, last) == ["done", "done", "done"]
    assert StepEvent.objects.filter(user=user).count() == 3


@pytest.mark.parametrize("what", ["note", "link", "study", "project"])
def test_whatever_a_learner_did_with_a_new_step_keeps_it(
    old: Step, halves: list[Step], what: str
) -> None:
    user = UserFactory()
    tick(user, old)
    services.write_note(user=user, step=old, note="Of before.")
    split = change(ChangeKind.SPLIT, [old], halves)
    carry_out(split)
    split.refresh_from_db()
    assert changed_since(split) == 0
    if what == "note":
        services.write_note(user=user, step=halves[0], note="Of before.\n\nAnd more.")
    elif what == "link":
        EvidenceFactory(user=user, step=halves[0])
    elif what == "study":
        StudySessionFactory(user=user, step=halves[0])
    else:
        ProjectFactory(user=user).steps.add(halves[0])

    assert changed_since(split) == 1
    with pytest.raises(CannotRevertError):
        revert_change(change=split, now=NOW)


# --- Nothing counts twice ------------------------------------------------------------------


def test_a_change_that_others_go_on_from_is_not_taken_back_first(old: Step) -> None:
    middle, last = StepFactory(stage=old.stage, hours=8), StepFactory(stage=old.stage, hours=8)
    user = PlanFactory().user
    tick(user, old)
    first = change(ChangeKind.SAME, [old], [middle])
    second = change(ChangeKind.SAME, [middle], [last])
    carry_out(first)
    carry_out(second)
    first.refresh_from_db()

    assert later_change(first) == second
    with pytest.raises(CannotRevertError):
        revert_change(change=first, now=NOW)
    assert revert_change(change=second, now=NOW) is not None
    assert revert_change(change=first, now=NOW) is not None
    assert standing(user).earned_hours == old.hours


def test_a_step_is_replaced_once(old: Step) -> None:
    one, other = StepFactory(stage=old.stage), StepFactory(stage=old.stage)
    carry_out(change(ChangeKind.SAME, [old], [one]))

    with pytest.raises(ValidationError, match="already, by"):
        carry_out(change(ChangeKind.SAME, [old], [other]))
    with pytest.raises(ValidationError, match="would count beside"):
        carry_out(change(ChangeKind.SAME, [other], [old]))


def test_new_steps_may_go_back_into_the_old_one(old: Step, halves: list[Step]) -> None:
    user = PlanFactory().user
    tick(user, old)
    carry_out(change(ChangeKind.SPLIT, [old], halves))
    tick(user, halves[0], done_on=TODAY)

    carry_out(change(ChangeKind.MERGED, halves, [old]))

    assert StepChange.objects.replaced().keys() == {half.pk for half in halves}
    assert standing(user).earned_hours == old.hours
    old.refresh_from_db()
    assert not old.retired


def test_a_replaced_step_is_not_brought_back_beside_its_heirs(
    old: Step, halves: list[Step]
) -> None:
    carry_out(change(ChangeKind.SPLIT, [old], halves))
    old.refresh_from_db()
    steps = Step.objects.filter(pk=old.pk)

    assert Step.kept_hidden().keys() == {old.pk}
    assert move(rows=steps, origin=State.RETIRED, to=State.LIVE, by=None, reason="") == []
    old.retired = False
    with pytest.raises(ValidationError, match="stand in its place"):
        old.full_clean()


def test_pages_lead_from_the_old_step_to_the_new(
    learner: User, learner_client: Client, old: Step, halves: list[Step]
) -> None:
    tick(learner, old)
    carry_out(change(ChangeKind.SPLIT, [old], halves))

    page = learner_client.get(reverse("progress:step", args=["old"]))
    assertContains(page, "It reads better.")
    assertContains(page, reverse("progress:step", args=["first-half"]))
    page = learner_client.get(reverse("progress:step", args=["first-half"]))
    assertContains(page, "It stands in the place of")
    page = learner_client.get(reverse("progress:history"))
    assertContains(page, "The roadmap’s steps changed")
    # What an editor did is not offered for undoing among one's own.
    assertNotContains(page, "Undo<span")


def test_proofs_ask_for_heirs_only_where_there_is_something_to_inherit(
    django_assert_num_queries: DjangoAssertNumQueries, learner: User
) -> None:
    with django_assert_num_queries(1):
        proof_of(learner.pk)
    EvidenceFactory(user=learner)
    with django_assert_num_queries(2):
        proof_of(learner.pk)


def test_stage_of_a_new_step_must_be_there(old: Step) -> None:
    gone = StepFactory(stage=StageFactory(retired=True))
    assert "has been retired" in problem_of(ChangeKind.SAME, [old], [gone])
