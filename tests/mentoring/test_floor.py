"""No figure for fewer than five learners, nor one that lets it be worked out."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.floor import WITHHELD, line, missing_places
from progress.floor import FEWER, FLOOR, shown

COUNTS = st.lists(st.integers(0, 12) | st.integers(0, 5_000), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("values", "parts", "total"),
    [
        ([], [], FEWER),
        ([0], [FEWER], FEWER),
        ([4], [FEWER], FEWER),
        ([5], [5], 5),
        ([2, 2], [FEWER, FEWER], FEWER),
        ([4, 4], [WITHHELD, WITHHELD], 8),
        # The next smallest goes with a single one.
        ([3, 20, 10], [WITHHELD, 20, WITHHELD], 33),
        ([0, 30], [WITHHELD, WITHHELD], 30),
        # Two that stand for fewer than five together would be a figure of their own.
        ([1, 2, 10, 20], [WITHHELD, WITHHELD, WITHHELD, 20], 33),
        ([1, 4, 10, 20], [WITHHELD, WITHHELD, 10, 20], 35),
        ([5, 6, 7], [5, 6, 7], 18),
    ],
)
def test_lines(values: list[int], parts: list[int | str], total: int | str) -> None:
    found = line(values)
    assert (list(found.parts), found.total) == (parts, total)


def test_people_decide_and_not_what_they_did() -> None:
    assert line([40, 90], learners=[4, 30]).parts == (WITHHELD, WITHHELD)
    assert line([40, 90], learners=[5, 30]).parts == (40, 90)


def test_a_group_is_not_told_by_what_is_left_of_a_larger_one() -> None:
    assert line([10, 20], outside=4).parts == (WITHHELD, WITHHELD)
    assert line([10, 20], outside=4).total == WITHHELD
    assert line([10, 20], outside=5).total == 30


@pytest.mark.parametrize(("learners", "found"), [(0, FEWER), (4, FEWER), (5, "3.5"), (50, "3.5")])
def test_a_figure_alone(learners: int, found: str) -> None:
    assert shown("3.5", learners) == found


@given(COUNTS)
def test_what_is_shown_is_true_and_of_five_at_least(values: list[int]) -> None:
    found = line(values)
    for part, value in zip((*found.parts, found.total), (*values, sum(values)), strict=True):
        assert part in {FEWER, WITHHELD} or part == value >= FLOOR


@given(COUNTS)
def test_one_is_never_missing_alone(values: list[int]) -> None:
    found = line(values)
    missing = [value for value, part in zip(values, found.parts, strict=True) if part == WITHHELD]
    if missing:
        assert len(missing) >= 2
        # The total less what is shown: a figure that anybody can make.
        assert sum(missing) >= FLOOR


@settings(deadline=None)  # It looks at every table there could be.
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_no_withheld_count_is_recovered_by_subtraction(values: list[int]) -> None:
    """Of all counts that would make the same table, each missing one has several values."""
    found = line(values)
    if WITHHELD not in found.parts or not isinstance(found.total, int):
        return
    rest = found.total - sum(part for part in found.parts if isinstance(part, int))
    gaps = [place for place, part in enumerate(found.parts) if part == WITHHELD]
    fits = [
        guess
        for guess in product(range(rest + 1), repeat=len(gaps))
        if sum(guess) == rest and min(guess) < FLOOR
    ]
    for place in range(len(gaps)):
        possible = {guess[place] for guess in fits}
        # Not even whether it is below the floor.
        assert min(possible) < FLOOR <= max(possible)


@given(COUNTS)
def test_nothing_is_withheld_without_need(values: list[int]) -> None:
    if all(value >= FLOOR for value in values):
        assert missing_places(values) == frozenset()
