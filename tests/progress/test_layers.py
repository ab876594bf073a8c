"""Claimed, evidenced, verified: what gives a step its layer, and the hours of each."""

import datetime
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from progress.layers import Layer, LayerTally, layer_hours, layer_of, proof_of
from progress.models import CourseStatus, StepStatus
from progress.standing import standing_of
from roadmap.models import Step
from tests.factories import (
    CourseFactory,
    CourseLogFactory,
    EvidenceFactory,
    PlanFactory,
    ProjectFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
)

TODAY = datetime.date(2026, 7, 22)


@dataclass(frozen=True)
class Row:
    hours: int
    layer: Layer | None = None
    is_counted: bool = True


@pytest.mark.parametrize(
    ("done", "evidenced", "verified", "layer"),
    [
        (False, False, False, None),
        (False, True, True, None),
        (True, False, False, Layer.CLAIMED),
        (True, True, False, Layer.EVIDENCED),
        (True, True, True, Layer.VERIFIED),
        # A mentor's word stands by itself.
        (True, False, True, Layer.VERIFIED),
    ],
)
def test_layer_is_the_highest_one_once_done(
    done: bool, evidenced: bool, verified: bool, layer: Layer | None
) -> None:
    assert layer_of(is_done=done, is_evidenced=evidenced, is_verified=verified) is layer


def test_layers_are_in_order() -> None:
    assert Layer.CLAIMED < Layer.EVIDENCED < Layer.VERIFIED
    assert [layer.label for layer in Layer] == ["Claimed", "Evidenced", "Verified"]


def test_hours_by_layer() -> None:
    rows = [
        Row(10, Layer.CLAIMED),
        Row(5, Layer.CLAIMED),
        Row(20, Layer.EVIDENCED),
        Row(4, Layer.VERIFIED),
        Row(21),
        Row(40, is_counted=False),
    ]
    assert layer_hours(rows) == LayerTally(claimed=15, evidenced=20, verified=4, total=60)
    assert layer_hours([]) == LayerTally(0, 0, 0, 0)


def test_segments_follow_each_other_best_shown_first() -> None:
    parts = LayerTally(claimed=15, evidenced=20, verified=5, total=80).segments
    assert [(part.layer, part.start, part.width) for part in parts] == [
        (Layer.VERIFIED, 0, 6.25),
        (Layer.EVIDENCED, 6.25, 25),
        (Layer.CLAIMED, 31.25, 18.75),
    ]
    assert LayerTally(0, 0, 0, 0).segments == []


@given(
    st.lists(
        st.builds(
            Row,
            st.integers(4, 40),
            st.sampled_from([None, *Layer]),
            st.booleans(),
        )
    )
)
def test_layers_share_out_the_counted_hours(rows: list[Row]) -> None:
    tally = layer_hours(rows)
    assert tally.total == sum(row.hours for row in rows if row.is_counted)
    assert tally.done == sum(row.hours for row in rows if row.is_counted and row.layer)
    assert sum(part.width for part in tally.segments) <= 100.05


@pytest.fixture
def step(db: None) -> Step:
    return StepFactory()


def test_link_is_evidence(learner: User, step: Step) -> None:
    EvidenceFactory(user=learner, step=step)
    assert proof_of(learner.pk).evidenced == {step.pk}


@pytest.mark.parametrize(
    ("status", "certificate", "counts"),
    [
        (CourseStatus.FINISHED, "https://example.com/c", True),
        (CourseStatus.FINISHED, "", False),
        (CourseStatus.STARTED, "https://example.com/c", False),
        (CourseStatus.DROPPED, "https://example.com/c", False),
        (CourseStatus.PLANNED, "https://example.com/c", False),
    ],
)
def test_course_is_evidence_once_finished_with_a_certificate(
    learner: User, step: Step, status: CourseStatus, certificate: str, counts: bool
) -> None:
    log = CourseLogFactory(user=learner, status=status, certificate_url=certificate)
    step.courses.add(log.course)
    StepFactory().courses.add(CourseFactory())
    assert proof_of(learner.pk).evidenced == ({step.pk} if counts else frozenset())


def test_project_that_names_the_step_is_evidence(learner: User, step: Step) -> None:
    ProjectFactory(user=learner).steps.add(step)
    ProjectFactory(user=learner)
    assert proof_of(learner.pk).evidenced == {step.pk}


def test_somebody_elses_work_is_no_evidence(learner: User, step: Step) -> None:
    EvidenceFactory(step=step)
    ProjectFactory().steps.add(step)
    log = CourseLogFactory(status=CourseStatus.FINISHED, certificate_url="https://example.com/c")
    step.courses.add(log.course)
    assert proof_of(learner.pk).evidenced == frozenset()


def test_standing_has_the_hours_by_layer_and_stage(learner: User) -> None:
    plan = PlanFactory(user=learner)
    first, second = StageFactory(number=1), StageFactory(number=2)
    claimed = StepStateFactory(user=learner, step__stage=first, step__hours=4).step
    shown = StepStateFactory(user=learner, step__stage=first, step__hours=8).step
    skipped = StepStateFactory(user=learner, step__stage=first, status=StepStatus.SKIPPED).step
    waiting = StepFactory(stage=second, hours=16)
    for step in (shown, skipped, waiting):
        EvidenceFactory(user=learner, step=step)
    standing = standing_of(plan, TODAY)
    assert standing.layers == LayerTally(claimed=4, evidenced=8, verified=0, total=28)
    assert standing.layers.done == standing.tally.done_hours
    assert [stage.layers for stage in standing.stages] == [
        LayerTally(claimed=4, evidenced=8, verified=0, total=12),
        LayerTally(claimed=0, evidenced=0, verified=0, total=16),
    ]
    layers = {row.step: row.layer for row in standing.rows}
    assert layers[claimed] is Layer.CLAIMED
    assert layers[shown] is Layer.EVIDENCED
    assert layers[skipped] is layers[waiting] is None


@pytest.mark.parametrize("rows", [1, 4])
def test_evidence_is_one_query(learner: User, django_assert_num_queries: object, rows: int) -> None:
    for step in StepFactory.create_batch(rows):
        EvidenceFactory(user=learner, step=step)
        ProjectFactory(user=learner).steps.add(step)
        log = CourseLogFactory(
            user=learner, status=CourseStatus.FINISHED, certificate_url="https://example.com/c"
        )
        step.courses.add(log.course)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(proof_of(learner.pk).evidenced) == rows
