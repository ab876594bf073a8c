"""The geometry of the salary chart: every band of every role on one axis of money.

Plain values in, plain values out. Across, positions are per cent of the picture's width; down,
they are CSS pixels. Amounts are whole units of the currency, a year, written as the page's
language writes money.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import pgettext

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Band:
    """Typical pay at one level. Open-ended: the source names no ceiling."""

    minimum: int
    maximum: int
    open_ended: bool = False
    currency: str = "USD"

    @property
    def sign(self) -> str:
        return SIGNS.get(self.currency, f"{self.currency} ")

    @property
    def plus(self) -> str:
        return "+" if self.open_ended else ""

    @property
    def short(self) -> str:
        """For charts: “$120k–190k”, “$190k–250k+”."""
        pattern = pgettext("pay in thousands", "%(sign)s%(low)sk–%(high)sk%(plus)s")
        return self.written(pattern, low=thousands(self.minimum), high=thousands(self.maximum))

    @property
    def short_top(self) -> str:
        """The upper figure alone: “$250k+”."""
        return in_thousands(self.maximum, self.sign, self.plus)

    @property
    def from_amount(self) -> str:
        return self.written(one_amount(), high=grouped(self.minimum), plus="")

    @property
    def to_amount(self) -> str:
        return self.written(one_amount(), high=grouped(self.maximum))

    @property
    def full(self) -> str:
        """To the last digit: “$190,000–$250,000+”."""
        pattern = pgettext("pay", "%(sign)s%(low)s–%(sign)s%(high)s%(plus)s")
        return self.written(pattern, low=grouped(self.minimum), high=grouped(self.maximum))

    def written(self, pattern: str, **amounts: str) -> str:
        return (pattern % ({"sign": self.sign, "plus": self.plus} | amounts)).strip()


def one_amount() -> str:
    return pgettext("pay", "%(sign)s%(high)s%(plus)s")


def grouped(amount: int) -> str:
    return number_format(amount, 0, force_grouping=True)


def thousands(amount: int) -> str:
    return number_format(f"{amount / 1000:g}")


def in_thousands(amount: int, sign: str, plus: str = "") -> str:
    """One amount in a chart: “$250k+”."""
    pattern = pgettext("pay in thousands", "%(sign)s%(high)sk%(plus)s")
    return (pattern % {"sign": sign, "high": thousands(amount), "plus": plus}).strip()


@dataclass(frozen=True, slots=True)
class Pay:
    """What a role pays at its first level and at its top one; either may be missing."""

    slug: str
    title: str
    url: str
    first: Band | None = None
    senior: Band | None = None

    @property
    def bands(self) -> tuple[Band, ...]:
        return tuple(band for band in (self.first, self.senior) if band)


@dataclass(frozen=True, slots=True)
class AxisTick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class SalaryAxis:
    low: float
    high: float
    ticks: tuple[AxisTick, ...]

    @property
    def is_close(self) -> bool:
        """Whether the marks stand so close that a narrow drawing names every second one."""
        return len(self.ticks) > 1 and self.ticks[1].x - self.ticks[0].x < 25

    def x(self, amount: float) -> float:
        return round((amount - self.low) / (self.high - self.low) * 100, 2)


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class SalaryRow:
    """One role's bars. The arrow stands where no ceiling is given."""

    pay: Pay
    first: Bar | None
    senior: Bar | None
    arrow_x: float | None


@dataclass(frozen=True, slots=True)
class SalaryChart:
    axis: SalaryAxis
    rows: tuple[SalaryRow, ...]
    height: int
    bar: int

    @property
    def middle(self) -> int:
        return self.height // 2

    @property
    def arrow(self) -> str:
        """The arrow's path, from the middle of the bar's end."""
        half = self.bar // 2 + 2
        return f"M0 -{half} L11 0 L0 {half} Z"


def salary_axis(bands: Iterable[Band]) -> SalaryAxis:
    """An axis that holds every band, with two to five round amounts marked on it."""
    found = list(bands)
    if not found:
        return SalaryAxis(0, 1, ())
    lowest = min(band.minimum for band in found)
    highest = max(band.maximum for band in found)
    span = highest - lowest
    # Air on the left; on the right, room for an arrow.
    low, high = max(lowest - 0.06 * span, 0), highest + 0.097 * span
    step = round_step(span)
    axis = SalaryAxis(low, high, ())
    ticks = tuple(
        AxisTick(axis.x(amount), in_thousands(amount, found[0].sign))
        for amount in range(math.ceil(low / step) * step, math.floor(high) + 1, step)
        # A label needs room on both sides of its tick.
        if 4 <= axis.x(amount) <= 96
    )
    return SalaryAxis(low, high, ticks)


def round_step(span: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 … that the span holds twice."""
    step = power = int(10 ** max(math.floor(math.log10(span / 2)), 0))
    for factor in (2, 5):
        if power * factor <= span / 2:
            step = power * factor
    return step


def salary_chart(pays: Sequence[Pay], *, height: int = 52, bar: int = 12) -> SalaryChart:
    """Lay out one row a role; `height` and `bar` are those of a row and of its bar, in pixels."""
    axis = salary_axis(band for pay in pays for band in pay.bands)
    return SalaryChart(axis, tuple(salary_row(pay, axis, height, bar) for pay in pays), height, bar)


def salary_row(pay: Pay, axis: SalaryAxis, height: int, bar: int) -> SalaryRow:
    top = (height - bar) / 2
    last = pay.senior or pay.first
    return SalaryRow(
        pay=pay,
        first=bar_of(pay.first, axis, top, bar),
        # Drawn with a line of 1.5 pixels around it, so a little smaller.
        senior=bar_of(pay.senior, axis, top + 0.75, bar - 1.5),
        arrow_x=axis.x(last.maximum) if last and last.open_ended else None,
    )


def bar_of(band: Band | None, axis: SalaryAxis, y: float, height: float) -> Bar | None:
    if band is None:
        return None
    x = axis.x(band.minimum)
    return Bar(x, round(axis.x(band.maximum) - x, 2), y, height)
