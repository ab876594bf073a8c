"""How old facts are, and how pages say so."""

import datetime

import pytest

from skills.fact_words import FreshFact, ago
from skills.freshness import STALE_AFTER_DAYS, oldest

TODAY = datetime.date(2026, 11, 10)


def fresh(
    verified_on: datetime.date | None = None, edition: int = 2026, today: datetime.date = TODAY
) -> FreshFact:
    return FreshFact("A report", edition, verified_on, today)


@pytest.mark.parametrize(
    ("verified_on", "edition", "age", "words"),
    [
        (None, 2026, 313, "2026 edition, not checked since"),
        (
            datetime.date(2026, 3, 3),
            2026,
            252,
            "2026 edition, checked on 3 March 2026, 8 months ago",
        ),
        (TODAY, 2026, 0, "2026 edition, checked on 10 November 2026, today"),
        # What was checked then was an older figure.
        (datetime.date(2025, 12, 31), 2026, 313, "2026 edition, not checked since"),
        # A later edition is out before its year begins; somebody ahead of us has looked.
        (None, 2027, 0, "2027 edition, not checked since"),
        (
            datetime.date(2026, 11, 11),
            2026,
            0,
            "2026 edition, checked on 11 November 2026, today",
        ),
        (None, 2024, 1044, "2024 edition, not checked since"),
    ],
)
def test_age_and_words(
    verified_on: datetime.date | None, edition: int, age: int, words: str
) -> None:
    fact = fresh(verified_on, edition)

    assert (fact.age_days, fact.words) == (age, words)
    assert fact.full == f"A report, {words}"


def test_without_a_source_the_edition_stands_alone() -> None:
    assert FreshFact("", 2026, None, TODAY).full == "2026 edition, not checked since"


def test_a_fact_is_stale_after_a_year() -> None:
    day = datetime.timedelta(days=1)
    checked = TODAY - STALE_AFTER_DAYS * day

    assert not fresh(checked, 2020).is_stale
    assert fresh(checked - day, 2020).is_stale
    assert fresh(None, 2025).is_stale
    assert not fresh(None, 2026).is_stale


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (60, "8 weeks ago"),
        (61, "2 months ago"),
        (364, "11 months ago"),
        (365, "12 months ago"),
        (729, "23 months ago"),
        (730, "2 years ago"),
        (1_100, "3 years ago"),
    ],
)
def test_days_in_words(days: int, words: str) -> None:
    assert ago(days) == words


def test_the_oldest_of_several_is_named() -> None:
    old, new = fresh(), fresh(TODAY)

    assert oldest([new, old, new]) is old
    assert oldest([]) is None
