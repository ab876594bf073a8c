"""A standing as the position strip draws it."""

from math import ceil

from progress.standing import Standing
from progress.timeline import State
from roadmap.pictures import PositionStrip, StripStage, position_strip, spell


def strip_of(standing: Standing) -> PositionStrip:
    """The learner above the bar, the map below, with the plan's own dates under the months."""
    forecast = None
    if standing.forecast.likely and standing.forecast.cautious:
        likely = standing.month_of(standing.forecast.likely)
        forecast = (likely, likely, standing.month_of(standing.forecast.cautious))
    last = ceil(max([standing.end_month, standing.position, *(forecast or ())]))
    started = standing.state != State.NOT_STARTED
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
        planned=standing.position if started else None,
        forecast=forecast,
        planned_finish=standing.end_month,
        month_dates={month: standing.date_of(month) for month in range(last + 2)},
        earned_label=f"Your work: month {spell(standing.earned_month)}",
        planned_label=f"Today: month {spell(standing.position)}",
        forecast_label=_forecast_words(standing),
        legend=_legend(standing),
        title=f"Your position on the {spell(standing.end_month)}-month timeline",
        uid="position",
    )


def _forecast_words(standing: Standing) -> str:
    likely, cautious = standing.forecast.likely, standing.forecast.cautious
    if not (likely and cautious):
        return ""
    if (likely.year, likely.month) == (cautious.year, cautious.month):
        return f"Forecast finish: {likely:%b %Y}"
    return f"Forecast finish: {likely:%b %Y} to {cautious:%b %Y}"


def _legend(standing: Standing) -> dict[str, str]:
    finish = standing.finish_date
    words = {
        "earned": f"month {spell(standing.earned_month)}",
        "finish": f"{finish.day} {finish:%B %Y}",
    }
    if standing.state != State.NOT_STARTED:
        words["planned"] = f"month {spell(standing.position)}, today"
    likely, cautious = standing.forecast.likely, standing.forecast.cautious
    if likely and cautious:
        words["forecast"] = f"{likely:%B %Y} to {cautious:%B %Y}"
    return words
