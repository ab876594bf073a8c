"""A load as a whole: decisions row by row, a look first, ticks that follow, all or nothing."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from progress.edition_news import news_of
from progress.models import EditionNote, Plan, StepEvent, StepState
from progress.standing import standing_of
from roadmap.models import Publication, ShippedContent, Step, StepChange
from roadmap.publishing import publish
from roles.models import SalaryBand
from skills.models import Skill
from tests.factories import (
    EvidenceFactory,
    PlanFactory,
    SkillFactory,
    StepStateFactory,
    UserFactory,
)
from tests.progress.test_step_changes import NOW
from tests.roadmap.test_load_content import Pack, fields_of, load, row, small_pack, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def pack() -> Pack:
    return small_pack()


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours, versions too."""
    ours = ("skills", "courses", "roles", "roadmap", "progress")
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for app in ours
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def both_changed(pack: Pack) -> None:
    Skill.objects.filter(slug="sql").update(title="Mine")
    Skill.objects.filter(slug="python").update(title="Mine too")
    fields_of(pack, "skills.skill", "sql").update(title="Theirs")
    fields_of(pack, "skills.skill", "python").update(title="Theirs too")


def titles() -> list[str]:
    return list(Skill.objects.order_by("slug").values_list("title", flat=True))


# --- Decisions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected", "reported"),
    [
        ((), ["Mine too", "Mine"], 2),
        (("--take-theirs",), ["Theirs too", "Theirs"], 0),
        (("--keep-ours",), ["Mine too", "Mine"], 0),
        (("--take-theirs", "skills.skill/sql"), ["Mine too", "Theirs"], 1),
        (("--keep-ours", "skills.skill/sql"), ["Mine too", "Mine"], 1),
        (
            ("--take-theirs", "skills.skill/sql", "--keep-ours", "skills.skill/python"),
            ["Mine too", "Theirs"],
            0,
        ),
        (("--take-theirs", "skills.skill/sql", "--keep-ours"), ["Mine too", "Theirs"], 0),
    ],
)
def test_each_row_is_settled_as_asked(
    folder: Path, pack: Pack, options: tuple[str, ...], expected: list[str], reported: int
) -> None:
    load(folder, pack)
    both_changed(pack)

    load(folder, pack, *options)

    assert titles() == expected
    assert load(folder, pack).count("kept, differs") == reported


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--take-theirs", "skills.skill/sqk"), "skills.skill/sqk: there is no such row"),
        (("--take-theirs", "sql"), "sql/: there is no such row"),
        (("--take-theirs", "skills.skill/sql", "--keep-ours", "skills.skill/sql"), "both sides"),
        (("--take-theirs", "--keep-ours"), "name the rows of one"),
    ],
)
def test_decisions_that_make_no_sense_write_nothing(
    folder: Path, pack: Pack, options: tuple[str, ...], said: str
) -> None:
    load(folder, pack)
    both_changed(pack)
    before = everything()

    with pytest.raises(CommandError, match=said):
        load(folder, pack, *options)
    assert everything() == before


# --- Looking first -------------------------------------------------------------------------


def test_a_look_writes_nothing_and_says_how_many_learners_hold_what(
    folder: Path, pack: Pack
) -> None:
    load(folder, pack)
    StepStateFactory.create_batch(2, step=Step.objects.get())
    fields_of(pack, "roadmap.step", "learn").update(hours=12)
    (folder / "roadmap.json").write_text(json.dumps(pack["roadmap.json"]))
    before = everything()

    said = load(folder, None, "--check")

    assert said.splitlines() == [
        "roadmap.step “learn”: updated hours. 2 learners hold it.",
        "“Step learn” counts 12 hours, 10 before. 0 plans.",
        "Content would load: 0 created, 1 updated, 9 unchanged, 0 kept, 0 retired.",
    ]
    assert everything() == before


def test_a_look_ends_with_an_error_where_files_and_editors_disagree(
    folder: Path, pack: Pack
) -> None:
    load(folder, pack)
    load(folder, pack, "--check")
    both_changed(pack)
    before = everything()

    with pytest.raises(CommandError, match="Conflicts: 2"):
        load(folder, pack, "--check")
    assert everything() == before
    # Once they are settled there is nothing to disagree about.
    load(folder, pack, "--check", "--take-theirs")
    assert titles() == ["Mine too", "Mine"]


# --- Steps that change ---------------------------------------------------------------------


def split_in_files(pack: Pack) -> None:
    """“learn” leaves the files; two halves and the change come."""
    pack["roadmap.json"] = [
        thing
        for thing in pack["roadmap.json"]
        if thing["fields"].get("slug") != "learn" and thing["model"] != "roadmap.stepoption"
    ]
    pack["roadmap.json"] += [step("half-a", "first", hours=6), step("half-b", "first", hours=4)]
    pack["step_changes.json"] = [
        row(
            "roadmap.stepchange",
            slug="split-learn",
            kind="split",
            sources=[["learn"]],
            targets=[["half-a"], ["half-b"]],
            reason="Two evenings each.",
        )
    ]


def test_ticks_follow_a_split_that_comes_with_the_files(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    learn = Step.objects.get()
    holder = PlanFactory(seen=Publication.objects.newest()).user
    StepStateFactory(user=holder, step=learn)
    split_in_files(pack)

    said = load(folder, pack)

    assert "split-learn: split into several, ticks of 1 learner went along." in said
    assert "This is edition 2 of the roadmap." in said
    done = StepState.objects.filter(user=holder, status="done")
    assert set(done.values_list("step__slug", flat=True)) == {"learn", "half-a", "half-b"}
    before = everything()
    again = load(folder, pack)
    assert "went along" not in again
    assert everything() == before


def test_a_change_in_force_stays_whatever_the_files_say(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    split_in_files(pack)
    load(folder, pack)
    pack["step_changes.json"][0]["fields"].update(kind="merged", reason="Other words.")

    said = load(folder, pack)

    assert "“split-learn”: has been carried out and stays as it is." in said
    assert StepChange.objects.get().kind == "split"


def test_a_change_in_force_may_leave_the_files(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    split_in_files(pack)
    pack["step_changes.json"].append(
        row("roadmap.stepchange", slug="later", kind="moved", sources=[["half-a"]], reason="So.")
    )
    load(folder, pack)
    del pack["step_changes.json"][0]

    assert "split-learn" not in load(folder, pack)
    assert StepChange.objects.in_force().count() == 2


def test_a_stage_with_another_slug_is_no_news_to_any_plan(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    plan = PlanFactory(seen=Publication.objects.newest())
    fields_of(pack, "roadmap.stage", "first").update(slug="beginning", was=["first"])
    fields_of(pack, "roadmap.step", "learn")["stage"] = ["beginning"]

    load(folder, pack)

    assert Publication.objects.count() == 1
    assert news_of(plan, standing_of(plan, NOW.date())) is None
    fields_of(pack, "roadmap.step", "learn")["hours"] = 12
    load(folder, pack)
    news = news_of(plan, standing_of(plan, NOW.date()))
    assert news is not None
    assert news.lines == ("“Step learn” counts 12 hours now, 10 before.",)


@pytest.mark.parametrize("broken", ["a file", "a change"])
def test_an_error_at_the_very_end_leaves_everything_as_it_was(
    folder: Path, pack: Pack, broken: str
) -> None:
    load(folder, pack)
    StepStateFactory(step=Step.objects.get())
    split_in_files(pack)
    fields_of(pack, "skills.skill", "sql").update(title="New")
    if broken == "a file":
        pack["zz.json"] = [row("skills.skill", slug="bad", title="Bad", area=["code"])]
    else:
        pack["step_changes.json"][0]["fields"]["kind"] = "merged"
    before = everything()

    with pytest.raises(CommandError, match="Nothing was loaded"):
        load(folder, pack)
    assert everything() == before


def test_what_a_load_wrote_is_in_the_history(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    fields_of(pack, "roadmap.step", "learn").update(skills=[["sql"]])
    load(folder, pack)

    newest, first = Step.history.filter(slug="learn").order_by("-history_id")
    assert {newest.history_change_reason, first.history_change_reason} == {"Loaded from the files"}
    assert (first.history_type, newest.history_type) == ("+", "~")
    assert [kept.skill.slug for kept in newest.skills.all()] == ["sql"]
    assert sorted(kept.skill.slug for kept in first.skills.all()) == ["python", "sql"]
    assert Skill.history.count() == 2


def test_a_check_does_not_outlive_the_value_that_it_was_of(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    SalaryBand.objects.update(verified_on=NOW.date())
    fields_of_band = pack["roles.json"][1]["fields"]
    fields_of_band["note"] = "Other words."
    load(folder, pack)
    assert SalaryBand.objects.get().verified_on == NOW.date()
    fields_of_band["maximum"] += 50

    load(folder, pack)

    assert SalaryBand.objects.get().verified_on is None


# --- A site that people use ----------------------------------------------------------------

LEARNERS = 1_000


def test_upgrade_of_a_site_with_a_thousand_learners(folder: Path, pack: Pack) -> None:
    """Edited content, hand-made rows and a changed set of files: told truly, once, and no tick
    is lost."""
    load(folder, pack)
    learn, edition = Step.objects.get(), Publication.objects.newest()
    holders = UserFactory.create_batch(LEARNERS)
    Plan.objects.bulk_create(
        Plan(user=user, start_date=NOW.date(), seen=edition) for user in holders
    )
    StepState.objects.bulk_create(
        StepState(
            user=user, step=learn, status="done", done_on=NOW.date(), first_done_on=NOW.date()
        )
        for user in holders[: LEARNERS // 2]
    )
    EvidenceFactory(user=holders[0], step=learn)
    own = SkillFactory(slug="made-by-hand")
    publish(now=NOW)
    both_changed(pack)
    split_in_files(pack)
    for name, things in pack.items():
        (folder / name).write_text(json.dumps(things), encoding="utf-8")
    looked = StringIO()
    with pytest.raises(CommandError, match="Conflicts: 2"):
        call_command("load_content", "--check", path=folder, stdout=looked, no_color=True)

    said = load(folder)

    told = f"ticks of {LEARNERS // 2} learners went along."
    assert told in looked.getvalue()
    assert told in said
    assert "roadmap.step “learn”: left the files and is retired now." in said
    halves = StepState.objects.filter(step__slug__startswith="half", status="done")
    assert halves.count() == LEARNERS
    assert StepState.objects.filter(step=learn, status="done").count() == LEARNERS // 2
    assert StepEvent.objects.count() == LEARNERS
    assert Skill.objects.filter(pk=own.pk, slug="made-by-hand", retired=False).exists()
    assert not EditionNote.objects.exists()
    before = everything()
    assert "0 created, 0 updated" in load(folder)
    assert everything() == before | {
        "roadmap.ShippedContent": list(ShippedContent.objects.order_by("pk").values())
    }
