"""What an edit of steps would do to learners, before it is made: in figures and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from progress.carrying import DOING, DONE, SKIPPED, Held, carried
from progress.models import Plan, StepStatus
from progress.step_changes import holders_by_status
from roadmap.editions import Difference, Differs, Snapshot, counts_the_same, differences
from roadmap.models import ChangeKind, Step, StepChange

# What becomes of the one new step, and of each of several.
BECOMES: dict[str | None, Any] = {
    DONE: _("the new step counts as done"),
    DOING: _("the new step is in progress"),
    SKIPPED: _("the new step is skipped"),
    None: _("the new step is not begun"),
}
EACH_BECOMES: dict[str | None, Any] = {
    DONE: _("each new step counts as done"),
    DOING: _("each new step is in progress"),
    SKIPPED: _("each new step is skipped"),
    None: _("each new step is not begun"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Learners who hold a step alike, and what becomes of that."""

    learners: int
    status: str
    becomes: str


@dataclass(frozen=True, slots=True)
class StepPreview:
    step: Step
    outcomes: tuple[Outcome, ...]

    @property
    def learners(self) -> int:
        return sum(outcome.learners for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """All that an admin should know before a change is carried out."""

    steps: tuple[StepPreview, ...]
    targets: tuple[Step, ...]
    # Current plans that count an old or a new step: their owners are told.
    plans: int
    hours_before: int
    hours_after: int

    @property
    def learners(self) -> int:
        return sum(step.learners for step in self.steps)


def preview_of(change: StepChange) -> ChangePreview:
    """Holders by status and what becomes of their ticks. Four queries, however many learners."""
    sources = list(change.sources.select_related("stage"))
    targets = tuple(change.targets.select_related("stage"))
    holders = holders_by_status(sources)
    steps = tuple(
        StepPreview(step, _outcomes(change.kind, len(sources), holders.get(step.pk, Counter())))
        for step in sources
    )
    stays = change.kind == ChangeKind.MOVED
    before = {step.pk: step.hours for step in (*sources, *targets) if step.is_shown}
    after = {step.pk: step.hours for step in (sources if stays else targets)}
    return ChangePreview(
        steps=steps,
        targets=targets,
        plans=plans_that_count([*sources, *targets]),
        hours_before=sum(before.values()),
        hours_after=sum(after.values()),
    )


def plans_that_count(steps: Sequence[Step]) -> int:
    """How many current plans count one of these steps at least. One query."""
    plans = Plan.objects.current()
    fields = {step.specialisation_id for step in steps}
    if None not in fields:
        plans = plans.filter(specialisation__in=fields)
    return plans.count() if steps else 0


def _outcomes(kind: str, parts: int, holders: Counter[str]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(holders[status], str(StepStatus(status).label), _becomes(kind, parts, status))
        for status in (StepStatus.DONE, StepStatus.DOING, StepStatus.SKIPPED)
        if holders[status]
    )


def _becomes(kind: str, parts: int, status: str) -> str:
    if kind == ChangeKind.MOVED:
        return gettext("stays as it is")
    if kind == ChangeKind.RETIRED:
        return gettext("stays in their history and counts no more")
    if kind == ChangeKind.MERGED:
        if status == DONE:
            return gettext("the new step is done where all parts are, else in progress")
        if status == SKIPPED:
            return gettext("the new step is skipped where all parts are")
        return str(BECOMES[DOING])
    after = carried(kind, [Held(status)] * parts)
    words = EACH_BECOMES if kind == ChangeKind.SPLIT else BECOMES
    return str(words[after.status if after else None])


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that plans would count otherwise, and those who hold it."""

    said: str
    outcomes: tuple[Outcome, ...]
    # Current plans that count it.
    plans: int
    # Of a step: a stage has nobody who ticks it.
    is_step: bool


@dataclass(frozen=True, slots=True)
class EditPreview:
    """What saving an edit would change for learners."""

    touched: tuple[Touched, ...]
    # Current plans that one of them at least concerns.
    plans: int


def preview_of_edit(before: Snapshot, after: Snapshot) -> EditPreview | None:
    """What differs for plans, with those whom it concerns; None where nobody has such a plan.

    Three queries, none where no plan at all would notice.
    """
    if counts_the_same(before, after):
        return None
    fields = {step.specialisation for step in (*before.steps, *after.steps)} | {None}
    found: dict[Difference, set[str | None]] = {}
    for field in fields:
        for difference in differences(before, after, field):
            found.setdefault(difference, set()).add(field)
    slugs = {difference.slug for difference in found}
    steps = {step.slug: step.pk for step in Step.objects.filter(slug__in=slugs)}
    holders = holders_by_status(steps.values())
    plans = _plans_by_field()
    everybody = {field for concerned in found.values() for field in concerned}
    touched = [
        Touched(
            said=_said(difference),
            outcomes=_edit_outcomes(difference, holders.get(steps.get(difference.slug, 0))),
            plans=_count(plans, concerned, fields),
            is_step=difference.what is not Differs.WINDOW,
        )
        for difference, concerned in found.items()
    ]
    touched = [item for item in touched if item.plans or item.outcomes]
    return EditPreview(tuple(touched), _count(plans, everybody, fields)) if touched else None


def _count(
    plans: Counter[str | None], concerned: Collection[str | None], known: Collection[str | None]
) -> int:
    """How many plans these specialisations have; one without steps of its own is as none."""
    return sum(
        count
        for field, count in plans.items()
        if field in concerned or (None in concerned and field not in known)
    )


def _plans_by_field() -> Counter[str | None]:
    """How many current plans have each specialisation. One query."""
    fields = Plan.objects.current().order_by().values_list("specialisation__slug")
    return Counter(dict(fields.annotate(plans=Count("pk"))))


DIFFERS: dict[Differs, Any] = {
    Differs.ADDED: _("“%(name)s” comes into the plans, with %(after)s hours."),
    Differs.GONE: _("“%(name)s” leaves the plans, with its %(before)s hours."),
    Differs.HOURS: _("“%(name)s” counts %(after)s hours, %(before)s before."),
    Differs.PLACE: _("“%(name)s” moves to stage %(after)s, from %(before)s."),
    Differs.WINDOW: _("The months of “%(name)s” change, and with them the dates of every plan."),
}


def _said(difference: Difference) -> str:
    return str(DIFFERS[difference.what]) % {
        "name": difference.title,
        "before": difference.before,
        "after": difference.after,
    }


MORE: Any = _("%(hours)s earned hours more")
FEWER: Any = _("%(hours)s earned hours fewer")


def _edit_outcomes(difference: Difference, held: Counter[str] | None) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(held[status], str(StepStatus(status).label), _comes_to(difference, status))
        for status in (StepStatus.DONE, StepStatus.DOING, StepStatus.SKIPPED)
        if held and held[status]
    )


def _comes_to(difference: Difference, status: str) -> str:
    if difference.what is Differs.GONE:
        if status != DONE:
            return gettext("stays in their history")
        text = gettext("stays in their history, %(hours)s earned hours fewer")
        return text % {"hours": difference.before}
    if difference.what is Differs.HOURS and status == DONE:
        more = difference.after - difference.before
        return str(MORE if more > 0 else FEWER) % {"hours": abs(more)}
    if difference.what is Differs.ADDED and status == DONE:
        return str(MORE) % {"hours": difference.after}
    return gettext("stays as it is")
