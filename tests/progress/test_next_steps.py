"""The order of what to do next, and its reasons in words."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.next_steps import Candidate, Suggestion, Window, rank

TODAY = datetime.date(2026, 11, 23)
FIRST = Window(1, 0, datetime.date(2026, 7, 2), datetime.date(2026, 10, 2))
SECOND = Window(2, 3, datetime.date(2026, 10, 2), datetime.date(2027, 1, 2))
THIRD = Window(3, 6, datetime.date(2027, 1, 2), datetime.date(2027, 4, 2))
OPEN = Window(5, 4, datetime.date(2026, 11, 2), None)


def order(*candidates: Candidate, month: float = 4.6) -> list[int]:
    return [item.key for item in rank(candidates, current_month=month, today=TODAY)]


def reasons(candidate: Candidate, **said: object) -> tuple[str, ...]:
    values = {"current_month": 4.6, "today": TODAY, "role": "MLOps Engineer"} | said
    (found,) = rank([candidate], **values)  # type: ignore[arg-type]
    return found.reasons


def test_begun_then_earlier_stages_then_the_current_one_then_ahead() -> None:
    found = order(
        Candidate(1, FIRST),
        Candidate(2, SECOND),
        Candidate(3, THIRD),
        Candidate(4, SECOND, is_begun=True),
        Candidate(5, THIRD, is_begun=True),
    )
    assert found == [4, 5, 1, 2, 3]


def test_the_stage_weighs_more_than_role_fit() -> None:
    found = order(Candidate(1, FIRST), Candidate(2, SECOND, place=1), Candidate(3, THIRD, place=0))
    assert found == [1, 2, 3]


def test_a_stage_in_reach_goes_before_one_ahead_with_a_lower_number() -> None:
    assert order(Candidate(1, THIRD), Candidate(2, OPEN)) == [2, 1]


def test_role_fit_orders_within_a_stage_and_the_roadmap_the_rest() -> None:
    found = order(
        Candidate(1, SECOND, closes=("SQL",)),
        Candidate(2, SECOND, place=1),
        Candidate(3, SECOND, place=0),
        Candidate(4, SECOND),
    )
    assert found == [3, 2, 1, 4]


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (Candidate(1, SECOND), ("Stage 2 is open until 2 January 2027",)),
        (Candidate(1, FIRST), ("Stage 1 was planned until 2 October",)),
        (Candidate(1, THIRD), ("Stage 3 opens on 2 January 2027",)),
        (Candidate(1, OPEN), ("Stage 5 is open",)),
        (
            Candidate(1, OPEN, is_begun=True, closes=("Docker",)),
            ("You have begun it", "Stage 5 is open", "Teaches Docker for MLOps Engineer"),
        ),
        (
            Candidate(1, OPEN, closes=("Docker", "AWS")),
            ("Stage 5 is open", "Teaches Docker and AWS for MLOps Engineer"),
        ),
        (
            Candidate(1, OPEN, closes=("Docker", "AWS", "SQL", "Git")),
            ("Stage 5 is open", "Teaches Docker, AWS and 2 more for MLOps Engineer"),
        ),
    ],
)
def test_reasons(candidate: Candidate, words: tuple[str, ...]) -> None:
    assert reasons(candidate) == words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (datetime.date(2026, 10, 1), "Stage 2 opens on 2 October"),
        (datetime.date(2026, 10, 2), "Stage 2 is open until 2 January 2027"),
        (datetime.date(2027, 1, 1), "Stage 2 is open until 2 January"),
        (datetime.date(2027, 1, 2), "Stage 2 was planned until 2 January"),
    ],
)
def test_the_last_day_of_a_stage_is_the_day_before_the_next(
    today: datetime.date, words: str
) -> None:
    assert reasons(Candidate(1, SECOND), today=today) == (words,)


def test_a_hidden_comparison_says_nothing_of_lateness() -> None:
    assert reasons(Candidate(1, FIRST), shows_lateness=False) == ("Still to do in Stage 1",)


def test_nothing_left_is_nothing_next() -> None:
    assert rank([], current_month=4, today=TODAY) == []


WINDOWS = st.sampled_from([FIRST, SECOND, THIRD, OPEN])


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    return [
        Candidate(
            key,
            draw(WINDOWS),
            is_begun=draw(st.booleans()),
            place=draw(st.sampled_from([None, 0, 1, 2])),
        )
        for key in range(draw(st.integers(0, 12)))
    ]


@given(candidates(), st.floats(0, 16))
def test_ranking_keeps_every_step_and_the_stages_in_line(
    given_: list[Candidate], month: float
) -> None:
    ranked: list[Suggestion] = rank(given_, current_month=month, today=TODAY)
    assert ranked == rank(given_, current_month=month, today=TODAY)
    by_key = {item.key: item for item in given_}
    found = [by_key[item.key] for item in ranked]
    assert sorted(item.key for item in found) == [item.key for item in given_]
    places = [
        (not item.is_begun, item.window.start_month > month, item.window.number) for item in found
    ]
    assert places == sorted(places)
    assert all(item.reasons for item in ranked)
