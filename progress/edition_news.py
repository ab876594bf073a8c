"""What newer editions of the roadmap changed in a learner's plan: before, after, and in words."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import hold
from progress import timeline
from progress.models import EditionNote, Plan, StepEvent, StepState, StepStatus
from progress.standing import Standing, standing_of
from progress.step_changes import taken_back
from roadmap.editions import Difference, Differs, Snapshot, StepPart, differences
from roadmap.models import ChangeKind, Publication, StepChange
from roadmap.publishing import mark_of, snapshot_of

# Pages may have shown other figures in between.
PUT_BACK = gettext_lazy(
    "Steps were changed and put back as they were. Your plan counts what it did before."
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Hours of counted steps, planned and earned."""

    planned: int
    earned: int
    percent: float

    @property
    def whole_percent(self) -> int:
        """Rounded down, as on every page."""
        return int(self.percent)


@dataclass(frozen=True, slots=True)
class News:
    """What a learner has not been told yet.

    Both figures are of the same ticks, but for those that editors carried along or took back since:
    before, those are as the learner had them.
    """

    since: Publication
    publication: Publication
    before: Figures
    after: Figures
    lines: tuple[str, ...]


def news_of(plan: Plan, standing: Standing) -> News | None:
    """What changed since the edition that the plan knows; None where it never counted otherwise.

    One query where the plan knows the newest edition, two where none since concerns it.
    """
    latest = Publication.objects.order_by("-number").values_list("pk", flat=True).first()
    if plan.seen_id == latest or latest is None:
        return None
    field = plan.specialisation.slug if plan.specialisation else None
    # Made before there was any: what came first is what it began with.
    seen = plan.seen_id or Publication.objects.order_by("number").values_list("pk", flat=True)[0]
    since = Publication.objects.filter(pk__gte=seen).defer("stages", "steps")
    marks = [mark_of(publication, field) for publication in since.order_by("number")]
    if len(set(marks)) == 1:
        return None
    both = Publication.objects.in_bulk([seen, latest])
    known, newest = both[seen], both[latest]
    old = snapshot_of(known)
    changed = differences(old, snapshot_of(newest), field)
    if not changed and marks[0] != marks[-1]:
        return None
    changes = _changes_between(known, newest)
    named = {step.slug for change in changes for step in change.sources.all()}
    states = _states(plan.user_id, named | old.counted_for(field).keys())
    lines = tuple(_lines(changed, changes, states))
    return News(
        since=known,
        publication=newest,
        before=_figures(old, field, states | _as_before(plan.user_id, known), standing.today),
        after=Figures(standing.tally.total_hours, standing.tally.done_hours, standing.percent),
        lines=lines or (str(PUT_BACK),),
    )


def _as_before(user_id: int, known: Publication) -> dict[str, StepState]:
    """How steps stood that editors moved since an edition and the learner has not touched since.

    By public id. Two queries.
    """
    applied = Q(publication__number__gt=known.number) | Q(reverted_at__gt=known.published_at)
    changes = StepChange.objects.filter(applied).values_list("batch", flat=True)
    batches = {*changes, *map(taken_back, changes)}
    first: dict[int, StepEvent] = {}
    latest: dict[int, StepEvent] = {}
    events = StepEvent.objects.filter(
        user=user_id, step__in=StepEvent.objects.filter(batch__in=batches).values("step")
    )
    for event in events.select_related("step").order_by("pk"):
        latest[event.step_id] = event
        if event.batch in batches and event.at >= known.published_at:
            first.setdefault(event.step_id, event)
    return {
        event.step.slug: StepState(
            user_id=user_id,
            step=event.step,
            status=event.from_status,
            done_on=event.from_done_on,
        )
        for step, event in first.items()
        if latest[step].batch in batches
    }


def _states(user_id: int, slugs: Iterable[str]) -> dict[str, StepState]:
    """The learner's states of these steps, retired ones too, by public id. One query."""
    states = StepState.objects.filter(user=user_id, step__slug__in=list(slugs))
    return {state.step.slug: state for state in states.select_related("step")}


def _figures(
    edition: Snapshot,
    specialisation: str | None,
    states: Mapping[str, StepState],
    today: datetime.date,
) -> Figures:
    """The figures of an older edition with the learner's ticks of today."""
    steps = [
        _timed(edition, part, states.get(slug), today)
        for slug, part in edition.counted_for(specialisation).items()
        if not (slug in states and states[slug].status == StepStatus.SKIPPED)
    ]
    earned = timeline.earned_hours(steps, today)
    return Figures(
        planned=int(sum(step.hours for step in steps)),
        earned=int(earned),
        percent=timeline.percent_earned(steps, today),
    )


def _timed(
    edition: Snapshot, part: StepPart, state: StepState | None, today: datetime.date
) -> timeline.Step:
    done_on = state.done_on if state else None
    return timeline.Step(edition.number_of(part.stage), part.hours, done_on and min(done_on, today))


def _changes_between(known: Publication, newest: Publication) -> list[StepChange]:
    """The changes of steps that took effect with the editions in between."""
    changes = StepChange.objects.in_force().filter(
        publication__number__gt=known.number, publication__number__lte=newest.number
    )
    return list(changes.order_by("applied_at", "pk").prefetch_related("sources", "targets"))


def _lines(
    changed: Iterable[Difference],
    changes: Collection[StepChange],
    states: Mapping[str, StepState],
) -> Iterable[str]:
    """A sentence for each thing that changed. What a change of steps explains is said once."""
    explained: set[str] = set()
    reasons: dict[str, str] = {}
    slugs = {difference.slug for difference in changed}
    for change in changes:
        olds, news = list(change.sources.all()), list(change.targets.all())
        parts = {step.slug for step in (*olds, *news)}
        if parts.isdisjoint(slugs):
            continue
        if change.kind == ChangeKind.MOVED:
            reasons |= dict.fromkeys(parts, change.reason)
            continue
        explained |= parts
        names = _named(step.title for step in olds), _named(step.title for step in news)
        held = [
            states[step.slug].status if step.slug in states else StepStatus.TODO for step in olds
        ]
        said = _said_of(change.kind, *names, held)
        yield " ".join(part for part in (said, change.reason) if part)
    for difference in changed:
        if difference.slug not in explained:
            said = _said(difference, states.get(difference.slug))
            yield " ".join(filter(None, (said, reasons.get(difference.slug))))


def _named(titles: Iterable[str]) -> str:
    names = [_quoted(title) for title in titles]
    if len(names) < 2:
        return "".join(names)
    return _("%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}


def _quoted(title: str) -> str:
    return _("“%(title)s”") % {"title": title}


def _said_of(kind: str, old: str, new: str, held: Collection[str]) -> str:
    done, all_done = StepStatus.DONE in held, set(held) <= {StepStatus.DONE, StepStatus.SKIPPED}
    tick = ""
    match kind:
        case ChangeKind.SAME:
            said = _("%(old)s is now %(new)s.")
            tick = _("Your tick went along.") if set(held) != {StepStatus.TODO} else ""
        case ChangeKind.SPLIT:
            said = _("%(old)s is now %(new)s.")
            tick = _("You had finished it: all count as done.") if done else ""
        case ChangeKind.MERGED:
            said = _("%(old)s are one step now: %(new)s.")
            if done and all_done:
                tick = _("You had finished them: it counts as done.")
            elif done:
                tick = _("You had finished a part, so it is in progress.")
        case ChangeKind.REPLACED:
            said = _("%(new)s takes the place of %(old)s.")
            tick = _("You had finished that: it counts as done.") if done else ""
        case _other:
            said = _("%(old)s left the roadmap.")
            tick = _("You had finished it: it stays in your history.") if done else ""
    return f"{said % {'old': old, 'new': new}} {tick}".strip()


def _said(difference: Difference, state: StepState | None) -> str:
    name, before, after = _quoted(difference.title), difference.before, difference.after
    done = state is not None and state.status == StepStatus.DONE
    match difference.what:
        case Differs.ADDED:
            said = _("New in your plan: %(name)s, %(after)s hours.")
        case Differs.GONE:
            said = _("%(name)s, %(before)s hours, left the roadmap.")
            if done:
                said += " " + _("You had finished it: it stays in your history.")
        case Differs.HOURS:
            said = _("%(name)s counts %(after)s hours now, %(before)s before.")
        case Differs.PLACE:
            said = _("%(name)s is in stage %(after)s now, in %(before)s before.")
        case Differs.WINDOW:
            before, after = _window(before), _window(after)
            said = _("Stage %(name)s lies in months %(after)s now, %(before)s before.")
    return said % {"name": name, "before": before, "after": after}


def _window(months: tuple[int, int | None]) -> str:
    start, end = months
    if end is None:
        return _("%(start)s onwards") % {"start": start}
    return _("%(first)s to %(last)s") % {"first": start, "last": end}


@transaction.atomic
def take_note(
    *, user: User, number: int, today: datetime.date, now: datetime.datetime
) -> EditionNote | None:
    """The learner has read what changed up to an edition: keep it, and ask no more.

    None where that is known already, or there is no plan.
    """
    hold(user)
    plan = Plan.objects.of(user)
    if plan is None:
        return None
    # Kept in the site's own language, whatever language it was read in.
    with translation.override(settings.LANGUAGE_CODE):
        news = news_of(plan, standing_of(plan, today))
    if news is None or news.publication.number != number:
        return None
    plan.seen = news.publication
    plan.save(update_fields=["seen"])
    note, _ = EditionNote.objects.get_or_create(
        plan=plan,
        publication=news.publication,
        defaults={
            "since": news.since,
            "planned_before": news.before.planned,
            "earned_before": news.before.earned,
            "planned_after": news.after.planned,
            "earned_after": news.after.earned,
            "lines": list(news.lines),
            "read_at": now,
        },
    )
    return note
