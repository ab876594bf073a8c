"""How honest the forecast is: python scripts/simulate_forecast.py [--learners N] [--write].

Makes up learners with irregular weeks, lets each walk the real roadmap to its end, and looks at
their forecast on every monthly day of their start: did the real finish come on or before the
likely and the cautious date? The same seed gives the same table. --write puts it into
docs/forecast.md; without it, the table is only printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from math import exp
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from progress import timeline  # noqa: E402 - the path comes first

SEED = 2026
LEARNERS = 2_000
MONTHS = 24
# A learner who is not through by then counts as late on every look.
LAST_WEEK = 52 * 9
PAGE = ROOT / "docs" / "forecast.md"
START_OF_TABLE = "<!-- The table is written by scripts/simulate_forecast.py -->"
KINDS = ("slow down for good", "speed up for good", "keep their pace")
END_OF_TABLE = "<!-- The end of the table -->"


# --- The roadmap ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Roadmap:
    """The stages, and the hours of the steps of one plan, in the roadmap's order."""

    stages: tuple[timeline.Stage, ...]
    steps: tuple[tuple[int, int], ...]


def roadmaps() -> list[Roadmap]:
    """The shipped content, once for each specialisation."""
    rows = [row for name in ("roadmap", "steps") for row in json.loads(_fixture(name).read_text())]
    of = {
        model: [row["fields"] for row in rows if row["model"] == f"roadmap.{model}"]
        for model in ("stage", "specialisation", "step")
    }
    numbers = {stage["slug"]: stage["number"] for stage in of["stage"]}
    stages = tuple(
        timeline.Stage(stage["number"], stage["start_month"], stage["end_month"])
        for stage in of["stage"]
    )
    steps = sorted(of["step"], key=lambda step: (numbers[step["stage"][0]], step["order"]))
    return [
        Roadmap(
            stages,
            tuple(
                (numbers[step["stage"][0]], step["hours"])
                for step in steps
                if step["specialisation"] in (None, [chosen["slug"]])
            ),
        )
        for chosen in of["specialisation"]
    ]


def _fixture(name: str) -> Path:
    return ROOT / "fixtures" / f"{name}.json"


# --- Learners ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Habits:
    """How a made-up learner studies. Hours are those of effort that a week brings about."""

    hours_per_week: int
    real_share: float
    """What a usual week brings, as a share of the hours the learner chose."""
    evenness: float
    """The shape of the gamma distribution of a week's hours: the higher, the more alike."""
    empty_weeks: float
    bursts: float
    drift: float
    """How far the pace wanders from one month to the next, as a share of itself."""
    turn: tuple[int, float]
    """From which week the pace is another, and by which factor."""
    enters_pauses: bool

    @property
    def kind(self) -> str:
        _, factor = self.turn
        return KINDS[2] if factor == 1 else KINDS[factor > 1]


@dataclass(frozen=True)
class Walk:
    """What a learner did: the day of each step, and the days they were away."""

    kind: str
    plan: timeline.Plan
    days: tuple[date | None, ...]

    @property
    def finish(self) -> date | None:
        days = [day for day in self.days if day is not None]
        return max(days) if len(days) == len(self.days) else None


def habits(dice: random.Random) -> Habits:
    """The dice decide; docs/forecast.md says in words what they can bring."""
    chance = dice.random()
    factor = dice.uniform(0.4, 0.8) if chance < 0.3 else dice.uniform(1.2, 1.6)
    return Habits(
        hours_per_week=dice.choice((4, 5, 6, 8, 8, 10, 10, 10, 12, 15)),
        real_share=exp(dice.gauss(-0.15, 0.3)),
        evenness=dice.uniform(1.2, 6),
        empty_weeks=dice.uniform(0.03, 0.25),
        bursts=dice.uniform(0, 0.08),
        drift=dice.uniform(0, 0.15),
        # Three in ten slow down for good, one in ten speeds up, the others keep their pace.
        turn=(dice.randrange(8, 60), factor if chance < 0.4 else 1),
        enters_pauses=dice.random() < 0.5,
    )


def away_weeks(dice: random.Random) -> set[int]:
    """Holidays of one to four weeks, up to three a year, and for one in ten a long break."""
    weeks: set[int] = set()
    for year in range(LAST_WEEK // 52):
        for _ in range(dice.randrange(4)):
            begin = year * 52 + dice.randrange(52)
            weeks.update(range(begin, begin + dice.choice((1, 1, 2, 2, 3, 4))))
    if dice.random() < 0.1:
        begin = dice.randrange(4, 70)
        weeks.update(range(begin, begin + dice.randrange(8, 17)))
    return weeks


def walk(roadmap: Roadmap, dice: random.Random, *, steady: bool = False) -> Walk:
    """One learner's way from the first step to the last, week by week.

    A steady learner has uneven weeks, too, but keeps the pace and is never away.
    """
    ways, away = habits(dice), away_weeks(dice)
    if steady:
        ways, away = replace(ways, drift=0, turn=(0, 1)), set()
    start = date(2026, 1, 1) + timedelta(days=dice.randrange(365))
    # A step takes a third more or less than it says, and now and then much more.
    efforts = [hours * exp(dice.gauss(-0.06, 0.35)) for _, hours in roadmap.steps]
    days: list[date | None] = []
    wandering, stock = 1.0, 0.0
    for week in range(LAST_WEEK):
        if week % 4 == 0:
            wandering *= exp(dice.gauss(0, ways.drift) - ways.drift**2 / 2)
        hours = 0.0 if week in away else _hours_of_week(ways, week, dice) * wandering
        evenings = sorted(dice.sample(range(7), dice.randint(2, 5)))
        for evening in evenings:
            stock += hours / len(evenings)
            while len(days) < len(efforts) and stock >= efforts[len(days)]:
                stock -= efforts[len(days)]
                days.append(start + timedelta(days=7 * week + evening))
        if len(days) == len(efforts):
            break
    unfinished: list[date | None] = [None] * (len(efforts) - len(days))
    pauses = tuple(_pauses(start, away)) if ways.enters_pauses else ()
    plan = timeline.Plan(start, ways.hours_per_week, pauses)
    return Walk(ways.kind, plan, (*days, *unfinished))


def _hours_of_week(ways: Habits, week: int, dice: random.Random) -> float:
    usual = ways.hours_per_week * ways.real_share
    if week >= ways.turn[0]:
        usual *= ways.turn[1]
    chance = dice.random()
    hours = usual * dice.gammavariate(ways.evenness, 1 / ways.evenness)
    if chance < ways.empty_weeks:
        return 0.0
    return hours * (2.5 if chance > 1 - ways.bursts else 1)


def _pauses(start: date, away: set[int]) -> Iterator[timeline.Pause]:
    """A pause is entered whole, with the day on which work resumes."""
    for first in sorted(week for week in away if week - 1 not in away):
        last = next(week for week in count(first) if week + 1 not in away)
        begin, until = (start + timedelta(days=7 * week) for week in (first, last + 1))
        yield timeline.Pause(begin, until)


# --- Looking -------------------------------------------------------------------------------


@dataclass
class Looks:
    """Forecasts looked at, and how many the real finish kept."""

    seen: int = 0
    kept_likely: int = 0
    kept_cautious: int = 0
    none: int = 0

    def add(self, forecast: timeline.Forecast, finish: date | None) -> None:
        if forecast.likely is None or forecast.cautious is None:
            self.none += 1
            return
        self.seen += 1
        self.kept_likely += finish is not None and finish <= forecast.likely
        self.kept_cautious += finish is not None and finish <= forecast.cautious

    def share(self, kept: int) -> float:
        return 100 * kept / self.seen if self.seen else 0.0


@dataclass
class Result:
    """The looks by month since the start, and all of those with 12 weeks behind them."""

    learners: int
    seed: int
    by_month: dict[int, Looks] = field(default_factory=dict)
    known: Looks = field(default_factory=Looks)
    known_of: dict[str, Looks] = field(default_factory=lambda: {kind: Looks() for kind in KINDS})
    finished: Counter[int] = field(default_factory=Counter)

    def add(self, roadmap: Roadmap, way: Walk) -> None:
        finish = way.finish
        for month in range(1, MONTHS + 1):
            today = timeline.add_months(way.plan.start_date, month)
            if finish is not None and finish <= today:
                self.finished[month] += 1
                continue
            forecast = forecast_on(roadmap, way, today)
            self.by_month.setdefault(month, Looks()).add(forecast, finish)
            weeks = timeline.active_days(known_by(way.plan, today), today) // 7
            if weeks >= timeline.FORECAST_WEEKS:
                self.known.add(forecast, finish)
                self.known_of[way.kind].add(forecast, finish)


def known_by(plan: timeline.Plan, today: date) -> timeline.Plan:
    """The plan without the pauses to come: nobody enters their holidays years ahead."""
    return replace(plan, pauses=tuple(pause for pause in plan.pauses if pause.start <= today))


def forecast_on(roadmap: Roadmap, way: Walk, today: date) -> timeline.Forecast:
    """What the site would have said on that day: the maths knows nothing of steps done later."""
    steps = [
        timeline.Step(number, hours, day)
        for (number, hours), day in zip(roadmap.steps, way.days, strict=True)
    ]
    return timeline.forecast(known_by(way.plan, today), roadmap.stages, steps, today)


def simulate(
    learners: int = LEARNERS, seed: int = SEED, *, steady: bool = False, say: bool = False
) -> Result:
    """Every learner has dice of their own: more learners leave the first ones as they were."""
    maps = roadmaps()
    result = Result(learners, seed)
    for number in range(learners):
        dice = random.Random(f"{seed}-{number}")  # noqa: S311 - made-up people, not secrets
        roadmap = dice.choice(maps)
        result.add(roadmap, walk(roadmap, dice, steady=steady))
        if say and (number + 1) % 200 == 0:
            print(f"{number + 1} of {learners} learners", flush=True)
    return result


# --- Telling -------------------------------------------------------------------------------


def table(result: Result) -> str:
    """The result in Markdown."""
    lines = [
        f"{result.learners:,} learners, seed {result.seed}.",
        "",
        "| Months since the start | Finished so far | No forecast | Forecasts "
        "| On or before the likely date | On or before the cautious date |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        *(
            _row(str(month), looks, str(result.finished[month]))
            for month, looks in sorted(result.by_month.items())
        ),
        _row("**All with 12 weeks known**", result.known, ""),
        *(_row(f"those who {kind}", looks, "") for kind, looks in result.known_of.items()),
    ]
    return "\n".join(lines)


def _row(name: str, looks: Looks, finished: str) -> str:
    shares = (looks.share(looks.kept_likely), looks.share(looks.kept_cautious))
    kept = [f"{share:.0f} %" if looks.seen else "–" for share in shares]
    return f"| {name} | {finished} | {looks.none} | {looks.seen} | {kept[0]} | {kept[1]} |"


def written(page: str, table: str) -> str:
    """The page with the table between its two marks."""
    before, _, rest = page.partition(START_OF_TABLE)
    _, mark, after = rest.partition(END_OF_TABLE)
    if not mark:
        raise ValueError("The page has no place for the table.")
    return f"{before}{START_OF_TABLE}\n\n{table}\n\n{END_OF_TABLE}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--steady", action="store_true", help="learners who keep their pace")
    parser.add_argument("--write", action="store_true", help="put the table into docs/forecast.md")
    options = parser.parse_args()
    if options.write and options.steady:
        parser.error("The page shows the irregular learners.")
    result = simulate(options.learners, options.seed, steady=options.steady, say=True)
    text = table(result)
    print(text)
    if options.write:
        PAGE.write_text(written(PAGE.read_text(), text))


if __name__ == "__main__":
    main()
