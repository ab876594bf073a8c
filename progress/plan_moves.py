"""What a change of the plan moves: the same figures before and after, side by side.

Both sides are standings of the same day, so every figure is the one that pages show.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from progress import timeline
from progress.models import Plan
from progress.standing import Standing, rows_for
from progress.timeline import State
from roadmap.models import Specialisation, Stage


@dataclass(frozen=True, slots=True)
class StageMove:
    """The dates of a stage so far and to be; without a last day where the stage is open."""

    stage: Stage
    opens_before: datetime.date
    closes_before: datetime.date | None
    opens_on: datetime.date
    closes_on: datetime.date | None

    @property
    def moves(self) -> bool:
        before, after = (self.opens_before, self.closes_before), (self.opens_on, self.closes_on)
        return before != after


@dataclass(frozen=True, slots=True)
class Figure:
    """Something else that changes, in words."""

    name: str
    said: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moves:
    """A plan so far and to be."""

    finish_before: datetime.date
    finish: datetime.date
    stages: tuple[StageMove, ...]
    figures: tuple[Figure, ...]

    def __bool__(self) -> bool:
        return bool(self.what)

    @property
    def days_later(self) -> int:
        """Days by which the planned finish moves; negative is earlier."""
        return (self.finish - self.finish_before).days

    @property
    def days_apart(self) -> int:
        return abs(self.days_later)

    @property
    def what(self) -> list[str]:
        """What moves, by name."""
        finish = [_("the planned finish")] if self.days_later else []
        numbers = [item.stage.number for item in self.stages if item.moves]
        if not numbers:
            return [*finish, *(figure.said for figure in self.figures)]
        stages = ngettext("stage %(numbers)s", "stages %(numbers)s", len(numbers))
        said = stages % {"numbers": _spans(numbers)}
        return [*finish, said, *(figure.said for figure in self.figures)]

    @property
    def said(self) -> str:
        """What moves, in a sentence."""
        if not self.what:
            return _("Nothing moves.")
        words = _listed(self.what)
        moves = ngettext("%(what)s moves.", "%(what)s move.", 2 if self._is_many else 1)
        return moves % {"what": f"{words[0].upper()}{words[1:]}"}

    @property
    def _is_many(self) -> bool:
        return len(self.what) > 1 or sum(item.moves for item in self.stages) > 1


def moves_of(before: Standing, after: Standing) -> Moves:
    """What moves between two standings of one learner on one day."""
    pairs = zip(before.stages, after.stages, strict=True)
    figures = [
        Figure(name, said, was, becomes)
        for name, said, was, becomes in (
            (_("Hours in it"), _("the sum of hours"), _hours(before), _hours(after)),
            (_("Today"), _("your place today"), _place(before), _place(after)),
            (_("Your work"), _("the comparison"), _variance(before), _variance(after)),
            (_("Forecast"), _("the forecast"), _forecast(before), _forecast(after)),
        )
        if was != becomes
    ]
    return Moves(
        finish_before=before.finish_date,
        finish=after.finish_date,
        stages=tuple(
            StageMove(
                stage=was.stage,
                opens_before=was.opens_on,
                closes_before=was.closes_on,
                opens_on=becomes.opens_on,
                closes_on=becomes.closes_on,
            )
            for was, becomes in pairs
            if was.opens_on and becomes.opens_on
        ),
        figures=tuple(figures),
    )


def with_answers(
    standing: Standing, pace: timeline.Plan, specialisation: Specialisation | None
) -> Standing:
    """The standing that a plan of another pace and field would have. Three queries at most."""
    field = specialisation.pk if specialisation else None
    if field == standing.plan.specialisation_id:
        return replace(standing, what_if=pace)
    return replace(standing, what_if=pace, rows=rows_for(standing.plan.user_id, field))


def with_pauses(standing: Standing, pauses: tuple[timeline.Pause, ...]) -> Standing:
    """The standing that the plan would have with these pauses and no others."""
    return replace(standing, what_if=replace(standing.plan.as_timeline(), pauses=pauses))


def pauses_without(plan: Plan, left_out: int | None = None) -> tuple[timeline.Pause, ...]:
    """The plan's pauses but for one. Reads the pauses, which callers prefetch."""
    return tuple(
        timeline.Pause(pause.start, pause.until)
        for pause in plan.pauses.all()
        if pause.pk != left_out
    )


def _hours(standing: Standing) -> str:
    return _("%(hours)s h") % {"hours": standing.tally.total_hours}


def _place(standing: Standing) -> str:
    return _("month %(at)s") % {"at": standing.at} if standing.shows_comparison else ""


def _variance(standing: Standing) -> str:
    if not standing.shows_comparison or standing.state == State.FINISHED:
        return ""
    if standing.state == State.NOT_STARTED:
        return _("starts with the plan")
    if not standing.variance_days:
        return pgettext("with the plan", "level")
    days = standing.days_apart
    if standing.variance_days > 0:
        said = ngettext("%(days)s day ahead", "%(days)s days ahead", days)
    else:
        said = ngettext("%(days)s day behind", "%(days)s days behind", days)
    return said % {"days": days}


def _forecast(standing: Standing) -> str:
    if standing.forecast_waits:
        return _("waits until you resume")
    likely, cautious = standing.forecast.likely, standing.forecast.cautious
    if likely and cautious:
        return _("%(first)s to %(last)s") % {
            "first": date_format(likely, "SHORT_DATE_FORMAT"),
            "last": date_format(cautious, "SHORT_DATE_FORMAT"),
        }
    return standing.no_forecast


def _spans(numbers: list[int]) -> str:
    """“2 to 6” where there is no gap, else every number."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and numbers == list(range(first, last + 1)):
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    return _listed([str(number) for number in numbers])


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(others)s and %(last)s") % {"others": ", ".join(words[:-1]), "last": words[-1]}
