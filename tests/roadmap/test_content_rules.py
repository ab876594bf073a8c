"""The rules of the content over plain values: each kept, and each broken once."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from roadmap.content_rules import (
    CourseRow,
    Finding,
    Live,
    NamedRow,
    RoleRow,
    Row,
    SpecialisationRow,
    StageRow,
    StepRow,
    blocks_of,
    broken_rules,
)


def stage(pk: int, start: int, end: int | None) -> StageRow:
    return StageRow(Row("roadmap.stage", pk, f"Stage {pk}"), start, end)


def step(pk: int, hours: int, stage: int, field: int | None = None) -> StepRow:
    row = Row("roadmap.step", pk, f"Step {pk}")
    return StepRow(row, hours, stage, field, skills=1, options=0)


def field(pk: int, stage: int) -> SpecialisationRow:
    return SpecialisationRow(Row("roadmap.specialisation", pk, f"Field {pk}"), stage)


# Two stages of three months, then an open one with two fields beside a closed one.
GOOD = Live(
    stages=(stage(1, 0, 3), stage(2, 3, 6), stage(5, 6, None), stage(6, 6, 9)),
    specialisations=(field(1, 5), field(2, 5)),
    steps=(
        step(1, 130, 1),
        step(2, 100, 2),
        step(3, 30, 2),
        step(4, 40, 6),
        step(5, 90, 5, 1),
        step(6, 92, 5, 2),
    ),
    roles=(RoleRow(Row("roles.role", 1, "Engineer"), core_skills=1, bands=1),),
    courses=(CourseRow(Row("courses.course", 1, "Course"), steps=1),),
    named=(
        NamedRow(Row("courses.course", 1, "Course"), "course", ("old-course",)),
        NamedRow(Row("roadmap.step", 1, "Step 1"), "old-course", ()),
    ),
)


def said(live: Live) -> list[tuple[str, str, str]]:
    return [(it.rule, it.row.title, it.wrong) for it in broken_rules(live)]


def without_step(*pks: int) -> tuple[StepRow, ...]:
    return tuple(step for step in GOOD.steps if step.row.pk not in pks)


def with_hours(pk: int, hours: int) -> tuple[StepRow, ...]:
    return tuple(replace(step, hours=hours) if step.row.pk == pk else step for step in GOOD.steps)


def with_first_step(**values: int) -> tuple[StepRow, ...]:
    return (replace(GOOD.steps[0], **values), *GOOD.steps[1:])  # type: ignore[arg-type]


def test_good_content_breaks_no_rule() -> None:
    assert broken_rules(GOOD) == []
    assert broken_rules(Live()) == []


BREACHES = [
    (
        replace(GOOD, steps=with_hours(1, 123)),
        (
            "stage-hours",
            "Stage 1",
            "The steps in “Stage 1” take 123 hours; 3 months hold 124 to 136.",
        ),
    ),
    (
        replace(GOOD, steps=with_hours(3, 37)),
        (
            "stage-hours",
            "Stage 2",
            "The steps in “Stage 2” take 137 hours; 3 months hold 124 to 136.",
        ),
    ),
    (
        replace(GOOD, steps=with_hours(5, 70)),
        (
            "stage-hours",
            "Field 1",
            "The steps in “Stage 5” and “Stage 6” take 110 hours; 3 months hold 124 to 136.",
        ),
    ),
    (
        replace(GOOD, stages=(stage(1, 0, 2), *GOOD.stages[1:])),
        ("gap", "Stage 2", "Months 2 to 3 belong to no stage."),
    ),
    (
        replace(GOOD, steps=without_step(1)),
        ("empty-stage", "Stage 1", "The stage has no steps."),
    ),
    (
        replace(GOOD, steps=without_step(5)),
        ("empty-specialisation", "Field 1", "The specialisation has no steps of its own."),
    ),
    (
        replace(GOOD, steps=with_first_step(skills=0)),
        ("step-without-skills", "Step 1", "The step teaches no skill that the site shows."),
    ),
    (
        replace(GOOD, steps=with_first_step(options=1)),
        ("one-option", "Step 1", "The step offers a choice with one option."),
    ),
    (
        replace(GOOD, roles=(replace(GOOD.roles[0], core_skills=0),)),
        ("role-without-core-skills", "Engineer", "The role has no core skill that the site shows."),
    ),
    (
        replace(GOOD, roles=(replace(GOOD.roles[0], bands=0),)),
        ("role-without-pay", "Engineer", "The role has no salary band."),
    ),
    (
        replace(GOOD, courses=(replace(GOOD.courses[0], steps=0),)),
        ("course-without-steps", "Course", "The course serves no step that the site shows."),
    ),
    (
        replace(
            GOOD,
            named=(
                *GOOD.named,
                NamedRow(Row("courses.course", 2, "Newer"), "old-course", ()),
            ),
        ),
        (
            "former-slug-in-use",
            "Course",
            "Its former slug “old-course” is the slug of “Newer” now.",
        ),
    ),
]


@pytest.mark.parametrize(("live", "finding"), BREACHES, ids=[breach[1][0] for breach in BREACHES])
def test_each_rule_broken_once(live: Live, finding: tuple[str, str, str]) -> None:
    found = said(live)

    assert finding in found
    # A stage that became shorter holds too much as well.
    assert [other for other in found if other != finding and finding[0] != "gap"] == []


@pytest.mark.parametrize("hours", [124, 130, 136])
def test_hours_may_be_five_per_cent_off(hours: int) -> None:
    assert said(replace(GOOD, steps=with_hours(1, hours))) == []


def test_the_target_follows_the_window() -> None:
    """Two months hold 87 hours, and what is too long for them fits four."""
    two = Live(stages=(stage(1, 0, 2),), steps=(step(1, 87, 1),))
    four = Live(stages=(stage(1, 0, 4),), steps=(step(1, 87, 1),))

    assert said(two) == []
    assert said(four) == [
        (
            "stage-hours",
            "Stage 1",
            "The steps in “Stage 1” take 87 hours; 4 months hold 165 to 182.",
        )
    ]
    (finding,) = broken_rules(four)
    assert finding.mend == "Add about 86 hours, or change the months of the stage."


@pytest.mark.parametrize(
    ("stages", "blocks"),
    [
        ([], []),
        ([(0, 3), (3, 6)], [((1,), 3), ((2,), 3)]),
        ([(0, 3), (2, 6)], [((1, 2), 6)]),
        ([(0, 12), (1, 2), (3, 5)], [((1, 2, 3), 12)]),
        ([(0, 3), (3, None), (3, 6)], [((1,), 3), ((2, 3), 3)]),
        # An open stage lasts to the end of the roadmap; alone at the end it has no known length.
        ([(0, None), (0, 9)], [((1, 2), 9)]),
        ([(0, 3), (3, None)], [((1,), 3)]),
        ([(0, None)], []),
    ],
)
def test_stages_that_share_months_count_together(
    stages: list[tuple[int, int | None]], blocks: list[tuple[tuple[int, ...], int]]
) -> None:
    found = blocks_of(stage(n, start, end) for n, (start, end) in enumerate(stages, start=1))

    assert [(tuple(it.row.pk for it in block.stages), block.months) for block in found] == blocks


@pytest.mark.parametrize(
    ("stages", "gaps"),
    [
        ([(0, 3), (3, 6)], []),
        ([(0, 3), (4, 6)], ["Months 3 to 4 belong to no stage."]),
        ([(2, 3)], ["Months 0 to 2 belong to no stage."]),
        ([(0, 9), (1, 2), (9, 10)], []),
        ([(0, 9), (1, 2), (10, 11)], ["Months 9 to 10 belong to no stage."]),
        ([(0, None), (20, 23)], []),
        (
            [(1, 2), (4, None)],
            ["Months 0 to 1 belong to no stage.", "Months 2 to 4 belong to no stage."],
        ),
    ],
)
def test_gaps(stages: list[tuple[int, int | None]], gaps: list[str]) -> None:
    live = Live(
        stages=tuple(stage(n, start, end) for n, (start, end) in enumerate(stages, start=1))
    )

    assert [it.wrong for it in broken_rules(live) if it.rule == "gap"] == gaps


def test_a_gap_says_how_to_close_it() -> None:
    live = Live(stages=(stage(1, 0, 3), stage(2, 4, 6)))

    (gap,) = (finding for finding in broken_rules(live) if finding.rule == "gap")

    assert gap.mend == "Start it at month 3, or let “Stage 1” end at month 4."
    assert touched(gap, [("roadmap.stage", 1), ("roadmap.stage", 2), ("roadmap.step", 2)]) == [
        ("roadmap.stage", 1),
        ("roadmap.stage", 2),
    ]


def touched(finding: Finding, keys: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [key for key in keys if finding.touches([key])]


def test_a_row_may_not_have_been_what_it_is() -> None:
    live = Live(named=(NamedRow(Row("skills.skill", 1, "Python"), "python", ("python",)),))

    assert said(live) == [
        (
            "former-slug-in-use",
            "Python",
            "Its former slug “python” is its slug now.",
        )
    ]
