"""Who needs attention, and why, in words.

Values in, values out. Somebody whose plan has not begun, stands still or is done is left alone,
and so is somebody in whose plan nothing counts.
"""

from __future__ import annotations

from dataclasses import dataclass

# Days behind that are still nobody's business.
MOST_BEHIND = 28
# Active days without any change of a step from which on somebody asks.
QUIET_DAYS = 14


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule asks of one plan on one day.

    `variance_days` is negative when behind. `quiet_days` are the active days since a step last
    changed, or since the plan began; `calendar_days` are the same with the pauses in.
    """

    is_moving: bool
    variance_days: int
    quiet_days: int
    calendar_days: int
    has_moved: bool = True


@dataclass(frozen=True, slots=True)
class Attention:
    """The reasons, each a few words, such as “31 days behind the plan”. None: all is well."""

    behind: str = ""
    quiet: str = ""

    def __bool__(self) -> bool:
        return bool(self.behind or self.quiet)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(reason for reason in (self.behind, self.quiet) if reason)

    @property
    def words(self) -> str:
        """“31 days behind the plan. No step moved for 16 days.”"""
        return " ".join(f"{reason}." for reason in self.reasons)


def attention_of(facts: Facts) -> Attention:
    if not facts.is_moving:
        return Attention()
    behind = -facts.variance_days
    return Attention(
        behind=f"{behind} days behind the plan" if behind > MOST_BEHIND else "",
        quiet=_quiet(facts) if facts.quiet_days >= QUIET_DAYS else "",
    )


def _quiet(facts: Facts) -> str:
    days = f"{facts.quiet_days} days"
    if not facts.has_moved:
        days = f"No step moved yet, {days} into the plan"
    else:
        days = f"No step moved for {days}"
    return days if facts.calendar_days == facts.quiet_days else f"{days}, pauses left out"
