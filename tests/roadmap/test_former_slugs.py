"""Rows with another slug: their addresses lead on, and a load finds them again."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roadmap.content_merge import Ref, Shape, Target, renamed, renames
from roadmap.models import ShippedContent
from roles.models import Role, RoleSkill, SalaryBand
from skills.models import Skill
from tests.factories import CourseFactory, RoleFactory, SkillFactory, StageFactory
from tests.roadmap.test_load_content import Pack, fields_of, load, small_pack, step

SHAPES = {
    "a.role": Shape({"was": []}, {}),
    "a.band": Shape({}, {"role": Target("a.role", many=False), "more": Target("a.role", True)}),
}


def ref_of(label: str, values: Any) -> Ref:
    key = values["slug"] if label == "a.role" else f"{values['role'][0]}/{values['level']}"
    return Ref(label, key)


def role(slug: str, *was: str) -> tuple[Ref, dict[str, Any]]:
    return Ref("a.role", slug), {"slug": slug, "was": list(was)}


OLD, NEW = Ref("a.role", "old"), Ref("a.role", "new")


@pytest.mark.parametrize(
    ("theirs", "ours", "bases", "to"),
    [
        ([role("new", "old")], [role("old")], [OLD], {OLD: NEW}),
        # A release was left out, and with it a slug in between.
        ([role("new", "middle", "old")], [role("old")], [OLD], {OLD: NEW}),
        # Done already, and somebody has taken the slug since.
        ([role("new", "old")], [role("new", "old")], [NEW], {}),
        ([role("new", "old")], [role("new", "old"), role("old")], [NEW], {}),
        ([role("new")], [role("old")], [OLD], {}),
    ],
)
def test_which_rows_get_another_slug(theirs: Any, ours: Any, bases: Any, to: Any) -> None:
    found = renames(dict(theirs), dict(ours), {ref: {} for ref in bases})
    assert (dict(found.to), found.problems) == (to, ())


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        ([role("new", "old"), role("old")], [role("old")], "another row's slug"),
        ([role("new", "old"), role("old", "new")], [], "another row's slug"),
        ([role("new", "old")], [role("new"), role("old")], "“old” and “new”"),
        ([role("new", "a", "b")], [role("a"), role("b")], "“a” and “b”"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(theirs: Any, ours: Any, said: str) -> None:
    rows = dict(ours)
    found = renames(dict(theirs), rows, dict.fromkeys(rows, {}))
    assert found.to == {}
    assert said in found.problems[0][1]


def test_whatever_refers_to_a_row_follows_it() -> None:
    rows = dict([role("old"), role("zed")])
    rows[Ref("a.band", "old/senior")] = {
        "role": ["old"],
        "level": "senior",
        "more": [["old"], ["zed"]],
    }

    assert renamed(rows, {OLD: NEW}, SHAPES, ref_of) == {
        NEW: {"slug": "new", "was": []},
        Ref("a.role", "zed"): {"slug": "zed", "was": []},
        Ref("a.band", "new/senior"): {
            "role": ["new"],
            "level": "senior",
            "more": [["new"], ["zed"]],
        },
    }


# --- In a load -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def pack() -> Pack:
    return small_pack()


def rename_role(pack: Pack) -> None:
    fields_of(pack, "roles.role", "engineer").update(slug="builder", was=["engineer"])
    for thing in pack["roles.json"]:
        if thing["fields"].get("role") == ["engineer"]:
            thing["fields"]["role"] = ["builder"]


@pytest.mark.django_db
def test_a_renamed_row_keeps_its_key_and_what_belongs_to_it(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    before = {
        m: list(m.objects.values_list("pk", flat=True)) for m in (Role, SalaryBand, RoleSkill)
    }
    Role.objects.update(title="As edited")
    rename_role(pack)

    said = load(folder, pack)

    assert "roles.role “builder”: renamed from “engineer”." in said
    assert before == {m: list(m.objects.values_list("pk", flat=True)) for m in before}
    row = Role.objects.get()
    assert (row.slug, row.title, row.was) == ("builder", "As edited", ["engineer"])
    keys = set(
        ShippedContent.objects.filter(label__startswith="roles").values_list("key", flat=True)
    )
    assert keys == {"builder", "builder/senior/2026", "builder/python"}
    assert row.history.first().history_change_reason == "Loaded from the files"
    again = load(folder, pack)
    assert "renamed" not in again
    assert ", 0 created, 0 updated, " not in again
    assert "0 created, 0 updated" in again


@pytest.mark.django_db
def test_a_rename_that_would_make_two_rows_one_loads_nothing(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    RoleFactory(slug="builder")
    rename_role(pack)

    with pytest.raises(CommandError, match="the site has “engineer” and “builder”"):
        load(folder, pack)
    assert Role.objects.filter(slug="engineer").exists()


@pytest.mark.django_db
def test_a_step_keeps_its_public_id(folder: Path, pack: Pack) -> None:
    load(folder, pack)
    pack["roadmap.json"].append(step("taught", "first", was=["learn"]))

    with pytest.raises(CommandError, match="a step keeps its slug"):
        load(folder, pack)


# --- Pages ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "path"),
    [
        (RoleFactory, "/roles/{}/"),
        (SkillFactory, "/skills/{}/"),
        (CourseFactory, "/courses/{}/"),
        (StageFactory, "/roadmap/{}/"),
    ],
)
def test_a_former_address_leads_on_for_good(client: Client, make: Any, path: str) -> None:
    row = make(slug="now", was=["once", "earlier"])

    for slug in row.was:
        response = client.get(path.format(slug))
        assert (response.status_code, response["Location"]) == (301, path.format("now"))
    assert client.get(path.format("never")).status_code == 404
    type(row).objects.update(retired=True)
    assert client.get(path.format("once")).status_code == 404


@pytest.mark.django_db
def test_a_page_that_is_there_asks_nothing_more(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    skill = SkillFactory(slug="now", was=["once"])
    client.get("/skills/now/")
    with django_assert_num_queries(5):
        client.get("/skills/now/")
    assert Skill.objects.get() == skill
