"""What choosing a field to specialise in would add to a plan that has none yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from progress.models import Plan
from roadmap.models import Specialisation, Step


@dataclass(frozen=True, slots=True)
class FieldHours:
    """The hours of the shortest and of the longest field."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.most) if self.least == self.most else f"{self.least}–{self.most}"


def open_field(plan: Plan) -> FieldHours | None:
    """None where the plan has its field, or the roadmap none to choose. At most one query."""
    if plan.specialisation_id is not None:
        return None
    fields = Specialisation.objects.current()
    steps = Step.objects.current().filter(stage__retired=False, specialisation__in=fields)
    sums = steps.order_by().values("specialisation").annotate(total=Sum("hours"))
    hours = [row["total"] for row in sums]
    return FieldHours(min(hours), max(hours)) if hours else None
