"""A standing as the position strip draws it."""

from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from progress import timeline
from progress.standing import Standing
from progress.timeline import State
from roadmap.pictures import PositionStrip, StripStage, position_strip, spell


def strip_of(standing: Standing) -> PositionStrip:
    """The learner above the bar, the map below, with the plan's own dates under the months."""
    forecast = None
    if standing.forecast.likely and standing.forecast.cautious and not standing.forecast_waits:
        likely = standing.month_of(standing.forecast.likely)
        forecast = (likely, likely, standing.month_of(standing.forecast.cautious))
    pause = _pause(standing)
    marks = [standing.end_month, standing.position, *(forecast or ()), *(pause or ())]
    last = ceil(max(marks))
    return position_strip(
        [
            StripStage(
                item.stage.number,
                item.stage.short_title,
                item.stage.start_month,
                item.stage.end_month,
                item.tally.share,
            )
            for item in standing.stages
        ],
        end_month=standing.end_month,
        earned=standing.earned_month,
        planned=standing.position if _shows_today(standing) else None,
        forecast=forecast,
        planned_finish=standing.end_month,
        pause=pause,
        month_dates={month: standing.date_of(month) for month in range(last + 2)},
        earned_label=_("You, today")
        if standing.is_first_day
        else _("Your work: month %(month)s") % {"month": standing.earned_at},
        planned_label=_("Today: month %(month)s") % {"month": standing.at},
        forecast_label=_forecast_words(standing),
        legend=_legend(standing),
        title=_("Your position on the %(months)s-month timeline")
        % {"months": spell(standing.end_month)},
        uid="position",
    )


def _shows_today(standing: Standing) -> bool:
    """On a first day the two positions are one mark: “You, today”."""
    started = standing.state != State.NOT_STARTED
    return started and standing.shows_comparison and not standing.is_first_day


def _pause(standing: Standing) -> tuple[float, float] | None:
    """From where the plan stands still on, as long as the pause; at most to the picture's end."""
    if standing.pause is None or not standing.shows_comparison:
        return None
    reach = max(standing.end_month, standing.position + 1)
    return standing.position, min(standing.position + standing.paused_months, reach)


def _pause_words(pause: timeline.Pause) -> str:
    if pause.until is None:
        return _("since %(day)s") % {"day": date_format(pause.start, "DATE_FORMAT")}
    return _("%(first)s to %(last)s") % {
        "first": date_format(pause.start, "MONTH_DAY_FORMAT"),
        "last": date_format(pause.until, "DATE_FORMAT"),
    }


def _forecast_words(standing: Standing) -> str:
    if standing.forecast_waits:
        return ""
    likely, cautious = standing.forecast.likely, standing.forecast.cautious
    if not (likely and cautious):
        return ""
    if (likely.year, likely.month) == (cautious.year, cautious.month):
        return _("Forecast finish: %(month)s") % {"month": date_format(likely, "M Y")}
    return _("Forecast finish: %(first)s to %(last)s") % {
        "first": date_format(likely, "M Y"),
        "last": date_format(cautious, "M Y"),
    }


def _legend(standing: Standing) -> dict[str, str]:
    finish = standing.finish_date
    words = {
        "earned": _("month %(at)s") % {"at": standing.earned_at},
        "finish": date_format(finish, "DATE_FORMAT"),
    }
    if standing.pause and standing.shows_comparison:
        words["pause"] = _pause_words(standing.pause)
    if _shows_today(standing):
        words["planned"] = _("month %(at)s, today") % {"at": standing.at}
    likely, cautious = standing.forecast.likely, standing.forecast.cautious
    if likely and cautious and not standing.forecast_waits:
        first, last = (date_format(day, "YEAR_MONTH_FORMAT") for day in (likely, cautious))
        words["forecast"] = (
            first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
        )
    return words
