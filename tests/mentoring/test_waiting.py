"""The waiting times: tables worked by hand, and what must hold for any of them."""

import datetime
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.waiting import (
    MEDIAN,
    MOST,
    Quantile,
    Waiting,
    quantile,
    waiting_times,
)
from mentoring.wording import about, exactly, wait_in_words, waits_in_words


def days(number: float) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def waits(text: str) -> tuple[list[datetime.timedelta], list[datetime.timedelta]]:
    """“2 3+”: one answered after two days, one that has waited three so far."""
    words = text.split()
    answered = sorted(days(float(word)) for word in words if not word.endswith("+"))
    return answered, sorted(days(float(word[:-1])) for word in words if word.endswith("+"))


def after(number: float) -> Quantile:
    return Quantile(days(number))


def beyond(number: float) -> Quantile:
    return Quantile(days(number), is_reached=False)


@pytest.mark.parametrize(
    ("lengths", "median", "most"),
    [
        # One: S(3) = 0.
        ("3", after(3), after(3)),
        ("3+", beyond(3), beyond(3)),
        # None is left out: half and four fifths of ten by counting.
        ("1 2 3 4 5 6 7 8 9 10", after(5), after(8)),
        # The order does not matter.
        ("9 4 1 10 3 2 8 7 6 5", after(5), after(8)),
        # All still wait.
        ("1+ 2+ 5+", beyond(5), beyond(5)),
        # Ties: S(2) = 1 - 3/4 = 1/4, S(6) = 0.
        ("2 2 2 6", after(2), after(6)),
        # Leaves at the length of an answer: still counts in it. S(1) = 3/4, S(2) = 3/4 * 2/3 = 1/2,
        # and 4 alone is left at risk: S(4) = 0.
        ("1 2 2+ 4", after(2), after(4)),
        # S(1) = 4/5, S(3) = 4/5 * 2/3 = 8/15, S(4) = 8/15 * 1/2 = 4/15; 5 has not come.
        ("1 2+ 3 4 5+", after(4), beyond(5)),
        # S(1) = 5/6, S(2) = 5/6 * 4/5 = 2/3 and no further.
        ("1 2 3+ 4+ 5+ 6+", beyond(6), beyond(6)),
        # Freireich's remission times, the textbook table: S(22) = 0.5378, S(23) = 0.4482.
        (
            "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+",
            after(23),
            beyond(35),
        ),
        # Answered at once.
        ("0 0 3+", after(0), beyond(3)),
    ],
)
def test_quantiles_of_tables_worked_by_hand(lengths: str, median: Quantile, most: Quantile) -> None:
    found = waits(lengths)
    assert (quantile(*found, MEDIAN), quantile(*found, MOST)) == (median, most)


def test_no_waits_have_no_quantile() -> None:
    assert waiting_times([], [], []) == Waiting(total=0, still=0, median=None, most=None)


def test_waiting_times_say_of_how_many() -> None:
    assert waiting_times(*waits("1 2+ 3 4 5+")) == Waiting(5, 2, after(4), beyond(5))


def test_withdrawn_requests_leave_at_their_withdrawal_and_wait_no_more() -> None:
    """As those that wait on, but not among them."""
    answered, cut = waits("4 1 3 2+ 5+")
    assert waiting_times(answered, withdrawn=cut) == Waiting(5, 0, after(4), beyond(5))
    assert waiting_times(answered, cut[1:], cut[:1]) == Waiting(5, 1, after(4), beyond(5))


LENGTHS = st.integers(0, 60).map(lambda hours: datetime.timedelta(hours=hours))
SORTED = st.lists(LENGTHS, max_size=60).map(sorted)
SHARES = st.sampled_from([MEDIAN, MOST, Fraction(1, 10), Fraction(1, 3)])
Lengths = list[datetime.timedelta]


@given(st.lists(LENGTHS, min_size=1, max_size=60).map(sorted), SHARES)
def test_where_all_are_answered_it_is_the_plain_quantile(
    answered: Lengths, share: Fraction
) -> None:
    plain = answered[math.ceil(share * len(answered)) - 1]
    assert quantile(answered, [], share) == Quantile(plain)


def rank(found: Quantile | None) -> tuple[bool, datetime.timedelta]:
    """In order of length: what is never reached is longer than any length."""
    return (not found.is_reached, found.length) if found else (False, days(-1))


@given(SORTED, SORTED, LENGTHS, SHARES)
def test_one_more_that_still_waits_never_shortens_it(
    answered: Lengths, cut: Lengths, length: datetime.timedelta, share: Fraction
) -> None:
    before = quantile(answered, cut, share)
    assert rank(quantile(answered, sorted([*cut, length]), share)) >= rank(before)


@given(SORTED, SORTED)
def test_the_median_is_never_longer_than_the_other(answered: Lengths, cut: Lengths) -> None:
    assert rank(quantile(answered, cut, MEDIAN)) <= rank(quantile(answered, cut, MOST))


def test_many_waits_stay_exact() -> None:
    """The share that still waits is a product of fifty thousand factors."""
    found = [datetime.timedelta(minutes=n) for n in range(1, 50_001)]
    assert quantile(found, [], MOST) == Quantile(datetime.timedelta(minutes=40_000))


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (days(0), "under an hour"),
        (datetime.timedelta(minutes=29), "under an hour"),
        (datetime.timedelta(minutes=45), "about 1 hour"),
        (datetime.timedelta(hours=5, minutes=31), "about 6 hours"),
        (datetime.timedelta(hours=47), "about 47 hours"),
        (datetime.timedelta(hours=48), "about 2 days"),
        (days(2.6), "about 3 days"),
    ],
)
def test_length_in_round_words(length: datetime.timedelta, words: str) -> None:
    assert about(length) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (days(-1), "under 1 h"),
        (datetime.timedelta(minutes=59), "under 1 h"),
        (datetime.timedelta(hours=5, minutes=59), "5 h"),
        (days(1), "1 day"),
        (days(1.05), "1 day 1 h"),
        (datetime.timedelta(days=2, hours=14, minutes=59), "2 days 14 h"),
    ],
)
def test_wait_so_far_in_words(length: datetime.timedelta, words: str) -> None:
    assert exactly(length) == words


def test_quantile_in_words() -> None:
    assert wait_in_words(after(2)) == "about 2 days"
    assert wait_in_words(beyond(0)) == "longer than the few minutes so far"
    assert wait_in_words(beyond(6)) == "longer than about 6 days so far"


@pytest.mark.parametrize(
    ("half", "most", "words"),
    [
        (
            after(3),
            after(5),
            "Half of the requests are answered within about 3 days; "
            "80% of them within about 5 days.",
        ),
        (
            after(0),
            after(0),
            "Half of the requests are answered within an hour, and so are 80% of them.",
        ),
        (
            after(3),
            beyond(4),
            "Half of the requests are answered within about 3 days; within about 4 days, "
            "fewer than 80% of them are so far.",
        ),
        (
            beyond(4),
            beyond(4),
            "Within about 4 days, fewer than half of the requests are answered so far.",
        ),
        (
            beyond(0),
            beyond(0),
            "Within a few minutes, fewer than half of the requests are answered so far.",
        ),
        (None, None, ""),
    ],
)
def test_waits_in_a_sentence(half: Quantile | None, most: Quantile | None, words: str) -> None:
    assert waits_in_words(Waiting(total=5, still=1, median=half, most=most)) == words


def test_meter_needs_a_known_length() -> None:
    assert waiting_times(*waits("1 2 4")).full_meter == days(4)
    assert waiting_times(*waits("1 2 4+")).full_meter is None
    assert waiting_times(*waits("0")).full_meter is None
    assert waiting_times([], []).full_meter is None
