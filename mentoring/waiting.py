"""How long a review takes, those who still wait included.

To look only at the answered requests would flatter: the longest waits are missing from them.
So the curve of those who still wait is estimated as Kaplan and Meier do (“Nonparametric
Estimation from Incomplete Observations”, Journal of the American Statistical Association 53,
1958): a request without a verdict counts among the waiting up to the moment at which we last
know it waited, and no further. A withdrawn one leaves at its withdrawal.

S(t), the share that waits longer than t, is the product of 1 - d/n over all lengths up to t at
which d of the n that waited so long got their verdict. Those that leave at the same length
still count in n.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

WINDOW = datetime.timedelta(days=28)
MEDIAN = Fraction(1, 2)
MOST = Fraction(4, 5)

# The product of many fractions is only nearly the share that it stands for.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Quantile:
    """A share of the requests is answered within this; later than this, where not `is_reached`."""

    length: datetime.timedelta
    is_reached: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """The waiting times of a while, and of how many requests they are."""

    total: int = 0
    still: int = 0
    median: Quantile | None = None
    most: Quantile | None = None

    @property
    def full_meter(self) -> datetime.timedelta | None:
        """What fills the meter of a wait; None where no length is known or it is nothing."""
        known = self.most is not None and self.most.is_reached and self.most.length
        return self.most.length if self.most and known else None


def waiting_times(
    answered: Iterable[datetime.timedelta],
    still: Iterable[datetime.timedelta] = (),
    withdrawn: Iterable[datetime.timedelta] = (),
) -> Waiting:
    """The median and the 80 % quantile of waits to a verdict, waits so far, waits given up."""
    still = list(still)
    known, cut = sorted(answered), sorted([*still, *withdrawn])
    return Waiting(
        total=len(known) + len(cut),
        still=len(still),
        median=quantile(known, cut, MEDIAN),
        most=quantile(known, cut, MOST),
    )


def quantile(
    answered: Sequence[datetime.timedelta], cut: Sequence[datetime.timedelta], share: Fraction
) -> Quantile | None:
    """The shortest length within which that share is answered; None of no waits at all.

    Of waits to a verdict and of waits that are known only so far, both in order. Where the
    curve does not come down so far, the longest that was seen.
    """
    if not answered and not cut:
        return None
    still_waits, before, enough = 1.0, 0, float(1 - share) + _ROUNDING
    for length, verdicts in Counter(answered).items():
        at_risk = len(answered) - before + len(cut) - bisect_left(cut, length)
        still_waits *= 1 - verdicts / at_risk
        if still_waits <= enough:
            return Quantile(length)
        before += verdicts
    return Quantile(max([*answered[-1:], *cut[-1:]]), is_reached=False)
