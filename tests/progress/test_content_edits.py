"""Whatever editors do to the roadmap, no learner loses anything, and nobody's figures fall in
silence: random edits, random learners, all in the order in which chance puts them."""

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from progress import edition_news, services
from progress.edition_news import Figures, news_of
from progress.models import Evidence, Plan, StepEvent, StepState, StepStatus
from progress.standing import Standing, standing_of
from progress.step_changes import CannotRevertError, apply_changes, revert_change
from roadmap.models import ChangeKind, Specialisation, Stage, Step, StepChange
from roadmap.publishing import publish
from tests.factories import (
    EvidenceFactory,
    PlanFactory,
    SpecialisationFactory,
    StageFactory,
    StepChangeFactory,
    StepFactory,
)

TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db

LEARNERS = 3
STEPS = 7


@dataclass
class Site:
    """A small roadmap and the people on it."""

    stages: Sequence[Stage]
    its_field: Specialisation
    plans: Sequence[Plan]
    made: int = 0
    changes: list[StepChange] = field(default_factory=list)

    def steps(self) -> list[Step]:
        return list(Step.objects.filter(retired=False).order_by("pk"))

    def new_step(self, like: Step, **extra: Any) -> Step:
        self.made += 1
        return StepFactory(
            slug=f"made-{self.made}",
            stage=like.stage,
            specialisation=like.specialisation,
            **extra,
        )


def build() -> Site:
    stages = [StageFactory(slug=f"s{n}") for n in range(3)]
    its_field = SpecialisationFactory(stage=stages[2])
    for n in range(STEPS):
        StepFactory(
            slug=f"step-{n}",
            stage=stages[n % 3],
            hours=6 + n,
            specialisation=its_field if n == 2 else None,
        )
    first = publish(now=NOW)
    plans = [
        PlanFactory(seen=first, specialisation=its_field if n == 0 else None)
        for n in range(LEARNERS)
    ]
    return Site(stages, its_field, plans)


# --- What editors do -----------------------------------------------------------------------


def add(site: Site, steps: list[Step], n: int) -> None:
    site.new_step(steps[0], hours=4 + n % 30)


def remove(site: Site, steps: list[Step], n: int) -> None:
    """Deleted where nobody holds it, as the admin allows; else retired."""
    step = steps[0]
    if StepState.objects.filter(step=step).exists() or Evidence.objects.filter(step=step).exists():
        step.retired = True
        step.save()
    else:
        step.delete()


def retire(site: Site, steps: list[Step], n: int) -> None:
    change(site, ChangeKind.RETIRED, steps[:1], [])


def split(site: Site, steps: list[Step], n: int) -> None:
    parts = [site.new_step(steps[0], hours=4 + n % 9, retired=True, draft=True) for _ in range(2)]
    change(site, ChangeKind.SPLIT, steps[:1], parts)


def merge(site: Site, steps: list[Step], n: int) -> None:
    into = site.new_step(steps[0], hours=4 + n % 30, retired=True, draft=True)
    change(site, ChangeKind.MERGED, steps[:2], [into])


def merge_into_one_of_them(site: Site, steps: list[Step], n: int) -> None:
    if len(steps) > 2:
        change(site, ChangeKind.MERGED, steps[:2], [steps[2]])


def replace(site: Site, steps: list[Step], n: int) -> None:
    change(site, ChangeKind.REPLACED, steps[:1], [site.new_step(steps[0], hours=4 + n % 20)])


def rename(site: Site, steps: list[Step], n: int) -> None:
    steps[0].title = f"Called otherwise {n}"
    steps[0].save()


def same(site: Site, steps: list[Step], n: int) -> None:
    change(site, ChangeKind.SAME, steps[:1], [site.new_step(steps[0], hours=steps[0].hours)])


def move(site: Site, steps: list[Step], n: int) -> None:
    steps[0].stage = site.stages[n % 3]
    steps[0].save()


def reorder(site: Site, steps: list[Step], n: int) -> None:
    steps[0].order = n
    steps[0].save()


def change_effort(site: Site, steps: list[Step], n: int) -> None:
    steps[0].hours = 4 + n % 37
    steps[0].save()


def take_back(site: Site, steps: list[Step], n: int) -> None:
    if site.changes:
        with suppress(CannotRevertError):
            revert_change(change=site.changes[n % len(site.changes)], now=NOW)


def change(site: Site, kind: ChangeKind, sources: list[Step], targets: list[Step]) -> None:
    made = StepChangeFactory(kind=kind, sources=sources, targets=targets)
    apply_changes([made], now=NOW)
    # Safe to repeat, whatever it was.
    assert apply_changes([made], now=NOW) == []
    site.changes.append(made)


EDITS = (
    add,
    remove,
    retire,
    split,
    merge,
    merge_into_one_of_them,
    replace,
    rename,
    same,
    move,
    reorder,
    change_effort,
    take_back,
)

# --- What learners have --------------------------------------------------------------------


@dataclass(frozen=True)
class Belongings:
    """All that must survive an edit."""

    events: dict[int, tuple[Any, ...]]
    done: frozenset[tuple[int, int]]
    first_days: dict[tuple[int, int], datetime.date]
    notes: dict[tuple[int, int], str]
    evidence: frozenset[int]


def belongings() -> Belongings:
    states = list(StepState.objects.all())
    return Belongings(
        events={row[0]: row for row in StepEvent.objects.values_list()},
        done=frozenset((s.user_id, s.step_id) for s in states if s.status == StepStatus.DONE),
        first_days={(s.user_id, s.step_id): s.first_done_on for s in states if s.first_done_on},
        notes={(s.user_id, s.step_id): s.note for s in states if s.note},
        evidence=frozenset(Evidence.objects.values_list("pk", flat=True)),
    )


def check_nothing_lost(before: Belongings, after: Belongings, *, taken_back: bool) -> None:
    assert before.events.items() <= after.events.items()
    assert before.first_days.items() <= after.first_days.items()
    assert all(text in after.notes[key] for key, text in before.notes.items())
    assert before.evidence <= after.evidence
    if not taken_back:
        assert before.done <= after.done


def check_log_tells_the_states() -> None:
    """The last event of a step says what the state is: neither goes without the other."""
    told = {}
    for event in StepEvent.objects.order_by("pk"):
        told[event.user_id, event.step_id] = (event.to_status, event.to_done_on)
    for state in StepState.objects.all():
        there = (state.status, state.done_on)
        assert told.get((state.user_id, state.step_id), (StepStatus.TODO, None)) == there


def standing(plan: Plan) -> Standing:
    return standing_of(Plan.objects.get(pk=plan.pk), TODAY)


def figures(of: Standing) -> Figures:
    return Figures(of.tally.total_hours, of.tally.done_hours, of.percent)


def check_figures(plan: Plan, before: Standing, after: Standing) -> None:
    assert 0 <= after.percent <= 100
    news = news_of(after.plan, after)
    fell = after.earned_hours < before.earned_hours or after.percent < before.percent
    if fell:
        assert news is not None, "figures fell without a note"
    if news is not None:
        assert news.lines
        assert news.after == figures(after)
        assert 0 <= news.before.percent <= 100


# --- Learners go on ------------------------------------------------------------------------


def work(site: Site, user: User, steps: list[Step], n: int) -> None:
    """One thing that a learner does: mostly ticks, now and then the rest."""
    step = steps[0]
    statuses = [StepStatus.DONE, StepStatus.DONE, StepStatus.DOING, StepStatus.SKIPPED]
    if n % 9 == 8:
        services.write_note(user=user, step=step, note=f"Note {n}")
    elif n % 9 == 7:
        EvidenceFactory(user=user, step=step)
    elif n % 9 == 6:
        to = StepStatus.TODO
        services.set_status(user=user, step=step, to=to, today=TODAY, now=NOW)
    else:
        services.set_status(
            user=user,
            step=step,
            to=statuses[n % 4],
            today=TODAY,
            now=NOW,
            done_on=TODAY - datetime.timedelta(days=n) if n % 4 < 2 else None,
        )


def pick(steps: list[Step], n: int) -> list[Step]:
    """The steps, another one first each time."""
    start = n % len(steps)
    return steps[start:] + steps[:start]


editing = st.tuples(st.just("edit"), st.integers(0, len(EDITS) - 1), st.integers(0, 60))
working = st.tuples(st.just("work"), st.integers(0, LEARNERS - 1), st.integers(0, 60))
reading = st.tuples(st.just("read"), st.integers(0, LEARNERS - 1), st.just(0))
beginnings = st.lists(working, min_size=4, max_size=10)
days = st.lists(st.one_of(editing, editing, working, reading), min_size=3, max_size=14)


def live(site: Site, what: str, which: int, n: int) -> None:
    steps = site.steps()
    if not steps:
        return
    if what == "edit":
        edit(site, which, n)
    elif what == "work":
        work(site, site.plans[which].user, pick(steps, n), n)
    else:
        read(site.plans[which])


def edit(site: Site, which: int, n: int) -> None:
    if not site.steps():
        return
    plans = [Plan.objects.get(pk=plan.pk) for plan in site.plans]
    had, stood = belongings(), [standing(plan) for plan in plans]
    EDITS[which](site, pick(site.steps(), n), n)
    publish(now=NOW)
    check_nothing_lost(had, belongings(), taken_back=EDITS[which] is take_back)
    check_log_tells_the_states()
    assert not Step.objects.current().filter(pk__in=StepChange.objects.replaced()).exists()
    for plan, before in zip(plans, stood, strict=True):
        check_figures(plan, before, standing(plan))


def read(plan: Plan) -> None:
    """Told once, and then the plan knows."""
    news = news_of(plan := Plan.objects.get(pk=plan.pk), standing(plan))
    if news is not None:
        edition_news.take_note(user=plan.user, number=news.publication.number, today=TODAY, now=NOW)
    plan = Plan.objects.get(pk=plan.pk)
    assert news_of(plan, standing(plan)) is None


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(beginnings, days)
def test_no_edit_costs_a_learner_anything(
    beginning: list[tuple[str, int, int]], rest: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        site = build()
        for moment in [*beginning, *rest]:
            live(site, *moment)
        transaction.set_rollback(True)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    beginnings, st.lists(editing, max_size=3), st.integers(0, len(EDITS) - 1), st.integers(0, 60)
)
def test_a_note_says_the_figures_before_and_after(
    beginning: list[tuple[str, int, int]],
    earlier: list[tuple[str, int, int]],
    which: int,
    n: int,
) -> None:
    """To the digit: what pages showed before the edit is what the note calls before."""
    with transaction.atomic():
        site = build()
        for moment in [*beginning, *earlier]:
            live(site, *moment)
        for plan in site.plans:
            read(plan)
        shown = [figures(standing(plan)) for plan in site.plans]
        edit(site, which, n)
        for plan, before in zip(site.plans, shown, strict=True):
            now = standing(plan)
            news = news_of(now.plan, now)
            if news is None:
                assert figures(now) == before
            else:
                assert (news.before, news.after) == (before, figures(now))
        transaction.set_rollback(True)
