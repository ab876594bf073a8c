"""No figure about fewer than five learners: what is said instead."""

FLOOR = 5
FEWER = f"fewer than {FLOOR}"

Shown = int | str


def shown(value: Shown, learners: int) -> Shown:
    """A figure that stands alone, for so many different learners."""
    return value if learners >= FLOOR else FEWER
