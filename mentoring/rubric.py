"""What a reviewer looks at, in words, and what the scores come to. Pure: values in, values out."""

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

WORDS = {1: "starting", 2: "developing", 3: "solid", 4: "strong"}


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
        "Problem and data",
        "Is the question clear, and is it known where the data comes from?",
        ("Neither is clear", "Clear question", "Clear and sourced", "Limits named too"),
    ),
    Criterion(
        "modelling",
        "Modelling",
        "Was something simple tried first, and is the choice explained?",
        ("One model, no reason", "Several, not compared", "Compared fairly", "And explained"),
    ),
    Criterion(
        EVALUATION,
        "Evaluation against a baseline",
        "Does it beat a simple rule on data it has never seen?",
        ("No baseline, or leaks", "Baseline, shaky test", "Sound test", "Sound, with limits"),
    ),
    Criterion(
        "deployment",
        "Deployment",
        "Can somebody use it without the author?",
        ("Notebook only", "Runs on one machine", "Others can use it", "Used and monitored"),
    ),
    Criterion(
        "reproducibility",
        "Reproducibility",
        "Would a stranger get the same figures?",
        ("No way to run it", "With the author’s help", "From the README", "With one command"),
    ),
    Criterion(
        "communication",
        "Communication",
        "Can somebody outside the field follow what was found?",
        ("No explanation", "What, but not why", "What and why", "And where it fails"),
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


def words_for(score: int) -> str:
    return WORDS.get(score, "does not apply")


def gaps_to_approval(scores: Mapping[str, int]) -> dict[str, str]:
    """What keeps the scores from an approval, by criterion; "" is for all of them together."""
    gaps = {}
    for criterion in CRITERIA:
        score = scores.get(criterion.slug)
        least = LEAST_EVALUATION if criterion.slug == EVALUATION else LEAST_TO_APPROVE
        if score is None:
            gaps[criterion.slug] = "To approve, score this or say that it does not apply."
        elif score != DOES_NOT_APPLY and score < least:
            gaps[criterion.slug] = f"To approve, this needs {least} or more."
    applying = [score for score in scores.values() if score != DOES_NOT_APPLY]
    if not gaps and len(applying) < LEAST_SCORED:
        gaps[""] = "To approve, score at least three of the six."
    return gaps


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """How scores moved from one version to the next, in the rubric's order."""
    moved = []
    for criterion in CRITERIA:
        old, new = before.get(criterion.slug), after.get(criterion.slug)
        if old and new and old != new:
            way = "rose" if new > old else "fell"
            moved.append(f"{criterion.title} {way} from {old} to {new}.")
    return moved
