"""Editions of the roadmap: how two differ, and when a new one is numbered."""

import datetime

import pytest

from roadmap.editions import (
    Difference,
    Differs,
    Snapshot,
    StagePart,
    StepPart,
    counts_the_same,
    differences,
)
from roadmap.models import Publication, Step
from roadmap.publishing import publish, snapshot_now, snapshot_of
from tests.factories import SpecialisationFactory, StageFactory, StepFactory, UserFactory

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
STAGES = (StagePart("one", 1, "One", 0, 3), StagePart("two", 2, "Two", 3, None))
STEP = StepPart("git", "Git", 8, "one", None)
VISION = StepPart("vision", "Vision", 10, "two", "vision")


def edition(*steps: StepPart, stages: tuple[StagePart, ...] = STAGES) -> Snapshot:
    return Snapshot.of(stages, steps)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (edition(STEP), []),
        (edition(), [Difference(Differs.GONE, "git", "Git", 8, None)]),
        (
            edition(STEP, StepPart("sql", "SQL", 6, "one", None)),
            [Difference(Differs.ADDED, "sql", "SQL", None, 6)],
        ),
        (
            edition(StepPart("git", "Git well", 12, "two", None)),
            [
                Difference(Differs.HOURS, "git", "Git well", 8, 12),
                Difference(Differs.PLACE, "git", "Git well", 1, 2),
            ],
        ),
        (edition(StepPart("git", "Called otherwise", 8, "one", None)), []),
        (
            edition(STEP, stages=(StagePart("one", 1, "One", 0, 4), STAGES[1])),
            [Difference(Differs.WINDOW, "one", "One", (0, 3), (0, 4))],
        ),
    ],
)
def test_differences_of_a_plan(after: Snapshot, expected: list[Difference]) -> None:
    before = edition(STEP)

    assert differences(before, after) == expected
    assert counts_the_same(before, after) == (not expected)


def test_a_plan_hears_of_its_own_specialisation_only() -> None:
    before, after = edition(STEP), edition(STEP, VISION)

    assert differences(before, after) == []
    assert [d.what for d in differences(before, after, "vision")] == [Differs.ADDED]
    assert not counts_the_same(before, after)


def test_a_step_that_changes_hands_is_gone_for_the_others() -> None:
    mine = StepPart("git", "Git", 8, "one", "vision")

    found = differences(edition(STEP), edition(mine))

    assert [d.what for d in found] == [Differs.GONE]
    assert differences(edition(STEP), edition(mine), "vision") == []


def test_a_snapshot_survives_json() -> None:
    snapshot = edition(STEP, VISION)

    assert Snapshot.from_json(snapshot.stages_json(), snapshot.steps_json()) == snapshot


@pytest.mark.django_db
def test_the_first_steps_make_edition_1() -> None:
    assert publish(now=NOW) is None
    StepFactory()

    made = publish(now=NOW)

    assert made is not None
    assert made.number == 1
    assert snapshot_of(made) == snapshot_now()


@pytest.mark.django_db
def test_an_edition_is_numbered_only_where_plans_count_otherwise() -> None:
    step = StepFactory()
    publish(now=NOW)
    step.title, step.order = "Other words", 99
    step.save()
    assert publish(now=NOW) is None
    step.hours += 1
    step.save()

    made = publish(now=NOW, by=(editor := UserFactory()), reason="More to do")

    assert made is not None
    assert (made.number, made.reason, made.published_by) == (2, "More to do", editor)
    assert publish(now=NOW) is None
    assert Publication.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["step", "stage"])
def test_what_is_retired_or_a_draft_is_in_no_edition(field: str) -> None:
    step = StepFactory(specialisation=SpecialisationFactory(stage=StageFactory()))
    hidden = step if field == "step" else step.stage
    hidden.retired = hidden.draft = True
    hidden.save()
    StepFactory(slug="shown", stage=StageFactory())

    assert [part.slug for part in snapshot_now().steps] == ["shown"]
    assert Step.objects.count() == 2
