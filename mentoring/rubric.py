"""What a reviewer looks at, and what the scores come to. Pure: values in, values out.

The texts are English; `mentoring.wording` and the forms say them in the page's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LOWEST, HIGHEST = 1, 4
# Kept as a score of its own, so that “not looked at yet” is something else.
DOES_NOT_APPLY = 0

LEAST_TO_APPROVE = 2
LEAST_EVALUATION = 3
LEAST_SCORED = 3
EVALUATION = "evaluation"

# The key under which stands what concerns no criterion of its own.
ALL_TOGETHER = ""


def gettext_noop(text: str) -> str:
    """Marks a text for translation, as Django's own does; whoever shows it translates it."""
    return text


WORDS = {
    1: gettext_noop("starting"),
    2: gettext_noop("developing"),
    3: gettext_noop("solid"),
    4: gettext_noop("strong"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to score; the descriptors stand for 1 to 4."""

    slug: str
    title: str
    question: str
    descriptors: tuple[str, str, str, str]


CRITERIA = (
    Criterion(
        "problem",
        gettext_noop("Problem and data"),
        gettext_noop("Is the question clear, and is it known where the data comes from?"),
        (
            gettext_noop("Neither is clear"),
            gettext_noop("Clear question"),
            gettext_noop("Clear and sourced"),
            gettext_noop("Limits named too"),
        ),
    ),
    Criterion(
        "modelling",
        gettext_noop("Modelling"),
        gettext_noop("Was something simple tried first, and is the choice explained?"),
        (
            gettext_noop("One model, no reason"),
            gettext_noop("Several, not compared"),
            gettext_noop("Compared fairly"),
            gettext_noop("And explained"),
        ),
    ),
    Criterion(
        EVALUATION,
        gettext_noop("Evaluation against a baseline"),
        gettext_noop("Does it beat a simple rule on data it has never seen?"),
        (
            gettext_noop("No baseline, or leaks"),
            gettext_noop("Baseline, shaky test"),
            gettext_noop("Sound test"),
            gettext_noop("Sound, with limits"),
        ),
    ),
    Criterion(
        "deployment",
        gettext_noop("Deployment"),
        gettext_noop("Can somebody use it without the author?"),
        (
            gettext_noop("Notebook only"),
            gettext_noop("Runs on one machine"),
            gettext_noop("Others can use it"),
            gettext_noop("Used and monitored"),
        ),
    ),
    Criterion(
        "reproducibility",
        gettext_noop("Reproducibility"),
        gettext_noop("Would a stranger get the same figures?"),
        (
            gettext_noop("No way to run it"),
            gettext_noop("With the author’s help"),
            gettext_noop("From the README"),
            gettext_noop("With one command"),
        ),
    ),
    Criterion(
        "communication",
        gettext_noop("Communication"),
        gettext_noop("Can somebody outside the field follow what was found?"),
        (
            gettext_noop("No explanation"),
            gettext_noop("What, but not why"),
            gettext_noop("What and why"),
            gettext_noop("And where it fails"),
        ),
    ),
)
TITLES = {criterion.slug: criterion.title for criterion in CRITERIA}


def mean(scores: Mapping[str, int]) -> Decimal | None:
    """To one decimal, half up, over what applies; None where nothing was scored."""
    given = [score for score in scores.values() if score != DOES_NOT_APPLY]
    if not given:
        return None
    exact = Decimal(sum(given)) / len(given)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a score from an approval: it is too low, or not given."""

    least: int
    is_scored: bool = False


def gaps_to_approval(scores: Mapping[str, int]) -> dict[str, Gap]:
    """What keeps the scores from an approval, by criterion, or for all of them together."""
    gaps = {}
    for criterion in CRITERIA:
        score = scores.get(criterion.slug)
        least = LEAST_EVALUATION if criterion.slug == EVALUATION else LEAST_TO_APPROVE
        if score is None:
            gaps[criterion.slug] = Gap(least)
        elif score != DOES_NOT_APPLY and score < least:
            gaps[criterion.slug] = Gap(least, is_scored=True)
    applying = [score for score in scores.values() if score != DOES_NOT_APPLY]
    if not gaps and len(applying) < LEAST_SCORED:
        gaps[ALL_TOGETHER] = Gap(LEAST_SCORED)
    return gaps


@dataclass(frozen=True, slots=True)
class Move:
    """A score that is another one than that of the version before."""

    title: str
    before: int
    after: int


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> list[Move]:
    """How scores moved from one version to the next, in the rubric's order."""
    moved = []
    for criterion in CRITERIA:
        old, new = before.get(criterion.slug), after.get(criterion.slug)
        if old and new and old != new:
            moved.append(Move(criterion.title, old, new))
    return moved
