"""The stages of the database as the pictures take them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from roadmap.models import Edition, Stage
from roadmap.pictures import (
    PositionStrip,
    RoadmapTimeline,
    StripStage,
    TimelineStage,
    last_month,
    position_strip,
    roadmap_timeline,
)


def timeline_of(
    stages: Iterable[Stage], edition: Edition | None = None, *, you: float | None = None
) -> RoadmapTimeline:
    """The roadmap's timeline, with the months for a first role if an edition says them."""
    return roadmap_timeline(
        [
            TimelineStage(
                number=stage.number,
                title=stage.title,
                short_title=stage.short_title,
                note=stage.chart_note,
                start=stage.start_month,
                end=stage.end_month,
                url=stage.get_absolute_url(),
            )
            for stage in stages
        ],
        ready=(edition.first_role_from_month, edition.first_role_to_month) if edition else None,
        you=you,
    )


def months_of(stages: Iterable[Stage]) -> int:
    """How many months the roadmap lasts."""
    return round(last_month((stage.start_month, stage.end_month) for stage in stages))


def strip_stages(stages: Iterable[Stage], done: dict[int, float] | None = None) -> list[StripStage]:
    """The stages of a strip; `done` holds finished shares by stage number."""
    return [
        StripStage(
            number=stage.number,
            short_title=stage.short_title,
            start=stage.start_month,
            end=stage.end_month,
            done_share=(done or {}).get(stage.number, 0),
        )
        for stage in stages
    ]


def empty_strip(stages: list[Stage]) -> PositionStrip:
    """The roadmap with somebody at its beginning."""
    return position_strip(
        strip_stages(stages),
        end_month=months_of(stages),
        earned=0,
        earned_label=_("You, today"),
        description=_("The roadmap’s stages by month, with a marker at month 0."),
        uid="zero",
    )


def example_strip(stages: list[Stage]) -> PositionStrip:
    """An invented learner a good quarter in, a little behind, on whatever stages there are."""
    months = months_of(stages)
    earned, planned, forecast = 0.26 * months, 0.28 * months, (0.95, 1.2, 1.33)
    done = {
        stage.number: min(max((earned - stage.start_month) / (months / 5), 0), 1)
        for stage in stages
    }
    low, middle, high = (share * months for share in forecast)
    return position_strip(
        strip_stages(stages, done),
        end_month=months,
        earned=earned,
        planned=planned,
        forecast=(low, middle, high),
        planned_finish=months,
        forecast_label=_("Forecast: month %(first)s to %(last)s")
        % {"first": f"{low:.0f}", "last": f"{high:.0f}"},
        title=_("An example of a position on the timeline"),
        uid="example",
    )
