"""Where one learner stands: the rows of the database put to the maths of `timeline`.

Pages, mails and exports take their figures from here, so that each is computed once.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import ceil

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from progress import timeline
from progress.layers import Layer, LayerTally, Proof, layer_hours, layer_of, proofs_of
from progress.models import Evidence, Plan, StepEvent, StepState, StepStatus
from progress.notes import render_note
from roadmap.models import Stage, Step, StepOption
from roadmap.pictures import spell


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as one person sees it."""

    step: Step
    state: StepState | None
    tickable: bool = True
    is_evidenced: bool = False
    is_verified: bool = False
    links: tuple[Evidence, ...] = ()

    @classmethod
    def of(
        cls,
        step: Step,
        states: Mapping[int, StepState],
        proof: Proof,
        *,
        tickable: bool = True,
        links: tuple[Evidence, ...] = (),
    ) -> StepRow:
        """The step to the person whose states and proof these are."""
        return cls(
            step,
            states.get(step.pk),
            tickable=tickable,
            is_evidenced=step.pk in proof.evidenced,
            is_verified=step.pk in proof.verified,
            links=links,
        )

    @property
    def status(self) -> StepStatus:
        return StepStatus(self.state.status) if self.state else StepStatus.TODO

    @property
    def hours(self) -> int:
        return self.step.hours

    @property
    def is_done(self) -> bool:
        return self.status == StepStatus.DONE

    @property
    def note_html(self) -> SafeString:
        return render_note(self.state.note if self.state else "")

    @property
    def layer(self) -> Layer | None:
        """How well it is shown to be done; None until it is."""
        return layer_of(
            is_done=self.is_done, is_evidenced=self.is_evidenced, is_verified=self.is_verified
        )

    @property
    def is_begun(self) -> bool:
        return self.status in {StepStatus.DOING, StepStatus.DONE}

    @property
    def is_counted(self) -> bool:
        """Skipped steps leave the plan: neither done nor to do."""
        return self.status != StepStatus.SKIPPED

    @property
    def last_event(self) -> int | None:
        """The key of the newest event, which “undo” takes back."""
        return getattr(self.state, "last_event", None)

    def as_timeline(self, today: datetime.date) -> timeline.Step:
        """The step as the maths knows it. What is done is done by today.

        A learner who ticks in Auckland and flies to Honolulu has finished something tomorrow.
        """
        done_on = self.state.done_on if self.state and self.is_done else None
        return timeline.Step(self.step.stage.number, self.hours, done_on and min(done_on, today))

    def as_of(self, day: datetime.date, today: datetime.date) -> StepRow:
        """The row without what was done after a past day."""
        done_on = self.as_timeline(today).done_on
        if self.state is None or done_on is None or done_on <= day:
            return self
        state = copy(self.state)
        state.status, state.done_on = StepStatus.TODO, None
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over some steps. Hours are of counted steps."""

    total_hours: int
    done_hours: int
    total: int
    done: int
    doing: int
    skipped: int

    @classmethod
    def of(cls, rows: Iterable[StepRow]) -> Tally:
        rows = list(rows)
        counted = [row for row in rows if row.is_counted]
        return cls(
            total_hours=sum(row.hours for row in counted),
            done_hours=sum(row.hours for row in counted if row.is_done),
            total=len(counted),
            done=sum(row.is_done for row in counted),
            doing=sum(row.status == StepStatus.DOING for row in rows),
            skipped=len(rows) - len(counted),
        )

    @property
    def share(self) -> float:
        """Finished hours of all, 0 to 1."""
        return self.done_hours / self.total_hours if self.total_hours else 0.0

    @property
    def is_finished(self) -> bool:
        return self.total > 0 and self.done == self.total


@dataclass(frozen=True, slots=True)
class StageStanding:
    """One stage of a learner's plan."""

    stage: Stage
    tally: Tally
    layers: LayerTally
    opens_on: datetime.date | None
    closes_on: datetime.date | None
    finished_on: datetime.date | None


@dataclass(frozen=True)
class Standing:
    """Every figure of a learner's plan on one day. Computes when asked, each once."""

    plan: Plan
    rows: tuple[StepRow, ...]
    roadmap_stages: tuple[Stage, ...]
    today: datetime.date
    # Another pace and other pauses than the plan's own, for a look ahead.
    what_if: timeline.Plan | None = None

    def as_of(self, day: datetime.date) -> Standing:
        """The standing at the end of a past day, for the plan and its choice of steps of today."""
        if day >= self.today:
            return self
        rows = tuple(row.as_of(day, self.today) for row in self.rows)
        return replace(self, rows=rows, today=day)

    @cached_property
    def _plan(self) -> timeline.Plan:
        return self.what_if or self.plan.as_timeline()

    @property
    def shows_comparison(self) -> bool:
        """Whether pages say if the work is on time."""
        return not self.plan.hide_comparison

    @cached_property
    def _stages(self) -> list[timeline.Stage]:
        return [
            timeline.Stage(stage.number, stage.start_month, stage.end_month)
            for stage in self.roadmap_stages
        ]

    @cached_property
    def _steps(self) -> list[timeline.Step]:
        return [row.as_timeline(self.today) for row in self.rows if row.is_counted]

    @cached_property
    def tally(self) -> Tally:
        return Tally.of(self.rows)

    @cached_property
    def layers(self) -> LayerTally:
        """The finished hours by how well they are shown."""
        return layer_hours(self.rows)

    @cached_property
    def state(self) -> timeline.State:
        return timeline.state(self._plan, self._stages, self._steps, self.today)

    @cached_property
    def position(self) -> float:
        """The planned roadmap month of today."""
        return timeline.position(self._plan, self.today)

    @cached_property
    def earned_month(self) -> float:
        """The roadmap month that the finished hours reach."""
        return timeline.earned_month(self._stages, self._steps, self.today)

    @property
    def at(self) -> str:
        """The planned month in words: rounded down, so that it never names the next stage."""
        return spell(self.position)

    @property
    def earned_at(self) -> str:
        """The earned month in words, rounded down."""
        return spell(self.earned_month)

    @cached_property
    def end_month(self) -> float:
        """The roadmap's last month."""
        return float(timeline.roadmap_end(self._stages))

    @cached_property
    def earned_hours(self) -> float:
        return timeline.earned_hours(self._steps, self.today)

    @cached_property
    def planned_hours(self) -> float:
        """Hours that the plan holds by today."""
        return timeline.planned_hours(self._stages, self._steps, self.position)

    @cached_property
    def percent(self) -> float:
        """Earned of all planned hours, 0 to 100."""
        return timeline.percent_earned(self._steps, self.today)

    @property
    def whole_percent(self) -> int:
        """Rounded down: 100 is all of it."""
        return int(self.percent)

    @cached_property
    def variance_days(self) -> int:
        """Days ahead (positive) or behind (negative)."""
        return timeline.variance_days(self._plan, self._stages, self._steps, self.today)

    @property
    def days_apart(self) -> int:
        """Days ahead or behind, without the sign."""
        return abs(self.variance_days)

    @property
    def planned_whole(self) -> int:
        """Hours that the plan holds by today, a begun one counted."""
        return ceil(self.planned_hours)

    @property
    def hours_to_level(self) -> int:
        """Whole hours that would bring a learner who is behind level with the plan."""
        return max(0, ceil(self.planned_whole - self.earned_hours))

    @cached_property
    def pause(self) -> timeline.Pause | None:
        """The pause of today, whatever it is made of; None while the plan moves or is no more."""
        paused = self.state == timeline.State.PAUSED
        return timeline.pause_on(self._plan, self.today) if paused else None

    @property
    def forecast_waits(self) -> bool:
        """With no day to resume on, a forecast would move on every day."""
        return self.pause is not None and self.pause.until is None

    @cached_property
    def paused_months(self) -> float:
        """The length of today's pause in roadmap months; so far, while it has no end."""
        return timeline.paused_months(self._plan, self.today) if self.pause else 0.0

    @cached_property
    def forecast(self) -> timeline.Forecast:
        return timeline.forecast(self._plan, self._stages, self._steps, self.today)

    @property
    def no_forecast(self) -> str:
        """Why there is no forecast, in words."""
        return reason_words(self.forecast)

    def date_of(self, month: float) -> datetime.date:
        """The day on which the plan reaches a roadmap month."""
        return timeline.date_at(self._plan, month, self.today)

    def position_on(self, day: datetime.date) -> float:
        """The planned roadmap month of a day that has come."""
        return timeline.position(self._plan, day)

    def planned_hours_at(self, month: float) -> float:
        """Hours that the plan holds by a roadmap month."""
        return timeline.planned_hours(self._stages, self._steps, month)

    def earned_hours_on(self, day: datetime.date) -> float:
        return timeline.earned_hours(self._steps, day)

    @cached_property
    def done_days(self) -> list[datetime.date]:
        """The days on which counted steps were finished, each once, oldest first."""
        return sorted({step.done_on for step in self._steps if step.done_on is not None})

    def plan_finish_at(self, hours_per_week: int) -> datetime.date | None:
        """The planned end if the plan goes on from today at another pace; None past its end."""
        return timeline.finish_at_pace(self._plan, self._stages, hours_per_week, self.today)

    def weeks_left_at(self, hours_per_week: int) -> Fraction:
        """Weeks for the hours that remain, at some hours finished a week."""
        return timeline.weeks_at(self.hours_left, hours_per_week)

    def date_after(self, weeks: Fraction) -> datetime.date | None:
        """The day after some active weeks from today; None beyond ten years."""
        return timeline.date_after_weeks(self._plan, weeks, self.today)

    def month_of(self, day: datetime.date) -> float:
        """The roadmap month at which a day to come falls, work going on from today."""
        return timeline.month_at(self._plan, day, self.today)

    @cached_property
    def finish_date(self) -> datetime.date:
        """The planned end."""
        return self.date_of(self.end_month)

    @cached_property
    def finished_on(self) -> datetime.date | None:
        """The day of the last tick, once everything is done."""
        return self.forecast.finished_on

    @property
    def days_early(self) -> int:
        """Calendar days between the last tick and the planned end; negative when late."""
        return (self.finish_date - self.finished_on).days if self.finished_on else 0

    @property
    def days_late(self) -> int:
        return -self.days_early

    @property
    def finished_before_start(self) -> bool:
        return self.finished_on is not None and self.finished_on < self.plan.start_date

    @property
    def is_first_day(self) -> bool:
        """Nothing is done and hardly a week of the plan has passed."""
        return self.state == timeline.State.ON_TRACK and not self.tally.done_hours

    @property
    def hours_left(self) -> int:
        return self.tally.total_hours - self.tally.done_hours

    @cached_property
    def stages(self) -> list[StageStanding]:
        by_stage = {
            pk: list(rows) for pk, rows in groupby(self.rows, key=lambda row: row.step.stage_id)
        }
        return [self._stage(stage, by_stage.get(stage.pk, [])) for stage in self.roadmap_stages]

    def _stage(self, stage: Stage, rows: list[StepRow]) -> StageStanding:
        tally = Tally.of(rows)
        days = [row.state.done_on for row in rows if row.state and row.state.done_on]
        return StageStanding(
            stage=stage,
            tally=tally,
            layers=layer_hours(rows),
            opens_on=self.date_of(stage.start_month),
            closes_on=None if stage.end_month is None else self.date_of(stage.end_month),
            finished_on=max(days) if tally.is_finished and days else None,
        )

    @cached_property
    def current_stage(self) -> StageStanding | None:
        """The figures of the stage that today's planned month lies in."""
        here = self.stage_at(self.position)
        return next((item for item in self.stages if item.stage is here), None)

    @property
    def work_stage(self) -> Stage | None:
        """The stage that the finished work has reached."""
        return self.stage_at(self.earned_month)

    def stage_at(self, month: float) -> Stage | None:
        """The stage that a roadmap month lies in, the last one once all are past."""
        reached = [stage for stage in self.roadmap_stages if stage.start_month <= month]
        running = [stage for stage in reached if stage.end_month is None or month < stage.end_month]
        if running:
            return running[0]
        return reached[-1] if reached else next(iter(self.roadmap_stages), None)

    def next_rows(self, most: int) -> list[StepRow]:
        """What to do next: what is begun, then what is open, in the roadmap's order."""
        order = {StepStatus.DOING: 0, StepStatus.TODO: 1}
        pending = [row for row in self.rows if row.status in order]
        return sorted(pending, key=lambda row: order[row.status])[:most]


def reason_words(forecast: timeline.Forecast) -> str:
    """Why a forecast has no dates; nothing where it has."""
    if forecast.finished_on is not None:
        return _("finished on %(day)s") % {"day": date_format(forecast.finished_on, "DATE_FORMAT")}
    words = {
        timeline.Reason.TOO_EARLY: _("too early to tell"),
        timeline.Reason.NOTHING_FINISHED: _("nothing finished in the last 12 weeks"),
        timeline.Reason.NOT_AT_THIS_PACE: _("not at this pace"),
    }
    return words[timeline.Reason(forecast.reason)] if forecast.reason else ""


def states_of(user_id: int) -> dict[int, StepState]:
    """The person's states by step, each with its newest event's key. One query."""
    return _states_of_all([user_id])[user_id]


def rows_for(user_id: int, specialisation_id: int | None) -> tuple[StepRow, ...]:
    """The counted steps of a plan with the person's states, in order. Four queries."""
    return _rows_of_all({user_id: specialisation_id})[user_id]


def standing_of(plan: Plan, today: datetime.date) -> Standing:
    """The standing of a plan whose pauses are prefetched. Five queries, however many rows."""
    return standings_of([plan], {plan.user_id: today})[plan.user_id]


def standings_of(
    plans: Iterable[Plan], today_by_user: Mapping[int, datetime.date], *, proven: bool = True
) -> dict[int, Standing]:
    """The standings of several people by their keys, each on their own day.

    One plan a person, its pauses prefetched. Five queries, however many people and rows.
    Without `proven`, for sums over many, layers and what “undo” takes back stay unknown.
    """
    found = {plan.user_id: plan for plan in plans}
    if not found:
        return {}
    fields = {user: plan.specialisation_id for user, plan in found.items()}
    rows = _rows_of_all(fields, proven=proven)
    stages = tuple(Stage.objects.current())
    return {
        user: Standing(plan=plan, rows=rows[user], roadmap_stages=stages, today=today_by_user[user])
        for user, plan in found.items()
    }


def _rows_of_all(
    fields: Mapping[int, int | None], *, proven: bool = True
) -> dict[int, tuple[StepRow, ...]]:
    """The counted steps of each person, by the specialisation of their plan. Four queries."""
    steps = (
        Step.objects.counted_for_any(fields.values())
        .select_related("stage")
        .prefetch_related(Prefetch("options", StepOption.objects.order_by("order")))
    )
    counted = {
        field: [step for step in steps if step.is_counted_for(field)]
        for field in set(fields.values())
    }
    states = _states_of_all(fields, with_events=proven)
    proofs = proofs_of(fields) if proven else dict.fromkeys(fields, Proof())
    return {
        user: tuple(StepRow.of(step, states[user], proofs[user]) for step in counted[field])
        for user, field in fields.items()
    }


def _states_of_all(
    users: Collection[int], *, with_events: bool = True
) -> dict[int, dict[int, StepState]]:
    """States by person and step, each with its newest event's key. One query."""
    states = StepState.objects.filter(user__in=list(users)).select_related("option")
    if with_events:
        newest = StepEvent.objects.filter(user=OuterRef("user"), step=OuterRef("step"))
        states = states.annotate(last_event=Subquery(newest.order_by("-pk").values("pk")[:1]))
    found: dict[int, dict[int, StepState]] = {user: {} for user in users}
    for state in states:
        found[state.user_id][state.step_id] = state
    return found
