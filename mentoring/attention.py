"""Who needs attention, and why.

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
    """The reasons as numbers; 0 is none. `mentoring.wording` puts them in words.

    `quiet_days` counts from the last change of a step, or from the plan's first day where none
    `has_moved`; `has_paused` says that pauses are left out of it.
    """

    behind_days: int = 0
    quiet_days: int = 0
    has_moved: bool = True
    has_paused: bool = False

    def __bool__(self) -> bool:
        return bool(self.behind_days or self.quiet_days)


def attention_of(facts: Facts) -> Attention:
    if not facts.is_moving:
        return Attention()
    behind = -facts.variance_days
    behind_days = behind if behind > MOST_BEHIND else 0
    if facts.quiet_days < QUIET_DAYS:
        return Attention(behind_days=behind_days)
    return Attention(
        behind_days=behind_days,
        quiet_days=facts.quiet_days,
        has_moved=facts.has_moved,
        has_paused=facts.calendar_days != facts.quiet_days,
    )
