"""The learners whom a mentor follows: where each stands, and who needs attention."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from mentoring.attention import Attention, Facts, attention_of
from mentoring.pictures import MiniStrip, Pace, mini_strip, pace_bars
from mentoring.wording import attention_words, quiet_words
from progress import timeline
from progress.form_parts import in_words
from progress.models import Plan, StepEvent
from progress.standing import Standing, standings_of
from progress.timeline import State
from roadmap.pictures import StripStage

WEEKS_SHOWN = 8
LEARNERS_A_PAGE = 25
# Longer ago than so many days is said in months.
MOST_IN_DAYS = 60
LEFT_ALONE = {State.NOT_STARTED, State.PAUSED, State.FINISHED}


@dataclass(frozen=True)
class Followed:
    """One learner on their own day. Computes when asked, each once."""

    learner: User
    today: datetime.date
    standing: Standing | None
    last_event: datetime.datetime | None

    @property
    def is_paused(self) -> bool:
        return self.standing is not None and self.standing.state == State.PAUSED

    @cached_property
    def attention(self) -> Attention:
        if self.standing is None:
            return Attention()
        begun = self.standing.plan.start_date
        since = min(max(self._last_day or begun, begun), self.today)
        plan = self.standing.plan.as_timeline()
        quiet = timeline.active_days(plan, self.today) - timeline.active_days(plan, since)
        return attention_of(
            Facts(
                is_moving=self.standing.state not in LEFT_ALONE and self.standing.tally.total > 0,
                variance_days=self.standing.variance_days,
                quiet_days=quiet,
                calendar_days=(self.today - since).days,
                has_moved=self._last_day is not None and self._last_day >= begun,
            )
        )

    @property
    def _last_day(self) -> datetime.date | None:
        return self.last_event and day_of(self.learner, self.last_event)

    @property
    def attention_words(self) -> str:
        """The reasons in sentences; empty where all is well."""
        return attention_words(self.attention)

    @property
    def against(self) -> str:
        """Against the plan, in words."""
        return against_of(self.standing) if self.standing else _("No plan yet")

    @property
    def against_more(self) -> str:
        """What stands below it in small letters."""
        if self.standing and self.standing.pause:
            until = self.standing.pause.until
            if until:
                return _("Back on %(day)s") % {"day": in_words(until)}
            since = in_words(self.standing.pause.start)
            return _("Since %(day)s, open end") % {"day": since}
        return quiet_words(self.attention)

    @property
    def last_active(self) -> str:
        """When a step last moved, in the learner's own days."""
        days = self._days_since
        if days is None:
            return _("Not yet")
        if days <= 0:
            return _("Today")
        if days == 1:
            return _("Yesterday")
        if days <= MOST_IN_DAYS:
            return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
        months = days // 30
        return ngettext("%(months)s month ago", "%(months)s months ago", months) % {
            "months": months
        }

    @property
    def hours_note(self) -> str:
        """Which weeks the hours are of, and how long ago a step moved."""
        days = self._days_since
        if days is None:
            return _("The last eight weeks, pauses left out")
        if days <= 0:
            return _("The last eight weeks, pauses left out; last active today")
        if days == 1:
            return _("The last eight weeks, pauses left out; last active yesterday")
        if days <= MOST_IN_DAYS:
            words = ngettext(
                "The last eight weeks, pauses left out; last active %(days)s day ago",
                "The last eight weeks, pauses left out; last active %(days)s days ago",
                days,
            )
            return words % {"days": days}
        months = days // 30
        words = ngettext(
            "The last eight weeks, pauses left out; last active %(months)s month ago",
            "The last eight weeks, pauses left out; last active %(months)s months ago",
            months,
        )
        return words % {"months": months}

    @property
    def _days_since(self) -> int | None:
        """Since a step last moved."""
        return None if self._last_day is None else (self.today - self._last_day).days

    @cached_property
    def weeks(self) -> tuple[float, ...]:
        """Hours finished in each of the last weeks of seven days, the oldest first."""
        if self.standing is None:
            return ()
        ends = self._week_ends
        before_all = ends[0] - datetime.timedelta(weeks=1)
        earned = [self.standing.earned_hours_on(day) for day in [before_all, *ends]]
        return tuple(after - before for before, after in zip(earned, earned[1:], strict=False))

    @property
    def hours_a_week(self) -> float:
        """The mean of the weeks shown; of those since the start where the plan is younger.

        Weeks that were paused from end to end are left out, with what was finished in them: the
        pace of a paused learner is that of the weeks in which the plan ran. 0 without any.
        """
        if self.standing is None:
            return 0.0
        run = -(-(self.today - self.standing.plan.start_date).days // 7)
        count = min(max(run, 1), WEEKS_SHOWN)
        recent = self.weeks[-count:]
        active = [
            hours
            for hours, end in zip(recent, self._week_ends[-count:], strict=True)
            if not self._is_paused_week(end)
        ]
        return sum(active) / len(active) if active else 0.0

    @property
    def _week_ends(self) -> list[datetime.date]:
        """The last day of each of the weeks shown, which is part of it."""
        return [self.today - datetime.timedelta(weeks=n) for n in range(WEEKS_SHOWN - 1, -1, -1)]

    def _is_paused_week(self, end: datetime.date) -> bool:
        """Whether one pause, or several that touch, covers the seven days up to and with `end`."""
        if self.standing is None:
            return False
        first = end - datetime.timedelta(days=6)
        pause = timeline.pause_on(self.standing.plan.as_timeline(), first)
        return pause is not None and (pause.until is None or pause.until > end)

    @property
    def pace(self) -> Pace:
        return pace_bars(self.weeks)

    @property
    def strip(self) -> MiniStrip | None:
        if self.standing is None:
            return None
        started = self.standing.state != State.NOT_STARTED
        return mini_strip(
            [
                StripStage(
                    item.stage.number,
                    item.stage.short_title,
                    float(item.stage.start_month),
                    None if item.stage.end_month is None else float(item.stage.end_month),
                    item.tally.share,
                )
                for item in self.standing.stages
            ],
            end_month=self.standing.end_month,
            earned=self.standing.earned_month,
            planned=self.standing.position if started else None,
        )


def against_of(standing: Standing) -> str:
    """Against the plan, in words, for the learner's own mentors."""
    if standing.state == State.FINISHED:
        day = in_words(standing.finished_on or standing.today)
        return _("Finished on %(day)s") % {"day": day}
    if standing.state == State.NOT_STARTED:
        return _("Starts on %(day)s") % {"day": in_words(standing.plan.start_date)}
    if not standing.tally.total:
        return _("Nothing is planned")
    if standing.state == State.PAUSED:
        return _("Paused")
    if standing.variance_days == 0 or standing.is_first_day:
        return _("Level with the plan")
    days = standing.days_apart
    if standing.variance_days > 0:
        return ngettext("%(days)s day ahead", "%(days)s days ahead", days) % {"days": days}
    return ngettext("%(days)s day behind", "%(days)s days behind", days) % {"days": days}


def position_of(standing: Standing) -> str:
    """The month of the plan and how far the work is from it, in a line."""
    if standing.state in {State.FINISHED, State.NOT_STARTED}:
        return against_of(standing)
    at = {"month": standing.at}
    if standing.state == State.PAUSED:
        return _("Paused at month %(month)s") % at
    if not standing.tally.total:
        return _("Month %(month)s, nothing is planned") % at
    if standing.variance_days == 0 or standing.is_first_day:
        return _("Month %(month)s, level with the plan") % at
    return _("Month %(month)s, %(against)s") % {**at, "against": against_of(standing)}


def day_of(user: User, at: datetime.datetime) -> datetime.date:
    """The day of a person's own calendar."""
    return at.astimezone(zoneinfo.ZoneInfo(user.time_zone)).date()


def follow(learners: Iterable[User], now: datetime.datetime) -> list[Followed]:
    """Where they stand, those who need attention first. As many queries for one as for all."""
    learners = list(learners)
    keys = [learner.pk for learner in learners]
    days = {learner.pk: day_of(learner, now) for learner in learners}
    standings = _standings(keys, days)
    events = StepEvent.objects.filter(user__in=keys).order_by().values_list("user")
    last = dict(events.annotate(Max("at")))
    found = [
        Followed(
            learner=learner,
            today=days[learner.pk],
            standing=standings.get(learner.pk),
            last_event=last.get(learner.pk),
        )
        for learner in learners
    ]
    return sorted(found, key=_order)


def _standings(keys: Sequence[int], days: Mapping[int, datetime.date]) -> dict[int, Standing]:
    plans = list(
        Plan.objects.current()
        .filter(user__in=keys)
        .select_related("target_role", "specialisation")
        .prefetch_related("pauses")
    )
    return standings_of([as_mentors_see(plan) for plan in plans], days)


def as_mentors_see(plan: Plan) -> Plan:
    """With the comparison, also where it is hidden on the learner's own pages.

    Mentors help by it, and “Who sees what” says so. Such a plan is not to be saved.
    """
    plan.hide_comparison = False
    return plan


def _order(followed: Followed) -> tuple[bool, int, bool, str, int]:
    needs = bool(followed.attention)
    behind = followed.standing.variance_days if followed.standing and needs else 0
    has_no_plan = followed.standing is None
    name = followed.learner.name.casefold()
    return not needs, behind, has_no_plan, name, followed.learner.pk


@dataclass(frozen=True, slots=True)
class Show:
    """A filter of the list, with how many it leaves."""

    slug: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class LearnerList:
    """A page of the learners, and the filters above it."""

    page: Page[Followed]
    shows: tuple[Show, ...]
    show: str
    total: int
    needing: int


def listed(found: Sequence[Followed], show: str, page: str | None) -> LearnerList:
    """The learners whom a filter leaves; an unknown filter leaves all."""
    groups = {
        "": (pgettext("learners", "All"), list(found)),
        "attention": (_("Needs attention"), [row for row in found if row.attention]),
        "paused": (_("Paused"), [row for row in found if row.is_paused]),
    }
    show = show if show in groups else ""
    return LearnerList(
        page=Paginator(groups[show][1], LEARNERS_A_PAGE).get_page(page),
        shows=tuple(
            Show(slug, label, len(rows), slug == show) for slug, (label, rows) in groups.items()
        ),
        show=show,
        total=len(found),
        needing=len(groups["attention"][1]),
    )
