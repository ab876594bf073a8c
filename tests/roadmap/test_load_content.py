"""`manage.py load_content`: the files, and what it does to a site that has been edited."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Platform, Provider
from progress.models import StepState, StepStatus
from roadmap import content as loader
from roadmap import content_files
from roadmap.content_merge import Ref
from roadmap.models import ShippedContent, Stage, Step, StepOption, Strategy
from roles.models import Role, RoleSkill, SalaryBand
from skills.models import Skill, SkillArea
from tests.factories import SkillAreaFactory, StepStateFactory

pytestmark = pytest.mark.django_db
# loaddata, unlike load_content, looks parts of a natural key up at once: so in this order.
FIXTURES = ("skills", "courses", "roles", "roadmap", "steps", "strategies")

Pack = dict[str, list[dict[str, Any]]]


def row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "fields": fields}


def small_pack() -> Pack:
    """A little content with every kind of reference."""
    return {
        "skills.json": [
            row("skills.skillarea", slug="code", title="Code", summary="Writing it."),
            row("skills.skill", slug="python", title="Python", area=["code"], summary="Python."),
            row("skills.skill", slug="sql", title="SQL", area=["code"], summary="Queries."),
        ],
        "roles.json": [
            row(
                "roles.role",
                slug="engineer",
                title="Engineer",
                short_title="Engineer",
                summary="Builds.",
                description="Builds models.",
                does=["train", "ship"],
            ),
            row(
                "roles.salaryband",
                role=["engineer"],
                level="senior",
                edition=2026,
                minimum=100,
                maximum=200,
                basis="Typical",
            ),
            row("roles.roleskill", role=["engineer"], skill=["python"], importance="core"),
        ],
        "roadmap.json": [
            stage("first", 1),
            stage("second", 2),
            step("learn", "first", skills=[["python"], ["sql"]]),
            row("roadmap.stepoption", step=["learn"], slug="a", title="A", summary="One way."),
        ],
    }


def stage(slug: str, number: int, **more: Any) -> dict[str, Any]:
    texts = dict.fromkeys(
        ("title", "short_title", "chart_note", "full_title", "summary", "description", "outcome"),
        f"Stage {slug}",
    )
    return row("roadmap.stage", slug=slug, number=number, start_month=number, **texts, **more)


def step(slug: str, stage: str, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "slug": slug,
        "title": f"Step {slug}",
        "stage": [stage],
        "group": "Topics",
        "kind": "topic",
        "hours": 10,
        "summary": "A step.",
        "done_when": "It is done.",
        "skills": [["python"]],
    }
    return row("roadmap.step", **{**values, **more})


def fields_of(pack: Pack, model: str, slug: str) -> dict[str, Any]:
    """The fields of one row of the pack, to change."""
    return next(
        thing["fields"]
        for things in pack.values()
        for thing in things
        if thing["model"] == model and thing["fields"].get("slug") == slug
    )


@pytest.fixture
def pack() -> Pack:
    return small_pack()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def load(folder: Path, pack: Pack | None = None, *options: str, verbosity: int = 1) -> str:
    """Write the pack into the folder, load it, and return what the command says."""
    for name, things in (pack or {}).items():
        (folder / name).write_text(json.dumps(things), encoding="utf-8")
    said = StringIO()
    call_command(
        "load_content", *options, path=folder, verbosity=verbosity, stdout=said, no_color=True
    )
    return said.getvalue()


def summary(said: str) -> str:
    return said.strip().splitlines()[-1]


def everything() -> dict[str, list[Any]]:
    """All content rows as the serialiser writes them, by natural key, and the bookkeeping."""
    rows = {
        label: json.loads(
            serializers.serialize(
                "json",
                kind.model._default_manager.order_by("pk"),
                use_natural_foreign_keys=True,
                use_natural_primary_keys=True,
            )
        )
        for label, kind in content_files.KINDS.items()
    }
    for things in rows.values():
        for thing in things:
            for value in thing["fields"].values():
                if isinstance(value, list) and all(isinstance(key, list) for key in value):
                    value.sort()
        things.sort(key=lambda thing: json.dumps(thing, sort_keys=True))
    rows["shipped"] = list(ShippedContent.objects.values("pk", "label", "key", "values"))
    return rows


# --- The real content ----------------------------------------------------------------------


def test_the_shipped_files_load_as_with_loaddata() -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)
    expected = everything()
    for kind in reversed(list(content_files.KINDS.values())):
        kind.model._default_manager.all().delete()

    load(settings.FIXTURE_DIRS[0])

    got = everything()
    assert got.pop("shipped") != expected.pop("shipped") == []
    assert got == expected
    # No step has changed yet.
    assert got.pop("roadmap.stepchange") == []
    assert all(got.values())


def test_loading_over_loaddata_adopts_every_row_silently() -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)
    before = everything()

    said = load(settings.FIXTURE_DIRS[0])

    rows = sum(len(things) for things in before.values())
    assert said == (f"Content loaded: 0 created, 0 updated, {rows} unchanged, 0 kept, 0 retired.\n")
    after = everything()
    assert len(after.pop("shipped")) == rows
    assert after == {label: things for label, things in before.items() if label != "shipped"}


def test_a_second_load_writes_nothing(content: None) -> None:
    before = everything()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        said = load(settings.FIXTURE_DIRS[0])

    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert everything() == before
    assert ", 0 updated, " in said


def test_loading_asks_as_often_for_one_new_row_as_for_twenty(folder: Path, pack: Pack) -> None:
    def selects(prefix: str, count: int) -> int:
        pack["skills.json"] += [
            row("skills.skill", slug=f"{prefix}{n}", title=f"S{n}", area=["code"], summary="More.")
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            load(folder, pack, verbosity=0)
        # The rules of a row are evaluated by the database, without reading a table.
        return sum(' FROM "' in query["sql"] for query in queries)

    load(folder, pack)
    assert selects("a", 1) == selects("b", 20)


def test_natural_keys_are_those_of_the_models(content: None) -> None:
    refs = {
        Ref(label, "/".join(map(str, thing.natural_key())))  # type: ignore[attr-defined]
        for label, kind in content_files.KINDS.items()
        for thing in kind.model._default_manager.all()
    }

    assert refs == loader.read_site().rows.keys()
    assert {ref.label for ref in refs} == content_files.KINDS.keys() - {"roadmap.stepchange"}


def test_every_model_with_a_natural_key_is_content() -> None:
    models = {
        model._meta.label_lower
        for app in ("skills", "courses", "roles", "roadmap")
        for model in apps.get_app_config(app).get_models()
        if "historical" not in model._meta.label_lower
    }
    own = {"roadmap.shippedcontent", "roadmap.publication", "skills.savedfilter"}
    assert models - own == content_files.KINDS.keys()


# --- Upgrades ------------------------------------------------------------------------------


def test_new_values_arrive_and_primary_keys_stay(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    old = Skill.objects.get(slug="sql").pk
    fields_of(pack, "skills.skill", "sql")["title"] = "SQL and databases"
    fields_of(pack, "roles.role", "engineer")["does"] = ["ship"]
    fields_of(pack, "roadmap.step", "learn").update(stage=["second"], skills=[["sql"]])

    said = load(folder, pack)

    learn = Step.objects.get(slug="learn")
    assert Skill.objects.get(slug="sql").pk == old
    assert Skill.objects.get(slug="sql").title == "SQL and databases"
    assert Role.objects.get().does == ["ship"]
    assert learn.stage.slug == "second"
    assert [skill.slug for skill in learn.skills.all()] == ["sql"]
    assert summary(said) == (
        "Content loaded: 0 created, 3 updated, 7 unchanged, 0 kept, 0 retired."
    )


def test_what_an_editor_changed_stays_and_the_rest_is_updated(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    Skill.objects.filter(slug="sql").update(title="Mine")
    sql = fields_of(pack, "skills.skill", "sql")
    sql["summary"] = "Better."

    said = load(folder, pack)

    skill = Skill.objects.get(slug="sql")
    assert (skill.title, skill.summary) == ("Mine", "Better.")
    assert said.count("\n") == 1

    sql["title"] = "Theirs"
    said = load(folder, pack)

    assert Skill.objects.get(slug="sql").title == "Mine"
    assert said.splitlines()[0] == (
        'skills.skill “sql”: title kept, differs: "Mine" here, "Theirs" in the files.'
    )


def test_a_difference_is_reported_until_it_is_settled(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    Skill.objects.filter(slug="sql").update(title="Mine")
    fields_of(pack, "skills.skill", "sql")["title"] = "Theirs"

    first, second = load(folder, pack), load(folder, pack)
    settled, after = load(folder, pack, "--keep-ours"), load(folder, pack)

    assert first == second
    assert "kept, differs" in first
    assert settled == after
    assert summary(after) == (
        "Content loaded: 0 created, 0 updated, 9 unchanged, 1 kept, 0 retired."
    )
    assert Skill.objects.get(slug="sql").title == "Mine"


def test_their_side_can_be_taken(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    Skill.objects.filter(slug="sql").update(title="Mine", order=7)
    fields_of(pack, "skills.skill", "sql")["title"] = "Theirs"

    load(folder, pack)
    load(folder, pack, "--take-theirs")

    skill = Skill.objects.get(slug="sql")
    assert (skill.title, skill.order) == ("Theirs", 7)


def test_both_sides_cannot_be_asked_for(folder: Path, pack: Pack) -> None:
    with pytest.raises(CommandError, match="name the rows of one of them"):
        load(folder, pack, "--take-theirs", "--keep-ours")


def test_a_set_is_compared_whatever_its_order(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    fields_of(pack, "roadmap.step", "learn")["skills"] = [["sql"], ["python"]]
    assert ", 0 updated, " in load(folder, pack)

    Step.objects.get(slug="learn").skills.remove(Skill.objects.get(slug="sql"))
    fields_of(pack, "roadmap.step", "learn")["skills"] = [["sql"]]
    said = load(folder, pack)

    assert [skill.slug for skill in Step.objects.get(slug="learn").skills.all()] == ["python"]
    assert "“learn”: skills kept, differs: " in said


def test_a_row_made_by_hand_keeps_its_values(folder: Path, pack: Pack) -> None:
    SkillArea.objects.create(slug="code", title="My code", summary="Writing it.")
    SkillAreaFactory(slug="elsewhere")

    said = load(folder, pack)

    assert SkillArea.objects.get(slug="code").title == "My code"
    assert said.splitlines()[:-1] == [
        'skills.skillarea “code”: title kept, differs: "My code" here, "Code" in the files.'
    ]
    assert not SkillArea.objects.get(slug="elsewhere").retired


def test_what_left_the_files_is_retired_or_left_and_never_deleted(folder: Path, pack: Pack) -> None:
    pack["roadmap.json"] += [step("other", "first")]
    pack["roadmap.json"] += [
        row("roadmap.stepoption", step=["other"], slug="b", title="B", summary="Another.")
    ]
    load(folder, pack)
    learn = Step.objects.get(slug="learn")
    state = StepStateFactory(step=learn, status=StepStatus.DONE)
    pack["roadmap.json"] = [
        thing for thing in pack["roadmap.json"] if thing["fields"].get("slug") not in {"learn", "a"}
    ]

    said = load(folder, pack)

    learn.refresh_from_db()
    assert learn.retired
    assert StepOption.objects.filter(step=learn).exists()
    assert StepState.objects.get() == state
    assert said.splitlines() == [
        "roadmap.step “learn”: left the files and is retired now.",
        "roadmap.stepoption “learn/a”: left the files and stays. Remove it by hand if it is wrong.",
        "This is edition 2 of the roadmap.",
        "Content loaded: 0 created, 0 updated, 10 unchanged, 0 kept, 1 retired.",
    ]
    assert load(folder, pack).splitlines() == [
        said.splitlines()[1],
        "Content loaded: 0 created, 0 updated, 10 unchanged, 0 kept, 0 retired.",
    ]


def test_a_step_that_comes_back_is_live_again_unless_an_editor_retired_it(
    folder: Path, pack: Pack
) -> None:
    pack["roadmap.json"] += [step("two", "first"), step("three", "first")]
    load(folder, pack)
    Step.objects.filter(slug="three").update(retired=True)
    without = small_pack()
    load(folder, without)
    assert set(Step.objects.filter(retired=True).values_list("slug", flat=True)) == {"two", "three"}

    load(folder, pack)

    assert list(Step.objects.filter(retired=True).values_list("slug", flat=True)) == ["three"]


def test_a_row_that_an_editor_removed_stays_away(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    RoleSkill.objects.all().delete()
    SalaryBand.objects.all().delete()
    pack["roles.json"][1]["fields"]["maximum"] = 300

    said = load(folder, pack)

    assert not RoleSkill.objects.exists()
    assert said.splitlines()[:-1] == [
        "roles.salaryband “engineer/senior/2026”: was deleted on the site and changed in the files."
    ]
    load(folder, pack, "--take-theirs")
    assert SalaryBand.objects.get().maximum == 300
    assert not RoleSkill.objects.exists()


def test_stages_swap_their_numbers(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    fields_of(pack, "roadmap.stage", "first")["number"] = 2
    fields_of(pack, "roadmap.stage", "second")["number"] = 1

    load(folder, pack)

    assert list(Stage.objects.values_list("number", "slug")) == [(1, "second"), (2, "first")]


def test_a_merge_that_breaks_a_rule_keeps_the_editors_row(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    SalaryBand.objects.update(minimum=180)
    pack["roles.json"][1]["fields"]["maximum"] = 150

    said = load(folder, pack)

    band = SalaryBand.objects.get()
    assert (band.minimum, band.maximum) == (180, 200)
    assert "maximum kept, differs: 200 here, 150 in the files" in said


def test_what_learners_did_is_never_touched(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    StepStateFactory(step=Step.objects.get())
    fields_of(pack, "roadmap.step", "learn")["title"] = "Renamed"

    with CaptureQueriesContext(connection) as queries:
        load(folder, pack)

    assert not [query for query in queries if "progress_" in query["sql"]]


@pytest.mark.parametrize(
    ("verbosity", "lines"),
    [(0, 0), (1, 1), (2, 12)],
)
def test_verbosity(folder: Path, pack: Pack, verbosity: int, lines: int) -> None:
    assert len(load(folder, pack, verbosity=verbosity).splitlines()) == lines


def test_verbosity_two_names_what_was_updated_and_kept(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    Skill.objects.filter(slug="sql").update(title="Mine")
    fields_of(pack, "skills.skill", "sql").update(summary="Better.", order=3)

    assert load(folder, pack, verbosity=2).splitlines()[:-1] == [
        "skills.skill “sql”: updated order, summary.",
        "skills.skill “sql”: title kept as edited.",
    ]


# --- Wrong files ---------------------------------------------------------------------------


def refused(folder: Path, pack: Pack | None = None) -> list[str]:
    """The problems that loading reports; and nothing has been written."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        load(folder, pack)
    assert everything() == before
    first, *problems = str(refusal.value).splitlines()
    assert first == "Nothing was loaded."
    return [problem.strip() for problem in problems]


@pytest.mark.parametrize(
    ("model", "slug", "change", "problem"),
    [
        ("skills.skill", "sql", {"title": ""}, "title: This field cannot be blank."),
        ("skills.skill", "sql", {"title": None}, "title: must be a text, not null."),
        ("skills.skill", "sql", {"title": 5}, "title: must be a text, not 5."),
        (
            "skills.skill",
            "sql",
            {"title": "x" * 121},
            "title: Ensure this value has at most 120 characters (it has 121).",
        ),
        (
            "skills.skill",
            "sql",
            {"title": "SQL "},
            "title: starts or ends with a space, or has a carriage return.",
        ),
        ("skills.skill", "sql", {"order": "1"}, 'order: must be a whole number, not "1".'),
        ("skills.skill", "sql", {"order": True}, "order: must be a whole number, not true."),
        ("skills.skill", "sql", {"order": 1.5}, "order: must be a whole number, not 1.5."),
        ("skills.skill", "sql", {"retired": 0}, "retired: must be true or false, not 0."),
        ("skills.skill", "sql", {"colour": "red"}, "colour: there is no such field."),
        (
            "skills.skill",
            "sql",
            {"area": "code"},
            'area: must be a natural key of skills.skillarea, such as ["…"], not "code".',
        ),
        (
            "skills.skill",
            "sql",
            {"area": None},
            'area: must be a natural key of skills.skillarea, such as ["…"], not null.',
        ),
        (
            "skills.skill",
            "sql",
            {"area": ["nowhere"]},
            "area: there is no skills.skillarea “nowhere”.",
        ),
        ("roles.role", "engineer", {"does": "train"}, "does: Must be a list of texts."),
        ("roles.role", "engineer", {"does": ["a", "a"]}, "does: The same line stands here twice."),
        ("roadmap.step", "learn", {"kind": "fun"}, "kind: Value 'fun' is not a valid choice."),
        (
            "roadmap.step",
            "learn",
            {"hours": 60},
            "hours: Ensure this value is less than or equal to 40.",
        ),
        ("roadmap.step", "learn", {"skills": []}, "skills: must name one at least."),
        (
            "roadmap.step",
            "learn",
            {"skills": ["python"]},
            'skills: must be a natural key of skills.skill, such as ["…"], not "python".',
        ),
        (
            "roadmap.step",
            "learn",
            {"skills": "python"},
            "skills: must be a list of natural keys of skills.skill.",
        ),
        (
            "roadmap.step",
            "learn",
            {"skills": [["sql"], ["sql"]]},
            "skills: ['sql'] stands here twice.",
        ),
        (
            "roadmap.step",
            "learn",
            {"skills": [["r"]]},
            "skills: there is no skills.skill “r”.",
        ),
        ("roadmap.stage", "first", {"end_month": 1}, "A stage must end after it starts."),
        (
            "roadmap.stage",
            "first",
            {"number": 2},
            "number: 2 belongs to roadmap.stage “first” already.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(
    folder: Path, pack: Pack, model: str, slug: str, change: dict[str, Any], problem: str
) -> None:
    fields_of(pack, model, slug).update(change)

    problems = refused(folder, pack)

    [named] = [line for line in problems if line.endswith(problem)]
    assert named.partition(": ")[0] in pack
    assert f": {model} " in named


def test_a_file_problem_reads_file_row_field_and_reason(folder: Path, pack: Pack) -> None:
    pack["roles.json"][1]["fields"]["maximum"] = 50
    fields_of(pack, "roles.role", "engineer")["title"] = ""
    del fields_of(pack, "skills.skill", "sql")["area"]

    assert refused(folder, pack) == [
        'roles.json: roles.role "engineer": title: This field cannot be blank.',
        'skills.json: skills.skill "sql": area: is missing.',
        "roles.json: roles.salaryband “engineer/senior/2026”: "
        "The salary minimum must be below its maximum.",
    ]


@pytest.mark.parametrize(
    ("thing", "problem"),
    [
        (5, "object 1: must be an object with “model” and “fields”."),
        ({"fields": {}}, "object 1: model: None is no content model."),
        ({"model": ["x"], "fields": {}}, "object 1: model: ['x'] is no content model."),
        (
            row("accounts.user", email="a@b.c"),
            "object 1: model: 'accounts.user' is no content model.",
        ),
        (row("roles.rolle"), "object 1: model: 'roles.rolle' is no content model."),
        (
            {"model": "skills.skill"},
            "object 1: fields: must be an object of field names and values.",
        ),
        (
            {"model": "skills.skill", "fields": []},
            "object 1: fields: must be an object of field names and values.",
        ),
        (
            {**row("skills.skillarea", slug="a", title="A", summary="S"), "pk": 3},
            'skills.skillarea "a": pk: is not part of a row. Rows are known by their natural keys.',
        ),
        (
            row("skills.skillarea", slug="a b", title="A", summary="S"),
            'skills.skillarea "a b": slug: Enter a valid “slug” consisting of letters, numbers, '
            "underscores or hyphens.",
        ),
        (
            row("skills.skillarea", slug=["a"], title="A", summary="S"),
            'skills.skillarea ["a"]: slug: must be a text, not ["a"].',
        ),
    ],
)
def test_a_wrong_object_is_named(folder: Path, thing: Any, problem: str) -> None:
    (folder / "some.json").write_text(json.dumps([thing]), encoding="utf-8")

    assert refused(folder) == [f"some.json: {problem}"]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"[", "can't be read as JSON: "),
        (b"", "can't be read as JSON: "),
        (b"\xff\xfe", "can't be read as JSON: "),
        (b"[" * 100_000, "can't be read as JSON: "),
        (b'[{"model": "a", "model": "b"}]', "“model” stands twice in one object."),
        (b"{}", "must be a list of objects."),
        (b"null", "must be a list of objects."),
    ],
)
def test_a_file_that_is_no_list_of_rows_is_named(folder: Path, raw: bytes, problem: str) -> None:
    (folder / "some.json").write_bytes(raw)

    [said] = refused(folder)

    assert said.startswith("some.json: ")
    assert problem in said


def test_a_folder_without_content_is_refused(folder: Path) -> None:
    assert refused(folder) == [f"{folder}: there is no content here (*.json)."]
    assert refused(folder / "nowhere") == [
        f"{folder / 'nowhere'}: there is no content here (*.json)."
    ]


def test_a_row_that_stands_twice_is_refused(folder: Path, pack: Pack) -> None:
    pack["zzz.json"] = [pack["skills.json"][0]]

    assert refused(folder, pack) == [
        "zzz.json: skills.skillarea “code”: stands already in skills.json."
    ]


def test_a_number_that_a_row_made_by_hand_has_is_refused(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    Stage.objects.filter(slug="second").update(number=3)
    pack["roadmap.json"].append(stage("third", 3))

    assert refused(folder, pack) == [
        "roadmap.json: roadmap.stage “third”: number: 3 belongs to roadmap.stage “second” already."
    ]


def test_a_reference_may_lead_to_a_row_of_the_site(folder: Path) -> None:
    SkillAreaFactory(slug="mine")

    load(folder, {"a.json": [row("skills.skill", slug="s", title="S", area=["mine"], summary="S")]})

    assert Skill.objects.get().area.slug == "mine"


# --- Failing half-way, and two at once -----------------------------------------------------


def test_an_error_in_the_middle_leaves_everything_as_it_was(
    folder: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, pack)
    before = everything()
    fields_of(pack, "skills.skill", "sql")["title"] = "New"
    pack["roadmap.json"].append(
        row("roadmap.strategy", slug="s", title="S", summary="S", description="S")
    )

    def fail(*args: Any, **kwargs: Any) -> None:
        assert Skill.objects.get(slug="sql").title == "New"
        raise RuntimeError("The disk is full")

    monkeypatch.setattr(Strategy._default_manager, "bulk_create", fail, raising=False)
    with pytest.raises(RuntimeError, match="The disk is full"):
        load(folder, pack)

    assert everything() == before


def test_a_clash_with_somebody_else_is_said_plainly(
    folder: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(loader, "_write_bases", fail)

    [problem] = refused(folder, pack)

    assert problem.startswith("somebody changed the content at the same time. Load it once more.")


def test_loaddata_knows_every_file() -> None:
    folder = Path(settings.FIXTURE_DIRS[0])

    assert {path.stem for path in folder.glob("*.json")} == set(FIXTURES)


def test_two_loads_at_once_make_each_row_once(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "django", *arguments]
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    migrated, error = start("migrate", "--skip-checks").communicate(timeout=60)
    assert "Applying roadmap.0001" in migrated, error

    loads = [start("load_content", "--skip-checks") for _ in range(2)]
    said = [load.communicate(timeout=60)[0] for load in loads]

    rows = sum(
        len(json.loads(path.read_text(encoding="utf-8")))
        for path in Path(settings.FIXTURE_DIRS[0]).glob("*.json")
    )
    assert sorted(said) == [
        f"Content loaded: 0 created, 0 updated, {rows} unchanged, 0 kept, 0 retired.\n",
        f"Content loaded: {rows} created, 0 updated, 0 unchanged, 0 kept, 0 retired.\n",
    ]


def test_courses_refer_to_platforms_providers_and_skills(content: None) -> None:
    course = Course.objects.order_by("order").first()

    assert course is not None
    assert course.platform in Platform.objects.all()
    assert set(course.providers.all()) <= set(Provider.objects.all())
    assert course.skills.exists()
