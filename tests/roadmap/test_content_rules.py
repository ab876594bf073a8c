"""The rules that content must keep: each is broken once, and says where and how to mend it."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from roadmap.content_checks import admin_address, broken_rules_now, broken_rules_of
from roadmap.content_rules import (
    Content,
    Finding,
    RoleRow,
    Row,
    StageRow,
    StepRow,
    findings,
)
from roadmap.models import Step
from roles.models import Importance
from tests.factories import (
    CourseFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
)


def row(kind: str, pk: int) -> Row:
    return Row(f"roadmap.{kind}", pk, f"{kind} {pk}")


def stage(pk: int, start: int, end: int | None) -> StageRow:
    return StageRow(row("stage", pk), pk, start, end)


def step(pk: int, at: int, hours: int, field: int | None = None) -> StepRow:
    return StepRow(row("step", pk), at, hours, field, skills=1, options=0)


# Two stages one after the other and two side by side, one of them open and with two fields.
GOOD = Content(
    stages=(stage(1, 0, 3), stage(2, 3, 6), stage(3, 6, None), stage(4, 6, 9)),
    steps=(
        *(step(n, 1, 26) for n in range(5)),
        *(step(10 + n, 2, 26) for n in range(5)),
        step(20, 4, 40),
        step(21, 3, 30),
        step(22, 3, 60, field=1),
        step(23, 3, 62, field=2),
    ),
    specialisations=((row("specialisation", 1), 3), (row("specialisation", 2), 3)),
    roles=(RoleRow(row("role", 1), core_skills=3, bands=2),),
    courses=((row("course", 1), 2),),
)


def broken(content: Content) -> list[tuple[str, str]]:
    return [(found.rule, found.row.title) for found in findings(content)]


def without(pk: int) -> tuple[StepRow, ...]:
    return tuple(one for one in GOOD.steps if one.row.pk != pk)


def test_good_content_breaks_nothing() -> None:
    assert findings(GOOD) == []
    assert findings(Content()) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (replace(GOOD, steps=without(0)), [("hours of a stage", "stage 1")]),
        (
            replace(GOOD, steps=(*without(23), step(23, 3, 76, field=2))),
            [("hours of a stage", "specialisation 2")],
        ),
        (
            replace(GOOD, steps=(*without(20), step(20, 4, 26))),
            [
                ("hours of a stage", "specialisation 1"),
                ("hours of a stage", "specialisation 2"),
            ],
        ),
        (
            replace(GOOD, stages=(stage(1, 0, 3), stage(2, 4, 7), *GOOD.stages[2:])),
            [
                ("hours of a stage", "specialisation 1"),
                ("hours of a stage", "specialisation 2"),
                ("a gap between stages", "stage 2"),
            ],
        ),
        (
            replace(GOOD, stages=(*GOOD.stages, stage(5, 0, 3))),
            [("an empty stage", "stage 5")],
        ),
        (
            replace(GOOD, steps=(*without(0), replace(step(0, 1, 26), skills=0))),
            [("a step without skills", "step 0")],
        ),
        (
            replace(GOOD, steps=(*without(0), replace(step(0, 1, 26), options=1))),
            [("either/or with one option", "step 0")],
        ),
        (replace(GOOD, steps=(*without(0), replace(step(0, 1, 26), options=2))), []),
        (
            replace(GOOD, specialisations=(*GOOD.specialisations, (row("specialisation", 3), 3))),
            [
                ("hours of a stage", "specialisation 3"),
                ("a specialisation without steps", "specialisation 3"),
            ],
        ),
        (
            replace(GOOD, roles=(RoleRow(row("role", 1), core_skills=0, bands=1),)),
            [("a role without core skills", "role 1")],
        ),
        (
            replace(GOOD, roles=(RoleRow(row("role", 1), core_skills=1, bands=0),)),
            [("a role without pay", "role 1")],
        ),
        (
            replace(GOOD, courses=((row("course", 1), 0),)),
            [("a course that serves nothing", "course 1")],
        ),
        (
            replace(GOOD, taken_slugs=((row("role", 1), "analyst"),)),
            [("a former slug in use", "role 1")],
        ),
    ],
)
def test_each_rule_names_what_breaks_it(content: Content, expected: list[tuple[str, str]]) -> None:
    assert broken(content) == expected


@pytest.mark.parametrize(("hours", "keeps"), [(124, True), (123, False), (136, True), (137, False)])
def test_hours_may_be_five_in_a_hundred_off(hours: int, keeps: bool) -> None:
    content = Content(stages=(stage(1, 0, 3),), steps=(step(1, 1, hours),))
    assert (findings(content) == []) == keeps


def test_a_finding_gives_figures_and_says_how_to_mend() -> None:
    (found,) = findings(Content(stages=(stage(1, 0, 6),), steps=(step(1, 1, 130),)))

    assert found == Finding(
        "hours of a stage",
        row("stage", 1),
        "its steps take 130 hours; months 0 to 6 hold 247 to 273 at ten hours a week.",
        "Change the steps’ hours, or the months of the stage.",
    )


@pytest.mark.django_db
def test_the_shipped_content_keeps_every_rule(content: None) -> None:
    assert broken_rules_now() == []
    said = StringIO()
    call_command("check_content", stdout=said)
    assert said.getvalue() == "Every rule holds.\n"


@pytest.mark.django_db
def test_a_broken_rule_on_the_site_is_named_with_its_form(content: None) -> None:
    changed = Step.objects.get(slug="docker-image")
    changed.skills.clear()

    (found,) = broken_rules_now()

    assert (found.rule, found.row.title) == ("a step without skills", changed.title)
    assert admin_address(found.row) == f"/admin/roadmap/step/{changed.pk}/change/"
    with pytest.raises(CommandError, match="Broken rules: 1"):
        call_command("check_content", stdout=StringIO())


@pytest.mark.django_db
def test_what_is_not_shown_breaks_nothing() -> None:
    StageFactory(retired=True)
    CourseFactory(retired=True, draft=True)
    RoleFactory(retired=True)
    StepFactory(retired=True, stage=StageFactory(retired=True))

    assert broken_rules_now() == []


@pytest.mark.django_db
def test_a_saved_step_hears_of_its_stage_and_of_nothing_else() -> None:
    one, other = StepFactory(hours=20), StepFactory(hours=20)

    rules = {(found.rule, found.row.title) for found in broken_rules_of(one)}

    assert rules == {
        ("hours of a stage", str(one.stage)),
        ("a step without skills", str(one)),
    }
    assert broken_rules_of(other.stage) != []


@pytest.mark.django_db
def test_checks_ask_the_same_for_any_content(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(2):
        made = StepFactory()
        made.skills.add(SkillFactory())
        StepOptionFactory(step=made)
        CourseFactory(was=["former"])
        role = RoleFactory()
        SalaryBandFactory(role=role)
        RoleSkillFactory(role=role, importance=Importance.CORE)
        with django_assert_num_queries(16):
            broken_rules_now()
