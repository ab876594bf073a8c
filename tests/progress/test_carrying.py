"""What becomes of ticks when steps change: a table of cases, and what holds of all of them."""

import datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.carrying import (
    DOING,
    DONE,
    MERGED,
    MOVED,
    REPLACED,
    RETIRED,
    SAME,
    SKIPPED,
    SPLIT,
    TODO,
    Held,
    Succession,
    carried,
    merge_notes,
    with_heirs,
)

MAY, JUNE = datetime.date(2026, 5, 2), datetime.date(2026, 6, 3)
DONE_IN_MAY, DONE_IN_JUNE = Held(DONE, MAY, MAY), Held(DONE, JUNE, JUNE)
BEGUN, OPEN, LEFT_OUT = Held(DOING), Held(), Held(SKIPPED, skip_reason="I know it.")


@pytest.mark.parametrize("kind", [SAME, SPLIT])
@pytest.mark.parametrize("held", [DONE_IN_MAY, BEGUN, LEFT_OUT])
def test_same_work_keeps_whatever_it_was(kind: str, held: Held) -> None:
    assert carried(kind, [held]) == held


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([DONE_IN_MAY, DONE_IN_JUNE], Held(DONE, JUNE, JUNE)),
        ([DONE_IN_MAY, LEFT_OUT], DONE_IN_MAY),
        ([LEFT_OUT, LEFT_OUT], LEFT_OUT),
        ([DONE_IN_MAY, OPEN], BEGUN),
        ([DONE_IN_MAY, BEGUN], BEGUN),
        ([BEGUN, LEFT_OUT], BEGUN),
        ([OPEN, LEFT_OUT], None),
        ([OPEN, OPEN], None),
    ],
)
def test_merged_step_is_done_when_all_that_counted_was(
    sources: list[Held], expected: Held | None
) -> None:
    for order in permutations(sources):
        assert carried(MERGED, order) == expected


@pytest.mark.parametrize(
    ("held", "expected"), [(DONE_IN_MAY, DONE_IN_MAY), (BEGUN, None), (LEFT_OUT, None)]
)
def test_other_work_counts_as_done_for_those_who_had_finished(
    held: Held, expected: Held | None
) -> None:
    assert carried(REPLACED, [held]) == expected


@pytest.mark.parametrize("kind", [MOVED, RETIRED])
def test_nothing_is_carried_where_nothing_takes_the_place(kind: str) -> None:
    assert carried(kind, [DONE_IN_MAY]) is None


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (OPEN, DONE_IN_MAY),
        (BEGUN, DONE_IN_MAY),
        (LEFT_OUT, None),
        (DONE_IN_JUNE, None),
        # Done once and un-ticked: the first day is its own.
        (Held(TODO, first_done_on=JUNE), Held(DONE, MAY, JUNE)),
    ],
)
def test_what_a_learner_said_of_the_new_step_stands(there: Held, expected: Held | None) -> None:
    assert carried(SAME, [DONE_IN_MAY], there) == expected


def test_a_begun_step_does_not_open_a_begun_one_again() -> None:
    assert carried(SAME, [BEGUN], BEGUN) is None


RANK = {TODO: 0, DOING: 1, SKIPPED: 2, DONE: 2}
days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
held = st.one_of(
    st.just(OPEN), st.just(BEGUN), st.just(LEFT_OUT), days.map(lambda day: Held(DONE, day, day))
)
kinds = st.sampled_from([SAME, SPLIT, MERGED, REPLACED, MOVED, RETIRED])


@given(kinds, st.lists(held, min_size=2, max_size=5), held)
def test_carrying_never_lowers_and_is_done_after_once(
    kind: str, sources: list[Held], there: Held
) -> None:
    after = carried(kind, sources, there)
    if after is None:
        return
    assert RANK[after.status] > RANK[there.status]
    assert (after.status == DONE) == (after.done_on is not None)
    if there.first_done_on:
        assert after.first_done_on == there.first_done_on
    assert carried(kind, sources, after) is None


def test_proof_goes_to_heirs_and_their_heirs() -> None:
    split = Succession(SPLIT, frozenset({1}), frozenset({2, 3}))
    same = Succession(SAME, frozenset({3}), frozenset({4}))
    other = Succession(REPLACED, frozenset({4}), frozenset({5}))

    assert with_heirs({1}, [split, same, other], all_parts=False) == {1, 2, 3, 4}


def test_a_part_is_some_evidence_and_no_mentors_word_for_the_whole() -> None:
    merged = [Succession(MERGED, frozenset({1, 2}), frozenset({3}))]

    assert with_heirs({1}, merged, all_parts=False) == {1, 3}
    assert with_heirs({1}, merged, all_parts=True) == {1}
    assert with_heirs({1, 2}, merged, all_parts=True) == {1, 2, 3}


@pytest.mark.parametrize(
    ("own", "notes", "expected"),
    [
        ("", ["a", "b"], "a\n\nb"),
        ("mine", ["a", ""], "mine\n\na"),
        ("mine\n\na", ["a"], "mine\n\na"),
        ("mine", ["too long to fit", "b"], "mine\n\nb"),
        ("book", ["ok"], "book\n\nok"),
    ],
)
def test_notes_stand_under_the_learners_own(own: str, notes: list[str], expected: str) -> None:
    assert merge_notes(own, notes, most=12) == expected
