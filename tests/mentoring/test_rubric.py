"""The rubric's sums and words, and which verdict may be published with which text."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from mentoring import rubric
from mentoring.models import Look, Verdict
from mentoring.review_forms import VERDICTS_OF, ReviewForm
from mentoring.wording import moves_in_words, words_for
from tests.factories import ReviewRequestFactory

SLUGS = [criterion.slug for criterion in rubric.CRITERIA]


def scores(*values: int | None) -> dict[str, int]:
    return {slug: value for slug, value in zip(SLUGS, values, strict=True) if value is not None}


def test_rubric_has_the_six_criteria_with_four_descriptors_each() -> None:
    assert [criterion.title for criterion in rubric.CRITERIA] == [
        "Problem and data",
        "Modelling",
        "Evaluation against a baseline",
        "Deployment",
        "Reproducibility",
        "Communication",
    ]
    assert len(set(SLUGS)) == 6
    for criterion in rubric.CRITERIA:
        assert criterion.question.endswith("?")
        assert len(set(criterion.descriptors)) == 4
        assert all(0 < len(words) <= 24 for words in criterion.descriptors)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        (scores(0, 0, 0, 0, 0, 0), None),
        (scores(3, 3, 3, 0, 0, 0), "3.0"),
        (scores(2, 3, 3, 4, 3, 3), "3.0"),
        (scores(2, 3, 3, 3, 3, 3), "2.8"),
        # Exactly between two tenths: 2.25 goes up, and so does 2.75.
        (scores(2, 2, 2, 3, 0, 0), "2.3"),
        (scores(2, 3, 3, 3, 0, 0), "2.8"),
        (scores(4, None, None, None, None, None), "4.0"),
    ],
)
def test_mean_is_of_what_applies_to_one_decimal_half_up(
    given: dict[str, int], expected: str | None
) -> None:
    assert rubric.mean(given) == (None if expected is None else Decimal(expected))


def test_words_for_scores() -> None:
    assert [words_for(score) for score in range(5)] == [
        "does not apply",
        "starting",
        "developing",
        "solid",
        "strong",
    ]


@pytest.mark.parametrize(
    ("given", "gaps"),
    [
        (scores(2, 2, 3, 2, 2, 2), []),
        (scores(4, 4, 4, 4, 4, 4), []),
        (scores(2, 2, 0, 2, 0, 0), []),
        (scores(2, 0, 3, 2, 0, 0), []),
        (scores(1, 2, 3, 2, 2, 2), ["problem"]),
        (scores(2, 2, 2, 2, 2, 2), ["evaluation"]),
        (scores(2, 2, 3, 2, 2, 1), ["communication"]),
        (scores(2, 2, None, 2, 2, 2), ["evaluation"]),
        (scores(2, 2, 3, 2, 2, None), ["communication"]),
        (scores(2, 0, 3, 0, 0, 0), [""]),
        (scores(0, 0, 0, 0, 0, 0), [""]),
        ({}, SLUGS),
    ],
)
def test_gaps_to_approval(given: dict[str, int], gaps: list[str]) -> None:
    assert list(rubric.gaps_to_approval(given)) == gaps


def test_changes_name_what_rose_and_fell_in_the_rubrics_order() -> None:
    before, after = scores(4, 1, 3, 0, None, 2), scores(3, 2, 3, 3, 4, 0)
    assert moves_in_words(rubric.changes(before, after)) == [
        "Problem and data fell from 4 to 3.",
        "Modelling rose from 1 to 2.",
    ]


# --- What may be published -----------------------------------------------------------------


def problems(look: Look, **answers: Any) -> dict[str, list[str]]:
    """What keeps a review from being published, by field."""
    sent = QueryDict(mutable=True)
    sent.update({name: str(value) for name, value in answers.items()})
    form = ReviewForm(sent, asked=ReviewRequestFactory(look=look), publishing=True)
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def scored(*values: int | None) -> dict[str, int]:
    return {f"score_{slug}": value for slug, value in scores(*values).items()}


GOOD, LOW, NONE = scored(3, 3, 3, 2, 2, 3), scored(3, 3, 2, 2, 1, 3), scored(*[None] * 6)
YES: list[str] = []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("look", "verdict", "given", "wrong"),
    [
        ("full", "approved", GOOD, YES),
        ("full", "approved", LOW, ["score_evaluation", "score_reproducibility"]),
        ("full", "approved", NONE, [f"score_{slug}" for slug in SLUGS]),
        ("full", "small-fixes", GOOD, YES),
        ("full", "small-fixes", LOW, ["score_evaluation", "score_reproducibility"]),
        ("full", "changes", GOOD, YES),
        ("full", "changes", LOW, YES),
        ("full", "changes", NONE, YES),
        ("full", "cannot", NONE, ["reason"]),
        ("full", "answered", GOOD, ["verdict"]),
        ("full", "", GOOD, ["verdict"]),
        ("full", "excellent", GOOD, ["verdict"]),
        ("full", "approved", scored(3, 0, 3, 0, 0, 0), ["verdict"]),
        ("quick", "answered", NONE, YES),
        ("quick", "approved", GOOD, YES),
        ("quick", "approved", LOW, ["score_evaluation", "score_reproducibility"]),
        ("quick", "changes", NONE, YES),
        ("quick", "cannot", NONE, ["reason"]),
        ("career", "answered", NONE, YES),
        ("career", "cannot", NONE, ["reason"]),
        ("career", "approved", GOOD, ["verdict"]),
        ("career", "small-fixes", GOOD, ["verdict"]),
        ("career", "changes", NONE, ["verdict"]),
    ],
)
def test_verdict_needs_its_scores(
    look: Look, verdict: str, given: dict[str, int], wrong: list[str]
) -> None:
    assert list(problems(look, verdict=verdict, summary="Keep the split.", **given)) == wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verdict", "answers", "wrong"),
    [
        ("changes", {}, ["summary"]),
        ("changes", {"summary": " \n "}, ["summary"]),
        ("cannot", {}, ["reason"]),
        ("cannot", {"reason": "It is under a secret."}, []),
        ("cannot", {"reason": "x" * 501}, ["reason"]),
        ("changes", {"summary": "x" * 20_001}, ["summary"]),
        ("changes", {"summary": "A\0B"}, ["summary"]),
        ("changes", {"summary": "A", "score_modelling": "5"}, ["score_modelling"]),
        ("changes", {"summary": "A", "comment_modelling": "x" * 2_001}, ["comment_modelling"]),
        ("changes", {"summary": "A", "private_note": "x" * 4_001}, ["private_note"]),
        # What stands in the site's own words as a line end counts once.
        ("changes", {"summary": "\r\n".join(["x"] * 10_000)}, []),
    ],
)
def test_verdict_needs_its_text(verdict: str, answers: dict[str, str], wrong: list[str]) -> None:
    assert list(problems(Look.FULL, verdict=verdict, **answers)) == wrong


def test_every_look_has_a_way_out_and_only_looks_without_a_verdict_an_answer() -> None:
    assert all(Verdict.CANNOT in verdicts for verdicts in VERDICTS_OF.values())
    assert [look for look, verdicts in VERDICTS_OF.items() if Verdict.ANSWERED in verdicts] == [
        Look.QUICK,
        Look.CAREER,
    ]


@pytest.mark.django_db
def test_refused_form_names_the_learner_too() -> None:
    asked = ReviewRequestFactory(by__display_name="Ann")
    form = ReviewForm(QueryDict("verdict=approved"), asked=asked, publishing=True)
    assert form.errors
    assert form["summary"].help_text.startswith("The learner sees this.")
    form.name_learner(asked)
    assert form["summary"].help_text.startswith("Ann sees this.")
    assert form["private_note"].help_text == "Other mentors see this. Ann does not."
