"""Three sides of one value, and what a load makes of them."""

from typing import Any

import pytest

from roadmap.content_merge import UNKNOWN, Action, Change, Merge, Ref, Settle, Shape, Target

NOTE = Ref("site.note", "a")
TAG = Ref("site.tag", "x")
SHAPES = {
    "site.tag": Shape(defaults={"retired": False}, references={}),
    "site.note": Shape(defaults={"retired": False, "text": ""}, references={}),
    "site.album": Shape(
        defaults={"retired": False, "tags": []},
        references={"tags": Target("site.tag", many=True)},
    ),
    "site.line": Shape(defaults={}, references={"note": Target("site.note", many=False)}),
}


def merge(
    theirs: dict[Ref, Any],
    ours: dict[Ref, Any],
    bases: dict[Ref, Any],
    settle: Settle = Settle.REPORT,
    **more: Any,
) -> list[Change]:
    more.setdefault("fits", lambda ref, values: True)
    return Merge(
        theirs=theirs,
        ours=ours,
        bases=bases,
        shapes=SHAPES,
        settle=lambda ref: settle,
        **more,
    ).changes()


@pytest.mark.parametrize(
    ("shipped", "ours", "theirs", "written", "reported", "base"),
    [
        ("a", "a", "a", None, False, "a"),
        ("a", "a", "b", "b", False, "b"),
        ("a", "mine", "a", None, False, "a"),
        ("a", "mine", "b", None, True, "a"),
        # Both came to the same value: nothing is left to report.
        ("a", "b", "b", None, False, "b"),
        # Edited before the first load: nobody knows what had been shipped.
        (UNKNOWN, "mine", "a", None, True, UNKNOWN),
        (UNKNOWN, "a", "a", None, False, "a"),
    ],
)
def test_each_field_is_taken_or_kept(
    shipped: Any, ours: str, theirs: str, written: str | None, reported: bool, base: Any
) -> None:
    [change] = merge({NOTE: {"text": theirs}}, {NOTE: {"text": ours}}, {NOTE: {"text": shipped}})

    assert change.write == ({} if written is None else {"text": written})
    assert change.to_report is reported
    assert change.base == {"text": base}


@pytest.mark.parametrize(
    ("settle", "written", "base"),
    [(Settle.REPORT, {}, "a"), (Settle.OURS, {}, "b"), (Settle.THEIRS, {"text": "b"}, "b")],
)
def test_a_value_changed_on_both_sides_is_settled_as_asked(
    settle: Settle, written: Any, base: str
) -> None:
    sides = ({NOTE: {"text": "b"}}, {NOTE: {"text": "mine"}}, {NOTE: {"text": "a"}})

    [change] = merge(*sides, settle=settle)

    assert (change.write, change.base) == (written, {"text": base})
    assert change.to_report is (settle is Settle.REPORT)


def test_taking_theirs_leaves_an_edit_that_the_files_did_not_touch() -> None:
    sides = ({NOTE: {"text": "a"}}, {NOTE: {"text": "mine"}}, {NOTE: {"text": "a"}})

    [change] = merge(*sides, settle=Settle.THEIRS)

    assert change.write == {}


def test_a_field_that_is_new_to_the_model_is_taken_unless_edited() -> None:
    theirs = {NOTE: {"title": "a", "text": "new"}}
    bases = {NOTE: {"title": "a"}}

    [taken] = merge(theirs, {NOTE: {"title": "a", "text": ""}}, bases)
    [kept] = merge(theirs, {NOTE: {"title": "a", "text": "mine"}}, bases)

    assert taken.write == {"text": "new"}
    assert kept.write == {}
    assert kept.to_report


def test_rows_without_a_record_are_adopted_where_equal_and_kept_where_not() -> None:
    [change] = merge(
        {NOTE: {"text": "b", "title": "t"}}, {NOTE: {"text": "mine", "title": "t"}}, {}
    )

    assert change.action is Action.KEPT
    assert change.to_report
    assert change.base == {"text": UNKNOWN, "title": "t"}


def test_a_row_that_left_the_files_is_retired_and_comes_back() -> None:
    other = {Ref("site.note", "b"): {"retired": False}}
    live = {NOTE: {"retired": False}}
    retired = {NOTE: {"retired": True}}

    left = merge(other, {**other, **live}, {**other, **live})[-1]
    again = merge(other, {**other, **retired}, {**other, NOTE: left.base})
    back = merge({**other, **live}, {**other, **retired}, {**other, NOTE: left.base})[-1]

    assert (left.action, left.write, left.base) == (
        Action.RETIRED,
        {"retired": True},
        retired[NOTE],
    )
    assert [change.ref for change in again] == list(other)
    assert (back.action, back.write) == (Action.UPDATED, {"retired": False})


def test_a_row_that_an_editor_retired_stays_retired_when_it_comes_back() -> None:
    other = {Ref("site.note", "b"): {"retired": False}}
    live = {NOTE: {"retired": False}}
    retired = {NOTE: {"retired": True}}

    left = merge(other, {**other, **retired}, {**other, **live})
    back = merge({**other, **live}, {**other, **retired}, {**other, **live})[-1]

    assert [change.ref for change in left] == list(other)
    assert (back.action, back.write) == (Action.KEPT, {})


def test_a_row_that_an_editor_brought_back_is_not_retired_again() -> None:
    other = {Ref("site.note", "b"): {"retired": False}}
    live = {NOTE: {"retired": False}}

    change = merge(other, {**other, **live}, {**other, NOTE: {"retired": True}})[-1]

    assert (change.action, change.write) == (Action.KEPT, {})


def test_a_row_that_cannot_be_retired_is_left_and_reported() -> None:
    line = Ref("site.line", "a")
    other = {Ref("site.line", "b"): {"note": None}}

    change = merge(other, {**other, line: {"note": None}}, {**other, line: {"note": None}})[-1]

    assert (change.action, change.write, change.to_report) == (Action.LEFT, {}, True)


def test_a_model_in_no_file_is_left_alone() -> None:
    assert merge({}, {NOTE: {"retired": False}}, {NOTE: {"retired": False}}) == []


def test_a_row_that_both_sides_gave_up_is_forgotten_and_new_when_it_returns() -> None:
    other = {Ref("site.note", "b"): {"text": ""}}

    [_, gone] = merge(other, other, {**other, NOTE: {"text": ""}})
    [_, back] = merge({**other, NOTE: {"text": ""}}, other, other)

    assert (gone.action, gone.base) == (Action.FORGOTTEN, None)
    assert back.action is Action.CREATED


@pytest.mark.parametrize(
    ("shipped", "settle", "action", "reported"),
    [
        ("a", Settle.REPORT, Action.KEPT, False),
        ("a", Settle.THEIRS, Action.KEPT, False),
        ("old", Settle.REPORT, Action.KEPT, True),
        ("old", Settle.OURS, Action.KEPT, False),
        ("old", Settle.THEIRS, Action.CREATED, False),
        (UNKNOWN, Settle.REPORT, Action.KEPT, False),
    ],
)
def test_a_row_that_an_editor_deleted_stays_deleted(
    shipped: Any, settle: Settle, action: Action, reported: bool
) -> None:
    [change] = merge({NOTE: {"text": "a"}}, {}, {NOTE: {"text": shipped}}, settle)

    assert (change.action, change.to_report) == (action, reported)


def test_a_new_row_goes_without_a_deleted_one_in_its_set() -> None:
    theirs = {TAG: {"retired": False}, Ref("site.album", "a"): {"tags": [["x"], ["y"]]}}
    tag = {Ref("site.tag", "y"): {"retired": False}}

    change = merge({**tag, **theirs}, tag, {TAG: {"retired": False}})[-1]

    assert (change.action, change.write) == (Action.CREATED, {"tags": [["y"]]})
    assert change.base == {"tags": [["x"], ["y"]]}


def test_a_new_row_of_a_deleted_one_is_not_made() -> None:
    line = Ref("site.line", "l")
    theirs = {NOTE: {"text": ""}, line: {"note": ["a"]}}

    reported = merge(theirs, {}, {NOTE: {"text": ""}})[-1]
    settled = merge(theirs, {}, {NOTE: {"text": ""}}, Settle.OURS)[-1]

    assert (reported.action, reported.base) == (Action.KEPT, None)
    assert reported.reason == "is not made: site.note “a” was deleted on the site"
    assert (settled.action, settled.base, settled.to_report) == (Action.KEPT, theirs[line], False)


def test_a_deleted_row_that_is_taken_back_brings_what_belongs_to_it() -> None:
    line = Ref("site.line", "l")
    theirs = {NOTE: {"text": "new"}, line: {"note": ["a"]}}

    changes = merge(theirs, {}, {NOTE: {"text": "old"}, line: {"note": ["a"]}}, Settle.THEIRS)

    assert [change.action for change in changes] == [Action.CREATED, Action.CREATED]


def test_values_that_cannot_stand_together_leave_the_row_as_edited() -> None:
    band = Ref("site.note", "pay")
    sides: Any = (
        {band: {"low": 10, "high": 20}},
        {band: {"low": 30, "high": 40}},
        {band: {"low": 10, "high": 40}},
    )

    def fits(ref: Ref, values: Any) -> bool:
        return bool(values["low"] < values["high"])

    [change] = merge(*sides, fits=fits)
    [again] = merge(sides[0], sides[1], {band: change.base}, fits=fits)
    [theirs] = merge(sides[0], sides[1], sides[2], Settle.THEIRS, fits=fits)

    assert (change.action, change.write, change.to_report) == (Action.KEPT, {}, True)
    assert again == change
    assert (theirs.write, theirs.kept) == ({"low": 10, "high": 20}, ())
