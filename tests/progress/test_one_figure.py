"""Each figure is the same to the digit on every page that shows it, for 200 made-up plans."""

import datetime
import random
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.formats import date_format

from progress.models import Pause, Plan, StepState, StepStatus
from progress.standing import Standing, standing_of
from roadmap.models import Specialisation, Stage, Step
from tests.conftest import TODAY
from tests.factories import PlanFactory, UserFactory
from tests.pages import Element, main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "content")]

PLANS = 200
SEEDS = (2026, 2027, 2028, 2029)


def make_plan(chance: random.Random) -> Plan:
    """A plan of any age, pace and direction, with steps finished, begun and skipped."""
    days = chance.randrange(-40, 700)
    plan: Plan = PlanFactory(
        user=UserFactory(),
        start_date=TODAY - datetime.timedelta(days=days),
        hours_per_week=chance.choice([1, 3, 5, 8, 10, 12, 15, 25, 60]),
        specialisation=chance.choice([None, *Specialisation.objects.all()]),
        hide_comparison=chance.random() < 0.1,
    )
    share, states = chance.random() ** 1.5 if chance.random() < 0.95 else 1.1, []
    for step in Step.objects.counted_for(plan.specialisation_id):
        luck = chance.random()
        status = StepStatus.TODO
        if luck < share:
            status = StepStatus.DONE
        elif luck > 0.95:
            status = chance.choice([StepStatus.SKIPPED, StepStatus.DOING])
        done = status == StepStatus.DONE
        day = TODAY - datetime.timedelta(days=chance.randrange(max(days, 1) + 30))
        states.append(
            StepState(
                user=plan.user,
                step=step,
                status=status,
                done_on=day if done else None,
                first_done_on=day if done else None,
            )
        )
    StepState.objects.bulk_create(states)
    for _ in range(chance.choice([0, 0, 1, 2])):
        start = TODAY - datetime.timedelta(days=chance.randrange(-30, 200))
        length = chance.choice([None, 3, 20, 90])
        until = start + datetime.timedelta(days=length) if length else None
        Pause.objects.create(plan=plan, start=start, until=until)
    return plan


def texts_of(client: Client, stage: Stage) -> dict[str, str]:
    paths = {
        "dashboard": "/dashboard/",
        "stage": stage.get_absolute_url(),
        "what-if": "/plan/what-if/",
        "week": "/week/",
        "roadmap": "/roadmap/",
    }
    return {name: words(main(client.get(path))) for name, path in paths.items()}


def words(element: Element) -> str:
    return re.sub(r"\s+", " ", element.text)


def told(pattern: str, text: str) -> Any:
    found = re.search(pattern, text)
    return found and (found.groups() if len(found.groups()) > 1 else found.group(1))


def expected_variance(standing: Standing) -> tuple[str, str] | None:
    """How the days ahead or behind are said; None where no page says them."""
    silent = standing.state in {"finished", "not_started"} or standing.is_first_day
    if silent or not standing.shows_comparison or standing.variance_days == 0:
        return None
    return str(abs(standing.variance_days)), "ahead" if standing.variance_days > 0 else "behind"


def check(plan: Plan, client: Client) -> None:
    standing = standing_of(Plan.objects.of(plan.user) or plan, TODAY)
    stage = random.Random(plan.pk).choice(list(Stage.objects.all()))  # noqa: S311 - no secret
    pages = texts_of(client, stage)
    percent, hours = str(int(standing.percent)), str(standing.tally.total_hours)
    if not standing.is_first_day:
        assert told(r"Finished work [\d.]+ of \d+ h (\d+)%", pages["dashboard"]) == percent
    assert told(r"Whole plan (\d+)% of (\d+) h", pages["stage"]) == (percent, hours)
    assert told(r"Finished work [\d.]+ of (\d+) h, (\d+)%", pages["week"]) == (hours, percent)
    earned = standing.earned_at
    assert told(r"Earned month ([\d.]+)", pages["dashboard"]) == earned
    assert told(r"Earned Month ([\d.]+)", pages["week"]) == earned
    assert told(r"Your work reaches month ([\d.]+)", pages["roadmap"]) == earned
    if standing.shows_comparison:
        assert told(r"Planned Month ([\d.]+) of", pages["week"]) == standing.at
        if standing.state in {"on_track", "ahead", "behind"}:
            assert told(r"You are at month ([\d.]+) of", pages["dashboard"]) == standing.at
    days = expected_variance(standing)
    variance = r"Against the plan (\d+) days? (ahead|behind)"
    assert told(variance, pages["dashboard"]) == days
    assert told(variance, pages["week"]) == days
    mine = next(item for item in standing.stages if item.stage == stage)
    own = f"{mine.tally.done_hours} of {mine.tally.total_hours} h"
    assert own in pages["stage"]
    assert f"{stage.title} {own}" in pages["dashboard"]
    forecast = standing.forecast
    if forecast.likely and forecast.cautious and not standing.forecast_waits:
        short = [date_format(day, "j M Y") for day in (forecast.likely, forecast.cautious)]
        full = [date_format(day, "j F Y") for day in (forecast.likely, forecast.cautious)]
        assert f"Likely {short[0]}, cautious {short[1]}" in pages["dashboard"]
        for name in ("dashboard", "what-if"):
            assert f"Likely {full[0]}, cautious {full[1]}" in pages[name]


# In parts, so that they can run side by side.
@pytest.mark.parametrize("seed", SEEDS)
def test_pages_agree_to_the_digit(seed: int) -> None:
    if connection.vendor != "sqlite" and seed != SEEDS[0]:
        pytest.skip("A quarter of the plans is enough on a second database.")
    chance = random.Random(seed)  # noqa: S311 - made-up plans, no secret
    for number in range(PLANS // len(SEEDS)):
        plan = make_plan(chance)
        client = Client()
        client.force_login(plan.user, backend="accounts.backends.EmailBackend")
        try:
            check(plan, client)
        except AssertionError as error:
            raise AssertionError(f"Plan {number} of {seed}: {error}") from error
